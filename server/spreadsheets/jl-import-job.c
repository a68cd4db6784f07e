// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-spreadsheets-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define JOB_COLUMNS                                                                                \
  "import_job.id, kind, file_name, encoding, state, import_job.rows, "                             \
  "coalesce (import.rows, 0) AS done, coalesce (import.taken, 0) AS taken, "                       \
  "coalesce (import.partly, 0) AS partly, coalesce (import.refused, 0) AS refused, problem, "      \
  "(SELECT max (other.updated_at) FROM import_job AS other WHERE other.state = 'finished' "        \
  "AND other.organisation = import_job.organisation AND other.digest = import_job.digest "         \
  "AND other.id < import_job.id) AS taken_before, columns, created_at, updated_at, folder "        \
  "FROM import_job LEFT JOIN import ON import.digest = import_job.mark "
#define FOLDER_COLUMN 15

static JlRecord *
read_job (JlStatement *statement, GError **error)
{
  return jl_statement_get_record (statement, &jl_import_job_table, error);
}

/**
 * jl_import_job_load: (skip)
 * @connection: a connection
 * @caller: who asks
 * @id: of an import
 * @folder: (out) (optional) (transfer full): where its files are
 * @error: NOT_FOUND, also for one of another organisation
 *
 * Returns: (transfer full): the import
 */
JlRecord *
jl_import_job_load (
    JlConnection *connection, const JlCaller *caller, gint64 id, char **folder, GError **error)
{
  static const char sql[] =
      "SELECT " JOB_COLUMNS "WHERE import_job.id = ?1 AND import_job.organisation = ?2";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;
  JlRecord *job;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, id);
  jl_statement_bind_integer (statement, 2, caller->organisation);
  if (!jl_statement_step (statement, &local_error)) {
    if (local_error == NULL)
      local_error =
          g_error_new_literal (JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
    g_propagate_error (error, local_error);
    return NULL;
  }
  job = read_job (statement, error);
  if (job != NULL && folder != NULL)
    *folder = g_strdup (jl_statement_get_text (statement, FOLDER_COLUMN));
  return job;
}

/**
 * jl_import_job_get: (skip)
 * @request: GET /imports/{id}
 * @error: NOT_FOUND
 *
 * Returns: (transfer full): the import and how far it has come
 */
JlResponse *
jl_import_job_get (JlRequest *request, GError **error)
{
  g_autoptr (JlRecord) job =
      jl_import_job_load (request->connection, request->caller, request->ids[0], NULL, error);

  return job == NULL ? NULL : jl_response_new_json (jl_record_to_json (job, JL_VIEW_OWN));
}

/**
 * jl_import_jobs_list: (skip)
 * @request: GET /imports
 * @error: INVALID
 *
 * Returns: (transfer full): the organisation's imports, the latest first
 */
JlResponse *
jl_import_jobs_list (JlRequest *request, GError **error)
{
  static const char sql[] =
      "SELECT " JOB_COLUMNS "WHERE import_job.organisation = ?1 AND import_job.id < ?2 "
      "ORDER BY import_job.id DESC LIMIT ?3";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  g_autoptr (GError) local_error = NULL;
  g_auto (JlListBuilder) builder = { 0 };
  g_autofree char *next = NULL;
  gint64 before = G_MAXINT64;

  if (statement == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &before, error)))
    return NULL;
  jl_statement_bind_integer (statement, 1, request->caller->organisation);
  jl_statement_bind_integer (statement, 2, before);
  jl_statement_bind_integer (statement, 3, request->limit + 1);
  jl_list_builder_init (&builder);
  while (jl_statement_step (statement, &local_error)) {
    g_autoptr (JlRecord) job = NULL;
    g_autofree char *json = NULL;

    if (builder.n == request->limit) {
      next = jl_cursor_new (1, &before);
      break;
    }
    job = read_job (statement, error);
    if (job == NULL)
      return NULL;
    json = jl_record_to_json (job, JL_VIEW_OWN);
    jl_list_builder_append (&builder, json, strlen (json));
    before = jl_record_get_integer (job, JL_IMPORT_JOB_ID);
  }
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  return jl_list_builder_finish (&builder, next);
}
