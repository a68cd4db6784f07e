// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Lets who is signed in choose another password. Signal: `done`, when the service has taken it. */
#define JL_TYPE_PASSWORD_DIALOG (jl_password_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JlPasswordDialog, jl_password_dialog, JL, PASSWORD_DIALOG, AdwWindow)

GtkWidget *jl_password_dialog_new (GtkWindow *parent, JlClient *client);

G_END_DECLS
