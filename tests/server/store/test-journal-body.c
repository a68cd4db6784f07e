// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-journal-body.h"

#include "jl-connection.h"

#include <string.h>

/* What was written with a dictionary can be read with that one alone. */
static void
test_dictionary (void)
{
  g_autofree char *digest =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, jl_journal_dictionary_1, -1);

  g_assert_cmpstr (digest, ==, "3f8191f3219f52719d7339410d01b79a24652e267cb6601925c5d660a1ecafc3");
}

/* A body that was packed by the first version is read by all later ones. */
static void
test_old (void)
{
  static const guint8 packed[] = { 0x01, 0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x3d, 0x85, 0x00,
                                   0x00, 0x10, 0x5d, 0x7d, 0x04, 0x40, 0x00, 0x9a, 0x66,
                                   0x9b, 0x6a, 0xe2, 0xd2, 0x1b, 0x6e, 0xf9, 0x72 };
  g_autofree char *text = jl_journal_body_unpack (packed, sizeof packed);

  g_assert_cmpstr (
      text, ==, "{\"schema\":3,\"acting\":null,\"ids\":[],\"input\":null,\"effects\":[]}");
}

static void
test_round_trip (void)
{
  static const gsize sizes[] = { 0, 1, 100, 5000, 300000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *text = g_malloc (sizes[i] + 1);
    g_autofree char *again = NULL;
    g_autoptr (GBytes) packed = NULL;
    gconstpointer data;
    gsize size;

    for (gsize j = 0; j < sizes[i]; j++)
      text[j] = (char)g_test_rand_int_range (1, 128);
    text[sizes[i]] = '\0';
    packed = jl_journal_body_pack (text, sizes[i], NULL);
    data = g_bytes_get_data (packed, &size);
    again = jl_journal_body_unpack (data, size);
    g_assert_cmpstr (again, ==, text);
  }
}

/* What is the same from entry to entry costs next to nothing. */
static void
test_size (void)
{
  static const char text[] =
      "{\"schema\":3,\"acting\":\"0AMEC8MX40009\",\"ids\":[\"0AMEC9NC40008\"],\"input\":null,"
      "\"effects\":[{\"kind\":\"item\",\"id\":\"0AMEC9NC40008\",\"version\":7,\"image\":{\"id\":"
      "\"0AMEC9NC40008\",\"label_code\":\"CAC-000099-J\",\"organisation\":\"0AMEC8MX40009\","
      "\"organisation_name\":\"x\",\"community\":\"130102013009\",\"district\":\"130102\"}}]}";
  g_autoptr (GBytes) packed = jl_journal_body_pack (text, strlen (text), NULL);

  g_assert_cmpuint (g_bytes_get_size (packed), <, strlen (text) / 2);
}

/* Cut anywhere, changed anywhere: nothing, or another text, and never more than that. */
static void
test_damaged (void)
{
  static const char text[] = "{\"schema\":3,\"acting\":null,\"ids\":[\"0AMEC9PR40000\"]}";
  g_autoptr (GBytes) packed = jl_journal_body_pack (text, strlen (text), NULL);
  gsize size;
  const guint8 *good = g_bytes_get_data (packed, &size);

  for (gsize cut = 0; cut < size; cut++) {
    g_autofree guint8 *data = g_memdup2 (good, cut);

    g_assert_null (jl_journal_body_unpack (data, cut));
  }
  for (gsize i = 0; i < size; i++) {
    for (guint bit = 0; bit < 8; bit++) {
      g_autofree guint8 *data = g_memdup2 (good, size);
      g_autofree char *read = NULL;

      data[i] ^= 1 << bit;
      read = jl_journal_body_unpack (data, size);
      g_assert_true (read == NULL || i > 0);
    }
  }
}

static void
test_function (void)
{
  static const char sql[] =
      "SELECT journal_text (?1), journal_text (NULL) IS NULL, journal_text (x'0011') = ''";
  g_autoptr (JlConnection) connection = jl_connection_open (":memory:", JL_CONNECTION_CREATE, NULL);
  g_autoptr (GBytes) packed = jl_journal_body_pack ("{}", 2, NULL);
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, NULL);
  gconstpointer data;
  gsize size;

  data = g_bytes_get_data (packed, &size);
  jl_statement_bind_blob (statement, 1, data, size);
  g_assert_true (jl_statement_step (statement, NULL));
  g_assert_cmpstr (jl_statement_get_text (statement, 0), ==, "{}");
  g_assert_cmpint (jl_statement_get_integer (statement, 1), ==, 1);
  g_assert_cmpint (jl_statement_get_integer (statement, 2), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/journal-body/dictionary", test_dictionary);
  g_test_add_func ("/store/journal-body/old", test_old);
  g_test_add_func ("/store/journal-body/round-trip", test_round_trip);
  g_test_add_func ("/store/journal-body/size", test_size);
  g_test_add_func ("/store/journal-body/damaged", test_damaged);
  g_test_add_func ("/store/journal-body/function", test_function);
  return g_test_run ();
}
