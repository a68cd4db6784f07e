// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-picture-client-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

/* A call from another thread. */
typedef struct {
  JlPictureClient *client; /* owned */
  char *input_path;        /* owned */
  char *photos_dir;        /* owned */
  GMutex mutex;
  GCond cond;
  GAsyncResult *result; /* owned, NULL until done; protected by mutex */
} Call;

static void
call_clear (gpointer data)
{
  Call *call = data;

  g_clear_object (&call->client);
  g_clear_object (&call->result);
  g_free (call->input_path);
  g_free (call->photos_dir);
  g_mutex_clear (&call->mutex);
  g_cond_clear (&call->cond);
}

static void
call_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, call_clear);
}

static void
call_made_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  g_mutex_lock (&call->mutex);
  call->result = g_object_ref (result);
  g_cond_signal (&call->cond);
  g_mutex_unlock (&call->mutex);
  call_unref (call);
}

static gboolean
call_cb (gpointer user_data)
{
  Call *call = user_data;

  jl_picture_client_make_async (call->client,
                                call->input_path,
                                call->photos_dir,
                                NULL,
                                call_made_cb,
                                g_atomic_rc_box_acquire (call));
  return G_SOURCE_REMOVE;
}

/**
 * jl_picture_client_make:
 * @self: a client
 * @input_path: (type filename): as for jl_picture_client_make_async()
 * @photos_dir: (type filename): likewise
 * @error: return location
 *
 * Does the same and waits for it. For threads other than the client's own, whose main loop must be
 * running; should it never answer, this gives up after three times the deadline.
 *
 * Returns: (transfer full): as jl_picture_client_make_finish()
 */
JlPicture *
jl_picture_client_make (JlPictureClient *self,
                        const char *input_path,
                        const char *photos_dir,
                        GError **error)
{
  GMainContext *context = jl_picture_client_get_context (self);
  Call *call;
  g_autoptr (GSource) source = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 end =
      g_get_monotonic_time () + 3 * jl_picture_client_get_deadline (self) * G_TIME_SPAN_MILLISECOND;

  g_return_val_if_fail (!g_main_context_is_owner (context), NULL);

  call = g_atomic_rc_box_new0 (Call);
  call->client = g_object_ref (self);
  call->input_path = g_strdup (input_path);
  call->photos_dir = g_strdup (photos_dir);
  g_mutex_init (&call->mutex);
  g_cond_init (&call->cond);

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, call_cb, g_atomic_rc_box_acquire (call), call_unref);
  g_source_attach (source, context);

  g_mutex_lock (&call->mutex);
  while (call->result == NULL && g_cond_wait_until (&call->cond, &call->mutex, end))
    continue;
  result = g_steal_pointer (&call->result);
  g_mutex_unlock (&call->mutex);
  call_unref (call);

  if (result == NULL) {
    g_source_destroy (source);
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("Too many photos are waiting, please try again"));
    return NULL;
  }
  return jl_picture_client_make_finish (self, result, error);
}

static void
drawn_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **where = user_data;

  *where = g_object_ref (result);
}

/**
 * jl_picture_client_draw:
 * @self: a client
 * @category: as for jl_picture_client_draw_async()
 * @seed: likewise
 * @photos_dir: (type filename): likewise
 * @error: return location
 *
 * Does the same and waits for it. For programs that run no main loop: this iterates the client's
 * context itself, and must be called in the thread that made the client.
 *
 * Returns: (transfer full): as jl_picture_client_make_finish()
 */
JlPicture *
jl_picture_client_draw (JlPictureClient *self,
                        const char *category,
                        guint32 seed,
                        const char *photos_dir,
                        GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  jl_picture_client_draw_async (self, category, seed, photos_dir, NULL, drawn_cb, &result);
  while (result == NULL)
    g_main_context_iteration (jl_picture_client_get_context (self), TRUE);
  return jl_picture_client_make_finish (self, result, error);
}
