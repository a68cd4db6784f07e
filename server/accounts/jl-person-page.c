// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include "jl-json.h"
#include "jl-language.h"

#include <glib/gi18n-lib.h>

/* An export as a page that any phone opens, without the service. */

/* What members of the JSON are called; one that is not here is shown by its name. */
static const struct {
  const char *name;
  const char *label;
} labels[] = {
  { "person", N_ ("What we know of you") },
  { "account", N_ ("Account") },
  { "memberships", N_ ("Where you work") },
  { "consents", N_ ("What you have agreed to") },
  { "sessions", N_ ("Where you are signed in") },
  { "looks", N_ ("Who has looked at your data") },
  { "notices", N_ ("Notices") },
  { "reservations", N_ ("Reservations") },
  { "wants", N_ ("What you look for") },
  { "journal", N_ ("What was recorded") },
  { "id", N_ ("Number") },
  { "organisation", N_ ("Organisation") },
  { "organisation_name", N_ ("Organisation") },
  { "nickname", N_ ("Nickname") },
  { "username", N_ ("User name") },
  { "phone", N_ ("Mobile number") },
  { "device", N_ ("Device") },
  { "address", N_ ("Address on the network") },
  { "created_at", N_ ("Begun") },
  { "updated_at", N_ ("Last changed") },
  { "seen_at", N_ ("Last used") },
  { "expires_at", N_ ("Ends") },
  { "at", N_ ("Time") },
  { "reason", N_ ("Reason") },
  { "command", N_ ("What was done") },
  { "item_title", N_ ("Item") },
  { "label_code", N_ ("Label code") },
  { "state", N_ ("State") },
  { "text", N_ ("Text") },
  { "audience", N_ ("Text for") },
  { "text_version", N_ ("Version of the text") },
  { "withdrawn_at", N_ ("Consent taken back") },
  { "role", N_ ("Role") },
  { "staff", N_ ("Works for an organisation") },
  { "active", N_ ("Active") },
  { "erased_at", N_ ("Erased") },
};

/* What a machine counts by, and nobody reads. */
static gboolean
is_shown (const char *name, JsonNode *value)
{
  return !g_str_equal (name, "version") &&
         (JSON_NODE_HOLDS_VALUE (value) || JSON_NODE_HOLDS_NULL (value));
}

static const char *
get_label (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    if (g_str_equal (labels[i].name, name))
      return _ (labels[i].label);
  }
  return name;
}

static void
append_escaped (GString *html, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (html, escaped);
}

/* Times as people here read them. */
static void
append_text (GString *html, const char *text)
{
  g_autoptr (GDateTime) time = g_str_has_suffix (text, "Z") && strlen (text) >= 20
                                   ? g_date_time_new_from_iso8601 (text, NULL)
                                   : NULL;
  g_autoptr (GTimeZone) china = g_time_zone_new_offset (8 * 60 * 60);
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_timezone (time, china) : NULL;
  g_autofree char *shown = local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : NULL;

  append_escaped (html, shown != NULL ? shown : text);
}

static void
append_value (GString *html, JsonNode *value)
{
  if (JSON_NODE_HOLDS_NULL (value))
    g_string_append (html, "–");
  else if (json_node_get_value_type (value) == G_TYPE_STRING)
    append_text (html, json_node_get_string (value));
  else if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    append_escaped (html, json_node_get_boolean (value) ? _ ("yes") : _ ("no"));
  else
    g_string_append_printf (html, "%" G_GINT64_FORMAT, json_node_get_int (value));
}

static void
append_object (GString *html, JsonObject *object)
{
  g_autoptr (GList) members = json_object_get_members (object);

  g_string_append (html, "<dl>\n");
  for (GList *l = members; l != NULL; l = l->next) {
    JsonNode *value = json_object_get_member (object, l->data);

    if (!is_shown (l->data, value))
      continue;
    g_string_append (html, "<dt>");
    append_escaped (html, g_str_equal (l->data, "person") ? _ ("Person") : get_label (l->data));
    g_string_append (html, "</dt><dd>");
    append_value (html, value);
    g_string_append (html, "</dd>\n");
  }
  g_string_append (html, "</dl>\n");
}

static void
append_section (GString *html, const char *name, JsonArray *array)
{
  g_string_append (html, "<section><h2>");
  append_escaped (html, get_label (name));
  g_string_append_printf (html, " (%u)</h2>\n", json_array_get_length (array));
  for (guint i = 0; i < json_array_get_length (array); i++)
    append_object (html, json_array_get_object_element (array, i));
  g_string_append (html, "</section>\n");
}

/**
 * jl_person_export_to_html:
 * @json: from jl_person_export()
 * @language: of the reader
 * @error: MALFORMED
 *
 * Returns: (transfer full): the same as a page
 */
char *
jl_person_export_to_html (const char *json, const char *language, GError **error)
{
  static const char style[] =
      "body{font:16px/1.5 sans-serif;margin:1rem auto;max-width:40rem;padding:0 1rem}"
      "h2{border-bottom:2px solid;margin-top:2rem}dl{border-bottom:1px solid #999;display:grid;"
      "grid-template-columns:minmax(7rem,auto) 1fr;gap:.2rem 1rem;padding-bottom:.6rem}"
      "dt{opacity:.75}dd{margin:0;overflow-wrap:anywhere}";
  g_autoptr (JsonNode) node = jl_json_parse (json, -1, error);
  g_autoptr (GString) html = g_string_new ("<!DOCTYPE html>\n");
  g_autoptr (GList) members = NULL;
  JsonObject *root;

  if (node == NULL)
    return NULL;
  root = json_node_get_object (node);
  members = json_object_get_members (root);
  g_string_append_printf (html,
                          "<html lang=\"%s\"><head><meta charset=\"utf-8\">"
                          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                          "<link rel=\"icon\" href=\"/icon.svg\"><title>",
                          g_str_equal (language, JL_LANGUAGE_CHINESE) ? "zh-CN" : "en");
  append_escaped (html, _ ("All that is held about you"));
  g_string_append_printf (html, "</title><style>%s</style></head><body><h1>", style);
  append_escaped (html, _ ("All that is held about you"));
  g_string_append (html, "</h1>\n<p>");
  append_text (html, json_object_get_string_member (root, "made_at"));
  g_string_append (html, "</p>\n");
  for (GList *l = members; l != NULL; l = l->next) {
    JsonNode *value = json_object_get_member (root, l->data);

    if (JSON_NODE_HOLDS_ARRAY (value))
      append_section (html, l->data, json_node_get_array (value));
  }
  g_string_append (html, "</body></html>\n");
  return g_string_free (g_steal_pointer (&html), FALSE);
}
