#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that each come by a connection of their own: what one costs, and whether descriptors or
memory grow with their number.

usage: bench-connections.py BUILD-DIR SOURCE-DIR DATA-DIR [ROUNDS [SECONDS]]

Starts a service of its own on DATA-DIR, a filled one. Needs wrk. Prints one line of JSON, each figure
once a round:
  cpu_us           processor time of all processes per connection with one GET
  cpu_us_kept      the same per GET where connections are kept
  connections      how many there were
  descriptors      of all processes, after it
  private_kib      private memory of all processes, after it
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from service import Service, free_port, list_processes, read_cpu, read_private_kib

PATH = "/api/v1/items?limit=5"
CLIENTS = 16


def load(service, seconds, *options):
    """Requests, and their processor time in seconds."""
    before = sum(read_cpu(service.pid).values())
    text = subprocess.run(
        ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", *options,
         f"http://127.0.0.1:{service.port}{PATH}"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True).stdout
    if "Socket errors" in text or "Non-2xx" in text:
        raise RuntimeError(text)
    return int(re.search(r"(\d+) requests in", text)[1]), sum(read_cpu(service.pid).values()) - before


def count_descriptors(pid):
    return sum(len(os.listdir(f"/proc/{one}/fd")) for one in list_processes(pid))


def main():
    build, source, data = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
    rounds, seconds = [int(word) for word in sys.argv[4:6]] + [5, 10][len(sys.argv[4:6]):]
    os.environ.setdefault("JIELI_DATA_DIR", str(source / "data"))
    os.environ.setdefault("JIELI_LOCALE_DIR", str(build / "po"))
    port = free_port()
    log = pathlib.Path(tempfile.mkdtemp(prefix="connections-")) / "log"
    service = Service([build / "server/jielid", "serve", "--data", data, "--listen",
                       f"127.0.0.1:{port}"], log, port)
    found = {name: [] for name in ("cpu_us", "cpu_us_kept", "connections", "descriptors",
                                   "private_kib")}
    try:
        service.await_answer(PATH)
        load(service, 1)
        for _ in range(rounds):
            n, cpu = load(service, seconds)
            found["cpu_us_kept"].append(round(cpu / n * 1e6, 2))
            n, cpu = load(service, seconds, "-H", "Connection: close")
            found["cpu_us"].append(round(cpu / n * 1e6, 2))
            found["connections"].append(n)
            time.sleep(1)  # the last ones are closed
            found["descriptors"].append(count_descriptors(service.pid))
            found["private_kib"].append(sum(map(sum, read_private_kib(service.pid).values())))
    finally:
        service.end()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
