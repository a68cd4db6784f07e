// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Lets an administrator answer a person's written request: find them by what they sign in with,
 * save all that is held about them, or erase them. */
#define JL_TYPE_REQUEST_DIALOG (jl_request_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JlRequestDialog, jl_request_dialog, JL, REQUEST_DIALOG, AdwWindow)

GtkWidget *jl_request_dialog_new (GtkWindow *parent, JlClient *client);

G_END_DECLS
