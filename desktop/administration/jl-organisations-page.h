// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The organisations that a department looks after: to find, to add, to change. */
#define JL_TYPE_ORGANISATIONS_PAGE (jl_organisations_page_get_type ())
G_DECLARE_FINAL_TYPE (JlOrganisationsPage, jl_organisations_page, JL, ORGANISATIONS_PAGE, AdwBin)

GtkWidget *jl_organisations_page_new (JlWorkspace *workspace);

G_END_DECLS
