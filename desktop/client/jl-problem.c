// SPDX-License-Identifier: GPL-3.0-or-later
/* What the service says when it refuses, made into the JL_ERROR that it was on its side. */
#include "jl-client-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* An answer without a problem document, e.g. of a proxy in between. */
static JlErrorCode
guess_code (guint status)
{
  for (guint code = 0; code < JL_N_ERRORS; code++)
    if (jl_error_code_get_status (code) == status)
      return code;
  return status == 502 || status == 504 ? JL_ERROR_UNAVAILABLE : JL_ERROR_INTERNAL;
}

static void
add_reasons (GError *error, JsonObject *problem)
{
  JsonNode *node = json_object_get_member (problem, "reasons");
  JsonArray *reasons =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; reasons != NULL && i < json_array_get_length (reasons); i++) {
    JsonNode *element = json_array_get_element (reasons, i);
    JsonObject *reason = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;

    if (reason != NULL && get_text (reason, "code") != NULL && get_text (reason, "detail") != NULL)
      jl_error_add_reason (error,
                           get_text (reason, "code"),
                           get_text (reason, "field"),
                           get_text (reason, "detail"));
  }
}

/* Makes the error that an answer with a status of 400 or above means. */
GError *
jl_problem_read (SoupMessage *message, GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) node = jl_json_parse (text != NULL ? text : "", length, NULL);
  JsonObject *problem =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JlErrorCode code = guess_code (soup_message_get_status (message));
  const char *detail = problem != NULL ? get_text (problem, "detail") : NULL;
  GError *error = NULL;

  if (problem != NULL && get_text (problem, "code") != NULL)
    jl_error_code_from_name (get_text (problem, "code"), &code);
  if (detail == NULL || *detail == '\0')
    detail = jl_error_code_get_title (code);
  jl_set_error_field (
      &error, code, problem != NULL ? get_text (problem, "field") : NULL, "%s", detail);
  if (problem != NULL)
    add_reasons (error, problem);
  return error;
}
