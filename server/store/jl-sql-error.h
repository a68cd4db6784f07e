// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* The field of an error that tells of a constraint: see jl_sql_set_error(). */
#define JL_SQL_CONSTRAINT "constraint"

gboolean jl_sql_set_error (GError **error, sqlite3 *db, int result, const char *sql);

G_END_DECLS
