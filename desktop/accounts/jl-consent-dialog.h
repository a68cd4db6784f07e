// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows who is signed in how their data are used, when there is a text that they have not agreed
 * to. Work goes on without. */
#define JL_TYPE_CONSENT_DIALOG (jl_consent_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JlConsentDialog, jl_consent_dialog, JL, CONSENT_DIALOG, AdwWindow)

GtkWidget *jl_consent_dialog_new (GtkWindow *parent, JlClient *client);

G_END_DECLS
