// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-database-copy.h"
#include "jl-error.h"
#include "jl-file-sync.h"
#include "jl-sql-error.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>

/* Pages of a step: what is told, and how soon a signal is heard. */
#define STEP_PAGES 2048

/* Nobody reads the copy before it is complete and synced: until then nothing needs to be undone. */
#define UNSAFE "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
/* So that the file alone is the database, which can be read where nothing can be written. */
#define SINGLE_FILE "PRAGMA journal_mode = DELETE"

static gint64
get_page_size (sqlite3 *db)
{
  sqlite3_stmt *statement = NULL;
  gint64 size = 0;

  if (sqlite3_prepare_v2 (db, "PRAGMA page_size", -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    size = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return size;
}

static gboolean
copy_pages (sqlite3 *source,
            sqlite3 *target,
            JlDatabaseCopyProgress progress,
            gpointer user_data,
            GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (target, "main", source, "main");
  gint64 page_size = get_page_size (source);
  gboolean goes_on = TRUE;
  int result = SQLITE_OK;

  if (backup == NULL)
    return jl_sql_set_error (error, target, sqlite3_errcode (target), NULL);
  while (result == SQLITE_OK && goes_on) {
    gint64 n_pages;

    result = sqlite3_backup_step (backup, STEP_PAGES);
    n_pages = sqlite3_backup_pagecount (backup);
    goes_on = progress (
        (n_pages - sqlite3_backup_remaining (backup)) * page_size, n_pages * page_size, user_data);
  }
  sqlite3_backup_finish (backup);
  if (result == SQLITE_DONE)
    return TRUE;
  if (result != SQLITE_OK)
    return jl_sql_set_error (error, target, result, NULL);
  g_set_error_literal (error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("Interrupted"));
  return FALSE;
}

/**
 * jl_database_copy:
 * @source: a connection in a read transaction that has read something: its state is what is copied,
 *   whatever is committed meanwhile
 * @path: the file to be made; must not exist
 * @progress: told of how many bytes are copied
 * @user_data: for @progress
 * @error: STORAGE_FULL, CORRUPT, INTERNAL; UNAVAILABLE when @progress stopped it
 *
 * Copies a database that is in use with SQLite's online backup. The copy is one file without a log,
 * and synced when this returns; its folder is not. On failure the file may be left half-made.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_database_copy (JlConnection *source,
                  const char *path,
                  JlDatabaseCopyProgress progress,
                  gpointer user_data,
                  GError **error)
{
  sqlite3 *from = jl_connection_get_handle (source);
  sqlite3 *target = NULL;
  gboolean copied;
  int result;

  /* Without one, what is committed meanwhile would make each step begin anew. */
  g_return_val_if_fail (sqlite3_txn_state (from, "main") == SQLITE_TXN_READ, FALSE);

  result = sqlite3_open_v2 (
      path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_exec (target, UNSAFE, NULL, NULL, NULL);
  copied = result == SQLITE_OK ? copy_pages (from, target, progress, user_data, error)
                               : jl_sql_set_error (error, target, result, NULL);
  if (copied) {
    result = sqlite3_exec (target, SINGLE_FILE, NULL, NULL, NULL);
    copied = result == SQLITE_OK || jl_sql_set_error (error, target, result, NULL);
  }
  sqlite3_close (target);
  return copied && jl_file_sync (path, error);
}
