// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Where who is signed in is signed in, and, for who answers for an organisation, where colleagues
 * are; with the end of each. */
#define JL_TYPE_SESSIONS_PAGE (jl_sessions_page_get_type ())
G_DECLARE_FINAL_TYPE (JlSessionsPage, jl_sessions_page, JL, SESSIONS_PAGE, AdwBin)

GtkWidget *jl_sessions_page_new (JlWorkspace *workspace);

G_END_DECLS
