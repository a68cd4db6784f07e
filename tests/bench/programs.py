# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures that a program of its own measures. Such a program prints messages to its standard error,
and to its standard output, last, one line of JSON: an object, or an array of objects, with
  values           what was measured, one number each round
  baseline_values  (or none) what the baseline took in the same rounds
What a figure means stands in the table here, so that goals are in one place."""
import dataclasses
import functools
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


def pick(*keys):
    """The figure that stands there in what the program says."""
    def find(found):
        for key in keys:
            found = found[key]
        return found["values"], found.get("baseline_values", [])
    return find


PHOTOS = Outside(
    lambda stage: ["/usr/bin/python3", stage.source / "tests/bench/bench-photos.py", stage.build,
                   "100", stage.options.rounds],
    [Row("R5", "three sizes of a 12-megapixel photo", "photos/s", pick(0), "libvips alone",
         Limit(at_least=0.8), more_is_better=True),
     Row("R5", "CPU of the same", "ms", pick(1), "libvips alone"),
     Row("R5", "private memory while 100 upload at once", "MiB", pick(2),
         limit=Limit(at_most=400, of_ratio=False)),
     Row("R5", "private memory for 20 slow readers of 10 MB", "KiB", pick(3),
         limit=Limit(at_most=2048, of_ratio=False))])

NGINX_FILE = "nginx, a file of that size"
NGINX_WORK = {"item.json": "an item", "list.json": "a list of 20", "page.html": "the first page",
              "thumb.jpg": "a photo"}
NGINX = Outside(
    lambda stage: ["/usr/bin/python3", stage.source / "tests/bench/bench-nginx.py", stage.build,
                   stage.options.rounds, stage.options.seconds],
    [row for name, work in NGINX_WORK.items() for row in (
        Row("nginx", f"{work} through nginx", "req/s", pick(name, "rate"), NGINX_FILE,
            Limit(at_least=0.7), more_is_better=True),
        Row("nginx", f"CPU of {work} through nginx", "us", pick(name, "cpu"), NGINX_FILE),
        Row("nginx", f"{work} through nginx and TLS", "req/s", pick(name, "tls_rate"), NGINX_FILE,
            more_is_better=True))])


def run_alone(name):
    """Of a program that starts a service of its own."""
    def command(stage):
        if stage.service is not None:
            stage.end_service()
        return ["/usr/bin/python3", stage.source / "tests/bench" / name, stage.build,
                stage.source, stage.data]
    return command


STREAMS = Outside(
    run_alone("bench-streams.py"),
    [Row("R10", "a change at 1,000 readers of the stream, p95", "ms",
         lambda found: (found["p95_ms"], []), limit=Limit(at_most=200, of_ratio=False)),
     Row("R10", "GET /items/{id} beside 1,000 idle readers", "us",
         lambda found: (found["cpu_us_beside"], found["cpu_us_without"]), "without readers",
         Limit(at_most=1.2))])

CONNECTIONS = Outside(
    run_alone("bench-connections.py"),
    [Row("connections", "GET by a connection of its own", "us",
         lambda found: (found["cpu_us"], found["cpu_us_kept"]), "connections that are kept"),
     Row("connections", "descriptors after each round", "", lambda found: (found["descriptors"], [])),
     Row("connections", "private memory after each round", "KiB",
         lambda found: (found["private_kib"], []))])

IMPORT = Outside(
    lambda stage: ["/usr/bin/python3", stage.source / "tests/bench/bench-import.py", "--items",
                   stage.options.items, "--rounds", stage.options.rounds, "--folder",
                   stage.work / "import", stage.build],
    [Row("R11", "import of as many rows as the city has items", "s", pick("wall"), "bare SQLite",
         Limit(at_most=2.0)),
     Row("R11", "CPU of the same", "s", pick("cpu"), "bare SQLite", Limit(at_most=2.0))])

BACKUP = Outside(
    lambda stage: ["/usr/bin/python3", stage.source / "tests/bench/bench-backup.py", "--rounds",
                   stage.options.rounds, "--work", stage.work / "backup", stage.build, stage.data],
    [Row("backup", "first backup of the city", "s", pick("first"), "cp -a and sync"),
     Row("backup", "CPU of the same", "s", pick("cpu"), "cp -a and sync"),
     Row("backup", "second backup of the city", "s", pick("again"), "cp -a and sync")])

PERSON = Outside(
    lambda stage: [stage.build / "tests/bench/bench-person", stage.source / "data/rules",
                   stage.options.rounds],
    [Row("person", "20 names of people", "us", pick("names"), "plain text"),
     Row("person", "what is known of one more person", "us", pick("store"), "plain text"),
     Row("person", "a look at a number, noted, with its commit", "us", pick("look"),
         "plain text, not noted")])

PROGRAMS = {"person": PERSON, "photos": PHOTOS, "nginx": NGINX, "streams": STREAMS,
            "connections": CONNECTIONS, "import": IMPORT, "backup": BACKUP}


def run_program(stage, outside):
    stage.prepare()
    arguments = [str(word) for word in outside.command(stage)]
    say(" ".join(arguments))
    result = subprocess.run(arguments, check=True, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, text=True, timeout=TIMEOUT)
    found = json.loads(result.stdout.strip().splitlines()[-1])
    for row in outside.rows:
        values, baseline_values = row.pick(found)
        yield Figure(row.goal, row.work, row.unit, values, row.baseline, baseline_values, row.limit,
                     more_is_better=row.more_is_better)


def make_groups():
    """By name, what gives their figures of a stage."""
    return {name: functools.partial(run_program, outside=outside)
            for name, outside in PROGRAMS.items()}
