// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Makes an invitation and shows its code, large enough to be read from across a counter. Signal:
 * `invited` (JlRecord of jl_invitation_table, with its code).
 */
#define JL_TYPE_INVITE_DIALOG (jl_invite_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JlInviteDialog, jl_invite_dialog, JL, INVITE_DIALOG, AdwWindow)

GtkWidget *jl_invite_dialog_new (GtkWindow *parent, JlWorkspace *workspace, GArray *roles);
GtkWidget *
jl_invite_dialog_new_for_code (GtkWindow *parent, JlWorkspace *workspace, JlRecord *invitation);

void jl_invite_dialog_set_organisation (JlInviteDialog *self, JlRecord *organisation);

G_END_DECLS
