// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-writer.h"
#include "jl-error.h"
#include "jl-writer-private.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>

static gboolean
queue (JlWriter *self,
       GBytes *frame,
       gboolean own,
       JlWriterAnswer answer,
       gpointer user_data,
       GError **error)
{
  JlWaiting *waiting;

  if (self->queue.length >= self->max_queued) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("The service is busy, please try again"));
    return FALSE;
  }

  waiting = g_new0 (JlWaiting, 1);
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

/**
 * jl_writer_begin: (skip)
 * @self: a writer
 * @error: as jl_statement_step()
 *
 * Starts the transaction of a batch.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_writer_begin (JlWriter *self, GError **error)
{
  static const char sql[] = "BEGIN IMMEDIATE";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  return statement != NULL && jl_statement_run (statement, error);
}

/**
 * jl_writer_commit: (skip)
 * @self: a writer
 * @execution: what was executed in the batch
 * @error: as jl_statement_step()
 *
 * Commits, or rolls everything back: then what is in memory (ids, time) is merely ahead of what is
 * stored, which does no harm.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_writer_commit (JlWriter *self, const JlExecution *execution, GError **error)
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

/**
 * jl_writer_transaction_is_lost: (skip)
 * @self: a writer within a batch
 *
 * Returns: whether SQLite has given up the whole transaction, as it does after some failures
 */
gboolean
jl_writer_transaction_is_lost (JlWriter *self)
{
  return sqlite3_get_autocommit (jl_connection_get_handle (self->connection)) != 0;
}

static void
fail_all (GPtrArray *batch, const GError *error)
{
  for (guint i = 0; i < batch->len; i++) {
    JlWaiting *waiting = batch->pdata[i];

    jl_reply_free (waiting->reply);
    waiting->reply = jl_reply_new_error (g_error_copy (error));
  }
}

static void
answer_all (GPtrArray *batch)
{
  for (guint i = 0; i < batch->len; i++) {
    JlWaiting *waiting = batch->pdata[i];

    waiting->answer (g_steal_pointer (&waiting->reply), waiting->user_data);
  }
}

/* FALSE: nothing of the batch can be committed. */
static gboolean
execute (JlWriter *self, JlWaiting *waiting, JlExecution *execution, GError **error)
{
  g_clear_pointer (&waiting->reply, jl_reply_free);
  execution->now = jl_writer_get_time (self);
  waiting->reply = jl_execute_bytes (execution, waiting->frame, waiting->own);
  if (!jl_writer_transaction_is_lost (self))
    return TRUE;
  if (waiting->reply->error != NULL)
    g_propagate_error (error, g_error_copy (waiting->reply->error));
  else
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "the transaction was lost");
  return FALSE;
}

/* Executes what waits, until the batch is full or spoiled. */
static gboolean
execute_batch (JlWriter *self, GPtrArray *batch, JlExecution *execution, GError **error)
{
  gint64 end = g_get_monotonic_time () + JL_WRITER_BATCH_MICROS;

  while (batch->len < self->max_batch && self->queue.length > 0 && !execution->is_spoiled) {
    JlWaiting *waiting = g_queue_pop_head (&self->queue);

    g_ptr_array_add (batch, waiting);
    if (!execute (self, waiting, execution, error))
      return FALSE;
    if (g_get_monotonic_time () >= end)
      break;
  }
  return TRUE;
}

static JlExecution
make_execution (JlWriter *self)
{
  return (JlExecution){
    .session = &self->session,
    .authenticate = self->authenticate,
    .position = self->position,
  };
}

/* Does a batch that was spoiled again, from where it began. */
static gboolean
execute_again (JlWriter *self, GPtrArray *batch, JlExecution *execution, GError **error)
{
  jl_connection_end_read (self->connection);
  if (!jl_writer_begin (self, error))
    return FALSE;
  *execution = make_execution (self);
  execution->uses_savepoints = TRUE;
  for (guint i = 0; i < batch->len; i++) {
    if (!execute (self, batch->pdata[i], execution, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_writer_run_batch:
 * @self: a writer
 *
 * Executes the frames that wait, in their order and so that one that fails leaves nothing behind,
 * commits once, and then answers all. A commit that fails fails them all, also those that were
 * refused, because what they were refused for may not have happened. A long queue takes several
 * batches.
 */
void
jl_writer_run_batch (JlWriter *self)
{
  g_autoptr (GPtrArray) batch = NULL;
  g_autoptr (GError) error = NULL;
  JlExecution execution = make_execution (self);

  if (self->queue.length == 0)
    return;

  batch = g_ptr_array_new_with_free_func ((GDestroyNotify)jl_waiting_free);
  if (!jl_writer_begin (self, &error)) {
    for (guint n = MIN (self->queue.length, self->max_batch); n > 0; n--)
      g_ptr_array_add (batch, g_queue_pop_head (&self->queue));
    fail_all (batch, error);
  } else if (!execute_batch (self, batch, &execution, &error) ||
             (execution.is_spoiled && !execute_again (self, batch, &execution, &error)) ||
             !jl_writer_commit (self, &execution, &error)) {
    fail_all (batch, error);
  }
  answer_all (batch);
  jl_writer_checkpoint_if_large (self);
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
