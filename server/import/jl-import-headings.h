// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"
#include "jl-sheet-row.h"

G_BEGIN_DECLS

/**
 * JlImportHeading:
 * @name: the member, as the programming interface names it; %NULL ends a table
 * @aliases: the words of the trade; ends with %NULL
 * @is_needed: without it no row can be taken in
 *
 * What a column may hold.
 */
typedef struct {
  const char *name;
  const char *aliases[6];
  gboolean is_needed;
} JlImportHeading;

#define JL_IMPORT_NO_HEADING -1

GArray *
jl_import_headings_read (const JlImportHeading *known, const JlSheetRow *row, GError **error);
int jl_import_choice_find (const JlEnum *values, const char *text);

G_END_DECLS
