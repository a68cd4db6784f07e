// SPDX-License-Identifier: GPL-3.0-or-later
/* Which division somebody means who writes its name as people do: without its code, without
 * 居民委员会, with or without what it lies in. */
#include "jl-division-match.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* So many are named to whoever has to choose. */
#define MAX_NAMED 3
/* Of a hundred: less alike is no help. */
#define MIN_ALIKE 34

/* What a name can be without; longer ones first. */
static const char *const endings[] = {
  "社区居民委员会", "居民委员会", "村民委员会", "社区居委会", "街道办事处", "居委会",
  "村委会",         "办事处",     "社区",       "街道",       NULL,
};

/* How @name can be written: itself, and without each ending. Returns: how many there are. */
static guint
list_forms (const char *name, gsize lengths[G_N_ELEMENTS (endings)])
{
  gsize length = strlen (name);
  guint n = 0;

  lengths[n++] = length;
  for (guint i = 0; endings[i] != NULL; i++) {
    gsize ending = strlen (endings[i]);

    /* Two characters at least stay. */
    if (length >= ending + 6 && strcmp (name + length - ending, endings[i]) == 0)
      lengths[n++] = length - ending;
  }
  return n;
}

static gboolean
ends_with (const char *text, gsize length, const char *part, gsize part_length)
{
  return length >= part_length && memcmp (text + length - part_length, part, part_length) == 0;
}

static gboolean is_written_above (const char *text, gsize length, const JlDivision *division);

/* Whether the first @length bytes of @text are @division in one of its forms, after what it lies in
 * or not. */
static gboolean
is_written (const char *text, gsize length, const JlDivision *division)
{
  gsize lengths[G_N_ELEMENTS (endings)];
  guint n_forms = list_forms (division->name, lengths);

  for (guint i = 0; i < n_forms; i++)
    if (ends_with (text, length, division->name, lengths[i]) &&
        is_written_above (text, length - lengths[i], division->parent))
      return TRUE;
  /* 光华路居委会 for 光华路社区居民委员会 */
  for (guint i = 0; endings[i] != NULL; i++) {
    gsize ending = strlen (endings[i]);

    for (guint j = 1; ends_with (text, length, endings[i], ending) && j < n_forms; j++)
      if (ends_with (text, length - ending, division->name, lengths[j]) &&
          is_written_above (text, length - ending - lengths[j], division->parent))
        return TRUE;
  }
  return FALSE;
}

static gboolean
is_written_above (const char *text, gsize length, const JlDivision *division)
{
  if (length == 0)
    return TRUE;
  for (; division != NULL; division = division->parent)
    if (is_written (text, length, division))
      return TRUE;
  return FALSE;
}

/* Without what only separates. */
static char *
strip (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!g_unichar_isspace (c) && c != '/' && c != '-' && c != 0xB7 && c != ',' && c != 0xFF0C)
      g_string_append_unichar (plain, c);
  }
  return g_string_free (plain, FALSE);
}

/* Pairs of characters that both have, of a hundred. */
static guint
compare (const gunichar *a, glong n_a, const gunichar *b, glong n_b)
{
  guint n_common = 0;

  for (glong i = 0; i + 1 < n_a; i++)
    for (glong j = 0; j + 1 < n_b; j++)
      if (a[i] == b[j] && a[i + 1] == b[j + 1]) {
        n_common++;
        break;
      }
  return n_a + n_b <= 2 ? 0 : 200 * n_common / (guint)(n_a + n_b - 2);
}

typedef struct {
  const JlDivision *division;
  guint alike;
} Near;

static void
add_near (Near near[MAX_NAMED], const JlDivision *division, guint alike)
{
  for (guint i = 0; i < MAX_NAMED; i++)
    if (alike > near[i].alike) {
      memmove (near + i + 1, near + i, (MAX_NAMED - i - 1) * sizeof *near);
      near[i] = (Near){ division, alike };
      return;
    }
}

typedef struct {
  const JlDivision *division; /* the next to look at */
  JlDate on;
} Walk;

/* The rows follow each other in one table; the city is its first. */
static const JlDivision *
walk_next (Walk *self, const JlDivision *end)
{
  while (self->division < end) {
    const JlDivision *division = self->division++;

    if (jl_division_is_valid_at (division, self->on))
      return division;
  }
  return NULL;
}

static const JlDivision *
find_end (const JlDivision *city)
{
  return city + city->n_descendants + 1;
}

static char *
name_all (const JlDivision *const *divisions, guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++) {
    g_autofree char *name = jl_division_get_full_name (divisions[i]);

    g_string_append_printf (text, "%s%s (%s)", i == 0 ? "" : ", ", name, divisions[i]->code);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
refuse_unknown (const JlDivision *city, const char *text, JlDate on, GError **error)
{
  Near near[MAX_NAMED] = { { NULL } };
  const JlDivision *named[MAX_NAMED];
  Walk walk = { city, on };
  glong n_text, n_name;
  g_autofree gunichar *characters = g_utf8_to_ucs4_fast (text, -1, &n_text);
  g_autofree char *names = NULL;
  const JlDivision *division;
  guint n = 0;

  while ((division = walk_next (&walk, find_end (city))) != NULL) {
    gsize lengths[G_N_ELEMENTS (endings)];
    guint n_forms = list_forms (division->name, lengths);
    g_autofree gunichar *name =
        g_utf8_to_ucs4_fast (division->name, (glong)lengths[n_forms > 1 ? 1 : 0], &n_name);

    add_near (near, division, compare (characters, n_text, name, n_name));
  }
  while (n < MAX_NAMED && near[n].alike >= MIN_ALIKE) {
    named[n] = near[n].division;
    n++;
  }
  names = name_all (named, n);
  if (n == 0)
    jl_set_error_field (
        error, JL_ERROR_INVALID, "division", _ ("There is no division “%s” here"), text);
  else
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "division",
                        _ ("There is no division “%s” here. Is it one of these: %s?"),
                        text,
                        names);
}

/**
 * jl_division_match:
 * @divisions: the city's
 * @text: what somebody wrote: a code, a name, a name after what it lies in
 * @on: a day, on which it exists
 * @error: INVALID, field `division`: none is called so, and which are called nearly so; or several
 *
 * Returns: (transfer none): the division
 */
const JlDivision *
jl_division_match (const JlDivisions *divisions, const char *text, JlDate on, GError **error)
{
  const JlDivision *city = jl_divisions_get_city (divisions);
  const JlDivision *found[MAX_NAMED];
  const JlDivision *division = jl_divisions_lookup (divisions, text);
  Walk walk = { city, on };
  g_autofree char *plain = strip (text);
  g_autofree char *names = NULL;
  guint n_found = 0;

  if (division != NULL && jl_division_is_valid_at (division, on))
    return division;
  while (*plain != '\0' && n_found < MAX_NAMED &&
         (division = walk_next (&walk, find_end (city))) != NULL)
    if (is_written (plain, strlen (plain), division))
      found[n_found++] = division;
  if (n_found == 1)
    return found[0];
  if (n_found == 0) {
    refuse_unknown (city, plain, on, error);
    return NULL;
  }
  names = name_all (found, n_found);
  jl_set_error_field (error,
                      JL_ERROR_INVALID,
                      "division",
                      _ ("Several divisions are called “%s”: %s. Write the code of one"),
                      text,
                      names);
  return NULL;
}
