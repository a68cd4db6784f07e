// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

/* Each list asks for one row more than it shows: whether there is one tells if there is a next
 * page. */

static JlResponse *
finish (JlListBuilder *builder, gboolean has_more, gint64 last)
{
  g_autofree char *next = has_more ? jl_cursor_new (1, &last) : NULL;

  return jl_list_builder_finish (builder, next);
}

/**
 * jl_accounts_list_records:
 * @request: a list route's request
 * @statement: bound; its columns are fields of @table, its first column the id that orders it
 * @table: of the answer's elements, personal members included
 * @fill: (nullable): sets the members of an element that are not columns
 * @error: return location
 *
 * Returns: (transfer full): a page of the list
 */
JlResponse *
jl_accounts_list_records (JlRequest *request,
                          JlStatement *statement,
                          const JlRecordTable *table,
                          JlPersonFill fill,
                          GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) local_error = NULL;
  g_auto (JlListBuilder) builder = { 0 };
  gint64 last = 0;
  gboolean has_more = FALSE;

  jl_list_builder_init (&builder);
  while (!has_more && jl_statement_step (statement, &local_error)) {
    g_autoptr (JlRecord) record = NULL;

    if (builder.n == request->limit) {
      has_more = TRUE;
      break;
    }
    record = jl_statement_get_record (statement, table, error);
    if (record == NULL || (fill != NULL && !fill (statement, record, error)))
      return NULL;
    g_string_truncate (json, 0);
    jl_record_append_personal_json (record, JL_VIEW_OWN, json);
    jl_list_builder_append (&builder, json->str, json->len);
    last = jl_statement_get_integer (statement, 0);
  }
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  return finish (&builder, has_more, last);
}

/**
 * jl_accounts_list_ready:
 * @request: a list route's request
 * @statement: bound; its columns are ready JSON and the id that orders it
 * @error: return location
 *
 * Returns: (transfer full): a page of the list
 */
JlResponse *
jl_accounts_list_ready (JlRequest *request, JlStatement *statement, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_auto (JlListBuilder) builder = { 0 };
  gint64 last = 0;
  gboolean has_more = FALSE;

  jl_list_builder_init (&builder);
  while (!has_more && jl_statement_step (statement, &local_error)) {
    gsize length;
    const char *json = jl_statement_get_blob (statement, 0, &length);

    if (builder.n == request->limit) {
      has_more = TRUE;
      break;
    }
    jl_list_builder_append (&builder, json, length);
    last = jl_statement_get_integer (statement, 1);
  }
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  return finish (&builder, has_more, last);
}
