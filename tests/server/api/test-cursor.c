// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-request.h"
#include "jl-token.h"

#include <string.h>

static void
test_round_trip (void)
{
  static const gint64 rows[][2] = {
    { 0, 0 },
    { 1, -1 },
    { G_MAXINT64, G_MININT64 },
    { 1795420800123, G_GINT64_CONSTANT (1234567890123456789) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *cursor = jl_cursor_new (2, rows[i]);
    g_autoptr (GError) error = NULL;
    gint64 back[2] = { 7, 7 };

    for (const char *p = cursor; *p != '\0'; p++)
      g_assert_true (g_ascii_isalnum (*p) || *p == '-' || *p == '_');
    g_assert_true (jl_cursor_parse (cursor, 2, back, &error));
    g_assert_no_error (error);
    g_assert_cmpmem (back, sizeof back, rows[i], sizeof rows[i]);
  }
}

static void
assert_refused (const char *cursor, guint n)
{
  g_autoptr (GError) error = NULL;
  gint64 values[8] = { 42, 43 };

  g_assert_false (jl_cursor_parse (cursor, n, values, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_cmpstr (jl_error_get_field (error), ==, "cursor");
  g_assert_cmpint (values[0], ==, 42);
  g_assert_cmpint (values[1], ==, 43);
}

static void
test_edited (void)
{
  const gint64 values[2] = { 1795420800123, 99 };
  g_autofree char *cursor = jl_cursor_new (2, values);
  gsize length = strlen (cursor);

  for (gsize i = 0; i < length; i++) {
    g_autofree char *edited = g_strdup (cursor);

    edited[i] = edited[i] == 'A' ? 'Q' : 'A';
    assert_refused (edited, 2);
    edited[i] = '\0';
    assert_refused (edited, 2);
  }
}

static void
test_foreign (void)
{
  const gint64 values[3] = { 1, 2, 3 };
  g_autofree char *one = jl_cursor_new (1, values);
  g_autofree char *three = jl_cursor_new (3, values);
  g_autofree char *padded = g_strconcat (one, "=", NULL);
  g_autofree char *huge = g_strnfill (10000, 'A');

  assert_refused (one, 2);
  assert_refused (three, 2);
  assert_refused (padded, 1);
  assert_refused (huge, 2);
  assert_refused ("", 2);
  assert_refused ("沙发", 2);
  assert_refused ("eyJpZCI6MX0", 2);
}

static void
test_token (void)
{
  g_autofree char *one = jl_token_new ();
  g_autofree char *two = jl_token_new ();
  g_autoptr (GBytes) hash = jl_token_hash ("abc");
  static const guchar sha256_of_abc[] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea,
                                          0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
                                          0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c,
                                          0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad };

  g_assert_cmpuint (strlen (one), ==, 43);
  g_assert_cmpstr (one, !=, two);
  g_assert_cmpmem (
      g_bytes_get_data (hash, NULL), g_bytes_get_size (hash), sha256_of_abc, sizeof sha256_of_abc);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/api/cursor/round-trip", test_round_trip);
  g_test_add_func ("/api/cursor/edited", test_edited);
  g_test_add_func ("/api/cursor/foreign", test_foreign);
  g_test_add_func ("/api/token", test_token);
  return g_test_run ();
}
