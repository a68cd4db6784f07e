// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-sheet-row.h"

G_BEGIN_DECLS

/*
 * Comma-separated values as RFC 4180 has them, in UTF-8 with or without a mark at the beginning
 * (jl-sheet-encoding.h makes that of other texts); lines end with LF or CRLF. Spaces around a cell
 * without quotes do not count, nor do rows that are empty.
 */

/* What begins with one of these is a formula to spreadsheets. */
#define JL_CSV_FORMULA_SIGNS "=+-@\t\r"

gboolean jl_csv_foreach (
    const char *data, gsize size, JlSheetRowFunc func, gpointer user_data, GError **error);
void jl_csv_append_cell (GString *out, const char *text);
void jl_csv_append_text (GString *out, const char *text);

G_END_DECLS
