// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-writer.h"
#include "jl-error.h"
#include "jl-execute.h"
#include "jl-idempotency.h"
#include "jl-migrations.h"
#include "jl-store.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <sqlite3.h>

/* What one batch takes at most: whoever waits behind it waits no longer than that and a commit. */
#define BATCH_FRAMES 512
#define BATCH_MICROS (20 * 1000)
#define DEFAULT_MAX_QUEUED 4096
/* Pages of log that are worth a checkpoint (4 MiB), and so many that it cannot wait for a pause. */
#define CHECKPOINT_PAGES 1024
#define CHECKPOINT_PAGES_NOW (64 * 1024)
#define FORGET_LIMIT 500
#define FORGET_INTERVAL_MS (10 * 60 * 1000)

typedef struct {
  GBytes *frame; /* owned */
  gboolean own;  /* called by the service itself */
  JlWriterAnswer answer;
  gpointer user_data;
  JlReply *reply; /* owned, nullable: once executed */
} Waiting;

struct _JlWriter {
  JlCatalog *catalog;       /* owned; outlives the connection */
  JlConnection *connection; /* owned */
  JlSession session;
  JlAuthenticate authenticate;
  gint64 (*get_time) (void);
  gint64 last_time;
  gint64 position;
  int log_pages;
  gint64 next_forget;
  GQueue queue; /* owned, (element-type Waiting) */
  guint max_queued;
};

static gint64
get_real_time (void)
{
  return g_get_real_time () / 1000;
}

static void
waiting_free (gpointer data)
{
  Waiting *self = data;

  g_bytes_unref (self->frame);
  jl_reply_free (self->reply);
  g_free (self);
}

/* The journal's time: the clock's, but never earlier than it was. */
static gint64
advance_time (JlWriter *self)
{
  self->last_time = MAX (self->last_time, self->get_time ());
  return self->last_time;
}

static int
log_grew_cb (void *user_data, sqlite3 *db, const char *name, int pages)
{
  JlWriter *self = user_data;

  self->log_pages = pages;
  return SQLITE_OK;
}

static gboolean
read_number (JlConnection *connection, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  *value = jl_statement_get_integer (statement, 0);
  return TRUE;
}

/* Ids and time go on from where the journal and every stored record have been. */
static gboolean
resume (JlWriter *self, GError **error)
{
  g_autoptr (JlNode) node = jl_node_read (self->connection, error);
  gint64 highest_id;
  gint64 last_at;
  gint64 schema;

  if (node == NULL || !read_number (self->connection, "PRAGMA user_version", &schema, error) ||
      !read_number (self->connection, "SELECT max(id) FROM ready", &highest_id, error) ||
      !read_number (self->connection,
                    "SELECT at FROM journal WHERE seq = (SELECT max(seq) FROM journal) UNION ALL "
                    "SELECT 0 LIMIT 1",
                    &last_at,
                    error) ||
      !read_number (self->connection, "SELECT max(seq) FROM change", &self->position, error))
    return FALSE;

  self->session.ids.node = node->number;
  jl_id_maker_prime (&self->session.ids, node->last_id);
  jl_id_maker_prime (&self->session.ids, highest_id);
  self->session.epoch = node->epoch;
  self->session.city = node->city;
  self->session.schema = (guint)schema;
  self->last_time = MAX (node->last_time, last_at);
  return TRUE;
}

static gboolean
note_rules (JlWriter *self, GError **error)
{
  static const char sql[] = "INSERT OR IGNORE INTO rules_version (version, first_used_at) "
                            "VALUES (?1, ?2)";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_text (statement, 1, self->session.rules_version);
  jl_statement_bind_integer (statement, 2, advance_time (self));
  return jl_statement_run (statement, error);
}

/**
 * jl_writer_open:
 * @config: what the writer works with; all that it names outlives the writer
 * @error: NOT_FOUND when the folder has no database, CONFLICT when that is newer than the program,
 *   UNAVAILABLE, STORAGE_FULL, CORRUPT, INTERNAL
 *
 * Migrates the database if need be and opens its only writable connection. The caller holds the
 * lock of the folder, so that there is one writer.
 *
 * Returns: (transfer full): the writer
 */
JlWriter *
jl_writer_open (const JlWriterConfig *config, GError **error)
{
  g_autofree char *path = jl_store_get_path (config->data_dir);
  g_autoptr (JlWriter) self = NULL;

  if (!jl_store_exists (config->data_dir)) {
    g_set_error (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no database %s"), path);
    return NULL;
  }
  if (sodium_init () < 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "no source of random numbers");
    return NULL;
  }
  if (!jl_migrate (path, config->schema_dir, error))
    return NULL;

  self = g_new0 (JlWriter, 1);
  g_queue_init (&self->queue);
  self->catalog = jl_catalog_new (config->schemas, error);
  if (self->catalog == NULL)
    return NULL;
  self->connection = jl_connection_open (path, 0, error);
  if (self->connection == NULL)
    return NULL;
  self->session.connection = self->connection;
  self->session.catalog = self->catalog;
  self->session.rules_version = config->rules_version;
  self->session.context = config->context;
  self->authenticate = config->authenticate;
  self->get_time = config->get_time == NULL ? get_real_time : config->get_time;
  self->max_queued = config->max_queued == 0 ? DEFAULT_MAX_QUEUED : config->max_queued;
  /* Replaces SQLite's own hook, which checkpoints within a commit that somebody waits for. */
  sqlite3_wal_hook (jl_connection_get_handle (self->connection), log_grew_cb, self);

  if (!resume (self, error) || !note_rules (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * jl_writer_close:
 * @self: (transfer full) (nullable): a writer
 *
 * Frames that still wait are answered with UNAVAILABLE.
 */
void
jl_writer_close (JlWriter *self)
{
  Waiting *waiting;

  if (self == NULL)
    return;

  while ((waiting = g_queue_pop_head (&self->queue)) != NULL) {
    waiting->answer (jl_reply_new_error (g_error_new_literal (
                         JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("The service is stopping"))),
                     waiting->user_data);
    waiting_free (waiting);
  }
  jl_connection_close (self->connection);
  jl_catalog_free (self->catalog);
  g_free (self);
}

static gboolean
queue (JlWriter *self,
       GBytes *frame,
       gboolean own,
       JlWriterAnswer answer,
       gpointer user_data,
       GError **error)
{
  Waiting *waiting;

  if (self->queue.length >= self->max_queued) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("The service is busy, please try again"));
    return FALSE;
  }

  waiting = g_new0 (Waiting, 1);
  waiting->frame = g_bytes_ref (frame);
  waiting->own = own;
  waiting->answer = answer;
  waiting->user_data = user_data;
  g_queue_push_tail (&self->queue, waiting);
  return TRUE;
}

/**
 * jl_writer_queue:
 * @self: a writer
 * @frame: a call, from jl_frame_to_bytes()
 * @answer: called once, during jl_writer_run_batch() or jl_writer_close(); owns the reply
 * @user_data: for @answer
 * @error: UNAVAILABLE when too many wait already; then @answer is not called
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_writer_queue (
    JlWriter *self, GBytes *frame, JlWriterAnswer answer, gpointer user_data, GError **error)
{
  return queue (self, frame, FALSE, answer, user_data, error);
}

/**
 * jl_writer_queue_own:
 * @self: a writer
 * @frame: a call; whom it names does not count
 * @answer: as jl_writer_queue()
 * @user_data: for @answer
 * @error: return location
 *
 * Like jl_writer_queue(), for what the service does by itself: founding the city, the demo. Nothing
 * that came from outside may be queued so.
 *
 * Returns: %FALSE with UNAVAILABLE when the queue is full
 */
gboolean
jl_writer_queue_own (
    JlWriter *self, GBytes *frame, JlWriterAnswer answer, gpointer user_data, GError **error)
{
  return queue (self, frame, TRUE, answer, user_data, error);
}

/**
 * jl_writer_get_n_queued:
 * @self: a writer
 *
 * Returns: how many frames wait
 */
guint
jl_writer_get_n_queued (JlWriter *self)
{
  return self->queue.length;
}

/**
 * jl_writer_get_position:
 * @self: a writer
 *
 * Returns: the sequence number of the last change that is committed, 0 for none
 */
gint64
jl_writer_get_position (JlWriter *self)
{
  return self->position;
}

/**
 * jl_writer_get_connection:
 * @self: a writer
 *
 * Returns: (transfer none): the only writable connection, between batches
 */
JlConnection *
jl_writer_get_connection (JlWriter *self)
{
  return self->connection;
}

/**
 * jl_writer_get_time:
 * @self: a writer
 *
 * Returns: the journal's time now, milliseconds UTC: the clock's, but never earlier than it was
 */
gint64
jl_writer_get_time (JlWriter *self)
{
  return advance_time (self);
}

/* Once a batch and in its transaction, so that neither ids nor time are given out again. */
static gboolean
save_node (JlWriter *self, GError **error)
{
  static const char sql[] = "UPDATE node SET last_id = ?1, last_time = ?2 WHERE id = 1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, self->session.ids.last);
  jl_statement_bind_integer (statement, 2, self->last_time);
  return jl_statement_run (statement, error);
}

static gboolean
begin (JlWriter *self, GError **error)
{
  static const char sql[] = "BEGIN IMMEDIATE";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  return statement != NULL && jl_statement_run (statement, error);
}

/* Commits, or rolls everything back: then what is in memory (ids, time) is merely ahead of what is
 * stored, which does no harm. */
static gboolean
commit (JlWriter *self, const JlExecution *execution, GError **error)
{
  static const char sql[] = "COMMIT";
  g_autoptr (JlStatement) statement = NULL;

  if (!execution->changed) {
    jl_connection_end_read (self->connection);
    return TRUE;
  }

  statement = jl_connection_prepare (self->connection, sql, error);
  if (statement != NULL && save_node (self, error) && jl_statement_run (statement, error)) {
    self->position = execution->position;
    return TRUE;
  }
  jl_connection_end_read (self->connection);
  return FALSE;
}

static void
checkpoint (JlWriter *self)
{
  int result = sqlite3_wal_checkpoint_v2 (
      jl_connection_get_handle (self->connection), NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

  if (result != SQLITE_OK)
    g_debug ("checkpoint: SQLite %d", result);
  self->log_pages = 0;
}

/* SQLite gives up the whole transaction after some failures, such as a full disk. */
static gboolean
transaction_is_lost (JlWriter *self)
{
  return sqlite3_get_autocommit (jl_connection_get_handle (self->connection)) != 0;
}

static void
fail_all (GPtrArray *batch, const GError *error)
{
  for (guint i = 0; i < batch->len; i++) {
    Waiting *waiting = batch->pdata[i];

    jl_reply_free (waiting->reply);
    waiting->reply = jl_reply_new_error (g_error_copy (error));
  }
}

static void
answer_all (GPtrArray *batch)
{
  for (guint i = 0; i < batch->len; i++) {
    Waiting *waiting = batch->pdata[i];

    waiting->answer (g_steal_pointer (&waiting->reply), waiting->user_data);
  }
}

/* Executes what waits, until the batch is full. FALSE: nothing of it can be committed. */
static gboolean
execute_batch (JlWriter *self, GPtrArray *batch, JlExecution *execution, GError **error)
{
  gint64 end = g_get_monotonic_time () + BATCH_MICROS;

  while (batch->len < BATCH_FRAMES && self->queue.length > 0) {
    Waiting *waiting = g_queue_pop_head (&self->queue);

    g_ptr_array_add (batch, waiting);
    execution->now = advance_time (self);
    waiting->reply = jl_execute_frame (execution, waiting->frame, waiting->own);
    if (transaction_is_lost (self)) {
      if (waiting->reply->error != NULL)
        g_propagate_error (error, g_error_copy (waiting->reply->error));
      else
        g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "the transaction was lost");
      return FALSE;
    }
    if (g_get_monotonic_time () >= end)
      break;
  }
  return TRUE;
}

/**
 * jl_writer_run_batch:
 * @self: a writer
 *
 * Executes the frames that wait, in their order and each in a savepoint of its own, commits once,
 * and then answers all. A commit that fails fails them all, also those that were refused, because
 * what they were refused for may not have happened. A long queue takes several batches.
 */
void
jl_writer_run_batch (JlWriter *self)
{
  g_autoptr (GPtrArray) batch = NULL;
  g_autoptr (GError) error = NULL;
  JlExecution execution = {
    .session = &self->session,
    .authenticate = self->authenticate,
    .position = self->position,
  };

  if (self->queue.length == 0)
    return;

  batch = g_ptr_array_new_with_free_func (waiting_free);
  if (!begin (self, &error)) {
    for (guint n = MIN (self->queue.length, BATCH_FRAMES); n > 0; n--)
      g_ptr_array_add (batch, g_queue_pop_head (&self->queue));
    fail_all (batch, error);
  } else if (!execute_batch (self, batch, &execution, &error) ||
             !commit (self, &execution, &error)) {
    fail_all (batch, error);
  }
  answer_all (batch);
  if (self->log_pages >= CHECKPOINT_PAGES_NOW)
    checkpoint (self);
}

static gboolean
execute_due (JlWriter *self, const JlDue *due, JlExecution *execution, gint64 end, GError **error)
{
  gint64 after = 0;
  gint64 id;

  while (g_get_monotonic_time () < end) {
    g_autoptr (JlReply) reply = NULL;

    execution->now = advance_time (self);
    if (!due->find (self->connection, execution->now, after, &id))
      return TRUE;
    reply = jl_execute_due (execution, due->command, id);
    if (transaction_is_lost (self)) {
      g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "%s failed", due->command->name);
      return FALSE;
    }
    if (reply->error != NULL)
      g_debug ("%s: %s", due->command->name, reply->error->message);
    after = id;
  }
  return TRUE;
}

/**
 * jl_writer_run_due:
 * @self: a writer
 *
 * Executes what has fallen due, in the name of the service, as long as a batch may last. A command
 * that is refused is passed over until the next call.
 *
 * Returns: whether there is more to do now
 */
gboolean
jl_writer_run_due (JlWriter *self)
{
  gint64 end = g_get_monotonic_time () + BATCH_MICROS;
  JlExecution execution = { .session = &self->session, .position = self->position };
  g_autoptr (GError) error = NULL;
  gboolean good = begin (self, &error);

  for (guint i = 0; good && self->catalog->schemas[i] != NULL; i++) {
    const JlDue *due = self->catalog->schemas[i]->dues;

    for (; good && due != NULL && due->find != NULL; due++)
      good = execute_due (self, due, &execution, end, &error);
  }
  if (!good || !commit (self, &execution, &error)) {
    g_debug ("due commands: %s", error->message);
    return FALSE;
  }
  return g_get_monotonic_time () >= end;
}

/**
 * jl_writer_idle:
 * @self: a writer
 *
 * What can wait until nobody waits: moves the log into the database (never blocking a reader, and
 * not within a commit: it would make others wait), and forgets old idempotency keys.
 *
 * Returns: whether there is more to do now
 */
gboolean
jl_writer_idle (JlWriter *self)
{
  gint64 now = self->get_time ();
  gboolean more = FALSE;
  g_autoptr (GError) error = NULL;

  if (self->log_pages >= CHECKPOINT_PAGES)
    checkpoint (self);
  if (now < self->next_forget)
    return FALSE;
  if (!jl_idempotency_forget_old (self->connection, now, FORGET_LIMIT, &more, &error))
    g_debug ("idempotency: %s", error->message);
  if (!more)
    self->next_forget = now + FORGET_INTERVAL_MS;
  return more;
}

static void
keep_reply_cb (JlReply *reply, gpointer user_data)
{
  JlReply **kept = user_data;

  *kept = reply;
}

static JlReply *
call (JlWriter *self, const JlFrame *frame, gboolean own)
{
  g_autoptr (GBytes) bytes = jl_frame_to_bytes (frame);
  GError *error = NULL;
  JlReply *reply = NULL;

  if (!queue (self, bytes, own, keep_reply_cb, &reply, &error))
    return jl_reply_new_error (error);
  while (reply == NULL)
    jl_writer_run_batch (self);
  return reply;
}

/**
 * jl_writer_call:
 * @self: a writer
 * @frame: a call
 *
 * Queues one call and runs batches until it is answered.
 *
 * Returns: (transfer full): its reply
 */
JlReply *
jl_writer_call (JlWriter *self, const JlFrame *frame)
{
  return call (self, frame, FALSE);
}

/**
 * jl_writer_call_own:
 * @self: a writer
 * @frame: a call; whom it names does not count
 *
 * Like jl_writer_call(), for what the service does by itself: see jl_writer_queue_own().
 *
 * Returns: (transfer full): its reply
 */
JlReply *
jl_writer_call_own (JlWriter *self, const JlFrame *frame)
{
  return call (self, frame, TRUE);
}
