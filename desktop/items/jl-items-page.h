// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* All items: search, filters, grid or table; and the one that is open beside them. */
#define JL_TYPE_ITEMS_PAGE (jl_items_page_get_type ())
G_DECLARE_FINAL_TYPE (JlItemsPage, jl_items_page, JL, ITEMS_PAGE, AdwBin)

GtkWidget *jl_items_page_new (JlWorkspace *workspace);
void jl_items_page_show_item (JlItemsPage *self, const char *id);
void jl_items_page_focus_search (JlItemsPage *self);
gboolean jl_items_page_can_go_back (JlItemsPage *self);
void jl_items_page_go_back (JlItemsPage *self);

G_END_DECLS
