#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The change stream with many readers: how long after it was asked for does a change reach them
all, and what does GET of one item cost beside idle readers.

usage: bench-streams.py BUILD-DIR SOURCE-DIR DATA-DIR [READERS]

Starts a service of its own on DATA-DIR, a filled one, which it changes. Prints one line of JSON, each
figure once a round:
  p50_ms, p95_ms, max_ms          from sending a change to its event, over all changes and readers:
                                  the commit and the request's own way are in it
  cpu_us_without, cpu_us_beside   processor time of GET /items/{id} without and beside idle readers
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

from service import Service, free_port, read_cpu

CHANGES = 20
ROUNDS = 5
LOAD_SECONDS = 2
API = "/api/v1"


class Streams:
    def __init__(self, build, source, data, n_readers):
        self.build, self.source, self.n_readers = build, source, n_readers
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="streams-"))
        os.environ.setdefault("JIELI_DATA_DIR", str(source / "data"))
        os.environ.setdefault("JIELI_LOCALE_DIR", str(build / "po"))
        port = free_port()
        self.service = Service([build / "server/jielid", "serve", "--data", data, "--listen",
                                f"127.0.0.1:{port}"], self.folder / "log", port)
        self.service.await_answer(API + "/items?limit=1")
        accounts = json.loads((data / "demo-accounts.json").read_text())
        clerk = next(one for one in accounts if one["role"] == "clerk")
        session = self.service.demand("POST", API + "/sessions", {
            "username": clerk["username"], "password": clerk["password"]})
        self.token = session["token"]
        self.organisation = session["account"]["memberships"][0]["organisation"]

    def find_items(self):
        """Published items of the clerk's own organisation, as many as there will be changes."""
        items = self.service.demand(
            "GET", f"{API}/items?limit={CHANGES}&organisation={self.organisation}&offer=published",
            token=self.token)["items"]
        return items[:CHANGES]

    def start_readers(self, n_events):
        readers = subprocess.Popen(
            [self.build / "tests/bench/bench-streams", str(self.service.port),
             str(self.n_readers), str(n_events)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if readers.stdout.readline() != "ready\n":
            raise RuntimeError("not all readers could connect")
        return readers

    def change(self, item):
        """Returns when the change was sent, in microseconds."""
        path = f"{API}/items/{item['id']}"
        _, headers, _ = self.service.ask("GET", path, token=self.token)
        sent = time.monotonic_ns() // 1000
        status, _, data = self.service.ask(
            "PATCH", path, {"description": item.get("description", "") + "。"}, self.token,
            {"If-Match": headers["ETag"]})
        if status != 200:
            raise RuntimeError(f"PATCH {path}: {status} {data}")
        return sent

    def measure_delay(self):
        """Returns the milliseconds from sending a change to its event, of all readers, sorted."""
        items, chance = self.find_items(), random.Random(1)
        readers = self.start_readers(len(items))
        lines, sent, delays = [], [], []
        # Not afterwards: readers that wait for their pipe would not read.
        listener = threading.Thread(target=lambda: lines.extend(
            readers.stdout.readline() for _ in items))
        listener.start()
        for item in items:
            sent.append(self.change(item))
            time.sleep(chance.uniform(0.005, 0.2))
        listener.join(60)
        events = sorted(map(json.loads, lines), key=lambda event: event["id"])
        if len(events) < len(items):
            raise RuntimeError("some changes have not reached all readers")
        for start, event in zip(sent, events):
            delays += [(one - start) / 1e3 for one in event["times"]]
        readers.stdin.close()
        readers.wait(10)
        return sorted(delays)

    def load(self):
        """Microseconds of processor time per GET of one item."""
        before = sum(read_cpu(self.service.pid).values())
        result = subprocess.run(
            [self.build / "tests/bench/bench-load", str(self.service.port), "32",
             str(LOAD_SECONDS), self.folder / "requests", "-", "0000000000"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True)
        after = sum(read_cpu(self.service.pid).values())
        figures = json.loads(result.stdout)
        if figures["failed"] > 0:
            raise RuntimeError(f"{figures['failed']} requests failed")
        return (after - before) * 1e6 / figures["requests"]

    def measure_cost(self):
        """The cost without and with readers, in turn."""
        items = self.service.demand("GET", API + "/items?limit=100")["items"]
        (self.folder / "requests").write_text(
            "".join(f"GET\t{API}/items/{item['id']}\t\t\n" for item in items))
        without, beside = [], []
        self.load()
        for _ in range(ROUNDS):
            without.append(self.load())
            readers = self.start_readers(1)
            beside.append(self.load())
            readers.stdin.close()
            readers.wait(10)
        return without, beside

    def close(self):
        self.service.end()


def main():
    build, source, data = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
    n_readers = int(sys.argv[4]) if len(sys.argv) > 4 else 1000
    streams = Streams(build, source, data, n_readers)
    try:
        delays = [streams.measure_delay() for _ in range(ROUNDS)]
        without, beside = streams.measure_cost()
    finally:
        streams.close()
    print(json.dumps({
        "readers": n_readers,
        "p50_ms": [round(one[len(one) // 2], 1) for one in delays],
        "p95_ms": [round(one[len(one) * 95 // 100], 1) for one in delays],
        "max_ms": [round(one[-1], 1) for one in delays],
        "cpu_us_without": [round(us, 2) for us in without],
        "cpu_us_beside": [round(us, 2) for us in beside],
    }))


if __name__ == "__main__":
    main()
