// SPDX-License-Identifier: GPL-3.0-or-later
/* Reads the templates of items: data/demo/items-*.json. */
#include "jl-demo-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

#define TEXTS_FIELD(name_, flags_)                                                                 \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_LIST, .element = JL_FIELD_TEXT, .element_max = 300,          \
    .max = 200, .flags = (flags_)                                                                  \
  }
#define TEXT_FIELD(name_)                                                                          \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_TEXT, .min = 1, .max = 60, .flags = JL_FIELD_REQUIRED        \
  }

enum {
  TEMPLATE_CATEGORY,
  TEMPLATE_WEIGHT,
  TEMPLATE_AGE,
  TEMPLATE_HALF_LIFE,
  TEMPLATE_MODES,
  TEMPLATE_PRODUCT_SLOTS,
  TEMPLATE_PRODUCTS,
  TEMPLATE_ATTRIBUTES,
  TEMPLATE_POOLS,
  TEMPLATE_TITLES,
  TEMPLATE_DETAILS,
  TEMPLATE_WORN,
  TEMPLATE_N_FIELDS
};
static const JlField template_fields[] = {
  [TEMPLATE_CATEGORY] = TEXT_FIELD ("category"),
  [TEMPLATE_WEIGHT] = { .name = "weight",
                        .type = JL_FIELD_INTEGER,
                        .min = 1,
                        .max = 1000,
                        .flags = JL_FIELD_REQUIRED,
                        .doc = "How many of its kind there are." },
  [TEMPLATE_AGE] = TEXT_FIELD ("age_months"),
  [TEMPLATE_HALF_LIFE] = { .name = "half_life_months",
                           .type = JL_FIELD_INTEGER,
                           .min = 3,
                           .max = 240,
                           .flags = JL_FIELD_REQUIRED },
  [TEMPLATE_MODES] = TEXT_FIELD ("modes"),
  [TEMPLATE_PRODUCT_SLOTS] = TEXTS_FIELD ("product_slots", JL_FIELD_REQUIRED),
  [TEMPLATE_PRODUCTS] = TEXTS_FIELD ("products", JL_FIELD_REQUIRED),
  [TEMPLATE_ATTRIBUTES] = { .name = "attributes",
                            .type = JL_FIELD_OBJECT,
                            .max = 40,
                            .flags = JL_FIELD_REQUIRED },
  [TEMPLATE_POOLS] = { .name = "pools", .type = JL_FIELD_OBJECT, .max = 60 },
  [TEMPLATE_TITLES] = TEXTS_FIELD ("titles", JL_FIELD_REQUIRED),
  [TEMPLATE_DETAILS] = TEXTS_FIELD ("details", JL_FIELD_REQUIRED),
  [TEMPLATE_WORN] = TEXTS_FIELD ("worn", 0),
};
JL_ASSERT_FIELDS (TEMPLATE, template_fields);
static const JlRecordTable template_table =
    JL_RECORD_TABLE ("template", "JlDemoTemplateRow", template_fields);

enum { TEMPLATES_NAME, TEMPLATES_LIST, TEMPLATES_N_FIELDS };
static const JlField templates_fields[] = {
  [TEMPLATES_NAME] = TEXT_FIELD ("name"),
  [TEMPLATES_LIST] = { .name = "templates",
                       .type = JL_FIELD_LIST,
                       .record = &template_table,
                       .min = 1,
                       .max = 100,
                       .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (TEMPLATES, templates_fields);
static const JlRecordTable templates_table =
    JL_RECORD_TABLE ("templates", "JlDemoTemplatesFile", templates_fields);

static void
product_free (gpointer data)
{
  JlDemoProduct *product = data;

  g_strfreev (product->values);
  g_free (product);
}

static void
template_free (gpointer data)
{
  JlDemoTemplate *template = data;

  g_clear_pointer (&template->products, g_ptr_array_unref);
  g_clear_pointer (&template->values, g_ptr_array_unref);
  g_clear_pointer (&template->pools, g_hash_table_unref);
  g_free (template);
}

/* "low-high" or "low": whole numbers. */
static gboolean
read_span (const char *text, gint64 *low, gint64 *high)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 2);
  const char *last = ends[0] != NULL && ends[1] != NULL ? ends[1] : ends[0];

  return ends[0] != NULL && g_ascii_string_to_signed (ends[0], 10, 0, G_MAXINT32, low, NULL) &&
         g_ascii_string_to_signed (last, 10, *low, G_MAXINT32, high, NULL);
}

/* "sell:80 give:15": how likely each is. */
static gboolean
read_modes (JlDemoTemplate *template, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (words[i], ":", 2);
    int mode = pair[0] != NULL ? jl_enum_from_name (&jl_mode_enum, pair[0]) : -1;
    guint64 weight;

    if (mode < 0 || pair[1] == NULL ||
        !g_ascii_string_to_unsigned (pair[1], 10, 0, 1000, &weight, NULL)) {
      jl_set_error_field (error, JL_ERROR_INVALID, "modes", _ ("“%s” is no mode"), words[i]);
      return FALSE;
    }
    template->modes[mode] = (guint)weight;
  }
  return TRUE;
}

/* "海尔|智悦|1800-4200": the product slots and the price when new. */
static JlDemoProduct *
read_product (const JlDemoTemplate *template, const char *text)
{
  JlDemoProduct *product = g_new0 (JlDemoProduct, 1);
  guint n = template->product_slots->len;

  product->values = g_strsplit (text, "|", -1);
  if (g_strv_length (product->values) != n + 1 ||
      !read_span (product->values[n], &product->price_low, &product->price_high)) {
    product_free (product);
    return NULL;
  }
  return product;
}

static gboolean
read_products (JlDemoTemplate *template, GPtrArray *texts, GError **error)
{
  template->products = g_ptr_array_new_with_free_func (product_free);
  for (guint i = 0; i < texts->len; i++) {
    JlDemoProduct *product = read_product (template, texts->pdata[i]);

    if (product == NULL) {
      g_autofree char *path = g_strdup_printf ("products[%u]", i);

      jl_set_error_field (error,
                          JL_ERROR_INVALID,
                          path,
                          _ ("“%s” does not have the product slots and a price"),
                          (const char *)texts->pdata[i]);
      return FALSE;
    }
    g_ptr_array_add (template->products, product);
  }
  return TRUE;
}

/* "energy_label?": there in six cases of ten. */
static gboolean
read_attribute (JlDemoTemplate *template, JsonObject *object, const char *key, GError **error)
{
  JsonNode *node = json_object_get_member (object, key);
  g_autofree char *name = g_strdup (key);
  JlDemoValue *value = g_new0 (JlDemoValue, 1);
  gboolean good = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;

  g_ptr_array_add (template->values, value);
  value->presence = 100;
  if (g_str_has_suffix (name, "?")) {
    value->presence = 60;
    name[strlen (name) - 1] = '\0';
  }
  value->attribute = jl_category_find_attribute (template->category, name);
  if (value->attribute == NULL || !good ||
      !jl_demo_value_read (value, json_node_get_string (node))) {
    g_autofree char *path = g_strconcat ("attributes.", key, NULL);

    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        path,
                        _ ("no attribute of “%s”, or not a way to make one"),
                        template->category->code);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_attributes (JlDemoTemplate *template, JsonObject *object, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (object);

  template->values = g_ptr_array_new_with_free_func (jl_demo_value_free);
  for (GList *l = names; l != NULL; l = l->next) {
    if (!read_attribute (template, object, l->data, error))
      return FALSE;
  }
  return TRUE;
}

/* What a template's patterns may name, beside pools. */
static gboolean
is_known_slot (const char *name, gpointer user_data)
{
  static const char *const common[] = { "age",      "year",      "price_new", "grade", "street",
                                        "district", "community", "category",  NULL };
  const JlDemoTemplate *template = user_data;

  if (g_strv_contains (common, name))
    return TRUE;
  for (guint i = 0; i < template->product_slots->len; i++) {
    if (g_str_equal (template->product_slots->pdata[i], name))
      return TRUE;
  }
  for (guint i = 0; i < template->values->len; i++) {
    const JlDemoValue *value = template->values->pdata[i];

    if (g_str_equal (value->attribute->name, name))
      return TRUE;
  }
  return FALSE;
}

static gboolean
check_patterns (JlDemoScope *scope,
                JlDemoTemplate *template,
                GPtrArray *patterns,
                const char *member,
                GError **error)
{
  for (guint i = 0; patterns != NULL && i < patterns->len; i++) {
    g_autofree char *path = g_strdup_printf ("%s[%u]", member, i);

    if (!jl_demo_scope_check (scope, patterns->pdata[i], is_known_slot, template, error)) {
      jl_error_prefix_field (error, path);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
check_texts (JlDemo *self, JlDemoTemplate *template, GError **error)
{
  JlDemoScope scope = { .own_pools = template->pools,
                        .shared_pools = self->pools,
                        .variants = { template->top, NULL } };

  for (guint i = 0; i < template->values->len; i++) {
    const JlDemoValue *value = template->values->pdata[i];

    if (value->kind == JL_DEMO_PATTERN &&
        !jl_demo_scope_check (&scope, value->pattern, is_known_slot, template, error)) {
      jl_error_prefix_field (error, value->attribute->name);
      return FALSE;
    }
  }
  for (guint i = 0; i < template->products->len; i++) {
    const JlDemoProduct *product = template->products->pdata[i];

    for (guint s = 0; s < template->product_slots->len; s++) {
      const JlAttribute *attribute =
          jl_category_find_attribute (template->category, template->product_slots->pdata[s]);

      if (attribute != NULL && *product->values[s] != '\0' &&
          !jl_demo_fits_attribute (attribute, product->values[s])) {
        jl_set_error_field (error,
                            JL_ERROR_INVALID,
                            "products",
                            _ ("“%s” cannot be the attribute “%s”"),
                            product->values[s],
                            attribute->name);
        return FALSE;
      }
      if (!jl_demo_scope_check (&scope, product->values[s], is_known_slot, template, error)) {
        jl_error_prefix_field (error, "products");
        return FALSE;
      }
    }
  }
  return check_patterns (&scope, template, template->titles, "titles", error) &&
         check_patterns (&scope, template, template->details, "details", error) &&
         check_patterns (&scope, template, template->worn, "worn", error);
}

static gboolean
read_times (JlDemoTemplate *template, JlRecord *row, GError **error)
{
  gint64 low;
  gint64 high;

  if (!read_span (jl_record_get_text (row, TEMPLATE_AGE), &low, &high)) {
    jl_set_error_field (error, JL_ERROR_INVALID, "age_months", _ ("must be two numbers"));
    return FALSE;
  }
  template->age_low = (double)low / 12.0;
  template->age_high = (double)high / 12.0;
  template->half_life = (double)jl_record_get_integer (row, TEMPLATE_HALF_LIFE) / 12.0;
  return TRUE;
}

static gboolean
read_template (JlDemo *self, JlRecord *row, GError **error)
{
  JlDemoTemplate *template = g_new0 (JlDemoTemplate, 1);
  JsonObject *pools = jl_record_get_object (row, TEMPLATE_POOLS);

  g_ptr_array_add (self->templates, template);
  template->category = jl_rules_get_category (
      self->rules, jl_record_get_text (row, TEMPLATE_CATEGORY), self->today, error);
  if (template->category == NULL)
    return FALSE;
  template->top = template->category->parent != NULL ? template->category->parent->code
                                                     : template->category->code;
  template->weight = jl_record_get_integer (row, TEMPLATE_WEIGHT);
  template->product_slots = jl_record_get_list (row, TEMPLATE_PRODUCT_SLOTS);
  template->titles = jl_record_get_list (row, TEMPLATE_TITLES);
  template->details = jl_record_get_list (row, TEMPLATE_DETAILS);
  template->worn = jl_record_get_list (row, TEMPLATE_WORN);
  template->pools = jl_demo_read_pools (pools, error);
  return template->pools != NULL && read_times (template, row, error) &&
         read_modes (template, jl_record_get_text (row, TEMPLATE_MODES), error) &&
         read_products (template, jl_record_get_list (row, TEMPLATE_PRODUCTS), error) &&
         read_attributes (template, jl_record_get_object (row, TEMPLATE_ATTRIBUTES), error) &&
         check_texts (self, template, error);
}

static gboolean
read_file (JlDemo *self, const char *directory, const char *base, GError **error)
{
  g_autoptr (JsonNode) node = jl_demo_read_json (directory, base, error);
  JlRecord *file;
  GPtrArray *rows;

  if (node == NULL)
    return FALSE;
  file = jl_record_read_json (&templates_table, node, JL_READ_CREATE, error);
  if (file == NULL)
    return FALSE;
  g_ptr_array_add (self->records, file);
  rows = jl_record_get_list (file, TEMPLATES_LIST);
  for (guint i = 0; i < rows->len; i++) {
    if (!read_template (self, rows->pdata[i], error)) {
      g_autofree char *path = g_strdup_printf ("templates[%u]", i);

      jl_error_prefix_field (error, path);
      return FALSE;
    }
  }
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/**
 * jl_demo_read_templates:
 * @self: a demo that is being made; its pools are there
 * @directory: of the demo's texts
 *
 * Reads all `items-*.json`, in the order of their names.
 *
 * Returns: %FALSE with a JL_ERROR; the message names the file, the field the member
 */
gboolean
jl_demo_read_templates (JlDemo *self, const char *directory, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *base;

  self->templates = g_ptr_array_new_with_free_func (template_free);
  self->weights = g_array_new (FALSE, FALSE, sizeof (guint));
  while (dir != NULL && (base = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_prefix (base, "items-") && g_str_has_suffix (base, ".json"))
      g_ptr_array_add (names, g_strdup (base));
  }
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    if (!read_file (self, directory, names->pdata[i], error))
      return jl_demo_explain (error, names->pdata[i]);
  }
  for (guint i = 0; i < self->templates->len; i++) {
    const JlDemoTemplate *template = self->templates->pdata[i];

    g_array_append_val (self->weights, template->weight);
  }
  if (self->templates->len == 0)
    g_set_error (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("%s has no texts of items"), directory);
  return self->templates->len > 0;
}
