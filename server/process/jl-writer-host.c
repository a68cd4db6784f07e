// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-writer-host.h"

#include "jl-reply-bytes.h"
#include "jl-signed-head.h"

#define DUE_SECONDS 1
#define SIGN_SECONDS (10 * 60)

/* Changes that the search file may be behind before writes wait for it: about a quarter of a second
 * of the indexer's work, so that what is new is found within a second. */
#define MAX_LAG 4000
/* A slice of work for which nobody waits: whoever comes meanwhile waits no longer than that and a
 * commit. */
#define WORK_MICROS (5 * 1000)
/* So long writes wait for an indexer that does nothing at all. */
#define STUCK_MS (10 * 1000)

struct _JlWriterHost {
  JlWriter *writer;   /* borrowed */
  JlKeys *keys;       /* borrowed */
  JlMetrics *metrics; /* borrowed, nullable */
  JlCommitted committed;
  JlIndexStuck index_stuck;
  gpointer user_data; /* borrowed */

  gint64 indexed;      /* how far the search file is; 0: nobody follows, or it is being filled */
  gint64 last_indexed; /* how far it was at the last batch */
  gint64 last_changes; /* that the last batch made */
  guint stuck_timer;   /* while writes are held back */
  gint64 batch_began;  /* monotonic, microseconds */

  JlWriterHostStep step; /* nullable */
  gpointer work;         /* borrowed */

  guint batch_source;
  guint idle_source;
  guint due_timer;
  guint sign_timer;
};

typedef struct {
  JlWriterHost *host; /* borrowed */
  JlChannel *channel; /* owned: may be closed by the time of the answer */
  guint64 id;
  gint64 sent_at; /* monotonic, microseconds */
} Waiting;

static void
waiting_free (Waiting *waiting)
{
  jl_channel_unref (waiting->channel);
  g_free (waiting);
}

static void
send_reply (JlChannel *channel, guint64 id, JlReply *reply)
{
  g_autoptr (GBytes) bytes = jl_reply_to_bytes (reply);

  if (jl_channel_send (channel, JL_MESSAGE_REPLY, id, bytes, NULL))
    return;
  /* A worker that does not fetch its answers hangs: its clients are better off with another one. A
   * channel that is closed already: the worker died, and nobody waits any more. */
  jl_channel_break (channel);
}

static void
answer_cb (JlReply *reply, gpointer user_data)
{
  Waiting *waiting = user_data;
  JlMetrics *metrics = waiting->host->metrics;
  g_autoptr (JlReply) owned = reply;

  if (owned->error != NULL)
    jl_metrics_add (metrics, JL_METRIC_WRITER_REFUSED, 1);
  jl_metrics_add (metrics, JL_METRIC_WRITER_COMMANDS, 1);
  jl_metrics_count_duration (
      metrics, JL_DURATION_QUEUE, waiting->host->batch_began - waiting->sent_at);
  jl_metrics_count_duration (
      metrics, JL_DURATION_WRITE, g_get_monotonic_time () - waiting->sent_at);
  send_reply (waiting->channel, waiting->id, owned);
  waiting_free (waiting);
}

static void
host_announce (JlWriterHost *self)
{
  gint64 position = jl_writer_get_position (self->writer);

  jl_metrics_set (self->metrics, JL_METRIC_JOURNAL_POSITION, position);
  self->committed (position, self->user_data);
}

/* Beyond the bound each batch must be paid for: while it waited, the indexer did twice as much as
 * the batch before it made. So the lag goes down again, and writes go on at half the indexer's
 * pace. */
static gboolean
may_run (JlWriterHost *self)
{
  return self->indexed == 0 || jl_writer_get_position (self->writer) - self->indexed <= MAX_LAG ||
         self->indexed - self->last_indexed >= 2 * self->last_changes;
}

static gboolean batch_cb (gpointer user_data);

/* Of the same priority as the sockets, so that one turn of the loop reads all that are ready, and
 * the next begins with this batch: no socket can hold it up for ever. */
static void
host_continue (JlWriterHost *self)
{
  if (self->batch_source == 0 && self->stuck_timer == 0)
    self->batch_source = g_idle_add_full (G_PRIORITY_DEFAULT, batch_cb, self, NULL);
}

/* Nobody follows any more, so there is nothing to wait for. */
static gboolean
stuck_cb (gpointer user_data)
{
  JlWriterHost *self = user_data;

  self->stuck_timer = 0;
  self->indexed = 0;
  self->index_stuck (self->user_data);
  host_continue (self);
  return G_SOURCE_REMOVE;
}

static gboolean
batch_cb (gpointer user_data)
{
  JlWriterHost *self = user_data;
  gint64 before = jl_writer_get_position (self->writer);
  gint64 took;

  if (!may_run (self)) {
    self->stuck_timer = g_timeout_add (STUCK_MS, stuck_cb, self);
    self->batch_source = 0;
    return G_SOURCE_REMOVE;
  }

  jl_metrics_set (self->metrics, JL_METRIC_WRITER_QUEUE, jl_writer_get_n_queued (self->writer));
  self->batch_began = g_get_monotonic_time ();
  jl_writer_run_batch (self->writer);
  took = g_get_monotonic_time () - self->batch_began;
  jl_metrics_add (self->metrics, JL_METRIC_WRITER_BATCHES, 1);
  jl_metrics_add (self->metrics, JL_METRIC_WRITER_COMMIT_MICROS, took);
  jl_metrics_count_duration (self->metrics, JL_DURATION_COMMIT, took);
  jl_metrics_set (self->metrics, JL_METRIC_WRITER_QUEUE, jl_writer_get_n_queued (self->writer));
  self->last_indexed = self->indexed;
  self->last_changes = jl_writer_get_position (self->writer) - before;
  host_announce (self);
  if (jl_writer_get_n_queued (self->writer) > 0)
    return G_SOURCE_CONTINUE;
  self->batch_source = 0;
  return G_SOURCE_REMOVE;
}

/* It makes as many changes as the indexer can follow, and more when it has caught up. */
static gboolean
run_work (JlWriterHost *self)
{
  return self->step != NULL && may_run (self) && self->step (self->work, WORK_MICROS);
}

/* Runs when no frame waits: of what the system itself has to do one slice, then again. */
static gboolean
idle_cb (gpointer user_data)
{
  JlWriterHost *self = user_data;
  gint64 before = jl_writer_get_position (self->writer);
  gboolean more = jl_writer_run_due (self->writer);

  more = run_work (self) || more;
  if (jl_writer_get_position (self->writer) != before)
    host_announce (self);
  if (more || jl_writer_idle (self->writer))
    return G_SOURCE_CONTINUE;
  self->idle_source = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
due_cb (gpointer user_data)
{
  JlWriterHost *self = user_data;

  if (self->idle_source == 0)
    self->idle_source = g_idle_add (idle_cb, self);
  return G_SOURCE_CONTINUE;
}

static gboolean
sign_cb (gpointer user_data)
{
  JlWriterHost *self = user_data;
  g_autoptr (GError) error = NULL;
  guint n_signed = 0;

  if (!jl_signed_heads_sign (self->writer, self->keys, &n_signed, &error))
    g_warning ("chain heads: %s", error->message);
  else
    g_debug ("signed %u chain heads", n_signed);
  return G_SOURCE_CONTINUE;
}

/**
 * jl_writer_host_new:
 * @writer: the writer; outlives the host
 * @keys: to sign with; outlive the host
 * @metrics: (nullable): where to count
 * @committed: called after each batch
 * @index_stuck: see #JlIndexStuck
 * @user_data: for both
 *
 * Returns: (transfer full): a host on the thread's default main context
 */
JlWriterHost *
jl_writer_host_new (JlWriter *writer,
                    JlKeys *keys,
                    JlMetrics *metrics,
                    JlCommitted committed,
                    JlIndexStuck index_stuck,
                    gpointer user_data)
{
  JlWriterHost *self = g_new0 (JlWriterHost, 1);

  self->writer = writer;
  self->keys = keys;
  self->metrics = metrics;
  self->committed = committed;
  self->index_stuck = index_stuck;
  self->user_data = user_data;
  jl_metrics_set (metrics, JL_METRIC_JOURNAL_POSITION, jl_writer_get_position (writer));
  return self;
}

/**
 * jl_writer_host_free:
 * @self: (transfer full): a host
 */
void
jl_writer_host_free (JlWriterHost *self)
{
  g_clear_handle_id (&self->batch_source, g_source_remove);
  g_clear_handle_id (&self->stuck_timer, g_source_remove);
  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_handle_id (&self->due_timer, g_source_remove);
  g_clear_handle_id (&self->sign_timer, g_source_remove);
  g_free (self);
}

/**
 * jl_writer_host_set_work:
 * @self: a host
 * @step: (nullable): does a part of it when nobody waits
 * @work: for @step; outlives the host
 */
void
jl_writer_host_set_work (JlWriterHost *self, JlWriterHostStep step, gpointer work)
{
  self->step = step;
  self->work = work;
}

/**
 * jl_writer_host_take_call:
 * @self: a host
 * @channel: the way to the worker that sent it
 * @id: the worker's number for it
 * @frame: the call
 *
 * Queues a call; its reply goes back through @channel. Where the queue is full that is at once
 * UNAVAILABLE.
 */
void
jl_writer_host_take_call (JlWriterHost *self, JlChannel *channel, guint64 id, GBytes *frame)
{
  g_autoptr (GError) error = NULL;
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->host = self;
  waiting->channel = jl_channel_ref (channel);
  waiting->id = id;
  waiting->sent_at = jl_channel_get_sent_at (channel);
  if (!jl_writer_queue (self->writer, frame, answer_cb, waiting, &error)) {
    g_autoptr (JlReply) reply = jl_reply_new_error (g_steal_pointer (&error));

    jl_metrics_add (self->metrics, JL_METRIC_WRITES_REFUSED, 1);
    send_reply (channel, id, reply);
    waiting_free (waiting);
    return;
  }
  host_continue (self);
}

/**
 * jl_writer_host_set_indexed:
 * @self: a host
 * @position: the last change of the journal that can be found, 0 while the search file is filled
 *
 * Says that the indexer has done a step. Writes are held back to what it can follow.
 */
void
jl_writer_host_set_indexed (JlWriterHost *self, gint64 position)
{
  self->indexed = position;
  if (self->stuck_timer == 0)
    return;
  g_clear_handle_id (&self->stuck_timer, g_source_remove);
  host_continue (self);
}

/**
 * jl_writer_host_start_timers:
 * @self: a host
 *
 * From now on does what falls due and signs chain heads that have moved.
 */
void
jl_writer_host_start_timers (JlWriterHost *self)
{
  self->due_timer = g_timeout_add_seconds (DUE_SECONDS, due_cb, self);
  self->sign_timer = g_timeout_add_seconds (SIGN_SECONDS, sign_cb, self);
}

/**
 * jl_writer_host_finish:
 * @self: a host
 *
 * Executes and answers what still waits, signs the chain heads that have moved and tidies up.
 */
void
jl_writer_host_finish (JlWriterHost *self)
{
  while (jl_writer_get_n_queued (self->writer) > 0) {
    self->batch_began = g_get_monotonic_time ();
    jl_writer_run_batch (self->writer);
  }
  sign_cb (self);
  while (jl_writer_idle (self->writer))
    ;
}
