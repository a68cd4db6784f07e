// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One item with its photos, its reservations and its history, and what can be done with it. */
#define JL_TYPE_ITEM_DETAIL (jl_item_detail_get_type ())
G_DECLARE_FINAL_TYPE (JlItemDetail, jl_item_detail, JL, ITEM_DETAIL, AdwBin)

GtkWidget *jl_item_detail_new (JlWorkspace *workspace);
void jl_item_detail_set_item (JlItemDetail *self, const char *id, JlRecord *known);
JlRecord *jl_item_detail_get_item (JlItemDetail *self);

G_END_DECLS
