// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-metrics.h"

#include "jl-error.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC 0x4a4c4d34u /* "JLM4": changes with the layout */
#define N_CLASSES 5       /* of statuses: 1xx to 5xx */

/* Upper bounds in microseconds; the last bucket has none. */
static const gint64 bounds[] = { 500,   1000,   2500,   5000,   10000,   25000,
                                 50000, 100000, 250000, 500000, 1000000, 2500000 };
#define N_BUCKETS (G_N_ELEMENTS (bounds) + 1)

typedef struct {
  gint64 values[JL_N_METRICS];
  gint64 requests[JL_METRICS_MAX_ROUTES][N_CLASSES];
  gint64 micros[JL_METRICS_MAX_ROUTES];
  gint64 buckets[N_BUCKETS];
  gint64 durations[JL_N_DURATIONS][N_BUCKETS];
  gint64 duration_micros[JL_N_DURATIONS];
} Slot;

typedef struct {
  guint32 magic;
  guint32 n_slots;
  Slot slots[];
} Memory;

struct _JlMetrics {
  Memory *memory; /* mapped */
  gsize size;
  int fd;      /* owned by whoever made the memory, -1 in others */
  int used_fd; /* what was mapped */
  Slot *slot;  /* of this process, NULL: it only made the memory */
};

static const struct {
  const char *name;
  const char *help;
  gboolean is_gauge;
} metrics[] = {
  [JL_METRIC_CONNECTIONS] = { "connections", "Open connections.", TRUE },
  [JL_METRIC_CONNECTIONS_ACCEPTED] = { "connections_accepted", "Connections taken.", FALSE },
  [JL_METRIC_CONNECTIONS_REFUSED] = { "connections_refused",
                                      "Connections turned away by a limit.",
                                      FALSE },
  [JL_METRIC_CONNECTIONS_TIMED_OUT] = { "connections_timed_out",
                                        "Connections ended because the client was too slow.",
                                        FALSE },
  [JL_METRIC_EVENT_STREAMS] = { "event_streams", "Open change streams.", TRUE },
  [JL_METRIC_EVENTS_SENT] = { "events_sent", "Changes sent to change streams.", FALSE },
  [JL_METRIC_EVENT_STREAMS_DROPPED] = { "event_streams_dropped",
                                        "Change streams ended because nobody read them.",
                                        FALSE },
  [JL_METRIC_WRITES_WAITING] = { "writes_waiting", "Writes sent and not answered.", TRUE },
  [JL_METRIC_WRITES_REFUSED] = { "writes_refused",
                                 "Writes turned away because too many waited.",
                                 FALSE },
  [JL_METRIC_PREPARES_WAITING] = { "prepares_waiting", "Writes being prepared.", TRUE },
  [JL_METRIC_DESCRIPTORS] = { "worker_descriptors", "Open descriptors of the workers.", TRUE },
  [JL_METRIC_WRITER_QUEUE] = { "writer_queue", "Commands that wait for the writer.", TRUE },
  [JL_METRIC_WRITER_BATCHES] = { "writer_batches", "Commits.", FALSE },
  [JL_METRIC_WRITER_COMMANDS] = { "writer_commands", "Commands executed.", FALSE },
  [JL_METRIC_WRITER_REFUSED] = { "writer_refused", "Commands refused.", FALSE },
  [JL_METRIC_WRITER_COMMIT_MICROS] = { "writer_commit_microseconds",
                                       "Time spent in commits.",
                                       FALSE },
  [JL_METRIC_JOURNAL_POSITION] = { "journal_position", "Last change that is committed.", TRUE },
  [JL_METRIC_INDEX_POSITION] = { "index_position", "Last change in the search index.", TRUE },
  [JL_METRIC_PICTURES] = { "pictures", "Photos taken.", FALSE },
  [JL_METRIC_PROCESSES_STARTED] = { "processes_started", "Child processes started.", FALSE },
  [JL_METRIC_PROCESSES_DIED] = { "processes_died", "Child processes that died.", FALSE },
  [JL_METRIC_BACKUP_TIME] = { "backup_time_seconds",
                              "When the last complete backup was made, since 1970; 0: never.",
                              TRUE },
  [JL_METRIC_EPOCH] = { "epoch", "How often the service was restored from a backup, and 1.", TRUE },
};
G_STATIC_ASSERT (G_N_ELEMENTS (metrics) == JL_N_METRICS);

static const struct {
  const char *name;
  const char *help;
} durations[] = {
  [JL_DURATION_QUEUE] = { "writer_queue_seconds",
                          "From a worker's sending a command to the begin of its batch." },
  [JL_DURATION_COMMIT] = { "writer_commit_seconds", "From the begin of a batch to its commit." },
  [JL_DURATION_WRITE] = { "writer_wait_seconds",
                          "From a worker's sending a command to its answer." },
};
G_STATIC_ASSERT (G_N_ELEMENTS (durations) == JL_N_DURATIONS);

/* Only the owner writes; others may read at any time. */
static void
store (gint64 *where, gint64 value)
{
  __atomic_store_n (where, value, __ATOMIC_RELAXED);
}

static gint64
load (const gint64 *where)
{
  return __atomic_load_n (where, __ATOMIC_RELAXED);
}

static gboolean
set_errno (GError **error, const char *what)
{
  g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "metrics: %s: %s", what, g_strerror (errno));
  return FALSE;
}

static gboolean
map (JlMetrics *self, int fd, gsize size, GError **error)
{
  gpointer memory = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

  if (memory == MAP_FAILED)
    return set_errno (error, "mmap");
  self->memory = memory;
  self->size = size;
  self->used_fd = fd;
  return TRUE;
}

/**
 * jl_metrics_new:
 * @n_slots: how many processes may count at a time
 * @error: %JL_ERROR_INTERNAL
 *
 * Makes the shared memory. The process that makes it counts nothing until it opens a slot itself.
 *
 * Returns: (transfer full) (nullable): the metrics, which own the descriptor
 */
JlMetrics *
jl_metrics_new (guint n_slots, GError **error)
{
  g_autoptr (JlMetrics) self = g_new0 (JlMetrics, 1);
  gsize size = sizeof (Memory) + n_slots * sizeof (Slot);

  self->fd = memfd_create ("jieli-metrics", MFD_CLOEXEC);
  if (self->fd < 0 || ftruncate (self->fd, (off_t)size) != 0) {
    set_errno (error, "memfd");
    return NULL;
  }
  if (!map (self, self->fd, size, error))
    return NULL;
  self->memory->magic = MAGIC;
  self->memory->n_slots = n_slots;
  return g_steal_pointer (&self);
}

/**
 * jl_metrics_open:
 * @fd: (transfer none): inherited from the process that made the memory
 * @slot: which slot is the caller's
 * @error: %JL_ERROR_INTERNAL
 *
 * Takes over a slot: what a process before counted stays, what it had open does not.
 *
 * Returns: (transfer full) (nullable): the metrics
 */
JlMetrics *
jl_metrics_open (int fd, guint slot, GError **error)
{
  g_autoptr (JlMetrics) self = g_new0 (JlMetrics, 1);
  struct stat info;

  self->fd = -1;
  if (fstat (fd, &info) != 0) {
    set_errno (error, "fstat");
    return NULL;
  }
  if (info.st_size < (off_t)sizeof (Memory) || !map (self, fd, (gsize)info.st_size, error)) {
    if (error != NULL && *error == NULL)
      g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "metrics: too small");
    return NULL;
  }
  if (self->memory->magic != MAGIC || slot >= self->memory->n_slots ||
      self->size < sizeof (Memory) + self->memory->n_slots * sizeof (Slot)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "metrics: another version's memory");
    return NULL;
  }
  self->slot = &self->memory->slots[slot];
  for (guint i = 0; i < JL_N_METRICS; i++)
    if (metrics[i].is_gauge)
      store (&self->slot->values[i], 0);
  return g_steal_pointer (&self);
}

/**
 * jl_metrics_get_fd:
 * @self: metrics
 *
 * Returns: the descriptor of the memory, for a child to inherit
 */
int
jl_metrics_get_fd (JlMetrics *self)
{
  return self->used_fd;
}

/**
 * jl_metrics_free:
 * @self: (transfer full) (nullable): metrics; the counters stay while others have them open
 */
void
jl_metrics_free (JlMetrics *self)
{
  if (self == NULL)
    return;
  if (self->memory != NULL)
    munmap (self->memory, self->size);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

/**
 * jl_metrics_add:
 * @self: (nullable): metrics of a process with a slot
 * @metric: what to count
 * @amount: how much more
 */
void
jl_metrics_add (JlMetrics *self, JlMetric metric, gint64 amount)
{
  if (self != NULL && self->slot != NULL)
    store (&self->slot->values[metric], self->slot->values[metric] + amount);
}

/**
 * jl_metrics_set:
 * @self: (nullable): metrics of a process with a slot
 * @metric: a gauge
 * @value: its value in this process
 */
void
jl_metrics_set (JlMetrics *self, JlMetric metric, gint64 value)
{
  if (self != NULL && self->slot != NULL)
    store (&self->slot->values[metric], value);
}

static guint
find_bucket (gint64 micros)
{
  guint bucket = 0;

  while (bucket < G_N_ELEMENTS (bounds) && micros > bounds[bucket])
    bucket++;
  return bucket;
}

/**
 * jl_metrics_count_request:
 * @self: (nullable): metrics of a process with a slot
 * @route: index of the route
 * @status: of the answer
 * @micros: from the complete header to the end of the answer
 */
void
jl_metrics_count_request (JlMetrics *self, guint route, guint status, gint64 micros)
{
  guint class = CLAMP (status / 100, 1, N_CLASSES) - 1;
  guint bucket = find_bucket (micros);

  if (self == NULL || self->slot == NULL)
    return;
  route = MIN (route, JL_METRICS_MAX_ROUTES - 1);
  store (&self->slot->requests[route][class], self->slot->requests[route][class] + 1);
  store (&self->slot->micros[route], self->slot->micros[route] + micros);
  store (&self->slot->buckets[bucket], self->slot->buckets[bucket] + 1);
}

/**
 * jl_metrics_count_duration:
 * @self: (nullable): metrics of a process with a slot
 * @duration: of what
 * @micros: how long it took
 */
void
jl_metrics_count_duration (JlMetrics *self, JlDuration duration, gint64 micros)
{
  gint64 *bucket;

  if (self == NULL || self->slot == NULL)
    return;
  bucket = &self->slot->durations[duration][find_bucket (micros)];
  store (bucket, *bucket + 1);
  store (&self->slot->duration_micros[duration], self->slot->duration_micros[duration] + micros);
}

/* The sum over all slots of the number at @offset in each. */
static gint64
sum (JlMetrics *self, gsize offset)
{
  gint64 total = 0;

  for (guint i = 0; i < self->memory->n_slots; i++)
    total += load ((const gint64 *)((const char *)&self->memory->slots[i] + offset));
  return total;
}

/**
 * jl_metrics_get:
 * @self: metrics
 * @metric: what
 *
 * Returns: the sum of all processes
 */
gint64
jl_metrics_get (JlMetrics *self, JlMetric metric)
{
  return sum (self, G_STRUCT_OFFSET (Slot, values) + metric * sizeof (gint64));
}

/**
 * jl_metrics_get_requests:
 * @self: metrics
 * @status_class: 5 for statuses of 5xx; 0: all
 *
 * Returns: how many requests all processes have answered so
 */
gint64
jl_metrics_get_requests (JlMetrics *self, guint status_class)
{
  gint64 total = 0;

  g_return_val_if_fail (status_class <= N_CLASSES, 0);

  for (guint i = 0; i < JL_METRICS_MAX_ROUTES; i++) {
    for (guint class = 0; class < N_CLASSES; class ++) {
      if (status_class == 0 || class == status_class - 1)
        total += sum (self,
                      G_STRUCT_OFFSET (Slot, requests) + (i * N_CLASSES + class) * sizeof (gint64));
    }
  }
  return total;
}

static void
append_values (JlMetrics *self, GString *out)
{
  for (guint i = 0; i < JL_N_METRICS; i++) {
    const char *suffix = metrics[i].is_gauge ? "" : "_total";

    g_string_append_printf (out,
                            "# HELP jieli_%s%s %s\n# TYPE jieli_%s%s %s\n"
                            "jieli_%s%s %" G_GINT64_FORMAT "\n",
                            metrics[i].name,
                            suffix,
                            metrics[i].help,
                            metrics[i].name,
                            suffix,
                            metrics[i].is_gauge ? "gauge" : "counter",
                            metrics[i].name,
                            suffix,
                            jl_metrics_get (self, i));
  }
}

static void
append_requests (JlMetrics *self, const char *const *names, GString *out)
{
  g_string_append (out,
                   "# HELP jieli_requests_total Requests answered, by route and class of status.\n"
                   "# TYPE jieli_requests_total counter\n");
  for (guint i = 0; names[i] != NULL && i < JL_METRICS_MAX_ROUTES; i++) {
    const char *space = strchr (names[i], ' ');

    for (guint class = 0; class < N_CLASSES; class ++) {
      gint64 n =
          sum (self, G_STRUCT_OFFSET (Slot, requests) + (i * N_CLASSES + class) * sizeof (gint64));

      if (n > 0)
        g_string_append_printf (
            out,
            "jieli_requests_total{method=\"%.*s\",route=\"%s\",status=\"%uxx\"} %" G_GINT64_FORMAT
            "\n",
            (int)(space - names[i]),
            names[i],
            space + 1,
            class + 1,
            n);
    }
  }
}

/* @buckets: where they are in a slot */
static void
append_histogram (
    JlMetrics *self, GString *out, const char *name, const char *help, gsize buckets, gint64 micros)
{
  gint64 count = 0;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, "# HELP jieli_%s %s\n# TYPE jieli_%s histogram\n", name, help, name);
  for (guint i = 0; i < N_BUCKETS; i++) {
    count += sum (self, buckets + i * sizeof (gint64));
    if (i < G_N_ELEMENTS (bounds))
      g_ascii_formatd (number, sizeof number, "%g", (double)bounds[i] / G_USEC_PER_SEC);
    else
      g_strlcpy (number, "+Inf", sizeof number);
    g_string_append_printf (
        out, "jieli_%s_bucket{le=\"%s\"} %" G_GINT64_FORMAT "\n", name, number, count);
  }
  g_ascii_formatd (number, sizeof number, "%.6f", (double)micros / G_USEC_PER_SEC);
  g_string_append_printf (
      out, "jieli_%s_sum %s\njieli_%s_count %" G_GINT64_FORMAT "\n", name, number, name, count);
}

static void
append_latency (JlMetrics *self, GString *out)
{
  gint64 micros = 0;

  for (guint i = 0; i < JL_METRICS_MAX_ROUTES; i++)
    micros += sum (self, G_STRUCT_OFFSET (Slot, micros) + i * sizeof (gint64));
  append_histogram (self,
                    out,
                    "request_seconds",
                    "From complete header to end of answer.",
                    G_STRUCT_OFFSET (Slot, buckets),
                    micros);
  for (guint i = 0; i < JL_N_DURATIONS; i++)
    append_histogram (self,
                      out,
                      durations[i].name,
                      durations[i].help,
                      G_STRUCT_OFFSET (Slot, durations) + i * sizeof self->slot->durations[0],
                      sum (self, G_STRUCT_OFFSET (Slot, duration_micros) + i * sizeof (gint64)));
}

/**
 * jl_metrics_to_text:
 * @self: metrics
 * @names: (array zero-terminated=1): method, blank and template of each route
 *
 * Returns: (transfer full): all of it, summed over the processes, in the text format of Prometheus
 */
char *
jl_metrics_to_text (JlMetrics *self, const char *const *names)
{
  GString *out = g_string_sized_new (8192);

  append_values (self, out);
  append_requests (self, names, out);
  append_latency (self, out);
  return g_string_free (out, FALSE);
}
