// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-division.h"
#include "jl-division-private.h"

#include <string.h>

/* What a key of a level is a multiple of: the digits below are those of lower levels. */
static const gint64 units[] = {
  [JL_DIVISION_CITY] = 100000000,
  [JL_DIVISION_DISTRICT] = 1000000,
  [JL_DIVISION_STREET] = 1000,
  [JL_DIVISION_COMMUNITY] = 1,
};

/* A code of 4, 6, 9 or 12 digits as a number of twelve; FALSE for anything else. */
gboolean
jl_division_key_from_code (const char *code, gint64 *key)
{
  gsize length = strnlen (code, JL_DIVISION_CODE_SIZE);
  gint64 value = 0;

  if (length != 4 && length != 6 && length != 9 && length != 12)
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isdigit (code[i]))
      return FALSE;
    value = value * 10 + (code[i] - '0');
  }
  for (gsize i = length; i < JL_DIVISION_CODE_SIZE - 1; i++)
    value *= 10;
  *key = value;
  return TRUE;
}

/* The lowest level whose digits are not all zero. */
JlDivisionLevel
jl_division_key_get_level (gint64 key)
{
  JlDivisionLevel level = JL_DIVISION_CITY;

  while (key % units[level] != 0)
    level++;
  return level;
}

/* The key one level up, 0 for a city's. */
gint64
jl_division_key_get_parent (gint64 key)
{
  JlDivisionLevel level = jl_division_key_get_level (key);

  return level == JL_DIVISION_CITY ? 0 : key - key % units[level - 1];
}

/* The place of a key, -1 if there is no such division. */
int
jl_divisions_find (const JlDivisions *self, gint64 key)
{
  guint low = 0;
  guint high = self->n_rows;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (self->keys[middle] == key)
      return (int)middle;
    if (self->keys[middle] < key)
      low = middle + 1;
    else
      high = middle;
  }
  return -1;
}

/**
 * jl_divisions_free:
 * @self: (nullable): a table
 *
 * Frees the table with all its divisions.
 */
void
jl_divisions_free (JlDivisions *self)
{
  if (self == NULL)
    return;

  g_free (self->rows);
  g_free (self->keys);
  g_free (self->names);
  g_free (self);
}

/**
 * jl_divisions_get_count:
 * @self: a table
 *
 * Returns: how many divisions there are, present and abolished
 */
guint
jl_divisions_get_count (const JlDivisions *self)
{
  return self->n_rows;
}

/**
 * jl_divisions_get_city:
 * @self: a table
 *
 * Returns: (transfer none): the city, of which all others are descendants
 */
const JlDivision *
jl_divisions_get_city (const JlDivisions *self)
{
  return &self->rows[0];
}

/**
 * jl_divisions_lookup:
 * @self: a table
 * @code: a code of 4 (the city), 6, 9 or 12 digits; zeros may fill it up to a longer form, as in
 *   `130102000000` for a district
 *
 * Returns: (transfer none) (nullable): the division, abolished ones included; %NULL if @code is not
 * one
 */
const JlDivision *
jl_divisions_lookup (const JlDivisions *self, const char *code)
{
  gint64 key;
  int at;

  if (!jl_division_key_from_code (code, &key))
    return NULL;
  at = jl_divisions_find (self, key);
  return at < 0 ? NULL : &self->rows[at];
}

/**
 * jl_division_is_valid_at:
 * @self: a division
 * @date: a day
 *
 * Returns: whether the division exists on @date. Where only the year of a change is known, old and
 * new are both valid in all of that year
 */
gboolean
jl_division_is_valid_at (const JlDivision *self, JlDate date)
{
  return (self->valid_from == JL_DATE_NONE || date >= self->valid_from) &&
         (self->valid_to == JL_DATE_NONE || date <= self->valid_to);
}

/**
 * jl_division_get_successor_at:
 * @self: a division
 * @date: a day
 *
 * Finds what an old code means on a later day, e.g. 130122 获鹿县 is 130110 鹿泉区 today.
 *
 * Returns: (transfer none) (nullable): @self if it is valid on @date, else the first of its
 * successors that is; %NULL if there is none, or if a division on the way was split among several
 */
const JlDivision *
jl_division_get_successor_at (const JlDivision *self, JlDate date)
{
  while (self != NULL && !jl_division_is_valid_at (self, date))
    self = self->successor;
  return self;
}

/**
 * jl_division_get_ancestor:
 * @self: a division
 * @level: which ancestor
 *
 * Returns: (transfer none) (nullable): what @self is part of at @level, @self if that is its own
 * level; %NULL if @level is below it
 */
const JlDivision *
jl_division_get_ancestor (const JlDivision *self, JlDivisionLevel level)
{
  while (self != NULL && self->level > level)
    self = self->parent;
  return self != NULL && self->level == level ? self : NULL;
}

/**
 * jl_division_get_first_child:
 * @self: a division
 *
 * Begins a walk over the divisions directly below @self, in the order of their codes. Abolished
 * ones are among them.
 *
 * Returns: (transfer none) (nullable): the first, %NULL if there is none
 */
const JlDivision *
jl_division_get_first_child (const JlDivision *self)
{
  return self->n_descendants > 0 ? self + 1 : NULL;
}

/**
 * jl_division_get_next_sibling:
 * @self: a division
 *
 * Returns: (transfer none) (nullable): the next one with the same parent, %NULL if there is none
 */
const JlDivision *
jl_division_get_next_sibling (const JlDivision *self)
{
  const JlDivision *next = self + 1 + self->n_descendants;

  if (self->parent == NULL || next > self->parent + self->parent->n_descendants)
    return NULL;
  return next;
}

/**
 * jl_division_get_full_name:
 * @self: a division
 *
 * Returns: (transfer full): the names from the district down, as an address has them, e.g.
 *   长安区建北街道棉二社区居委会; the city's own name for the city
 */
char *
jl_division_get_full_name (const JlDivision *self)
{
  g_autoptr (GString) name = g_string_new (self->name);

  for (const JlDivision *above = self->parent; above != NULL && above->parent != NULL;
       above = above->parent)
    g_string_prepend (name, above->name);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* The division as it is at @date: an abolished one is what became of it. */
static const JlDivision *
find_present (const JlDivisions *self, const char *code, JlDate date)
{
  const JlDivision *division = code != NULL ? jl_divisions_lookup (self, code) : NULL;

  if (division == NULL || jl_division_is_valid_at (division, date))
    return division;
  return jl_division_get_successor_at (division, date);
}

/**
 * jl_division_code_reaches:
 * @self: the divisions
 * @code: (nullable): of one
 * @other: (nullable): of another
 * @date: a day
 *
 * Returns: whether @other, or what became of it, lies in @code at @date, or is the same
 */
gboolean
jl_division_code_reaches (const JlDivisions *self, const char *code, const char *other, JlDate date)
{
  const JlDivision *outer = find_present (self, code, date);
  const JlDivision *inner = find_present (self, other, date);

  return outer != NULL && inner != NULL && jl_division_get_ancestor (inner, outer->level) == outer;
}
