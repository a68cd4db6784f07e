// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-health-ring.h"
#include "jl-route.h"

G_BEGIN_DECLS

/*
 * The capability "administration": what people who look after the service see beside what they look
 * after: all organisations of their division, the rules in force, how the service is. It changes
 * nothing.
 */
extern const JlCapability jl_administration_capability;

/**
 * JlHealthFacts: what GET /health judges, beside the samples of the last hour.
 *
 * @backup_at: when the last complete backup was made, milliseconds UTC, 0: never
 */
typedef struct {
  gint64 now;
  gint64 started_at;
  gint64 disk_total;
  gint64 backup_at;
} JlHealthFacts;

JlHealthState
jl_health_judge (JlHealthSubject subject, const JlHealthFacts *facts, const GArray *hour);

G_END_DECLS
