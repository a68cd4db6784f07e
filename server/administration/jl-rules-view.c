// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-administration-private.h"

#include "jl-error.h"
#include "jl-rules.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

static void
append (JlListBuilder *list, JlRecord *record)
{
  g_autofree char *json = jl_record_to_json (record, JL_VIEW_OWN);

  jl_list_builder_append (list, json, strlen (json));
}

/* @cursor: position in a list that changes only when the service is started anew */
static gboolean
parse_position (JlRequest *request, guint length, guint *position, GError **error)
{
  gint64 value = 0;

  if (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &value, error))
    return FALSE;
  *position = (guint)CLAMP (value, 0, (gint64)length);
  return TRUE;
}

static JlResponse *
finish (JlListBuilder *list, guint end, guint length)
{
  gint64 position = end;
  g_autofree char *next = end < length ? jl_cursor_new (1, &position) : NULL;

  return jl_list_builder_finish (list, next);
}

/**
 * jl_rules_list:
 * @request: GET /rules
 * @error: return location
 *
 * All rules files, by name.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_rules_list (JlRequest *request, GError **error)
{
  const JlRules *rules = request->context;
  const GPtrArray *files = jl_rules_get_files (rules);
  g_auto (JlListBuilder) list = { 0 };
  JlDate today = jl_time_get_china_date (request->now);
  guint first, end;

  if (!parse_position (request, files->len, &first, error))
    return NULL;
  end = MIN (first + request->limit, files->len);
  jl_list_builder_init (&list);
  for (guint i = first; i < end; i++) {
    g_autoptr (JlRecord) file = jl_rules_file_get_overview (rules, files->pdata[i], today);

    append (&list, file);
  }
  return finish (&list, end, files->len);
}

/**
 * jl_rules_list_rows:
 * @request: GET /rules/{name}
 * @error: NOT_FOUND
 *
 * The rows of one file, in its order; none of a table that is CSV.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_rules_list_rows (JlRequest *request, GError **error)
{
  const JlRulesFile *file = jl_rules_find_file (request->context, request->parameters[0]);
  g_auto (JlListBuilder) list = { 0 };
  JlDate today = jl_time_get_china_date (request->now);
  guint first, end;

  if (file == NULL) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such rules file"));
    return NULL;
  }
  if (!parse_position (request, file->rows->len, &first, error))
    return NULL;
  end = MIN (first + request->limit, file->rows->len);
  jl_list_builder_init (&list);
  for (guint i = first; i < end; i++) {
    g_autoptr (JlRecord) row =
        jl_rule_get_overview (file->rows->pdata[i], request->language, today);

    append (&list, row);
  }
  return finish (&list, end, file->rows->len);
}
