// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* By which rules the service decides: each file with its version, and its rows. Read-only. */
#define JL_TYPE_RULES_PAGE (jl_rules_page_get_type ())
G_DECLARE_FINAL_TYPE (JlRulesPage, jl_rules_page, JL, RULES_PAGE, AdwBin)

GtkWidget *jl_rules_page_new (JlWorkspace *workspace);

G_END_DECLS
