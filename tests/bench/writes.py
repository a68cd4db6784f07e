# SPDX-License-Identifier: GPL-3.0-or-later
"""R4 and R6: what people write, and reads beside it."""
import json
import os
import shutil
import time

from figures import Figure, Limit
from reads import find_reads, get, search
from stage import API, FLOOR, KEY, WORD

CLIENTS = 64
N_PROBES = 10
PROBE_SECONDS = 12


def make_body(stage):
    """An item that may be published as it is: of the categories that need no photo, one like those
    that the city has."""
    page = stage.service.demand("GET", API + "/items?limit=1&category=textbook")
    like = stage.service.demand("GET", f"{API}/items/{page['items'][0]['id']}")
    return {name: like[name] for name in ("category", "mode", "price_fen", "grade", "attributes")
            if like.get(name) is not None}


def make_post(stage):
    body = dict(make_body(stage), title=f"七年级数学上册 {KEY}")
    return ("POST", API + "/items", f"Idempotency-Key: bench-{KEY}",
            json.dumps(body, ensure_ascii=False))


def pick(loads, name):
    return [one[name] for one in loads]


class Writes:
    """One round after the other: the floor, and the service as it is, without search index, and
    without search index and with one command a commit. What no service could do without: a bare
    SoupServer that takes the same requests, and SQLite that inserts the same rows."""

    def __init__(self, stage):
        self.stage = stage
        self.posts = stage.write_requests("posts", [make_post(stage)])
        self.gets = stage.write_requests("get", [get(API + "/items")])
        self.disk, self.rows, self.floor = [], [], []
        self.indexed, self.bare, self.single = [], [], []
        self.waits_ms, self.commits_ms = [], []
        self.taken, self.bare_rows_us = [], []

    def post(self, clients=CLIENTS):
        return self.stage.load(self.stage.service, self.posts, clients=clients,
                               token=self.stage.token)

    def note_waits(self, seconds):
        """Of a service that has seen one load: how long commands waited for their answer, and how
        long it was from one commit to the next."""
        metrics = self.stage.read_metrics()
        n_waits = metrics["jieli_writer_wait_seconds_count"]
        self.waits_ms.append(1000 * metrics["jieli_writer_wait_seconds_sum"] / max(n_waits, 1))
        self.commits_ms.append(1000 * seconds / max(metrics["jieli_writer_batches_total"], 1))

    def post_beside_rows(self):
        """A load, and what SQLite alone takes for the rows that it leaves, with as many to a commit
        as the service had."""
        stage = self.stage
        stage.end_service()
        before = stage.work / "before"
        before.mkdir()
        shutil.copy(stage.data / "jieli.db", before)
        stage.start_service(search_index="false")
        self.bare.append(self.post())
        metrics = stage.read_metrics()
        commits = max(metrics["jieli_writer_batches_total"], 1)
        entries = round(metrics["jieli_writer_wait_seconds_count"] / commits)
        stage.end_service()
        found = stage.run_json("bench-insert", stage.data, before, max(entries, 1))
        self.bare_rows_us.append((found["cpu"] - found["search_cpu"]) * 1e6 / found["rows"])
        shutil.rmtree(before)

    def run_round(self):
        stage = self.stage
        self.disk.append(stage.run_json("bench-disk", stage.work / "block", 1))
        self.rows.append(stage.run_json("bench-sql", "commit", stage.work / "rows.db", 1))
        self.floor.append(stage.load(stage.floor, self.gets))
        stage.start_service()
        stage.await_indexer()
        self.indexed.append(self.post())
        self.note_waits(self.indexed[-1]["seconds"])
        self.post_beside_rows()
        self.taken.append(stage.load(stage.floor, self.posts, clients=CLIENTS))
        stage.start_service(search_index="false", writer_batch=1)
        self.single.append(self.post())


def measure_posts(stage):
    """R4"""
    stage.prepare()
    writes = Writes(stage)
    for number in range(stage.options.rounds):
        stage.say_round("POST /items, 64 clients", number)
        writes.run_round()
    work = "POST /items, 64 clients"
    floor = pick(writes.floor, "cpu_us")
    for name, loads, most, least in ((work, writes.indexed, 8, 1.8),
                                     (f"{work}, no search index", writes.bare, 4, 3)):
        yield Figure("R4", name, "us CPU", pick(loads, "cpu_us"), FLOOR, floor, Limit(most),
                     loads=loads)
        yield Figure("R4", name, "a second", pick(loads, "per_second"), "commits of one",
                     pick(writes.single, "per_second"), Limit(at_least=least), more_is_better=True,
                     tolerance=0.25)
    least_us = [taken + rows for taken, rows in zip(pick(writes.taken, "cpu_us"), writes.bare_rows_us)]
    yield Figure("R4", "bare SoupServer that takes the POST, bare SQLite that inserts its rows",
                 "us CPU", least_us, FLOOR, floor)
    yield Figure("R4", f"{work}, no search index", "us CPU", pick(writes.bare, "cpu_us"),
                 "these two", least_us)
    yield Figure("R4", work, "a second", pick(writes.indexed, "per_second"),
                 "SQLite, one row a commit", pick(writes.rows, "per_second"), more_is_better=True,
                 tolerance=0.5)
    yield Figure("R4", work, "ms p95", pick(writes.indexed, "p95_ms"),
                 limit=Limit(25, of_ratio=False), tolerance=0.5)
    # Behind the batch that runs when they come, and then their own.
    yield Figure("R7", "command's wait for the writer, its own commit with it", "ms", writes.waits_ms,
                 "one commit", writes.commits_ms, Limit(2), tolerance=0.5)
    yield Figure("R4", "fdatasync of 4 KiB", "a second", pick(writes.disk, "per_second"),
                 more_is_better=True, tolerance=1)
    stage.start_service()
    stage.await_indexer()
    yield from measure_search_delay(stage, writes.posts)


def probe_once(stage, number):
    """Takes in and publishes an item. Returns the milliseconds from the answer until a search
    finds it."""
    word = f"zq{os.getpid()}x{number}"
    service = stage.service
    body = dict(make_body(stage), title=f"七年级数学 {word}")
    item = service.demand("POST", API + "/items", body, stage.token)
    service.demand("POST", f"{API}/items/{item['id']}/publish", None, stage.token)
    start = time.monotonic()
    while not service.demand("GET", f"{API}/items?q={word}")["items"]:
        if time.monotonic() - start > 20:
            raise RuntimeError(f"{word} is not found")
        time.sleep(0.002)
    found_ms = (time.monotonic() - start) * 1000
    service.demand("POST", f"{API}/items/{item['id']}/withdraw", None, stage.token)
    if service.demand("GET", f"{API}/items?q={word}")["items"]:
        raise RuntimeError(f"{word} is found though it was withdrawn")
    return found_ms


def measure_search_delay(stage, posts):
    load = stage.start_load(stage.service, posts, PROBE_SECONDS, clients=CLIENTS, token=stage.token)
    delays, start = [], time.monotonic()
    try:
        while len(delays) < N_PROBES and time.monotonic() - start < PROBE_SECONDS - 1:
            delays.append(probe_once(stage, len(delays)))
    finally:
        load.communicate(timeout=60)
    yield Figure("R4", "published until found, worst", "ms", [max(delays)],
                 limit=Limit(1000, of_ratio=False), tolerance=1)
    yield Figure("R4", "published until found", "ms", delays, tolerance=1)


def measure_mixed(stage):
    """R6"""
    stage.prepare()
    reads = find_reads(stage)
    mix = (reads.get_items()[:30] + reads.get_first_pages()[:10] + search(WORD) * 5)
    post = make_post(stage)
    mixed = [request for nine in zip(*[iter(mix)] * 9) for request in (*nine, post)]
    alone = stage.write_requests("reads-alone", mix)
    both = stage.write_requests("reads-and-writes", mixed)
    loads = stage.alternate(
        "90 % reads, 10 % writes",
        lambda: stage.load(stage.service, alone, clients=CLIENTS, token=stage.token),
        lambda: stage.load(stage.service, both, clients=CLIENTS, token=stage.token))
    yield Figure("R6", "reads beside 10 % writes, 64 clients", "ms p95",
                 [one["reads"]["p95_ms"] for one in loads[1]], "the reads alone",
                 [one["reads"]["p95_ms"] for one in loads[0]], Limit(2), loads=loads[1],
                 tolerance=0.5)
    yield Figure("R6", "failed requests", "", pick(loads[1], "failed"),
                 limit=Limit(0, of_ratio=False))


def measure_workers(stage):
    """R7"""
    stage.prepare()
    reads = find_reads(stage)
    path = stage.write_requests("workers", reads.get_items())

    def load_with(workers):
        stage.start_service(workers=workers)
        stage.load(stage.service, path, 0.5, clients=CLIENTS)
        return stage.load(stage.service, path, clients=CLIENTS)

    one, two = stage.alternate("one and two workers", lambda: load_with(1), lambda: load_with(2))
    yield Figure("R7", "GET /items/{id}, two workers", "a second", pick(two, "per_second"),
                 "one worker", pick(one, "per_second"), Limit(at_least=1.3), more_is_better=True,
                 loads=two)
    stage.start_service()


