// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Who has reserved what of the organisation's items. */
#define JL_TYPE_RESERVATIONS_PAGE (jl_reservations_page_get_type ())
G_DECLARE_FINAL_TYPE (JlReservationsPage, jl_reservations_page, JL, RESERVATIONS_PAGE, AdwBin)

GtkWidget *jl_reservations_page_new (JlWorkspace *workspace);

G_END_DECLS
