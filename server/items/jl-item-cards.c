// SPDX-License-Identifier: GPL-3.0-or-later
/* The newest goods as HTML: what residents' first page shows before its script has come. The script
 * makes the same cards (data/web/js/goods.js) for all that follows. */
#include "jl-items-private.h"

#include "jl-division.h"
#include "jl-json.h"
#include "jl-language.h"
#include "jl-money.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define N_CARDS 12
/* These photos are in sight at once. */
#define N_EAGER 4

static const char *
get_text (JsonObject *object, const char *member)
{
  return json_object_get_string_member_with_default (object, member, NULL);
}

G_GNUC_PRINTF (2, 3)
static void
append_escaped (GString *out, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_markup_vprintf_escaped (format, arguments);
  va_end (arguments);
  g_string_append (out, text);
}

static void
append_photo (GString *out, JsonObject *item, gboolean eager)
{
  JsonArray *photos = json_object_has_member (item, "photos")
                          ? json_object_get_array_member (item, "photos")
                          : NULL;
  JsonObject *photo = photos != NULL && json_array_get_length (photos) > 0
                          ? json_array_get_object_element (photos, 0)
                          : NULL;

  if (photo == NULL) {
    append_escaped (out, "<span class=\"card-photo none\">%s</span>", _ ("No photo"));
    return;
  }
  append_escaped (
      out,
      "<span class=\"card-photo\" data-colour=\"%s\"><img src=\"/api/v1/photos/%s?size=thumb\" "
      "alt=\"\" width=\"%d\" height=\"%d\" loading=\"%s\" decoding=\"async\"></span>",
      json_object_get_string_member_with_default (photo, "colour", ""),
      get_text (photo, "id"),
      (int)json_object_get_int_member_with_default (photo, "width", 4),
      (int)json_object_get_int_member_with_default (photo, "height", 3),
      eager ? "eager" : "lazy");
}

static void
append_price (GString *out, JsonObject *item)
{
  const char *mode = get_text (item, "mode");
  g_autofree char *money = NULL;
  const char *text = "";

  if (g_strcmp0 (mode, "give") == 0) {
    text = _ ("Free");
  } else if (g_strcmp0 (mode, "swap") == 0) {
    text = _ ("Swap");
  } else if (g_strcmp0 (mode, "lend") == 0) {
    text = _ ("To borrow");
  } else if (!json_object_get_null_member (item, "price_fen")) {
    money = jl_money_to_text (json_object_get_int_member (item, "price_fen"),
                              JL_MONEY_GROUPED | JL_MONEY_SYMBOL);
    if (g_str_has_suffix (money, ".00"))
      money[strlen (money) - 3] = '\0';
    text = money;
  }
  append_escaped (out, "<strong class=\"price %s\">%s</strong>", mode, text);
}

static const char *
get_grade_name (JlRequest *request, JsonObject *item)
{
  const JlCategory *category = jl_rules_get_category (
      request->context, get_text (item, "category"), jl_time_get_china_date (request->now), NULL);
  const JlGrade *grade = category != NULL && get_text (item, "grade") != NULL
                             ? jl_grade_scale_find (category->scale, get_text (item, "grade"))
                             : NULL;

  if (grade == NULL)
    return NULL;
  return strcmp (request->language, JL_LANGUAGE_ENGLISH) == 0 ? grade->name.en : grade->name.zh;
}

/* Without what all of them end in: on a card every character counts. */
static char *
dup_division_name (JlRequest *request, const char *code)
{
  static const char *const endings[] = { "居民委员会", "居委会", "村民委员会", "村委会" };
  const JlDivision *division =
      code != NULL ? jl_divisions_lookup (jl_rules_get_divisions (request->context), code) : NULL;
  char *name = g_strdup (division != NULL ? division->name : "");

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    if (g_str_has_suffix (name, endings[i])) {
      name[strlen (name) - strlen (endings[i])] = '\0';
      break;
    }
  }
  return name;
}

static void
append_place (GString *out, JlRequest *request, JsonObject *item)
{
  g_autofree char *district = dup_division_name (request, get_text (item, "district"));
  g_autofree char *community = dup_division_name (request, get_text (item, "community"));
  g_autofree char *both = g_strstrip (g_strjoin (" ", district, community, NULL));

  append_escaped (out,
                  "<span class=\"card-place\">%s</span>",
                  *both != '\0' ? both : get_text (item, "organisation_name"));
}

static void
append_card (GString *out, JlRequest *request, JsonObject *item, gboolean eager)
{
  const char *grade = get_grade_name (request, item);

  append_escaped (out,
                  "<li class=\"card\" data-id=\"%s\"><a href=\"/i/%s\">",
                  get_text (item, "id"),
                  get_text (item, "id"));
  append_photo (out, item, eager);
  append_escaped (out,
                  "<span class=\"card-title\">%s</span><span class=\"card-line\">",
                  get_text (item, "title"));
  append_price (out, item);
  if (g_strcmp0 (get_text (item, "offer"), "reserved") == 0)
    append_escaped (out, "<span class=\"tag taken\">%s</span>", _ ("Reserved"));
  if (grade != NULL)
    append_escaped (out, "<span class=\"tag\">%s</span>", grade);
  g_string_append (out, "</span>");
  append_place (out, request, item);
  g_string_append (out, "</a></li>");
}

/**
 * jl_items_make_cards:
 * @request: for a part of the first page
 * @error: as jl_items_list()
 *
 * The newest goods, and where the list goes on.
 *
 * Returns: (transfer full): an HTML list
 */
JlResponse *
jl_items_make_cards (JlRequest *request, GError **error)
{
  g_autoptr (GString) out = g_string_sized_new (8 * 1024);
  g_autoptr (JlResponse) list = NULL;
  g_autoptr (JsonNode) node = NULL;
  JlRequest first = *request;
  JsonObject *answer;
  JsonArray *items;
  const char *text;
  gsize size;

  first.limit = N_CARDS;
  list = jl_items_list (&first, error);
  if (list == NULL)
    return NULL;
  text = g_bytes_get_data (jl_response_get_body (list), &size);
  node = jl_json_parse (text, (gssize)size, error);
  if (node == NULL)
    return NULL;
  answer = json_node_get_object (node);
  items = json_object_get_array_member (answer, "items");

  append_escaped (out,
                  "<ul class=\"cards\" id=\"items\" data-language=\"%s\" data-next=\"%s\">",
                  strcmp (request->language, JL_LANGUAGE_ENGLISH) == 0 ? "en" : "zh",
                  json_object_get_string_member_with_default (answer, "next", ""));
  for (guint i = 0; i < json_array_get_length (items); i++)
    append_card (out, request, json_array_get_object_element (items, i), i < N_EAGER);
  g_string_append (out, "</ul>");
  return jl_response_new_bytes (g_string_free_to_bytes (g_steal_pointer (&out)), "text/html");
}
