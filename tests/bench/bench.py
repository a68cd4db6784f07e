#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures jielid and jieli with a demo city of 100,000 items (JIELI_BENCH_ITEMS: another number).

usage: bench.py BUILD-DIR SOURCE-DIR

Rates on a machine that others use too say little: each is measured in turn with a floor (a bare
SoupServer, the disk), several times, and the CPU time of all processes of the service is counted.
The city and the results are kept in .jieli-bench/ of the source folder. Traffic stays on
127.0.0.1.
"""
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

from report import write_report
from service import Program, Service, free_port, read_cpu, read_private_kib

ROUNDS = 3
LOAD_SECONDS = 2
WRITE_SECONDS = 3
CLIENTS = 32
N_STARTS = 5
N_KEYS = 20000
N_PROBES = 10
API = "/api/v1"
WORD = "沙发"
# What load.lua replaces.
KEY = "0KEY0KEY0KEY0KEY"


def say(text):
    print(text, file=sys.stderr, flush=True)


def read_steal():
    fields = [int(word) for word in pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
    return fields[7], sum(fields[:8])


class Bench:
    def __init__(self, build, source):
        self.build, self.source = build, source
        self.n_items = int(os.environ.get("JIELI_BENCH_ITEMS", "100000"))
        self.kept = source / ".jieli-bench"
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=self.kept))
        self.data = self.work / "data"
        self.log = self.work / "log"
        self.service = self.floor = self.token = self.username = None
        self.runs = 0
        os.environ.setdefault("JIELI_DATA_DIR", str(source / "data"))
        os.environ.setdefault("JIELI_LOCALE_DIR", str(build / "po"))

    # The programs

    def make_city(self):
        """Copies the kept city, which is made when there is none of this size."""
        city = self.kept / f"city-{self.n_items}"
        if not (city / "demo-accounts.json").exists():
            say(f"Making a city of {self.n_items} items in {city}")
            shutil.rmtree(city, ignore_errors=True)
            subprocess.run([self.build / "server/jielid", "demo", "--data", city, "--items",
                            str(self.n_items), "--seed", "1"], check=True, stdin=subprocess.DEVNULL)
        self.data = city
        self.start_service()
        self.await_indexer()
        self.service.end()
        self.data = self.work / "data"
        shutil.copytree(city, self.data, ignore=shutil.ignore_patterns("lock"))

    def start_service(self):
        """Returns the seconds from exec to the first answer, a list with one item."""
        port = free_port()
        self.service = Service([self.build / "server/jielid", "serve", "--data", self.data,
                                "--listen", f"127.0.0.1:{port}"], self.log, port)
        return self.service.await_answer(API + "/items?limit=1")

    def start_floor(self):
        port_file = self.work / "floor-port"
        self.floor = Service([self.build / "tests/bench/bench-floor", port_file], self.log,
                             port_file=port_file)
        self.floor.await_answer("/")

    def sign_in(self):
        """As the clerk of a shop."""
        accounts = json.loads((self.data / "demo-accounts.json").read_text())
        clerk = next(one for one in accounts if one["role"] == "clerk")
        self.username = clerk["username"]
        answer = self.service.demand("POST", API + "/sessions", {
            "username": clerk["username"], "password": clerk["password"]})
        self.token = answer["token"]

    def await_indexer(self):
        """Until the search file has caught up with the city."""
        deadline = time.monotonic() + 240
        path = API + "/items?limit=1&q=" + urllib.parse.quote(WORD)
        before = -1.0
        while time.monotonic() < deadline:
            spent = read_cpu(self.service.pid).get("indexer", 0)
            found = self.service.demand("GET", path)["items"]
            if found and spent - before < 0.02:
                return
            before = spent
            time.sleep(1)
        raise RuntimeError("the indexer does not come to rest")

    def close(self):
        for program in (self.service, self.floor):
            if program is not None and program.process.poll() is None:
                program.end()
        shutil.copy(self.log, self.kept / "last.log")
        shutil.rmtree(self.work)

    # Load

    def write_requests(self, name, requests):
        path = self.work / f"{name}.requests"
        path.write_text("".join("\t".join(request) + "\n" for request in requests))
        return path

    def load(self, service, requests, seconds, clients=CLIENTS, token="-", background=False):
        """Runs wrk. Returns its figures with the CPU time of `service` per request in
        microseconds, by kind of process; or the process of wrk."""
        self.runs += 1
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "10s", "-s",
                   str(self.source / "tests/bench/load.lua"), f"http://127.0.0.1:{service.port}",
                   "--", str(requests), token, f"{self.runs:010x}"]
        if background:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.PIPE, text=True)
        before = read_cpu(service.pid)
        result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True, check=True,
                                timeout=seconds + 60)
        after = read_cpu(service.pid)
        figures = json.loads(result.stderr.strip().split("\n")[-1])
        n = max(figures["requests"], 1)
        micros = {kind: (after[kind] - before.get(kind, 0)) * 1e6 / n for kind in after}
        figures["per_second"] = figures["requests"] / figures["seconds"]
        figures["cpu_us"] = sum(micros.values())
        figures["cpu_us_by_kind"] = {kind: round(us, 1) for kind, us in micros.items() if us >= 1}
        figures["load_average"] = os.getloadavg()[0]
        return figures

    def collect_reads(self):
        """The requests of each kind of reading, from what the service shows to everybody."""
        items, path = [], API + "/items?limit=100"
        while path and len(items) < N_KEYS * 3 // 2:
            page = self.service.demand("GET", path)
            items += page["items"]
            path = page["next"] and f"{API}/items?limit=100&cursor=" + \
                urllib.parse.quote(page["next"])
        chance = random.Random(1)
        chosen = [chance.choice(items) for _ in range(min(N_KEYS, 2 * len(items)))]
        pairs = sorted({(item["category"], item["community"]) for item in chosen})
        chance.shuffle(pairs)
        items_paths = [f"{API}/items/{item['id']}" for item in chosen]
        tags = {path: self.service.ask("GET", path)[1]["ETag"] for path in items_paths[:500]}
        search = f"{API}/items?q=" + urllib.parse.quote(WORD)
        return {
            "GET /items/{id}": [("GET", path, "", "") for path in items_paths],
            "GET /items/{id}, 304": [("GET", path, f"If-None-Match: {tag}", "")
                                     for path, tag in tags.items()],
            "GET /items": [("GET", API + "/items", "", "")],
            "GET /items?category=&community=": [
                ("GET", f"{API}/items?category={category}&community={community}", "", "")
                for category, community in pairs[:500]],
            f"GET /items?q={WORD}": [("GET", search, "", "")],
        }

    def check_read(self, name, request):
        method, path, header, _ = request
        headers = dict([header.split(": ", 1)]) if header else {}
        status, _, data = self.service.ask(method, path, headers=headers)
        if status != (304 if name.endswith("304") else 200):
            raise RuntimeError(f"{name}: {status} {data}")
        if isinstance(data, dict) and data.get("items") == []:
            raise RuntimeError(f"{path}: an empty list is no measure")

    def measure_reads(self):
        reads = self.collect_reads()
        files = {}
        for number, (name, requests) in enumerate(reads.items()):
            self.check_read(name, requests[0])
            files[name] = self.write_requests(f"read{number}", requests)
        rows = {name: [] for name in reads}
        self.load(self.service, files["GET /items/{id}"], 1)
        for number in range(ROUNDS):
            for name, requests in files.items():
                say(f"{name}: round {number + 1} of {ROUNDS}")
                floor = self.load(self.floor, requests, LOAD_SECONDS)
                rows[name].append((floor, self.load(self.service, requests, LOAD_SECONDS)))
        return rows

    def make_write(self):
        """An item that may be published as it is: of the categories that need no photo, one like
        those that the city has."""
        page = self.service.demand("GET", API + "/items?limit=1&category=textbook")
        like = page["items"][0]
        like = self.service.demand("GET", f"{API}/items/{like['id']}")
        return {name: like[name] for name in ("category", "mode", "price_fen", "grade", "attributes")
                if like.get(name) is not None}

    def measure_disk(self):
        result = subprocess.run([self.build / "tests/bench/bench-disk", self.work / "block", "1"],
                                check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        return json.loads(result.stdout)

    def write_posts(self):
        body = dict(self.make_write(), title=f"七年级数学上册 {KEY}")
        text = json.dumps(body, ensure_ascii=False)
        return self.write_requests("posts", [
            ("POST", API + "/items", f"Idempotency-Key: bench-{KEY}", text)])

    def measure_writes(self, posts):
        rows = {1: [], 64: []}
        for number in range(ROUNDS):
            for clients, found in rows.items():
                say(f"POST /items, {clients} clients: round {number + 1} of {ROUNDS}")
                disk = self.measure_disk()
                found.append((disk, self.load(self.service, posts, WRITE_SECONDS, clients,
                                              self.token)))
        return rows

    def probe_once(self, number):
        """Takes in and publishes an item. Returns the milliseconds from the answer until a search
        finds it, and whether it is still found once it is withdrawn."""
        word = f"zq{os.getpid()}x{number}"
        body = dict(self.make_write(), title=f"七年级数学 {word}")
        item = self.service.demand("POST", API + "/items", body, self.token)
        self.service.demand("POST", f"{API}/items/{item['id']}/publish", None, self.token)
        start = time.monotonic()
        while not self.service.demand("GET", f"{API}/items?q={word}")["items"]:
            if time.monotonic() - start > 20:
                raise RuntimeError(f"{word} is not found")
            time.sleep(0.002)
        found_ms = (time.monotonic() - start) * 1000
        self.service.demand("POST", f"{API}/items/{item['id']}/withdraw", None, self.token)
        return found_ms, bool(self.service.demand("GET", f"{API}/items?q={word}")["items"])

    def measure_search_delay(self, posts):
        """While 64 clients post."""
        say("From publication to search, while 64 clients post")
        wrk = self.load(self.service, posts, 12, 64, self.token, background=True)
        delays, still_found, start = [], 0, time.monotonic()
        try:
            while len(delays) < N_PROBES and time.monotonic() - start < 11:
                delay, found = self.probe_once(len(delays))
                delays.append(delay)
                still_found += found
        finally:
            wrk.communicate(timeout=60)
        return {"ms": delays, "withdrawn_but_found": still_found}

    # Starts

    def measure_starts(self, posts):
        say("Starts of jielid")
        clean = []
        for _ in range(N_STARTS):
            self.service.end()
            clean.append(self.start_service())
        killed, wal_bytes = [], []
        for _ in range(ROUNDS):
            wrk = self.load(self.service, posts, 2, 64, self.token, background=True)
            time.sleep(1.5)
            self.service.end(signal.SIGKILL)
            wrk.communicate(timeout=60)
            wal_bytes.append((self.data / "jieli.db-wal").stat().st_size)
            killed.append(self.start_service())
        return {"clean_s": clean, "killed_s": killed, "wal_bytes": wal_bytes}

    def make_desktop_environment(self):
        """Folders of its own with a session in a keyring file, so that jieli begins with the
        list."""
        server = f"http://127.0.0.1:{self.service.port}"
        home = self.work / "home"
        settings = home / "glib-2.0/settings/keyfile"
        settings.parent.mkdir(parents=True)
        settings.write_text(f"[cn/jieli/Jieli]\nserver='{server}'\nusername='{self.username}'\n")
        environment = dict(os.environ, XDG_CONFIG_HOME=str(home), XDG_CACHE_HOME=str(home / "cache"),
                           XDG_DATA_HOME=str(home / "data"), GSETTINGS_BACKEND="keyfile",
                           GSETTINGS_SCHEMA_DIR=str(self.build / "data"), GSK_RENDERER="cairo",
                           GDK_BACKEND="x11", G_MESSAGES_DEBUG="jieli", SECRET_BACKEND="file",
                           SECRET_FILE_TEST_PATH=str(home / "keyring"),
                           SECRET_FILE_TEST_PASSWORD="measuring", LC_ALL="C.UTF-8")
        subprocess.run([self.build / "tests/bench/bench-session", server, self.username,
                        self.token], env=environment, check=True, stdin=subprocess.DEVNULL)
        return server, environment

    def start_display(self):
        reading, writing = os.pipe()
        display = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1200x24", "-nolisten",
             "tcp"], pass_fds=[writing], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as lines:
            return display, ":" + lines.readline().strip()

    def measure_desktop(self):
        """From exec until the first list is painted, which jieli says at debug level."""
        if not (self.build / "desktop/jieli").exists():
            return None
        say("Starts of jieli")
        server, environment = self.make_desktop_environment()
        display, environment["DISPLAY"] = self.start_display()
        seconds = []
        try:
            for number in range(N_STARTS):
                log = self.work / f"jieli{number}.log"
                start = time.monotonic()
                program = Program(["dbus-run-session", "--", self.build / "desktop/jieli",
                                   "--server", server], log, environment)
                try:
                    while b"first list on screen" not in log.read_bytes():
                        if time.monotonic() - start > 30:
                            raise RuntimeError(f"jieli shows no list: {log.read_text()}")
                        time.sleep(0.002)
                    seconds.append(time.monotonic() - start)
                finally:
                    os.killpg(program.pid, signal.SIGTERM)
                    program.end()
        finally:
            display.terminate()
            display.wait(10)
        return seconds

    def run(self):
        steal = read_steal()
        result = {"items": self.n_items, "started_at": time.strftime("%Y-%m-%dT%H:%M:%SZ",
                                                                     time.gmtime()),
                  "load_average_before": os.getloadavg()}
        self.make_city()
        result["data_bytes"] = {path.name: path.stat().st_size for path in self.data.glob("*.db*")}
        result["first_start_s"] = self.start_service()
        self.await_indexer()
        self.start_floor()
        self.sign_in()
        result["private_kib_before"] = read_private_kib(self.service.pid)
        result["reads"] = self.measure_reads()
        posts = self.write_posts()
        result["writes"] = self.measure_writes(posts)
        result["search_delay"] = self.measure_search_delay(posts)
        time.sleep(3)
        result["private_kib"] = read_private_kib(self.service.pid)
        result["starts"] = self.measure_starts(posts)
        result["desktop_s"] = self.measure_desktop()
        now = read_steal()
        result["steal_percent"] = 100 * (now[0] - steal[0]) / max(now[1] - steal[1], 1)
        result["load_average_after"] = os.getloadavg()
        return result


def main():
    build, source = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    (source / ".jieli-bench").mkdir(exist_ok=True)
    bench = Bench(build, source)
    try:
        result = bench.run()
    finally:
        bench.close()
    write_report(result, build, source, bench.kept / "results")


if __name__ == "__main__":
    main()
