// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Somebody with the database and without scruples, but without the service's keys: edits what the
 * journal says and makes every hash behind it anew, with nothing but the sqlite3 shell, and removes
 * the signed heads that would tell. The chains verify afterwards.
 */

/* What @sql answers, a row a line and its columns separated by |. */
char *journal_forger_query (const char *database, const char *sql);

/* Replaces @from by @to in the body of one entry. */
void journal_forger_edit (
    const char *database, gint64 organisation, gint64 sequence, const char *from, const char *to);
/* Makes the chain of one organisation that of another, which has none. */
void journal_forger_rename (const char *database, gint64 organisation, gint64 other);
/* Removes the entries from @sequence on. */
void journal_forger_cut (const char *database, gint64 organisation, gint64 sequence);

G_END_DECLS
