// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What was paid for an item, and how. Signal `confirmed` (JlRecord of jl_sale_table). */
#define JL_TYPE_SALE_DIALOG (jl_sale_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JlSaleDialog, jl_sale_dialog, JL, SALE_DIALOG, AdwWindow)

GtkWidget *jl_sale_dialog_new (GtkWindow *parent, JlRecord *item);

G_END_DECLS
