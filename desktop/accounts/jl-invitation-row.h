// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * One open invitation: for whom, how many may still join by it and until when. It follows what
 * changes. Signals: `show-code`, `take-back`.
 */
#define JL_TYPE_INVITATION_ROW (jl_invitation_row_get_type ())
G_DECLARE_FINAL_TYPE (JlInvitationRow, jl_invitation_row, JL, INVITATION_ROW, AdwActionRow)

GtkWidget *jl_invitation_row_new (JlRecord *invitation, gboolean knows_code);
JlRecord *jl_invitation_row_get_invitation (JlInvitationRow *self);

G_END_DECLS
