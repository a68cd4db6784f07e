// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-sheet-encoding.h"
#include "jl-sheet-rows.h"

G_BEGIN_DECLS

typedef enum { JL_SHEET_CSV, JL_SHEET_XLSX } JlSheetFormat;

/**
 * JlSheetFacts:
 * @format: what the file is
 * @encoding: (in): of a CSV file, if it is known; (out): what it was read as
 *
 * What there is to know of a file beside its rows.
 */
typedef struct {
  JlSheetFormat format;
  JlEncoding encoding;
} JlSheetFacts;

gboolean jl_sheet_read (const char *path, JlSheetRows *rows, JlSheetFacts *facts, GError **error);

G_END_DECLS
