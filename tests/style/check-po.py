#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that po/POTFILES names every file with texts for people, and that catalogues have all that is marked there.

usage: check-po.py ROOT
"""
import pathlib
import re
import subprocess
import sys
import tempfile

MARKED = {
    ".c": re.compile(r"\b(?:_|N_|C_|NC_|ngettext|g_dngettext) \(\s*\""),
    ".ui": re.compile(r'translatable="(?:yes|true|1)"'),
}
BY_NAME = (".desktop.in", ".metainfo.xml.in", ".gschema.xml")
# Of meson's preset for GLib, and of po/meson.build.
KEYWORDS = ["--keyword=_", "--keyword=N_", "--keyword=C_:1c,2", "--keyword=NC_:1c,2",
            "--keyword=g_dngettext:2,3", "--flag=g_set_error:4:c-format", "--flag=g_strdup_printf:1:c-format",
            "--flag=jl_set_error_field:4:c-format", "--flag=jl_check_add:2:c-format"]
# A text as it stands in a catalogue, cut where GLib's macros stood.
CUT = re.compile(r"(?:^|[^%])(?:%%)*%[-+ 0#]*\d*$")


# Only the desktop names its domain once for all.
DOMAINLESS = re.compile(r"(?<![\w])ngettext \(")


def check_domains(root):
    return [f"{path.relative_to(root)}: write g_dngettext (GETTEXT_PACKAGE, …), ngettext finds no translation here"
            for top in ("common", "server") for path in sorted((root / top).rglob("*.c"))
            if DOMAINLESS.search(path.read_text(encoding="utf-8"))]


def list_marked(root):
    found = []
    for top in ("common", "server", "desktop", "data"):
        for path in (root / top).rglob("*"):
            name = path.relative_to(root).as_posix()
            if name.endswith(BY_NAME):
                found.append(name)
            elif path.suffix in MARKED and MARKED[path.suffix].search(path.read_text(encoding="utf-8")):
                found.append(name)
    return sorted(found)


def read_potfiles(root):
    lines = (root / "po" / "POTFILES").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def check_potfiles(marked, named):
    problems = [f"po/POTFILES lacks {name}" for name in marked if name not in named]
    problems += [f"po/POTFILES has {name}, which says nothing" for name in named if name not in marked]
    if named != sorted(named):
        problems.append("po/POTFILES is not sorted")
    return problems


def read_texts(path):
    """The texts of a catalogue, with their contexts."""
    flat = subprocess.run(["msgattrib", "--no-obsolete", "--no-wrap", "--no-location", path],
                          capture_output=True, text=True, check=True).stdout
    flat = re.sub(r'"\n"', "", flat)
    texts = re.findall(r'^(?:msgctxt "(.*)"\n)?msgid "(.+)"$', flat, re.MULTILINE)
    return set(texts)


def extract(root, named):
    if not named:
        return set()
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder, "jieli.pot")
        subprocess.run(["xgettext", "--force-po", "--from-code=UTF-8", *KEYWORDS, "-o", template, *named], cwd=root,
                       capture_output=True, check=True)
        return read_texts(template)


def check_texts(language, marked, translated):
    for _context, text in sorted(marked - translated):
        yield f"po/{language}.po lacks “{text}”: ninja jieli-update-po, then translate"


def check(root):
    """Returns: the number of texts, and what is wrong."""
    named = read_potfiles(root)
    problems = check_potfiles(list_marked(root), named) + check_domains(root)
    texts = extract(root, [name for name in named if (root / name).exists()])
    problems += [f"“{text}” is cut: in a text write PRId64, not G_GINT64_FORMAT"
                 for _context, text in texts if CUT.search(text)]
    for language in (root / "po" / "LINGUAS").read_text(encoding="utf-8").split():
        path = root / "po" / f"{language}.po"
        problems += check_texts(language, texts, read_texts(path))
        run = subprocess.run(["msgfmt", "--check-format", "--check-accelerators=_", "-o", "/dev/null", path],
                             capture_output=True, text=True, check=False)
        problems += run.stderr.splitlines()
    return len(texts), problems


def main():
    n_texts, problems = check(pathlib.Path(sys.argv[1]))
    print("\n".join(problems))
    print(f"{n_texts} texts, {len(problems)} problems")
    return 1 if problems or not n_texts else 0


if __name__ == "__main__":
    sys.exit(main())
