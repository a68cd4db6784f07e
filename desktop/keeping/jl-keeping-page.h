// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* How long what is kept, what a purge would remove, and what a legal hold keeps. */
#define JL_TYPE_KEEPING_PAGE (jl_keeping_page_get_type ())
G_DECLARE_FINAL_TYPE (JlKeepingPage, jl_keeping_page, JL, KEEPING_PAGE, AdwBin)

GtkWidget *jl_keeping_page_new (JlWorkspace *workspace);

G_END_DECLS
