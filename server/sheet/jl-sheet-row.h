// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More columns than any form has; a file with more is not what it should be. */
#define JL_SHEET_MAX_COLUMNS 256

/**
 * JlSheetRow:
 * @line: where it begins in the file, from 1; a cell with line breaks has more than one line
 * @n_cells: how many
 * @cells: texts in UTF-8, borrowed until the next row
 */
typedef struct {
  guint64 line;
  guint n_cells;
  const char *const *cells;
} JlSheetRow;

/**
 * JlSheetRowFunc:
 *
 * Returns: %FALSE to stop
 */
typedef gboolean (*JlSheetRowFunc) (const JlSheetRow *row, gpointer user_data);

G_END_DECLS
