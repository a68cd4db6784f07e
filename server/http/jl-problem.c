// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-problem.h"

#include "jl-json.h"

#include <glib/gi18n-lib.h>

static JlErrorCode
get_code (const GError *error)
{
  return error->domain == JL_ERROR ? (JlErrorCode)error->code : JL_ERROR_INTERNAL;
}

/**
 * jl_problem_get_status:
 * @error: any error
 *
 * Returns: the HTTP status that tells of @error; 500 for what is not a JL_ERROR
 */
guint
jl_problem_get_status (const GError *error)
{
  return jl_error_code_get_status (get_code (error));
}

/* A message may quote what a client sent, which need not be UTF-8. */
static void
append_member (GString *out, const char *name, const char *value)
{
  g_autofree char *valid = g_utf8_validate (value, -1, NULL) ? NULL : g_utf8_make_valid (value, -1);

  if (out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  g_string_append_printf (out, "\"%s\":", name);
  jl_json_append_string (out, valid != NULL ? valid : value);
}

static void
append_reasons (GString *out, GPtrArray *reasons)
{
  g_string_append (out, ",\"reasons\":[");
  for (guint i = 0; i < reasons->len; i++) {
    const JlReason *reason = reasons->pdata[i];

    g_string_append (out, i > 0 ? ",{" : "{");
    append_member (out, "code", reason->code);
    if (reason->field != NULL)
      append_member (out, "field", reason->field);
    append_member (out, "detail", reason->detail);
    g_string_append_c (out, '}');
  }
  g_string_append_c (out, ']');
}

/**
 * jl_problem_to_json:
 * @error: any error; its message is already in the caller's language
 * @status: HTTP status that says more than the error's own, 0: that one
 *
 * Makes a problem document (RFC 9457) in the language that the thread speaks. What went wrong
 * inside the service is logged here and not told.
 *
 * Returns: (transfer full): the document
 */
char *
jl_problem_to_json (const GError *error, guint status)
{
  JlErrorCode code = get_code (error);
  g_autoptr (GString) out = g_string_new ("{");
  GPtrArray *reasons = jl_error_get_reasons (error);
  gboolean is_ours = code == JL_ERROR_INTERNAL || code == JL_ERROR_CORRUPT;

  if (is_ours)
    g_warning ("%s: %s", jl_error_code_get_name (code), error->message);

  g_string_append_printf (out, "\"type\":\"urn:jieli:problem:%s\"", jl_error_code_get_name (code));
  append_member (out, "title", jl_error_code_get_title (code));
  g_string_append_printf (
      out, ",\"status\":%u", status > 0 ? status : jl_error_code_get_status (code));
  append_member (out, "code", jl_error_code_get_name (code));
  append_member (out,
                 "detail",
                 is_ours ? _ ("Something went wrong in the service. It was written down for those "
                              "who look after it.")
                         : error->message);
  if (!is_ours && jl_error_get_field (error) != NULL)
    append_member (out, "field", jl_error_get_field (error));
  if (reasons != NULL)
    append_reasons (out, reasons);
  g_string_append_c (out, '}');
  return g_string_free (g_steal_pointer (&out), FALSE);
}
