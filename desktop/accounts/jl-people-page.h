// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Whom the organisation invites, and who works for it. */
#define JL_TYPE_PEOPLE_PAGE (jl_people_page_get_type ())
G_DECLARE_FINAL_TYPE (JlPeoplePage, jl_people_page, JL, PEOPLE_PAGE, AdwBin)

GtkWidget *jl_people_page_new (JlWorkspace *workspace);

G_END_DECLS
