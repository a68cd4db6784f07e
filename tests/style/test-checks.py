#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Provokes each message of the checks in this folder, and none with sources that keep the rules."""
import importlib.util
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SPDX = "// SPDX-License-Identifier: GPL-3.0-or-later\n"
DOC = "/**\n * jl_x:\n *\n * Returns: 1\n */\n"


def load(name):
    """Imports a check, whose name is no identifier."""
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def function(lines, head="int\njl_x (void)"):
    """A C function whose body has so many lines."""
    return f"{head}\n{{\n" + "  work ();\n" * (lines - 1) + "  return 1;\n}\n"


# (title, path, text, siblings, private functions, parts of the messages)
SOURCE = [
    ("a good file", "common/jl-x.c", SPDX + '#include "jl-x.h"\n\n#include <glib.h>\n\n' + DOC
     + function(60), ["jl-x.h"], [], []),
    ("no licence", "common/jl-x.c", "int a;\n", [], [], ["the first line must be"]),
    ("no licence in a script", "tests/x.py", "print(1)\n", [], [], ["is missing in its first"]),
    ("licence below #!", "tests/x.py", "#!/usr/bin/env python3\n#" + SPDX[2:], [], [], []),
    ("no pragma", "common/jl-x.h", SPDX + "int jl_x (void);\n", [], [], ["#pragma once"]),
    ("long file", "common/jl-x.h", SPDX + "#pragma once\n" + "int a;\n" * 799, [], [],
     ["801 lines, at most 800"]),
    ("longest file", "common/jl-x.h", SPDX + "#pragma once\n" + "int a;\n" * 798, [], [], []),
    ("long function", "common/jl-x.c", SPDX + "\n" + DOC + function(61), [], [],
     ["jl_x() has 61 lines"]),
    ("long static function", "common/jl-x.c", SPDX + "\n" + function(61, "static int\nx (void)"),
     [], [], ["x() has 61 lines"]),
    ("long list of tests", "tests/common/test-x.c", SPDX + "\n" + function(61, "int\nmain (void)"),
     [], [], []),
    ("no doc", "common/jl-x.c", SPDX + "\n" + function(1), [], [], ["has no gtk-doc block"]),
    ("plain comment", "common/jl-x.c", SPDX + "\n/* Makes one. */\n" + function(1), [], [],
     ["has no gtk-doc block"]),
    ("doc of another", "common/jl-x.c", SPDX + "\n" + DOC.replace("jl_x", "jl_y") + function(1),
     [], [], ["has no gtk-doc block"]),
    ("doc apart", "common/jl-x.c", SPDX + "\n" + DOC + "\n" + function(1), [], [],
     ["has no gtk-doc block"]),
    ("private, commented", "common/jl-x.c", SPDX + "\n/* Makes one. */\n" + function(1), [],
     ["jl_x"], []),
    ("private, bare", "common/jl-x.c", SPDX + "\n" + function(1), [], ["jl_x"],
     ["has no comment"]),
    ("doc after a macro", "common/jl-x.c", SPDX + "\nG_DEFINE_TYPE (A, a, B)\n\n"
     + function(1, "static void\na_init (A *self)"), [], [], []),
    ("arguments on lines of their own", "common/jl-x.c", SPDX + "\n" + DOC
     + function(1, "int\njl_x (int a,\n      int b)"), [], [], []),
    ("own header late", "common/jl-x.c", SPDX + '#include "jl-a.h"\n#include "jl-x.h"\n',
     ["jl-x.h"], [], ["jl-x.h must be included first"]),
    ("private header first", "common/jl-x.c", SPDX + '#include "jl-x-private.h"\n', ["jl-x.h"], [],
     []),
    ("system before project", "common/jl-x.c", SPDX + '#include <glib.h>\n#include "jl-a.h"\n', [],
     [], ["jl-a.h must be included before"]),
    ("banned call", "common/jl-x.c", SPDX + 'static const int a = strcpy (b, "c");\n', [], [],
     ["strcpy() is not used here"]),
    ("banned call in a text", "common/jl-x.c", SPDX + 'static char a[] = "strcpy (b)";\n', [], [],
     []),
    ("member of that name", "common/jl-x.c", SPDX + "int a = b->system (1) + c.gets (2);\n", [], [],
     []),
    ("g_error", "server/items/jl-x.c", SPDX + 'int a = g_error ("no");\n', [], [],
     ["g_error() is not used here"]),
    ("sleep in a test", "tests/common/test-x.c", SPDX + "int a = g_usleep (1);\n", [], [],
     ["g_usleep() is not used here"]),
    ("goto", "common/jl-x.c", SPDX + "\n" + DOC + "int\njl_x (void)\n{\n  goto out;\n}\n", [], [],
     ["goto is not used here"]),
    ("unfinished", "common/jl-x.c", SPDX + "/* TODO: more */\n", [], [], ["TODO: finish it"]),
    ("unfinished, short", "common/jl-x.c", SPDX + "int a; // FIXME\n", [], [], ["FIXME: finish it"]),
    ("todo in a text", "common/jl-x.c", SPDX + 'char a[] = "TODO";\n', [], [], []),
    ("name that says nothing", "common/jl-utils.c", SPDX, [], [], ["says nothing"]),
    ("fixed name", "tests/common/test-x.c", SPDX + 'char a[] = "/tmp/x";\n', [], [],
     ["no fixed names in /tmp"]),
    ("exempt", "common/jl-x.c", SPDX + "int a = system (1); /* nocheck: test */\n", [], [], []),
]

# (title, files, parts of the messages)
LAYERS = [
    ("a good tree", {"common/jl-a.h": "#include <glib.h>\n",
                     "server/store/jl-s.c": '#include "jl-a.h"\n#include <sqlite3.h>\n',
                     "desktop/jl-w.c": "#include <adwaita.h>\n"}, []),
    ("common sees the server", {"common/jl-a.c": '#include "jl-s.h"\n', "server/store/jl-s.h": ""},
     ["common may not include jl-s.h of server/store"]),
    ("server sees the desktop", {"server/main.c": '#include "jl-w.h"\n', "desktop/jl-w.h": ""},
     ["server may not include jl-w.h of desktop"]),
    ("desktop sees the server", {"desktop/main.c": '#include "jl-s.h"\n', "server/api/jl-s.h": ""},
     ["desktop may not include jl-s.h of server/api"]),
    ("store sees a capability", {"server/store/a.c": '#include "i.h"\n', "server/items/i.h": ""},
     ["server/store may not include i.h of server/items"]),
    ("capability sees another", {"server/items/a.c": '#include "i.h"\n', "server/books/i.h": ""},
     ["server/items may not include i.h of server/books"]),
    ("capability sees http", {"server/items/a.c": '#include "i.h"\n', "server/http/i.h": ""},
     ["server/items may not include i.h of server/http"]),
    ("http sees a capability", {"server/http/a.c": '#include "../items/i.h"\n',
                                "server/items/i.h": ""},
     ["server/http may not include ../items/i.h of server/items"]),
    ("client sees a model", {"desktop/client/a.c": '#include "m.h"\n', "desktop/model/m.h": ""},
     ["desktop/client may not include m.h of desktop/model"]),
    ("model sees GTK", {"desktop/model/a.c": "#include <gtk/gtk.h>\n"},
     ["desktop/model may not see GTK (<gtk/gtk.h>)"]),
    ("server sees GTK", {"server/http/a.c": "#include <gdk/gdk.h>\n"}, ["may not see GTK"]),
    ("SQLite outside the store", {"server/items/a.c": "#include <sqlite3.h>\n"},
     ["server/items may not see SQLite"]),
    ("SQLite through a header", {"server/items/a.c": '#include "s.h"\n',
                                 "server/store/s.h": "#include <sqlite3.h>\n"},
     ["through server/store/s.h"]),
    ("libsoup in a capability", {"server/items/a.c": "#include <libsoup/soup.h>\n"},
     ["server/items may not see libsoup"]),
    ("libsoup in a page", {"desktop/items/a.c": "#include <libsoup/soup.h>\n"},
     ["desktop/items may not see libsoup"]),
    ("a server's test sees the desktop", {"tests/server/a.c": '#include "w.h"\n',
                                          "desktop/w.h": ""},
     ["tests/server may not include w.h of desktop"]),
    ("integration sees both", {"tests/integration/a.c": '#include "w.h"\n#include "s.h"\n',
                               "desktop/w.h": "", "server/store/s.h": ""}, []),
    ("headers that include each other", {"common/a.h": '#include "b.h"\n',
                                         "common/b.h": '#include "a.h"\n'}, []),
]

FORMAT = [("formatted", "int\nmain (void)\n{\n  return 0;\n}\n", 0),
          ("not formatted", "int main(void) { return 0; }\n", 1)]


# (title, the catalogue, a script, a page, parts of the messages)
TEXTS = [
    ("all used", "  a: ['甲 {n}', 'A {n}'],\n  b: ['乙', 'B'],\n", "t('a')", '<p data-t="b">', []),
    ("a name of several", "  a_x: ['甲', 'A'],\n", "t(`a_${x}`)", "", []),
    ("unknown", "  a: ['甲', 'A'],\n", "t('a') + t('c')", "", ["no text is called c"]),
    ("unknown in a page", "  a: ['甲', 'A'],\n", "t('a')", '<p data-t="c">', ["no text is called c"]),
    ("not used", "  a: ['甲', 'A'],\n", "", "", ["a is not used"]),
    ("one language", "  a: ['甲'],\n", "", "", ["not of the form"]),
    ("filled in differently", "  a: ['甲 {n}', 'A {m}'],\n", "t('a')", "", ["filled in differently"]),
    ("twice", "  a: ['甲', 'A'],\n  a: ['甲', 'A'],\n", "t('a')", "", ["is there twice"]),
]


def check_texts(module, catalogue, script, page):
    """Runs check-web-texts.py over a folder of pages."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "js").mkdir()
        for name, text in (("js/text.js", catalogue), ("js/words.js", ""), ("js/a.js", script),
                           ("a.html", page)):
            (root / name).write_text(text, encoding="utf-8")
        return module.check(root)[1]


# (title, an entry of a catalogue, parts of the messages); the glossary has item and consignment shop
GLOSSARY = [
    ("the term", 'msgid "An item"\nmsgstr "一件物品"\n', []),
    ("several", 'msgid "Two items"\nmsgstr "两件物品"\n', []),
    ("another term", 'msgid "An item"\nmsgstr "一件商品"\n', ["has none of 物品"]),
    ("the longest term", 'msgid "A consignment shop"\nmsgstr "寄卖店"\n', []),
    ("with a key", 'msgid "_Item"\nmsgstr "商品(_I)"\n', ["has none of 物品"]),
    ("a part of a word", 'msgid "Itemised"\nmsgstr "逐项"\n', []),
    ("a file", 'msgid "item.json"\nmsgstr "item.json"\n', []),
    ("not translated", 'msgid "An item"\nmsgstr ""\n', ["is not translated"]),
    ("fuzzy", '#, fuzzy\nmsgid "An item"\nmsgstr "物品"\n', ["only guessed"]),
]

C_TEXT = '#define A _ ("A text")\n'
PO_TEXT = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "A text"\nmsgstr "文字"\n'
# (title, a source, POTFILES, catalogue, parts of the messages)
CATALOGUE = [
    ("all is there", C_TEXT, "server/a.c\n", PO_TEXT, []),
    ("a file is not named", C_TEXT, "", PO_TEXT, ["POTFILES lacks server/a.c"]),
    ("a file says nothing", "int a;\n", "server/a.c\n", PO_TEXT,
     ["server/a.c, which says nothing"]),
    ("a new text", C_TEXT + '#define B _ ("B")\n', "server/a.c\n", PO_TEXT, ["lacks “B”"]),
    ("an old text", C_TEXT, "server/a.c\n", PO_TEXT + '\nmsgid "B"\nmsgstr "乙"\n',
     []),
    ("no domain", '#define A ngettext ("A text", "Texts", n)\n', "server/a.c\n",
     PO_TEXT.replace("msgstr \"文", 'msgid_plural "Texts"\nmsgstr[0] "文'), ["ngettext finds no translation"]),
    ("a cut text", C_TEXT + '#define B _ ("B %" G_GINT64_FORMAT)\n', "server/a.c\n",
     PO_TEXT + '\nmsgid "B %"\nmsgstr "乙 %"\n', ["is cut"]),
]


def check_glossary(module, entry):
    """Runs check-glossary.py over one entry."""
    with tempfile.TemporaryDirectory() as folder:
        glossary, catalogue = pathlib.Path(folder, "glossary.tsv"), pathlib.Path(folder, "a.po")
        glossary.write_text("item\t物品\titem\nconsignment\t寄售\tc\nconsignment shop\t寄卖店\ts\n",
                            encoding="utf-8")
        catalogue.write_text(entry, encoding="utf-8")
        return [problem for _, *entry in module.read_po(catalogue)
                for problem in module.check(module.read_glossary(glossary), *entry)]


def check_catalogue(module, source, potfiles, catalogue):
    """Runs check-po.py over a tree of one file."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in (("server/a.c", source), ("po/POTFILES", potfiles),
                           ("po/LINGUAS", "zh_CN\n"), ("po/zh_CN.po", catalogue)):
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return module.check(root)[1]


def run_format(text):
    """Runs check-format.sh over a folder with one file."""
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "a.c").write_text(text, encoding="utf-8")
        pathlib.Path(folder, ".clang-format").write_bytes((ROOT / ".clang-format").read_bytes())
        return subprocess.run([HERE / "check-format.sh", folder], capture_output=True,
                              check=False).returncode


def fits(messages, expected):
    """Whether there is exactly one message for each expected part."""
    return len(messages) == len(expected) and \
        all(part in message for message, part in zip(messages, expected))


def main():
    source, layers = load("check-source"), load("check-layers")
    results = []
    for title, path, text, siblings, private, expected in SOURCE:
        messages = source.check(path, text, siblings, private)
        results.append((f"/style/source/{title}", fits(messages, expected), messages))
    for title, files, expected in LAYERS:
        messages = layers.check(files)
        results.append((f"/style/layers/{title}", fits(messages, expected), messages))
    texts = load("check-web-texts")
    for title, catalogue, script, page, expected in TEXTS:
        messages = check_texts(texts, catalogue, script, page)
        results.append((f"/style/web-texts/{title}", fits(messages, expected), messages))
    glossary, catalogues = load("check-glossary"), load("check-po")
    for title, entry, expected in GLOSSARY:
        messages = check_glossary(glossary, entry)
        results.append((f"/style/glossary/{title}", fits(messages, expected), messages))
    for title, text, potfiles, catalogue, expected in CATALOGUE:
        messages = check_catalogue(catalogues, text, potfiles, catalogue)
        results.append((f"/style/po/{title}", fits(messages, expected), messages))
    for title, text, expected in FORMAT:
        status = run_format(text)
        results.append((f"/style/format/{title}" + (" # SKIP" if status == 77 else ""),
                        status in (expected, 77), [f"exit status {status}"]))

    print(f"1..{len(results)}")
    for number, (title, good, messages) in enumerate(results, 1):
        print(f"{'ok' if good else 'not ok'} {number} {title}")
        if not good:
            print("".join(f"# {message}\n" for message in messages) or "# no message", end="")
    return 0 if all(good for _, good, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
