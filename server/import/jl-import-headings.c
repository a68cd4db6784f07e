// SPDX-License-Identifier: GPL-3.0-or-later
/* The headings of tables whose columns are known beforehand. */
#include "jl-import-headings.h"

#include "jl-error.h"
#include "jl-language.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static int
find_heading (const JlImportHeading *known, const char *text)
{
  if (*text == '\0')
    return JL_IMPORT_NO_HEADING;
  for (int i = 0; known[i].name != NULL; i++)
    if (strcmp (known[i].name, text) == 0 || g_strv_contains (known[i].aliases, text))
      return i;
  return -2;
}

static gboolean
has_column (const GArray *columns, int heading)
{
  for (guint i = 0; i < columns->len; i++)
    if (g_array_index (columns, int, i) == heading)
      return TRUE;
  return FALSE;
}

static char *
join_needed (const JlImportHeading *known)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; known[i].name != NULL; i++)
    if (known[i].is_needed)
      g_ptr_array_add (names, (gpointer)known[i].name);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **)names->pdata);
}

/**
 * jl_import_headings_read:
 * @known: what columns may hold
 * @row: the file's first row
 * @error: INVALID with a heading that means nothing or is there twice, or what is missing
 *
 * Returns: (transfer full) (element-type int): for each column which of @known it holds;
 *   %JL_IMPORT_NO_HEADING for one without heading, which must be empty
 */
GArray *
jl_import_headings_read (const JlImportHeading *known, const JlSheetRow *row, GError **error)
{
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (int));
  g_autofree char *needed = join_needed (known);

  for (guint i = 0; i < row->n_cells; i++) {
    g_autofree char *text = g_strstrip (g_strdup (row->cells[i]));
    int heading = find_heading (known, text);

    if (heading < JL_IMPORT_NO_HEADING || (heading >= 0 && has_column (columns, heading))) {
      g_set_error (error,
                   JL_ERROR,
                   JL_ERROR_INVALID,
                   heading >= 0 ? _ ("Column %u: the heading “%s” is there twice")
                                : _ ("Column %u: nothing is known by the heading “%s”"),
                   i + 1,
                   text);
      return NULL;
    }
    g_array_append_val (columns, heading);
  }
  for (int i = 0; known[i].name != NULL; i++)
    if (known[i].is_needed && !has_column (columns, i)) {
      g_set_error (error, JL_ERROR, JL_ERROR_INVALID, _ ("These headings are needed: %s"), needed);
      return NULL;
    }
  return g_steal_pointer (&columns);
}

static gboolean
is_label (const JlEnum *values, guint i, const char *language, const char *text)
{
  JlLanguageScope scope = jl_language_push (language);
  gboolean is_it = g_ascii_strcasecmp (_ (values->labels[i]), text) == 0;

  jl_language_pop (scope);
  return is_it;
}

/**
 * jl_import_choice_find:
 * @values: what may be chosen
 * @text: a cell
 *
 * Returns: which of @values it is, by its name or by its label in either language; -1: none
 */
int
jl_import_choice_find (const JlEnum *values, const char *text)
{
  for (guint i = 0; values->names[i] != NULL; i++)
    if (strcmp (values->names[i], text) == 0 || is_label (values, i, JL_LANGUAGE_ENGLISH, text) ||
        is_label (values, i, JL_LANGUAGE_CHINESE, text))
      return (int)i;
  return -1;
}
