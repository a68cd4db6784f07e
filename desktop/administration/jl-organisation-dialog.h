// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Adds an organisation, or changes one: its data, what it may use, whether it takes part, and who
 * works for it. Signal: `done` (what was done, as text).
 */
#define JL_TYPE_ORGANISATION_DIALOG (jl_organisation_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    JlOrganisationDialog, jl_organisation_dialog, JL, ORGANISATION_DIALOG, AdwWindow)

GtkWidget *
jl_organisation_dialog_new (GtkWindow *parent, JlWorkspace *workspace, JlRecord *supervised);

G_END_DECLS
