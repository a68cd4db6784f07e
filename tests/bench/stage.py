# SPDX-License-Identifier: GPL-3.0-or-later
"""Where everything is measured: a city, the service that serves it, the floor, and load on both."""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

from service import Service, free_port, read_cpu

API = "/api/v1"
CLIENTS = 32
# A word that a hundredth of the goods has.
WORD = "沙发"
# What bench-load replaces.
KEY = "0KEY0KEY0KEY0KEY"
FLOOR = "bare SoupServer"
DEFAULTS = {"workers": 1}


def say(text):
    print(text, file=sys.stderr, flush=True)


class Stage:
    """`options`: items, rounds, seconds of each load, is_quick."""

    def __init__(self, build, source, options):
        self.build, self.source, self.options = build, source, options
        self.kept = source / ".jieli-bench"
        self.kept.mkdir(exist_ok=True)
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=self.kept))
        self.data = self.work / "data"
        self.log = self.work / "log"
        self.service = self.floor = self.token = self.settings = None
        self.username = self.organisation = None
        self.runs = 0
        self.reads = None
        os.environ.setdefault("JIELI_DATA_DIR", str(source / "data"))
        os.environ.setdefault("JIELI_LOCALE_DIR", str(build / "po"))

    # The programs

    def get_program(self, name):
        return self.build / "tests/bench" / name

    def run_json(self, name, *arguments):
        """Runs one of the programs of this folder. Returns what it prints."""
        result = subprocess.run([self.get_program(name), *map(str, arguments)], check=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        return json.loads(result.stdout)

    def name_cities(self):
        """The kept city's folder by each step of the schema, today's first. A step that is not
        released yet may be edited, so a city is named by what made it and not by a number."""
        digest, folders = hashlib.sha256(), []
        for path in sorted((self.source / "data/schema").glob("*.sql")):
            digest.update(path.read_bytes())
            folders.insert(0, self.kept / f"city-{self.options.items}-{digest.hexdigest()[:8]}")
        return folders

    def settle(self, city):
        """Lets the service bring a kept city to today's schema, search file and all."""
        self.data = city
        self.start_service()
        self.await_indexer()
        self.end_service()
        self.data = self.work / "data"
        # What the service kept of before the upgrade is as large as the city.
        for former in city.glob("jieli.db.before-*"):
            former.unlink()

    def find_city(self):
        """Returns the kept city: made when there is none of this size, and brought to today's
        schema when it is of an earlier step."""
        city, *former = self.name_cities()
        if (city / "demo-accounts.json").exists():
            return city
        for old in former:
            if (old / "demo-accounts.json").exists():
                say(f"Bringing {old} to today's schema")
                self.settle(old)
                return old.rename(city)
        say(f"Making a city of {self.options.items} items in {city}")
        for old in self.kept.glob(f"city-{self.options.items}-*"):
            shutil.rmtree(old)
        subprocess.run([self.build / "server/jielid", "demo", "--data", city, "--items",
                        str(self.options.items), "--seed", "1"], check=True,
                       stdin=subprocess.DEVNULL)
        self.settle(city)
        return city

    def make_city(self):
        """Copies the kept city. Photos are never written again, so the copy shares them."""
        city = self.find_city()
        shutil.copytree(city, self.data, ignore=shutil.ignore_patterns("lock", "photos"))
        if (city / "photos").exists():
            shutil.copytree(city / "photos", self.data / "photos", copy_function=os.link)

    def configure(self, **service):
        """What jielid.conf says from the next start on: keys of its group `service`, or with
        `limits_` before them those of `limits`."""
        groups = {"service": [], "limits": []}
        for key, value in service.items():
            group = "limits" if key.startswith("limits_") else "service"
            groups[group].append(f"{key.removeprefix('limits_')}={value}")
        text = "".join(f"[{name}]\n" + "\n".join(lines) + "\n" for name, lines in groups.items())
        (self.data / "jielid.conf").write_text(text)

    def start_service(self, workers=1, **settings):
        """Returns the seconds from exec to the first answer."""
        if self.service is not None:
            self.end_service()
        self.settings = dict(settings, workers=workers)
        self.configure(**self.settings)
        port = free_port()
        self.service = Service([self.build / "server/jielid", "serve", "--data", self.data,
                                "--listen", f"127.0.0.1:{port}"], self.log, port)
        return self.service.await_answer(API + "/items?limit=1")

    def end_service(self, *arguments):
        self.service.end(*arguments)
        self.service = None

    def start_floor(self):
        """Returns the seconds from exec to the first answer."""
        if self.floor is not None:
            self.floor.end()
        port_file = self.work / "floor-port"
        port_file.unlink(missing_ok=True)
        self.floor = Service([self.get_program("bench-floor"), port_file], self.log,
                             port_file=port_file)
        return self.floor.await_answer("/")

    def sign_in(self):
        """As the clerk of a shop."""
        accounts = json.loads((self.data / "demo-accounts.json").read_text())
        clerk = next(one for one in accounts if one["role"] == "clerk")
        self.username, self.organisation = clerk["username"], clerk["organisation"]
        answer = self.service.demand("POST", API + "/sessions", {
            "username": clerk["username"], "password": clerk["password"]})
        self.token = answer["token"]

    def await_indexer(self):
        """Until the search file has caught up with the city."""
        deadline = time.monotonic() + 3600
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
        if self.log.exists():
            shutil.copy(self.log, self.kept / "last.log")
        shutil.rmtree(self.work)

    def prepare(self):
        """What nearly every measure needs: the service as it is by default but for one worker."""
        if not self.data.exists():
            self.make_city()
        if self.service is None or self.settings != DEFAULTS:
            self.start_service()
            self.await_indexer()
        if self.floor is None:
            self.start_floor()
        if self.token is None:
            self.sign_in()

    # Load

    def write_requests(self, name, requests):
        """`requests`: of (method, path, header, body)."""
        path = self.work / f"{name}.requests"
        path.write_text("".join("\t".join(request) + "\n" for request in requests))
        return path

    def start_load(self, service, requests, seconds, clients=CLIENTS, token="-", close=False,
                   messages=subprocess.DEVNULL):
        """Returns the process of bench-load."""
        self.runs += 1
        command = [self.get_program("bench-load"), str(service.port), str(clients), str(seconds),
                   requests, token, f"{self.runs:010x}"] + (["close"] if close else [])
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=messages, text=True)

    def load(self, service, requests, seconds=None, **options):
        """Returns the figures of bench-load with the rate and the CPU time of `service` per request
        in microseconds, all its processes together and by kind of process."""
        seconds = seconds or self.options.seconds
        before = read_cpu(service.pid)
        program = self.start_load(service, requests, seconds, messages=None, **options)
        output, _ = program.communicate(timeout=seconds + 60)
        if program.returncode != 0:
            raise RuntimeError("bench-load has failed")
        after = read_cpu(service.pid)
        figures = json.loads(output)
        n = max(figures["requests"], 1)
        micros = {kind: (after[kind] - before.get(kind, 0)) * 1e6 / n for kind in after}
        figures["per_second"] = figures["requests"] / figures["seconds"]
        figures["cpu_us"] = sum(after.values()) * 1e6 / n - sum(before.values()) * 1e6 / n
        figures["cpu_us_by_kind"] = {kind: round(us, 1) for kind, us in micros.items() if us >= 1}
        return figures

    @staticmethod
    def say_step(text):
        say(text)

    def say_round(self, work, number):
        say(f"{work}: round {number + 1} of {self.options.rounds}")

    def alternate(self, work, first, second):
        """Measures `first` and `second` in turn. Returns the results of each."""
        results = [], []
        for number in range(self.options.rounds):
            self.say_round(work, number)
            results[0].append(first())
            results[1].append(second())
        return results

    def read_metrics(self):
        """What /metrics says, without the buckets of its histograms."""
        _, _, text = self.service.ask("GET", "/metrics")
        lines = [line.split() for line in text.decode().splitlines()]
        return {words[0]: float(words[1]) for words in lines
                if len(words) == 2 and "{" not in words[0] and words[0] != "#"}

    def walk(self, query, limit=100, n_pages=None):
        """Yields (path, items) of the pages of a list."""
        first = path = f"{API}/items?limit={limit}" + (f"&{query}" if query else "")
        while path and n_pages != 0:
            page = self.service.demand("GET", path)
            yield path, page["items"]
            path = page["next"] and f"{first}&cursor={urllib.parse.quote(page['next'])}"
            n_pages = n_pages and n_pages - 1
