// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-sheet-read.h"

G_BEGIN_DECLS

/*
 * A table for spreadsheets, written row by row into a file. What people wrote never becomes a
 * formula: in CSV it is guarded, in xlsx cells are texts or numbers.
 */
typedef struct _JlSheetWriter JlSheetWriter;

JlSheetWriter *
jl_sheet_writer_new (const char *path, JlSheetFormat format, JlEncoding encoding, GError **error);
void jl_sheet_writer_free (JlSheetWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlSheetWriter, jl_sheet_writer_free)

void jl_sheet_writer_add_text (JlSheetWriter *self, const char *text);
void jl_sheet_writer_add_number (JlSheetWriter *self, const char *text);
gboolean jl_sheet_writer_end_row (JlSheetWriter *self, GError **error);
gboolean jl_sheet_writer_finish (JlSheetWriter *self, GError **error);
gint64 jl_sheet_writer_get_n_rows (JlSheetWriter *self);

G_END_DECLS
