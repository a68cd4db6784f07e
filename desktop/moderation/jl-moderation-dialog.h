// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-moderation-actions.h"
#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks why, and does it. What was typed stays until the service has taken it. */
#define JL_TYPE_MODERATION_DIALOG (jl_moderation_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JlModerationDialog, jl_moderation_dialog, JL, MODERATION_DIALOG, AdwWindow)

GtkWidget *jl_moderation_dialog_new (GtkWindow *parent,
                                     JlWorkspace *workspace,
                                     JlModerationStep step,
                                     JlRecord *record);

G_END_DECLS
