// SPDX-License-Identifier: GPL-3.0-or-later
/* Photos: from memory, from a file, from the service. Many views that want one photo cause one
 * download. */
#include "jl-client-private.h"

#include "jl-error.h"

/* What the service sends is never larger; more is not a photo of it. */
#define MAX_BYTES (16 * 1024 * 1024)

typedef struct {
  JlClient *client;     /* owned */
  char *key;            /* owned */
  char *path;           /* owned: below /api/v1 */
  GFile *file;          /* owned */
  SoupMessage *message; /* owned, nullable */
} Download;

static void
download_free (Download *download)
{
  g_object_unref (download->client);
  g_free (download->key);
  g_free (download->path);
  g_object_unref (download->file);
  g_clear_object (&download->message);
  g_free (download);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Download, download_free)

/* Answers everybody who waits for this photo. */
static void
finish (Download *download, GBytes *content, const GError *error)
{
  JlClient *self = download->client;
  g_autofree char *key = NULL;
  g_autoptr (GPtrArray) waiting = NULL;

  g_hash_table_steal_extended (
      self->photo_requests, download->key, (gpointer *)&key, (gpointer *)&waiting);
  if (content != NULL)
    jl_photo_cache_store (self->photos, download->key, content);
  for (guint i = 0; waiting != NULL && i < waiting->len; i++) {
    if (content != NULL)
      g_task_return_pointer (
          waiting->pdata[i], g_bytes_ref (content), (GDestroyNotify)g_bytes_unref);
    else
      g_task_return_error (waiting->pdata[i], jl_client_wrap_network_error (error));
  }
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* A cache that cannot be written is no reason to trouble anybody. */
  g_file_replace_contents_finish (G_FILE (source), result, NULL, NULL);
}

static void
keep_file (Download *download, GBytes *content)
{
  g_autofree char *folder = g_path_get_dirname (g_file_peek_path (download->file));

  g_mkdir_with_parents (folder, 0700);
  g_file_replace_contents_bytes_async (
      download->file, content, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, written_cb, NULL);
}

static void
downloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Download) download = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body =
      soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  if (body != NULL && soup_message_get_status (download->message) >= 400)
    error = jl_problem_read (download->message, body);
  else if (body != NULL && g_bytes_get_size (body) > MAX_BYTES)
    error = g_error_new (JL_ERROR, JL_ERROR_TOO_LARGE, "%s is too large", download->path);
  if (error == NULL)
    keep_file (download, body);
  finish (download, error == NULL ? body : NULL, error);
}

static void
file_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Download) download = user_data;
  g_autoptr (GBytes) content = g_file_load_bytes_finish (G_FILE (source), result, NULL, NULL);
  JlClient *self = download->client;
  SoupMessage *message;

  if (content != NULL && g_bytes_get_size (content) > 0) {
    finish (download, content, NULL);
    return;
  }
  if (self->session == NULL) {
    g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "closed");

    finish (download, NULL, error);
    return;
  }
  message = jl_client_new_message (self, "GET", download->path);
  download->message = message;
  soup_session_send_and_read_async (
      self->session, message, G_PRIORITY_LOW, NULL, downloaded_cb, g_steal_pointer (&download));
}

/**
 * jl_client_load_photo_async:
 * @self: a client
 * @id: of the photo
 * @size: `thumb`, `screen` or `full`
 * @cancellable: (nullable): to leave off
 * @callback: called when it is there
 * @user_data: for @callback
 */
void
jl_client_load_photo_async (JlClient *self,
                            const char *id,
                            const char *size,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *key = g_strdup_printf ("%s/%s/%s", self->server, id, size);
  g_autoptr (GBytes) content = jl_photo_cache_lookup (self->photos, key);
  GPtrArray *waiting = g_hash_table_lookup (self->photo_requests, key);
  Download *download;

  g_task_set_source_tag (task, jl_client_load_photo_async);
  if (content != NULL) {
    g_task_return_pointer (task, g_steal_pointer (&content), (GDestroyNotify)g_bytes_unref);
    return;
  }
  if (waiting != NULL) {
    g_ptr_array_add (waiting, g_steal_pointer (&task));
    return;
  }
  waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (waiting, g_steal_pointer (&task));
  g_hash_table_insert (self->photo_requests, g_strdup (key), waiting);

  download = g_new0 (Download, 1);
  download->client = g_object_ref (self);
  download->path = g_strdup_printf ("/photos/%s?size=%s", id, size);
  download->file = jl_photo_cache_get_file (self->photos, key);
  download->key = g_steal_pointer (&key);
  g_file_load_bytes_async (download->file, NULL, file_read_cb, download);
}

/**
 * jl_client_load_photo_finish:
 * @self: a client
 * @result: of jl_client_load_photo_async()
 * @error: as jl_client_run_json_finish()
 *
 * Returns: (transfer full): the photo's file as the service sent it
 */
GBytes *
jl_client_load_photo_finish (JlClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
