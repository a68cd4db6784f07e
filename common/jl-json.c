// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-json.h"

#include <math.h>
#include <string.h>

/**
 * jl_json_append_string:
 * @out: where to append
 * @text: valid UTF-8
 *
 * Appends @text as a JSON string, quoted. Only what must be escaped is.
 */
void
jl_json_append_string (GString *out, const char *text)
{
  static const char hex[] = "0123456789abcdef";
  const char *run = text;
  const char *p;

  g_string_append_c (out, '"');
  for (p = text; *p != '\0'; p++) {
    guchar c = (guchar)*p;
    char escape[] = "\\u00xx";

    if (c >= 0x20 && c != '"' && c != '\\')
      continue;
    g_string_append_len (out, run, p - run);
    run = p + 1;
    if (c >= 0x20) {
      escape[1] = (char)c;
      escape[2] = '\0';
    } else if (c == '\n' || c == '\t' || c == '\r') {
      escape[1] = c == '\n' ? 'n' : c == '\t' ? 't' : 'r';
      escape[2] = '\0';
    } else {
      escape[4] = hex[c >> 4];
      escape[5] = hex[c & 15];
    }
    g_string_append (out, escape);
  }
  g_string_append_len (out, run, p - run);
  g_string_append_c (out, '"');
}

/**
 * jl_json_append_integer:
 * @out: where to append
 * @value: a number
 *
 * Appends @value in decimal digits; faster than a format, and used for every number of a list.
 */
void
jl_json_append_integer (GString *out, gint64 value)
{
  char digits[21];
  char *p = digits + sizeof digits;
  guint64 rest = value < 0 ? -(guint64)value : (guint64)value;

  do {
    *--p = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (value < 0)
    *--p = '-';
  g_string_append_len (out, p, digits + sizeof digits - p);
}

/* The shortest of two forms that is read back as the same number, and never looks like an integer,
   so that its type survives too. */
static void
append_double (GString *out, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value)) {
    g_string_append (out, "null");
    return;
  }
  g_ascii_formatd (digits, sizeof digits, "%.15g", value);
  if (g_ascii_strtod (digits, NULL) != value)
    g_ascii_formatd (digits, sizeof digits, "%.17g", value);
  g_string_append (out, digits);
  if (strpbrk (digits, ".e") == NULL)
    g_string_append (out, ".0");
}

static void
append_array (GString *out, JsonArray *array)
{
  guint length = json_array_get_length (array);

  g_string_append_c (out, '[');
  for (guint i = 0; i < length; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    jl_json_append_node (out, json_array_get_element (array, i));
  }
  g_string_append_c (out, ']');
}

static void
append_object (GString *out, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  gboolean is_first = TRUE;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member)) {
    if (!is_first)
      g_string_append_c (out, ',');
    is_first = FALSE;
    jl_json_append_string (out, name);
    g_string_append_c (out, ':');
    jl_json_append_node (out, member);
  }
  g_string_append_c (out, '}');
}

static void
append_value (GString *out, JsonNode *node)
{
  switch (json_node_get_value_type (node)) {
  case G_TYPE_STRING:
    jl_json_append_string (out, json_node_get_string (node));
    return;
  case G_TYPE_BOOLEAN:
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
    return;
  case G_TYPE_DOUBLE:
    append_double (out, json_node_get_double (node));
    return;
  default:
    jl_json_append_integer (out, json_node_get_int (node));
  }
}

/**
 * jl_json_append_node:
 * @out: where to append
 * @node: any node
 *
 * Appends @node as JSON without spaces, members in the order in which they were added. What
 * jl_json_parse() makes of it equals @node.
 */
void
jl_json_append_node (GString *out, JsonNode *node)
{
  switch (json_node_get_node_type (node)) {
  case JSON_NODE_OBJECT:
    append_object (out, json_node_get_object (node));
    return;
  case JSON_NODE_ARRAY:
    append_array (out, json_node_get_array (node));
    return;
  case JSON_NODE_VALUE:
    append_value (out, node);
    return;
  case JSON_NODE_NULL:
    g_string_append (out, "null");
  }
}
