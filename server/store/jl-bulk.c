// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-bulk.h"
#include "jl-error.h"
#include "jl-writer-private.h"

/* So many calls share a transaction: more than make the commit's own cost count, and no more than
 * half a second's, so that little is done again after a crash. */
#define MAX_CALLS 2000
/* What the calls of a transaction change should stay in memory until it is committed: pages that
 * do not are written to the log each time. */
#define CACHE_KIB 262144

/* A call that was answered and is not committed. */
typedef struct {
  GBytes *frame; /* owned */
  gint64 now;
  gboolean own;
  gint64 id;        /* of the record that was answered with, 0: none */
  gboolean is_good; /* whether it was not refused */
} Call;

struct _JlBulk {
  JlWriter *writer; /* borrowed */
  JlExecution execution;
  JlIdMaker ids; /* as it was when the transaction began */
  GArray *calls; /* owned, (element-type Call): of the transaction; not filled with savepoints */
  const JlCaller *caller; /* borrowed, nullable: in whose name */
  gboolean is_beside;     /* the writer has others to serve */
  gboolean is_open;       /* a transaction has begun */
  guint n_calls;          /* in it */
  GError *failure;        /* owned, nullable: calls that were answered have not happened */
};

static void
call_clear (gpointer data)
{
  g_bytes_unref (((Call *)data)->frame);
}

static GArray *
calls_new (void)
{
  GArray *calls = g_array_new (FALSE, FALSE, sizeof (Call));

  g_array_set_clear_func (calls, call_clear);
  return calls;
}

static JlBulk *
bulk_new (JlWriter *writer, gboolean is_beside)
{
  JlBulk *self = g_new0 (JlBulk, 1);

  self->writer = writer;
  self->is_beside = is_beside;
  self->calls = calls_new ();
  return self;
}

/**
 * jl_bulk_new:
 * @writer: a writer for which nobody waits; outlives the bulk
 * @error: as jl_statement_step()
 *
 * Returns: (transfer full): a bulk without calls
 */
JlBulk *
jl_bulk_new (JlWriter *writer, GError **error)
{
  g_return_val_if_fail (jl_writer_get_n_queued (writer) == 0, NULL);

  if (!jl_connection_set_cache (writer->connection, CACHE_KIB, error))
    return NULL;
  return bulk_new (writer, FALSE);
}

/**
 * jl_bulk_new_beside:
 * @writer: a writer that serves others too; outlives the bulk
 *
 * For calls between the batches of others. Whoever holds it commits before it returns to them.
 *
 * Returns: (transfer full): a bulk without calls
 */
JlBulk *
jl_bulk_new_beside (JlWriter *writer)
{
  return bulk_new (writer, TRUE);
}

/**
 * jl_bulk_set_caller:
 * @self: a bulk
 * @caller: (nullable): in whose name jl_bulk_call_own() calls from now on, as long as it lives;
 *   %NULL: the service's
 */
void
jl_bulk_set_caller (JlBulk *self, const JlCaller *caller)
{
  self->caller = caller;
}

/**
 * jl_bulk_free:
 * @self: (transfer full) (nullable): a bulk; what it has not committed never happened
 */
void
jl_bulk_free (JlBulk *self)
{
  if (self == NULL)
    return;

  if (self->is_open)
    jl_connection_end_read (self->writer->connection);
  if (!self->is_beside)
    jl_connection_set_cache (self->writer->connection, JL_CONNECTION_CACHE_KIB, NULL);
  g_clear_error (&self->failure);
  g_array_unref (self->calls);
  g_free (self);
}

static gboolean
begin (JlBulk *self, gboolean with_savepoints, GError **error)
{
  if (!jl_writer_begin (self->writer, error))
    return FALSE;
  self->execution = (JlExecution){
    .session = &self->writer->session,
    .authenticate = self->writer->authenticate,
    .position = self->writer->position,
    .uses_savepoints = with_savepoints,
    .stand_in = self->caller,
  };
  self->ids = self->writer->session.ids;
  self->is_open = TRUE;
  self->n_calls = 0;
  return TRUE;
}

static void
end (JlBulk *self)
{
  self->is_open = FALSE;
  g_array_set_size (self->calls, 0);
}

/* Calls that were answered have not happened, so that what follows must not happen either. */
static void
fail (JlBulk *self, const GError *why)
{
  end (self);
  self->failure = g_error_new (JL_ERROR,
                               JL_ERROR_INTERNAL,
                               "the transaction was lost: %s",
                               why == NULL ? "no reason was given" : why->message);
}

static void
remember (JlBulk *self, const JlFrame *frame, gboolean own)
{
  Call call = { .frame = jl_frame_to_bytes (frame), .now = self->execution.now, .own = own };

  g_array_append_val (self->calls, call);
}

static void
note_answer (JlBulk *self, const JlReply *reply)
{
  Call *last;

  if (self->calls->len == 0)
    return;
  last = &g_array_index (self->calls, Call, self->calls->len - 1);
  last->id = reply->id;
  last->is_good = reply->error == NULL;
}

/* Does a call again that was answered; the last one has not been. */
static JlReply *
repeat (JlBulk *self, const Call *call, gboolean is_last, GError **error)
{
  JlReply *reply;

  self->execution.now = call->now;
  self->n_calls++;
  reply = jl_execute_bytes (&self->execution, call->frame, call->own);
  if (!jl_writer_transaction_is_lost (self->writer) &&
      (is_last || (call->id == reply->id && call->is_good == (reply->error == NULL))))
    return reply;
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_INTERNAL,
               "a call was answered in another way when it was repeated: %s",
               reply->error == NULL ? "it was refused before" : reply->error->message);
  jl_reply_free (reply);
  return NULL;
}

/* The last call has failed half-way: all of the transaction is done again from where it began, with
 * savepoints. Time and ids are as they were, so that each call is answered as it was. */
static JlReply *
start_over (JlBulk *self, GError **error)
{
  g_autoptr (GArray) calls = g_steal_pointer (&self->calls);
  JlReply *reply = NULL;

  self->calls = calls_new ();
  jl_connection_end_read (self->writer->connection);
  self->writer->session.ids = self->ids;
  if (!begin (self, TRUE, error))
    return NULL;
  for (guint i = 0; i < calls->len; i++) {
    g_clear_pointer (&reply, jl_reply_free);
    reply = repeat (self, &g_array_index (calls, Call, i), i == calls->len - 1, error);
    if (reply == NULL)
      return NULL;
  }
  return reply;
}

static JlReply *
execute (JlBulk *self, const JlFrame *frame, gboolean own, GError **error)
{
  JlReply *reply;

  self->n_calls++;
  self->execution.now = jl_writer_get_time (self->writer);
  if (!self->execution.uses_savepoints)
    remember (self, frame, own);
  reply = jl_execute_frame (&self->execution, frame, own);
  if (self->execution.is_spoiled && !jl_writer_transaction_is_lost (self->writer)) {
    jl_reply_free (reply);
    reply = start_over (self, error);
    if (reply == NULL)
      return NULL;
  }
  note_answer (self, reply);
  return reply;
}

static JlReply *
call (JlBulk *self, const JlFrame *frame, gboolean own)
{
  static const char *const none[] = { NULL };
  JlFrame filled = *frame;
  g_autoptr (GError) error = NULL;
  JlReply *reply;

  if (self->failure != NULL)
    return jl_reply_new_error (g_error_copy (self->failure));
  if (!self->is_open && !begin (self, FALSE, &error))
    return jl_reply_new_error (g_steal_pointer (&error));

  /* As jl_frame_to_bytes() fills in. */
  filled.language = frame->language == NULL ? "en" : frame->language;
  filled.parameters = frame->parameters == NULL ? none : frame->parameters;
  reply = execute (self, &filled, own, &error);
  if (reply != NULL && !jl_writer_transaction_is_lost (self->writer))
    return reply;
  jl_connection_end_read (self->writer->connection);
  fail (self, reply != NULL ? reply->error : error);
  jl_reply_free (reply);
  return jl_reply_new_error (g_error_copy (self->failure));
}

/**
 * jl_bulk_call:
 * @self: a bulk
 * @frame: a call
 *
 * Executes a call.
 *
 * Returns: (transfer full): its reply, provisional until the commit. When the error in it is one of
 *   the service's own (its HTTP status is 500 or more), the caller gives up
 */
JlReply *
jl_bulk_call (JlBulk *self, const JlFrame *frame)
{
  return call (self, frame, FALSE);
}

/**
 * jl_bulk_call_own:
 * @self: a bulk
 * @frame: a call; whom it names does not count
 *
 * Like jl_bulk_call(), for what the service does by itself (see jl_writer_queue_own()), or in the
 * name of whoever has asked for it: jl_bulk_set_caller().
 *
 * Returns: (transfer full): as jl_bulk_call()
 */
JlReply *
jl_bulk_call_own (JlBulk *self, const JlFrame *frame)
{
  return call (self, frame, TRUE);
}

/**
 * jl_bulk_is_full:
 * @self: a bulk
 *
 * Returns: whether it is time for jl_bulk_commit(); calls that belong together may still follow
 */
gboolean
jl_bulk_is_full (JlBulk *self)
{
  return self->is_open && self->n_calls >= MAX_CALLS;
}

/**
 * jl_bulk_store_mark:
 * @self: a bulk
 * @mark: how far an import has come with the calls so far
 * @error: as jl_statement_step()
 *
 * Notes it in the same transaction.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_bulk_store_mark (JlBulk *self, const JlImportMark *mark, GError **error)
{
  if (self->failure != NULL) {
    g_propagate_error (error, g_error_copy (self->failure));
    return FALSE;
  }
  if ((!self->is_open && !begin (self, FALSE, error)) ||
      !jl_import_mark_store (self->writer->connection, mark, error))
    return FALSE;
  self->execution.changed = TRUE;
  return TRUE;
}

/**
 * jl_bulk_commit:
 * @self: a bulk
 * @error: STORAGE_FULL, UNAVAILABLE, INTERNAL
 *
 * Makes all calls since the last commit last, together.
 *
 * Returns: %FALSE with @error set: none of them happened
 */
gboolean
jl_bulk_commit (JlBulk *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (self->is_open && !jl_writer_commit (self->writer, &self->execution, &local_error))
    fail (self, local_error);
  if (self->failure != NULL) {
    g_propagate_error (
        error, local_error != NULL ? g_steal_pointer (&local_error) : g_error_copy (self->failure));
    return FALSE;
  }
  end (self);
  jl_writer_checkpoint_if_large (self->writer);
  return TRUE;
}

/**
 * jl_bulk_roll_back:
 * @self: a bulk
 *
 * Undoes all calls since the last commit.
 */
void
jl_bulk_roll_back (JlBulk *self)
{
  jl_connection_end_read (self->writer->connection);
  end (self);
}
