// SPDX-License-Identifier: GPL-3.0-or-later
/* What the cells of an imported file say: the API's own values, or the words of the trade. */
#include "jl-item-import-private.h"

#include "jl-json.h"
#include "jl-language.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _JlItemWords {
  GHashTable *categories; /* owned: name → code, both borrowed from the rules */
  GHashTable *choices;    /* owned: label (owned) → wire name, of mode, custody and offer */
};

/* Two categories of one name mean neither. */
static void
add_category (GHashTable *categories, const char *name, const char *code)
{
  if (name != NULL)
    g_hash_table_insert (categories,
                         (gpointer)name,
                         g_hash_table_contains (categories, name) ? NULL : (gpointer)code);
}

static void
add_choices (GHashTable *choices, const JlEnum *values)
{
  JlLanguageScope scope = jl_language_push (JL_LANGUAGE_CHINESE);

  for (guint i = 0; values->names[i] != NULL; i++)
    g_hash_table_insert (choices, g_strdup (_ (values->labels[i])), (gpointer)values->names[i]);
  jl_language_pop (scope);
}

/**
 * jl_item_words_new: (skip)
 * @rules: the rules, which outlive it
 * @today: the day
 *
 * Returns: (transfer full): what names mean
 */
JlItemWords *
jl_item_words_new (const JlRules *rules, JlDate today)
{
  g_autoptr (GPtrArray) categories = jl_rules_list_categories (rules, today);
  JlItemWords *self = g_new0 (JlItemWords, 1);

  self->categories = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < categories->len; i++) {
    const JlCategory *category = categories->pdata[i];

    if (category->is_leaf) {
      add_category (self->categories, category->name.zh, category->code);
      add_category (self->categories, category->name.en, category->code);
    }
  }
  self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  add_choices (self->choices, &jl_mode_enum);
  add_choices (self->choices, &jl_custody_enum);
  add_choices (self->choices, &jl_offer_enum);
  return self;
}

/**
 * jl_item_words_free: (skip)
 * @self: (transfer full) (nullable): words
 */
void
jl_item_words_free (JlItemWords *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->categories);
  g_hash_table_unref (self->choices);
  g_free (self);
}

/**
 * jl_item_words_get_category: (skip)
 * @self: words
 * @text: a cell
 *
 * Returns: (transfer none): the category's code, or @text if it names none
 */
const char *
jl_item_words_get_category (const JlItemWords *self, const char *text)
{
  const char *code = g_hash_table_lookup (self->categories, text);

  return code != NULL ? code : text;
}

/**
 * jl_item_words_get_choice: (skip)
 * @self: words
 * @text: a cell
 *
 * Returns: (transfer none): the wire name of a mode, custody or offer, or @text if it is none
 */
const char *
jl_item_words_get_choice (const JlItemWords *self, const char *text)
{
  const char *name = g_hash_table_lookup (self->choices, text);

  return name != NULL ? name : text;
}

/**
 * jl_item_words_get_grade: (skip)
 * @category: whose scale it is on
 * @text: a cell
 *
 * Returns: (transfer none): the grade's code, or @text if it names none
 */
const char *
jl_item_words_get_grade (const JlCategory *category, const char *text)
{
  const GArray *grades = category->scale->grades;

  for (guint i = 0; i < grades->len; i++) {
    const JlGrade *grade = &g_array_index (grades, JlGrade, i);

    if (g_strcmp0 (grade->name.zh, text) == 0 || g_strcmp0 (grade->name.en, text) == 0)
      return grade->code;
  }
  return text;
}

static const char *
get_value_code (const JlAttribute *attribute, const char *text)
{
  for (guint i = 0; i < attribute->n_values; i++) {
    const JlAttributeValue *value = &attribute->values[i];

    if (g_strcmp0 (value->label.zh, text) == 0 || g_strcmp0 (value->label.en, text) == 0)
      return value->code;
  }
  return text;
}

static gboolean
is_number (const char *text)
{
  const char *digits = *text == '-' ? text + 1 : text;
  gsize n = strspn (digits, "0123456789");

  return n > 0 && n <= 15 && digits[n] == '\0' && (digits[0] != '0' || n == 1);
}

/**
 * jl_item_words_append_number: (skip)
 * @text: a cell
 * @json: (inout): takes the number; or the text, if it is none, so that it is refused for that
 */
void
jl_item_words_append_number (const char *text, GString *json)
{
  if (is_number (text))
    g_string_append (json, text);
  else
    jl_json_append_string (json, text);
}

/**
 * jl_item_words_append_attribute: (skip)
 * @attribute: what is asked for
 * @text: a cell
 * @json: (inout): takes the value as a request would have it; what is no such value is left as it
 *   is, so that it is refused for that
 */
void
jl_item_words_append_attribute (const JlAttribute *attribute, const char *text, GString *json)
{
  static const char *const yes[] = { "true", "yes", "1", "是", "有", NULL };
  static const char *const no[] = { "false", "no", "0", "否", "无", "没有", NULL };

  switch (attribute->type) {
  case JL_ATTRIBUTE_INTEGER:
    jl_item_words_append_number (text, json);
    break;
  case JL_ATTRIBUTE_BOOLEAN:
    if (g_strv_contains (yes, text))
      g_string_append (json, "true");
    else if (g_strv_contains (no, text))
      g_string_append (json, "false");
    else
      jl_json_append_string (json, text);
    break;
  case JL_ATTRIBUTE_ENUM:
    jl_json_append_string (json, get_value_code (attribute, text));
    break;
  default:
    jl_json_append_string (json, text);
  }
}
