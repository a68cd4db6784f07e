// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void jl_item_table_add_columns (GtkColumnView *view, JlWorkspace *workspace);

G_END_DECLS
