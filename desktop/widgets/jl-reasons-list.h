// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Everything that stands against something, each line leading to where it can be put right.
 *
 * Signal: `chosen` (path): somebody wants to go to that field.
 */
#define JL_TYPE_REASONS_LIST (jl_reasons_list_get_type ())
G_DECLARE_FINAL_TYPE (JlReasonsList, jl_reasons_list, JL, REASONS_LIST, GtkWidget)

JlReasonsList *jl_reasons_list_new (void);
void jl_reasons_list_clear (JlReasonsList *self);
void jl_reasons_list_set_title (JlReasonsList *self, const char *title);
void
jl_reasons_list_add (JlReasonsList *self, const char *path, const char *label, const char *detail);
void jl_reasons_list_settle (JlReasonsList *self, const char *path);

G_END_DECLS
