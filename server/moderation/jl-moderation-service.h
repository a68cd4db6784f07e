// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-moderation.h"
#include "jl-route.h"

G_BEGIN_DECLS

/*
 * The capability "moderation": anybody may report an item or a want; the administrators of the
 * division take it from view or let it stay; whose it is may appeal once, and another administrator
 * decides. What they do stands in a log.
 */
extern const JlCapability jl_moderation_capability;

extern const JlKind jl_report_kind;
extern const JlKind jl_hiding_kind;

G_END_DECLS
