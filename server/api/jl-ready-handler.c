// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-route.h"

/**
 * jl_ready_handler:
 * @request: whose route names a kind and whose path has the record's id first
 * @error: %JL_ERROR_NOT_FOUND if it is absent or not visible to the caller
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
          statement, request->caller, request->route->kind, request->ids[0], &ready, error))
    return NULL;

  tag = (JlEtag){ ready.version, ready.view, ready.renewal };
  if (jl_etag_equal (&request->if_none_match, &tag))
    response = jl_response_new_not_modified ();
  else
    response = jl_response_new_bytes (g_bytes_new (ready.json, ready.length), "application/json");
  jl_response_set_etag (response, &tag);
  return g_steal_pointer (&response);
}
