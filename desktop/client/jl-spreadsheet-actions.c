// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-spreadsheet-actions.h"

#define SHOWN_ROWS 100

/**
 * jl_import_action_send:
 * @kind: what its rows are, e.g. `items`
 * @name: what the file is called
 * @encoding: index into jl_text_encoding_enum, -1: to be recognised
 *
 * Returns: (transfer full): sends a table, whose rows are then checked
 */
JlAction *
jl_import_action_send (const char *kind, const char *name, int encoding)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);
  const char *in = encoding < 0 ? NULL : jl_enum_get_name (&jl_text_encoding_enum, encoding);
  JlAction *action = jl_action_new_post ("/imports?kind=%s&name=%s%s%s",
                                         kind,
                                         escaped,
                                         in == NULL ? "" : "&encoding=",
                                         in == NULL ? "" : in);

  jl_action_set_output (action, &jl_import_job_table);
  return action;
}

static char *
dup_id (JlRecord *import)
{
  return jl_record_dup_field_text (import, JL_IMPORT_JOB_ID);
}

/**
 * jl_import_action_get:
 * @import: an import
 *
 * Returns: (transfer full): asks how far it has come
 */
JlAction *
jl_import_action_get (JlRecord *import)
{
  g_autofree char *id = dup_id (import);
  JlAction *action = jl_action_new_get ("/imports/%s", id);

  jl_action_set_output (action, &jl_import_job_table);
  return action;
}

/**
 * jl_import_action_list_rows:
 * @import: an import
 * @cursor: (nullable): behind which rows; %NULL: the first
 *
 * Returns: (transfer full): asks for rows, and what becomes of them
 */
JlAction *
jl_import_action_list_rows (JlRecord *import, const char *cursor)
{
  g_autofree char *id = dup_id (import);
  JlAction *action = jl_action_new_get ("/imports/%s/rows?limit=%d%s%s",
                                        id,
                                        SHOWN_ROWS,
                                        cursor == NULL ? "" : "&cursor=",
                                        cursor == NULL ? "" : cursor);

  jl_action_set_output (action, &jl_import_row_table);
  return action;
}

static JlAction *
new_on_import (JlRecord *import, const char *what)
{
  g_autofree char *id = dup_id (import);
  JlAction *action = jl_action_new_post ("/imports/%s/%s", id, what);

  jl_action_set_output (action, &jl_import_job_table);
  return action;
}

/**
 * jl_import_action_start:
 * @import: one that has been checked
 *
 * Returns: (transfer full): takes its rows in
 */
JlAction *
jl_import_action_start (JlRecord *import)
{
  return new_on_import (import, "start");
}

/**
 * jl_import_action_cancel:
 * @import: one that has not ended
 *
 * Returns: (transfer full): ends it; what was taken in stays
 */
JlAction *
jl_import_action_cancel (JlRecord *import)
{
  return new_on_import (import, "cancel");
}

/**
 * jl_import_action_get_report:
 * @import: an import of which rows were refused
 *
 * Returns: (transfer full): fetches why, as CSV: with jl_client_fetch_async()
 */
JlAction *
jl_import_action_get_report (JlRecord *import)
{
  g_autofree char *id = dup_id (import);

  return jl_action_new_get ("/imports/%s/report", id);
}

/**
 * jl_export_action_make:
 * @query: of the list of items
 * @order: of jl_export_order_table
 *
 * Returns: (transfer full): has a table of the organisation's items made
 */
JlAction *
jl_export_action_make (const char *query, JlRecord *order)
{
  JlAction *action = jl_action_new_post ("/items/exports%s%s", *query == '\0' ? "" : "?", query);

  jl_action_set_body (action, order);
  jl_action_set_output (action, &jl_export_table);
  return action;
}

/**
 * jl_export_action_fetch:
 * @made: of jl_export_table
 *
 * Returns: (transfer full): fetches the table: with jl_client_fetch_async()
 */
JlAction *
jl_export_action_fetch (JlRecord *made)
{
  g_autofree char *id = jl_record_dup_field_text (made, JL_EXPORT_ID);

  return jl_action_new_get ("/exports/%s", id);
}
