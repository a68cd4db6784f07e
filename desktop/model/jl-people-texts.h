// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"

G_BEGIN_DECLS

/* What is said of invitations and colleagues. */

char *jl_people_text_dup_role (int role);
char *jl_invitation_text_dup_summary (JlRecord *invitation);
char *jl_member_text_dup_summary (JlRecord *member);

char *jl_session_text_dup_title (JlRecord *session);
char *jl_session_text_dup_summary (JlRecord *session);

G_END_DECLS
