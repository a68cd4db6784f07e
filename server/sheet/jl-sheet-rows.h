// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-sheet-row.h"
#include "jl-sheet-seal.h"

G_BEGIN_DECLS

/*
 * The rows of a table that was read, in a file of our own: whoever takes them in reads them one by
 * one, when it has time, and never sees what strangers made. Written once, then read.
 */
typedef struct _JlSheetRows JlSheetRows;

JlSheetRows *jl_sheet_rows_new (const char *path, GError **error);
JlSheetRows *jl_sheet_rows_open (const char *path, GError **error);
void jl_sheet_rows_free (JlSheetRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlSheetRows, jl_sheet_rows_free)

void jl_sheet_rows_set_key (JlSheetRows *self, const guint8 *key);
gboolean jl_sheet_rows_append (JlSheetRows *self, const JlSheetRow *row, GError **error);
gboolean jl_sheet_rows_finish (JlSheetRows *self, GError **error);
gboolean jl_sheet_rows_next (JlSheetRows *self, JlSheetRow *row, GError **error);
gboolean jl_sheet_rows_skip (JlSheetRows *self, gint64 n, GError **error);
gint64 jl_sheet_rows_get_n_rows (JlSheetRows *self);

G_END_DECLS
