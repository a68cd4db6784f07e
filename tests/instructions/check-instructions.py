#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guards what requests cost: counts the instructions that count-instructions takes for each kind of
request, divides them by those of the bare SoupServer in the same run (kind `floor`), and compares
with what is written down. Fails where one has risen by more than the tolerance.

usage: check-instructions.py COUNT-INSTRUCTIONS EXPECTED.JSON [--update]
  --update: writes down what is counted now (./dev bench --update-instructions)

The counts are of the processor that valgrind shows, and the C library is told to use its plain
code, so that they do not depend on the machine; the libraries' own versions fall out with the floor.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TOLERANCE = 0.05
FLOOR = "floor"
TUNABLES = "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-AVX2,-AVX,-BMI2,-ERMS,-FSRM,-RTM"
DUMP = re.compile(r"^desc: Trigger: Client Request: (\S+) (\d+)$.*^totals: (\d+)$", re.M | re.S)


def count(program):
    """Returns the instructions of one request by kind."""
    # Where nothing waits for a disk. Only instructions are counted.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = pathlib.Path(tempfile.mkdtemp(prefix="jieli-count-", dir=memory))
    environment = dict(os.environ, TMPDIR=str(folder), GLIBC_TUNABLES=TUNABLES, G_DEBUG="",
                       MALLOC_PERTURB_="0", G_SLICE="always-malloc")
    try:
        result = subprocess.run(
            ["valgrind", "--tool=callgrind", "--instr-atstart=no",
             f"--callgrind-out-file={folder}/out.%p", program], env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if result.returncode != 0:
            raise RuntimeError(result.stdout)
        counts = {}
        for path in folder.glob("out.*"):
            found = DUMP.search(path.read_text())
            if found:
                counts[found[1]] = int(found[3]) / int(found[2])
        return counts
    finally:
        shutil.rmtree(folder)


def update(path, counts):
    floor = counts[FLOOR]
    kinds = {kind: {"instructions": round(n), "ratio": round(n / floor, 3)}
             for kind, n in sorted(counts.items())}
    path.write_text(json.dumps(kinds, indent=1) + "\n")
    for kind, row in kinds.items():
        print(f"{kind}: {row['instructions']:,} instructions, {row['ratio']:.3f} x {FLOOR}")


def check(expected, counts):
    """Prints one TAP line a kind."""
    # The floor by itself would only show that a library has changed.
    guarded = {kind: row for kind, row in expected.items() if kind != FLOOR}
    print(f"1..{len(guarded)}")
    has_failed = False
    for number, (kind, row) in enumerate(guarded.items(), start=1):
        name = f"{number} /instructions/{kind}"
        if kind not in counts:
            print(f"not ok {name}\n# was not counted")
            continue
        ratio = counts[kind] / counts[FLOOR]
        change = ratio / row["ratio"] - 1
        has_risen = change > TOLERANCE
        has_failed = has_failed or has_risen
        print(f"{'not ok' if has_risen else 'ok'} {name}")
        print(f"# {counts[kind]:,.0f} instructions, {ratio:.3f} x {FLOOR}; written down: "
              f"{row['instructions']:,}, {row['ratio']:.3f} x; {change:+.1%}")
        if change < -TOLERANCE:
            print("# has fallen: ./dev bench --update-instructions keeps what was won")
    for kind in counts.keys() - expected.keys():
        has_failed = True
        print(f"# {kind} is not written down")
    if has_failed:
        print(f"# More than {TOLERANCE:.0%} above what is written down. If the change is worth it, say"
              " why in the commit\n# and write the new counts down: ./dev bench"
              " --update-instructions. To see where they\n# come from: valgrind --tool=callgrind"
              " with count-instructions, then callgrind_annotate.")
    return 1 if has_failed else 0


def main():
    path = pathlib.Path(sys.argv[2])
    counts = count(sys.argv[1])
    if sys.argv[3:] == ["--update"]:
        update(path, counts)
        return 0
    return check(json.loads(path.read_text()), counts)


if __name__ == "__main__":
    sys.exit(main())
