// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "record-table.h"

/* Counts notifications, and remembers the latest. */
typedef struct {
  guint count;
  const char *name;
} Watch;

static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  Watch *watch = user_data;

  watch->count++;
  watch->name = pspec->name;
}

static void
assert_notified (Watch *watch, const char *name)
{
  g_assert_cmpuint (watch->count, ==, 1);
  g_assert_cmpstr (watch->name, ==, name);
  *watch = (Watch){ 0 };
}

static void
assert_not_notified (Watch *watch)
{
  g_assert_cmpuint (watch->count, ==, 0);
}

static JlRecord *
new_part (const char *name)
{
  JlRecord *part = jl_record_new (&part_table);

  jl_record_set_text (part, PART_NAME, name);
  return part;
}

static void
test_type (void)
{
  JlRecord *record = jl_record_new (&thing_table);

  g_assert_cmpstr (G_OBJECT_TYPE_NAME (record), ==, "JlTestThing");
  g_assert_true (JL_IS_RECORD (record));
  g_assert_true (jl_record_table_get_type (&thing_table) == G_OBJECT_TYPE (record));
  g_assert_true (jl_record_get_table (record) == &thing_table);
  g_assert_cmpint (jl_record_table_find (&thing_table, "price_fen"), ==, THING_PRICE_FEN);
  g_assert_cmpint (jl_record_table_find (&thing_table, "price-fen"), ==, -1);
  g_assert_cmpint (jl_record_table_find (&thing_table, ""), ==, -1);
  g_assert_finalize_object (record);
}

static gpointer
get_type_thread (gpointer data)
{
  return GSIZE_TO_POINTER (jl_record_table_get_type (data));
}

/* Two threads that need a type at once get the same. */
static void
test_type_threads (void)
{
  static const JlRecordTable fresh = JL_RECORD_TABLE ("fresh", "JlTestFresh", thing_fields);
  GThread *threads[8];
  GType type = G_TYPE_INVALID;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, get_type_thread, (gpointer)&fresh);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
    GType found = GPOINTER_TO_SIZE (g_thread_join (threads[i]));

    g_assert_true (type == G_TYPE_INVALID || found == type);
    type = found;
  }
  g_assert_true (g_type_is_a (type, JL_TYPE_RECORD));
}

static void
test_enum (void)
{
  g_assert_cmpstr (jl_enum_get_name (&colour_enum, COLOUR_BLUE), ==, "blue");
  g_assert_null (jl_enum_get_name (&colour_enum, COLOUR_BLUE + 1));
  g_assert_null (jl_enum_get_name (&colour_enum, -1));
  g_assert_cmpstr (jl_enum_get_label (&colour_enum, COLOUR_RED), ==, "Red");
  g_assert_null (jl_enum_get_label (&colour_enum, 3));
  g_assert_cmpint (jl_enum_from_name (&colour_enum, "green"), ==, COLOUR_GREEN);
  g_assert_cmpint (jl_enum_from_name (&colour_enum, "Green"), ==, -1);
  g_assert_cmpint (jl_enum_from_name (&colour_enum, ""), ==, -1);
  g_assert_cmpint (jl_enum_from_name (&colour_enum, NULL), ==, -1);
}

static void
test_presence (void)
{
  g_autoptr (JlRecord) record = jl_record_new (&thing_table);

  for (guint i = 0; i < THING_N_FIELDS; i++) {
    g_assert_false (jl_record_has (record, i));
    g_assert_false (jl_record_is_null (record, i));
  }
  g_assert_cmpint (jl_record_get_integer (record, THING_COUNT), ==, 0);
  g_assert_null (jl_record_get_text (record, THING_TITLE));
  g_assert_null (jl_record_get_list (record, THING_PARTS));
  g_assert_null (jl_record_get_record (record, THING_MAIN_PART));
  g_assert_null (jl_record_get_object (record, THING_ATTRIBUTES));

  jl_record_set_integer (record, THING_PRICE_FEN, 5);
  g_assert_true (jl_record_has (record, THING_PRICE_FEN));
  jl_record_set_null (record, THING_PRICE_FEN);
  g_assert_true (jl_record_has (record, THING_PRICE_FEN));
  g_assert_true (jl_record_is_null (record, THING_PRICE_FEN));
  g_assert_cmpint (jl_record_get_integer (record, THING_PRICE_FEN), ==, 0);
  jl_record_unset (record, THING_PRICE_FEN);
  g_assert_false (jl_record_has (record, THING_PRICE_FEN));

  /* NULL is null where the field knows it, absent elsewhere. */
  jl_record_set_text (record, THING_NOTES, NULL);
  g_assert_true (jl_record_is_null (record, THING_NOTES));
  jl_record_set_text (record, THING_TITLE, "ab");
  jl_record_set_text (record, THING_TITLE, NULL);
  g_assert_false (jl_record_has (record, THING_TITLE));
  jl_record_set_record (record, THING_SPARE_PART, NULL);
  g_assert_true (jl_record_is_null (record, THING_SPARE_PART));
  jl_record_set_list (record, THING_PARTS, NULL);
  g_assert_false (jl_record_has (record, THING_PARTS));
  jl_record_set_object (record, THING_ATTRIBUTES, NULL);
  g_assert_false (jl_record_has (record, THING_ATTRIBUTES));
}

static void
test_notify (void)
{
  JlRecord *record = jl_record_new (&thing_table);
  g_autoptr (JlRecord) part = new_part ("a");
  Watch watch = { 0 };

  g_signal_connect (record, "notify", G_CALLBACK (notify_cb), &watch);
  jl_record_set_text (record, THING_TITLE, "sofa");
  assert_notified (&watch, "title");
  jl_record_set_text (record, THING_TITLE, "sofa");
  assert_not_notified (&watch);
  jl_record_set_integer (record, THING_PRICE_FEN, 0);
  assert_notified (&watch, "price-fen");
  jl_record_set_integer (record, THING_PRICE_FEN, 0);
  assert_not_notified (&watch);
  jl_record_set_null (record, THING_PRICE_FEN);
  assert_notified (&watch, "price-fen");
  jl_record_set_null (record, THING_PRICE_FEN);
  assert_not_notified (&watch);
  jl_record_unset (record, THING_PRICE_FEN);
  assert_notified (&watch, "price-fen");
  jl_record_unset (record, THING_PRICE_FEN);
  assert_not_notified (&watch);
  jl_record_set_record (record, THING_MAIN_PART, part);
  assert_notified (&watch, "main-part");
  jl_record_set_record (record, THING_MAIN_PART, part);
  assert_not_notified (&watch);
  g_object_set (record, "price-fen", (gint64)7, NULL);
  assert_notified (&watch, "price-fen");
  g_object_set (record, "price-fen", (gint64)7, NULL);
  assert_not_notified (&watch);
  g_assert_finalize_object (record);
}

/* A setter may be given what the record itself holds. */
static void
test_set_own_value (void)
{
  g_autoptr (JlRecord) record = parse_record (&thing_table, FULL_REQUEST, JL_READ_CREATE, NULL);

  jl_record_set_text (record, THING_TITLE, jl_record_get_text (record, THING_TITLE));
  jl_record_set_text (record, THING_NOTES, jl_record_get_text (record, THING_TITLE));
  jl_record_set_list (record, THING_PARTS, jl_record_get_list (record, THING_PARTS));
  jl_record_set_object (record, THING_ATTRIBUTES, jl_record_get_object (record, THING_ATTRIBUTES));
  jl_record_set_record (record, THING_SPARE_PART, jl_record_get_record (record, THING_MAIN_PART));
  jl_record_apply (record, record);
  g_assert_cmpstr (jl_record_get_text (record, THING_NOTES), ==, "沙发");
  g_assert_cmpuint (jl_record_get_list (record, THING_PARTS)->len, ==, 2);
}

static void
assert_property_text (JlRecord *record, const char *name, const char *expected)
{
  g_autofree char *text = NULL;

  g_object_get (record, name, &text, NULL);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_text_properties (void)
{
  static const struct {
    const char *name;
    const char *set;
    const char *read;
  } properties[] = {
    { "title", "sofa", "sofa" },
    { "day", "2026-11-23", "2026-11-23" },
    { "seen-at", "2026-11-23T16:00:00+08:00", "2026-11-23T08:00:00.000Z" },
    { "colour", "green", "green" },
    { "shop", ID_TEXT, ID_TEXT },
  };
  g_autoptr (JlRecord) record = jl_record_new (&thing_table);

  for (guint i = 0; i < G_N_ELEMENTS (properties); i++) {
    assert_property_text (record, properties[i].name, NULL);
    g_object_set (record, properties[i].name, properties[i].set, NULL);
    assert_property_text (record, properties[i].name, properties[i].read);
  }
  g_assert_cmpint (jl_record_get_integer (record, THING_SEEN_AT), ==, 1795420800000);
  g_assert_cmpint (jl_record_get_integer (record, THING_COLOUR), ==, COLOUR_GREEN);

  g_object_set (record, "day", NULL, "colour", NULL, NULL);
  g_assert_true (jl_record_is_null (record, THING_DAY));
  g_assert_false (jl_record_has (record, THING_COLOUR));
}

static void
test_number_properties (void)
{
  g_autoptr (JlRecord) record = jl_record_new (&thing_table);
  gint64 count = 0;
  gint64 price = 0;
  gboolean active = FALSE;

  g_object_set (record, "count", (gint64)3, "price-fen", G_MAXINT64, "active", TRUE, NULL);
  g_object_get (record, "count", &count, "price-fen", &price, "active", &active, NULL);
  g_assert_cmpint (count, ==, 3);
  g_assert_cmpint (price, ==, G_MAXINT64);
  g_assert_true (active);
  g_assert_cmpint (jl_record_get_integer (record, THING_ACTIVE), ==, TRUE);
}

static void
test_container_properties (void)
{
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JlRecord) part = new_part ("a");
  JlRecord *record = g_object_new (jl_record_table_get_type (&thing_table), "tags", tags, NULL);
  g_autoptr (GPtrArray) tags_back = NULL;
  g_autoptr (JlRecord) part_back = NULL;
  g_autoptr (JsonObject) object_back = NULL;

  g_object_set (record, "main-part", part, "attributes", object, NULL);
  g_object_get (
      record, "tags", &tags_back, "main-part", &part_back, "attributes", &object_back, NULL);
  g_assert_true (tags_back == tags);
  g_assert_true (part_back == part);
  g_assert_true (object_back == object);
  g_assert_finalize_object (record);
}

static void
test_wrong_property_text (void)
{
  g_autoptr (JlRecord) record = jl_record_new (&thing_table);

  jl_record_set_integer (record, THING_COLOUR, COLOUR_RED);
  g_test_expect_message (
      "jieli", G_LOG_LEVEL_CRITICAL, "JlTestThing:colour must be one of: red, green, blue");
  g_object_set (record, "colour", "mauve", NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpint (jl_record_get_integer (record, THING_COLOUR), ==, COLOUR_RED);
}

static void
test_wrong_field (void)
{
  g_autoptr (JlRecord) record = jl_record_new (&thing_table);

  g_test_expect_message ("jieli", G_LOG_LEVEL_CRITICAL, "JlTestThing:title is of another type");
  g_assert_cmpint (jl_record_get_integer (record, THING_TITLE), ==, 0);
  g_test_expect_message ("jieli", G_LOG_LEVEL_CRITICAL, "JlTestThing:count is of another type");
  jl_record_set_text (record, THING_COUNT, "1");
  g_test_expect_message ("jieli", G_LOG_LEVEL_CRITICAL, "JlTestThing has no field 25");
  g_assert_false (jl_record_has (record, THING_N_FIELDS));
  g_test_assert_expected_messages ();
}

static void
test_binding (void)
{
  JlRecord *source = jl_record_new (&thing_table);
  JlRecord *target = jl_record_new (&thing_table);
  Watch watch = { 0 };

  g_object_bind_property (
      source, "title", target, "title", G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_object_bind_property (source, "day", target, "day", G_BINDING_SYNC_CREATE);
  g_object_bind_property (source, "main-part", target, "main-part", G_BINDING_SYNC_CREATE);
  g_signal_connect (target, "notify", G_CALLBACK (notify_cb), &watch);

  jl_record_set_text (source, THING_TITLE, "sofa");
  g_assert_cmpstr (jl_record_get_text (target, THING_TITLE), ==, "sofa");
  assert_notified (&watch, "title");
  jl_record_set_text (target, THING_TITLE, "chair");
  g_assert_cmpstr (jl_record_get_text (source, THING_TITLE), ==, "chair");
  assert_notified (&watch, "title");
  jl_record_set_integer (source, THING_DAY, 1);
  g_assert_cmpint (jl_record_get_integer (target, THING_DAY), ==, 1);
  assert_notified (&watch, "day");

  g_assert_finalize_object (source);
  g_assert_finalize_object (target);
}

static void
test_copy (void)
{
  JlRecord *record = parse_record (&thing_table, FULL_REQUEST, JL_READ_CREATE, NULL);
  JlRecord *copy = jl_record_copy (record);

  g_assert_true (jl_record_equal (record, copy));
  g_assert_true (jl_record_equal (copy, record));

  /* Nothing that can change is shared. */
  jl_record_set_text (jl_record_get_record (copy, THING_MAIN_PART), PART_NAME, "x");
  g_assert_false (jl_record_equal (record, copy));
  g_assert_false (jl_record_field_equal (record, copy, THING_MAIN_PART));
  g_assert_true (jl_record_field_equal (record, copy, THING_PARTS));
  g_assert_cmpstr (
      jl_record_get_text (jl_record_get_record (record, THING_MAIN_PART), PART_NAME), ==, "m");
  jl_record_set_integer (
      g_ptr_array_index (jl_record_get_list (copy, THING_PARTS), 0), PART_HIDDEN, 8);
  g_assert_false (jl_record_field_equal (record, copy, THING_PARTS));
  g_assert_finalize_object (copy);
  g_assert_finalize_object (record);
}

static void
test_equal (void)
{
  g_autoptr (JlRecord) a = jl_record_new (&thing_table);
  g_autoptr (JlRecord) b = jl_record_new (&thing_table);
  g_autoptr (JlRecord) part = jl_record_new (&part_table);

  g_assert_true (jl_record_equal (a, a));
  g_assert_true (jl_record_equal (a, b));
  g_assert_false (jl_record_equal (a, part));

  /* Absent, null and zero are three things. */
  jl_record_set_null (a, THING_PRICE_FEN);
  g_assert_false (jl_record_equal (a, b));
  jl_record_set_integer (b, THING_PRICE_FEN, 0);
  g_assert_false (jl_record_equal (a, b));
  jl_record_set_null (b, THING_PRICE_FEN);
  g_assert_true (jl_record_equal (a, b));
}

static void
test_apply (void)
{
  g_autoptr (JlRecord) record = parse_record (&thing_table, FULL_REQUEST, JL_READ_CREATE, NULL);
  g_autoptr (JlRecord) before = jl_record_copy (record);
  g_autoptr (JlRecord) changes =
      parse_record (&thing_table,
                    "{\"title\":\"chair\",\"price_fen\":null,\"count\":-5,"
                    "\"parts\":[{\"name\":\"new\"}],\"tags\":[\"旧\",\"abcd\"]}",
                    JL_READ_PATCH,
                    NULL);
  GPtrArray *tags = jl_record_get_list (record, THING_TAGS);
  Watch watch = { 0 };

  g_signal_connect (record, "notify", G_CALLBACK (notify_cb), &watch);
  jl_record_apply (record, changes);
  g_assert_cmpuint (watch.count, ==, 3);
  g_assert_cmpstr (jl_record_get_text (record, THING_TITLE), ==, "chair");
  g_assert_true (jl_record_is_null (record, THING_PRICE_FEN));
  g_assert_cmpuint (jl_record_get_list (record, THING_PARTS)->len, ==, 1);
  g_assert_true (jl_record_get_list (record, THING_TAGS) == tags);
  for (guint i = 0; i < THING_N_FIELDS; i++) {
    gboolean changed = i == THING_TITLE || i == THING_PRICE_FEN || i == THING_PARTS;

    g_assert_true (jl_record_field_equal (record, before, i) == !changed);
  }

  /* The request's own part is not in the record. */
  jl_record_set_text (
      g_ptr_array_index (jl_record_get_list (changes, THING_PARTS), 0), PART_NAME, "x");
  g_assert_cmpstr (jl_record_get_text (
                       g_ptr_array_index (jl_record_get_list (record, THING_PARTS), 0), PART_NAME),
                   ==,
                   "new");
}

static void
assert_field_text (JlRecord *record, guint field, const char *expected)
{
  g_autofree char *text = jl_record_dup_field_text (record, field);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_field_text (void)
{
  g_autoptr (JlRecord) record = parse_record (&thing_table, FULL_REQUEST, JL_READ_CREATE, NULL);

  assert_field_text (record, THING_ID, NULL);
  assert_field_text (record, THING_TINT, NULL);
  assert_field_text (record, THING_TITLE, "沙发");
  assert_field_text (record, THING_ANY_NUMBER, "-9223372036854775808");
  assert_field_text (record, THING_ACTIVE, "true");
  assert_field_text (record, THING_DAY, "2026-11-23");
  assert_field_text (record, THING_SEEN_AT, "2026-11-23T08:00:00.123Z");
  assert_field_text (record, THING_COLOUR, "blue");
  assert_field_text (record, THING_SHOP, ID_TEXT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/record/type", test_type);
  g_test_add_func ("/common/record/type-threads", test_type_threads);
  g_test_add_func ("/common/record/enum", test_enum);
  g_test_add_func ("/common/record/presence", test_presence);
  g_test_add_func ("/common/record/notify", test_notify);
  g_test_add_func ("/common/record/set-own-value", test_set_own_value);
  g_test_add_func ("/common/record/text-properties", test_text_properties);
  g_test_add_func ("/common/record/number-properties", test_number_properties);
  g_test_add_func ("/common/record/container-properties", test_container_properties);
  g_test_add_func ("/common/record/wrong-property-text", test_wrong_property_text);
  g_test_add_func ("/common/record/wrong-field", test_wrong_field);
  g_test_add_func ("/common/record/binding", test_binding);
  g_test_add_func ("/common/record/copy", test_copy);
  g_test_add_func ("/common/record/equal", test_equal);
  g_test_add_func ("/common/record/apply", test_apply);
  g_test_add_func ("/common/record/field-text", test_field_text);
  return g_test_run ();
}
