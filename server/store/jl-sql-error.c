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

/* Of the log, which all writes go to first: sqlite3_system_errno() tells of whatever SQLite did
 * last, and that is to clean up. */
static int
get_disk_errno (sqlite3 *db)
{
  sqlite3_file *log = NULL;
  int number = 0;

  if (sqlite3_file_control (db, NULL, SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
      log != NULL && log->pMethods != NULL)
    log->pMethods->xFileControl (log, SQLITE_FCNTL_LAST_ERRNO, &number);
  return number != 0 ? number : sqlite3_system_errno (db);
}

/**
 * jl_sql_set_error:
 * @error: (nullable): where to put the error
 * @db: the connection that failed
 * @result: an SQLite result other than OK, ROW or DONE
 * @sql: (nullable): the statement, told only with INTERNAL, whose text is logged and never sent
 *
 * Turns an SQLite failure into a JL_ERROR. A UNIQUE violation is CONFLICT and names the column; one
 * of another constraint, which no command of ours comes to, is INTERNAL, field %JL_SQL_CONSTRAINT.
 *
 * Returns: %FALSE, so that a caller can return it
 */
gboolean
jl_sql_set_error (GError **error, sqlite3 *db, int result, const char *sql)
{
  int extended = sqlite3_extended_errcode (db);
  g_autofree char *column = NULL;
  int disk_errno;

  switch (result & 0xff) {
  case SQLITE_CONSTRAINT:
    if (extended != SQLITE_CONSTRAINT_UNIQUE && extended != SQLITE_CONSTRAINT_PRIMARYKEY &&
        extended != SQLITE_CONSTRAINT_ROWID) {
      jl_set_error_field (error,
                          JL_ERROR_INTERNAL,
                          JL_SQL_CONSTRAINT,
                          "SQLite %d: %s in: %s",
                          extended,
                          sqlite3_errmsg (db),
                          sql == NULL ? "?" : sql);
      return FALSE;
    }
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
    return jl_set_error_disk (error, ENOSPC, NULL);
  case SQLITE_CANTOPEN:
  case SQLITE_IOERR:
    disk_errno = get_disk_errno (db);
    if (jl_error_code_from_errno (disk_errno) == JL_ERROR_INTERNAL)
      break;
    return jl_set_error_disk (error, disk_errno, NULL);
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
