#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that residents' pages say only what is in their catalogue, in both languages, and that nothing in it is unused.

usage: check-web-texts.py [ROOT]
"""
import pathlib
import re
import sys

ENTRY = re.compile(r"^  (\w+): \['((?:[^'\\]|\\.)*)', '((?:[^'\\]|\\.)*)'\],$")
CALL = re.compile(r"\bt\(('[\w]+'|`[^`]*`)")
# Names that are chosen between, or given to the makers of fields and forms.
WORD = re.compile(r"'([a-z]+(?:_[a-z]+)*)'")
MARKUP = re.compile(r'data-t(?:-label|-hint)?="([\w ]+)"')
PLACE = re.compile(r"\{(\w+)\}")


def read_catalogue(folder):
    texts, problems = {}, []
    for path in (folder / "js" / "text.js", folder / "js" / "words.js"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = ENTRY.match(line)
            if not match:
                if re.match(r"^  \w+: \[", line):
                    problems.append(f"{path}:{number}: not of the form  name: ['中文', 'English'],")
                continue
            name, chinese, english = match.groups()
            if name in texts:
                problems.append(f"{path}:{number}: {name} is there twice")
            if sorted(PLACE.findall(chinese)) != sorted(PLACE.findall(english)):
                problems.append(f"{path}:{number}: {name} is filled in differently in its two languages")
            if not chinese or not english:
                problems.append(f"{path}:{number}: {name} says nothing")
            texts[name] = f"{path}:{number}"
    return texts, problems


def check(folder):
    texts, problems = read_catalogue(folder)
    used = set()
    for path in sorted(folder.glob("*.html")):
        for names in MARKUP.findall(path.read_text(encoding="utf-8")):
            for name in names.split(" "):
                used.add(name)
                if name not in texts:
                    problems.append(f"{path}: no text is called {name}")
    for path in sorted((folder / "js").glob("*.js")):
        source = path.read_text(encoding="utf-8")
        used.update(name for name in WORD.findall(source) if name in texts)
        for call in CALL.findall(source):
            name = call[1:-1]
            prefix = name.split("${")[0]
            if "${" in name:
                found = {n for n in texts if n.startswith(prefix)}
                used |= found
            else:
                found = {name} & texts.keys()
            if not found:
                problems.append(f"{path}: no text is called {name}")
    problems += [f"{place}: {name} is not used" for name, place in texts.items() if name not in used]
    return texts, problems


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    texts, problems = check(root / "data" / "web")
    print("\n".join(problems))
    print(f"{len(texts)} texts, {len(problems)} problems")
    return 1 if problems or not texts else 0


if __name__ == "__main__":
    sys.exit(main())
