// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-intake-draft.h"

#include "jl-error.h"
#include "jl-intake-draft-private.h"
#include "jl-intake-texts.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

G_DEFINE_FINAL_TYPE (JlIntakeDraft, jl_intake_draft, G_TYPE_OBJECT)

/* Folders of the drafts that a form shows: they are not offered a second time. */
static GHashTable *open_folders;

static void
request_free (JlIntakeRequest *request)
{
  g_free (request->method);
  g_free (request->path);
  g_free (request->body);
  g_free (request->key);
  g_free (request);
}

static void
jl_intake_draft_finalize (GObject *object)
{
  JlIntakeDraft *self = JL_INTAKE_DRAFT (object);

  if (self->folder != NULL)
    g_hash_table_remove (open_folders, self->folder);
  g_free (self->folder);
  g_hash_table_unref (self->texts);
  g_clear_object (&self->item);
  g_clear_pointer (&self->pending, request_free);
  g_object_unref (self->photos);
  G_OBJECT_CLASS (jl_intake_draft_parent_class)->finalize (object);
}

static void
jl_intake_draft_class_init (JlIntakeDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jl_intake_draft_finalize;
  open_folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
jl_intake_draft_init (JlIntakeDraft *self)
{
  self->texts = jl_intake_texts_new ();
  self->photos = g_list_store_new (JL_TYPE_INTAKE_PHOTO);
}

/* Takes a folder as this draft's, so that no other form opens it. */
static void
set_folder (JlIntakeDraft *self, const char *folder)
{
  self->folder = g_strdup (folder);
  g_hash_table_add (open_folders, g_strdup (folder));
}

/* People who share a PC do not find each other's drafts. */
static char *
get_parent_folder (const char *account)
{
  return g_build_filename (g_get_user_state_dir (), "jieli", "intake", account, NULL);
}

/**
 * jl_intake_draft_new:
 * @account: id of who takes it in
 *
 * Returns: (transfer full): an empty draft, not on disk before jl_intake_draft_save()
 */
JlIntakeDraft *
jl_intake_draft_new (const char *account)
{
  JlIntakeDraft *self = g_object_new (JL_TYPE_INTAKE_DRAFT, NULL);
  g_autofree char *parent = get_parent_folder (account);
  g_autofree char *name = g_uuid_string_random ();
  g_autofree char *folder = g_build_filename (parent, name, NULL);

  set_folder (self, folder);
  return self;
}

/**
 * jl_intake_draft_new_for_item:
 * @account: id of who edits it
 * @item: an item as the service has it
 *
 * Returns: (transfer full): a draft that says what the item says
 */
JlIntakeDraft *
jl_intake_draft_new_for_item (const char *account, JlRecord *item)
{
  JlIntakeDraft *self = jl_intake_draft_new (account);

  self->item = g_object_ref (item);
  g_hash_table_unref (self->texts);
  self->texts = jl_intake_texts_from_item (item);
  jl_intake_draft_merge_photos (self);
  return self;
}

static int
compare_time (gconstpointer a, gconstpointer b)
{
  gint64 difference = (*(JlIntakeDraft *const *)b)->time - (*(JlIntakeDraft *const *)a)->time;

  return difference < 0 ? -1 : difference > 0;
}

/**
 * jl_intake_draft_list:
 * @account: id of who typed them
 *
 * Returns: (transfer full) (element-type JlIntakeDraft): the drafts on this computer that no form
 *   shows, the latest first
 */
GPtrArray *
jl_intake_draft_list (const char *account)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *parent = get_parent_folder (account);
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;

  g_type_ensure (JL_TYPE_INTAKE_DRAFT);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *folder = g_build_filename (parent, name, NULL);
    g_autoptr (JlIntakeDraft) draft = NULL;

    if (open_folders != NULL && g_hash_table_contains (open_folders, folder))
      continue;
    draft = g_object_new (JL_TYPE_INTAKE_DRAFT, NULL);
    if (!jl_intake_draft_load (draft, folder))
      continue;
    set_folder (draft, folder);
    g_ptr_array_add (list, g_steal_pointer (&draft));
  }
  g_ptr_array_sort (list, compare_time);
  return list;
}

/**
 * jl_intake_draft_get_texts:
 * @self: a draft
 *
 * Returns: (transfer none): what stands in the form's fields; the form writes into it. See
 *   jl-intake-texts.h
 */
GHashTable *
jl_intake_draft_get_texts (JlIntakeDraft *self)
{
  return self->texts;
}

/**
 * jl_intake_draft_get_photos:
 * @self: a draft
 *
 * Returns: (transfer none): its photos, #JlIntakePhoto, in their order
 */
GListModel *
jl_intake_draft_get_photos (JlIntakeDraft *self)
{
  return G_LIST_MODEL (self->photos);
}

/**
 * jl_intake_draft_get_item:
 * @self: a draft
 *
 * Returns: (transfer none) (nullable): the item as the service last had it
 */
JlRecord *
jl_intake_draft_get_item (JlIntakeDraft *self)
{
  return self->item;
}

/**
 * jl_intake_draft_get_base:
 * @self: a draft
 *
 * Returns: (transfer full): what the form would say of the item as the service last had it
 */
GHashTable *
jl_intake_draft_get_base (JlIntakeDraft *self)
{
  return self->item != NULL ? jl_intake_texts_from_item (self->item) : jl_intake_texts_new ();
}

/**
 * jl_intake_draft_set_item:
 * @self: a draft
 * @item: the item as the service has it now
 */
void
jl_intake_draft_set_item (JlIntakeDraft *self, JlRecord *item)
{
  g_set_object (&self->item, item);
}

static JlRecord *
find_photo (GPtrArray *photos, const char *id)
{
  for (guint i = 0; photos != NULL && i < photos->len; i++) {
    g_autofree char *candidate = jl_record_dup_field_text (photos->pdata[i], JL_PHOTO_ID);

    if (g_strcmp0 (candidate, id) == 0)
      return photos->pdata[i];
  }
  return NULL;
}

static gboolean
has_photo (JlIntakeDraft *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->photos)); i++) {
    g_autoptr (JlIntakePhoto) photo = g_list_model_get_item (G_LIST_MODEL (self->photos), i);

    if (g_strcmp0 (jl_intake_photo_get_id (photo), id) == 0)
      return TRUE;
  }
  return FALSE;
}

/**
 * jl_intake_draft_merge_photos:
 * @self: a draft
 *
 * Takes over what somebody else did to the item's photos: new ones come to the end, those that are
 * gone go. The order stays this person's.
 */
void
jl_intake_draft_merge_photos (JlIntakeDraft *self)
{
  GPtrArray *theirs = self->item != NULL ? jl_record_get_list (self->item, JL_ITEM_PHOTOS) : NULL;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->photos)); i > 0; i--) {
    g_autoptr (JlIntakePhoto) photo = g_list_model_get_item (G_LIST_MODEL (self->photos), i - 1);
    const char *id = jl_intake_photo_get_id (photo);

    if (id != NULL && find_photo (theirs, id) == NULL)
      g_list_store_remove (self->photos, i - 1);
  }
  for (guint i = 0; theirs != NULL && i < theirs->len; i++) {
    g_autofree char *id = jl_record_dup_field_text (theirs->pdata[i], JL_PHOTO_ID);
    const char *caption = jl_record_get_text (theirs->pdata[i], JL_PHOTO_CAPTION);
    g_autoptr (JlIntakePhoto) photo = NULL;

    if (has_photo (self, id))
      continue;
    photo = jl_intake_photo_new (NULL, NULL, id);
    jl_intake_photo_set_caption (photo, caption != NULL ? caption : "");
    g_list_store_append (self->photos, photo);
  }
}

/* Whether the form says what the item says already. */
static gboolean
is_as_item (JlIntakeDraft *self)
{
  g_autoptr (GHashTable) base = jl_intake_draft_get_base (self);
  g_autoptr (GPtrArray) arranged = jl_intake_draft_arrange_photos (self);
  GHashTableIter iter;
  const char *path;
  const char *text;

  if (g_hash_table_size (base) != g_hash_table_size (self->texts) || arranged != NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, self->texts);
  while (g_hash_table_iter_next (&iter, (gpointer *)&path, (gpointer *)&text))
    if (!g_str_equal (text, jl_intake_texts_get (base, path)))
      return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->photos)); i++) {
    g_autoptr (JlIntakePhoto) photo = g_list_model_get_item (G_LIST_MODEL (self->photos), i);

    if (jl_intake_photo_get_id (photo) == NULL)
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_intake_draft_is_empty:
 * @self: a draft
 *
 * What is chosen with one key, category, mode and place, does not count.
 *
 * Returns: whether nothing would be lost with it
 */
gboolean
jl_intake_draft_is_empty (JlIntakeDraft *self)
{
  static const char *const light[] = { "category", "mode", "custody", "community", NULL };
  GHashTableIter iter;
  const char *path;

  if (self->pending != NULL)
    return FALSE;
  if (self->item != NULL)
    return is_as_item (self);
  g_hash_table_iter_init (&iter, self->texts);
  while (g_hash_table_iter_next (&iter, (gpointer *)&path, NULL))
    if (!g_strv_contains (light, path))
      return FALSE;
  return g_list_model_get_n_items (G_LIST_MODEL (self->photos)) == 0;
}

/**
 * jl_intake_draft_get_time:
 * @self: a draft
 *
 * Returns: when it was last saved, milliseconds since 1970, 0: never
 */
gint64
jl_intake_draft_get_time (JlIntakeDraft *self)
{
  return self->time;
}

/* Makes the folder that the draft is kept in. */
gboolean
jl_intake_draft_make_folder (JlIntakeDraft *self, GError **error)
{
  if (g_mkdir_with_parents (self->folder, 0700) == 0)
    return TRUE;
  g_set_error (error,
               G_FILE_ERROR,
               g_file_error_from_errno (errno),
               "%s: %s",
               self->folder,
               g_strerror (errno));
  return FALSE;
}

/**
 * jl_intake_draft_add_photo:
 * @self: a draft
 * @content: the photo's file
 * @error: of jl_intake_photo_check_content(), of writing it, %JL_ERROR_INVALID when there are
 *   enough
 *
 * Copies a photo into the draft, so that it is there even when the camera's card is not any more.
 *
 * Returns: %FALSE if it is not taken
 */
gboolean
jl_intake_draft_add_photo (JlIntakeDraft *self, GBytes *content, GError **error)
{
  g_autofree char *name = g_uuid_string_random ();
  g_autofree char *key = g_uuid_string_random ();
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (JlIntakePhoto) photo = NULL;

  if (g_list_model_get_n_items (G_LIST_MODEL (self->photos)) >= JL_ITEM_MAX_PHOTOS) {
    g_set_error (
        error, JL_ERROR, JL_ERROR_INVALID, _ ("An item has at most %d photos"), JL_ITEM_MAX_PHOTOS);
    return FALSE;
  }
  if (!jl_intake_photo_check_content (content, error) ||
      !jl_intake_draft_make_folder (self, error) ||
      !g_file_set_contents_full (path,
                                 g_bytes_get_data (content, NULL),
                                 g_bytes_get_size (content),
                                 G_FILE_SET_CONTENTS_CONSISTENT,
                                 0600,
                                 error))
    return FALSE;
  photo = jl_intake_photo_new (path, key, NULL);
  g_list_store_append (self->photos, photo);
  return jl_intake_draft_save (self, error);
}

/**
 * jl_intake_draft_remove_photo:
 * @self: a draft
 * @position: of a photo
 */
void
jl_intake_draft_remove_photo (JlIntakeDraft *self, guint position)
{
  g_autoptr (JlIntakePhoto) photo = g_list_model_get_item (G_LIST_MODEL (self->photos), position);

  if (jl_intake_photo_get_path (photo) != NULL)
    g_unlink (jl_intake_photo_get_path (photo));
  g_list_store_remove (self->photos, position);
}

/**
 * jl_intake_draft_move_photo:
 * @self: a draft
 * @position: of a photo
 * @to: where it is to be; behind the end is the end
 */
void
jl_intake_draft_move_photo (JlIntakeDraft *self, guint position, guint to)
{
  g_autoptr (JlIntakePhoto) photo = g_list_model_get_item (G_LIST_MODEL (self->photos), position);

  to = MIN (to, g_list_model_get_n_items (G_LIST_MODEL (self->photos)) - 1);
  if (to == position)
    return;
  g_list_store_remove (self->photos, position);
  g_list_store_insert (self->photos, to, photo);
}

/**
 * jl_intake_draft_arrange_photos:
 * @self: a draft
 *
 * Returns: (transfer full) (nullable) (element-type JlRecord): the photos that the service has, in
 *   the form's order and with its captions; %NULL if the item has them so already
 */
GPtrArray *
jl_intake_draft_arrange_photos (JlIntakeDraft *self)
{
  GPtrArray *theirs = self->item != NULL ? jl_record_get_list (self->item, JL_ITEM_PHOTOS) : NULL;
  g_autoptr (GPtrArray) arranged = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean same = TRUE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->photos)); i++) {
    g_autoptr (JlIntakePhoto) photo = g_list_model_get_item (G_LIST_MODEL (self->photos), i);
    JlRecord *known = find_photo (theirs, jl_intake_photo_get_id (photo));
    const char *caption = known != NULL ? jl_record_get_text (known, JL_PHOTO_CAPTION) : NULL;
    JlRecord *entry;

    if (known == NULL)
      continue;
    same = same && theirs->pdata[arranged->len] == known &&
           g_str_equal (caption != NULL ? caption : "", jl_intake_photo_get_caption (photo));
    entry = jl_record_new (&jl_photo_table);
    jl_record_set_integer (entry, JL_PHOTO_ID, jl_record_get_integer (known, JL_PHOTO_ID));
    jl_record_set_text (entry, JL_PHOTO_CAPTION, jl_intake_photo_get_caption (photo));
    g_ptr_array_add (arranged, entry);
  }
  if (same && arranged->len == (theirs != NULL ? theirs->len : 0))
    return NULL;
  return g_steal_pointer (&arranged);
}

/**
 * jl_intake_draft_get_pending:
 * @self: a draft
 *
 * Returns: (transfer none) (nullable): what was asked of the service and not answered: to be asked
 *   again, with the same key, before anything else
 */
const JlIntakeRequest *
jl_intake_draft_get_pending (JlIntakeDraft *self)
{
  return self->pending;
}

/**
 * jl_intake_draft_set_pending:
 * @self: a draft
 * @method: of HTTP
 * @path: below `/api/v1`
 * @body: (nullable): JSON
 * @version: for If-Match; 0: none
 *
 * Notes what is going to be asked of the service, with a new key.
 */
void
jl_intake_draft_set_pending (
    JlIntakeDraft *self, const char *method, const char *path, const char *body, gint64 version)
{
  jl_intake_draft_clear_pending (self);
  self->pending = g_new0 (JlIntakeRequest, 1);
  *self->pending = (JlIntakeRequest){ .method = g_strdup (method),
                                      .path = g_strdup (path),
                                      .body = g_strdup (body),
                                      .key = g_uuid_string_random (),
                                      .version = version };
}

/**
 * jl_intake_draft_clear_pending:
 * @self: a draft
 *
 * Says that the outcome is known.
 */
void
jl_intake_draft_clear_pending (JlIntakeDraft *self)
{
  g_clear_pointer (&self->pending, request_free);
}

/**
 * jl_intake_draft_delete:
 * @self: a draft
 *
 * Removes it from the disk: the service has all of it, or nobody wants it.
 */
void
jl_intake_draft_delete (JlIntakeDraft *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (self->folder);
}
