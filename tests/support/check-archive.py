#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads an archive by doc/archive.md alone, without a line of Jieli: digests, chains, and the records
against what the journal's effects say they became. Prints what is wrong, one thing a line.

usage: check-archive.py FILE.zip
"""

import base64
import hashlib
import json
import sys
import zipfile


def check_manifest(archive, say):
    manifest = json.loads(archive.read("manifest.json"))
    if manifest["format"] != "jieli-archive" or manifest["format_version"] != 1:
        say("manifest.json: not this format")
    names = [name for name in archive.namelist() if name != "manifest.json"]
    if names != [file["name"] for file in manifest["files"]]:
        say("manifest.json: other files than there are")
    for file in manifest["files"]:
        data = archive.read(file["name"])
        if len(data) != file["size"] or hashlib.sha256(data).hexdigest() != file["sha256"]:
            say(f"{file['name']}: not what the manifest says")
        if "records" in file and data.count(b"\n") != file["records"]:
            say(f"{file['name']}: {data.count(10)} lines")
    return manifest


def read_lines(archive, name):
    return [json.loads(line) for line in archive.read(name).decode().split("\n") if line]


def check_journal(archive, say):
    """Returns the records as the journal says they are now, by kind and id."""
    chains = {}
    records = {}
    for entry in read_lines(archive, "journal/entries.jsonl"):
        head = json.loads(entry["head"])
        previous = chains.get(head["organisation"], bytes(32))
        chain = hashlib.sha256(previous + entry["head"].encode()).digest()
        if chain.hex() != entry["hash"]:
            say(f"journal: entry {entry['seq']} does not follow from the one before")
        chains[head["organisation"]] = chain
        if entry["body"] is None:
            continue
        packed = base64.b64decode(entry["packed"])
        if hashlib.sha256(bytes.fromhex(entry["salt"]) + packed).hexdigest() != head["body"]:
            say(f"journal: entry {entry['seq']} has another body")
        for effect in json.loads(entry["body"]).get("effects", []):
            key = (effect["kind"], effect["id"])
            if effect.get("image") is None:
                records.pop(key, None)
            else:
                records[key] = effect["image"]
    return records


def check_records(archive, expected, say):
    found = {}
    for name in archive.namelist():
        if not name.startswith("records/"):
            continue
        kind = name[len("records/"):-len(".jsonl")]
        schema = json.loads(archive.read(f"schema/{kind}.json"))
        members = {field["name"] for field in schema["fields"]}
        for record in read_lines(archive, name):
            found[(kind, record["id"])] = record
            if not set(record) <= members:
                say(f"{name}: {record['id']} has members that the schema lacks")
    if set(found) != set(expected):
        say(f"records: {len(found)}, by the journal {len(expected)}")
    for key in set(found) & set(expected):
        image = {name: value for name, value in expected[key].items() if value is not None}
        record = {name: value for name, value in found[key].items() if value is not None}
        if any(record.get(name) != value for name, value in image.items()):
            say(f"records: {key[0]} {key[1]} is not what the journal says")


def check_photos(archive, say):
    photos = [name for name in archive.namelist() if name.startswith("photos/")]
    for item in read_lines(archive, "records/item.jsonl"):
        for photo in item.get("photos", []):
            if not any(photo["content"] in name for name in photos):
                say(f"photos: {photo['content']} is missing")


def main():
    problems = []
    with zipfile.ZipFile(sys.argv[1]) as archive:
        check_manifest(archive, problems.append)
        check_records(archive, check_journal(archive, problems.append), problems.append)
        check_photos(archive, problems.append)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


main()
