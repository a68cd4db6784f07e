// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-test-rules.h"

#include "jl-error.h"
#include "jl-json.h"

#define TODAY "2026-06-01"

typedef struct {
  const JlRules *rules;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->rules = jl_test_rules_get ();
}

static void
test_tree (Fixture *fixture, gconstpointer data)
{
  static const char *const tops[] = {
    "furniture", "appliances", "phones",  "computers", "electronics", "books",       "textbooks",
    "clothing",  "children",   "kitchen", "sports",    "tools",       "instruments", "other",
  };
  g_autoptr (GPtrArray) list = jl_rules_list_categories (fixture->rules, jl_test_day (TODAY));
  guint n_tops = 0;

  for (guint i = 0; i < list->len; i++) {
    const JlCategory *category = list->pdata[i];

    g_assert_nonnull (category->icon);
    g_assert_nonnull (category->scale);
    g_assert_cmpint (category->is_leaf, ==, category->parent != NULL);
    g_assert_cmpuint (category->attributes->len, <=, 40);
    if (category->parent == NULL)
      g_assert_cmpstr (category->code, ==, tops[n_tops++]);
  }
  g_assert_cmpuint (n_tops, ==, G_N_ELEMENTS (tops));
}

static void
test_inherited (Fixture *fixture, gconstpointer data)
{
  const JlCategory *sofa = jl_test_category (fixture->rules, "sofa");
  const JlCategory *ladder = jl_test_category (fixture->rules, "ladder");
  const JlCategory *curtain = jl_test_category (fixture->rules, "curtain");
  const JlAttribute *attribute;

  g_assert_cmpstr (sofa->parent->code, ==, "furniture");
  g_assert_true (jl_category_is_within (sofa, "furniture"));
  g_assert_true (jl_category_is_within (sofa, "sofa"));
  g_assert_false (jl_category_is_within (sofa, "appliances"));
  g_assert_true (sofa->scale == sofa->parent->scale);
  g_assert_cmpstr (sofa->icon, ==, sofa->parent->icon);

  /* Its own usage of an attribute wins over its parent's; what only the parent asks comes last. */
  attribute = jl_category_find_attribute (sofa, "material");
  g_assert_true (attribute->required);
  attribute = jl_category_find_attribute (sofa->parent, "material");
  g_assert_false (attribute->required);
  attribute = sofa->attributes->pdata[0];
  g_assert_cmpstr (attribute->name, ==, "seats");
  g_assert_nonnull (jl_category_find_attribute (sofa, "purchase_date"));
  g_assert_null (jl_category_find_attribute (sofa, "imei"));

  /* A category may narrow a range. */
  g_assert_cmpint (jl_category_find_attribute (ladder, "height_cm")->max, ==, 1200);
  g_assert_cmpint (jl_category_find_attribute (curtain, "height_cm")->max, ==, 600);
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (jl_rules_get_category (fixture->rules, "cars", jl_test_day (TODAY), &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (error), ==, "category");
  g_clear_error (&error);

  /* Not yet valid. */
  g_assert_null (
      jl_rules_get_category (fixture->rules, "sofa", jl_test_day ("2022-12-31"), &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
}

static void
test_data_bearing (Fixture *fixture, gconstpointer data)
{
  static const char *const stores[] = { "smartphone", "laptop", "storage_drive", "printer", NULL };
  static const char *const stores_not[] = { "sofa", "fridge", "monitor", "headphones", NULL };

  for (guint i = 0; stores[i] != NULL; i++)
    g_assert_true (jl_test_category (fixture->rules, stores[i])->stores_data);
  for (guint i = 0; stores_not[i] != NULL; i++)
    g_assert_false (jl_test_category (fixture->rules, stores_not[i])->stores_data);
}

static void
test_photos (Fixture *fixture, gconstpointer data)
{
  g_assert_true (jl_test_category (fixture->rules, "sofa")->needs_photo);
  g_assert_true (jl_test_category (fixture->rules, "old_book")->needs_photo);
  g_assert_false (jl_test_category (fixture->rules, "textbooks")->needs_photo);
  g_assert_false (jl_test_category (fixture->rules, "workbook")->needs_photo);
}

static void
test_scales (Fixture *fixture, gconstpointer data)
{
  const JlGradeScale *condition = jl_test_category (fixture->rules, "fridge")->scale;
  const JlGradeScale *books = jl_test_category (fixture->rules, "textbook")->scale;
  const JlGradeScale *furniture = jl_test_category (fixture->rules, "bed")->scale;

  g_assert_cmpstr (condition->code, ==, "condition");
  g_assert_cmpuint (condition->grades->len, ==, 9);
  g_assert_cmpuint (condition->axes->len, ==, 3);
  g_assert_cmpuint (jl_grade_scale_find (condition, "N100")->rank, ==, 0);
  g_assert_true (jl_grade_scale_find (condition, "N60")->tradable);
  g_assert_false (jl_grade_scale_find (condition, "SCRAP")->tradable);
  g_assert_null (jl_grade_scale_find (condition, "A"));
  g_assert_cmpstr (books->code, ==, "books");
  g_assert_cmpint (jl_grade_scale_find (books, "B95")->certainty, ==, JL_CERTAINTY_MEMORY);
  g_assert_cmpint (jl_grade_scale_find (books, "B90")->certainty, ==, JL_CERTAINTY_PRESS);
  g_assert_cmpstr (furniture->code, ==, "furniture");
  g_assert_false (jl_grade_scale_find (furniture, "D")->tradable);
  g_assert_true (jl_rules_find_scale (fixture->rules, "books", jl_test_day (TODAY)) == books);
  g_assert_null (jl_rules_find_scale (fixture->rules, "stars", jl_test_day (TODAY)));
}

static void
test_stops (Fixture *fixture, gconstpointer data)
{
  const JlGradeScale *scale =
      jl_rules_find_scale (fixture->rules, "condition", jl_test_day (TODAY));
  const JlGradeStop *repaired = &g_array_index (scale->stops, JlGradeStop, 0);
  const JlGradeStop *locked = &g_array_index (scale->stops, JlGradeStop, scale->stops->len - 1);

  g_assert_cmpstr (repaired->code, ==, "repaired");
  g_assert_cmpstr (repaired->cap->code, ==, "N70");
  g_assert_cmpstr (locked->code, ==, "locked_account");
  g_assert_null (locked->cap);
}

static void
assert_icon (const char *name)
{
  g_autofree char *base = g_strconcat (name, ".svg", NULL);
  g_autofree char *path =
      g_build_filename (g_getenv ("JIELI_DATA_DIR"), "icons", "rules", base, NULL);

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    g_test_message ("%s is missing", path);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

/* The rules name icons; each is drawn. */
static void
test_icons (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) list = jl_rules_list_categories (fixture->rules, jl_test_day (TODAY));

  for (guint i = 0; i < list->len; i++)
    assert_icon (((const JlCategory *)list->pdata[i])->icon);
  for (guint i = 0; jl_organisation_kind_enum.names[i] != NULL; i++)
    assert_icon (jl_rules_get_organisation_terms (fixture->rules, i, jl_test_day (TODAY))->icon);
}

/* What is sent, and what is stored or said. */
typedef struct {
  const char *name;
  const char *category;
  const char *sent;
  gboolean complete;
  const char *stored; /* NULL: refused */
  const char *field;
  const char *message; /* its beginning */
} Check;

static const Check checks[] = {
  { "sofa",
    "sofa",
    "{\"seats\":3,\"material\":\"fabric\",\"length_cm\":210,\"disassembles\":true}",
    TRUE,
    "{\"seats\":3,\"material\":\"fabric\",\"length_cm\":210,\"disassembles\":true}",
    NULL,
    NULL },
  { "empty-draft", "sofa", "{}", FALSE, "{}", NULL, NULL },
  { "empty-complete", "sofa", "{}", TRUE, NULL, "attributes.seats", "is missing" },
  { "null-is-absent", "sofa", "{\"seats\":null}", FALSE, "{}", NULL, NULL },
  { "null-is-missing",
    "sofa",
    "{\"seats\":3,\"material\":null,\"length_cm\":210}",
    TRUE,
    NULL,
    "attributes.material",
    "is missing" },
  { "too-many-seats",
    "sofa",
    "{\"seats\":13}",
    FALSE,
    NULL,
    "attributes.seats",
    "must be between 1 and 12" },
  { "no-seats",
    "sofa",
    "{\"seats\":0}",
    FALSE,
    NULL,
    "attributes.seats",
    "must be between 1 and 12" },
  { "half-a-seat",
    "sofa",
    "{\"seats\":2.5}",
    FALSE,
    NULL,
    "attributes.seats",
    "must be a whole number" },
  { "seats-as-text",
    "sofa",
    "{\"seats\":\"3\"}",
    FALSE,
    NULL,
    "attributes.seats",
    "must be a whole number" },
  { "seats-as-list",
    "sofa",
    "{\"seats\":[3]}",
    FALSE,
    NULL,
    "attributes.seats",
    "must be a whole number" },
  { "foreign-attribute",
    "sofa",
    "{\"imei\":\"490154203237518\"}",
    FALSE,
    NULL,
    "attributes.imei",
    "the category “sofa” has no such attribute" },
  { "unknown-value",
    "sofa",
    "{\"material\":\"gold\"}",
    FALSE,
    NULL,
    "attributes.material",
    "must be one of: solid_wood, " },
  { "value-as-number",
    "sofa",
    "{\"material\":1}",
    FALSE,
    NULL,
    "attributes.material",
    "must be a text" },
  { "boolean-as-number",
    "sofa",
    "{\"disassembles\":1}",
    FALSE,
    NULL,
    "attributes.disassembles",
    "must be true or false" },
  { "text-stripped",
    "fridge",
    "{\"brand\":\"  海尔 \"}",
    FALSE,
    "{\"brand\":\"海尔\"}",
    NULL,
    NULL },
  { "text-empty",
    "fridge",
    "{\"brand\":\"  \"}",
    FALSE,
    NULL,
    "attributes.brand",
    "must not be empty" },
  { "text-too-long",
    "fridge",
    "{\"brand\":\"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"
    "一二三四五六七八九十一\"}",
    FALSE,
    NULL,
    "attributes.brand",
    "longer than 40 characters" },
  { "text-as-long-as-may-be",
    "fridge",
    "{\"brand\":"
    "\"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十\"}",
    FALSE,
    "{\"brand\":"
    "\"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十\"}",
    NULL,
    NULL },
  { "text-control",
    "fridge",
    "{\"brand\":\"海\\u0007尔\"}",
    FALSE,
    NULL,
    "attributes.brand",
    "must not contain control characters" },
  { "date",
    "fridge",
    "{\"purchase_date\":\"2020-02-29\"}",
    FALSE,
    "{\"purchase_date\":\"2020-02-29\"}",
    NULL,
    NULL },
  { "date-today",
    "fridge",
    "{\"purchase_date\":\"2026-06-01\"}",
    FALSE,
    "{\"purchase_date\":\"2026-06-01\"}",
    NULL,
    NULL },
  { "date-tomorrow",
    "fridge",
    "{\"purchase_date\":\"2026-06-02\"}",
    FALSE,
    NULL,
    "attributes.purchase_date",
    "must not be in the future" },
  { "warranty-in-future",
    "fridge",
    "{\"warranty_until\":\"2028-01-01\"}",
    FALSE,
    "{\"warranty_until\":\"2028-01-01\"}",
    NULL,
    NULL },
  { "date-that-is-none",
    "fridge",
    "{\"purchase_date\":\"2023-02-29\"}",
    FALSE,
    NULL,
    "attributes.purchase_date",
    "" },
  { "imei",
    "smartphone",
    "{\"imei\":\" 49-015420-323751-8 \"}",
    FALSE,
    "{\"imei\":\"490154203237518\"}",
    NULL,
    NULL },
  { "imei-wrong-digit",
    "smartphone",
    "{\"imei\":\"490154203237519\"}",
    FALSE,
    NULL,
    "attributes.imei",
    "" },
  { "isbn-10",
    "fiction",
    "{\"isbn\":\"7-1180-1984-4\"}",
    FALSE,
    "{\"isbn\":\"9787118019841\"}",
    NULL,
    NULL },
  { "isbn-wrong", "fiction", "{\"isbn\":\"9787118019842\"}", FALSE, NULL, "attributes.isbn", "" },
  { "isbn-optional",
    "fiction",
    "{\"unified_book_number\":\"10019·1977\"}",
    TRUE,
    "{\"unified_book_number\":\"10019·1977\"}",
    NULL,
    NULL },
  { "ean",
    "fridge",
    "{\"ean\":\"６９０１２３４５６７８９２\"}",
    FALSE,
    "{\"ean\":\"6901234567892\"}",
    NULL,
    NULL },
};

static void
test_check (gconstpointer data)
{
  const Check *check = data;
  const JlRules *rules = jl_test_rules_get ();
  const JlCategory *category = jl_test_category (rules, check->category);
  g_autoptr (JsonObject) attributes = jl_test_object (check->sent);
  g_autoptr (JsonNode) node = json_node_alloc ();
  g_autoptr (GString) stored = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean good;

  good = jl_category_check_attributes (
      category, attributes, jl_test_day (TODAY), check->complete, &error);
  g_assert_cmpint (good, ==, check->stored != NULL);
  if (!good) {
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    g_assert_cmpstr (jl_error_get_field (error), ==, check->field);
    g_assert_true (g_str_has_prefix (error->message, check->message));
    return;
  }
  g_assert_no_error (error);
  json_node_init_object (node, attributes);
  jl_json_append_node (stored, node);
  g_assert_cmpstr (stored->str, ==, check->stored);
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  const JlCategory *category = jl_test_category (fixture->rules, "smartphone");
  g_autoptr (JsonObject) attributes =
      jl_test_object ("{\"brand\":\"华为\",\"model\":\"P40\",\"storage_gb\":128}");
  g_autoptr (JsonObject) private_attributes = jl_test_object ("{\"imei\":\"490154203237518\"}");
  g_autoptr (GPtrArray) missing =
      jl_category_list_missing (category, attributes, private_attributes);
  g_autoptr (GPtrArray) all = jl_category_list_missing (category, NULL, NULL);

  g_assert_cmpuint (missing->len, ==, 1);
  g_assert_cmpstr (((const JlAttribute *)missing->pdata[0])->name, ==, "account_signed_out");
  g_assert_cmpuint (all->len, ==, 5);
}

static void
test_private (Fixture *fixture, gconstpointer data)
{
  const JlCategory *category = jl_test_category (fixture->rules, "smartphone");
  g_autoptr (JsonObject) attributes =
      jl_test_object ("{\"brand\":\"华为\",\"imei\":\"490154203237518\"}");
  g_autoptr (JsonObject) taken = jl_category_take_private (category, attributes);

  g_assert_cmpuint (json_object_get_size (attributes), ==, 1);
  g_assert_true (json_object_has_member (attributes, "brand"));
  g_assert_cmpuint (json_object_get_size (taken), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (taken, "imei"), ==, "490154203237518");
}

static JsonObject *
find_element (JsonArray *array, const char *member, const char *value)
{
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *object = json_array_get_object_element (array, i);

    if (g_str_equal (json_object_get_string_member (object, member), value))
      return object;
  }
  g_assert_not_reached ();
}

static void
test_json (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes =
      jl_rules_get_categories_json (fixture->rules, JL_CATEGORY_FULL, jl_test_day (TODAY));
  g_autoptr (GBytes) again =
      jl_rules_get_categories_json (fixture->rules, JL_CATEGORY_FULL, jl_test_day (TODAY));
  g_autoptr (GBytes) before =
      jl_rules_get_categories_json (fixture->rules, JL_CATEGORY_FULL, jl_test_day ("2020-01-01"));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) none = NULL;
  JsonObject *sofa;
  JsonObject *scale;
  JsonObject *attribute;

  g_assert_true (bytes == again); /* made once a day */
  root = jl_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (root), "version"),
                   ==,
                   jl_rules_get_version (fixture->rules));
  g_assert_true (json_object_get_null_member (json_node_get_object (root), "next"));
  sofa = find_element (
      json_object_get_array_member (json_node_get_object (root), "items"), "code", "sofa");
  g_assert_cmpstr (json_object_get_string_member (sofa, "parent"), ==, "furniture");
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (sofa, "name"), "zh"),
      ==,
      "沙发");
  g_assert_true (json_object_get_boolean_member (sofa, "leaf"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (sofa, "grades")), ==, 4);
  scale = find_element (
      json_object_get_array_member (json_node_get_object (root), "scales"), "code", "furniture");
  g_assert_nonnull (json_object_get_object_member (
      json_array_get_object_element (json_object_get_array_member (scale, "grades"), 0),
      "criterion"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (scale, "stops")), ==, 5);
  attribute = find_element (json_object_get_array_member (sofa, "attributes"), "name", "seats");
  g_assert_cmpint (json_object_get_int_member (attribute, "max"), ==, 12);
  g_assert_true (json_object_get_boolean_member (attribute, "required"));
  g_assert_nonnull (json_object_get_object_member (attribute, "unit"));

  none = jl_json_parse (g_bytes_get_data (before, NULL), g_bytes_get_size (before), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (
      json_array_get_length (json_object_get_array_member (json_node_get_object (none), "items")),
      ==,
      0);
}

static void
test_names_json (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes =
      jl_rules_get_categories_json (fixture->rules, JL_CATEGORY_NAMES, jl_test_day (TODAY));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *sofa;

  /* A phone on a slow line asks for it. */
  g_assert_cmpuint (g_bytes_get_size (bytes), <, 32 * 1024);
  root = jl_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  sofa = find_element (
      json_object_get_array_member (json_node_get_object (root), "items"), "code", "sofa");
  g_assert_cmpuint (json_object_get_size (sofa), ==, 4);
}

static void
test_groups_json (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes =
      jl_rules_get_categories_json (fixture->rules, JL_CATEGORY_GROUPS, jl_test_day (TODAY));
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (JsonObject) root = jl_test_object (text);
  JsonArray *items = json_object_get_array_member (root, "items");
  JsonObject *scale =
      find_element (json_object_get_array_member (root, "scales"), "code", "condition");

  /* It belongs to the first page, which has 60 KB for all. */
  g_assert_cmpuint (strlen (text), <, 6 * 1024);
  g_assert_cmpuint (json_array_get_length (items), >, 10);
  for (guint i = 0; i < json_array_get_length (items); i++)
    g_assert_true (
        json_object_get_null_member (json_array_get_object_element (items, i), "parent"));
  g_assert_false (json_object_has_member (
      json_array_get_object_element (json_object_get_array_member (scale, "grades"), 0),
      "criterion"));
}

static void
test_one_json (Fixture *fixture, gconstpointer data)
{
  g_autofree char *json = jl_category_to_json (jl_test_category (fixture->rules, "sofa"));
  g_autoptr (JsonObject) sofa = jl_test_object (json);

  g_assert_cmpstr (json_object_get_string_member (sofa, "code"), ==, "sofa");
  g_assert_true (json_object_has_member (sofa, "attributes"));
  g_assert_true (json_object_has_member (
      json_array_get_object_element (json_object_get_array_member (sofa, "grades"), 0),
      "criterion"));
}

#define ADD(name_, func_) g_test_add ("/rules/category/" name_, Fixture, NULL, setup, func_, NULL)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("tree", test_tree);
  ADD ("inherited", test_inherited);
  ADD ("unknown", test_unknown);
  ADD ("data-bearing", test_data_bearing);
  ADD ("photos", test_photos);
  ADD ("scales", test_scales);
  ADD ("stops", test_stops);
  ADD ("missing", test_missing);
  ADD ("private", test_private);
  ADD ("icons", test_icons);
  ADD ("json", test_json);
  ADD ("names-json", test_names_json);
  ADD ("groups-json", test_groups_json);
  ADD ("one-json", test_one_json);
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    g_autofree char *path = g_strconcat ("/rules/category/check/", checks[i].name, NULL);

    g_test_add_data_func (path, &checks[i], test_check);
  }
  return g_test_run ();
}
