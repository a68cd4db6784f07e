// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-spreadsheet.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The rows of an import as its file has them, with what is wrong at each cell. */
void jl_import_table_set_columns (GtkColumnView *view, JlRecord *import);

G_END_DECLS
