// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-route.h"

G_BEGIN_DECLS

/*
 * Counters that all processes share: a page of memory behind a descriptor, with one slot a process.
 * Only its owner writes a slot, so that counting costs a store and no lock; /metrics of any worker
 * adds up all slots. A process that replaces a dead one takes over its slot and goes on counting.
 */
typedef struct _JlMetrics JlMetrics;

typedef enum {
  JL_METRIC_CONNECTIONS,          /* gauge: open */
  JL_METRIC_CONNECTIONS_ACCEPTED, /* counters from here … */
  JL_METRIC_CONNECTIONS_REFUSED,
  JL_METRIC_CONNECTIONS_TIMED_OUT,
  JL_METRIC_EVENT_STREAMS, /* gauge */
  JL_METRIC_EVENTS_SENT,
  JL_METRIC_EVENT_STREAMS_DROPPED,
  JL_METRIC_WRITES_WAITING, /* gauge */
  JL_METRIC_WRITES_REFUSED,
  JL_METRIC_PREPARES_WAITING, /* gauge */
  JL_METRIC_DESCRIPTORS,      /* gauge */
  JL_METRIC_WRITER_QUEUE,     /* gauge, the writer's: frames waiting */
  JL_METRIC_WRITER_BATCHES,
  JL_METRIC_WRITER_COMMANDS,
  JL_METRIC_WRITER_REFUSED,       /* commands refused */
  JL_METRIC_WRITER_COMMIT_MICROS, /* spent in commits */
  JL_METRIC_JOURNAL_POSITION,     /* gauge, the writer's */
  JL_METRIC_INDEX_POSITION,       /* gauge, the indexer's */
  JL_METRIC_PICTURES,             /* made */
  JL_METRIC_PROCESSES_STARTED,    /* the parent's */
  JL_METRIC_PROCESSES_DIED,       /* the parent's: not asked to leave */
  JL_METRIC_BACKUP_TIME,          /* gauge, the parent's: seconds since 1970 */
  JL_METRIC_EPOCH,                /* gauge, the parent's: how often restored, and one */
  JL_N_METRICS
} JlMetric;

/* @n_slots: one for each process that may live at a time. */
JlMetrics *jl_metrics_new (guint n_slots, GError **error);
/* In the process that inherited the descriptor; @slot below n_slots. The descriptor stays the
 * caller's. */
JlMetrics *jl_metrics_open (int fd, guint slot, GError **error);
int jl_metrics_get_fd (JlMetrics *self);
void jl_metrics_free (JlMetrics *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlMetrics, jl_metrics_free)

/* All of these take %NULL for "nobody counts". */
void jl_metrics_add (JlMetrics *self, JlMetric metric, gint64 amount);
void jl_metrics_set (JlMetrics *self, JlMetric metric, gint64 value);
/* @route: index of the route in the order of the capabilities' tables (jl-router.h), or beyond them
 * what jl-worker.c serves itself */
#define JL_METRICS_MAX_ROUTES 256
void jl_metrics_count_request (JlMetrics *self, guint route, guint status, gint64 micros);
/* Of which no route is to blame. */
typedef enum {
  JL_DURATION_QUEUE, /* a command waits for the writer, from its worker to the begin of its batch */
  JL_DURATION_COMMIT, /* a batch is executed and committed */
  JL_DURATION_WRITE,  /* both, as one command has it */
  JL_N_DURATIONS
} JlDuration;
void jl_metrics_count_duration (JlMetrics *self, JlDuration duration, gint64 micros);

/* The sum of all slots. */
gint64 jl_metrics_get (JlMetrics *self, JlMetric metric);
gint64 jl_metrics_get_requests (JlMetrics *self, guint status_class);
/* @names: (array zero-terminated=1): "METHOD template" of each route, in the order of their indexes
 */
char *jl_metrics_to_text (JlMetrics *self, const char *const *names);

G_END_DECLS
