// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-items-private.h"

#include "jl-error.h"
#include "jl-id.h"
#include "jl-picture-client.h"

#include <glib/gi18n-lib.h>

#define PHOTOS_DIR "photos"

/* Whether a photo may be added: asked before the picture is made, and again when it is there. */
static gboolean
check_room (JlRecord *item, GError **error)
{
  if (jl_record_get_list (item, JL_ITEM_PHOTOS)->len >= JL_ITEM_MAX_PHOTOS) {
    jl_set_error_field (error,
                        JL_ERROR_CONFLICT,
                        "photos",
                        _ ("An item has at most %d photos"),
                        JL_ITEM_MAX_PHOTOS);
    return FALSE;
  }
  if (jl_record_get_integer (item, JL_ITEM_OFFER) == JL_OFFER_CONCLUDED) {
    jl_set_error_field (error,
                        JL_ERROR_CONFLICT,
                        "offer",
                        _ ("This is no longer offered, only its note can change"));
    return FALSE;
  }
  return TRUE;
}

/* The item that a photo is sent for, as far as a worker must know it. */
static JlRecord *
load_for_photo (JlRequest *request, GError **error)
{
  static const char sql[] = "SELECT id, organisation, offer, photos FROM item WHERE id = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  g_autoptr (JlRecord) item = NULL;
  GError *local_error = NULL;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, request->ids[0]);
  if (jl_statement_step (statement, &local_error))
    item = jl_statement_get_record (statement, &jl_item_table, error);
  else if (local_error != NULL)
    g_propagate_error (error, local_error);
  else
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
  return g_steal_pointer (&item);
}

/**
 * jl_item_photo_prepare:
 * @request: POST /items/{id}/photos
 * @error: NOT_FOUND, CONFLICT when there is no room, or as jl_picture_client_make()
 *
 * Makes the renditions of what was uploaded. Whether the item is the caller's is decided by the
 * writer; what is plainly not is refused here, before anything is decoded.
 *
 * Returns: (transfer floating): as jl_picture_to_variant()
 */
GVariant *
jl_item_photo_prepare (JlRequest *request, GError **error)
{
  g_autofree char *dir = g_build_filename (request->data_dir, PHOTOS_DIR, NULL);
  g_autoptr (JlRecord) item = load_for_photo (request, error);
  g_autoptr (JlPicture) picture = NULL;

  if (item == NULL)
    return NULL;
  if (!jl_caller_owns (request->caller, jl_record_get_integer (item, JL_ITEM_ORGANISATION))) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
    return NULL;
  }
  if (!check_room (item, error))
    return NULL;
  if (request->pictures == NULL || request->upload_path == NULL) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("Photos cannot be taken in just now"));
    return NULL;
  }
  picture = jl_picture_client_make (request->pictures, request->upload_path, dir, error);
  return picture == NULL ? NULL : jl_picture_to_variant (picture);
}

/**
 * jl_item_copy_photos:
 * @item: an item
 *
 * Returns: (transfer full) (element-type JlRecord): its photos in a list that may be changed
 */
GPtrArray *
jl_item_copy_photos (JlRecord *item)
{
  GPtrArray *present = jl_record_get_list (item, JL_ITEM_PHOTOS);
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < present->len; i++)
    g_ptr_array_add (copy, g_object_ref (present->pdata[i]));
  return copy;
}

static gint64
count_bytes (const JlPicture *picture)
{
  guint64 bytes = 0;

  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++)
    bytes += picture->bytes[i];
  return (gint64)bytes;
}

static JlRecord *
new_photo (gint64 id, const JlPicture *picture)
{
  JlRecord *photo = jl_record_new (&jl_photo_table);

  jl_record_set_integer (photo, JL_PHOTO_ID, id);
  jl_record_set_text (photo, JL_PHOTO_CAPTION, "");
  jl_record_set_integer (photo, JL_PHOTO_WIDTH, picture->width);
  jl_record_set_integer (photo, JL_PHOTO_HEIGHT, picture->height);
  jl_record_set_text (photo, JL_PHOTO_COLOUR, picture->colour);
  jl_record_set_integer (photo, JL_PHOTO_BYTES, count_bytes (picture));
  jl_record_set_text (photo, JL_PHOTO_CONTENT, picture->name);
  return photo;
}

static gboolean
item_add_photo (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlRecord *item = call->target;
  g_autoptr (JlPicture) picture = NULL;
  g_autoptr (JlRecord) organisation = NULL;
  g_autoptr (GPtrArray) photos = NULL;

  if (!check_room (item, error))
    return FALSE;
  if (call->prepared == NULL) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, _ ("There is no photo"));
    return FALSE;
  }
  picture = jl_picture_from_variant (call->prepared, error);
  if (picture == NULL)
    return FALSE;
  organisation = jl_item_get_organisation (
      transaction, jl_record_get_integer (item, JL_ITEM_ORGANISATION), error);
  if (organisation == NULL)
    return FALSE;

  photos = jl_item_copy_photos (item);
  g_ptr_array_add (photos, new_photo (jl_transaction_new_id (transaction), picture));
  jl_record_set_list (item, JL_ITEM_PHOTOS, photos);
  if (!jl_item_count_photo_bytes (transaction, organisation, count_bytes (picture), error) ||
      !jl_transaction_put (transaction, &jl_item_kind, item, error))
    return FALSE;
  jl_transaction_reply (transaction, 201, &jl_item_kind, item);
  return TRUE;
}

const JlCommand jl_item_add_photo_command = {
  .name = "item.add-photo",
  .roles = JL_ROLES_STAFF,
  .flags = JL_COMMAND_OWN_TARGET,
  .target = &jl_item_kind,
  .execute = item_add_photo,
};

static const JlEnum size_enum = {
  .names = (const char *const[]){ "thumb", "screen", "full", NULL },
  .labels = (const char *const[]){ N_ ("Thumbnail"), N_ ("Screen"), N_ ("Full size"), NULL },
};

enum { QUERY_SIZE, QUERY_N_FIELDS };
static const JlField query_fields[] = {
  [QUERY_SIZE] = { .name = "size",
                   .type = JL_FIELD_ENUM,
                   .values = &size_enum,
                   .doc = "Longest side 320, 1280 or 2560 pixels; screen if absent." },
};
JL_ASSERT_FIELDS (QUERY, query_fields);
const JlRecordTable jl_photo_query_table =
    JL_RECORD_TABLE ("photo_query", "JlPhotoQuery", query_fields);

/**
 * jl_photo_get:
 * @request: GET /photos/{id}
 * @error: NOT_FOUND, also for a photo of an item that the caller does not see
 *
 * A photo never changes, but it is taken back with its item.
 *
 * Returns: (transfer full): the file
 */
JlResponse *
jl_photo_get (JlRequest *request, GError **error)
{
  static const char sql[] =
      "SELECT item_photo.content, ready.organisation, ready.public IS NOT NULL, "
      "ready.public IS NULL AND EXISTS (SELECT 1 FROM item WHERE item.id = item_photo.item "
      "AND item.moderation <> 'none') FROM item_photo JOIN ready ON ready.id = item_photo.item "
      "WHERE item_photo.photo = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  g_autofree char *dir = g_build_filename (request->data_dir, PHOTOS_DIR, NULL);
  g_autofree char *path = NULL;
  char id[JL_ID_TEXT_SIZE];
  JlPictureSize size = JL_PICTURE_SCREEN;
  GError *local_error = NULL;
  JlResponse *response;
  gboolean found, is_public;
  JlView view;

  if (statement == NULL)
    return NULL;
  jl_id_to_text (request->ids[0], id);
  jl_statement_bind_text (statement, 1, id);
  found = jl_statement_step (statement, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  is_public = found && jl_statement_get_integer (statement, 2) != 0;
  if (!found ||
      (!jl_caller_get_view (
           request->caller, jl_statement_get_integer (statement, 1), 0, is_public, &view) &&
       !(jl_statement_get_integer (statement, 3) != 0 &&
         jl_item_is_decided_by (request, jl_statement_get_integer (statement, 1))))) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
    return NULL;
  }

  if (request->query != NULL && jl_record_has (request->query, QUERY_SIZE))
    size = jl_record_get_integer (request->query, QUERY_SIZE);
  path = jl_picture_get_path (dir, jl_statement_get_text (statement, 0), size);
  response = jl_response_new_file (path, "image/jpeg");
  jl_response_set_etag (
      response, &(JlEtag){ .version = 1, .view = is_public ? JL_VIEW_PUBLIC : JL_VIEW_OWN });
  jl_response_set_immutable (response);
  return response;
}
