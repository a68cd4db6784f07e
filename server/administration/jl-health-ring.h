// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-health.h"
#include "jl-request.h"

G_BEGIN_DECLS

/*
 * What was measured in the last hour and the last day, in memory that the processes share behind a
 * descriptor: the parent writes, any worker reads. It begins empty with each start of the service.
 */
/* How long an interval of the hour is; one of the day is 24 of them. */
#define JL_HEALTH_INTERVAL_S 15
#define JL_HEALTH_DAY_FACTOR 24

/**
 * JlHealthReading: what counters and gauges say at a moment. Counters only grow.
 */
typedef struct {
  gint64 at; /* milliseconds UTC */
  gint64 requests;
  gint64 errors;
  gint64 commits;
  gint64 commit_micros;
  gint64 died;
  gint64 queue;
  gint64 lag;
  gint64 disk_free;
  gint64 disk_total;
  gint64 backup_at; /* of the last complete one, milliseconds UTC, 0: never */
} JlHealthReading;

/**
 * JlHealthSample: an interval; members as in %jl_health_sample_table.
 */
typedef struct {
  gint64 at;
  gint64 requests;
  gint64 errors;
  gint64 commits;
  gint64 commit_micros;
  gint64 queue;
  gint64 lag;
  gint64 disk_free;
  gint64 died;
} JlHealthSample;

JlHealthRing *jl_health_ring_new (gint64 now, GError **error);
JlHealthRing *jl_health_ring_open (int fd, GError **error);
void jl_health_ring_free (JlHealthRing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlHealthRing, jl_health_ring_free)

int jl_health_ring_get_fd (JlHealthRing *self);
void jl_health_ring_add (JlHealthRing *self, const JlHealthReading *reading);

gint64 jl_health_ring_get_started_at (JlHealthRing *self);
gint64 jl_health_ring_get_disk_free (JlHealthRing *self);
gint64 jl_health_ring_get_disk_total (JlHealthRing *self);
gint64 jl_health_ring_get_backup_at (JlHealthRing *self);
GArray *jl_health_ring_list (JlHealthRing *self, JlHealthPeriod period);

G_END_DECLS
