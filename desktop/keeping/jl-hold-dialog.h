// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Places a legal hold on an item, or ends one. Both need a reason, which stays with the hold.
 * Signals: `done`.
 */
#define JL_TYPE_HOLD_DIALOG (jl_hold_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JlHoldDialog, jl_hold_dialog, JL, HOLD_DIALOG, AdwWindow)

GtkWidget *jl_hold_dialog_new_place (GtkWindow *parent, JlClient *client);
GtkWidget *jl_hold_dialog_new_release (GtkWindow *parent, JlClient *client, const char *hold);

G_END_DECLS
