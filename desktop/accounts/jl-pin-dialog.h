// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"
#include "jl-device.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Lets who is signed in set a PIN for this computer. Signal: `done`, when the service has it. */
#define JL_TYPE_PIN_DIALOG (jl_pin_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JlPinDialog, jl_pin_dialog, JL, PIN_DIALOG, AdwWindow)

GtkWidget *jl_pin_dialog_new (GtkWindow *parent, JlClient *client, const char *device);

G_END_DECLS
