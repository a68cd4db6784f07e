// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The bell: how many notices are unread, and what they say. */
#define JL_TYPE_NOTICES_BUTTON (jl_notices_button_get_type ())
G_DECLARE_FINAL_TYPE (JlNoticesButton, jl_notices_button, JL, NOTICES_BUTTON, AdwBin)

GtkWidget *jl_notices_button_new (JlWorkspace *workspace);
void jl_notices_button_open (JlNoticesButton *self);

G_END_DECLS
