// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-keeping.h"
#include "jl-route.h"

G_BEGIN_DECLS

/*
 * The capability "keeping": how long things are kept, what must be kept longer (legal holds), and
 * the purges that remove what the retention rules let go of. What is to be removed, and how, each
 * capability says itself (server/store/jl-purge.h).
 */
extern const JlCapability jl_keeping_capability;

extern const JlKind jl_hold_kind;
extern const JlKind jl_purge_kind;

/**
 * JlKeepingConfig:
 * @capabilities: all of the service, NULL-terminated: their purges
 * @every_days: how often a purge is planned, 0: only when somebody asks for it
 * @notice_hours: how long a planned purge waits, so that somebody can look at it and object
 */
typedef struct {
  const JlCapability *const *capabilities;
  guint every_days;
  guint notice_hours;
} JlKeepingConfig;

void jl_keeping_configure (const JlKeepingConfig *config);

GPtrArray *jl_keeping_list_kept (
    JlConnection *connection, gconstpointer rules, gint64 now, guint max, GError **error);

/* `jielid purge`, executed as the service itself */
extern const JlCommand jl_purge_run_command;

G_END_DECLS
