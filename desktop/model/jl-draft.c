// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-draft.h"

#include "jl-json.h"

#include <glib/gstdio.h>

#define FILE_NAME "draft.json"

struct _JlDraft {
  GObject parent_instance;

  char *folder;       /* owned */
  char *key;          /* owned: Idempotency-Key of creating the item */
  JlRecord *item;     /* owned: what was typed */
  JlRecord *created;  /* owned, nullable: the item of the service, once it has one */
  char *sent;         /* owned, nullable: what of item the service may know */
  GPtrArray *photos;  /* owned: JlDraftPhoto */
  gboolean confirmed; /* the service has what was sent */
  gint64 time;        /* when it was last saved, seconds since 1970 */
};

G_DEFINE_FINAL_TYPE (JlDraft, jl_draft, G_TYPE_OBJECT)

static void
photo_free (JlDraftPhoto *photo)
{
  g_free (photo->path);
  g_free (photo->key);
  g_free (photo);
}

static void
jl_draft_finalize (GObject *object)
{
  JlDraft *self = JL_DRAFT (object);

  g_free (self->folder);
  g_free (self->key);
  g_free (self->sent);
  g_object_unref (self->item);
  g_clear_object (&self->created);
  g_ptr_array_unref (self->photos);
  G_OBJECT_CLASS (jl_draft_parent_class)->finalize (object);
}

static void
jl_draft_class_init (JlDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jl_draft_finalize;
}

static void
jl_draft_init (JlDraft *self)
{
  self->key = g_uuid_string_random ();
  self->item = jl_record_new (&jl_item_table);
  self->photos = g_ptr_array_new_with_free_func ((GDestroyNotify)photo_free);
}

/* People who share a PC do not find each other's drafts. */
static char *
get_parent_folder (const char *account)
{
  return g_build_filename (g_get_user_data_dir (), "jieli", "drafts", account, NULL);
}

/**
 * jl_draft_new:
 * @account: id of who takes it in
 *
 * Returns: (transfer full): an empty draft, not on disk before jl_draft_save()
 */
JlDraft *
jl_draft_new (const char *account)
{
  JlDraft *self = g_object_new (JL_TYPE_DRAFT, NULL);
  g_autofree char *parent = get_parent_folder (account);
  g_autofree char *name = g_uuid_string_random ();

  self->folder = g_build_filename (parent, name, NULL);
  return self;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static void
read_photos (JlDraft *self, JsonNode *node)
{
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);
    JsonObject *object = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
    const char *file = object != NULL ? get_text (object, "file") : NULL;
    g_autofree char *base = file != NULL ? g_path_get_basename (file) : NULL;
    JlDraftPhoto *photo;

    if (base == NULL || get_text (object, "key") == NULL)
      continue;
    photo = g_new0 (JlDraftPhoto, 1);
    photo->path = g_build_filename (self->folder, base, NULL);
    photo->key = g_strdup (get_text (object, "key"));
    photo->uploaded = json_object_get_boolean_member_with_default (object, "uploaded", FALSE);
    g_ptr_array_add (self->photos, photo);
  }
}

static JlRecord *
read_item (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL ? jl_record_read_json (&jl_item_table, node, JL_READ_ANSWER, NULL) : NULL;
}

/* Returns: a draft as it was saved, NULL when the folder holds none that can be read. */
static JlDraft *
load (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JlDraft) self = NULL;
  JsonObject *object;
  JlRecord *item;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  node = jl_json_parse (text, length, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  object = json_node_get_object (node);
  item = read_item (object, "item");
  if (item == NULL || get_text (object, "key") == NULL) {
    g_clear_object (&item);
    return NULL;
  }
  self = g_object_new (JL_TYPE_DRAFT, NULL);
  self->folder = g_strdup (folder);
  g_free (self->key);
  self->key = g_strdup (get_text (object, "key"));
  g_object_unref (self->item);
  self->item = item;
  self->created = read_item (object, "created");
  self->sent = g_strdup (get_text (object, "sent"));
  self->confirmed = json_object_get_boolean_member_with_default (object, "confirmed", FALSE);
  self->time = json_object_get_int_member_with_default (object, "time", 0);
  read_photos (self, json_object_get_member (object, "photos"));
  return g_steal_pointer (&self);
}

static int
compare_time (gconstpointer a, gconstpointer b)
{
  gint64 difference = (*(JlDraft *const *)b)->time - (*(JlDraft *const *)a)->time;

  return difference < 0 ? -1 : difference > 0;
}

/**
 * jl_draft_list:
 * @account: id of who took them in
 *
 * Returns: (transfer full) (element-type JlDraft): the drafts on this machine, the latest first
 */
GPtrArray *
jl_draft_list (const char *account)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *parent = get_parent_folder (account);
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *folder = g_build_filename (parent, name, NULL);
    JlDraft *draft = load (folder);

    if (draft != NULL)
      g_ptr_array_add (list, draft);
  }
  g_ptr_array_sort (list, compare_time);
  return list;
}

/**
 * jl_draft_get_item:
 * @self: a draft
 *
 * Returns: (transfer none): what was typed; the form writes into it
 */
JlRecord *
jl_draft_get_item (JlDraft *self)
{
  return self->item;
}

/**
 * jl_draft_get_key:
 * @self: a draft
 *
 * Returns: (transfer none): the Idempotency-Key of making the item
 */
const char *
jl_draft_get_key (JlDraft *self)
{
  return self->key;
}

/**
 * jl_draft_get_photos:
 * @self: a draft
 *
 * Returns: (transfer none) (element-type JlDraftPhoto): its photos in their order
 */
GPtrArray *
jl_draft_get_photos (JlDraft *self)
{
  return self->photos;
}

/**
 * jl_draft_get_time:
 * @self: a draft
 *
 * Returns: when it was last saved, seconds since 1970; 0: never
 */
gint64
jl_draft_get_time (JlDraft *self)
{
  return self->time;
}

/**
 * jl_draft_is_empty:
 * @self: a draft
 *
 * Returns: whether nothing of it would be missed
 */
gboolean
jl_draft_is_empty (JlDraft *self)
{
  const char *title = jl_record_get_text (self->item, JL_ITEM_TITLE);
  const char *description = jl_record_get_text (self->item, JL_ITEM_DESCRIPTION);
  JsonObject *attributes = jl_record_get_object (self->item, JL_ITEM_ATTRIBUTES);

  return self->photos->len == 0 && (title == NULL || *title == '\0') &&
         (description == NULL || *description == '\0') &&
         (attributes == NULL || json_object_get_size (attributes) == 0);
}

/**
 * jl_draft_add_photo:
 * @self: a draft
 * @content: the photo's file
 * @error: of writing it
 *
 * Copies a photo into the draft, so that it is there even when the camera's card is not any more.
 *
 * Returns: %FALSE if it cannot be kept
 */
gboolean
jl_draft_add_photo (JlDraft *self, GBytes *content, GError **error)
{
  g_autofree char *name = g_uuid_string_random ();
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  JlDraftPhoto *photo;

  if (g_mkdir_with_parents (self->folder, 0700) < 0) {
    g_set_error (error,
                 G_FILE_ERROR,
                 g_file_error_from_errno (errno),
                 "%s: %s",
                 self->folder,
                 g_strerror (errno));
    return FALSE;
  }
  if (!g_file_set_contents_full (path,
                                 g_bytes_get_data (content, NULL),
                                 g_bytes_get_size (content),
                                 G_FILE_SET_CONTENTS_CONSISTENT,
                                 0600,
                                 error))
    return FALSE;
  photo = g_new0 (JlDraftPhoto, 1);
  photo->path = g_steal_pointer (&path);
  photo->key = g_uuid_string_random ();
  g_ptr_array_add (self->photos, photo);
  return jl_draft_save (self, error);
}

/**
 * jl_draft_remove_photo:
 * @self: a draft
 * @position: of a photo
 */
void
jl_draft_remove_photo (JlDraft *self, guint position)
{
  JlDraftPhoto *photo = self->photos->pdata[position];

  g_unlink (photo->path);
  g_ptr_array_remove_index (self->photos, position);
}

/**
 * jl_draft_move_photo:
 * @self: a draft
 * @position: of a photo
 * @by: -1: one place to the front, 1: one to the end
 */
void
jl_draft_move_photo (JlDraft *self, guint position, int by)
{
  gpointer photo = self->photos->pdata[position];
  int to = CLAMP ((int)position + by, 0, (int)self->photos->len - 1);

  self->photos->pdata[position] = self->photos->pdata[to];
  self->photos->pdata[to] = photo;
}

/**
 * jl_draft_mark_uploaded:
 * @self: a draft
 * @position: of a photo that the service has taken
 */
void
jl_draft_mark_uploaded (JlDraft *self, guint position)
{
  ((JlDraftPhoto *)self->photos->pdata[position])->uploaded = TRUE;
}

static char *
get_request (JlDraft *self)
{
  GString *json = g_string_new (NULL);

  jl_record_append_request_json (self->item, FALSE, json);
  return g_string_free (json, FALSE);
}

/* Makes the next request another one than the last. */
static void
jl_draft_renew_key (JlDraft *self)
{
  g_free (self->key);
  self->key = g_uuid_string_random ();
}

/**
 * jl_draft_set_created:
 * @self: a draft
 * @answer: the item as the service has it now
 * @confirmed: whether it has what was typed. Then the key is used up
 */
void
jl_draft_set_created (JlDraft *self, JlRecord *answer, gboolean confirmed)
{
  g_set_object (&self->created, answer);
  self->confirmed = confirmed;
  if (confirmed)
    jl_draft_renew_key (self);
}

/**
 * jl_draft_get_created:
 * @self: a draft
 *
 * Returns: (transfer none) (nullable): the item as the service last had it
 */
JlRecord *
jl_draft_get_created (JlDraft *self)
{
  return self->created;
}

/**
 * jl_draft_begin_sending:
 * @self: a draft
 *
 * Says that what was typed goes to the service as it is now, with jl_draft_get_key(). When that
 * differs from what went before with the same key, the key is renewed: a key is for one request.
 *
 * Returns: %FALSE if the service has all of it already
 */
gboolean
jl_draft_begin_sending (JlDraft *self)
{
  g_autofree char *request = get_request (self);
  gboolean is_same = g_strcmp0 (self->sent, request) == 0;

  if (is_same && self->confirmed)
    return FALSE;
  if (self->sent != NULL && !is_same)
    jl_draft_renew_key (self);
  g_free (self->sent);
  self->sent = g_steal_pointer (&request);
  self->confirmed = FALSE;
  return TRUE;
}

static void
append_member (GString *json, const char *name)
{
  if (json->len > 1)
    g_string_append_c (json, ',');
  jl_json_append_string (json, name);
  g_string_append_c (json, ':');
}

static char *
to_json (JlDraft *self)
{
  GString *json = g_string_new ("{");

  append_member (json, "key");
  jl_json_append_string (json, self->key);
  append_member (json, "time");
  jl_json_append_integer (json, self->time);
  append_member (json, "item");
  jl_record_append_request_json (self->item, FALSE, json);
  if (self->created != NULL) {
    append_member (json, "created");
    jl_record_append_json (self->created, JL_VIEW_OWN, json);
  }
  if (self->sent != NULL) {
    append_member (json, "sent");
    jl_json_append_string (json, self->sent);
  }
  append_member (json, "confirmed");
  g_string_append (json, self->confirmed ? "true" : "false");
  append_member (json, "photos");
  g_string_append_c (json, '[');
  for (guint i = 0; i < self->photos->len; i++) {
    JlDraftPhoto *photo = self->photos->pdata[i];
    g_autofree char *name = g_path_get_basename (photo->path);

    g_string_append_printf (json,
                            "%s{\"file\":\"%s\",\"key\":\"%s\",\"uploaded\":%s}",
                            i > 0 ? "," : "",
                            name,
                            photo->key,
                            photo->uploaded ? "true" : "false");
  }
  g_string_append (json, "]}");
  return g_string_free (json, FALSE);
}

/**
 * jl_draft_save:
 * @self: a draft
 * @error: of writing the file
 *
 * Returns: %FALSE if the disk does not take it
 */
gboolean
jl_draft_save (JlDraft *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, FILE_NAME, NULL);
  g_autofree char *json = NULL;

  self->time = g_get_real_time () / G_USEC_PER_SEC;
  json = to_json (self);
  g_mkdir_with_parents (self->folder, 0700);
  return g_file_set_contents_full (path, json, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/**
 * jl_draft_delete:
 * @self: a draft
 *
 * Removes it from the disk: the service has all of it, or nobody wants it.
 */
void
jl_draft_delete (JlDraft *self)
{
  g_autofree char *path = g_build_filename (self->folder, FILE_NAME, NULL);

  g_unlink (path);
  for (guint i = 0; i < self->photos->len; i++)
    g_unlink (((JlDraftPhoto *)self->photos->pdata[i])->path);
  g_rmdir (self->folder);
}
