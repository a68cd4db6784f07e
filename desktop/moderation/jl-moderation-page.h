// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What was reported and hidden, appeals, and the log of who decided: for administrators, and for
 * those whose goods it concerns. */
#define JL_TYPE_MODERATION_PAGE (jl_moderation_page_get_type ())
G_DECLARE_FINAL_TYPE (JlModerationPage, jl_moderation_page, JL, MODERATION_PAGE, AdwBin)

GtkWidget *jl_moderation_page_new (JlWorkspace *workspace);

G_END_DECLS
