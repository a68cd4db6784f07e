#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the rules of form in HACKING.md that clang-format cannot see.

usage: check-source.py [ROOT]

A line that must break a rule says so, with the reason: /* nocheck: reason */
"""
import pathlib
import re
import sys

MAX_FILE_LINES = 800
MAX_FUNCTION_LINES = 60
LICENSE = "SPDX-License-Identifier: GPL-3.0-or-later"
C_LICENSE = f"// {LICENSE}"
# Other files that can hold a comment.
COMMENTED = {".py", ".sh", ".build", ".js", ".mjs", ".css", ".html", ".ui", ".sql", ".xml", ".in"}
SKIPPED = re.compile(r"^(_build|\.(git|jieli|cache))")
EMPTY_NAME = re.compile(r"(^|[-_])(utils?|helpers?|misc|common-functions)$")

BANNED_CALLS = {
    "gets": "read with a limit",
    "strcpy": "g_strlcpy() or g_strdup()",
    "strcat": "GString",
    "sprintf": "g_snprintf() or g_strdup_printf()",
    "vsprintf": "g_vsnprintf()",
    "strtok": "g_strsplit()",
    "strncpy": "g_strlcpy()",
    "system": "GSubprocess",
    "popen": "GSubprocess",
    "alloca": "g_autofree memory",
    "g_alloca": "g_autofree memory",
    "g_newa": "g_autofree memory",
    "mktemp": "g_mkstemp()",
    "tmpnam": "g_mkstemp()",
    "g_time_zone_new": "jl-time.h: without tzdata it silently gives UTC",
    "g_time_zone_new_local": "jl-time.h: the machine's zone is not the shop's",
    "g_date_time_new_now_local": "jl-time.h: the machine's zone is not the shop's",
    "localtime": "jl-time.h: the machine's zone is not the shop's",
    "json_gobject_deserialize": "jl_record_read_json(), which refuses what is wrong",
    "json_gobject_serialize": "jl_record_append_json()",
    "json_to_string": "jl_json_append_node()",
}
BANNED_IN_PROGRAMS = {
    "g_error": "report the error and return; a library never ends the program",
}
BANNED_IN_TESTS = {
    "sleep": "wait for what should happen",
    "usleep": "wait for what should happen",
    "g_usleep": "wait for what should happen",
    "nanosleep": "wait for what should happen",
}
CALL = re.compile(r"(?<![\w.>])([A-Za-z_]\w*)\s*\(")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def blank_out(text):
    """Returns C source of the same shape without comments, and without strings; and the reverse:
    only comments."""
    code, comments = [], []
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    position = 0
    for match in pattern.finditer(text):
        plain = text[position:match.start()]
        piece = match[0]
        empty = re.sub(r"[^\n]", " ", piece)
        is_comment = piece.startswith("/")
        code += [plain, empty if is_comment else piece[0] + empty[1:-1] + piece[-1]]
        comments += [re.sub(r"[^\n]", " ", plain), piece if is_comment else empty]
        position = match.end()
    code.append(text[position:])
    comments.append(re.sub(r"[^\n]", " ", text[position:]))
    return "".join(code), "".join(comments)


def find_functions(code):
    """Yields (name, first line, lines in the body, is static), lines counted from 0. Relies on
    clang-format: a body begins and ends with a brace in the first column."""
    lines = code.split("\n")
    for start, line in enumerate(lines):
        if line.rstrip() != "{":
            continue
        end = next((i for i in range(start, len(lines)) if lines[i].startswith("}")), start)
        first = start - 1
        while first > 0 and lines[first - 1].strip() and \
                not lines[first - 1].rstrip().endswith((";", "}", ")\\")) and \
                not lines[first - 1].startswith("#"):
            first -= 1
        signature = " ".join(lines[first:start])
        names = re.findall(r"(\w+)\s*\(", signature)
        if names:
            yield names[0], first, end - start - 1, re.search(r"\bstatic\b", signature) is not None


def find_comment(lines, first):
    """The lines of the comment that ends just above line `first`; none if there is none."""
    last = above = first - 1
    if above < 0 or not lines[above].rstrip().endswith("*/"):
        return []
    while above > 0 and "/*" not in lines[above]:
        above -= 1
    return lines[above:last + 1]


def is_documented(lines, first, name, is_private):
    """Whether a function has a gtk-doc block; for a private one, that no other folder calls, any
    comment will do."""
    comment = find_comment(lines, first)
    if is_private:
        return bool(comment)
    return len(comment) > 1 and comment[0].strip() == "/**" and \
        comment[1].strip().startswith(f"* {name}:")


def check_functions(path, text, code, private):
    lines = text.split("\n")
    is_test = path.startswith("tests/")
    for name, first, length, is_static in find_functions(code):
        # A test program's main() is the list of its tests.
        if length > MAX_FUNCTION_LINES and not (is_test and name == "main"):
            yield first, f"{name}() has {length} lines, at most {MAX_FUNCTION_LINES} are allowed"
        if not (is_static or is_test or name == "main" or
                is_documented(lines, first, name, name in private)):
            yield first, f"{name}() is not static and has no " + \
                ("comment" if name in private else "gtk-doc block")


def check_includes(path, text, siblings):
    stem = pathlib.PurePosixPath(path).stem
    own = [name for name in (f"{stem}.h", f"{stem}-private.h") if name in siblings]
    is_first, seen_system = True, False
    for number, line in enumerate(text.split("\n")):
        match = INCLUDE.match(line)
        if not match:
            continue
        if is_first and own and path.endswith(".c") and match[2] not in own and \
                not match[2].endswith("-private.h"):
            yield number, f"{own[0]} must be included first"
        is_first = False
        if match[1] == "<":
            seen_system = True
        elif seen_system:
            yield number, f"{match[2]} must be included before the system's headers"


def check_words(path, code, comments):
    is_test = path.startswith("tests/")
    banned = BANNED_CALLS | (BANNED_IN_TESTS if is_test else BANNED_IN_PROGRAMS)
    for number, line in enumerate(code.split("\n")):
        for match in CALL.finditer(line):
            if match[1] in banned:
                yield number, f"{match[1]}() is not used here: {banned[match[1]]}"
        if re.search(r"\bgoto\b", line):
            yield number, "goto is not used here: g_autoptr frees, a function of its own returns"
    for number, line in enumerate(comments.split("\n")):
        match = UNFINISHED.search(line)
        if match:
            yield number, f"{match[1]}: finish it, or open an issue"


def check_c(path, text, siblings, private):
    code, comments = blank_out(text)
    lines = text.split("\n")
    if lines[0] != C_LICENSE:
        yield 0, f"the first line must be: {C_LICENSE}"
    if path.endswith(".h") and "#pragma once" not in lines:
        yield 0, "a header needs #pragma once"
    if len(lines) - 1 > MAX_FILE_LINES:
        yield MAX_FILE_LINES, f"{len(lines) - 1} lines, at most {MAX_FILE_LINES} are allowed"
    yield from check_functions(path, text, code, private)
    yield from check_includes(path, text, siblings)
    yield from check_words(path, code, comments)
    if path.startswith("tests/") and re.search(r'"/tmp\b', text):
        yield text[:text.index('"/tmp')].count("\n"), "no fixed names in /tmp: g_dir_make_tmp()"


def check(path, text, siblings=(), private=()):
    """Returns messages about one file; `siblings` are the names of the files beside it, `private`
    the functions that headers called *-private.h declare."""
    name = pathlib.PurePosixPath(path)
    found = []
    if EMPTY_NAME.search(name.stem):
        found.append((0, "the file's name says nothing about what is in it"))
    if name.suffix in (".c", ".h"):
        found += check_c(path, text, siblings, private)
    elif name.suffix in COMMENTED and LICENSE not in "\n".join(text.split("\n")[:5]):
        found.append((0, f"{LICENSE} is missing in its first lines"))
    lines = text.split("\n")
    return [f"{path}:{number + 1}: {message}" for number, message in sorted(found)
            if "nocheck:" not in lines[min(number, len(lines) - 1)]]


def find_private(texts):
    """The names of functions that are declared in private headers."""
    names = set()
    for path, text in texts.items():
        if path.endswith("-private.h"):
            names.update(re.findall(r"(\w+)\s*\(", blank_out(text)[0]))
    return names


def read_tree(root):
    """All files below `root` that are checked, by their path in it."""
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if path.suffix not in COMMENTED | {".c", ".h"} or not path.is_file():
            continue
        if any(SKIPPED.match(part) for part in relative.parts) or "corpus" in relative.parts:
            continue
        yield str(relative), path


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    messages, count = [], 0
    texts = {relative: path.read_text(encoding="utf-8") for relative, path in read_tree(root)}
    private = find_private(texts)
    for relative, text in texts.items():
        siblings = {other.name for other in (root / relative).parent.iterdir()}
        messages += check(relative, text, siblings, private)
        count += 1
    print("\n".join(messages) or f"{count} files keep the form")
    return 1 if messages or not count else 0


if __name__ == "__main__":
    sys.exit(main())
