# SPDX-License-Identifier: GPL-3.0-or-later
"""Instructions that a request takes in user space, counted by callgrind: hardly any noise, so they
say what a change costs where times cannot. One client asks, one request after the other."""
import contextlib
import itertools
import os
import pathlib
import re
import socket
import subprocess
import time

from figures import Figure, Limit
from reads import find_reads, search
from service import Program, list_processes
from stage import FLOOR, WORD

WARM_UP = 200
COUNTED = 1000
# What counts is told from outside, so that starting is fast and not counted.
VALGRIND = ["valgrind", "--tool=callgrind", "--instr-atstart=no"]


class Connection:
    """One that is kept alive."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.host = f"127.0.0.1:{port}"
        self.rest = b""

    def ask(self, path, header=""):
        """Returns (status, body)."""
        lines = [f"GET {path} HTTP/1.1", f"Host: {self.host}"] + ([header] if header else [])
        self.socket.sendall("\r\n".join(lines + ["", ""]).encode())
        while b"\r\n\r\n" not in self.rest:
            self.receive()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        status = int(head.split(b" ", 2)[1])
        found = re.search(rb"\r\ncontent-length: *(\d+)", head, re.I)
        length = int(found[1]) if found and status != 304 else 0
        while len(self.rest) < length:
            self.receive()
        body, self.rest = self.rest[:length], self.rest[length:]
        return status, body

    def receive(self):
        piece = self.socket.recv(65536)
        if not piece:
            raise RuntimeError("the connection was closed")
        self.rest += piece

    def close(self):
        self.socket.close()


class Counted:
    """A program that answers HTTP, with one of its processes under callgrind: the one that has the
    word `kind` in its command line."""

    def __init__(self, arguments, folder, kind, port_file, environment=None):
        self.folder, self.kind, self.port_file = folder, kind, port_file
        self.log = folder / "log"
        self.program = Program(arguments, self.log, environment)
        self.port = self.pid = None

    def await_port(self):
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline:
            if self.program.process.poll() is not None:
                break
            with contextlib.suppress(OSError, ValueError):
                self.port = int(self.port_file.read_text())
                self.pid = next(pid for pid in list_processes(self.program.pid)
                                if self.kind in self.read_words(pid))
                return
            time.sleep(0.1)
        raise RuntimeError(f"it does not start under valgrind: {self.log.read_text()}")

    @staticmethod
    def read_words(pid):
        words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        return [os.path.basename(word) for word in words]

    def tell(self, *command):
        subprocess.run(["callgrind_control", *command, str(self.pid)], check=True, timeout=120,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def count(self, requests, status):
        """Returns the instructions of one request; `requests`: (path, header) in turn."""
        connection = Connection(self.port)
        turn = itertools.cycle(requests)
        with contextlib.closing(connection):
            for _ in range(WARM_UP):
                self.demand(connection, next(turn), status)
            self.tell("-i", "on")
            self.tell("--zero")
            for _ in range(COUNTED):
                self.demand(connection, next(turn), status)
            self.tell("--dump=counted")
            self.tell("-i", "off")
        return self.read_total() / COUNTED

    def demand(self, connection, request, status):
        found, body = connection.ask(*request)
        if found != status:
            raise RuntimeError(f"{request[0]}: {found} {body[:200]}")

    def read_total(self):
        """Of the newest dump."""
        files = self.folder.glob(f"out.{self.pid}.*")
        newest = max(files, key=lambda path: int(path.suffix[1:]))
        text = newest.read_text()
        return int(re.search(r"^totals: (\d+)", text, re.M)[1])

    def end(self):
        self.program.end()


def start_floor(build, folder):
    folder.mkdir()
    command = make_command(folder) + [build / "tests/bench/bench-floor", folder / "port"]
    return Counted(command, folder, "bench-floor", folder / "port")


def start_worker(build, folder, data):
    """jielid with one worker, which is counted."""
    folder.mkdir()
    jielid = build / "server/jielid"
    environment = dict(os.environ, LD_PRELOAD=str(build / "tests/bench/libbench-exec.so"),
                       BENCH_EXEC_KIND="worker", BENCH_EXEC_PROGRAM=str(jielid),
                       BENCH_EXEC_WITHIN="\n".join(make_command(folder)))
    command = [jielid, "serve", "--data", data, "--workers", "1", "--listen", "127.0.0.1:0",
               "--port-file", folder / "port"]
    return Counted(command, folder, "worker", folder / "port", environment)


def make_command(folder):
    return VALGRIND + [f"--callgrind-out-file={folder}/out.%p"]


def measure_instructions(stage):
    """R1, and what lists and searches take, of a worker beside the floor."""
    stage.prepare()
    reads = find_reads(stage)
    kinds = (("GET /items/{id}", reads.get_items(), 200, Limit(1.35)),
             ("GET /items/{id}, 304", reads.get_tagged(), 304, None),
             ("category, community, offer", reads.get_first_pages(), 200, None),
             ("two characters", search(WORD), 200, None))
    stage.end_service()
    # Valgrind writes files; and of what filters cost the kernel it counts nothing.
    stage.configure(**stage.settings, confine="false")
    floor = start_floor(stage.build, stage.work / "count-floor")
    worker = start_worker(stage.build, stage.work / "count-worker", stage.data)
    try:
        floor.await_port()
        worker.await_port()
        for work, requests, status, limit in kinds:
            pairs = [(path, header) for _, path, header, _ in requests]
            stage.say_step(f"instructions: {work}")
            yield Figure("R1" if limit else "", work, "instructions",
                         [worker.count(pairs, status)], FLOOR, [floor.count(pairs, 200)], limit,
                         tolerance=0.03)
    finally:
        floor.end()
        worker.end()
