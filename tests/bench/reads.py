# SPDX-License-Identifier: GPL-3.0-or-later
"""R1 to R3: what people read."""
import collections
import random
import urllib.parse

from figures import Figure, Limit
from stage import API, FLOOR, WORD

N_KEYS = 20000
N_TAGS = 500
N_PAIRS = 20
DEEP_PAGE = 5000
PAGE = 20
# What no title has.
ABSENT = "麒麟"


def get(path, header=""):
    return ("GET", path, header, "")


def search(word, filters=""):
    return [get(f"{API}/items?q={urllib.parse.quote(word)}{filters}")]


class Reads:
    """What is asked for, found in what the service shows to everybody."""

    def __init__(self, stage):
        self.stage = stage
        n_pages = N_KEYS * 3 // 2 // 100
        self.items = [item for _, items in stage.walk("", n_pages=n_pages) for item in items]
        chance = random.Random(1)
        self.chosen = [chance.choice(self.items) for _ in range(min(N_KEYS, 2 * len(self.items)))]
        self.pairs = collections.Counter((item["category"], item["community"])
                                         for item in self.items).most_common()

    def get_items(self):
        return [get(f"{API}/items/{item['id']}") for item in self.chosen]

    def get_tagged(self):
        paths = [f"{API}/items/{item['id']}" for item in self.chosen[:N_TAGS]]
        return [get(path, "If-None-Match: " + self.stage.service.ask("GET", path)[1]["ETag"])
                for path in paths]

    @staticmethod
    def get_filter(pair):
        return f"category={pair[0]}&community={pair[1]}&offer=published"

    def get_first_pages(self):
        """Of the pairs of category and community that have most."""
        return [get(f"{API}/items?{self.get_filter(pair)}") for pair, _ in self.pairs[:N_PAIRS]]

    def get_last_pages(self):
        """The last full page, where there is more than one."""
        found = []
        for pair, _ in self.pairs[:N_PAIRS]:
            full = [path for path, items in self.stage.walk(self.get_filter(pair), PAGE)
                    if len(items) == PAGE]
            found += [get(full[-1])] if full else []
        return found or self.get_first_pages()

    def get_deep_page(self):
        """Page 5,000 of the list without filters, or the last full one."""
        last = None
        for number, (path, items) in enumerate(self.stage.walk("", PAGE), start=1):
            if len(items) < PAGE:
                break
            last = path
            if number == DEEP_PAGE:
                break
        return [get(last)]

    def count_pairs_of_characters(self):
        pieces = collections.Counter()
        for item in self.items[:3000]:
            title = item["title"]
            pieces.update({title[i:i + 2] for i in range(len(title) - 1)
                           if all("\u4e00" <= c <= "\u9fff" for c in title[i:i + 2])})
        return pieces.most_common()

    def find_words(self):
        """Returns (rare, common): what most titles have, and what fewest have."""
        counted = self.count_pairs_of_characters()
        for word, _ in reversed(counted):
            if self.stage.service.demand("GET", search(word)[0][1])["items"]:
                return word, counted[0][0]
        raise RuntimeError("no word is found")


def find_reads(stage):
    """Found once; what is written since does not change what is asked for."""
    if stage.reads is None:
        stage.reads = Reads(stage)
    return stage.reads


def measure_pair(stage, work, requests, status=200, token="-"):
    """Returns the loads of the floor and of the service with the same requests, in turn."""
    for method, path, header, _ in requests[:3]:
        headers = dict([header.split(": ", 1)]) if header else {}
        found, _, data = stage.service.ask(method, path, headers=headers,
                                           token=None if token == "-" else token)
        if found != status:
            raise RuntimeError(f"{path}: {found} {data}")
    stage.runs += 1
    path = stage.write_requests(f"read{stage.runs}", requests)
    return stage.alternate(work, lambda: stage.load(stage.floor, path, token=token),
                           lambda: stage.load(stage.service, path, token=token))


def make_figure(goal, work, loads, limit=None, **options):
    floor, own = loads
    return Figure(goal, work, "us CPU", [one["cpu_us"] for one in own], FLOOR,
                  [one["cpu_us"] for one in floor], limit, loads=own, **options)


def measure_items(stage):
    """R1"""
    stage.prepare()
    reads = find_reads(stage)
    for work, requests, status, limit in (
            ("GET /items/{id}", reads.get_items(), 200, Limit(1.5)),
            ("GET /items/{id}, 304", reads.get_tagged(), 304, Limit(1.25))):
        yield make_figure("R1", work, measure_pair(stage, work, requests, status), limit)


def measure_lists(stage):
    """R2"""
    stage.prepare()
    reads = find_reads(stage)
    for work, requests in (
            ("list without filters", [get(API + "/items")]),
            ("category, community, offer: first page", reads.get_first_pages()),
            ("category, community, offer: last page", reads.get_last_pages()),
            (f"page {DEEP_PAGE} without filters", reads.get_deep_page())):
        loads = measure_pair(stage, work, requests)
        yield make_figure("R2", work, loads, Limit(2))
    compressed = [get(API + "/items", "Accept-Encoding: gzip")]
    stage.start_service(limits_gzip_json="true")
    yield make_figure("R2", "list without filters, gzip",
                      measure_pair(stage, "gzip", compressed))
    stage.start_service()


def measure_sql(stage):
    """R1 and R2: what their statements take without a service around them."""
    stage.prepare()
    found = []
    for number in range(stage.options.rounds):
        stage.say_round("SQL", number)
        found.append(stage.run_json("bench-sql", "read", stage.data))
    for goal, work, name in (("R1", "the SQL of GET /items/{id}", "item"),
                             ("R2", "the SQL of a list without filters", "list"),
                             ("R2", "the SQL of category, community, offer", "filtered")):
        yield Figure(goal, work, "us CPU", [one[name] for one in found], tolerance=0.25)


def measure_searches(stage):
    """R3"""
    stage.prepare()
    reads = find_reads(stage)
    rare, common = reads.find_words()
    narrow = "&" + reads.get_filter(reads.pairs[-1][0])
    price = reads.items[0].get("price_fen") or 100
    for work, word in (("two characters", WORD), ("rare word", rare), ("absent word", ABSENT),
                       ("very common word", common)):
        loads = measure_pair(stage, work, search(word))
        yield make_figure("R3", f"{work} ({word})", loads, Limit(4.5))
    for work, filters in (
            ("narrow category and community", narrow),
            ("one price", f"&min_price_fen={price}&max_price_fen={price}"),
            ("own organisation", f"&organisation={stage.organisation}")):
        work = f"very common word ({common}), {work}"
        token = stage.token if "organisation=" in filters else "-"
        loads = measure_pair(stage, work, search(common, filters), token=token)
        yield make_figure("R3", work, loads, Limit(2500, of_ratio=False))
