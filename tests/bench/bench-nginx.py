#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public reads through nginx with the configuration of data/nginx (without its limits), in turn with an nginx that
serves files of the same bytes. Both have one worker. usage: bench-nginx.py BUILD-DIR [ROUNDS [SECONDS]]

Prints, last, one line of JSON: an object for each kind of read with
  rate, cpu          requests a second and microseconds of CPU of a request (of nginx and the service together)
  tls_rate, tls_cpu  the same through TLS, keep-alive; its baseline too is without
each an object of values and baseline_values.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

from service import Service, free_port, read_cpu
from shop import API, PICTURE, Shop

CLIENTS = 32
N_ITEMS = 20
SETTINGS = """[service]
trusted_proxies=127.0.0.1
photo_location=/-/photos/
workers=1
[limits]
gzip_json=true
"""
STATIC = """daemon off;
pid {folder}/nginx.pid;
{user}worker_processes 1;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000;
  include /etc/nginx/mime.types;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


def say(text):
    print(text, file=sys.stderr, flush=True)


def start_nginx(folder, port, path):
    nginx = Service(["/usr/sbin/nginx", "-p", folder, "-c", "nginx.conf", "-e",
                     folder / "error.log"], folder / "log", port)
    nginx.await_answer(path)
    return nginx


def start_ours(shop, folder):
    """Returns nginx, its port without TLS, and the one with."""
    plain, tls = free_port(), free_port()
    setup = pathlib.Path(__file__).resolve().parents[1] / "support/nginx-setup.py"
    subprocess.run([setup, folder, str(shop.service.port), shop.data / "photos", str(tls),
                    str(free_port()), str(plain)], check=True)
    # What one client may ask for is not what is measured here.
    shipped = (folder / "jieli.conf").read_text()
    (folder / "jieli.conf").write_text(shipped.replace("jieli-snippet.conf", "plain-snippet.conf"))
    return start_nginx(folder, plain, "/"), plain, tls


def start_static(folder, bodies):
    (folder / "files").mkdir(parents=True)
    for name, body in bodies.items():
        (folder / "files" / name).write_bytes(body)
    port = free_port()
    user = "user root;\n" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(STATIC.format(folder=folder, port=port, user=user))
    return start_nginx(folder, port, "/" + next(iter(bodies)))


def fill(shop):
    """Publishes items. Returns the paths to measure, by name of the file that is the same."""
    for _ in range(N_ITEMS):
        item = shop.take_in()
        shop.upload(item, PICTURE.read_bytes())
        photo = shop.publish(item)["photos"][0]["id"]
    return {"item.json": f"{API}/items/{item}", "list.json": f"{API}/items",
            "page.html": "/", "thumb.jpg": f"{API}/photos/{photo}?size=thumb"}


def load(url, seconds, programs):
    """Returns (requests a second, microseconds of CPU of all `programs` a request)."""
    before = sum(sum(read_cpu(program.pid).values()) for program in programs)
    result = subprocess.run(["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", url], check=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    after = sum(sum(read_cpu(program.pid).values()) for program in programs)
    if "Non-2xx" in result.stdout or "Socket errors" in result.stdout:
        raise RuntimeError(result.stdout)
    n, took = re.search(r"(\d+) requests in ([\d.]+)s", result.stdout).groups()
    return int(n) / float(took), (after - before) * 1e6 / int(n)


def measure(paths, ports, programs, rounds, seconds):
    """`ports`, `programs`: of static, plain, tls"""
    found = {}
    for name, path in paths.items():
        runs = {"static": [], "plain": [], "tls": []}
        for _ in range(rounds):
            for way, results in runs.items():
                scheme = "https" if way == "tls" else "http"
                target = "/" + name if way == "static" else path
                results.append(load(f"{scheme}://127.0.0.1:{ports[way]}{target}", seconds,
                                    programs[way]))
        found[name] = {
            figure: {"values": [run[index] for run in runs[way]],
                     "baseline_values": [run[index] for run in runs["static"]]}
            for figure, way, index in (("rate", "plain", 0), ("cpu", "plain", 1),
                                       ("tls_rate", "tls", 0), ("tls_cpu", "tls", 1))}
        say(f"{path}: " + ", ".join(
            f"{way} {max(run[0] for run in results):.0f}/s {min(run[1] for run in results):.1f} us"
            for way, results in runs.items()))
    return found


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    started = []
    with tempfile.TemporaryDirectory(prefix="jieli-bench-nginx-") as folder:
        work = pathlib.Path(folder)
        shop = Shop(build, work, SETTINGS)
        started.append(shop.service)
        try:
            paths = fill(shop)
            ours, plain, tls = start_ours(shop, work / "ours")
            started.append(ours)
            bodies = {}
            for name, path in paths.items():
                with urllib.request.urlopen(f"http://127.0.0.1:{plain}{path}") as answer:
                    bodies[name] = answer.read()
            static = start_static(work / "static", bodies)
            started.append(static)
            found = measure(paths, {"static": static.port, "plain": plain, "tls": tls},
                            {"static": [static], "plain": [ours, shop.service],
                             "tls": [ours, shop.service]}, rounds, seconds)
        finally:
            for program in reversed(started):
                program.end()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
