#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that #include lines respect the layers of HACKING.md, also through other headers.

usage: check-layers.py [ROOT]
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
SKIPPED = re.compile(r"^(_build|\.)")

# What a folder may include beside itself and common/. A folder of server/ or desktop/ that is not
# named here is a capability. "*": all of the same program.
MAY_INCLUDE = {
    "server": {"*"},
    "server/store/search": set(),
    "server/store": {"server/store/search", "server/keys"},
    "server/rules": set(),
    "server/sheet": set(),
    "server/archive": {"server/store", "server/rules", "server/api", "server/import"},
    "server/import": {"server/store", "server/api", "server/rules", "server/sheet"},
    "server/keys": set(),
    "server/backup": {"server/store", "server/keys", "server/pictures"},
    "server/confine": set(),
    "server/pictures": {"server/confine"},
    "server/api": {"server/store"},
    "server/http": {"server/store", "server/api", "server/keys"},
    "server/sync": {"server/store", "server/api", "server/keys"},
    "server/accounts": {"server/store", "server/api", "server/rules", "server/keys",
                        "server/import", "server/sheet"},
    "server/administration": {"server/store", "server/api", "server/rules", "server/accounts"},
    # It decides about what the items offer.
    "server/moderation": {"server/store", "server/api", "server/rules", "server/accounts",
                          "server/items", "server/import"},
    "server/process": {"server/confine", "server/store", "server/administration", "server/store/search", "server/api", "server/keys",
                       "server/pictures", "server/http", "server/rules", "server/import",
                       "server/backup", "server/sheet", "server/archive"},
    "desktop": {"*"},
    "desktop/client": set(),
    "desktop/model": {"desktop/client"},
}
# Every capability knows people and notices; beyond accounts they do not know each other.
CAPABILITY = {"server": {"server/store", "server/store/search", "server/api", "server/rules",
                         "server/keys", "server/pictures", "server/accounts", "server/import",
                         "server/sheet"},
              "desktop": {"*"}}

# Which folders may reach a library's headers; None: all but those of NO_GTK and common/.
LIBRARIES = [
    (re.compile(r"^sqlite3"), "SQLite", {"server/store", "server/store/search"}),
    (re.compile(r"^libpq|^postgresql/"), "libpq", {"server/store"}),
    (re.compile(r"^libsoup/"), "libsoup", {"server/http", "server/sync", "desktop/client"}),
    (re.compile(r"^nettle/"), "nettle",
     {"server/store", "server/api", "server/http", "server/backup"}),
    (re.compile(r"^seccomp\.h|^linux/landlock\.h"), "libseccomp, Landlock", {"server/confine"}),
    (re.compile(r"^csv\.h"), "libcsv", {"server/sheet"}),
    (re.compile(r"^(archive|archive_entry|expat|xlsxwriter)\.h"), "libarchive, expat, libxlsxwriter",
     {"server/sheet", "server/archive"}),
    (re.compile(r"^vips/"), "libvips", {"server/pictures"}),
    (re.compile(r"^(gtk|gdk|gsk)/|^adwaita\.h|^gdk-pixbuf/"), "GTK", None),
]
NO_GTK = {"desktop/client", "desktop/model"}


def get_folder(path):
    """The layer a file belongs to: common, server, server/store, tests/server …"""
    parts = pathlib.PurePosixPath(path).parts[:-1]
    if parts[:1] == ("common",):
        return "common"
    if parts[:3] == ("server", "store", "search"):
        return "server/store/search"
    return "/".join(parts[:2])


def may_include(folder, other):
    """Whether a file in `folder` may include a header of `other`."""
    program = folder.split("/")[0]
    if other in (folder, "common"):
        return True
    if program == "tests":
        # Only the integration tests see both programs.
        area = (folder.split("/") + [""])[1]
        return other.startswith("tests") or area in ("integration", "support", "bench", "instructions") or \
            other.split("/")[0] == area or (area == "fuzz" and not other.startswith("desktop"))
    if program != other.split("/")[0]:
        return False
    allowed = MAY_INCLUDE.get(folder, CAPABILITY.get(program, set()))
    return "*" in allowed or other in allowed


def may_use(folder, library, folders):
    """Whether a file in `folder` may see the headers of a library."""
    if folder.startswith("tests"):
        return True
    if folders is not None:
        return folder in folders
    return folder.startswith("desktop") and folder not in NO_GTK


def read_includes(text):
    """Yields (line number, project header or None, system header or None)."""
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match[1], match[2]


def check(files):
    """Returns messages about `files`, a dict of path -> text."""
    headers = {}
    for path in files:
        headers.setdefault(path.split("/")[-1], []).append(path)

    def resolve(path, name):
        beside = str(pathlib.PurePosixPath(path).parent / name)
        if beside in files:
            return beside
        found = headers.get(name.split("/")[-1], [])
        return found[0] if found else None

    def reach(path, seen):
        """Yields the system headers that `path` includes, by whatever way, with the way."""
        for _, own, system in read_includes(files[path]):
            if system:
                yield system, path
            other = resolve(path, own) if own else None
            if other and other not in seen:
                seen.add(other)
                yield from reach(other, seen)

    messages = []
    for path in sorted(files):
        folder = get_folder(path)
        for number, own, _ in read_includes(files[path]):
            other = resolve(path, own) if own else None
            if other and not may_include(folder, get_folder(other)):
                messages.append(f"{path}:{number}: {folder} may not include {own} of "
                                f"{get_folder(other)}")
        for system, way in reach(path, {path}):
            for pattern, library, folders in LIBRARIES:
                if pattern.match(system) and not may_use(folder, library, folders):
                    through = "" if way == path else f" through {way}"
                    messages.append(f"{path}: {folder} may not see {library} "
                                    f"(<{system}>{through})")
    return messages


def read_tree(root):
    """All C files below `root` by their path in it."""
    files = {}
    for path in sorted(root.rglob("*.[ch]")):
        relative = path.relative_to(root)
        if not any(SKIPPED.match(part) for part in relative.parts):
            files[str(relative)] = path.read_text(encoding="utf-8")
    return files


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    files = read_tree(root)
    messages = check(files)
    print("\n".join(messages) or f"{len(files)} files respect the layers")
    return 1 if messages or not files else 0


if __name__ == "__main__":
    sys.exit(main())
