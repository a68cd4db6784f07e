// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* How the service is, in words and as lines over the last hour or day. */
#define JL_TYPE_HEALTH_PAGE (jl_health_page_get_type ())
G_DECLARE_FINAL_TYPE (JlHealthPage, jl_health_page, JL, HEALTH_PAGE, AdwBin)

GtkWidget *jl_health_page_new (JlWorkspace *workspace);

G_END_DECLS
