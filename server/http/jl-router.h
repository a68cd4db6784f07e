// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-route.h"

G_BEGIN_DECLS

#define JL_API_BASE "/api/v1"

/*
 * All routes of all capabilities, compiled into a tree of path segments.
 */
typedef struct _JlRouter JlRouter;

/**
 * JlRouteMatch: which route, and what stood in the place of its parameters.
 */
typedef struct {
  const JlRoute *route;
  guint index;                             /* of the route: see jl_router_get_route() */
  char *texts[JL_CALL_MAX_PARAMETERS + 1]; /* owned, NULL-terminated */
  gint64 ids[JL_CALL_MAX_PARAMETERS];      /* 0 for those that are no ids */
} JlRouteMatch;

void jl_route_match_clear (JlRouteMatch *self);

JlRouter *jl_router_new (const JlCapability *const *capabilities, GError **error);
void jl_router_free (JlRouter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlRouter, jl_router_free)

gboolean jl_router_match (JlRouter *self,
                          const char *method,
                          const char *path,
                          JlRouteMatch *match,
                          char **allow,
                          GError **error);
guint jl_router_get_n_routes (JlRouter *self);
const JlRoute *jl_router_get_route (JlRouter *self, guint index);
char *jl_route_dup_template (const JlRoute *route);
gboolean jl_route_is_id (const char *parameter, gsize length);

G_END_DECLS
