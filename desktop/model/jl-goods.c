// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-goods.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

struct _JlGoods {
  GObject parent_instance;

  JsonNode *node;        /* owned: all texts are of it */
  const char *language;  /* interned: member of names */
  GPtrArray *categories; /* owned: JlGoodsCategory, parents before children */
  GHashTable *by_code;   /* owned: its values are of categories */
};

static const char *const type_names[] = {
  "text", "integer", "boolean", "enum", "date", "identifier"
};

G_DEFINE_FINAL_TYPE (JlGoods, jl_goods, G_TYPE_OBJECT)

static void
attribute_free (JlGoodsAttribute *attribute)
{
  g_array_unref (attribute->values);
  g_free (attribute);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlGoodsAttribute, attribute_free)

static void
category_free (JlGoodsCategory *category)
{
  g_ptr_array_unref (category->attributes);
  g_array_unref (category->grades);
  g_free (category);
}

static void
jl_goods_finalize (GObject *object)
{
  JlGoods *self = JL_GOODS (object);

  g_hash_table_unref (self->by_code);
  g_ptr_array_unref (self->categories);
  g_clear_pointer (&self->node, json_node_unref);
  G_OBJECT_CLASS (jl_goods_parent_class)->finalize (object);
}

static void
jl_goods_class_init (JlGoodsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jl_goods_finalize;
}

static void
jl_goods_init (JlGoods *self)
{
  self->categories = g_ptr_array_new_with_free_func ((GDestroyNotify)category_free);
  self->by_code = g_hash_table_new (g_str_hash, g_str_equal);
}

/* A service newer or older than this program may send more or less: what is absent is empty. */
static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
get_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

static gint64
get_integer (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node)
                                                                         : 0;
}

static const char *
get_name (JlGoods *self, JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
             ? get_text (json_node_get_object (node), self->language)
             : NULL;
}

/* The objects of a list; NULL behind its end. */
static JsonObject *
get_element (JsonObject *object, const char *name, guint position)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonNode *element;

  if (array == NULL || position >= json_array_get_length (array))
    return NULL;
  element = json_array_get_element (array, position);
  return JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
}

static JlGoodsAttribute *
read_attribute (JlGoods *self, JsonObject *object)
{
  g_autoptr (JlGoodsAttribute) attribute = g_new0 (JlGoodsAttribute, 1);
  const char *type = get_text (object, "type");
  JsonObject *element;

  attribute->values = g_array_new (FALSE, TRUE, sizeof (JlGoodsValue));
  attribute->name = get_text (object, "name");
  attribute->label = get_name (self, object, "label");
  attribute->unit = get_name (self, object, "unit");
  attribute->help = get_name (self, object, "help");
  attribute->required = get_boolean (object, "required");
  attribute->in_list = get_boolean (object, "in_list");
  attribute->min = get_integer (object, "min");
  attribute->max = get_integer (object, "max");
  attribute->identifier = get_text (object, "identifier");
  attribute->past = get_boolean (object, "past");
  attribute->is_private =
      json_object_has_member (object, "public") && !get_boolean (object, "public");
  for (guint i = 0; i < G_N_ELEMENTS (type_names); i++)
    if (g_strcmp0 (type, type_names[i]) == 0)
      attribute->type = i;
  for (guint i = 0; (element = get_element (object, "values", i)) != NULL; i++) {
    JlGoodsValue value = { get_text (element, "code"), get_name (self, element, "label") };

    if (value.code != NULL && value.name != NULL)
      g_array_append_val (attribute->values, value);
  }
  if (attribute->name == NULL || attribute->label == NULL)
    return NULL;
  return g_steal_pointer (&attribute);
}

static JsonObject *
find_scale (JlGoods *self, const char *code)
{
  JsonObject *root = json_node_get_object (self->node);
  JsonObject *scale;

  for (guint i = 0; (scale = get_element (root, "scales", i)) != NULL; i++)
    if (g_strcmp0 (get_text (scale, "code"), code) == 0)
      return scale;
  return NULL;
}

/* What a grade means stands with its scale. */
static void
read_grades (JlGoods *self, JlGoodsCategory *category, JsonObject *object)
{
  JsonObject *scale = find_scale (self, get_text (object, "scale"));
  JsonObject *source = scale != NULL ? scale : object;
  JsonObject *element;

  for (guint i = 0; (element = get_element (source, "grades", i)) != NULL; i++) {
    JlGoodsGrade grade = { .code = get_text (element, "code"),
                           .name = get_name (self, element, "name"),
                           .criterion = get_name (self, element, "criterion"),
                           .tradable = !json_object_has_member (element, "tradable") ||
                                       get_boolean (element, "tradable") };
    if (grade.code != NULL && grade.name != NULL)
      g_array_append_val (category->grades, grade);
  }
}

static void
read_category (JlGoods *self, JsonObject *object)
{
  JlGoodsCategory *category = g_new0 (JlGoodsCategory, 1);
  JsonObject *element;

  category->attributes = g_ptr_array_new_with_free_func ((GDestroyNotify)attribute_free);
  category->grades = g_array_new (FALSE, TRUE, sizeof (JlGoodsGrade));
  category->code = get_text (object, "code");
  category->parent = get_text (object, "parent");
  category->name = get_name (self, object, "name");
  category->icon = get_text (object, "icon");
  category->leaf = get_boolean (object, "leaf");
  category->needs_photo = get_boolean (object, "needs_photo");
  if (category->code == NULL || category->name == NULL) {
    category_free (category);
    return;
  }
  for (guint i = 0; (element = get_element (object, "attributes", i)) != NULL; i++) {
    JlGoodsAttribute *attribute = read_attribute (self, element);

    if (attribute != NULL)
      g_ptr_array_add (category->attributes, attribute);
  }
  read_grades (self, category, object);
  g_ptr_array_add (self->categories, category);
  g_hash_table_insert (self->by_code, (gpointer)category->code, category);
}

/**
 * jl_goods_new_from_json:
 * @node: the answer to `GET /categories`
 * @language: `zh` or `en`: of names and labels
 * @error: %JL_ERROR_MALFORMED
 *
 * Returns: (transfer full): the catalogue
 */
JlGoods *
jl_goods_new_from_json (JsonNode *node, const char *language, GError **error)
{
  g_autoptr (JlGoods) self = g_object_new (JL_TYPE_GOODS, NULL);
  JsonObject *element;

  self->language = g_intern_string (language);
  self->node = json_node_ref (node);
  if (JSON_NODE_HOLDS_OBJECT (node))
    for (guint i = 0; (element = get_element (json_node_get_object (node), "items", i)) != NULL;
         i++)
      read_category (self, element);
  if (self->categories->len == 0) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_MALFORMED, _ ("The service has sent no categories"));
    return NULL;
  }
  return g_steal_pointer (&self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (JsonNode) node = jl_client_run_json_finish (JL_CLIENT (source), result, &error);
  JlGoods *goods =
      node != NULL ? jl_goods_new_from_json (node, g_task_get_task_data (task), &error) : NULL;

  if (goods == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, goods, g_object_unref);
}

/**
 * jl_goods_load_async:
 * @client: the way to the service
 * @language: `zh` or `en`
 * @cancellable: (nullable): to leave off
 * @callback: called when it is there
 * @user_data: for @callback
 */
void
jl_goods_load_async (JlClient *client,
                     const char *language,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (JlAction) action = jl_action_new ("GET", "/categories");
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, jl_goods_load_async);
  g_task_set_task_data (task, g_strdup (language), g_free);
  jl_client_run_async (client, action, cancellable, loaded_cb, task);
}

/**
 * jl_goods_load_finish:
 * @result: of jl_goods_load_async()
 * @error: as jl_client_run_json_finish(), or %JL_ERROR_MALFORMED
 *
 * Returns: (transfer full): the catalogue
 */
JlGoods *
jl_goods_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * jl_goods_get_categories:
 * @self: a catalogue
 *
 * Returns: (transfer none) (element-type JlGoodsCategory): all, in the service's order
 */
const GPtrArray *
jl_goods_get_categories (JlGoods *self)
{
  return self->categories;
}

/**
 * jl_goods_find:
 * @self: a catalogue
 * @code: (nullable): of a category
 *
 * Returns: (transfer none) (nullable): the category
 */
const JlGoodsCategory *
jl_goods_find (JlGoods *self, const char *code)
{
  return code != NULL ? g_hash_table_lookup (self->by_code, code) : NULL;
}

/**
 * jl_goods_find_attribute:
 * @category: a category
 * @name: e.g. `seats`
 *
 * Returns: (transfer none) (nullable): what the category asks under that name
 */
const JlGoodsAttribute *
jl_goods_find_attribute (const JlGoodsCategory *category, const char *name)
{
  for (guint i = 0; i < category->attributes->len; i++) {
    const JlGoodsAttribute *attribute = category->attributes->pdata[i];

    if (g_str_equal (attribute->name, name))
      return attribute;
  }
  return NULL;
}

/**
 * jl_goods_dup_full_name:
 * @self: a catalogue
 * @category: one of it
 *
 * Returns: (transfer full): its name behind that of the category above, e.g. `Furniture › Sofa`
 */
char *
jl_goods_dup_full_name (JlGoods *self, const JlGoodsCategory *category)
{
  const JlGoodsCategory *parent = jl_goods_find (self, category->parent);

  return parent != NULL ? g_strdup_printf ("%s › %s", parent->name, category->name)
                        : g_strdup (category->name);
}

/**
 * jl_goods_get_grade_name:
 * @self: a catalogue
 * @category: (nullable): code of a category
 * @grade: (nullable): code of a grade
 *
 * Returns: (transfer none) (nullable): what people call it; the code when it is not known
 */
const char *
jl_goods_get_grade_name (JlGoods *self, const char *category, const char *grade)
{
  const JlGoodsCategory *found = jl_goods_find (self, category);

  for (guint i = 0; found != NULL && i < found->grades->len; i++) {
    const JlGoodsGrade *candidate = &g_array_index (found->grades, JlGoodsGrade, i);

    if (g_strcmp0 (candidate->code, grade) == 0)
      return candidate->name;
  }
  return grade;
}

/**
 * jl_goods_dup_attribute_text:
 * @attribute: an attribute
 * @value: what an item has of it
 *
 * Returns: (transfer full): the value for people, with its unit
 */
char *
jl_goods_dup_attribute_text (const JlGoodsAttribute *attribute, JsonNode *value)
{
  GType type = json_node_get_value_type (value);

  if (type == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (value) ? _ ("Yes") : _ ("No"));
  if (type == G_TYPE_INT64)
    return attribute->unit != NULL
               ? g_strdup_printf (
                     "%" G_GINT64_FORMAT " %s", json_node_get_int (value), attribute->unit)
               : g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value));
  if (type != G_TYPE_STRING)
    return g_strdup ("");
  for (guint i = 0; i < attribute->values->len; i++) {
    const JlGoodsValue *candidate = &g_array_index (attribute->values, JlGoodsValue, i);

    if (g_str_equal (candidate->code, json_node_get_string (value)))
      return g_strdup (candidate->name);
  }
  return json_node_dup_string (value);
}
