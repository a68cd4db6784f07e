#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""R11: `jielid import items`, the search file included, beside bare SQLite that inserts the same rows
(bench-insert.c), in turn.

usage: bench-import.py [--items N] [--rounds N] [--folder DIR] BUILD-DIR
Messages go to standard error; the last line of standard output is JSON: `cpu` and `wall`, each with
`values` (seconds of the import, one a round) and `baseline_values`."""
import argparse
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(arguments, **options):
    return subprocess.run([str(word) for word in arguments], check=True, stdin=subprocess.DEVNULL, **options)


def make_rows(build, path, n_items):
    """The same rows for the same number: kept between runs."""
    if path.exists():
        return
    draft = path.with_suffix(".new")
    with draft.open("wb") as file:
        run([build / "tests/bench/bench-rows", n_items, 1], stdout=file)
    draft.rename(path)


def measure_import(build, folder, rows):
    """Wall and CPU seconds of one import into `folder`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    run([build / "server/jielid", "import", "items", "--data", folder, rows], stdout=sys.stderr)
    wall = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": wall, "cpu": after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime}


def measure_bare(build, imported, folder):
    result = run([build / "tests/bench/bench-insert", imported, folder], stdout=subprocess.PIPE, text=True)
    return json.loads(result.stdout)


def measure_round(build, folder, rows):
    base, ours, bare = folder / "base", folder / "imported", folder / "bare"
    for path in (base, ours, bare):
        shutil.rmtree(path, ignore_errors=True)
    run([build / "server/jielid", "demo", "--data", base, "--items", 0], stdout=subprocess.DEVNULL)
    shutil.copytree(base, ours)
    shutil.copytree(base, bare)
    taken = measure_import(build, ours, rows)
    inserted = measure_bare(build, ours, bare)
    for path in (base, ours, bare):
        shutil.rmtree(path)
    return taken, inserted


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=100000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("build", type=pathlib.Path)
    options = parser.parse_args()
    build = options.build.resolve()
    os.environ["JIELI_DATA_DIR"] = str(ROOT / "data")
    os.environ["JIELI_PICTURE_WORKER"] = str(build / "server/pictures/jielid-pictures")
    found = {name: {"values": [], "baseline_values": []} for name in ("cpu", "wall")}
    with tempfile.TemporaryDirectory(prefix="jieli-import-") as scratch:
        folder = options.folder or pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        rows = folder / f"rows-{options.items}.csv"
        make_rows(build, rows, options.items)
        for number in range(options.rounds):
            taken, inserted = measure_round(build, folder, rows)
            for name, figures in found.items():
                figures["values"].append(round(taken[name], 3))
                figures["baseline_values"].append(inserted[name])
            say(f"round {number + 1}: import {taken}, bare {inserted}")
    print(json.dumps({"items": options.items, **found}))


if __name__ == "__main__":
    main()
