#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each term of the glossary is translated as the glossary says, in every translation; nothing is left untranslated.

usage: check-glossary.py GLOSSARY PO...
"""
import re
import sys


def read_glossary(path):
    terms = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#") or not line.strip():
                continue
            columns = line.rstrip("\n").split("\t")
            if len(columns) != 3:
                sys.exit(f"{path}:{number}: three columns expected, got {len(columns)}")
            english, chinese, _identifier = columns
            pattern = re.compile(r"(?<![\w-])" + re.escape(english) + r"(?:e?s)?(?![\w-]|\.\w)", re.IGNORECASE)
            terms.append((english, pattern, chinese.split("|")))
    # The longest term decides: "consignment shop" before "consignment".
    return sorted(terms, key=lambda term: -len(term[0]))


def unquote(text):
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m.group(1), m.group(1)), text)


def read_po(path):
    """Yields (line, msgid, msgstr, fuzzy) of every entry but the header."""
    entry, field, line, fuzzy = {}, None, 0, False
    with open(path, encoding="utf-8") as file:
        for number, raw in enumerate(list(file) + ["\n"], 1):
            raw = raw.rstrip("\n")
            match = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) "(.*)"$', raw)
            if raw.startswith("#,") and "fuzzy" in raw:
                fuzzy = True
            if match:
                field = match.group(1)
                line = number if field == "msgid" else line
                entry[field] = unquote(match.group(2))
            elif raw.startswith('"') and field:
                entry[field] += unquote(raw[1:-1])
            elif not raw.strip():
                if entry.get("msgid"):
                    yield line, entry["msgid"], "".join(v for k, v in entry.items() if k.startswith("msgstr")), fuzzy
                entry, field, fuzzy = {}, None, False


def check(terms, msgid, msgstr, fuzzy):
    if fuzzy:
        yield f"the translation of “{msgid}” is only guessed (fuzzy)"
    if not msgstr:
        yield f"“{msgid}” is not translated"
        return
    rest = re.sub(r"_(?=\w)", "", msgid)
    for english, pattern, chinese in terms:
        if not pattern.search(rest):
            continue
        rest = pattern.sub(" ", rest)
        if not any(word in msgstr for word in chinese):
            yield f"“{msgid}” has “{english}”, but “{msgstr}” has none of {', '.join(chinese)}"


def main():
    terms = read_glossary(sys.argv[1])
    problems, entries = [], 0
    for path in sys.argv[2:]:
        for line, msgid, msgstr, fuzzy in read_po(path):
            entries += 1
            problems += [f"{path}:{line}: {problem}" for problem in check(terms, msgid, msgstr, fuzzy)]
    for problem in problems:
        print(problem)
    print(f"{entries} entries, {len(problems)} problems")
    return 1 if problems or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
