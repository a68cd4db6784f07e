# SPDX-License-Identifier: GPL-3.0-or-later
"""R8: what the service holds when it has nothing to do."""
import os
import time

from figures import Figure, Limit
from reads import find_reads, get, search
from service import list_processes, read_private_kib
from stage import API, WORD

# What a service may keep of its own accord after it has become quiet.
REST_SECONDS = 15
FIRST_REQUESTS = 100_000
KIB_A_MIB = 1024


def read_private_mib(stage, *field):
    kinds = read_private_kib(stage.service.pid, *field)
    return sum(sum(each) for each in kinds.values()) / KIB_A_MIB, kinds


def count_descriptors(stage):
    return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in list_processes(stage.service.pid))


def send(stage, paths, n_requests):
    """Half of them over new connections."""
    sent = 0
    while sent < n_requests:
        for close in (False, True):
            figures = stage.load(stage.service, paths, 2, close=close)
            if figures["failed"]:
                raise RuntimeError(f"{figures['failed']} requests have failed")
            sent += figures["requests"]
    time.sleep(REST_SECONDS)
    return sent


def measure_memory(stage):
    """R8"""
    stage.prepare()
    reads = find_reads(stage)
    stage.start_service()
    stage.await_indexer()
    requests = reads.get_items()[:2000] + reads.get_first_pages() + search(WORD) + \
        [get(API + "/items")]
    path = stage.write_requests("memory", requests)
    stage.say_step("memory: first requests")
    send(stage, path, FIRST_REQUESTS)
    before, kinds = read_private_mib(stage)
    descriptors = count_descriptors(stage)
    limit = 30 if stage.options.items <= 100_000 else 45
    yield Figure("R8", "private memory, idle after load", "MiB", [before],
                 limit=Limit(limit, of_ratio=False))
    yield Figure("R8", "cached pages of mapped files, beside it", "MiB",
                 [read_private_mib(stage, "Private_Clean")[0]], tolerance=1)
    for kind, kib in kinds.items():
        yield Figure("R8", f"private memory, {kind}", "MiB", [sum(kib) / KIB_A_MIB])
    stage.say_step("memory: more requests")
    sent = send(stage, path, 200_000 if stage.options.is_quick else 1_000_000)
    after, _ = read_private_mib(stage)
    yield Figure("R8", "growth in a million requests", "MiB", [(after - before) * 1e6 / sent],
                 limit=Limit(1, of_ratio=False), tolerance=1)
    yield Figure("R8", "descriptors that were not closed", "",
                 [count_descriptors(stage) - descriptors], limit=Limit(0, of_ratio=False))
    n_bytes = sum(entry.stat().st_size for entry in stage.data.glob("*.db*"))
    yield Figure("R8", "database and search file, an item", "bytes",
                 [n_bytes / stage.options.items])
