// SPDX-License-Identifier: GPL-3.0-or-later
/* Reads the texts that all kinds of goods and people share: data/demo/phrases.json. */
#include "jl-demo-private.h"

#include "jl-error.h"
#include "jl-json.h"

#include <glib/gi18n-lib.h>

enum { PHRASES_NAME, PHRASES_POOLS, PHRASES_WORDS, PHRASES_N_FIELDS };
static const JlField phrases_fields[] = {
  [PHRASES_NAME] = { .name = "name", .type = JL_FIELD_TEXT, .max = 20, .flags = JL_FIELD_REQUIRED },
  [PHRASES_POOLS] = { .name = "pools",
                      .type = JL_FIELD_OBJECT,
                      .max = 400,
                      .flags = JL_FIELD_REQUIRED },
  [PHRASES_WORDS] = { .name = "words",
                      .type = JL_FIELD_OBJECT,
                      .max = 400,
                      .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (PHRASES, phrases_fields);
static const JlRecordTable phrases_table =
    JL_RECORD_TABLE ("phrases", "JlDemoPhrasesFile", phrases_fields);

/* Pools that the code itself draws from; see data/demo/README.md. */
static const char *const needed_pools[] = { "title_sell",
                                            "title_swap",
                                            "title_give",
                                            "title_lend",
                                            "description_sell",
                                            "description_swap",
                                            "description_give",
                                            "description_lend",
                                            "want",
                                            "resident",
                                            "staff" };

/**
 * jl_demo_read_json:
 * @directory: of the demo's texts
 * @base: a file there
 *
 * Returns: (transfer full): its JSON, or %NULL with NOT_FOUND or MALFORMED
 */
JsonNode *
jl_demo_read_json (const char *directory, const char *base, GError **error)
{
  g_autofree char *path = g_build_filename (directory, base, NULL);
  g_autoptr (GError) failed = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &failed)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, failed->message);
    return NULL;
  }
  return jl_json_parse (text, length, error);
}

/**
 * jl_demo_explain:
 * @error: (inout): an error of reading a file
 * @base: that file
 *
 * Puts file and member before the message, for whoever edits the texts.
 *
 * Returns: %FALSE, always
 */
gboolean
jl_demo_explain (GError **error, const char *base)
{
  const char *field;

  if (error == NULL)
    return FALSE;
  field = jl_error_get_field (*error);
  if (field != NULL)
    g_prefix_error (error, "%s: %s: ", base, field);
  else
    g_prefix_error (error, "%s: ", base);
  return FALSE;
}

static gboolean
is_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static GPtrArray *
read_pool (JsonNode *node, const char *name, GError **error)
{
  g_autoptr (GPtrArray) pool = g_ptr_array_new ();
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);

    if (!is_text (element))
      break;
    g_ptr_array_add (pool, (gpointer)json_node_get_string (element));
  }
  if (array == NULL || pool->len == 0 || pool->len < json_array_get_length (array)) {
    g_autofree char *path = g_strconcat ("pools.", name, NULL);

    jl_set_error_field (error, JL_ERROR_INVALID, path, _ ("must be a list of texts"));
    return NULL;
  }
  return g_steal_pointer (&pool);
}

/**
 * jl_demo_read_pools:
 * @object: (nullable): pool names and their lists; must outlive the pools
 *
 * Returns: (transfer full): name -> #GPtrArray of texts, or %NULL with INVALID
 */
GHashTable *
jl_demo_read_pools (JsonObject *object, GError **error)
{
  g_autoptr (GHashTable) pools =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
  g_autoptr (GList) names = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *l = names; l != NULL; l = l->next) {
    GPtrArray *pool = read_pool (json_object_get_member (object, l->data), l->data, error);

    if (pool == NULL)
      return NULL;
    g_hash_table_insert (pools, l->data, pool);
  }
  return g_steal_pointer (&pools);
}

static gboolean
read_words (JlDemo *self, JsonObject *object, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (object);

  self->words = g_hash_table_new (g_str_hash, g_str_equal);
  for (GList *l = names; l != NULL; l = l->next) {
    JsonNode *node = json_object_get_member (object, l->data);

    if (!is_text (node)) {
      g_autofree char *path = g_strconcat ("words.", l->data, NULL);

      jl_set_error_field (error, JL_ERROR_INVALID, path, _ ("must be a text"));
      return FALSE;
    }
    g_hash_table_insert (self->words, l->data, (gpointer)json_node_get_string (node));
  }
  return TRUE;
}

/* Slots that the shared texts may name: they are there for all goods, or for all people. */
static gboolean
is_common_slot (const char *name, gpointer user_data)
{
  static const char *const common[] = {
    "age",          "year",          "price_new",     "grade", "street",
    "district",     "community",     "category",      "title", "details_comma",
    "details_stop", "details_space", "details_lines", NULL,
  };

  return g_strv_contains (common, name);
}

static gboolean
check_pools (JlDemo *self, GError **error)
{
  JlDemoScope scope = { .shared_pools = self->pools };
  GHashTableIter iter;
  gpointer name;
  gpointer pool;

  for (guint i = 0; i < G_N_ELEMENTS (needed_pools); i++) {
    if (!g_hash_table_contains (self->pools, needed_pools[i])) {
      jl_set_error_field (error, JL_ERROR_INVALID, "pools", _ ("“%s” is missing"), needed_pools[i]);
      return FALSE;
    }
  }
  g_hash_table_iter_init (&iter, self->pools);
  while (g_hash_table_iter_next (&iter, &name, &pool)) {
    const GPtrArray *patterns = pool;

    for (guint i = 0; i < patterns->len; i++) {
      g_autofree char *path = g_strdup_printf ("pools.%s[%u]", (const char *)name, i);

      if (!jl_demo_scope_check (&scope, patterns->pdata[i], is_common_slot, NULL, error)) {
        jl_error_prefix_field (error, path);
        return FALSE;
      }
    }
  }
  return TRUE;
}

/**
 * jl_demo_read_phrases:
 * @self: a demo that is being made
 * @directory: of the demo's texts
 *
 * Returns: %FALSE with a JL_ERROR that names file and member
 */
gboolean
jl_demo_read_phrases (JlDemo *self, const char *directory, GError **error)
{
  static const char base[] = "phrases.json";
  g_autoptr (JsonNode) node = jl_demo_read_json (directory, base, error);
  JlRecord *file;

  if (node == NULL)
    return jl_demo_explain (error, base);
  file = jl_record_read_json (&phrases_table, node, JL_READ_CREATE, error);
  if (file == NULL)
    return jl_demo_explain (error, base);
  g_ptr_array_add (self->records, file);
  self->pools = jl_demo_read_pools (jl_record_get_object (file, PHRASES_POOLS), error);
  if (self->pools == NULL ||
      !read_words (self, jl_record_get_object (file, PHRASES_WORDS), error) ||
      !check_pools (self, error))
    return jl_demo_explain (error, base);
  return TRUE;
}
