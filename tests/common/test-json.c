// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-json.h"

#include <string.h>

static char *
write_node (JsonNode *node)
{
  GString *out = g_string_new (NULL);

  jl_json_append_node (out, node);
  return g_string_free (out, FALSE);
}

/* What is accepted, and how it is written again (NULL: the same). */
static const struct {
  const char *text;
  const char *written;
} good[] = {
  { "null", NULL },
  { "true", NULL },
  { " \t\r\n false \n", "false" },
  { "\"\"", NULL },
  { "{}", NULL },
  { "[]", NULL },
  { "{ \"b\" : 1 , \"a\" : [ 2 , { } ] }", "{\"b\":1,\"a\":[2,{}]}" },
  { "0", NULL },
  { "-0", "0" },
  { "-1", NULL },
  { "10", NULL },
  { "9223372036854775807", NULL },
  { "-9223372036854775808", NULL },
  { "[9223372036854775807,-9223372036854775808]", NULL },
  { "0.5", NULL },
  { "-0.0", NULL },
  { "0e0", "0.0" },
  { "1E2", "100.0" },
  { "1e-2", "0.01" },
  { "1.5e+3", "1500.0" },
  { "0.1", NULL },
  { "0.30000000000000004", NULL },
  { "1.7976931348623157e308", "1.7976931348623157e+308" },
  { "1e-400", "0.0" },
  { "18446744073709551616.5", "1.8446744073709552e+19" },
  { "\"\\u0041\\u00e9\\u4E2D\\uD83D\\ude00\"", "\"Aé中😀\"" },
  { "\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u001F\"",
    "\"\\\" \\\\ / \\u0008 \\u000c \\n \\r \\t \\u001f\"" },
  { "\"// not a comment /* nor this */ 'x'\"", NULL },
  { "\"沙发 \xf4\x8f\xbf\xbf \xef\xbf\xbf \x7f\"", NULL },
  { "{\"a\":1,\"A\":2,\"aa\":3,\"ab\":{\"a\":4},\"\\u00e4\":5}",
    "{\"a\":1,\"A\":2,\"aa\":3,\"ab\":{\"a\":4},\"ä\":5}" },
  { "[{\"a\":1},{\"a\":1}]", NULL },
  { "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", NULL },
  { "{\"constructor\":{\"__proto__\":null}}", NULL },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    const char *expected = good[i].written != NULL ? good[i].written : good[i].text;
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = jl_json_parse (good[i].text, -1, &error);
    g_autoptr (JsonNode) again = NULL;
    g_autofree char *written = NULL;

    g_assert_no_error (error);
    g_assert_nonnull (node);
    written = write_node (node);
    g_assert_cmpstr (written, ==, expected);

    again = jl_json_parse (written, -1, &error);
    g_assert_no_error (error);
    g_assert_true (json_node_equal (node, again));
  }
}

/* What is refused, where, and of which member. */
static const struct {
  const char *text;
  const char *message;
  const char *field;
} bad[] = {
  { "", "line 1, column 1: the text ends too early", NULL },
  { "  \n ", "line 2, column 2: the text ends too early", NULL },
  { "{", "line 1, column 2: the text ends too early", NULL },
  { "{\"a\":1", "line 1, column 7: the text ends too early", NULL },
  { "{\"a\"", "line 1, column 5: the text ends too early", NULL },
  { "{\"a\":", "line 1, column 6: the text ends too early", "a" },
  { "[1,", "line 1, column 4: the text ends too early", "[1]" },
  { "\"abc", "line 1, column 5: the text ends too early", NULL },
  { "\"a\\", "line 1, column 4: the text ends too early", NULL },
  { "tru", "line 1, column 1: a value was expected", NULL },
  { "True", "line 1, column 1: a value was expected", NULL },
  { "nul", "line 1, column 1: a value was expected", NULL },
  { "NaN", "line 1, column 1: a value was expected", NULL },
  { "Infinity", "line 1, column 1: a value was expected", NULL },
  { "-Infinity", "line 1, column 2: a digit was expected", NULL },
  { "'a'", "line 1, column 1: a value was expected", NULL },
  { "// comment\n1", "line 1, column 1: a value was expected", NULL },
  { "/* comment */ 1", "line 1, column 1: a value was expected", NULL },
  { "\xef\xbb\xbf{}", "line 1, column 1: a value was expected", NULL },
  { "\xc2\xa0{}", "line 1, column 1: a value was expected", NULL },
  { "{} {}", "line 1, column 4: nothing may follow the value", NULL },
  { "[],", "line 1, column 3: nothing may follow the value", NULL },
  { "1 2", "line 1, column 3: nothing may follow the value", NULL },
  { "truefalse", "line 1, column 5: nothing may follow the value", NULL },
  { "{\"a\":1,}", "line 1, column 8: a member name in double quotes was expected", NULL },
  { "{a:1}", "line 1, column 2: a member name in double quotes was expected", NULL },
  { "{'a':1}", "line 1, column 2: a member name in double quotes was expected", NULL },
  { "{1:1}", "line 1, column 2: a member name in double quotes was expected", NULL },
  { "{,}", "line 1, column 2: a member name in double quotes was expected", NULL },
  { "{\"\":1}", "line 1, column 2: a member name must not be empty", NULL },
  { "{\"a\" 1}", "line 1, column 6: a colon was expected", NULL },
  { "{\"a\",1}", "line 1, column 5: a colon was expected", NULL },
  { "{\"a\":1 \"b\":2}", "line 1, column 8: a comma or a closing brace was expected", NULL },
  { "{\"a\":1]", "line 1, column 7: a comma or a closing brace was expected", NULL },
  { "[1 2]", "line 1, column 4: a comma or a closing bracket was expected", "[0]" },
  { "[1,]", "line 1, column 4: a value was expected", "[1]" },
  { "[,1]", "line 1, column 2: a value was expected", "[0]" },
  { "[1}", "line 1, column 3: a comma or a closing bracket was expected", "[0]" },
  { "01", "line 1, column 1: a number does not begin with a superfluous zero", NULL },
  { "-01", "line 1, column 1: a number does not begin with a superfluous zero", NULL },
  { "[-]", "line 1, column 3: a digit was expected", "[0]" },
  { "+1", "line 1, column 1: a value was expected", NULL },
  { ".5", "line 1, column 1: a value was expected", NULL },
  { "[1.]", "line 1, column 4: a digit was expected", "[0]" },
  { "[1.e5]", "line 1, column 4: a digit was expected", "[0]" },
  { "[1e]", "line 1, column 4: a digit was expected", "[0]" },
  { "[1e+]", "line 1, column 5: a digit was expected", "[0]" },
  { "0x10", "line 1, column 2: nothing may follow the value", NULL },
  { "1_000", "line 1, column 2: nothing may follow the value", NULL },
  { "9223372036854775808", "line 1, column 1: the number is out of range", NULL },
  { "-9223372036854775809", "line 1, column 1: the number is out of range", NULL },
  { "1e309", "line 1, column 1: the number is out of range", NULL },
  { "{\"price_fen\": -1e999}", "line 1, column 15: the number is out of range", "price_fen" },
  { "1000000000000000000000000000000000000000000000000000000000000000000",
    "line 1, column 1: the number is too long",
    NULL },
  { "\"\\x41\"", "line 1, column 3: this cannot follow a backslash", NULL },
  { "\"\\'\"", "line 1, column 3: this cannot follow a backslash", NULL },
  { "\"\\U0041\"", "line 1, column 3: this cannot follow a backslash", NULL },
  { "\"\\u00g1\"", "line 1, column 3: \\u needs four hexadecimal digits", NULL },
  { "\"\\u41\"", "line 1, column 3: \\u needs four hexadecimal digits", NULL },
  { "\"\\u-001\"", "line 1, column 3: \\u needs four hexadecimal digits", NULL },
  { "\"\\u+041\"", "line 1, column 3: \\u needs four hexadecimal digits", NULL },
  { "\"a\\u0000\"", "line 1, column 3: a NUL is not allowed", NULL },
  { "{\"a\\u0000b\":1}", "line 1, column 4: a NUL is not allowed", NULL },
  { "\"\\ud800\"", "line 1, column 2: half of a surrogate pair is not a character", NULL },
  { "\"\\ud800x\"", "line 1, column 2: half of a surrogate pair is not a character", NULL },
  { "\"\\ud800\\n\"", "line 1, column 2: half of a surrogate pair is not a character", NULL },
  { "\"\\ud800\\u0041\"", "line 1, column 2: half of a surrogate pair is not a character", NULL },
  { "\"\\ud800\\ud800\"", "line 1, column 2: half of a surrogate pair is not a character", NULL },
  { "\"\\udc00\"", "line 1, column 2: half of a surrogate pair is not a character", NULL },
  { "\"\\udc00\\ud800\"", "line 1, column 2: half of a surrogate pair is not a character", NULL },
  { "\"a\nb\"", "line 1, column 3: a control character in a text must be escaped", NULL },
  { "\"\t\"", "line 1, column 2: a control character in a text must be escaped", NULL },
  { "\"\x1f\"", "line 1, column 2: a control character in a text must be escaped", NULL },
  { "\"\x80\"", "line 1, column 2: this is not UTF-8", NULL },
  { "\"中\xc0\xaf\"", "line 1, column 3: this is not UTF-8", NULL },
  { "\"\xed\xa0\x80\"", "line 1, column 2: this is not UTF-8", NULL },
  { "\"\xf4\x90\x80\x80\"", "line 1, column 2: this is not UTF-8", NULL },
  { "\"\xe4\xb8\"", "line 1, column 2: this is not UTF-8", NULL },
  { "\"\xff\"", "line 1, column 2: this is not UTF-8", NULL },
  { "{}\xff", "line 1, column 3: this is not UTF-8", NULL },
  { "\xff{}", "line 1, column 1: this is not UTF-8", NULL },
  { "\"\\u00\xff\"", "line 1, column 6: this is not UTF-8", NULL },
  { "{\"photos\":[{},{},{\"caption\":\"\xff\"}]}",
    "line 1, column 30: this is not UTF-8",
    "photos[2].caption" },
  { "{\"a\":1,\"a\":2}", "line 1, column 8: this member occurs twice", "a" },
  { "{\"a\":1,\n \"\\u0061\":2}", "line 2, column 2: this member occurs twice", "a" },
  { "{\"x\":1,\"b\":0,\"b\":0,\"x\":2}", "line 1, column 14: this member occurs twice", "b" },
  { "{\"😀\":1,\"\\ud83d\\ude00\":2}", "line 1, column 8: this member occurs twice", "😀" },
  { "[{\"a\":{\"b\":[[{\"c\":1,\"c\":1}]]}}]",
    "line 1, column 21: this member occurs twice",
    "[0].a.b[0][0].c" },
  { "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]",
    "line 1, column 17: the text is nested too deeply",
    "[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]" },
  { "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{"
    "\"a\":"
    "{\"a\":{\"a\":{",
    "line 1, column 81: the text is nested too deeply",
    "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a" },
};

static void
assert_refused (const char *text, gssize length, const char *message, const char *field)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = jl_json_parse (text, length, &error);

  g_assert_null (node);
  g_assert_error (error, JL_ERROR, JL_ERROR_MALFORMED);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpstr (jl_error_get_field (error), ==, field);

  /* A caller that does not want to know why is fine, too. */
  g_assert_null (jl_json_parse (text, length, NULL));
}

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i].text, -1, bad[i].message, bad[i].field);
}

static void
test_length (void)
{
  static const char text[] = "{\"a\":1}garbage";
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = jl_json_parse (text, 7, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  assert_refused (text, 6, "line 1, column 7: the text ends too early", NULL);
  assert_refused (text, 0, "line 1, column 1: the text ends too early", NULL);
  assert_refused ("[1]\0", 4, "line 1, column 4: a NUL is not allowed", NULL);
  assert_refused ("\"a\0b\"", 5, "line 1, column 3: a NUL is not allowed", NULL);
  assert_refused ("\"\\\0\"", 4, "line 1, column 3: a NUL is not allowed", NULL);
}

/* Every beginning of a good text is refused: the scanner never reads beyond the end (the copy has
   exactly the bytes, so that AddressSanitizer would see it). */
static void
test_truncated (void)
{
  static const char text[] = "{\"a\":[1.5e+10,\"\\ud83d\\ude00中\",true,null],\"b\":{\"c\":-12}}";

  for (gsize length = 0; length < sizeof text - 1; length++) {
    g_autofree char *copy = g_memdup2 (text, MAX (length, 1));
    g_autoptr (GError) error = NULL;

    g_assert_null (jl_json_parse (copy, (gssize)length, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_MALFORMED);
  }
}

static void
test_many_members (void)
{
  g_autoptr (GString) text = g_string_new ("{");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  for (guint i = 0; i < JL_JSON_MAX_MEMBERS; i++)
    g_string_append_printf (text, "%s\"m%u\":[{\"m%u\":0}]", i > 0 ? "," : "", i, i);
  g_string_append_c (text, '}');
  node = jl_json_parse (text->str, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_object_get_size (json_node_get_object (node)), ==, JL_JSON_MAX_MEMBERS);

  g_string_truncate (text, text->len - 1);
  g_string_append (text, ",\n\"last\":1}");
  assert_refused (text->str, -1, "line 2, column 1: the object has too many members", NULL);
}

/* A long name in an error is cut, between characters. */
static void
test_long_name (void)
{
  g_autoptr (GString) text = g_string_new ("{\"x");
  g_autoptr (GString) field = g_string_new ("x");

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "中");
  g_string_append (text, "\":?}");
  for (guint i = 0; i < 21; i++)
    g_string_append (field, "中");
  assert_refused (text->str, -1, "line 1, column 1006: a value was expected", field->str);
}

static char *
repeat (const char *part, gsize count)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < count; i++)
    g_string_append (text, part);
  return g_string_free (text, FALSE);
}

/* A megabyte of anything is answered at once. The bound is far above what it takes, so that a slow
   machine does not fail, and far below what quadratic work would need. */
static void
test_megabyte (void)
{
  static const char *const parts[] = { "[",     "{\"a\":", "{",       "\"",       "\\", "9",
                                       "-",     "1e",      " ",       "\n",       "中", "[[],",
                                       "[{},{", "{\"a\"",  "\\ud800", "\"\\u0000" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *text = repeat (parts[i], 1048576 / strlen (parts[i]));
    g_autofree char *quoted = g_strconcat ("[\"", text, NULL);
    gint64 start = g_get_monotonic_time ();

    g_assert_null (jl_json_parse (text, -1, NULL));
    g_assert_null (jl_json_parse (quoted, -1, NULL));
    g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  }
}

/* "Bb" and "CA" collide in g_str_hash, so do all their sequences: no text of 256 KiB may make the
   parser slow. */
static void
test_colliding_names (void)
{
  g_autoptr (GString) text = g_string_new ("[");
  gint64 start = g_get_monotonic_time ();
  g_autoptr (JsonNode) node = NULL;

  while (text->len < 240 * 1024) {
    g_string_append (text, text->len > 1 ? ",{" : "{");
    for (guint i = 0; i < JL_JSON_MAX_MEMBERS; i++) {
      g_string_append (text, i > 0 ? ",\"" : "\"");
      for (guint bit = 0; bit < 10; bit++)
        g_string_append (text, i & (1u << bit) ? "Bb" : "CA");
      g_string_append (text, "\":0");
    }
    g_string_append_c (text, '}');
  }
  g_string_append_c (text, ']');
  node = jl_json_parse (text->str, (gssize)text->len, NULL);
  g_assert_nonnull (node);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
}

static void
test_append_integer (void)
{
  static const gint64 values[] = { 0,    1,   -1,         9,          10,         -10,     99,
                                   1234, 100, G_MAXINT64, G_MININT64, G_MAXINT32, -1234567 };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (GString) out = g_string_new ("x");
    g_autofree char *expected = g_strdup_printf ("x%" G_GINT64_FORMAT, values[i]);

    jl_json_append_integer (out, values[i]);
    g_assert_cmpstr (out->str, ==, expected);
  }
}

static void
test_append_string (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  char every[128] = { 0 };

  for (int c = 1; c < 128; c++)
    every[c - 1] = (char)c;
  jl_json_append_string (out, every);
  node = jl_json_parse (out->str, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (json_node_get_string (node), ==, every);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/json/good", test_good);
  g_test_add_func ("/common/json/bad", test_bad);
  g_test_add_func ("/common/json/length", test_length);
  g_test_add_func ("/common/json/truncated", test_truncated);
  g_test_add_func ("/common/json/many-members", test_many_members);
  g_test_add_func ("/common/json/long-name", test_long_name);
  g_test_add_func ("/common/json/megabyte", test_megabyte);
  g_test_add_func ("/common/json/colliding-names", test_colliding_names);
  g_test_add_func ("/common/json/append-integer", test_append_integer);
  g_test_add_func ("/common/json/append-string", test_append_string);
  return g_test_run ();
}
