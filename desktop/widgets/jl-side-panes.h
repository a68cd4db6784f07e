// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Two widgets beside each other where there is room, below each other where there is not: the first
 * is the main one. Tab goes through the whole of it before it comes to the other.
 */
#define JL_TYPE_SIDE_PANES (jl_side_panes_get_type ())
G_DECLARE_FINAL_TYPE (JlSidePanes, jl_side_panes, JL, SIDE_PANES, GtkWidget)

void jl_side_panes_set_children (JlSidePanes *self, GtkWidget *main, GtkWidget *side);

G_END_DECLS
