# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what was measured: a table, JSON, and a plot."""
import json
import pathlib
import platform
import statistics
import subprocess

HEADINGS = ("goal", "work", "unit", "median", "min", "max", "ratio", "to", "goal", "met")
MET = {True: "yes", False: "NO", None: ""}
# Columns of numbers.
RIGHT = range(3, 7)


def read_steal():
    """What the host has taken from this machine, and all time, in ticks."""
    fields = [int(word) for word in pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
    return fields[7], sum(fields[:8])


def say_number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def make_row(row):
    ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
    to = row["baseline"]
    if row["baseline_values"]:
        to += f" ({say_number(statistics.median(row['baseline_values']))})"
    return (row["goal"], row["work"], row["unit"], say_number(row["median"]),
            say_number(row["min"]), say_number(row["max"]), ratio, to, row["limit"] or "",
            MET[row["met"]])


def say_table(headings, rows, right):
    widths = [max(len(row[i]) for row in (headings, *rows)) for i in range(len(headings))]
    for row in (headings, *rows):
        yield "  ".join(cell.rjust(width) if i in right else cell.ljust(width)
                        for i, (cell, width) in enumerate(zip(row, widths))).rstrip()


def say_loads(figures):
    """Rates and latencies that the figures were measured under; medians of the rounds."""
    rows = []
    for row in figures:
        if row["loads"]:
            rows.append((f"{row['goal']} {row['work']}",) + tuple(
                say_number(statistics.median(load[name] for load in row["loads"]))
                for name in ("per_second", "p50_ms", "p95_ms", "p99_ms", "cpu_us")) + (
                    str(sum(load["failed"] for load in row["loads"])),))
    if rows:
        yield from say_table(("under load", "a second", "p50 ms", "p95 ms", "p99 ms", "CPU us",
                              "failed"), rows, range(1, 7))


def say_all(result):
    machine = result["machine"]
    yield f"{result['started_at']}  {result['items']:,} items, commit {result['commit']}"
    yield (f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}, Linux "
           f"{machine['kernel']}; " + ", ".join(f"{name} {version}" for name, version in
                                               result["versions"].items()))
    yield (f"Load average {result['load_average_before']:.1f} before, "
           f"{result['load_average_after']:.1f} after; stolen by the host: "
           f"{result['steal_percent']:.1f} %")
    yield "us CPU: user and system time of all processes of the service, a request"
    yield ""
    yield from say_table(HEADINGS, [make_row(row) for row in result["figures"]], RIGHT)
    yield ""
    yield from say_loads(result["figures"])
    for failure in result["failed"]:
        yield f"FAILED {failure}"


def read_first(path, start):
    with open(path, encoding="utf-8") as lines:
        return next((line.split(":")[1].strip() for line in lines if line.startswith(start)), "?")


def ask(*command):
    found = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return found.stdout.strip() or found.stderr.strip()


def describe(result, figures, build, source):
    result["commit"] = ask("git", "-C", str(source), "describe", "--always", "--dirty")
    result["machine"] = {
        "processor": read_first("/proc/cpuinfo", "model name"),
        "cores": sum(1 for line in open("/proc/cpuinfo") if line.startswith("processor")),
        "memory": read_first("/proc/meminfo", "MemTotal"), "kernel": platform.release()}
    result["versions"] = {
        "jielid": ask(str(build / "server/jielid"), "--version"),
        **{name: ask("pkg-config", "--modversion", name)
           for name in ("glib-2.0", "libsoup-3.0", "sqlite3")}}
    result["figures"] = [figure.to_json() for figure in figures]


def draw(result, path):
    """How much of its goal each figure takes: what stands left of the line is met."""
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    pyplot.rcParams["font.family"] = ["DejaVu Sans", "Noto Sans CJK JP"]
    rows = [row for row in result["figures"] if row["share"] is not None]
    if not rows:
        return
    chart, axes = pyplot.subplots(figsize=(10, 0.32 * len(rows) + 1.2))
    colours = ["#2e7d32" if row["met"] else "#c62828" for row in rows]
    axes.barh([f"{row['goal']} {row['work']}, {row['unit']}" for row in rows],
              [min(row["share"], 4) for row in rows], color=colours)
    for place, row in enumerate(rows):
        axes.text(min(row["share"], 4), place, f" {row['share']:.2f}", va="center", fontsize=8)
    axes.axvline(1, color="black", linewidth=1)
    axes.invert_yaxis()
    axes.set_xlabel("share of the goal; at most 1 is met")
    axes.set_title(f"{result['items']:,} items, {result['commit']}, {result['started_at']}",
                   fontsize=10)
    chart.tight_layout()
    chart.savefig(path)


def write(result, figures, build, source, folder):
    describe(result, figures, build, source)
    text = "\n".join(say_all(result)) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{result['started_at'].replace(':', '')}-{result['commit']}"
    (folder / f"{name}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    (folder / f"{name}.txt").write_text(text)
    draw(result, folder / f"{name}.svg")
    print(text, end="", flush=True)
    print(f"Kept as {folder / name}.txt, .json and .svg")
