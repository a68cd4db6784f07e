// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-health-ring.h"

#include "jl-error.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC 0x4a4c4831u /* "JLH1": changes with the layout */

/* One slot more than is shown: the one that is being written. */
#define N_SLOTS (JL_HEALTH_N_SAMPLES + 1)

typedef struct {
  guint32 magic;
  guint32 reserved;
  gint64 started_at;
  gint64 disk_free;
  gint64 disk_total;
  gint64 backup_at;
  gint64 n[JL_N_HEALTH_PERIODS]; /* samples that are complete */
  JlHealthSample samples[JL_N_HEALTH_PERIODS][N_SLOTS];
} Memory;

struct _JlHealthRing {
  Memory *memory; /* mapped */
  int fd;
  gboolean owns_fd;

  /* The writer's own: */
  JlHealthReading before; /* `at` 0: none yet */
  JlHealthSample day;     /* the day's interval, as far as it has come */
  guint n_day;            /* how many of the hour's are in it */
};

static JlHealthRing *
map (int fd, gboolean owns_fd, int protection, GError **error)
{
  JlHealthRing *self;
  gpointer memory = mmap (NULL, sizeof (Memory), protection, MAP_SHARED, fd, 0);

  if (memory == MAP_FAILED) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "health: mmap: %s", g_strerror (errno));
    return NULL;
  }
  self = g_new0 (JlHealthRing, 1);
  self->memory = memory;
  self->fd = fd;
  self->owns_fd = owns_fd;
  return self;
}

/**
 * jl_health_ring_new:
 * @now: when the service starts, milliseconds UTC
 * @error: %JL_ERROR_INTERNAL
 *
 * Returns: (transfer full): an empty ring, to write to
 */
JlHealthRing *
jl_health_ring_new (gint64 now, GError **error)
{
  int fd = memfd_create ("jieli-health", MFD_CLOEXEC);
  JlHealthRing *self;

  if (fd < 0 || ftruncate (fd, sizeof (Memory)) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "health: memfd: %s", g_strerror (errno));
    if (fd >= 0)
      close (fd);
    return NULL;
  }
  self = map (fd, TRUE, PROT_READ | PROT_WRITE, error);
  if (self == NULL) {
    close (fd);
    return NULL;
  }
  self->memory->magic = MAGIC;
  self->memory->started_at = now;
  return self;
}

/**
 * jl_health_ring_open:
 * @fd: (transfer none): inherited from the process that made the ring
 * @error: %JL_ERROR_INTERNAL
 *
 * Returns: (transfer full): the ring, to read from
 */
JlHealthRing *
jl_health_ring_open (int fd, GError **error)
{
  g_autoptr (JlHealthRing) self = NULL;
  struct stat info;

  if (fstat (fd, &info) != 0 || info.st_size != sizeof (Memory)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "health: another version's memory");
    return NULL;
  }
  self = map (fd, FALSE, PROT_READ, error);
  if (self != NULL && self->memory->magic != MAGIC) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "health: another version's memory");
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * jl_health_ring_free:
 * @self: (transfer full) (nullable): a ring
 */
void
jl_health_ring_free (JlHealthRing *self)
{
  if (self == NULL)
    return;
  munmap (self->memory, sizeof (Memory));
  if (self->owns_fd)
    close (self->fd);
  g_free (self);
}

/**
 * jl_health_ring_get_fd:
 * @self: a ring
 *
 * Returns: the descriptor of the memory, for a child to inherit
 */
int
jl_health_ring_get_fd (JlHealthRing *self)
{
  return self->fd;
}

/* A reader that sees the new number sees the sample, too. */
static void
push (JlHealthRing *self, JlHealthPeriod period, const JlHealthSample *sample)
{
  gint64 n = self->memory->n[period];

  self->memory->samples[period][n % N_SLOTS] = *sample;
  __atomic_store_n (&self->memory->n[period], n + 1, __ATOMIC_RELEASE);
}

static void
add_to_day (JlHealthRing *self, const JlHealthSample *sample)
{
  JlHealthSample *day = &self->day;

  if (self->n_day == 0) {
    *day = *sample;
  } else {
    day->at = sample->at;
    day->requests += sample->requests;
    day->errors += sample->errors;
    day->commits += sample->commits;
    day->commit_micros += sample->commit_micros;
    day->died += sample->died;
    day->queue = MAX (day->queue, sample->queue);
    day->lag = MAX (day->lag, sample->lag);
    day->disk_free = MIN (day->disk_free, sample->disk_free);
  }
  self->n_day++;
  if (self->n_day == JL_HEALTH_DAY_FACTOR) {
    push (self, JL_HEALTH_DAY, day);
    self->n_day = 0;
  }
}

/**
 * jl_health_ring_add:
 * @self: a ring of jl_health_ring_new()
 * @reading: what was measured
 *
 * The first reading is only what the second one is compared with.
 */
void
jl_health_ring_add (JlHealthRing *self, const JlHealthReading *reading)
{
  const JlHealthReading *before = &self->before;

  __atomic_store_n (&self->memory->disk_free, reading->disk_free, __ATOMIC_RELAXED);
  __atomic_store_n (&self->memory->disk_total, reading->disk_total, __ATOMIC_RELAXED);
  __atomic_store_n (&self->memory->backup_at, reading->backup_at, __ATOMIC_RELAXED);
  if (before->at != 0) {
    const JlHealthSample sample = {
      .at = reading->at,
      .requests = reading->requests - before->requests,
      .errors = reading->errors - before->errors,
      .commits = reading->commits - before->commits,
      .commit_micros = reading->commit_micros - before->commit_micros,
      .died = reading->died - before->died,
      .queue = reading->queue,
      .lag = reading->lag,
      .disk_free = reading->disk_free,
    };

    push (self, JL_HEALTH_HOUR, &sample);
    add_to_day (self, &sample);
  }
  self->before = *reading;
}

/**
 * jl_health_ring_get_started_at:
 * @self: a ring
 *
 * Returns: when the service was started, milliseconds UTC
 */
gint64
jl_health_ring_get_started_at (JlHealthRing *self)
{
  return self->memory->started_at;
}

/**
 * jl_health_ring_get_disk_free:
 * @self: a ring
 *
 * Returns: bytes that were free at the last reading
 */
gint64
jl_health_ring_get_disk_free (JlHealthRing *self)
{
  return __atomic_load_n (&self->memory->disk_free, __ATOMIC_RELAXED);
}

/**
 * jl_health_ring_get_disk_total:
 * @self: a ring
 *
 * Returns: bytes of the file system that the data lies on, 0 before the first reading
 */
gint64
jl_health_ring_get_disk_total (JlHealthRing *self)
{
  return __atomic_load_n (&self->memory->disk_total, __ATOMIC_RELAXED);
}

/**
 * jl_health_ring_get_backup_at:
 * @self: a ring
 *
 * Returns: when the last complete backup was made, milliseconds UTC, 0: never
 */
gint64
jl_health_ring_get_backup_at (JlHealthRing *self)
{
  return __atomic_load_n (&self->memory->backup_at, __ATOMIC_RELAXED);
}

/**
 * jl_health_ring_list:
 * @self: a ring
 * @period: how far back
 *
 * Takes no lock: what the writer has overwritten meanwhile is left out.
 *
 * Returns: (transfer full) (element-type JlHealthSample): samples, the oldest first
 */
GArray *
jl_health_ring_list (JlHealthRing *self, JlHealthPeriod period)
{
  GArray *list = g_array_sized_new (FALSE, FALSE, sizeof (JlHealthSample), JL_HEALTH_N_SAMPLES);
  gint64 end = __atomic_load_n (&self->memory->n[period], __ATOMIC_ACQUIRE);
  gint64 first = MAX (0, end - JL_HEALTH_N_SAMPLES);
  gint64 overwritten;

  for (gint64 i = first; i < end; i++)
    g_array_append_val (list, self->memory->samples[period][i % N_SLOTS]);
  __atomic_thread_fence (__ATOMIC_ACQUIRE);
  overwritten =
      __atomic_load_n (&self->memory->n[period], __ATOMIC_RELAXED) - JL_HEALTH_N_SAMPLES - first;
  if (overwritten > 0)
    g_array_remove_range (list, 0, (guint)MIN (overwritten, (gint64)list->len));
  return list;
}
