// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-account.h"
#include "jl-action.h"
#include "jl-health.h"
#include "jl-rule-overview.h"

G_BEGIN_DECLS

/* What who looks after the service reads and does. */

JlAction *jl_health_action_get (JlHealthPeriod period);

JlAction *jl_rules_action_list (const char *cursor);
JlAction *jl_rules_action_list_rows (const char *name, const char *cursor);

JlAction *jl_session_action_end (const char *id, gboolean of_member);
JlAction *jl_session_action_end_others (void);
JlAction *jl_session_action_renew (void);

JlAction *jl_organisation_action_create (JlRecord *organisation);
JlAction *jl_organisation_action_edit (JlRecord *organisation, JlRecord *changes);

G_END_DECLS
