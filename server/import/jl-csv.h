// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Comma-separated values as RFC 4180 has them, in UTF-8 with or without a mark at the beginning;
 * lines end with LF or CRLF. Spaces around a cell without quotes do not count, nor do empty lines.
 */

/**
 * JlCsvRow:
 * @line: where it begins in the file, from 1; a cell with line breaks has more than one line
 * @cells: @n_cells texts, borrowed until the next row
 */
typedef struct {
  guint64 line;
  guint n_cells;
  const char *const *cells;
} JlCsvRow;

/**
 * JlCsvRowFunc:
 *
 * Returns: %FALSE to stop
 */
typedef gboolean (*JlCsvRowFunc) (const JlCsvRow *row, gpointer user_data);

gboolean jl_csv_check_text (const char *data, gsize size, GError **error);
gboolean jl_csv_foreach (
    const char *data, gsize size, JlCsvRowFunc func, gpointer user_data, GError **error);
gboolean jl_csv_count (const char *data, gsize size, gint64 *n_rows, GError **error);
void jl_csv_append_cell (GString *out, const char *text);

G_END_DECLS
