// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * One colleague: name, role, since when. It follows what changes. Signal: `change`.
 */
#define JL_TYPE_MEMBER_ROW (jl_member_row_get_type ())
G_DECLARE_FINAL_TYPE (JlMemberRow, jl_member_row, JL, MEMBER_ROW, AdwActionRow)

GtkWidget *jl_member_row_new (JlRecord *member, gboolean is_self, gboolean may_change);
JlRecord *jl_member_row_get_member (JlMemberRow *self);

G_END_DECLS
