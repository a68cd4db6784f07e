#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that the manual pages name every command, option and key that the programs know, and that groff reads them.

usage: check-man.py ROOT JIELID [JIELI JIELI-WIPE]
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

KEY = re.compile(r"^  (?:SERVICE|ACCOUNTS|KEEPING|LIMIT) \((\w+),", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*|(?<![\w-])-[a-z](?![\w-])")


def plain(path):
    """The words of a page, without what only groff reads."""
    text = path.read_text(encoding="utf-8").replace("\\-", "-").replace("\\e", "\\")
    return re.sub(r"\\f[RBIP]", "", text)


def ask(program, *arguments):
    env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="en")
    env["GSETTINGS_SCHEMA_DIR"] = os.path.join(env.get("JIELI_BUILD_DIR", "_build"), "data")
    return subprocess.run([program, *arguments, "--help"], capture_output=True, text=True, env=env,
                          timeout=30, check=True, stdin=subprocess.DEVNULL).stdout


def missing(page, text, words):
    return [f"{page} does not name {word}" for word in words
            if not re.search(r"(?<![\w-])" + re.escape(word) + r"(?![\w-])", text)]


def check_commands(man, page, name, program):
    text = plain(man / page)
    usage = ask(program)
    commands = re.findall(rf"^  {name} ([a-z]+(?: [a-z]+)?)  ", usage, re.MULTILINE)
    problems = missing(page, text, [f".SS {command}" for command in commands] + ["--version"])
    for command in commands:
        problems += missing(page, text, sorted(set(OPTION.findall(ask(program, *command.split())))))
    problems += [f"{page} has a command {command} that {name} has not"
                 for command in re.findall(r"^\.SS (.*)$", text, re.MULTILINE) if command not in commands]
    return problems if commands else [f"{name} --help names no command"]


def check_keys(man, root):
    keys = KEY.findall((root / "server/process/jl-config.c").read_text(encoding="utf-8"))
    text = plain(man / "jielid.conf.5")
    told = re.findall(r"^\.B ([a-z_]+)$", text, re.MULTILINE)
    problems = missing("jielid.conf.5", text, [f".B {key}" for key in keys])
    problems += [f"jielid.conf.5 has a key {key} that jielid has not" for key in told if key not in keys]
    return problems if keys else ["no key was found in jl-config.c"]


def check_form(man):
    if shutil.which("groff") is None:
        return []
    problems = []
    for page in sorted(man.rglob("*.[15]")):
        run = subprocess.run(["groff", "-t", "-man", "-Kutf8", "-Tutf8", "-ww", "-z", page],
                             capture_output=True, text=True, check=False)
        # Chinese has no spaces at which groff could break lines.
        lines = [line for line in run.stderr.splitlines()
                 if "zh_CN" not in str(page) or not re.search("adjust line|break line", line)]
        problems += lines
    return problems


def main():
    root = pathlib.Path(sys.argv[1])
    man = root / "data" / "man"
    problems = check_commands(man, "jielid.1", "jielid", sys.argv[2]) + check_keys(man, root) + check_form(man)
    if len(sys.argv) > 3:
        options = sorted(set(OPTION.findall(ask(sys.argv[3]))))
        for page in ("jieli.1", "zh_CN/jieli.1"):
            problems += missing(page, plain(man / page), options)
        for page in ("jieli-wipe.1", "zh_CN/jieli-wipe.1"):
            problems += check_commands(man, page, "jieli-wipe", sys.argv[4])
    print("\n".join(problems))
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
