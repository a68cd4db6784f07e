// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rest.h"

#include <malloc.h>
#include <time.h>

/* A process that takes less of a core, in parts of the interval, rests. */
#define BUSY_DIVISOR 50

struct _JlRest {
  guint interval_ms;
  JlRestRelease release; /* nullable */
  gpointer user_data;    /* borrowed */
  guint timer;
  gint64 spent; /* microseconds of CPU at the last look */
  gboolean was_busy;
};

static gint64
get_spent (void)
{
  struct timespec spent;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &spent);
  return spent.tv_sec * G_USEC_PER_SEC + spent.tv_nsec / 1000;
}

static gboolean
look_cb (gpointer user_data)
{
  JlRest *self = user_data;
  gint64 spent = get_spent ();
  gboolean is_busy = (spent - self->spent) * BUSY_DIVISOR > (gint64)self->interval_ms * 1000;

  self->spent = spent;
  if (!is_busy && self->was_busy) {
    if (self->release != NULL)
      self->release (self->user_data);
    malloc_trim (0);
  }
  self->was_busy = is_busy;
  return G_SOURCE_CONTINUE;
}

/**
 * jl_rest_new:
 * @interval_ms: how often to look, usually %JL_REST_INTERVAL_MS
 * @release: (nullable): empties the process's own caches; called once after each time of work
 * @user_data: for @release
 *
 * Looks from the thread's default main context how much CPU time the process takes. Beginning
 * counts as work.
 *
 * Returns: (transfer full): the watch
 */
JlRest *
jl_rest_new (guint interval_ms, JlRestRelease release, gpointer user_data)
{
  JlRest *self = g_new0 (JlRest, 1);

  self->interval_ms = interval_ms;
  self->release = release;
  self->user_data = user_data;
  self->spent = get_spent ();
  self->was_busy = TRUE;
  self->timer = g_timeout_add (interval_ms, look_cb, self);
  return self;
}

/**
 * jl_rest_free:
 * @self: (transfer full): a watch
 */
void
jl_rest_free (JlRest *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_free (self);
}
