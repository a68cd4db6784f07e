#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes of a good archive one as somebody could who means harm.

usage: spoil-archive.py GOOD.zip BAD.zip HOW
"""

import hashlib
import json
import sys
import zipfile


def load(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def list_again(files):
    """Makes the manifest fit what is there."""
    manifest = json.loads(files.pop("manifest.json"))
    manifest["files"] = []
    for name, data in files.items():
        entry = {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        if name.endswith(".jsonl"):
            entry["records"] = data.count(b"\n")
        manifest["files"].append(entry)
    files["manifest.json"] = json.dumps(manifest).encode()


def edit_lines(files, name, edit):
    lines = [json.loads(line) for line in files[name].decode().split("\n") if line]
    edit(lines)
    files[name] = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def spoil(files, how):
    if how == "digest":
        files["records/item.jsonl"] = files["records/item.jsonl"].replace("沙发".encode(), "钻石".encode())
    elif how == "journal-head":
        edit_lines(files, "journal/entries.jsonl",
                   lambda lines: lines[5].update(head=lines[5]["head"].replace('"at":1', '"at":2')))
        list_again(files)
    elif how == "journal-body":
        edit_lines(files, "journal/entries.jsonl",
                   lambda lines: lines[5].update(packed=lines[6]["packed"]))
        list_again(files)
    elif how == "journal-end":
        edit_lines(files, "journal/entries.jsonl", lambda lines: lines.pop())
        list_again(files)
    elif how == "path":
        files = {"photos/../../escaped": b"x", **files}
        list_again(files)
    elif how == "absolute":
        files = {"/tmp/escaped": b"x", **files}
        list_again(files)
    elif how == "photo-name":
        files = {"photos/ab/.htaccess.jpg": b"x", **files}
        list_again(files)
    elif how == "photo-file":
        name = next(name for name in files if name.endswith("-full.jpg"))
        files[name] = files[name][:-2] + b"x" + files[name][-2:]
        list_again(files)
    elif how == "bomb":
        files = {"rules/bomb": bytes(300 * 1024 * 1024), **files}
        list_again(files)
    elif how == "no-manifest":
        del files["manifest.json"]
    elif how == "version":
        files["manifest.json"] = files["manifest.json"].replace(b'"format_version": 1', b'"format_version": 2')
    elif how == "kind":
        files = {"records/treasure.jsonl": b'{"id":"0AMH0000000000"}\n', **files}
        list_again(files)
    elif how == "more":
        files = {"rules/more": b"", **files}
    elif how == "long":
        files = {"records/aaa.jsonl": b"x" * (17 * 1024 * 1024), **files}
        list_again(files)
    elif how == "labels":
        edit_lines(files, "labels.jsonl", lambda lines: lines[0].update(last=10 ** 12))
        list_again(files)
    elif how == "no-labels":
        del files["labels.jsonl"]
        list_again(files)
    elif how == "records":
        # Some that no service would have: each is refused, and the others are taken.
        def edit(lines):
            lines[0]["updated_at"] = "2999-01-01T00:00:00.000Z"
            lines[1]["organisation"] = lines[1]["id"]
            lines[2]["title"] = "x" * 5000
            lines[3]["label_code"] = lines[4]["label_code"]
            lines[5]["id"] = "7ZZZZZZZZZZZZ"
            lines[6]["treasure"] = 1
            lines[7]["offer"] = "reserved"
            lines[7]["reservation"] = None
        edit_lines(files, "records/item.jsonl", edit)
        list_again(files)
    else:
        sys.exit(f"what is {how}?")
    return files


def main():
    files = spoil(load(sys.argv[1]), sys.argv[3])
    with zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name) if name.startswith("/") else name, data,
                             zipfile.ZIP_DEFLATED)


main()
