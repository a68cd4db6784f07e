# SPDX-License-Identifier: GPL-3.0-or-later
"""R9: how long it takes to start, jielid and jieli."""
import contextlib
import os
import signal
import subprocess
import time

from figures import Figure, Limit
from service import Program
from stage import FLOOR
from writes import make_post

N_STARTS = 5
CLIENTS = 64
LIMIT = Limit(2, plus=50)


def measure_starts(stage):
    """R9"""
    stage.prepare()
    posts = stage.write_requests("posts", [make_post(stage)])

    def start_floor():
        return stage.start_floor() * 1000

    def start_clean():
        return stage.start_service() * 1000

    def start_killed():
        stage.await_indexer()
        load = stage.start_load(stage.service, posts, 2, clients=CLIENTS, token=stage.token)
        time.sleep(1.5)
        stage.end_service(signal.SIGKILL)
        load.communicate(timeout=60)
        return stage.start_service() * 1000

    for work, start in (("exec to first answer", start_clean),
                        ("the same after kill -9 under load", start_killed)):
        floor, own = stage.alternate(work, start_floor, start)
        yield Figure("R9", work, "ms", own, f"start of a {FLOOR}", floor, LIMIT, tolerance=0.3)


# The desktop

def make_environment(stage):
    """Folders of its own with a session in a keyring file, so that jieli begins with the list."""
    server = f"http://127.0.0.1:{stage.service.port}"
    home = stage.work / "home"
    settings = home / "glib-2.0/settings/keyfile"
    settings.parent.mkdir(parents=True)
    settings.write_text(f"[cn/jieli/Jieli]\nserver='{server}'\nusername='{stage.username}'\n")
    environment = dict(os.environ, XDG_CONFIG_HOME=str(home), XDG_CACHE_HOME=str(home / "cache"),
                       XDG_DATA_HOME=str(home / "data"), GSETTINGS_BACKEND="keyfile",
                       GSETTINGS_SCHEMA_DIR=str(stage.build / "data"), GSK_RENDERER="cairo",
                       GDK_BACKEND="x11", G_MESSAGES_DEBUG="jieli", SECRET_BACKEND="file",
                       SECRET_FILE_TEST_PATH=str(home / "keyring"),
                       SECRET_FILE_TEST_PASSWORD="measuring", LC_ALL="C.UTF-8")
    subprocess.run([stage.get_program("bench-session"), server, stage.username, stage.token],
                   env=environment, check=True, stdin=subprocess.DEVNULL)
    return server, environment


@contextlib.contextmanager
def open_display():
    """Gives the name of a display of its own."""
    reading, writing = os.pipe()
    display = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"],
        pass_fds=[writing], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as lines:
            yield ":" + lines.readline().strip()
    finally:
        display.terminate()
        display.wait(10)


def start_desktop(stage, server, environment, log):
    """Returns the seconds from exec until the first list is painted, which jieli says at debug
    level."""
    start = time.monotonic()
    program = Program(["dbus-run-session", "--", stage.build / "desktop/jieli", "--server", server],
                      log, environment)
    try:
        while b"first list on screen" not in log.read_bytes():
            if time.monotonic() - start > 30:
                raise RuntimeError(f"jieli shows no list: {log.read_text()}")
            time.sleep(0.002)
        return time.monotonic() - start
    finally:
        os.killpg(program.pid, signal.SIGTERM)
        program.end()


def measure_desktop(stage):
    """jieli, with a session kept, under Xvfb."""
    if not (stage.build / "desktop/jieli").exists():
        return
    stage.prepare()
    stage.say_step("starts of jieli")
    server, environment = make_environment(stage)
    with open_display() as environment["DISPLAY"]:
        times = [start_desktop(stage, server, environment, stage.work / f"jieli{number}.log")
                 for number in range(N_STARTS)]
    yield Figure("", "jieli, exec to first list painted", "ms", [1000 * one for one in times],
                 tolerance=0.3)
