// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-sql-error.h"
#include "jl-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* SQLite names the columns in "UNIQUE constraint failed: item.organisation, item.label_code"; the
 * last one is the member to name, because an organisation comes first where it takes part. */
static char *
column_of_message (const char *message)
{
  const char *dot = strrchr (message, '.');

  return g_str_has_prefix (message, "UNIQUE constraint failed: ") && dot != NULL
             ? g_strdup (dot + 1)
             : NULL;
}

static gboolean
disk_is_full (sqlite3 *db)
{
  int number = sqlite3_system_errno (db);

  return number == ENOSPC || number == EDQUOT;
}

/**
 * jl_sql_set_error:
 * @error: (nullable): where to put the error
 * @db: the connection that failed
 * @result: an SQLite result other than OK, ROW or DONE
 * @sql: (nullable): the statement, told only with INTERNAL, whose text is logged and never sent
 *
 * Turns an SQLite failure into a JL_ERROR. A UNIQUE violation is CONFLICT and names the column.
 *
 * Returns: %FALSE, so that a caller can return it
 */
gboolean
jl_sql_set_error (GError **error, sqlite3 *db, int result, const char *sql)
{
  int extended = sqlite3_extended_errcode (db);
  g_autofree char *column = NULL;

  switch (result & 0xff) {
  case SQLITE_CONSTRAINT:
    if (extended != SQLITE_CONSTRAINT_UNIQUE && extended != SQLITE_CONSTRAINT_PRIMARYKEY &&
        extended != SQLITE_CONSTRAINT_ROWID)
      break;
    column = column_of_message (sqlite3_errmsg (db));
    jl_set_error_field (error, JL_ERROR_CONFLICT, column, _ ("This value is taken already"));
    return FALSE;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("The service is busy, please try again"));
    return FALSE;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    g_set_error (
        error, JL_ERROR, JL_ERROR_CORRUPT, "the database is damaged: %s", sqlite3_errmsg (db));
    return FALSE;
  case SQLITE_FULL:
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_STORAGE_FULL, _ ("The service has no space left"));
    return FALSE;
  case SQLITE_IOERR:
    if (!disk_is_full (db))
      break;
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_STORAGE_FULL, _ ("The service has no space left"));
    return FALSE;
  default:
    break;
  }

  g_set_error (error,
               JL_ERROR,
               JL_ERROR_INTERNAL,
               "SQLite %d: %s%s%s",
               extended,
               sqlite3_errmsg (db),
               sql == NULL ? "" : " in: ",
               sql == NULL ? "" : sql);
  return FALSE;
}
