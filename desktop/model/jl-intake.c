// SPDX-License-Identifier: GPL-3.0-or-later
/* The way of a draft to the service: make the item, or change what was made before; send the photos
 * that are missing; publish. Each step is noted in the draft before the next, and has a key of its
 * own, so that the way can be broken off anywhere and gone on with. */
#include "jl-intake.h"

#include "jl-error.h"
#include "jl-item-actions.h"

#include <string.h>

typedef struct {
  JlClient *client;   /* owned */
  JlDraft *draft;     /* owned */
  GError *refusal;    /* owned, nullable: while the item is read again */
  gboolean published; /* whether to publish */
  gboolean edited;    /* what was typed is with the service */
  guint photo;        /* the one that is being sent */
  JlIntakeProgress progress;
  gpointer progress_data;
} Way;

static void
way_free (Way *way)
{
  g_object_unref (way->client);
  g_object_unref (way->draft);
  g_clear_error (&way->refusal);
  g_free (way);
}

static void go_on (GTask *task);

/**
 * jl_intake_guess_media_type:
 * @content: a photo's file
 *
 * Returns: (transfer none) (nullable): what the service takes of photos, by the first bytes; %NULL
 *   if it is none of these
 */
const char *
jl_intake_guess_media_type (GBytes *content)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (content, &length);

  if (length < 12)
    return NULL;
  if (memcmp (bytes, "\xff\xd8\xff", 3) == 0)
    return "image/jpeg";
  if (memcmp (bytes, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "image/png";
  if (memcmp (bytes, "RIFF", 4) == 0 && memcmp (bytes + 8, "WEBP", 4) == 0)
    return "image/webp";
  if (memcmp (bytes + 4, "ftyp", 4) == 0)
    return "image/heic";
  return NULL;
}

static void
report (Way *way, double of_step)
{
  guint n_steps = jl_draft_get_photos (way->draft)->len + 2;
  double done = 0;

  if (way->progress == NULL)
    return;
  if (jl_draft_get_created (way->draft) != NULL)
    done = 1 + way->photo + of_step;
  way->progress (MIN (done / n_steps, 1), way->progress_data);
}

/* The draft on disk must know of each step before the next begins. */
static gboolean
keep (GTask *task)
{
  Way *way = g_task_get_task_data (task);
  GError *error = NULL;

  if (jl_draft_save (way->draft, &error))
    return TRUE;
  g_task_return_error (task, error);
  return FALSE;
}

static void
reread_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Way *way = g_task_get_task_data (task);
  g_autoptr (JlRecord) item = jl_client_run_record_finish (JL_CLIENT (source), result, NULL);

  if (item != NULL) {
    jl_draft_set_created (way->draft, item, FALSE);
    jl_draft_save (way->draft, NULL);
  }
  g_task_return_error (task, g_steal_pointer (&way->refusal));
}

/* Ends the way. When somebody else changed the item, its version is learnt before, so that the
 * person can send again what they typed. */
static void
refuse (GTask *task, GError *error)
{
  Way *way = g_task_get_task_data (task);
  JlRecord *created = jl_draft_get_created (way->draft);
  g_autoptr (JlAction) action = NULL;
  g_autofree char *id = NULL;

  if (created == NULL || !g_error_matches (error, JL_ERROR, JL_ERROR_VERSION_CONFLICT)) {
    g_task_return_error (task, error);
    return;
  }
  way->refusal = error;
  id = jl_record_dup_field_text (created, JL_ITEM_ID);
  action = jl_item_action_get (id);
  jl_client_run_async (
      way->client, action, g_task_get_cancellable (task), reread_cb, g_object_ref (task));
}

static void
item_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Way *way = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JlRecord) item = jl_client_run_record_finish (JL_CLIENT (source), result, &error);

  if (item == NULL) {
    refuse (task, error);
    return;
  }
  jl_draft_set_created (way->draft, item, TRUE);
  way->edited = TRUE;
  report (way, 0);
  if (keep (task))
    go_on (task);
}

static void
send_item (GTask *task)
{
  Way *way = g_task_get_task_data (task);
  JlRecord *created = jl_draft_get_created (way->draft);
  JlRecord *item = jl_draft_get_item (way->draft);
  g_autoptr (JlAction) action = NULL;

  if (!jl_draft_begin_sending (way->draft)) {
    way->edited = TRUE;
    go_on (task);
    return;
  }
  if (!keep (task))
    return;
  action = created == NULL ? jl_item_action_create (item) : jl_item_action_edit (created, item);
  jl_action_set_key (action, jl_draft_get_key (way->draft));
  jl_client_run_async (
      way->client, action, g_task_get_cancellable (task), item_sent_cb, g_object_ref (task));
}

static void
photo_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Way *way = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JlRecord) item = jl_client_run_record_finish (JL_CLIENT (source), result, &error);

  if (item == NULL) {
    if (error->domain == JL_ERROR && jl_error_get_field (error) == NULL) {
      g_autofree char *field = g_strdup_printf ("photos[%u]", way->photo);

      jl_error_prefix_field (&error, field);
    }
    g_task_return_error (task, error);
    return;
  }
  jl_draft_set_created (way->draft, item, TRUE);
  jl_draft_mark_uploaded (way->draft, way->photo);
  report (way, 1);
  if (keep (task))
    go_on (task);
}

static void
photo_progress_cb (goffset sent, goffset total, gpointer user_data)
{
  report (user_data, total > 0 ? (double)sent / total : 0);
}

static void
send_photo (GTask *task, JlDraftPhoto *photo)
{
  Way *way = g_task_get_task_data (task);
  JlRecord *created = jl_draft_get_created (way->draft);
  g_autofree char *id = jl_record_dup_field_text (created, JL_ITEM_ID);
  g_autoptr (JlAction) action = jl_item_action_add_photo (id);
  g_autoptr (GBytes) content = NULL;
  const char *media_type;
  GError *error = NULL;
  char *data;
  gsize length;

  if (!g_file_get_contents (photo->path, &data, &length, &error)) {
    g_task_return_error (task, error);
    return;
  }
  content = g_bytes_new_take (data, length);
  media_type = jl_intake_guess_media_type (content);
  jl_action_set_key (action, photo->key);
  jl_client_upload_async (way->client,
                          action,
                          content,
                          media_type != NULL ? media_type : "application/octet-stream",
                          photo_progress_cb,
                          way,
                          g_task_get_cancellable (task),
                          photo_sent_cb,
                          g_object_ref (task));
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Way *way = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JlRecord) item = jl_client_run_record_finish (JL_CLIENT (source), result, &error);

  if (item == NULL) {
    refuse (task, error);
    return;
  }
  jl_draft_delete (way->draft);
  g_task_return_pointer (task, g_steal_pointer (&item), g_object_unref);
}

static void
finish (GTask *task)
{
  Way *way = g_task_get_task_data (task);
  JlRecord *created = jl_draft_get_created (way->draft);
  g_autoptr (JlAction) action = NULL;

  if (!way->published) {
    jl_draft_delete (way->draft);
    g_task_return_pointer (task, g_object_ref (created), g_object_unref);
    return;
  }
  action = jl_item_action_publish (created);
  jl_client_run_async (
      way->client, action, g_task_get_cancellable (task), published_cb, g_object_ref (task));
}

/* Does the next step. */
static void
go_on (GTask *task)
{
  Way *way = g_task_get_task_data (task);
  GPtrArray *photos = jl_draft_get_photos (way->draft);

  if (!way->edited) {
    send_item (task);
    return;
  }
  for (way->photo = 0; way->photo < photos->len; way->photo++) {
    JlDraftPhoto *photo = photos->pdata[way->photo];

    if (!photo->uploaded) {
      send_photo (task, photo);
      return;
    }
  }
  finish (task);
}

/**
 * jl_intake_send_async:
 * @client: the way to the service
 * @draft: what to send; it is deleted from the disk when all of it is with the service
 * @publish: whether to publish it then
 * @progress: (nullable): told how far it has come
 * @progress_data: for @progress
 * @cancellable: (nullable): to leave off; what was sent stays sent
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
jl_intake_send_async (JlClient *client,
                      JlDraft *draft,
                      gboolean publish,
                      JlIntakeProgress progress,
                      gpointer progress_data,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  Way *way = g_new0 (Way, 1);

  way->client = g_object_ref (client);
  way->draft = g_object_ref (draft);
  way->published = publish;
  way->progress = progress;
  way->progress_data = progress_data;
  g_task_set_source_tag (task, jl_intake_send_async);
  g_task_set_task_data (task, way, (GDestroyNotify)way_free);
  report (way, 0);
  go_on (task);
}

/**
 * jl_intake_send_finish:
 * @result: of jl_intake_send_async()
 * @error: as jl_client_run_json_finish(); %JL_ERROR_NOT_PUBLISHABLE with its reasons when the item
 *   is with the service as a draft, but cannot be published
 *
 * Returns: (transfer full): the item
 */
JlRecord *
jl_intake_send_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
