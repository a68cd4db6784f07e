#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the TAP results in meson's testlog JSON files, prints the logs of what failed, and ends
with the line `N passed, N failed`. Fails if anything failed or nothing ran."""
import json
import re
import sys

RESULT = re.compile(r"^(not )?ok\b[^#]*(#\s*(SKIP|TODO))?", re.IGNORECASE)
NOISE = re.compile(r"^# (GLib-DEBUG: g_set_user_dirs|GLib-GIO-DEBUG: )")
GOOD = {"OK", "EXPECTEDFAIL", "SKIP"}


def count(test):
    """Returns (passed, failed, skipped) of one test program."""
    passed = failed = skipped = 0
    for line in (test.get("stdout") or "").splitlines():
        match = RESULT.match(line)
        if not match:
            continue
        directive = (match[3] or "").upper()
        if directive == "SKIP":
            skipped += 1
        elif match[1] and directive != "TODO":
            failed += 1
        else:
            passed += 1
    if passed + failed + skipped == 0:  # a program that does not speak TAP is one test
        skipped = int(test["result"] == "SKIP")
        passed = int(test["result"] in GOOD and not skipped)
    if test["result"] not in GOOD:  # also one that crashed or timed out after its last line
        failed = max(failed, 1)
    return passed, failed, skipped


def main(paths):
    total = [0, 0, 0]
    for path in paths:
        with open(path, encoding="utf-8") as file:
            tests = [json.loads(line) for line in file if line.strip()]
        for test in tests:
            counts = count(test)
            total = [a + b for a, b in zip(total, counts)]
            if counts[1]:
                print(f"\n===== {path}: {test['name']}: {test['result']}, "
                      f"exit status {test.get('returncode')}")
                for line in (test.get("stdout") or "").splitlines():
                    if not NOISE.match(line):
                        print(line)
                print(test.get("stderr") or "")
    passed, failed, skipped = total
    if skipped:
        print(f"{skipped} skipped")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
