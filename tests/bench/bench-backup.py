#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`jielid backup` of a data folder beside `cp -a` of the same files, each followed by a sync, in turn.

usage: bench-backup.py [--rounds N] --work DIR BUILD-DIR DATA-DIR
Messages go to standard error; the last line of standard output is JSON: `first` (nothing is copied yet) and
`again` (a second backup of the same), each with `values` in seconds and `baseline_values` of cp; `cpu` the
same of the first in CPU seconds."""
import argparse
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def measure(arguments, target):
    """Wall and CPU seconds until what a command makes is on the disk."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    for command in (arguments, ["sync", "-f", target]):
        subprocess.run([str(word) for word in command], check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    wall = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def measure_round(build, data, work):
    copy, backups = work / "copy", work / "backups"
    for path in (copy, backups):
        shutil.rmtree(path, ignore_errors=True)
    copy.mkdir(parents=True)
    subprocess.run(["sync", "-f", work], check=True)
    backup = [build / "server/jielid", "backup", "--data", data, "--to", backups]
    first = measure(backup, work)
    copied = measure(["cp", "-a", data / "jieli.db", data / "photos", copy], work)
    again = measure(backup, work)
    for path in (copy, backups):
        shutil.rmtree(path)
    return first, again, copied


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("data", type=pathlib.Path)
    options = parser.parse_args()
    os.environ["JIELI_DATA_DIR"] = str(ROOT / "data")
    found = {name: {"values": [], "baseline_values": []} for name in ("first", "again", "cpu")}
    for number in range(options.rounds):
        first, again, copied = measure_round(options.build.resolve(), options.data, options.work)
        for name, ours, theirs in (("first", first[0], copied[0]), ("again", again[0], copied[0]),
                                   ("cpu", first[1], copied[1])):
            found[name]["values"].append(round(ours, 3))
            found[name]["baseline_values"].append(round(theirs, 3))
        print(f"round {number + 1}: backup {first}, again {again}, cp {copied}", file=sys.stderr, flush=True)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
