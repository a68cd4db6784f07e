// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One reservation: who, until when, and what can be done about it. It follows what changes. */
#define JL_TYPE_RESERVATION_ROW (jl_reservation_row_get_type ())
G_DECLARE_FINAL_TYPE (JlReservationRow, jl_reservation_row, JL, RESERVATION_ROW, AdwBin)

GtkWidget *jl_reservation_row_new (JlWorkspace *workspace);
void jl_reservation_row_set_reservation (JlReservationRow *self,
                                         JlRecord *reservation,
                                         gboolean with_item);

G_END_DECLS
