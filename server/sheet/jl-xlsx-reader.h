// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-sheet-row.h"

G_BEGIN_DECLS

/*
 * The first sheet of a workbook (ECMA-376) that is not hidden, row by row, as texts: a formula's
 * last result, dates as `2026-11-23`, numbers as people write them. Of merged cells the first has
 * what all show; empty rows do not count.
 */
gboolean
jl_xlsx_foreach (const char *path, JlSheetRowFunc func, gpointer user_data, GError **error);

G_END_DECLS
