// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*JlItemTableSorted) (const char *sort, gpointer user_data);

void jl_item_table_add_columns (GtkColumnView *view,
                                JlWorkspace *workspace,
                                JlItemTableSorted sorted,
                                gpointer user_data);
void jl_item_table_show_sort (GtkColumnView *view, const char *sort);

G_END_DECLS
