// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "jl-csv.h"
#include "jl-error.h"
#include "jl-sheet-encoding.h"

#include <string.h>

/* A file is refused with an error, or its rows are as many as are counted, in the order of their
 * lines, and each written again is read as the same. */

typedef struct {
  gint64 n_rows;
  guint64 line;
} Rows;

static gboolean
compare_cb (const JlSheetRow *row, gpointer user_data)
{
  const JlSheetRow *wanted = user_data;

  g_assert_cmpuint (row->n_cells, ==, wanted->n_cells);
  for (guint i = 0; i < row->n_cells; i++)
    g_assert_cmpstr (row->cells[i], ==, wanted->cells[i]);
  return FALSE;
}

static gboolean
row_cb (const JlSheetRow *row, gpointer user_data)
{
  Rows *rows = user_data;
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean is_empty = TRUE;

  g_assert_cmpuint (row->line, >, rows->line);
  rows->line = row->line;
  rows->n_rows++;
  for (guint i = 0; i < row->n_cells; i++) {
    g_assert_true (g_utf8_validate (row->cells[i], -1, NULL));
    is_empty = is_empty && *row->cells[i] == '\0';
    jl_csv_append_cell (out, row->cells[i]);
  }
  /* Lines without anything are not rows. */
  if (!is_empty)
    g_assert_true (jl_csv_foreach (out->str, out->len, compare_cb, (gpointer)row, NULL));
  return TRUE;
}

/**
 * LLVMFuzzerTestOneInput:
 * @data: a file that somebody chose
 * @size: its size
 *
 * Returns: 0
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  Rows rows = { 0 };
  JlEncoding encoding = JL_ENCODING_UNKNOWN;
  gsize text_size = 0;
  g_autofree char *text =
      jl_encoding_to_utf8 ((const char *)data, size, &encoding, &text_size, &error);

  if (text == NULL || !jl_csv_foreach (text, text_size, row_cb, &rows, &error))
    g_assert_true (error != NULL && error->domain == JL_ERROR);
  return 0;
}
