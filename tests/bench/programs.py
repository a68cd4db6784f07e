# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures that a program of its own measures. Such a program prints messages to its standard error,
and to its standard output, last, one line of JSON: an object, or an array of objects, with
  values           what was measured, one number each round
  baseline_values  (or none) what the baseline took in the same rounds
What a figure means stands in the table here, so that goals are in one place."""
import dataclasses
import json
import subprocess

from figures import Figure, Limit
from stage import say

TIMEOUT = 3600


@dataclasses.dataclass
class Row:
    """`pick`: takes the program's JSON, gives (values, baseline_values)."""
    goal: str
    work: str
    unit: str
    pick: object
    baseline: str = ""
    limit: Limit = None
    more_is_better: bool = False


@dataclasses.dataclass
class Outside:
    """`command`: makes the arguments of a stage; `rows`: what its line says."""
    command: object
    rows: list


PROGRAMS = []


def run_program(stage, outside):
    arguments = [str(word) for word in outside.command(stage)]
    say(" ".join(arguments))
    result = subprocess.run(arguments, check=True, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, text=True, timeout=TIMEOUT)
    found = json.loads(result.stdout.strip().splitlines()[-1])
    for row in outside.rows:
        values, baseline_values = row.pick(found)
        yield Figure(row.goal, row.work, row.unit, values, row.baseline, baseline_values, row.limit,
                     more_is_better=row.more_is_better)


def measure_programs(stage):
    """R5, R10, R11, nginx"""
    for outside in PROGRAMS:
        yield from run_program(stage, outside)
