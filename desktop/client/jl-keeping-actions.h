// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-action.h"
#include "jl-keeping.h"

G_BEGIN_DECLS

/* What who decides about keeping and deleting reads and does. */

JlAction *jl_keeping_action_list_kept (void);
JlAction *jl_keeping_action_list_purges (void);
JlAction *jl_keeping_action_list_holds (void);

JlAction *jl_purge_action_plan (void);
JlAction *jl_purge_action_begin (const char *id);
JlAction *jl_purge_action_cancel (const char *id);

JlAction *jl_hold_action_place (const char *label_code, const char *reason);
JlAction *jl_hold_action_release (const char *id, const char *reason);

G_END_DECLS
