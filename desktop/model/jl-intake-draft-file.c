// SPDX-License-Identifier: GPL-3.0-or-later
/* A draft's file: `draft.json` in its folder, its photos beside it. */
#include "jl-intake-draft-private.h"

#include "jl-intake-texts.h"
#include "jl-json.h"

#define FILE_NAME "draft.json"

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
read_texts (JlIntakeDraft *self, JsonObject *object)
{
  g_autoptr (GList) names = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    jl_intake_texts_set (self->texts, l->data, get_text (object, l->data));
}

/* A photo whose file is gone is gone, unless the service has it. */
static void
read_photo (JlIntakeDraft *self, const char *folder, JsonObject *object)
{
  const char *file = get_text (object, "file");
  const char *caption = get_text (object, "caption");
  g_autofree char *base = file != NULL ? g_path_get_basename (file) : NULL;
  g_autofree char *path = base != NULL ? g_build_filename (folder, base, NULL) : NULL;
  g_autoptr (JlIntakePhoto) photo = NULL;

  if (get_text (object, "id") == NULL &&
      (path == NULL || get_text (object, "key") == NULL || !g_file_test (path, G_FILE_TEST_EXISTS)))
    return;
  photo = jl_intake_photo_new (path, get_text (object, "key"), get_text (object, "id"));
  jl_intake_photo_set_caption (photo, caption != NULL ? caption : "");
  g_list_store_append (self->photos, photo);
}

static void
read_photos (JlIntakeDraft *self, const char *folder, JsonNode *node)
{
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);

    if (JSON_NODE_HOLDS_OBJECT (element))
      read_photo (self, folder, json_node_get_object (element));
  }
}

static void
read_pending (JlIntakeDraft *self, JsonObject *object)
{
  if (object == NULL || get_text (object, "method") == NULL || get_text (object, "path") == NULL ||
      get_text (object, "key") == NULL)
    return;
  jl_intake_draft_set_pending (self,
                               get_text (object, "method"),
                               get_text (object, "path"),
                               get_text (object, "body"),
                               json_object_get_int_member_with_default (object, "version", 0));
  g_free (self->pending->key);
  self->pending->key = g_strdup (get_text (object, "key"));
}

/* Reads what was saved in a folder. Returns: FALSE when it holds no draft. */
gboolean
jl_intake_draft_load (JlIntakeDraft *self, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  JsonNode *item;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return FALSE;
  node = jl_json_parse (text, length, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  object = json_node_get_object (node);
  item = json_object_get_member (object, "item");
  if (item != NULL)
    self->item = jl_record_read_json (&jl_item_table, item, JL_READ_ANSWER, NULL);
  self->time = json_object_get_int_member_with_default (object, "time", 0);
  read_texts (self, get_object (object, "texts"));
  read_photos (self, folder, json_object_get_member (object, "photos"));
  read_pending (self, get_object (object, "pending"));
  return TRUE;
}

static void
append_name (GString *json, const char *name)
{
  char last = json->str[json->len - 1];

  if (last != '{' && last != '[')
    g_string_append_c (json, ',');
  jl_json_append_string (json, name);
  g_string_append_c (json, ':');
}

static void
append_text (GString *json, const char *name, const char *text)
{
  if (text == NULL)
    return;
  append_name (json, name);
  jl_json_append_string (json, text);
}

static void
append_texts (GString *json, GHashTable *texts)
{
  GHashTableIter iter;
  const char *path;
  const char *text;

  append_name (json, "texts");
  g_string_append_c (json, '{');
  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, (gpointer *)&path, (gpointer *)&text))
    append_text (json, path, text);
  g_string_append_c (json, '}');
}

static void
append_photos (GString *json, GListModel *photos)
{
  append_name (json, "photos");
  g_string_append_c (json, '[');
  for (guint i = 0; i < g_list_model_get_n_items (photos); i++) {
    g_autoptr (JlIntakePhoto) photo = g_list_model_get_item (photos, i);
    const char *path = jl_intake_photo_get_path (photo);
    g_autofree char *file = path != NULL ? g_path_get_basename (path) : NULL;

    g_string_append (json, i > 0 ? ",{" : "{");
    append_text (json, "file", file);
    append_text (json, "key", jl_intake_photo_get_key (photo));
    append_text (json, "id", jl_intake_photo_get_id (photo));
    append_text (json, "caption", jl_intake_photo_get_caption (photo));
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, ']');
}

static void
append_pending (GString *json, const JlIntakeRequest *pending)
{
  append_name (json, "pending");
  g_string_append_c (json, '{');
  append_text (json, "method", pending->method);
  append_text (json, "path", pending->path);
  append_text (json, "body", pending->body);
  append_text (json, "key", pending->key);
  append_name (json, "version");
  jl_json_append_integer (json, pending->version);
  g_string_append_c (json, '}');
}

/**
 * jl_intake_draft_save:
 * @self: a draft
 * @error: of writing the file
 *
 * The file is whole at any time: the old one stands until the new one is complete.
 *
 * Returns: %FALSE if the disk does not take it
 */
gboolean
jl_intake_draft_save (JlIntakeDraft *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, FILE_NAME, NULL);
  g_autoptr (GString) json = g_string_new ("{");

  if (!jl_intake_draft_make_folder (self, error))
    return FALSE;
  self->time = g_get_real_time () / 1000;
  append_name (json, "time");
  jl_json_append_integer (json, self->time);
  append_texts (json, self->texts);
  append_photos (json, G_LIST_MODEL (self->photos));
  if (self->item != NULL) {
    append_name (json, "item");
    jl_record_append_json (self->item, JL_VIEW_OWN, json);
  }
  if (self->pending != NULL)
    append_pending (json, self->pending);
  g_string_append_c (json, '}');
  return g_file_set_contents_full (
      path, json->str, json->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
