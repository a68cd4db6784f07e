// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/*
 * What the journal keeps of an entry's body. It is most of what a service ever writes, and much of
 * it is the same from entry to entry: names of members, and what the request said once more in what
 * came of it. So it is packed (zstd, with a dictionary of ours) into a quarter to a third. SQL
 * reads it by the function journal_text (body), which every connection of ours has.
 *
 * The first byte of a packed body says with which dictionary, the rest is a zstd frame. The digest
 * in an entry's head is that of the packed bytes, so that a chain can be checked without unpacking.
 */
GBytes *jl_journal_body_pack (const char *text, gsize size, GError **error);
char *jl_journal_body_unpack (gconstpointer data, gsize size);
int jl_journal_body_add_function (sqlite3 *db);

/* jl-journal-dictionary.c */
extern const char jl_journal_dictionary_1[];

G_END_DECLS
