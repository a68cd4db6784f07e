// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-writer-private.h"

#include <sqlite3.h>

/* What the writer does when nobody waits. */

/* Pages of log that are worth a checkpoint (4 MiB), and so many that it cannot wait for a pause
 * (32 MiB): whoever starts after a crash reads the whole log first. */
#define CHECKPOINT_PAGES 1024
#define CHECKPOINT_PAGES_NOW (8 * 1024)
/* What falls due gathers less long than a batch does, because whoever comes meanwhile waits for it:
 * a purge of many records goes on for minutes, and nobody waits for that. */
#define DUE_MICROS (5 * 1000)
#define FORGET_LIMIT 500
#define FORGET_INTERVAL_MS (24 * 60 * 60 * 1000)

static gboolean
find_due (JlWriter *self, const JlDue *due, gint64 now, gint64 *id)
{
  return due->purge != NULL ? jl_purge_find (self->connection, due->purge, self->due_after, id)
                            : due->find (self->connection, now, self->due_after, id);
}

/* Goes on where the last call stopped, so that many that are refused do not keep the others waiting
 * for ever. @done: all have had their turn. */
static gboolean
execute_dues (JlWriter *self, JlExecution *execution, gint64 end, gboolean *done, GError **error)
{
  const GPtrArray *dues = self->catalog->dues;

  for (*done = self->due == dues->len; !*done && g_get_monotonic_time () < end;
       *done = self->due == dues->len) {
    const JlDue *due = dues->pdata[self->due];
    g_autoptr (JlReply) reply = NULL;
    gint64 id;

    execution->now = jl_writer_get_time (self);
    if (!find_due (self, due, execution->now, &id)) {
      self->due++;
      self->due_after = 0;
      continue;
    }
    reply = jl_execute_due (execution, due->command, id);
    if (jl_writer_transaction_is_lost (self)) {
      g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "%s failed", due->command->name);
      return FALSE;
    }
    /* What is still due after it was done has more to be done, in slices. */
    self->due_after = reply->error != NULL ? id : id - 1;
    if (reply->error != NULL)
      g_debug ("%s: %s", due->command->name, reply->error->message);
  }
  if (*done)
    self->due = 0;
  return TRUE;
}

/**
 * jl_writer_run_due:
 * @self: a writer
 *
 * Executes some of what has fallen due, in the name of the service. A command
 * that is refused is passed over until all others have had their turn.
 *
 * Returns: whether there is more to do now
 */
gboolean
jl_writer_run_due (JlWriter *self)
{
  gint64 end = g_get_monotonic_time () + DUE_MICROS;
  JlExecution execution = { .session = &self->session,
                            .position = self->position,
                            .uses_savepoints = TRUE };
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  if (!jl_writer_begin (self, &error) || !execute_dues (self, &execution, end, &done, &error) ||
      !jl_writer_commit (self, &execution, &error)) {
    g_debug ("due commands: %s", error->message);
    return FALSE;
  }
  return !done;
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

/**
 * jl_writer_checkpoint_if_large: (skip)
 * @self: a writer
 *
 * Moves the log into the database between two batches, if no pause came for it for too long.
 */
void
jl_writer_checkpoint_if_large (JlWriter *self)
{
  if (self->log_pages >= CHECKPOINT_PAGES_NOW)
    checkpoint (self);
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
  if (!jl_idempotency_forget_old (
          self->connection, &self->forget, now, FORGET_LIMIT, &more, &error))
    g_debug ("idempotency: %s", error->message);
  if (!more)
    self->next_forget = now + FORGET_INTERVAL_MS;
  return more;
}
