// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"
#include "jl-goods.h"
#include "jl-places.h"

G_BEGIN_DECLS

/*
 * What the pages of one window share: the way to the service, and what goods and places are called.
 * Properties: `client`, `goods` (NULL until it was loaded).
 */
#define JL_TYPE_WORKSPACE (jl_workspace_get_type ())
G_DECLARE_FINAL_TYPE (JlWorkspace, jl_workspace, JL, WORKSPACE, GObject)

JlWorkspace *jl_workspace_new (JlClient *client, const char *language);
JlClient *jl_workspace_get_client (JlWorkspace *self);
JlGoods *jl_workspace_get_goods (JlWorkspace *self);
const JlDivisions *jl_workspace_get_divisions (JlWorkspace *self);
void jl_workspace_load (JlWorkspace *self);

G_END_DECLS
