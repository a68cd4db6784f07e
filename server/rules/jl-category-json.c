// SPDX-License-Identifier: GPL-3.0-or-later
/* The answer to GET /categories. */
#include "jl-rules-private.h"

#include "jl-json.h"

/* Begins a member of an object. */
static void
append_key (GString *out, const char *name)
{
  if (out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  jl_json_append_string (out, name);
  g_string_append_c (out, ':');
}

static void
append_text (GString *out, const char *name, const char *text)
{
  append_key (out, name);
  jl_json_append_string (out, text);
}

static void
append_names (GString *out, const char *name, const JlNames *names)
{
  append_key (out, name);
  g_string_append_c (out, '{');
  append_text (out, "zh", names->zh);
  append_text (out, "en", names->en);
  g_string_append_c (out, '}');
}

static void
append_integer (GString *out, const char *name, gint64 value)
{
  append_key (out, name);
  g_string_append_printf (out, "%" G_GINT64_FORMAT, value);
}

static void
append_boolean (GString *out, const char *name, gboolean value)
{
  append_key (out, name);
  g_string_append (out, value ? "true" : "false");
}

/* Begins an element of a list. */
static void
append_comma (GString *out)
{
  if (out->str[out->len - 1] != '[')
    g_string_append_c (out, ',');
}

static void
append_values (GString *out, const JlAttribute *attribute)
{
  append_key (out, "values");
  g_string_append_c (out, '[');
  for (guint i = 0; i < attribute->n_values; i++) {
    append_comma (out);
    g_string_append_c (out, '{');
    append_text (out, "code", attribute->values[i].code);
    append_names (out, "label", &attribute->values[i].label);
    g_string_append_c (out, '}');
  }
  g_string_append_c (out, ']');
}

static void
append_attribute (GString *out, const JlAttribute *attribute)
{
  append_comma (out);
  g_string_append_c (out, '{');
  append_text (out, "name", attribute->name);
  append_names (out, "label", &attribute->label);
  append_text (out, "type", jl_enum_get_name (&jl_attribute_type_enum, attribute->type));
  append_boolean (out, "required", attribute->required);
  append_boolean (out, "in_list", attribute->in_list);
  append_boolean (out, "public", attribute->is_public);
  if (attribute->type == JL_ATTRIBUTE_INTEGER)
    append_integer (out, "min", attribute->min);
  if (attribute->type == JL_ATTRIBUTE_INTEGER || attribute->type == JL_ATTRIBUTE_TEXT)
    append_integer (out, "max", attribute->max);
  if (attribute->type == JL_ATTRIBUTE_IDENTIFIER)
    append_text (
        out, "identifier", jl_enum_get_name (&jl_identifier_kind_enum, attribute->identifier));
  if (attribute->type == JL_ATTRIBUTE_DATE)
    append_boolean (out, "past", attribute->past);
  if (attribute->unit.zh != NULL)
    append_names (out, "unit", &attribute->unit);
  if (attribute->n_values > 0)
    append_values (out, attribute);
  if (attribute->help.zh != NULL)
    append_names (out, "help", &attribute->help);
  g_string_append_c (out, '}');
}

static void
append_grades (GString *out, const JlGradeScale *scale, gboolean criteria)
{
  append_key (out, "grades");
  g_string_append_c (out, '[');
  for (guint i = 0; i < scale->grades->len; i++) {
    const JlGrade *grade = &g_array_index (scale->grades, JlGrade, i);

    append_comma (out);
    g_string_append_c (out, '{');
    append_text (out, "code", grade->code);
    append_names (out, "name", &grade->name);
    if (criteria) {
      append_names (out, "criterion", &grade->criterion);
      append_boolean (out, "tradable", grade->tradable);
    }
    g_string_append_c (out, '}');
  }
  g_string_append_c (out, ']');
}

static void
append_stops (GString *out, const JlGradeScale *scale)
{
  append_key (out, "stops");
  g_string_append_c (out, '[');
  for (guint i = 0; i < scale->stops->len; i++) {
    const JlGradeStop *stop = &g_array_index (scale->stops, JlGradeStop, i);

    append_comma (out);
    g_string_append_c (out, '{');
    append_text (out, "code", stop->code);
    append_names (out, "name", &stop->name);
    append_names (out, "criterion", &stop->criterion);
    if (stop->cap != NULL)
      append_text (out, "cap", stop->cap->code);
    g_string_append_c (out, '}');
  }
  g_string_append_c (out, ']');
}

static void
append_axes (GString *out, const JlGradeScale *scale)
{
  append_key (out, "axes");
  g_string_append_c (out, '[');
  for (guint i = 0; i < scale->axes->len; i++) {
    const JlGradeAxis *axis = &g_array_index (scale->axes, JlGradeAxis, i);

    append_comma (out);
    g_string_append_c (out, '{');
    append_text (out, "code", axis->code);
    append_names (out, "name", &axis->name);
    append_names (out, "criterion", &axis->criterion);
    g_string_append_c (out, '}');
  }
  g_string_append_c (out, ']');
}

/* Only what grades are called, or all there is to be known of them. */
static void
append_scales (GString *out, const JlRules *self, JlCategoryDetail detail, JlDate on)
{
  const GPtrArray *all = jl_rule_index_get_all (self->scales);

  append_key (out, "scales");
  g_string_append_c (out, '[');
  for (guint i = 0; i < all->len; i++) {
    const JlGradeScale *scale = all->pdata[i];

    if (!jl_rule_holds (&scale->rule, on))
      continue;
    append_comma (out);
    g_string_append_c (out, '{');
    append_text (out, "code", scale->code);
    append_names (out, "name", &scale->name);
    if (detail == JL_CATEGORY_FULL) {
      if (scale->note.zh != NULL)
        append_names (out, "note", &scale->note);
      append_grades (out, scale, TRUE);
      append_stops (out, scale);
      append_axes (out, scale);
    } else {
      append_grades (out, scale, FALSE);
    }
    g_string_append_c (out, '}');
  }
  g_string_append_c (out, ']');
}

static void
append_category (GString *out,
                 const JlCategory *category,
                 JlCategoryDetail detail,
                 gboolean criteria)
{
  g_string_append_c (out, '{');
  append_text (out, "code", category->code);
  append_key (out, "parent");
  if (category->parent != NULL)
    jl_json_append_string (out, category->parent->code);
  else
    g_string_append (out, "null");
  append_names (out, "name", &category->name);
  append_text (out, "icon", category->icon);
  if (detail == JL_CATEGORY_FULL) {
    append_boolean (out, "leaf", category->is_leaf);
    append_boolean (out, "needs_photo", category->needs_photo);
    append_boolean (out, "stores_data", category->stores_data);
    append_text (out, "scale", category->scale->code);
    append_grades (out, category->scale, criteria);
    append_key (out, "attributes");
    g_string_append_c (out, '[');
    for (guint i = 0; i < category->attributes->len; i++)
      append_attribute (out, category->attributes->pdata[i]);
    g_string_append_c (out, ']');
  }
  g_string_append_c (out, '}');
}

static char *
make_json (const JlRules *self, JlCategoryDetail detail, JlDate on)
{
  g_autoptr (GPtrArray) list = jl_rules_list_categories (self, on);
  GString *out = g_string_new ("{");

  append_text (out, "version", self->version);
  append_key (out, "items");
  g_string_append_c (out, '[');
  for (guint i = 0; i < list->len; i++) {
    const JlCategory *category = list->pdata[i];

    if (detail == JL_CATEGORY_GROUPS && category->parent != NULL)
      continue;
    append_comma (out);
    append_category (out, category, detail, FALSE);
  }
  g_string_append_c (out, ']');
  if (detail != JL_CATEGORY_NAMES)
    append_scales (out, self, detail, on);
  g_string_append (out, ",\"next\":null}");
  return g_string_free (out, FALSE);
}

/**
 * jl_category_to_json:
 * @self: a category
 *
 * Returns: (transfer full): one element of the answer to `GET /categories`, in full and with what
 * its grades mean
 */
char *
jl_category_to_json (const JlCategory *self)
{
  GString *out = g_string_new (NULL);

  append_category (out, self, JL_CATEGORY_FULL, TRUE);
  return g_string_free (out, FALSE);
}

/**
 * jl_rules_get_categories_json:
 * @self: the rules
 * @detail: how much of each
 * @on: today
 *
 * The answer to `GET /categories`: `{"version", "items": [{code, parent, name, icon, leaf,
 * needs_photo, stores_data, scale, grades[], attributes[]}], "scales": [{code, name, note,
 * grades[], stops[], axes[]}], "next": null}`. Members that say nothing about an attribute of its
 * type are absent; what a grade means stands once, with its scale. With %JL_CATEGORY_NAMES only
 * code, parent, name and icon; with %JL_CATEGORY_GROUPS these of the categories at the top, and the
 * names of all grades: what the first page on a phone needs. Made once a day.
 *
 * Returns: (transfer full): JSON text
 */
GBytes *
jl_rules_get_categories_json (const JlRules *self, JlCategoryDetail detail, JlDate on)
{
  JlRules *cache = (JlRules *)self; /* only what json_lock guards changes */
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache->json_lock);

  if (cache->json[detail] == NULL || cache->json_day[detail] != on) {
    char *text = make_json (self, detail, on);

    g_clear_pointer (&cache->json[detail], g_bytes_unref);
    cache->json[detail] = g_bytes_new_take (text, strlen (text));
    cache->json_day[detail] = on;
  }
  return g_bytes_ref (cache->json[detail]);
}
