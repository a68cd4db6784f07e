// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-writer-proxy.h"

#include "jl-error.h"
#include "jl-reply-bytes.h"

#include <glib/gi18n-lib.h>

typedef struct {
  JlWriterAnswer answer;
  gpointer user_data; /* borrowed */
} Waiting;

struct _JlWriterProxy {
  JlChannel *channel;  /* owned */
  GHashTable *waiting; /* owned: (element-type guint64 Waiting) by id */
  guint64 last_id;
  guint max_waiting;
};

/**
 * jl_writer_proxy_new:
 * @channel: the way to the parent
 * @max_waiting: how many calls may wait for their replies
 *
 * The channel's owner hands over what it receives: jl_writer_proxy_take_reply(), and
 * jl_writer_proxy_break() at its end.
 *
 * Returns: (transfer full): a proxy
 */
JlWriterProxy *
jl_writer_proxy_new (JlChannel *channel, guint max_waiting)
{
  JlWriterProxy *self = g_new0 (JlWriterProxy, 1);

  self->channel = jl_channel_ref (channel);
  self->waiting = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->max_waiting = max_waiting;
  return self;
}

/**
 * jl_writer_proxy_free:
 * @self: (transfer full): a proxy; those who still wait are not called any more
 */
void
jl_writer_proxy_free (JlWriterProxy *self)
{
  g_hash_table_unref (self->waiting);
  jl_channel_unref (self->channel);
  g_free (self);
}

/**
 * jl_writer_proxy_submit:
 * @self: a proxy
 * @frame: a call, from jl_frame_to_bytes()
 * @answer: called once, from the main context and not from within this call; owns the reply
 * @user_data: for @answer
 * @error: return location
 *
 * Returns: %FALSE with JL_ERROR_UNAVAILABLE when too many calls wait or the way is broken, or
 *   JL_ERROR_TOO_LARGE; then @answer is not called
 */
gboolean
jl_writer_proxy_submit (
    gpointer self, GBytes *frame, JlWriterAnswer answer, gpointer user_data, GError **error)
{
  JlWriterProxy *proxy = self;
  guint64 id = proxy->last_id + 1;
  Waiting *waiting;

  if (g_hash_table_size (proxy->waiting) >= proxy->max_waiting) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("The service is busy: try again soon"));
    return FALSE;
  }
  if (!jl_channel_send (proxy->channel, JL_MESSAGE_CALL, id, frame, error))
    return FALSE;

  waiting = g_new0 (Waiting, 1);
  waiting->answer = answer;
  waiting->user_data = user_data;
  proxy->last_id = id;
  g_hash_table_insert (proxy->waiting, g_memdup2 (&id, sizeof id), waiting);
  return TRUE;
}

/**
 * jl_writer_proxy_take_reply:
 * @self: a proxy
 * @id: of a JL_MESSAGE_REPLY
 * @payload: its payload
 *
 * Answers the one who waits for it.
 *
 * Returns: %FALSE if nobody does, which no correct parent lets happen
 */
gboolean
jl_writer_proxy_take_reply (JlWriterProxy *self, guint64 id, GBytes *payload)
{
  g_autofree Waiting *waiting = NULL;
  g_autofree guint64 *key = NULL;

  if (!g_hash_table_steal_extended (self->waiting, &id, (gpointer *)&key, (gpointer *)&waiting))
    return FALSE;
  waiting->answer (jl_reply_from_bytes (payload), waiting->user_data);
  return TRUE;
}

/**
 * jl_writer_proxy_break:
 * @self: a proxy
 *
 * The way to the writer is gone: everyone who waits is answered with JL_ERROR_UNAVAILABLE. Whether
 * their calls were executed is unknown; the same key tells, once the service is back.
 */
void
jl_writer_proxy_break (JlWriterProxy *self)
{
  g_autoptr (GHashTable) waiting = g_steal_pointer (&self->waiting);
  GHashTableIter iter;
  Waiting *one;

  self->waiting = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->max_waiting = 0;
  g_hash_table_iter_init (&iter, waiting);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&one)) {
    GError *error = g_error_new_literal (
        JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("The service is restarting: try again soon"));

    one->answer (jl_reply_new_error (error), one->user_data);
  }
}

/**
 * jl_writer_proxy_get_n_waiting:
 * @self: a proxy
 *
 * Returns: how many calls wait for their replies
 */
guint
jl_writer_proxy_get_n_waiting (JlWriterProxy *self)
{
  return g_hash_table_size (self->waiting);
}
