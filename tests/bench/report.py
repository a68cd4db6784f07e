# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what bench.py has measured as a table and as JSON."""
import json
import platform
import statistics
import subprocess


def spread(numbers, form="{:,.0f}"):
    """median (min-max)"""
    if not numbers:
        return "-"
    low, middle, high = (form.format(value) for value in
                         (min(numbers), statistics.median(numbers), max(numbers)))
    return f"{middle} ({low}-{high})"


def column(figures, name):
    return [one[name] for one in figures]


def say_reads(rows):
    yield "Reads, 32 connections; floor: a bare SoupServer, one process, 600 constant bytes"
    yield "  req/s | p50 ms | p99 ms | server CPU us/request | floor req/s | floor CPU us | CPU / floor"
    for name, pairs in rows.items():
        floor, own = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        ratios = [b["cpu_us"] / a["cpu_us"] for a, b in pairs if a["cpu_us"] > 0]
        failed = sum(column(own, "failed"))
        yield f"{name}" + (f"  FAILED: {failed}" if failed else "")
        yield "  " + " | ".join([
            spread(column(own, "per_second")), spread(column(own, "p50_ms"), "{:.2f}"),
            spread(column(own, "p99_ms"), "{:.1f}"), spread(column(own, "cpu_us"), "{:.1f}"),
            spread(column(floor, "per_second")), spread(column(floor, "cpu_us"), "{:.1f}"),
            spread(ratios, "{:.2f}")])


def say_writes(rows):
    yield "Durable POST /items, beside fdatasync of 4 KiB overwritten"
    yield "  req/s | p50 ms | p95 ms | p99 ms | CPU us/request | fdatasync/s | ratio"
    for clients, pairs in rows.items():
        disk, own = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        failed = sum(column(own, "failed"))
        yield f"{clients} client(s)" + (f"  FAILED: {failed}" if failed else "")
        yield "  " + " | ".join([
            spread(column(own, "per_second")), spread(column(own, "p50_ms"), "{:.2f}"),
            spread(column(own, "p95_ms"), "{:.1f}"), spread(column(own, "p99_ms"), "{:.1f}"),
            spread(column(own, "cpu_us"), "{:.0f}"), spread(column(disk, "per_second")),
            spread([b["per_second"] / a["per_second"] for a, b in pairs], "{:.2f}")])
        yield f"  CPU us/request by process, last round: {own[-1]['cpu_us_by_kind']}"


def say_memory(title, kinds):
    total = sum(sum(each) for each in kinds.values())
    parts = ", ".join(f"{kind} " + "+".join(f"{kib / 1024:.1f}" for kib in each)
                      for kind, each in kinds.items())
    yield f"Private memory {title}: {total / 1024:.1f} MiB ({parts})"


def say_all(result):
    load = "{:.1f} before, {:.1f} after".format(result["load_average_before"][0],
                                                result["load_average_after"][0])
    machine = result["machine"]
    yield f"{result['started_at']}  {result['items']:,} items, commit {result['commit']}"
    yield f"{machine['processor']}, {machine['cores']} cores, Linux {machine['kernel']}"
    yield f"Load average {load}; stolen by the host: {result['steal_percent']:.1f} %"
    yield "Figures: median (min-max)"
    yield ""
    yield from say_reads(result["reads"])
    yield ""
    yield from say_writes(result["writes"])
    yield ""
    delay = result["search_delay"]
    yield (f"Published until found by search, while 64 clients post: "
           f"{spread(delay['ms'])} ms, {len(delay['ms'])} probes; withdrawn but still found: "
           f"{delay['withdrawn_but_found']}")
    yield from say_memory("at rest before load", result["private_kib_before"])
    yield from say_memory("at rest after load", result["private_kib"])
    starts = result["starts"]
    in_ms = {name: [1000 * s for s in starts[name]] for name in ("clean_s", "killed_s")}
    yield f"jielid, exec to first answer: {spread(in_ms['clean_s'])} ms"
    yield (f"jielid, the same after kill -9 under load: {spread(in_ms['killed_s'])} ms; "
           f"write-ahead log of {spread([n / 2**20 for n in starts['wal_bytes']], '{:.1f}')} MiB")
    if result["desktop_s"] is not None:
        yield ("jieli, exec to first list painted (Xvfb, cairo, session kept): "
               f"{spread([1000 * s for s in result['desktop_s']])} ms")


def read_first(path, start):
    with open(path, encoding="utf-8") as lines:
        return next((line.split(":")[1].strip() for line in lines if line.startswith(start)), "?")


def ask(*command):
    found = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return found.stdout.strip() or found.stderr.strip()


def write_report(result, build, source, folder):
    result["commit"] = ask("git", "-C", str(source), "describe", "--always", "--dirty")
    result["machine"] = {
        "processor": read_first("/proc/cpuinfo", "model name"),
        "cores": sum(1 for line in open("/proc/cpuinfo") if line.startswith("processor")),
        "memory": read_first("/proc/meminfo", "MemTotal"), "kernel": platform.release()}
    result["versions"] = {
        "jielid": ask(str(build / "server/jielid"), "--version"),
        **{name: ask("pkg-config", "--modversion", name)
           for name in ("glib-2.0", "libsoup-3.0", "sqlite3", "gtk4")}}
    text = "\n".join(say_all(result)) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{result['started_at'].replace(':', '')}-{result['commit']}"
    (folder / f"{name}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    (folder / f"{name}.txt").write_text(text)
    print(text, end="", flush=True)
    print(f"Kept as {folder / name}.txt and .json")
