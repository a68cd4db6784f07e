// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Places a form's fields in columns of equal width, as many as there is room for, row by row, so
 * that Tab goes through them as one reads.
 */
#define JL_TYPE_FORM_LAYOUT (jl_form_layout_get_type ())
G_DECLARE_FINAL_TYPE (JlFormLayout, jl_form_layout, JL, FORM_LAYOUT, GtkLayoutManager)

GtkLayoutManager *jl_form_layout_new (guint max_columns, int min_column_width);
GtkWidget *jl_form_layout_make_box (guint max_columns, int min_column_width);
void jl_form_layout_set_wide (GtkWidget *child);

G_END_DECLS
