// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-id.h"
#include "jl-time.h"
#include "record-table.h"

#include <string.h>

static JlRecord *
parse_good (const JlRecordTable *table, const char *text, JlReadMode mode)
{
  g_autoptr (GError) error = NULL;
  JlRecord *record = parse_record (table, text, mode, &error);

  g_assert_no_error (error);
  g_assert_nonnull (record);
  return record;
}

static char *
write_request (JlRecord *record, gboolean journal)
{
  GString *out = g_string_new (NULL);

  jl_record_append_request_json (record, journal, out);
  return g_string_free (out, FALSE);
}

static void
test_round_trip (void)
{
  JlRecord *record = parse_good (&thing_table, FULL_REQUEST, JL_READ_CREATE);
  g_autofree char *written = write_request (record, FALSE);
  JlRecord *again = parse_good (&thing_table, written, JL_READ_CREATE);

  g_assert_cmpstr (written, ==, FULL_REQUEST);
  g_assert_true (jl_record_equal (record, again));
  g_assert_finalize_object (again);
  g_assert_finalize_object (record);
}

static void
test_values (void)
{
  g_autoptr (JlRecord) record = parse_good (&thing_table, FULL_REQUEST, JL_READ_CREATE);
  GPtrArray *list = jl_record_get_list (record, THING_PARTS);
  JlDate day;
  gint64 id;

  g_assert_cmpstr (jl_record_get_text (record, THING_TITLE), ==, "沙发");
  g_assert_cmpstr (jl_record_get_text (record, THING_NOTES), ==, "a\nb");
  g_assert_cmpint (jl_record_get_integer (record, THING_COUNT), ==, -5);
  g_assert_cmpint (jl_record_get_integer (record, THING_ANY_NUMBER), ==, G_MININT64);
  g_assert_cmpint (jl_record_get_integer (record, THING_PRICE_FEN), ==, 100000);
  g_assert_cmpint (jl_record_get_integer (record, THING_ACTIVE), ==, TRUE);
  g_assert_true (jl_date_from_ymd (2026, 11, 23, &day));
  g_assert_cmpint (jl_record_get_integer (record, THING_DAY), ==, day);
  g_assert_cmpint (jl_record_get_integer (record, THING_SEEN_AT), ==, 1795420800123);
  g_assert_cmpint (jl_record_get_integer (record, THING_COLOUR), ==, COLOUR_BLUE);
  g_assert_true (jl_record_is_null (record, THING_TINT));
  g_assert_true (jl_id_from_text (ID_TEXT, &id, NULL));
  g_assert_cmpint (jl_record_get_integer (record, THING_SHOP), ==, id);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_true (jl_record_get_table (list->pdata[1]) == &part_table);
  g_assert_cmpstr (jl_record_get_text (list->pdata[1], PART_NAME), ==, "五个字符啊");
  list = jl_record_get_list (record, THING_TAGS);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (list->pdata[0], ==, "旧");
  g_assert_cmpstr (
      jl_record_get_text (jl_record_get_record (record, THING_MAIN_PART), PART_NAME), ==, "m");
  g_assert_null (jl_record_get_record (record, THING_SPARE_PART));
  g_assert_true (jl_record_is_null (record, THING_SPARE_PART));
  g_assert_cmpuint (json_object_get_size (jl_record_get_object (record, THING_ATTRIBUTES)), ==, 3);
  g_assert_false (jl_record_has (record, THING_ID));
  g_assert_false (jl_record_has (record, THING_VERSION));
}

/* Other spellings of the same: read, and written in ours. */
static void
test_spellings (void)
{
  g_autoptr (JlRecord) record =
      parse_good (&thing_table,
                  "{\"seen_at\":\"2026-11-23T16:00:00.1239+08:00\",\"shop\":\"ooooooooooozL\","
                  "\"links\":[\"oooooooooooz1\"],\"count\":-0,\"title\":\"\\u6c99\\u53d1\"}",
                  JL_READ_PATCH);
  g_autofree char *written = write_request (record, FALSE);

  g_assert_cmpstr (written,
                   ==,
                   "{\"title\":\"沙发\",\"count\":0,\"seen_at\":\"2026-11-23T08:00:00.123Z\","
                   "\"shop\":\"" ID_TEXT "\",\"links\":[\"" ID_TEXT "\"]}");
}

/* Limits are inclusive; what is just inside them is taken. */
static void
test_limits (void)
{
  static const char *const inside[] = {
    "{\"title\":\"ab\"}",
    "{\"title\":\"0123456789\"}",
    "{\"title\":\"一二三四五六七八九十\"}",
    "{\"title\":\"😀😀😀😀😀😀😀😀😀😀\"}",
    "{\"notes\":\"\"}",
    "{\"notes\":\"\\n\\u2028\\u2029\"}",
    "{\"notes\":null}",
    "{\"count\":-5}",
    "{\"count\":100}",
    "{\"any_number\":9223372036854775807}",
    "{\"price_fen\":0}",
    "{\"margin_fen\":-9223372036854775808}",
    "{\"day\":\"2024-02-29\"}",
    "{\"day\":\"0001-01-01\"}",
    "{\"day\":\"9999-12-31\"}",
    "{\"tags\":[]}",
    "{\"tags\":[\"\",\"\",\"\"]}",
    "{\"links\":[]}",
    "{\"parts\":[{\"name\":\"a\"},{\"name\":\"a\"},{\"name\":\"a\"}]}",
    "{\"attributes\":{}}",
    "{\"attributes\":{\"a\":{\"b\":[[[{}]]]},\"b\":\"\\u0007\",\"c\":1e9}}",
    "{}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    g_object_unref (parse_good (&thing_table, inside[i], JL_READ_PATCH));
}

#define LONG_TEXT_201 /* 201 characters */                                                         \
  "012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"     \
  "012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"     \
  "012345678901234567890"

static const struct {
  const char *text;
  const char *field;
  const char *message;
} refused[] = {
  /* not a record */
  { "[]", NULL, "must be an object" },
  { "null", NULL, "must be an object" },
  { "\"x\"", NULL, "must be an object" },
  { "1", NULL, "must be an object" },
  /* members that a request may not have */
  { "{\"colour\":\"red\",\"color\":\"red\"}", "color", "unknown member" },
  { "{\"Title\":\"ab\"}", "Title", "unknown member" },
  { "{\"title\\u0020\":\"ab\"}", "title ", "unknown member" },
  { "{\"id\":\"" ID_TEXT "\"}", "id", "cannot be set" },
  { "{\"version\":null}", "version", "cannot be set" },
  { "{\"parts\":[{\"name\":\"a\"},{\"name\":\"b\",\"id\":\"" ID_TEXT "\"}]}",
    "parts[1].id",
    "cannot be set" },
  { "{\"main_part\":{\"nam\":\"a\"}}", "main_part.nam", "unknown member" },
  /* null */
  { "{\"title\":null}", "title", "must not be null" },
  { "{\"count\":null}", "count", "must not be null" },
  { "{\"parts\":null}", "parts", "must not be null" },
  { "{\"parts\":[null]}", "parts[0]", "must be an object" },
  { "{\"tags\":[null]}", "tags[0]", "must be a text" },
  { "{\"main_part\":null}", "main_part", "must not be null" },
  { "{\"attributes\":null}", "attributes", "must not be null" },
  /* types */
  { "{\"title\":1}", "title", "must be a text" },
  { "{\"title\":[\"ab\"]}", "title", "must be a text" },
  { "{\"title\":{\"zh\":\"ab\"}}", "title", "must be a text" },
  { "{\"title\":true}", "title", "must be a text" },
  { "{\"count\":\"1\"}", "count", "must be a whole number" },
  { "{\"count\":1.0}", "count", "must be a whole number" },
  { "{\"count\":1e1}", "count", "must be a whole number" },
  { "{\"count\":true}", "count", "must be a whole number" },
  { "{\"count\":[]}", "count", "must be a whole number" },
  { "{\"price_fen\":12.5}", "price_fen", "must be a whole number" },
  { "{\"active\":1}", "active", "must be true or false" },
  { "{\"active\":\"true\"}", "active", "must be true or false" },
  { "{\"day\":20261123}", "day", "must be a date such as 2026-11-23" },
  { "{\"seen_at\":0}", "seen_at", "must be a time such as 2026-11-23T08:30:00Z" },
  { "{\"colour\":0}", "colour", "must be one of: red, green, blue" },
  { "{\"shop\":31}", "shop", "must be an identifier of 13 characters" },
  { "{\"parts\":{}}", "parts", "must be a list" },
  { "{\"parts\":\"leg\"}", "parts", "must be a list" },
  { "{\"parts\":[\"leg\"]}", "parts[0]", "must be an object" },
  { "{\"parts\":[[]]}", "parts[0]", "must be an object" },
  { "{\"tags\":[\"a\",1]}", "tags[1]", "must be a text" },
  { "{\"tags\":[[\"a\"]]}", "tags[0]", "must be a text" },
  { "{\"links\":[1]}", "links[0]", "must be a text" },
  { "{\"main_part\":[]}", "main_part", "must be an object" },
  { "{\"attributes\":[]}", "attributes", "must be an object" },
  { "{\"attributes\":\"{}\"}", "attributes", "must be an object" },
  /* forms */
  { "{\"day\":\"2026-02-29\"}", "day", "must be a date such as 2026-11-23" },
  { "{\"day\":\"2026-13-01\"}", "day", "must be a date such as 2026-11-23" },
  { "{\"day\":\"26-11-23\"}", "day", "must be a date such as 2026-11-23" },
  { "{\"day\":\"2026-11-23T00:00:00Z\"}", "day", "must be a date such as 2026-11-23" },
  { "{\"day\":\"\"}", "day", "must be a date such as 2026-11-23" },
  { "{\"seen_at\":\"2026-11-23\"}", "seen_at", "must be a time such as 2026-11-23T08:30:00Z" },
  { "{\"seen_at\":\"2026-11-23T08:00:00\"}",
    "seen_at",
    "must be a time such as 2026-11-23T08:30:00Z" },
  { "{\"seen_at\":\"2026-11-23T25:00:00Z\"}",
    "seen_at",
    "must be a time such as 2026-11-23T08:30:00Z" },
  { "{\"colour\":\"Red\"}", "colour", "must be one of: red, green, blue" },
  { "{\"colour\":\"\"}", "colour", "must be one of: red, green, blue" },
  { "{\"tint\":\"mauve\"}", "tint", "must be one of: red, green, blue" },
  { "{\"shop\":\"\"}", "shop", "must be an identifier of 13 characters" },
  { "{\"shop\":\"0000000000000\"}", "shop", "must be an identifier of 13 characters" },
  { "{\"shop\":\"00000000000Z1 \"}", "shop", "must be an identifier of 13 characters" },
  { "{\"links\":[\"" ID_TEXT "\",\"x\"]}", "links[1]", "must be an identifier of 13 characters" },
  /* limits */
  { "{\"title\":\"\"}", "title", "must not be empty" },
  { "{\"title\":\"a\"}", "title", "shorter than 2 characters" },
  { "{\"title\":\"一二三四五六七八九十1\"}", "title", "longer than 10 characters" },
  { "{\"title\":\"😀😀😀😀😀😀😀😀😀😀😀\"}", "title", "longer than 10 characters" },
  { "{\"notes\":\"" LONG_TEXT_201 "\"}", "notes", "longer than 200 characters" },
  { "{\"count\":-6}", "count", "less than -5" },
  { "{\"count\":101}", "count", "greater than 100" },
  { "{\"price_fen\":-1}", "price_fen", "less than 0" },
  { "{\"price_fen\":100001}", "price_fen", "greater than 100000" },
  { "{\"parts\":[]}", "parts", "fewer than 1 entry" },
  { "{\"parts\":[{},{},{},{}]}", "parts", "more than 3 entries" },
  { "{\"tags\":[\"\",\"\",\"\",\"\"]}", "tags", "more than 3 entries" },
  { "{\"tags\":[\"abcd\",\"一二三四五\"]}", "tags[1]", "longer than 4 characters" },
  { "{\"attributes\":{\"a\":1,\"b\":2,\"c\":3,\"d\":4}}", "attributes", "more than 3 entries" },
  { "{\"parts\":[{\"name\":\"a\"},{\"name\":\"b\",\"parts\":[{\"name\":\"c\"},"
    "{\"name\":\"123456\"}]}]}",
    "parts[1].parts[1].name",
    "longer than 5 characters" },
  { "{\"main_part\":{\"name\":\"\"}}", "main_part.name", "must not be empty" },
  /* nested records are demanded as a whole, even in a patch */
  { "{\"main_part\":{}}", "main_part.name", "must be given" },
  { "{\"parts\":[{\"name\":\"a\"},{\"code\":\"b\"}]}", "parts[1].name", "must be given" },
  /* control characters */
  { "{\"title\":\"a\\nb\"}", "title", "contains a control character" },
  { "{\"title\":\"a\\tb\"}", "title", "contains a control character" },
  { "{\"title\":\"ab\\u007f\"}", "title", "contains a control character" },
  { "{\"title\":\"ab\\u0085\"}", "title", "contains a control character" },
  { "{\"title\":\"ab\\u009f\"}", "title", "contains a control character" },
  { "{\"title\":\"ab\\u2028\"}", "title", "contains a control character" },
  { "{\"title\":\"ab\\u2029\"}", "title", "contains a control character" },
  { "{\"notes\":\"a\\r\\nb\"}", "notes", "contains a control character" },
  { "{\"notes\":\"\\u001b[31m\"}", "notes", "contains a control character" },
  { "{\"tags\":[\"\\n\"]}", "tags[0]", "contains a control character" },
};

static void
assert_refused (
    const char *text, JlReadMode mode, JlErrorCode code, const char *field, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse_record (&thing_table, text, mode, &error));
  g_assert_error (error, JL_ERROR, (int)code);
  g_assert_cmpstr (jl_error_get_field (error), ==, field);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_null (parse_record (&thing_table, text, mode, NULL));
}

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_test_message ("%s", refused[i].text);
    assert_refused (
        refused[i].text, JL_READ_PATCH, JL_ERROR_INVALID, refused[i].field, refused[i].message);
    /* Nor in a creation: these all fail before what is missing is looked for. */
    assert_refused (
        refused[i].text, JL_READ_CREATE, JL_ERROR_INVALID, refused[i].field, refused[i].message);
  }
}

static void
test_create (void)
{
  g_autoptr (JlRecord) record =
      parse_good (&thing_table, "{\"kind\":\"k\",\"title\":\"ab\"}", JL_READ_CREATE);

  g_assert_cmpstr (jl_record_get_text (record, THING_KIND), ==, "k");
  assert_refused ("{}", JL_READ_CREATE, JL_ERROR_INVALID, "title", "must be given");
  assert_refused ("{\"count\":1}", JL_READ_CREATE, JL_ERROR_INVALID, "title", "must be given");
}

static void
test_patch (void)
{
  g_autoptr (JlRecord) record = parse_good (&thing_table, "{\"price_fen\":null}", JL_READ_PATCH);

  g_assert_true (jl_record_has (record, THING_PRICE_FEN));
  g_assert_true (jl_record_is_null (record, THING_PRICE_FEN));
  g_assert_false (jl_record_has (record, THING_TITLE));
  assert_refused (
      "{\"kind\":\"k\"}", JL_READ_PATCH, JL_ERROR_INVALID, "kind", "cannot be changed any more");

  /* A part inside a patch is a new part. */
  g_object_unref (
      parse_good (&thing_table, "{\"main_part\":{\"name\":\"a\",\"code\":\"c\"}}", JL_READ_PATCH));
}

/* What is stored was checked when it came in: limits may have changed since, forms may not. */
static void
test_stored (void)
{
  g_autoptr (JlRecord) record =
      parse_good (&thing_table,
                  "{\"id\":\"" ID_TEXT "\",\"title\":\"longer than ten characters\\n\","
                  "\"count\":1000,\"tags\":[\"a\",\"b\",\"c\",\"longer\"],\"parts\":[],"
                  "\"main_part\":{\"id\":\"" ID_TEXT "\"},\"version\":3,"
                  "\"attributes\":{\"a\":1,\"b\":2,\"c\":3,\"d\":4}}",
                  JL_READ_STORED);

  g_assert_cmpint (jl_record_get_integer (record, THING_VERSION), ==, 3);
  g_assert_cmpstr (jl_record_get_text (record, THING_TITLE), ==, "longer than ten characters\n");

  assert_refused ("{\"new\":1}", JL_READ_STORED, JL_ERROR_CORRUPT, "new", "unknown member");
  assert_refused ("[]", JL_READ_STORED, JL_ERROR_CORRUPT, NULL, "must be an object");
  assert_refused ("{\"colour\":\"mauve\"}",
                  JL_READ_STORED,
                  JL_ERROR_CORRUPT,
                  "colour",
                  "must be one of: red, green, blue");
  assert_refused ("{\"parts\":[{\"name\":\"a\"},{\"name\":5}]}",
                  JL_READ_STORED,
                  JL_ERROR_CORRUPT,
                  "parts[1].name",
                  "must be a text");
  assert_refused (
      "{\"title\":null}", JL_READ_STORED, JL_ERROR_CORRUPT, "title", "must not be null");
}

/* An older program reads a newer service's answer. */
static void
test_answer (void)
{
  g_autoptr (JlRecord) record =
      parse_good (&thing_table,
                  "{\"new\":[{}],\"title\":\"a much longer title than before\",\"count\":101,"
                  "\"colour\":\"mauve\",\"tint\":\"red\",\"version\":9,"
                  "\"parts\":[{\"new\":1,\"name\":\"longer\"}]}",
                  JL_READ_ANSWER);

  g_assert_false (jl_record_has (record, THING_COLOUR));
  g_assert_true (jl_record_has (record, THING_TINT));
  g_assert_cmpint (jl_record_get_integer (record, THING_COUNT), ==, 101);
  g_assert_cmpuint (jl_record_get_list (record, THING_PARTS)->len, ==, 1);

  assert_refused ("{\"title\":5}", JL_READ_ANSWER, JL_ERROR_MALFORMED, "title", "must be a text");
  assert_refused (
      "{\"parts\":[5]}", JL_READ_ANSWER, JL_ERROR_MALFORMED, "parts[0]", "must be an object");
  assert_refused ("{\"colour\":5}",
                  JL_READ_ANSWER,
                  JL_ERROR_MALFORMED,
                  "colour",
                  "must be one of: red, green, blue");
}

static void
test_long_unknown_name (void)
{
  g_autoptr (GString) text = g_string_new ("{\"");
  g_autoptr (GString) field = g_string_new (NULL);

  for (guint i = 0; i < 10000; i++)
    g_string_append (text, "中");
  g_string_append (text, "\":1}");
  for (guint i = 0; i < 64; i++)
    g_string_append (field, "中");
  assert_refused (text->str, JL_READ_CREATE, JL_ERROR_INVALID, field->str, "unknown member");
}

static void
test_views (void)
{
  g_autoptr (JlRecord) record = parse_good (&thing_table, FULL_REQUEST, JL_READ_CREATE);
  g_autofree char *public = NULL;
  g_autofree char *own = NULL;
  g_autofree char *stored = NULL;

  jl_record_set_integer (record, THING_ID, 1);
  jl_record_set_integer (record, THING_VERSION, 7);
  public = jl_record_to_json (record, JL_VIEW_PUBLIC);
  own = jl_record_to_json (record, JL_VIEW_OWN);
  stored = jl_record_to_json (record, JL_VIEW_STORED);

#define BEGINNING                                                                                  \
  "\"id\":\"0000000000001\",\"title\":\"沙发\",\"notes\":\"a\\nb\",\"count\":-5,"                \
  "\"any_number\":-9223372036854775808,\"price_fen\":100000,\"active\":true,"                      \
  "\"day\":\"2026-11-23\",\"seen_at\":\"2026-11-23T08:00:00.123Z\",\"colour\":\"blue\","           \
  "\"tint\":null,\"shop\":\"" ID_TEXT "\",\"parts\":[{\"name\":\"leg\",\"code\":\"x\""
#define MIDDLE                                                                                     \
  "},{\"name\":\"五个字符啊\",\"parts\":[{\"name\":\"in\"}]}],"                               \
  "\"tags\":[\"旧\",\"abcd\"],\"links\":[\"" OTHER_ID_TEXT "\"],\"main_part\":{\"name\":\"m\"},"   \
  "\"spare_part\":null,\"attributes\":{\"z\":1.5,\"a\":[true,null],\"m\":{\"x\":\"\\\"\"}},"       \
  "\"kind\":\"k\","
  g_assert_cmpstr (public, ==, "{" BEGINNING MIDDLE "\"version\":7}");
  /* What only its own see comes first, so that the rest is what all see. */
  g_assert_cmpstr (own, ==, "{\"margin_fen\":-12," BEGINNING MIDDLE "\"version\":7}");
  g_assert_cmpstr (stored,
                   ==,
                   "{" BEGINNING ",\"hidden\":7" MIDDLE
                   "\"margin_fen\":-12,\"digest\":\"d\",\"captcha\":\"c\",\"version\":7}");
}

static void
test_personal (void)
{
  g_autoptr (JlRecord) record =
      parse_good (&thing_table,
                  "{\"title\":\"ab\",\"phone\":\"139\",\"password\":\"pw\",\"captcha\":\"c\","
                  "\"digest\":\"d\",\"main_part\":{\"name\":\"m\",\"owner\":\"o\"}}",
                  JL_READ_CREATE);
  g_autoptr (GString) own = g_string_new (NULL);
  g_autoptr (GString) public = g_string_new (NULL);
  g_autofree char *journal = write_request (record, TRUE);

  jl_record_append_personal_json (record, JL_VIEW_OWN, own);
  g_assert_cmpstr (
      own->str,
      ==,
      "{\"phone\":\"139\",\"title\":\"ab\",\"main_part\":{\"owner\":\"o\",\"name\":\"m\"}}");
  jl_record_append_personal_json (record, JL_VIEW_PUBLIC, public);
  g_assert_cmpstr (public->str, ==, "{\"title\":\"ab\",\"main_part\":{\"name\":\"m\"}}");
  g_assert_cmpstr (journal,
                   ==,
                   "{\"title\":\"ab\",\"main_part\":{\"name\":\"m\"},\"digest\":\"d\","
                   "\"captcha\":\"c\"}");
}

/* No view and no journal body ever contains what is marked as a person's or as a secret. */
static void
test_nothing_leaks (void)
{
  g_autoptr (JlRecord) record = parse_good (&thing_table, FULL_REQUEST, JL_READ_CREATE);
  g_autofree char *journal = write_request (record, TRUE);

  for (JlView view = JL_VIEW_PUBLIC; view <= JL_VIEW_STORED; view++) {
    g_autofree char *text = jl_record_to_json (record, view);

    g_assert_null (strstr (text, "s3cret"));
    g_assert_null (strstr (text, "13800000000"));
    g_assert_null (strstr (text, "王"));
  }
  g_assert_null (strstr (journal, "s3cret"));
  g_assert_null (strstr (journal, "13800000000"));
  g_assert_null (strstr (journal, "王"));
}

static void
test_empty (void)
{
  g_autoptr (JlRecord) record = jl_record_new (&thing_table);
  g_autofree char *text = jl_record_to_json (record, JL_VIEW_OWN);

  g_assert_cmpstr (text, ==, "{}");
  g_clear_pointer (&text, g_free);
  jl_record_set_text (record, THING_PHONE, "139");
  text = jl_record_to_json (record, JL_VIEW_OWN);
  g_assert_cmpstr (text, ==, "{}");
}

/* A column that holds JSON: one field apart. */
static void
test_field (void)
{
  static const guint fields[] = {
    THING_TITLE, THING_COUNT,      THING_DAY,       THING_PARTS,
    THING_TAGS,  THING_SPARE_PART, THING_MAIN_PART, THING_ATTRIBUTES
  };
  g_autoptr (JlRecord) record = parse_good (&thing_table, FULL_REQUEST, JL_READ_CREATE);
  g_autoptr (JlRecord) again = jl_record_new (&thing_table);
  g_autoptr (GString) absent = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) wrong = jl_json_parse ("[{\"name\":1}]", -1, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GString) text_again = g_string_new (NULL);
    g_autoptr (JsonNode) node = NULL;

    jl_record_append_field_json (record, fields[i], JL_VIEW_STORED, text);
    node = jl_json_parse (text->str, -1, &error);
    g_assert_no_error (error);
    jl_record_read_field_json (again, fields[i], node, JL_READ_STORED, &error);
    g_assert_no_error (error);
    jl_record_append_field_json (again, fields[i], JL_VIEW_STORED, text_again);
    g_assert_cmpstr (text->str, ==, text_again->str);
  }
  jl_record_append_field_json (again, THING_LINKS, JL_VIEW_STORED, absent);
  g_assert_cmpstr (absent->str, ==, "null");

  g_assert_false (jl_record_read_field_json (again, THING_PARTS, wrong, JL_READ_STORED, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
  g_assert_cmpstr (jl_error_get_field (error), ==, "parts[0].name");
}

/* Every refusal leaves nothing behind: the half-read record and its parts are freed. */
static void
test_refusal_frees (void)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100; i++) {
    g_autoptr (JlRecord) record =
        parse_record (&thing_table,
                      "{\"title\":\"ab\",\"attributes\":{\"a\":1},\"tags\":[\"a\"],"
                      "\"main_part\":{\"name\":\"m\"},\"parts\":[{\"name\":\"a\"},{\"name\":7}]}",
                      JL_READ_CREATE,
                      &error);

    g_assert_null (record);
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    g_clear_error (&error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/record-json/round-trip", test_round_trip);
  g_test_add_func ("/common/record-json/values", test_values);
  g_test_add_func ("/common/record-json/spellings", test_spellings);
  g_test_add_func ("/common/record-json/limits", test_limits);
  g_test_add_func ("/common/record-json/refused", test_refused);
  g_test_add_func ("/common/record-json/create", test_create);
  g_test_add_func ("/common/record-json/patch", test_patch);
  g_test_add_func ("/common/record-json/stored", test_stored);
  g_test_add_func ("/common/record-json/answer", test_answer);
  g_test_add_func ("/common/record-json/long-unknown-name", test_long_unknown_name);
  g_test_add_func ("/common/record-json/views", test_views);
  g_test_add_func ("/common/record-json/personal", test_personal);
  g_test_add_func ("/common/record-json/nothing-leaks", test_nothing_leaks);
  g_test_add_func ("/common/record-json/empty", test_empty);
  g_test_add_func ("/common/record-json/field", test_field);
  g_test_add_func ("/common/record-json/refusal-frees", test_refusal_frees);
  return g_test_run ();
}
