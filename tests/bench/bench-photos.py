#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""R5: what photos cost. usage: bench-photos.py BUILD-DIR [N-PHOTOS [ROUNDS]]

Prints, last, one line of JSON, an array of:
 0  photos a second: three sizes from a 12-megapixel JPEG by jielid-pictures; baseline: a program of libvips
    alone that makes the same, in turn
 1  the same in milliseconds of CPU a photo
 2  private memory of all processes while all photos are uploaded at once by as many clients, in MiB at most
 3  private memory that a worker needs more while it sends a file of 10 MB to 20 who take it slowly, in KiB
"""
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

from service import list_processes
from shop import API, PICTURE, Shop

# So many differ; the others are the same again.
N_DIFFERENT = 10
LARGE = 10 * 1000 * 1000
N_SLOW = 20


def say(text):
    print(text, file=sys.stderr, flush=True)


def make_photos(program, folder, n):
    folder.mkdir()
    subprocess.run([program, "make", folder, str(min(n, N_DIFFERENT))], check=True)
    made = sorted(folder.iterdir())
    for number in range(len(made), n):
        (folder / f"photo-{number:03d}.jpg").hardlink_to(made[number % len(made)])
    return made


def measure_making(program, photos, work, rounds):
    found = {"ours": [], "plain": []}
    for number in range(rounds):
        for way, runs in found.items():
            out = work / "out/photos"
            result = subprocess.run([program, way, photos, out], check=True,
                                    stdout=subprocess.PIPE)
            shutil.rmtree(out)
            runs.append(json.loads(result.stdout))
            say(f"{way}: round {number + 1}: {runs[-1]}")
    rate = {way: [run["photos"] / run["seconds"] for run in runs] for way, runs in found.items()}
    cpu = {way: [run["cpu"] * 1000 / run["photos"] for run in runs] for way, runs in found.items()}
    return [{"values": figures["ours"], "baseline_values": figures["plain"]}
            for figures in (rate, cpu)]


def read_kib(pids, *names):
    """What no other process shares, of the named kinds, in all of `pids`."""
    kib = 0
    for pid in pids:
        try:
            lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        kib += sum(int(line.split()[1]) for line in lines if line.startswith(names))
    return kib


def upload_until_taken(shop, item, photo, refusals):
    """Whom the service asks to come again does so."""
    while True:
        status = shop.upload(item, photo)
        if status == 201:
            return
        if status != 503:
            raise RuntimeError(f"upload: {status}")
        refusals.append(status)
        time.sleep(1)


def measure_uploads(shop, photos, n):
    items = [shop.take_in() for _ in range(n)]
    contents = [path.read_bytes() for path in photos]
    refusals, peak = [], 0
    threads = [threading.Thread(target=upload_until_taken,
                                args=(shop, item, contents[number % len(contents)], refusals))
               for number, item in enumerate(items)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        peak = max(peak, read_kib(list_processes(shop.service.pid), "Private_"))
        time.sleep(0.02)
    say(f"{n} uploads: {time.monotonic() - start:.1f} s, {len(refusals)} asked to come again, "
        f"{peak / 1024:.1f} MiB at most")
    return {"values": [peak / 1024], "refusals": len(refusals)}


def measure_slow_readers(shop):
    """The photo's file is exchanged for a large one: what is sent is what lies there."""
    item = shop.take_in()
    shop.upload(item, PICTURE.read_bytes())
    photo = shop.publish(item)["photos"][0]["id"]
    before_files = sorted(shop.data.glob("photos/*/*-full.jpg"), key=lambda path: path.stat().st_mtime)
    before_files[-1].write_bytes(bytes(LARGE))
    pids = list_processes(shop.service.pid)
    before = read_kib(pids, "Private_Dirty")
    readers = []
    for _ in range(N_SLOW):
        reader = socket.create_connection(("127.0.0.1", shop.service.port))
        reader.sendall(f"GET {API}/photos/{photo}?size=full HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        readers.append(reader)
    peak = 0
    for _ in range(20):
        for reader in readers:
            reader.recv(65536)
        peak = max(peak, read_kib(pids, "Private_Dirty") - before)
        time.sleep(0.02)
    say(f"{N_SLOW} slow readers of {LARGE} bytes: {peak} KiB more at most")
    for reader in readers:
        reader.close()
    return {"values": [peak]}


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    program = build / "tests/bench/bench-photos"
    with tempfile.TemporaryDirectory(prefix="jieli-bench-photos-") as folder:
        work = pathlib.Path(folder)
        shop = Shop(build, work)
        try:
            photos = make_photos(program, work / "in", n)
            figures = measure_making(program, work / "in", work, rounds)
            figures.append(measure_uploads(shop, photos, n))
            figures.append(measure_slow_readers(shop))
        finally:
            shop.end()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
