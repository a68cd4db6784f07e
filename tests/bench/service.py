# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs that bench.py measures: starting them, asking them, reading their counters in /proc."""
import contextlib
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def list_processes(pid):
    """`pid` and all that descend from it, as far as they still run."""
    found = [pid]
    for parent in found:
        with contextlib.suppress(OSError):
            text = pathlib.Path(f"/proc/{parent}/task/{parent}/children").read_text()
            found += [int(word) for word in text.split()]
    return [pid for pid in found if os.path.exists(f"/proc/{pid}/stat")]


def get_kind(pid):
    """What a process of jielid is for: its second argument, or its program."""
    words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    program = os.path.basename(words[0])
    return words[1] if program == "jielid" and len(words) > 1 and words[1] else program


def read_cpu(pid):
    """Seconds of CPU (user and system) by kind of process, with those of its children that have
    left."""
    seconds = {}
    for one in list_processes(pid):
        with contextlib.suppress(OSError):
            stat = pathlib.Path(f"/proc/{one}/stat").read_text()
            fields = stat[stat.rindex(")") + 2:].split()
            kind = get_kind(one)
            spent = sum(int(field) for field in fields[11:15]) / TICKS
            seconds[kind] = seconds.get(kind, 0) + spent
    return seconds


def read_private_kib(pid, field="Private_Dirty"):
    """Private memory by kind of process, each counted alone, in KiB. Clean pages are those of mapped
    files, the database before all: they are the kernel's cache, which it drops when it needs the
    room, and count as private only as long as no other process maps them too."""
    found = {}
    for one in list_processes(pid):
        with contextlib.suppress(OSError):
            lines = pathlib.Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            kib = sum(int(line.split()[1]) for line in lines if line.startswith(field + ":"))
            found.setdefault(get_kind(one), []).append(kib)
    return found


class Program:
    """A process of its own session, whose messages go into a file."""

    def __init__(self, arguments, log, environment=None):
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                [str(argument) for argument in arguments], stdin=subprocess.DEVNULL, stdout=output,
                stderr=output, start_new_session=True, env=environment)
        self.pid = self.process.pid

    def end(self, number=signal.SIGTERM):
        """Ends it and waits until all its children have left too."""
        family = list_processes(self.pid)
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(60)
        deadline = time.monotonic() + 30
        while any(os.path.exists(f"/proc/{pid}/stat") for pid in family):
            if time.monotonic() > deadline:
                raise RuntimeError(f"processes of {self.process.args[0]} do not leave")
            time.sleep(0.01)


class Service(Program):
    """jielid, or the floor: something that answers HTTP on `port`."""

    def __init__(self, arguments, log, port=None, port_file=None):
        self.started = time.monotonic()
        super().__init__(arguments, log)
        self.port, self.port_file = port, port_file

    def await_answer(self, path):
        """Returns the seconds from exec to the first answer to GET `path`. Bringing a large city to
        today's schema comes before that."""
        while time.monotonic() - self.started < 900:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.process.args[0]} has left: see its log")
            with contextlib.suppress(OSError, ValueError, http.client.HTTPException):
                if self.port is None:
                    self.port = int(pathlib.Path(self.port_file).read_text())
                status, _, _ = self.ask("GET", path)
                if status == 200:
                    return time.monotonic() - self.started
            time.sleep(0.001)
        raise RuntimeError(f"{self.process.args[0]} does not answer")

    def ask(self, method, path, body=None, token=None, headers=None):
        """Returns (status, headers, body: JSON decoded if it is)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = dict(headers or {})
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            body = json.dumps(body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        with contextlib.closing(connection):
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            data = answer.read()
            if "json" in (answer.getheader("Content-Type") or ""):
                with contextlib.suppress(ValueError):
                    data = json.loads(data)
            return answer.status, answer.headers, data

    def demand(self, method, path, body=None, token=None):
        status, _, data = self.ask(method, path, body, token)
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {data}")
        return data
