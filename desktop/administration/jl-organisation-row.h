// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One organisation as its department sees it. It follows what changes. */
#define JL_TYPE_ORGANISATION_ROW (jl_organisation_row_get_type ())
G_DECLARE_FINAL_TYPE (JlOrganisationRow, jl_organisation_row, JL, ORGANISATION_ROW, AdwActionRow)

GtkWidget *jl_organisation_row_new (JlRecord *supervised);
JlRecord *jl_organisation_row_get_record (JlOrganisationRow *self);

G_END_DECLS
