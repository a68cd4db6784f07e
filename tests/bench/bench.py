#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures jielid and jieli against what their stack costs at least: ./dev bench.

Rates on a machine that others use too say little: each figure is measured in turn with a baseline,
several times, and the CPU time of all processes of the service is counted. Cities and results are
kept in .jieli-bench/ of the source folder. Traffic stays on 127.0.0.1.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

import compare
import instructions
import memory
import programs
import reads
import report
import starts
import stage
import writes

# In the order in which they run: what leaves the city larger comes last.
GROUPS = {
    "items": reads.measure_items,
    "lists": reads.measure_lists,
    "searches": reads.measure_searches,
    "sql": reads.measure_sql,
    "instructions": instructions.measure_instructions,
    "workers": writes.measure_workers,
    "memory": memory.measure_memory,
    "desktop": starts.measure_desktop,
    "mixed": writes.measure_mixed,
    "posts": writes.measure_posts,
    "starts": starts.measure_starts,
    **programs.make_groups(),
}
# What --quick leaves out.
SLOW = {"memory", "desktop", *programs.PROGRAMS}


def read_options(arguments):
    parser = argparse.ArgumentParser(
        prog="./dev bench", description="Measures the service. Without names everything is measured.",
        epilog="Names: " + " ".join(GROUPS))
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--items", type=int, metavar="N",
                        default=int(os.environ.get("JIELI_BENCH_ITEMS", "0")),
                        help="size of the city; 100000, or JIELI_BENCH_ITEMS")
    parser.add_argument("--quick", action="store_true",
                        help="a few minutes: 20000 items, short loads, the slow groups left out")
    parser.add_argument("--rounds", type=int, metavar="N", default=3)
    parser.add_argument("--seconds", type=float, metavar="N", help="of each load")
    parser.add_argument("--compare", type=pathlib.Path, metavar="FILE",
                        help="the JSON of an earlier run; says what has become worse")
    parser.add_argument("--update-instructions", action="store_true",
                        help="write down what requests take now, for the test `instructions`")
    parser.add_argument("--build", type=pathlib.Path, default="_build", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(GROUPS)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    options.is_quick = options.quick
    options.items = options.items or (20_000 if options.quick else 100_000)
    options.seconds = options.seconds or (1 if options.quick else 3)
    options.names = options.names or [name for name in GROUPS
                                      if not (options.quick and name in SLOW)]
    return options


def run(options, build, source):
    result = {"items": options.items, "names": options.names,
              "started_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
              "load_average_before": os.getloadavg()[0]}
    steal = report.read_steal()
    figures, failed = [], []
    place = stage.Stage(build, source, options)
    try:
        for name, measure in GROUPS.items():
            if name not in options.names:
                continue
            try:
                figures += measure(place)
            except (RuntimeError, OSError, ValueError, LookupError,
                    subprocess.SubprocessError) as error:
                failed.append(f"{name}: {error}")
                stage.say(f"FAILED: {failed[-1]}")
    finally:
        place.close()
    now = report.read_steal()
    result["steal_percent"] = 100 * (now[0] - steal[0]) / max(now[1] - steal[1], 1)
    result["load_average_after"] = os.getloadavg()[0]
    result["failed"] = failed
    return result, figures


def main():
    options = read_options(sys.argv[1:])
    source = pathlib.Path(__file__).resolve().parents[2]
    build = options.build.resolve()
    if options.update_instructions:
        guard = source / "tests/instructions"
        return subprocess.run([guard / "check-instructions.py",
                               build / "tests/instructions/count-instructions",
                               guard / "expected.json", "--update"]).returncode
    earlier = json.loads(options.compare.read_text()) if options.compare else None
    result, figures = run(options, build, source)
    report.write(result, figures, build, source, source / ".jieli-bench/results")
    is_worse = earlier is not None and compare.say_changes(earlier, result)
    return 1 if is_worse or result["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
