#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaves of a service's newest item what a purge leaves: nothing. Prints its label.

usage: purge-newest.py DATABASE
"""

import sqlite3
import sys


def main():
    database = sqlite3.connect(sys.argv[1])
    number, label = database.execute("SELECT id, label_code FROM item ORDER BY id DESC LIMIT 1").fetchone()
    database.execute("DELETE FROM ready WHERE id = ?", [number])
    database.execute("DELETE FROM change WHERE record = ?", [number])
    database.execute("DELETE FROM item WHERE id = ?", [number])
    database.commit()
    print(label)


main()
