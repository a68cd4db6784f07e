// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-places.h"

/**
 * jl_places_get_data_dir:
 *
 * Returns: (transfer full): where the installed data is; JIELI_DATA_DIR overrides it
 */
char *
jl_places_get_data_dir (void)
{
  const char *dir = g_getenv ("JIELI_DATA_DIR");

  return g_strdup (dir != NULL ? dir : JL_PKGDATADIR);
}

static GBytes *
load_file (const char *name, GError **error)
{
  g_autofree char *dir = jl_places_get_data_dir ();
  g_autofree char *path = g_build_filename (dir, "rules", name, NULL);
  char *content;
  gsize length;

  if (!g_file_get_contents (path, &content, &length, error))
    return NULL;
  return g_bytes_new_take (content, length);
}

/**
 * jl_places_load:
 * @error: of reading the two files, or %JL_ERROR_INVALID
 *
 * Returns: (transfer full): the table of divisions
 */
JlDivisions *
jl_places_load (GError **error)
{
  g_autoptr (GBytes) current = load_file ("divisions.csv", error);
  g_autoptr (GBytes) history = current != NULL ? load_file ("divisions-history.csv", error) : NULL;

  return history != NULL ? jl_divisions_new_from_csv (current, history, error) : NULL;
}

static void
add_children (GPtrArray *list, const JlDivision *parent, JlDivisionLevel level)
{
  for (const JlDivision *child = jl_division_get_first_child (parent); child != NULL;
       child = jl_division_get_next_sibling (child)) {
    if (child->valid_to != JL_DATE_NONE)
      continue;
    if (child->level == level)
      g_ptr_array_add (list, (gpointer)child);
    else
      add_children (list, child, level);
  }
}

/**
 * jl_places_list_districts:
 * @divisions: the table
 *
 * Returns: (transfer full) (element-type JlDivision): the districts there are today
 */
GPtrArray *
jl_places_list_districts (const JlDivisions *divisions)
{
  GPtrArray *list = g_ptr_array_new ();

  add_children (list, jl_divisions_get_city (divisions), JL_DIVISION_DISTRICT);
  return list;
}

/**
 * jl_places_list_communities:
 * @divisions: the table
 * @district: code of a district
 *
 * Returns: (transfer full) (element-type JlDivision): its communities of today
 */
GPtrArray *
jl_places_list_communities (const JlDivisions *divisions, const char *district)
{
  GPtrArray *list = g_ptr_array_new ();
  const JlDivision *found = jl_divisions_lookup (divisions, district);

  if (found != NULL)
    add_children (list, found, JL_DIVISION_COMMUNITY);
  return list;
}

/**
 * jl_places_dup_name:
 * @divisions: (nullable): the table
 * @code: (nullable): of a division
 *
 * Returns: (transfer full): district and name for people; the code when it is not known
 */
char *
jl_places_dup_name (const JlDivisions *divisions, const char *code)
{
  const JlDivision *found =
      divisions != NULL && code != NULL ? jl_divisions_lookup (divisions, code) : NULL;
  const JlDivision *district =
      found != NULL ? jl_division_get_ancestor (found, JL_DIVISION_DISTRICT) : NULL;

  if (found == NULL)
    return g_strdup (code != NULL ? code : "");
  if (district == NULL || district == found)
    return g_strdup (found->name);
  return g_strdup_printf ("%s · %s", district->name, found->name);
}
