// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-import-mark.h"

/**
 * jl_import_mark_load:
 * @connection: a connection
 * @mark: (inout): its digest says which; the rest is filled in, zeros if the file is new
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_import_mark_load (JlConnection *connection, JlImportMark *mark, GError **error)
{
  static const char sql[] = "SELECT rows, taken, partly, refused, report_size, "
                            "coalesce (finished_at, 0) FROM import WHERE digest = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_blob (statement, 1, mark->digest, sizeof mark->digest);
  if (!jl_statement_step (statement, &local_error)) {
    mark->n_rows = mark->n_taken = mark->n_partly = mark->n_refused = 0;
    mark->report_size = mark->finished_at = 0;
    if (local_error != NULL)
      g_propagate_error (error, local_error);
    return local_error == NULL;
  }
  mark->n_rows = jl_statement_get_integer (statement, 0);
  mark->n_taken = jl_statement_get_integer (statement, 1);
  mark->n_partly = jl_statement_get_integer (statement, 2);
  mark->n_refused = jl_statement_get_integer (statement, 3);
  mark->report_size = jl_statement_get_integer (statement, 4);
  mark->finished_at = jl_statement_get_integer (statement, 5);
  return TRUE;
}

/**
 * jl_import_mark_find_other:
 * @connection: a connection
 * @mark: whose name is looked for
 * @n_rows: (out): rows of another file that had this name, which are done with; 0: there is none
 * @error: as jl_statement_step()
 *
 * Whether a file was changed since its import was interrupted.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_import_mark_find_other (JlConnection *connection,
                           const JlImportMark *mark,
                           gint64 *n_rows,
                           GError **error)
{
  static const char sql[] = "SELECT coalesce (max (rows), 0) FROM import WHERE name = ?1 AND "
                            "digest <> ?2 AND finished_at IS NULL";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_text (statement, 1, mark->name);
  jl_statement_bind_blob (statement, 2, mark->digest, sizeof mark->digest);
  if (!jl_statement_step (statement, error))
    return FALSE;
  *n_rows = jl_statement_get_integer (statement, 0);
  return TRUE;
}

/* A name belongs to the file that was imported from there last. */
static gboolean
take_name (JlConnection *connection, const JlImportMark *mark, GError **error)
{
  static const char sql[] = "UPDATE import SET name = NULL WHERE name = ?1 AND digest <> ?2";
  g_autoptr (JlStatement) statement = NULL;

  if (mark->name == NULL)
    return TRUE;
  statement = jl_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_text (statement, 1, mark->name);
  jl_statement_bind_blob (statement, 2, mark->digest, sizeof mark->digest);
  return jl_statement_run (statement, error);
}

/**
 * jl_import_mark_store: (skip)
 * @connection: the writer's, in the transaction of the rows
 * @mark: how far it has come
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_import_mark_store (JlConnection *connection, const JlImportMark *mark, GError **error)
{
  static const char sql[] =
      "INSERT INTO import (digest, rows, taken, partly, refused, report_size, finished_at, name) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, nullif (?7, 0), ?8) ON CONFLICT (digest) DO UPDATE SET "
      "rows = excluded.rows, taken = excluded.taken, partly = excluded.partly, "
      "refused = excluded.refused, report_size = excluded.report_size, "
      "finished_at = excluded.finished_at, name = excluded.name";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL || !take_name (connection, mark, error))
    return FALSE;
  jl_statement_bind_blob (statement, 1, mark->digest, sizeof mark->digest);
  jl_statement_bind_integer (statement, 2, mark->n_rows);
  jl_statement_bind_integer (statement, 3, mark->n_taken);
  jl_statement_bind_integer (statement, 4, mark->n_partly);
  jl_statement_bind_integer (statement, 5, mark->n_refused);
  jl_statement_bind_integer (statement, 6, mark->report_size);
  jl_statement_bind_integer (statement, 7, mark->finished_at);
  jl_statement_bind_text (statement, 8, mark->name);
  return jl_statement_run (statement, error);
}
