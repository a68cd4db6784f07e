// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* An item in the grid: photo, title, price, state. It follows what changes. */
#define JL_TYPE_ITEM_CARD (jl_item_card_get_type ())
G_DECLARE_FINAL_TYPE (JlItemCard, jl_item_card, JL, ITEM_CARD, AdwBin)

GtkWidget *jl_item_card_new (JlWorkspace *workspace);
void jl_item_card_set_item (JlItemCard *self, JlRecord *item);

G_END_DECLS
