// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * All reasons why the service refused something. Signal `jump` (field): somebody wants to go where
 * it can be put right; nobody listening, the reasons only say what is wrong.
 */
#define JL_TYPE_REASONS_LIST (jl_reasons_list_get_type ())
G_DECLARE_FINAL_TYPE (JlReasonsList, jl_reasons_list, JL, REASONS_LIST, AdwBin)

GtkWidget *jl_reasons_list_new (void);
void jl_reasons_list_set_error (JlReasonsList *self, const GError *error);
void jl_reasons_list_clear (JlReasonsList *self);

G_END_DECLS
