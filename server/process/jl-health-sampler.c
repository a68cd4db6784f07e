// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-health-sampler.h"

#include "jl-health-ring.h"
#include "jl-last-backup.h"

#include <sys/statvfs.h>

struct _JlHealthSampler {
  JlHealthRing *ring; /* owned */
  JlMetrics *metrics; /* borrowed */
  char *data_dir;     /* owned */
  guint timer;
};

static gint64
get_now (void)
{
  return g_get_real_time () / 1000;
}

/* The indexer says nothing before it has found how far the search file is. */
static gint64
get_lag (JlMetrics *metrics)
{
  gint64 indexed = jl_metrics_get (metrics, JL_METRIC_INDEX_POSITION);

  return indexed > 0 ? MAX (0, jl_metrics_get (metrics, JL_METRIC_JOURNAL_POSITION) - indexed) : 0;
}

static gboolean
sample_cb (gpointer user_data)
{
  JlHealthSampler *self = user_data;
  JlMetrics *metrics = self->metrics;
  JlHealthReading reading = {
    .at = get_now (),
    .requests = jl_metrics_get_requests (metrics, 0),
    .errors = jl_metrics_get_requests (metrics, 5),
    .commits = jl_metrics_get (metrics, JL_METRIC_WRITER_BATCHES),
    .commit_micros = jl_metrics_get (metrics, JL_METRIC_WRITER_COMMIT_MICROS),
    .died = jl_metrics_get (metrics, JL_METRIC_PROCESSES_DIED),
    .queue = jl_metrics_get (metrics, JL_METRIC_WRITER_QUEUE),
    .lag = get_lag (metrics),
    .backup_at = jl_last_backup_read (self->data_dir),
  };
  struct statvfs disk;

  if (statvfs (self->data_dir, &disk) == 0) {
    reading.disk_free = (gint64)disk.f_bavail * (gint64)disk.f_frsize;
    reading.disk_total = (gint64)disk.f_blocks * (gint64)disk.f_frsize;
  }
  jl_health_ring_add (self->ring, &reading);
  return G_SOURCE_CONTINUE;
}

/**
 * jl_health_sampler_new:
 * @data_dir: whose file system's free space counts
 * @metrics: of all processes; outlive the sampler
 * @error: %JL_ERROR_INTERNAL
 *
 * Returns: (transfer full): a sampler on the thread's default main context
 */
JlHealthSampler *
jl_health_sampler_new (const char *data_dir, JlMetrics *metrics, GError **error)
{
  JlHealthRing *ring = jl_health_ring_new (get_now (), error);
  JlHealthSampler *self;

  if (ring == NULL)
    return NULL;
  self = g_new0 (JlHealthSampler, 1);
  self->ring = ring;
  self->metrics = metrics;
  self->data_dir = g_strdup (data_dir);
  self->timer = g_timeout_add_seconds (JL_HEALTH_INTERVAL_S, sample_cb, self);
  sample_cb (self);
  return self;
}

/**
 * jl_health_sampler_free:
 * @self: (transfer full): a sampler
 */
void
jl_health_sampler_free (JlHealthSampler *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  jl_health_ring_free (self->ring);
  g_free (self->data_dir);
  g_free (self);
}

/**
 * jl_health_sampler_get_fd:
 * @self: a sampler
 *
 * Returns: the descriptor of what it measured, for a child to inherit
 */
int
jl_health_sampler_get_fd (JlHealthSampler *self)
{
  return jl_health_ring_get_fd (self->ring);
}
