// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-frame.h"

#include <string.h>

static JlFrame
make_frame (GBytes *token, GBytes *digest, GVariant *prepared)
{
  static const char *const parameters[] = { "000000000002T", "沙发", NULL };

  return (JlFrame){
    .command = "item.publish",
    .token_hash = token,
    .acting = G_MININT64,
    .address = "2001:db8::1",
    .language = "zh_CN",
    .key = "k",
    .request_digest = digest,
    .parameters = parameters,
    .if_match = 7,
    .input = "{\"title\":\"沙发\"}",
    .prepared = prepared,
  };
}

static void
test_round_trip (void)
{
  g_autoptr (GBytes) token = g_bytes_new_static ("\0\1\2", 3);
  g_autoptr (GBytes) digest = g_bytes_new_static ("", 0);
  g_autoptr (GVariant) prepared = g_variant_ref_sink (
      g_variant_new_parsed ("{'hash': <'x'>, 'bytes': <@ay [0x00, 0xff]>, 'n': <int64 5>}"));
  const JlFrame frame = make_frame (token, digest, prepared);
  g_autoptr (GBytes) bytes = jl_frame_to_bytes (&frame);
  g_auto (JlFrameReader) reader = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_frame_reader_init (&reader, bytes, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (reader.frame.command, ==, "item.publish");
  g_assert_true (g_bytes_equal (reader.frame.token_hash, token));
  g_assert_cmpint (reader.frame.acting, ==, G_MININT64);
  g_assert_cmpstr (reader.frame.address, ==, "2001:db8::1");
  g_assert_cmpstr (reader.frame.language, ==, "zh_CN");
  g_assert_cmpstr (reader.frame.key, ==, "k");
  g_assert_true (g_bytes_equal (reader.frame.request_digest, digest));
  g_assert_cmpstr (reader.frame.parameters[0], ==, "000000000002T");
  g_assert_cmpstr (reader.frame.parameters[1], ==, "沙发");
  g_assert_null (reader.frame.parameters[2]);
  g_assert_cmpint (reader.frame.if_match, ==, 7);
  g_assert_cmpstr (reader.frame.input, ==, "{\"title\":\"沙发\"}");
  g_assert_true (g_variant_equal (reader.frame.prepared, prepared));
}

static void
test_absent_members (void)
{
  const JlFrame frame = { .command = "look" };
  g_autoptr (GBytes) bytes = jl_frame_to_bytes (&frame);
  g_auto (JlFrameReader) reader = { 0 };

  g_assert_true (jl_frame_reader_init (&reader, bytes, NULL));
  g_assert_null (reader.frame.token_hash);
  g_assert_null (reader.frame.address);
  g_assert_cmpstr (reader.frame.language, ==, "en");
  g_assert_null (reader.frame.key);
  g_assert_null (reader.frame.request_digest);
  g_assert_nonnull (reader.frame.parameters);
  g_assert_null (reader.frame.parameters[0]);
  g_assert_null (reader.frame.input);
  g_assert_null (reader.frame.prepared);
}

static void
assert_refused (const char *data, gsize size, JlErrorCode code)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_auto (JlFrameReader) reader = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (jl_frame_reader_init (&reader, bytes, &error));
  g_assert_error (error, JL_ERROR, (int)code);
}

static void
test_refused (void)
{
  static const char *const four[] = { "1", "2", "3", "4", NULL };
  const JlFrame frame = { .command = "look", .parameters = four };
  g_autoptr (GBytes) bytes = jl_frame_to_bytes (&frame);
  g_autofree char *large = g_malloc0 (JL_FRAME_MAX_SIZE + 1);

  assert_refused ("", 0, JL_ERROR_MALFORMED);
  assert_refused ("GET / HTTP/1.1\r\n\r\n", 18, JL_ERROR_MALFORMED);
  assert_refused (large, 64, JL_ERROR_MALFORMED);
  assert_refused (large, JL_FRAME_MAX_SIZE + 1, JL_ERROR_TOO_LARGE);
  assert_refused (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), JL_ERROR_MALFORMED);
}

/* Whatever single byte is changed or wherever it is cut: refused, or read within bounds. */
static void
test_damaged (void)
{
  g_autoptr (GBytes) token = g_bytes_new_static ("\0\1\2", 3);
  g_autoptr (GVariant) prepared =
      g_variant_ref_sink (g_variant_new_parsed ("{'a': <'x'>, 'b': <{'c': <5>}>}"));
  const JlFrame frame = make_frame (token, token, prepared);
  g_autoptr (GBytes) bytes = jl_frame_to_bytes (&frame);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *copy = g_memdup2 (data, size);
  guint n_refused = 0;

  for (gsize i = 0; i < size; i++) {
    static const guint8 masks[] = { 0x01, 0x80, 0xff };

    for (guint m = 0; m < G_N_ELEMENTS (masks); m++) {
      g_autoptr (GBytes) damaged = NULL;
      g_auto (JlFrameReader) reader = { 0 };

      copy[i] = (char)(data[i] ^ masks[m]);
      damaged = g_bytes_new (copy, size);
      copy[i] = data[i];
      if (!jl_frame_reader_init (&reader, damaged, NULL)) {
        n_refused++;
        continue;
      }
      g_assert_true (g_utf8_validate (reader.frame.command, -1, NULL));
      g_assert_cmpuint (strlen (reader.frame.command), <=, size);
      g_assert_true (reader.frame.input == NULL || strlen (reader.frame.input) <= size);
    }
  }
  for (gsize cut = 0; cut < size; cut++) {
    g_autoptr (GBytes) part = g_bytes_new (data, cut);
    g_auto (JlFrameReader) reader = { 0 };

    n_refused += !jl_frame_reader_init (&reader, part, NULL);
  }
  g_assert_cmpuint (n_refused, >, size);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/store/frame/round-trip", test_round_trip);
  g_test_add_func ("/store/frame/absent-members", test_absent_members);
  g_test_add_func ("/store/frame/refused", test_refused);
  g_test_add_func ("/store/frame/damaged", test_damaged);
  return g_test_run ();
}
