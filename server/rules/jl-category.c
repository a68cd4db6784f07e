// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rules-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

/* As many as an item's record holds (jl-item.c). */
#define MAX_ATTRIBUTES 40

enum { USE_NAME, USE_REQUIRED, USE_IN_LIST, USE_MAX, USE_N_FIELDS };
static const JlField use_fields[] = {
  [USE_NAME] = JL_CODE_FIELD ("name", JL_FIELD_REQUIRED),
  [USE_REQUIRED] = { .name = "required", .type = JL_FIELD_BOOLEAN },
  [USE_IN_LIST] = { .name = "in_list", .type = JL_FIELD_BOOLEAN },
  [USE_MAX] = { .name = "max", .type = JL_FIELD_INTEGER },
};
JL_ASSERT_FIELDS (USE, use_fields);
static const JlRecordTable use_table = JL_RECORD_TABLE ("use", "JlUseRow", use_fields);

enum {
  CATEGORY_CODE = JL_RULE_N_FIELDS,
  CATEGORY_PARENT,
  CATEGORY_NAME,
  CATEGORY_ICON,
  CATEGORY_SCALE,
  CATEGORY_NEEDS_PHOTO,
  CATEGORY_STORES_DATA,
  CATEGORY_ATTRIBUTES,
  CATEGORY_N_FIELDS
};
static const JlField category_fields[] = {
  JL_RULE_FIELDS,
  [CATEGORY_CODE] = JL_CODE_FIELD ("code", JL_FIELD_REQUIRED),
  [CATEGORY_PARENT] = JL_CODE_FIELD ("parent", 0),
  [CATEGORY_NAME] = JL_NAMES_FIELD ("name", JL_FIELD_REQUIRED),
  [CATEGORY_ICON] = { .name = "icon", .type = JL_FIELD_TEXT, .min = 1, .max = 60 },
  [CATEGORY_SCALE] = JL_CODE_FIELD ("scale", 0),
  [CATEGORY_NEEDS_PHOTO] = { .name = "needs_photo", .type = JL_FIELD_BOOLEAN },
  [CATEGORY_STORES_DATA] = { .name = "stores_data", .type = JL_FIELD_BOOLEAN },
  [CATEGORY_ATTRIBUTES] = { .name = "attributes",
                            .type = JL_FIELD_LIST,
                            .record = &use_table,
                            .max = MAX_ATTRIBUTES },
};
JL_ASSERT_FIELDS (CATEGORY, category_fields);
static const JlRecordTable category_table =
    JL_RECORD_TABLE ("category", "JlCategoryRow", category_fields);

static void
category_free (gpointer data)
{
  JlCategory *self = data;

  g_ptr_array_unref (self->attributes);
  g_free (self);
}

static void
categories_create (JlRules *rules)
{
  rules->categories = jl_rule_index_new (category_free);
}

/* The attribute as this category asks for it; its values stay the definition's. */
static JlAttribute *
use_attribute (JlRules *rules, const JlCategory *category, JlRecord *use, GError **error)
{
  const char *name = jl_record_get_text (use, USE_NAME);
  const JlAttributeRule *definition =
      jl_rule_index_find (rules->attributes, name, category->rule.valid_from);
  JlAttribute *attribute;

  if (definition == NULL || !jl_rule_covers (&definition->rule, &category->rule)) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "name", _ ("attributes.json has no “%s” for that time"), name);
    return NULL;
  }
  if (jl_category_find_attribute (category, name) != NULL) {
    jl_set_error_field (error, JL_ERROR_INVALID, "name", _ ("“%s” is there twice"), name);
    return NULL;
  }
  attribute = g_memdup2 (&definition->attribute, sizeof *attribute);
  attribute->required = jl_record_get_integer (use, USE_REQUIRED);
  attribute->in_list = jl_record_get_integer (use, USE_IN_LIST);
  if (jl_record_has (use, USE_MAX)) {
    gint64 max = jl_record_get_integer (use, USE_MAX);

    if (max < MAX (attribute->min, 1) || max > attribute->max) {
      jl_set_error_field (
          error, JL_ERROR_INVALID, "max", _ ("may only narrow what attributes.json allows"));
      g_free (attribute);
      return NULL;
    }
    attribute->max = max;
  }
  return attribute;
}

static gboolean
read_attributes (JlRules *rules, JlCategory *category, GPtrArray *uses, GError **error)
{
  for (guint i = 0; uses != NULL && i < uses->len; i++) {
    JlAttribute *attribute = use_attribute (rules, category, uses->pdata[i], error);

    if (attribute == NULL) {
      g_autofree char *path = g_strdup_printf ("attributes[%u]", i);

      jl_error_prefix_field (error, path);
      return FALSE;
    }
    g_ptr_array_add (category->attributes, attribute);
  }
  return TRUE;
}

/* A child has what its parent has, unless it says otherwise. */
static gboolean
inherit (JlCategory *category, gboolean states_photo, GError **error)
{
  const JlCategory *parent = category->parent;

  if (category->icon == NULL)
    category->icon = parent->icon;
  if (category->scale == NULL)
    category->scale = parent->scale;
  if (!states_photo)
    category->needs_photo = parent->needs_photo;
  for (guint i = 0; i < parent->attributes->len; i++) {
    const JlAttribute *attribute = parent->attributes->pdata[i];

    if (jl_category_find_attribute (category, attribute->name) == NULL)
      g_ptr_array_add (category->attributes, g_memdup2 (attribute, sizeof *attribute));
  }
  if (category->attributes->len > MAX_ATTRIBUTES) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "attributes",
                        _ ("more than %d with those of its parent"),
                        MAX_ATTRIBUTES);
    return FALSE;
  }
  return TRUE;
}

static gboolean
find_parent (JlRules *rules, JlCategory *category, const char *code, GError **error)
{
  /* Found mutable again because the loader still builds it. */
  JlCategory *parent =
      (JlCategory *)jl_rule_index_find (rules->categories, code, category->rule.valid_from);

  if (parent == NULL || !jl_rule_covers (&parent->rule, &category->rule)) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "parent", _ ("no “%s” before this row for that time"), code);
    return FALSE;
  }
  if (parent->parent != NULL) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "parent", _ ("“%s” is itself below another category"), code);
    return FALSE;
  }
  parent->is_leaf = FALSE;
  category->parent = parent;
  return TRUE;
}

static gboolean
find_scale (JlRules *rules, JlCategory *category, const char *code, GError **error)
{
  category->scale = jl_rules_find_scale (rules, code, category->rule.valid_from);
  if (category->scale != NULL && jl_rule_covers (&category->scale->rule, &category->rule))
    return TRUE;
  jl_set_error_field (
      error, JL_ERROR_INVALID, "scale", _ ("grades.json has no “%s” for that time"), code);
  return FALSE;
}

/* Top categories say everything themselves. */
static gboolean
check_top (const JlCategory *category, GError **error)
{
  if (category->icon == NULL || category->scale == NULL) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, category->icon == NULL ? "icon" : "scale", _ ("is missing"));
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_category (JlRules *rules, JlCategory *category, JlRecord *row, GError **error)
{
  const char *parent = jl_record_get_text (row, CATEGORY_PARENT);
  const char *scale = jl_record_get_text (row, CATEGORY_SCALE);
  gboolean states_photo = jl_record_has (row, CATEGORY_NEEDS_PHOTO);

  category->code = jl_record_get_text (row, CATEGORY_CODE);
  category->name = jl_names_read (row, CATEGORY_NAME);
  category->icon = jl_record_get_text (row, CATEGORY_ICON);
  category->needs_photo = !states_photo || jl_record_get_integer (row, CATEGORY_NEEDS_PHOTO);
  category->stores_data = jl_record_get_integer (row, CATEGORY_STORES_DATA);
  category->is_leaf = TRUE;
  category->attributes = g_ptr_array_new_with_free_func (g_free);

  return jl_rule_read (&category->rule, row, error) &&
         jl_code_check (category->code, "code", error) &&
         (scale == NULL || find_scale (rules, category, scale, error)) &&
         read_attributes (rules, category, jl_record_get_list (row, CATEGORY_ATTRIBUTES), error) &&
         (parent == NULL ? check_top (category, error)
                         : find_parent (rules, category, parent, error) &&
                               inherit (category, states_photo, error));
}

static gboolean
categories_take (JlRules *rules, JlRecord *row, GError **error)
{
  JlCategory *category = g_new0 (JlCategory, 1);

  if (!read_category (rules, category, row, error)) {
    category_free (category);
    return FALSE;
  }
  return jl_rule_index_add (rules->categories, category->code, category, error);
}

const JlRuleReader jl_categories_reader = {
  .name = "categories",
  .row = &category_table,
  .create = categories_create,
  .take = categories_take,
};

/**
 * jl_rules_get_category:
 * @self: the rules
 * @code: what somebody sent, e.g. `sofa`
 * @on: a day
 *
 * Returns: (transfer none): the category, or %NULL with INVALID for the field `category` if there
 * is none on that day
 */
const JlCategory *
jl_rules_get_category (const JlRules *self, const char *code, JlDate on, GError **error)
{
  const JlCategory *category = jl_rule_index_find (self->categories, code, on);

  if (category == NULL)
    jl_set_error_field (error, JL_ERROR_INVALID, "category", _ ("there is no category “%s”"), code);
  return category;
}

/**
 * jl_rules_list_categories:
 * @self: the rules
 * @on: a day
 *
 * Returns: (transfer container) (element-type JlCategory): those that hold on that day, each after
 * its parent
 */
GPtrArray *
jl_rules_list_categories (const JlRules *self, JlDate on)
{
  const GPtrArray *all = jl_rule_index_get_all (self->categories);
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++) {
    if (jl_rule_holds (all->pdata[i], on))
      g_ptr_array_add (list, all->pdata[i]);
  }
  return list;
}

/**
 * jl_category_is_within:
 * @self: a category
 * @code: a code
 *
 * Returns: whether @code is the category's own or its parent's
 */
gboolean
jl_category_is_within (const JlCategory *self, const char *code)
{
  return g_str_equal (self->code, code) ||
         (self->parent != NULL && g_str_equal (self->parent->code, code));
}

/**
 * jl_category_find_attribute:
 * @self: a category
 * @name: e.g. `seats`
 *
 * Returns: (transfer none) (nullable): the attribute as this category asks for it
 */
const JlAttribute *
jl_category_find_attribute (const JlCategory *self, const char *name)
{
  for (guint i = 0; i < self->attributes->len; i++) {
    const JlAttribute *attribute = self->attributes->pdata[i];

    if (g_str_equal (attribute->name, name))
      return attribute;
  }
  return NULL;
}
