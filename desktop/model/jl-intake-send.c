// SPDX-License-Identifier: GPL-3.0-or-later
/* The way of a draft to the service: make the item, or change it; send the photos that are missing;
 * put them in order; publish. What is asked is noted in the draft before it is sent, with its key,
 * so that the way can be broken off anywhere and gone on with. */
#include "jl-intake-send.h"

#include "jl-error.h"
#include "jl-intake-texts.h"
#include "jl-item-actions.h"

#include <glib/gi18n-lib.h>

typedef enum { STEP_ITEM, STEP_PHOTOS, STEP_ORDER, STEP_PUBLISH, STEP_END } Step;

typedef struct {
  JlClient *client;     /* owned */
  JlIntakeDraft *draft; /* owned */
  JlRecord *item;       /* owned: what the form describes */
  JlIntakePhoto *photo; /* owned, nullable: the one that is being sent */
  GError *problem;      /* owned, nullable: what some photo was refused for */
  gboolean publish;
  gboolean ordering; /* the photos' order is what is asked */
  gboolean reloaded;
  guint n_photos; /* that were tried */
  Step step;
} Way;

static void
way_free (Way *way)
{
  g_object_unref (way->client);
  g_object_unref (way->draft);
  g_object_unref (way->item);
  g_clear_object (&way->photo);
  g_clear_error (&way->problem);
  g_free (way);
}

static void go_on (GTask *task);

/**
 * jl_intake_send_may_retry:
 * @error: of jl_intake_send_finish()
 *
 * Returns: whether doing the same again later may succeed; the outcome of what was asked last may
 *   then be unknown
 */
gboolean
jl_intake_send_may_retry (const GError *error)
{
  if (error->domain != JL_ERROR)
    return TRUE;
  return error->code == JL_ERROR_UNAVAILABLE || error->code == JL_ERROR_INTERNAL ||
         error->code == JL_ERROR_TIMEOUT || error->code == JL_ERROR_TOO_MANY ||
         error->code == JL_ERROR_UNAUTHENTICATED || error->code == JL_ERROR_STORAGE_FULL;
}

/* The draft on disk must know of each step before the next begins. */
static gboolean
keep (GTask *task)
{
  Way *way = g_task_get_task_data (task);
  GError *error = NULL;

  if (jl_intake_draft_save (way->draft, &error))
    return TRUE;
  g_task_return_error (task, error);
  return FALSE;
}

static void
reloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Way *way = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JlRecord) item = jl_client_run_record_finish (JL_CLIENT (source), result, &error);

  if (item == NULL) {
    g_task_return_error (task, error);
    return;
  }
  jl_intake_draft_set_item (way->draft, item);
  jl_intake_draft_merge_photos (way->draft);
  go_on (task);
}

/* Another photo of somebody else came in between: the order is made anew from what there is. */
static void
reload (GTask *task)
{
  Way *way = g_task_get_task_data (task);
  g_autofree char *id =
      jl_record_dup_field_text (jl_intake_draft_get_item (way->draft), JL_ITEM_ID);
  g_autoptr (JlAction) action = jl_item_action_get (id);

  way->reloaded = TRUE;
  way->step = STEP_ORDER;
  jl_client_run_async (
      way->client, action, g_task_get_cancellable (task), reloaded_cb, g_object_ref (task));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Way *way = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JlRecord) item = jl_client_run_record_finish (JL_CLIENT (source), result, &error);

  if (item != NULL || !jl_intake_send_may_retry (error))
    jl_intake_draft_clear_pending (way->draft);
  if (item != NULL)
    jl_intake_draft_set_item (way->draft, item);
  if (error != NULL) {
    /* What was refused is told, whether or not the disk takes a note of it. */
    jl_intake_draft_save (way->draft, NULL);
    if (way->ordering && !way->reloaded &&
        g_error_matches (error, JL_ERROR, JL_ERROR_VERSION_CONFLICT)) {
      g_error_free (error);
      reload (task);
      return;
    }
    g_task_return_error (task, error);
    return;
  }
  way->ordering = FALSE;
  if (keep (task))
    go_on (task);
}

static void
ask_pending (GTask *task)
{
  Way *way = g_task_get_task_data (task);
  const JlIntakeRequest *request = jl_intake_draft_get_pending (way->draft);
  g_autoptr (JlAction) action = jl_action_new (request->method, request->path);

  jl_action_set_key (action, request->key);
  jl_action_set_version (action, request->version);
  jl_action_set_output (action, &jl_item_table);
  if (request->body != NULL)
    jl_action_set_json (action, request->body);
  jl_client_run_async (
      way->client, action, g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

/* Notes what is asked, then asks it. */
static void
ask (GTask *task, JlAction *action)
{
  Way *way = g_task_get_task_data (task);

  jl_intake_draft_set_pending (way->draft,
                               jl_action_get_method (action),
                               jl_action_get_path (action),
                               jl_action_get_json (action),
                               jl_action_get_version (action));
  if (keep (task))
    ask_pending (task);
}

/* Returns: whether there is something to say about the item itself. */
static gboolean
send_item (GTask *task)
{
  Way *way = g_task_get_task_data (task);
  JlRecord *before = jl_intake_draft_get_item (way->draft);
  g_autoptr (JlRecord) changes =
      before != NULL ? jl_intake_list_changes (before, way->item) : g_object_ref (way->item);
  g_autoptr (JlAction) action = NULL;

  if (changes == NULL)
    return FALSE;
  action = before != NULL ? jl_item_action_edit (before, changes) : jl_item_action_create (changes);
  ask (task, action);
  return TRUE;
}

/* The service puts a new photo at the end. */
static char *
dup_last_photo_id (JlRecord *item)
{
  GPtrArray *photos = jl_record_get_list (item, JL_ITEM_PHOTOS);

  if (photos == NULL || photos->len == 0)
    return NULL;
  return jl_record_dup_field_text (photos->pdata[photos->len - 1], JL_PHOTO_ID);
}

static void
photo_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Way *way = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JlRecord) item = jl_client_run_record_finish (JL_CLIENT (source), result, &error);
  g_autofree char *id = item != NULL ? dup_last_photo_id (item) : NULL;

  if (item != NULL) {
    jl_intake_draft_set_item (way->draft, item);
    jl_intake_photo_set_sent (way->photo, id);
  } else if (jl_intake_send_may_retry (error)) {
    jl_intake_photo_set_waiting (way->photo);
    g_task_return_error (task, error);
    return;
  } else {
    jl_intake_photo_set_problem (way->photo, error->message);
    if (way->problem == NULL)
      way->problem = g_steal_pointer (&error);
    g_clear_error (&error);
  }
  if (keep (task))
    go_on (task);
}

static void
photo_progress_cb (goffset sent, goffset total, gpointer user_data)
{
  jl_intake_photo_set_progress (user_data, total > 0 ? (double)sent / total : 0);
}

static void
photo_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Way *way = g_task_get_task_data (task);
  g_autofree char *id =
      jl_record_dup_field_text (jl_intake_draft_get_item (way->draft), JL_ITEM_ID);
  g_autoptr (JlAction) action = jl_item_action_add_photo (id);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  const char *media_type;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (content == NULL) {
    jl_intake_photo_set_problem (way->photo, error->message);
    if (way->problem == NULL)
      way->problem = g_steal_pointer (&error);
    go_on (task);
    return;
  }
  media_type = jl_intake_photo_guess_media_type (content);
  jl_action_set_key (action, jl_intake_photo_get_key (way->photo));
  jl_client_upload_async (way->client,
                          action,
                          content,
                          media_type != NULL ? media_type : "application/octet-stream",
                          photo_progress_cb,
                          way->photo,
                          g_task_get_cancellable (task),
                          photo_sent_cb,
                          g_object_ref (task));
}

/* Returns: whether there was one more photo to send. */
static gboolean
send_photo (GTask *task)
{
  Way *way = g_task_get_task_data (task);
  GListModel *photos = jl_intake_draft_get_photos (way->draft);
  g_autoptr (GFile) file = NULL;

  g_clear_object (&way->photo);
  for (; way->n_photos < g_list_model_get_n_items (photos); way->n_photos++) {
    g_autoptr (JlIntakePhoto) photo = g_list_model_get_item (photos, way->n_photos);

    if (jl_intake_photo_get_id (photo) == NULL) {
      way->photo = g_steal_pointer (&photo);
      break;
    }
  }
  if (way->photo == NULL)
    return FALSE;
  way->n_photos++;
  jl_intake_photo_set_progress (way->photo, 0);
  file = g_file_new_for_path (jl_intake_photo_get_path (way->photo));
  g_file_load_bytes_async (file, g_task_get_cancellable (task), photo_read_cb, g_object_ref (task));
  return TRUE;
}

/* Returns: whether the photos had to be put in another order, or captioned. */
static gboolean
send_order (GTask *task)
{
  Way *way = g_task_get_task_data (task);
  g_autoptr (GPtrArray) arranged = jl_intake_draft_arrange_photos (way->draft);
  g_autoptr (JlRecord) changes = NULL;
  g_autoptr (JlAction) action = NULL;

  if (arranged == NULL)
    return FALSE;
  changes = jl_record_new (&jl_item_table);
  jl_record_set_list (changes, JL_ITEM_PHOTOS, arranged);
  way->ordering = TRUE;
  action = jl_item_action_edit (jl_intake_draft_get_item (way->draft), changes);
  ask (task, action);
  return TRUE;
}

/* Returns: whether it was not offered yet. */
static gboolean
send_publish (GTask *task)
{
  Way *way = g_task_get_task_data (task);
  JlRecord *item = jl_intake_draft_get_item (way->draft);
  JlOffer offer = jl_record_get_integer (item, JL_ITEM_OFFER);
  g_autoptr (JlAction) action = NULL;

  if (!way->publish || offer == JL_OFFER_PUBLISHED || offer == JL_OFFER_RESERVED)
    return FALSE;
  action = jl_item_action_do (item, "publish");
  ask (task, action);
  return TRUE;
}

static void
finish (GTask *task)
{
  Way *way = g_task_get_task_data (task);

  jl_intake_draft_delete (way->draft);
  g_task_return_pointer (
      task, g_object_ref (jl_intake_draft_get_item (way->draft)), g_object_unref);
}

/* Does the next step that is necessary. */
static void
go_on (GTask *task)
{
  Way *way = g_task_get_task_data (task);

  if (jl_intake_draft_get_pending (way->draft) != NULL) {
    ask_pending (task);
    return;
  }
  if (way->step == STEP_ITEM) {
    way->step++;
    if (send_item (task))
      return;
  }
  if (way->step == STEP_PHOTOS) {
    if (send_photo (task))
      return;
    way->step++;
  }
  if (way->step == STEP_ORDER) {
    way->step++;
    if (send_order (task))
      return;
  }
  if (way->problem != NULL) {
    GError *error = NULL;

    jl_set_error_field (&error, JL_ERROR_INVALID, "photos", "%s", way->problem->message);
    g_task_return_error (task, error);
    return;
  }
  if (way->step == STEP_PUBLISH) {
    way->step++;
    if (send_publish (task))
      return;
  }
  finish (task);
}

/**
 * jl_intake_send_async:
 * @client: the way to the service
 * @draft: what to send; it is deleted from the disk when all of it is with the service
 * @item: what its texts describe; see jl_intake_texts_read()
 * @publish: whether to offer it then
 * @cancellable: (nullable): to leave off; what was sent stays sent
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * The draft's photos tell how far they have come.
 */
void
jl_intake_send_async (JlClient *client,
                      JlIntakeDraft *draft,
                      JlRecord *item,
                      gboolean publish,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  Way *way = g_new0 (Way, 1);

  way->client = g_object_ref (client);
  way->draft = g_object_ref (draft);
  way->item = g_object_ref (item);
  way->publish = publish;
  g_task_set_source_tag (task, jl_intake_send_async);
  g_task_set_task_data (task, way, (GDestroyNotify)way_free);
  go_on (task);
}

/**
 * jl_intake_send_finish:
 * @result: of jl_intake_send_async()
 * @error: as jl_client_run_json_finish(). %JL_ERROR_NOT_PUBLISHABLE with its reasons when the item
 *   is with the service as a draft, but cannot be offered; %JL_ERROR_INVALID for the field `photos`
 *   when one of them was refused, which then knows why
 *
 * Returns: (transfer full): the item as the service has it now
 */
JlRecord *
jl_intake_send_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
