// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define JL_TYPE_WRAP_LAYOUT (jl_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (JlWrapLayout, jl_wrap_layout, JL, WRAP_LAYOUT, GtkLayoutManager)

GtkWidget *jl_wrap_layout_make_box (int spacing);

G_END_DECLS
