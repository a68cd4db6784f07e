// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The rows of one rules file, to look through and to search. */
#define JL_TYPE_RULES_DIALOG (jl_rules_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JlRulesDialog, jl_rules_dialog, JL, RULES_DIALOG, AdwWindow)

GtkWidget *jl_rules_dialog_new (GtkWindow *parent, JlClient *client, const char *name);

G_END_DECLS
