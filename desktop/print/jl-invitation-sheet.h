// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"

#include <cairo.h>

G_BEGIN_DECLS

/* An invitation on paper: for a notice in the stairway, or to hand to a colleague. */
typedef struct _JlInvitationSheet JlInvitationSheet;

JlInvitationSheet *
jl_invitation_sheet_new (JlRecord *invitation, const char *organisation, const char *guest);
void jl_invitation_sheet_free (JlInvitationSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlInvitationSheet, jl_invitation_sheet_free)

const char *jl_invitation_sheet_get_link (JlInvitationSheet *self);
void
jl_invitation_sheet_draw (cairo_t *cr, double width, double height, guint number, gpointer sheets);

G_END_DECLS
