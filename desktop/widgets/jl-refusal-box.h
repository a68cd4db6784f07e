// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* All reasons why the service refused something about the open item, and the way to the form in
 * which they can be put right. */
#define JL_TYPE_REFUSAL_BOX (jl_refusal_box_get_type ())
G_DECLARE_FINAL_TYPE (JlRefusalBox, jl_refusal_box, JL, REFUSAL_BOX, AdwBin)

GtkWidget *jl_refusal_box_new (void);
void jl_refusal_box_set_error (JlRefusalBox *self, const GError *error);
void jl_refusal_box_clear (JlRefusalBox *self);

G_END_DECLS
