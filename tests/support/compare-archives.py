#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the archive of a service with the one of another that has taken it in. Prints what differs
without having to, one thing a line. What must differ: doc/archive.md, "Taking one in".

usage: compare-archives.py FIRST.zip SECOND.zip
"""

import json
import sys
import zipfile

# Kinds of which nothing goes over.
LEFT = {"invitation", "purge"}
# What `jielid init` makes.
OWN = {"organisation", "person", "account", "membership", "consent"}


def read(archive):
    """Manifest, records by kind and id, digests of the other files by name, last labels by organisation."""
    manifest = json.loads(archive.read("manifest.json"))
    records = {}
    others = {}
    labels = {}
    for file in manifest["files"]:
        name = file["name"]
        if name.startswith("records/"):
            kind = name[len("records/"):-len(".jsonl")]
            for line in archive.read(name).decode().split("\n"):
                if line:
                    record = json.loads(line)
                    records[kind, record["id"]] = record
        elif name == "labels.jsonl":
            lines = archive.read(name).decode().splitlines()
            labels = {line["organisation"]: line["last"] for line in map(json.loads, lines)}
        elif not name.startswith("journal/"):
            others[name] = file["sha256"]
    return manifest, records, others, labels


def expect(record, kind, first_city, second_city):
    """A record of the first service as the second should have it."""
    moved = {name: second_city if value == first_city else value for name, value in record.items()}
    if kind == "membership" and moved["role"] == "administrator":
        moved["active"] = False
    return moved


def compare_records(first, second, cities, say):
    expected = {}
    for (kind, number), record in first.items():
        if kind not in LEFT and number != cities[0]:
            expected[kind, number] = expect(record, kind, *cities)
    for key in sorted(set(expected) - set(second)):
        say(f"{key[0]} {key[1]} is missing")
    for key in sorted(set(second) - set(expected)):
        if key[0] not in OWN:
            say(f"{key[0]} {key[1]} comes from nowhere")
    for key in sorted(set(expected) & set(second)):
        if expected[key] != second[key]:
            names = [n for n in expected[key] if expected[key][n] != second[key].get(n)]
            say(f"{key[0]} {key[1]}: {', '.join(names)}")


def main():
    problems = []
    with zipfile.ZipFile(sys.argv[1]) as first, zipfile.ZipFile(sys.argv[2]) as second:
        manifest, records, others, labels = read(first)
        second_manifest, second_records, second_others, second_labels = read(second)
    compare_records(records, second_records, (manifest["city"], second_manifest["city"]), problems.append)
    for organisation, last in labels.items():
        moved = second_manifest["city"] if organisation == manifest["city"] else organisation
        if second_labels.get(moved, 0) < last:
            problems.append(f"labels of {organisation}")
    if others != second_others:
        problems.append("schema, rules or photos differ")
    if not any(kind == "item" for kind, _ in records) or not any("photos/" in name for name in others):
        problems.append("there is nothing to compare")
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


main()
