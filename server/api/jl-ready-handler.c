// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-route.h"

#include "jl-error.h"
#include "jl-purge.h"

#include <glib/gi18n-lib.h>

/* What a purge has removed was there once, which a label that somebody scans may still say. */
static void
explain_absence (JlRequest *request, GError **error)
{
  if (!g_error_matches (*error, JL_ERROR, JL_ERROR_NOT_FOUND) ||
      !jl_tombstone_exists (request->connection, request->ids[0]))
    return;
  g_clear_error (error);
  g_set_error_literal (
      error, JL_ERROR, JL_ERROR_GONE, _ ("Its time of keeping is over: it was deleted"));
}

/**
 * jl_ready_handler:
 * @request: whose route names a kind and whose path has the record's id first
 * @error: %JL_ERROR_NOT_FOUND if it is absent or not visible to the caller, %JL_ERROR_GONE if a
 *   purge removed it
 *
 * Answers GET of one record of any kind with the JSON that the writer prepared for the caller's
 * view; 304 without touching it if the client has that version in that view.
 *
 * Returns: (transfer full) (nullable): the response
 */
JlResponse *
jl_ready_handler (JlRequest *request, GError **error)
{
  g_autoptr (JlStatement) statement = NULL;
  g_autoptr (JlResponse) response = NULL;
  JlReady ready;
  JlEtag tag;

  g_return_val_if_fail (request->route->kind != NULL, NULL);

  statement = jl_ready_prepare (request->connection, error);
  if (statement == NULL ||
      !jl_ready_lookup (
          statement, request->caller, request->route->kind, request->ids[0], &ready, error)) {
    explain_absence (request, error);
    return NULL;
  }

  tag = (JlEtag){ ready.version, ready.view, ready.renewal };
  if (jl_etag_equal (&request->if_none_match, &tag))
    response = jl_response_new_not_modified ();
  else
    response = jl_response_new_bytes (g_bytes_new (ready.json, ready.length), "application/json");
  jl_response_set_etag (response, &tag);
  return g_steal_pointer (&response);
}
