// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-spreadsheets-private.h"

#include "jl-error.h"
#include "jl-exchange-folder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * jl_export_file_get: (skip)
 * @request: GET /exports/{id}
 * @error: NOT_FOUND, also for one of another organisation and one that is too old
 *
 * Returns: (transfer full): the table
 */
JlResponse *
jl_export_file_get (JlRequest *request, GError **error)
{
  static const char sql[] =
      "SELECT folder, format FROM export_job WHERE id = ?1 AND organisation = ?2";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  g_autofree char *path = NULL;
  GError *local_error = NULL;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, request->ids[0]);
  jl_statement_bind_integer (statement, 2, request->caller->organisation);
  if (jl_statement_step (statement, &local_error))
    path = jl_exchange_folder_get_path (
        request->data_dir, jl_statement_get_text (statement, 0), JL_EXCHANGE_TABLE);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
    return NULL;
  }
  return jl_response_new_file (
      path,
      strcmp (jl_statement_get_text (statement, 1), "xlsx") == 0
          ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          : "text/csv");
}
