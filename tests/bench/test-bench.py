#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ./dev bench says of figures, and what its load generator sends and counts.

usage: test-bench.py BENCH-LOAD; writes TAP
"""
import contextlib
import http.server
import io
import json
import subprocess
import sys
import tempfile
import threading

import compare
from figures import Figure, Limit

KEY = "0KEY0KEY0KEY0KEY"


def make_result(rows):
    return {"figures": [row.to_json() for row in rows], "commit": "c", "started_at": "t", "items": 1}


def test_ratio_of_rounds():
    figure = Figure("R1", "w", "us", [30, 10, 60], "floor", [20, 10, 20], Limit(1.5))
    assert figure.ratios == [1.5, 1, 3] and figure.ratio == 1.5 and figure.median == 30
    assert figure.is_met and figure.share == 1
    assert not Figure("R1", "w", "us", [31], "floor", [20], Limit(1.5)).is_met


def test_limits():
    assert Figure("R9", "w", "ms", [90], "floor", [20], Limit(2, plus=50)).is_met
    assert not Figure("R9", "w", "ms", [91], "floor", [20], Limit(2, plus=50)).is_met
    assert Figure("R7", "w", "/s", [13], "one", [10], Limit(at_least=1.3)).is_met
    assert not Figure("R7", "w", "/s", [12], "one", [10], Limit(at_least=1.3)).is_met
    assert Figure("R6", "failed", "", [0], limit=Limit(0, of_ratio=False)).is_met
    assert not Figure("R6", "failed", "", [1], limit=Limit(0, of_ratio=False)).is_met
    assert Figure("", "w", "us", [1]).is_met is None


def is_worse(old, new, **options):
    rows = [make_result([Figure("R", "w", "u", [value], "f", [10], tolerance=0.15, **options)])
            for value in (old, new)]
    with contextlib.redirect_stdout(io.StringIO()) as output:
        found = compare.say_changes(*rows)
    assert ("WORSE" in output.getvalue()) == found
    return found


def test_compare():
    assert is_worse(10, 12) and not is_worse(10, 11) and not is_worse(10, 5)
    assert is_worse(12, 10, more_is_better=True) and not is_worse(10, 12, more_is_better=True)


def test_compare_other_figures():
    with contextlib.redirect_stdout(io.StringIO()) as output:
        assert not compare.say_changes(make_result([Figure("R", "old", "u", [1])]),
                                       make_result([Figure("R", "new", "u", [9])]))
    assert "nothing to compare with" in output.getvalue()
    assert "was not measured now" in output.getvalue()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.command, self.path, self.headers, body.decode()))
        self.server.ports.add(self.client_address[1])
        status = 404 if self.path == "/missing" else 200
        self.send_response(status)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"abc")

    do_GET = do_POST = answer

    def log_message(self, *arguments):
        pass


def load(requests, *options):
    """Returns (what bench-load says, what the server saw)."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, \
            tempfile.NamedTemporaryFile("w") as file:
        server.seen, server.ports, server.daemon_threads = [], set(), True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        file.write("".join("\t".join(request) + "\n" for request in requests))
        file.flush()
        result = subprocess.run(
            [sys.argv[1], str(server.server_port), "3", "0.2", file.name, "token", "run0000001",
             *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, timeout=30)
        server.shutdown()
        return json.loads(result.stdout), server


def test_load():
    body = f'{{"a":"{KEY}"}}'
    figures, server = load([("GET", "/a", "", ""), ("POST", "/b", f"Idempotency-Key: {KEY}", body)])
    posts = [one for one in server.seen if one[0] == "POST"]
    keys = [headers["Idempotency-Key"] for _, _, headers, _ in posts]
    assert figures["requests"] == len(server.seen) > 10 and figures["failed"] == 0
    assert figures["reads"]["requests"] + figures["writes"]["requests"] == figures["requests"]
    assert figures["writes"]["requests"] == len(posts)
    assert len(set(keys)) == len(keys) and KEY not in keys
    assert all(body == f'{{"a":"{key}"}}' for key, (_, _, _, body) in zip(keys, posts))
    assert posts[0][2]["Authorization"] == "Bearer token"
    assert 0 < figures["p50_ms"] <= figures["p95_ms"] <= figures["p99_ms"]
    assert len(server.ports) == 3


def test_load_closing():
    figures, server = load([("GET", "/a", "", "")], "close")
    assert len(server.ports) >= figures["requests"] > 3


def test_load_failures():
    figures, server = load([("GET", "/a", "", ""), ("GET", "/missing", "", "")])
    missing = [one for one in server.seen if one[1] == "/missing"]
    assert figures["failed"] == len(missing) > 0
    assert figures["requests"] == len(server.seen) - len(missing)


def main():
    tests = [(name, test) for name, test in globals().items() if name.startswith("test_")]
    has_failed = False
    print(f"1..{len(tests)}")
    for number, (name, test) in enumerate(tests, start=1):
        try:
            test()
            print(f"ok {number} /bench/{name.removeprefix('test_')}", flush=True)
        except (AssertionError, subprocess.SubprocessError) as error:
            has_failed = True
            print(f"not ok {number} /bench/{name.removeprefix('test_')}\n# {error!r}", flush=True)
            print(f"# line {error.__traceback__.tb_next.tb_lineno}")
    return has_failed


if __name__ == "__main__":
    sys.exit(main())
