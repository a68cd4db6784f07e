// SPDX-License-Identifier: GPL-3.0-or-later
/* What is said of an item, checked against the rules and brought into the form that is stored. A
 * draft may lack much of it; see jl-item-gates.c for what is offered. */
#include "jl-items-private.h"

#include "jl-division.h"
#include "jl-error.h"
#include "jl-language.h"

#include <glib/gi18n-lib.h>

static gboolean
settle_title (JlRecord *item, GError **error)
{
  g_autofree char *title = g_strdup (jl_record_get_text (item, JL_ITEM_TITLE));

  g_strstrip (title);
  if (*title == '\0') {
    jl_set_error_field (error, JL_ERROR_INVALID, "title", _ ("must not be empty"));
    return FALSE;
  }
  jl_record_set_text (item, JL_ITEM_TITLE, title);
  return TRUE;
}

/* The community that is named, else the organisation's own; both tell the district. */
static gboolean
settle_place (
    const JlRules *rules, JlRecord *item, JlRecord *organisation, JlDate today, GError **error)
{
  const JlDivisions *divisions = jl_rules_get_divisions (rules);
  const char *community = jl_record_get_text (item, JL_ITEM_COMMUNITY);
  const char *home = jl_record_get_text (organisation, JL_ORGANISATION_DIVISION);
  const JlDivision *division = jl_divisions_lookup (divisions, community ? community : home);
  const JlDivision *district = NULL;

  if (community != NULL && (division == NULL || division->level != JL_DIVISION_COMMUNITY ||
                            !jl_division_is_valid_at (division, today))) {
    jl_set_error_field (error, JL_ERROR_INVALID, "community", _ ("There is no such community"));
    return FALSE;
  }
  if (division != NULL)
    district = jl_division_get_ancestor (division, JL_DIVISION_DISTRICT);
  if (district == NULL) {
    jl_set_error_field (error, JL_ERROR_INVALID, "community", _ ("Say in which community it is"));
    return FALSE;
  }

  if (division->level == JL_DIVISION_COMMUNITY)
    jl_record_set_text (item, JL_ITEM_COMMUNITY, division->code);
  else
    jl_record_set_null (item, JL_ITEM_COMMUNITY);
  jl_record_set_text (item, JL_ITEM_DISTRICT, district->code);
  return TRUE;
}

static void
copy_members (JsonObject *from, JsonObject *to)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (from == NULL)
    return;
  json_object_iter_init (&iter, from);
  while (json_object_iter_next (&iter, &name, &node))
    json_object_set_member (to, name, json_node_copy (node));
}

/* All attributes together, checked; those that only the organisation may see are kept apart. */
static gboolean
settle_attributes (const JlCategory *category, JlRecord *item, JlDate today, GError **error)
{
  g_autoptr (JsonObject) attributes = json_object_new ();
  g_autoptr (JsonObject) hidden = NULL;

  copy_members (jl_record_get_object (item, JL_ITEM_PRIVATE_ATTRIBUTES), attributes);
  copy_members (jl_record_get_object (item, JL_ITEM_ATTRIBUTES), attributes);
  if (!jl_category_check_attributes (category, attributes, today, FALSE, error))
    return FALSE;
  hidden = jl_category_take_private (category, attributes);
  jl_record_set_object (item, JL_ITEM_ATTRIBUTES, attributes);
  jl_record_set_object (item, JL_ITEM_PRIVATE_ATTRIBUTES, hidden);
  return TRUE;
}

static gboolean
check_grade (const JlCategory *category, JlRecord *item, GError **error)
{
  const char *grade = jl_record_get_text (item, JL_ITEM_GRADE);

  if (grade == NULL || jl_grade_scale_find (category->scale, grade) != NULL)
    return TRUE;
  jl_set_error_field (error,
                      JL_ERROR_INVALID,
                      "grade",
                      _ ("“%s” is no grade of %s"),
                      grade,
                      jl_names_get (&category->scale->name, jl_language_get ()));
  return FALSE;
}

/* What is given away has no price, not even none: 0 is what is asked for nothing else. */
static gboolean
settle_price (JlRecord *item, GError **error)
{
  if (jl_record_get_integer (item, JL_ITEM_MODE) != JL_MODE_GIVE)
    return TRUE;
  if (jl_record_get_integer (item, JL_ITEM_PRICE_FEN) > 0) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "price_fen", _ ("What is given away has no price"));
    return FALSE;
  }
  jl_record_set_null (item, JL_ITEM_PRICE_FEN);
  return TRUE;
}

/**
 * jl_item_settle_content:
 * @rules: the rules
 * @item: an item with all of its fields; takes the form that is stored: private attributes apart,
 *   district and category group filled in
 * @organisation: its home
 * @today: the day
 * @error: INVALID with the member at fault
 *
 * Checks everything that must be right even in a draft.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_item_settle_content (
    const JlRules *rules, JlRecord *item, JlRecord *organisation, JlDate today, GError **error)
{
  const JlCategory *category =
      jl_rules_get_category (rules, jl_record_get_text (item, JL_ITEM_CATEGORY), today, error);

  if (category == NULL)
    return FALSE;
  if (!category->is_leaf) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "category",
                        _ ("“%s” is too general, choose one below it"),
                        jl_names_get (&category->name, jl_language_get ()));
    return FALSE;
  }
  jl_record_set_text (item,
                      JL_ITEM_CATEGORY_GROUP,
                      category->parent != NULL ? category->parent->code : category->code);
  return settle_title (item, error) && settle_place (rules, item, organisation, today, error) &&
         settle_attributes (category, item, today, error) && check_grade (category, item, error) &&
         settle_price (item, error);
}
