// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-division-field.h"

#include "jl-choice-field.h"
#include "jl-places.h"
#include "jl-tree-field.h"

#include <glib/gi18n-lib.h>

static void
add_divisions (JlTreeField *field, const JlDivision *parent)
{
  for (const JlDivision *child = jl_division_get_first_child (parent); child != NULL;
       child = jl_division_get_next_sibling (child)) {
    if (child->valid_to != JL_DATE_NONE)
      continue;
    jl_tree_field_add (field,
                       child->code,
                       child->level == JL_DIVISION_DISTRICT ? NULL : parent->code,
                       child->name,
                       NULL);
    add_divisions (field, child);
  }
}

/**
 * jl_community_field_new:
 * @path: of the record's member
 * @divisions: (nullable): the table; without it there is nothing to choose
 *
 * Returns: (transfer floating): a field for one of the communities of today
 */
JlFormField *
jl_community_field_new (const char *path, const JlDivisions *divisions)
{
  JlFormField *field = jl_tree_field_new (path, _ ("Community"));

  if (divisions != NULL)
    add_divisions (JL_TREE_FIELD (field), jl_divisions_get_city (divisions));
  return field;
}

/**
 * jl_district_field_new:
 * @path: of the record's member
 * @divisions: (nullable): the table; without it there is nothing to choose
 *
 * Returns: (transfer floating): a field for the city or one of its districts of today
 */
JlFormField *
jl_district_field_new (const char *path, const JlDivisions *divisions)
{
  JlFormField *field = jl_choice_field_new_list (path, _ ("City or district"));
  g_autoptr (GPtrArray) districts =
      divisions != NULL ? jl_places_list_districts (divisions) : g_ptr_array_new ();

  if (divisions != NULL) {
    const JlDivision *city = jl_divisions_get_city (divisions);

    jl_choice_field_add (JL_CHOICE_FIELD (field), city->code, city->name);
  }
  for (guint i = 0; i < districts->len; i++) {
    const JlDivision *district = districts->pdata[i];

    jl_choice_field_add (JL_CHOICE_FIELD (field), district->code, district->name);
  }
  return field;
}
