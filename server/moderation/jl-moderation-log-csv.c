// SPDX-License-Identifier: GPL-3.0-or-later
/* The log as a table for offices. */
#include "jl-moderation-private.h"

#include "jl-id.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Some megabytes, in one answer. Whoever needs more asks by action or by person. */
#define MAX_ROWS 20000

/* Excel takes what begins so for a formula and runs it; with an apostrophe it is text
 * (OWASP, CSV injection). */
#define FORMULA_BEGINS "=+-@\t\r"

static void
append_cell (GString *out, const char *text)
{
  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append_c (out, ',');
  g_string_append_c (out, '"');
  if (text != NULL && *text != '\0' && strchr (FORMULA_BEGINS, *text) != NULL)
    g_string_append_c (out, '\'');
  for (const char *p = text != NULL ? text : ""; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

static void
append_row_cb (JlRecord *entry, const char *cursor, gpointer user_data)
{
  GString *out = user_data;
  char at[JL_TIME_CHINA_TEXT_SIZE];
  char subject[JL_ID_TEXT_SIZE] = "";

  jl_time_to_china_text (jl_record_get_integer (entry, JL_LOG_ENTRY_AT), at);
  if (jl_record_get_integer (entry, JL_LOG_ENTRY_SUBJECT) != 0)
    jl_id_to_text (jl_record_get_integer (entry, JL_LOG_ENTRY_SUBJECT), subject);
  append_cell (out, at);
  append_cell (out, jl_log_action_get_label (jl_record_get_text (entry, JL_LOG_ENTRY_ACTION)));
  append_cell (out, jl_record_get_text (entry, JL_LOG_ENTRY_ACTOR));
  append_cell (out, jl_record_get_text (entry, JL_LOG_ENTRY_DEPARTMENT_NAME));
  append_cell (out, jl_record_get_text (entry, JL_LOG_ENTRY_ORGANISATION_NAME));
  append_cell (out, jl_record_get_text (entry, JL_LOG_ENTRY_SUBJECT_TITLE));
  append_cell (out, subject);
  g_string_append (out, "\r\n");
}

/**
 * jl_moderation_log_csv:
 * @request: GET /moderation/log.csv
 * @error: as jl_moderation_log_foreach()
 *
 * The log in China's time with the columns named in the reader's language; UTF-8 with the mark that
 * Excel knows it by. At most 20,000 entries.
 *
 * Returns: (transfer full): the table
 */
JlResponse *
jl_moderation_log_csv (JlRequest *request, GError **error)
{
  static const char *const columns[] = { N_ ("Time"),       N_ ("Action"),       N_ ("Who"),
                                         N_ ("Department"), N_ ("Organisation"), N_ ("About"),
                                         N_ ("Number") };
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    append_cell (out, _ (columns[i]));
  g_string_append (out, "\r\n");
  if (!jl_moderation_log_foreach (request, MAX_ROWS, append_row_cb, out, error))
    return NULL;
  g_string_prepend (out, "\xef\xbb\xbf");
  return jl_response_new_bytes (g_string_free_to_bytes (g_steal_pointer (&out)),
                                "text/csv; charset=utf-8");
}
