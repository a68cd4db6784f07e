// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-doc-set.h"

#include <string.h>

static const guint spans[] = { 256, 4096, 65536 };

static gboolean
has (const guint64 *words, guint place)
{
  return words[place / 64] >> place % 64 & 1;
}

/* Sets of any density come back as they were, in no more than the shorter of their two forms. */
static void
test_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++) {
    for (guint share = 1; share <= spans[i]; share *= 2) {
      guint span = spans[i];
      g_autofree guint64 *words = g_new0 (guint64, JL_DOC_SET_N_WORDS (span));
      g_autofree guint64 *again = g_new0 (guint64, JL_DOC_SET_N_WORDS (span));
      g_autoptr (GByteArray) data = g_byte_array_new ();
      guint n = 0;

      for (guint j = 0; j < span; j++) {
        if (g_test_rand_int_range (0, (gint32)share) == 0) {
          words[j / 64] |= G_GUINT64_CONSTANT (1) << j % 64;
          n++;
        }
      }
      g_assert_cmpint (jl_doc_set_encode (words, span, data), ==, n > 0);
      g_assert_cmpuint (data->len, <=, span == 256 ? n * 2 : MIN (n * 2, span / 8 + 1));
      g_assert_true (jl_doc_set_add (again, span, data->data, data->len));
      g_assert_cmpmem (words, span / 8, again, span / 8);
    }
  }
}

/* To what is there already; a later document's place is simply appended. */
static void
test_add (void)
{
  static const guint8 first[] = { 3, 0, 200, 0 };
  static const guint8 second[] = { 200, 0, 255, 0 };
  static const guint8 both[] = { 3, 0, 200, 0, 255, 0 };
  guint64 words[JL_DOC_SET_N_WORDS (256)] = { 0 };
  g_autoptr (GByteArray) data = g_byte_array_new ();

  g_assert_true (jl_doc_set_add (words, 256, first, sizeof first));
  g_assert_true (jl_doc_set_add (words, 256, second, sizeof second));
  g_assert_true (jl_doc_set_add (words, 256, NULL, 0));
  for (guint i = 0; i < 256; i++)
    g_assert_cmpint (has (words, i), ==, i == 3 || i == 200 || i == 255);
  g_assert_true (jl_doc_set_encode (words, 256, data));
  g_assert_cmpmem (data->data, data->len, both, sizeof both);
  memset (words, 0, sizeof words);
  g_assert_false (jl_doc_set_encode (words, 256, data));
  g_assert_cmpuint (data->len, ==, 0);
}

/* What is damaged is said to be so, and stays within the block. */
static void
test_damaged (void)
{
  static const guint8 beyond[] = { 3, 0, 0, 1 };
  guint64 words[JL_DOC_SET_N_WORDS (256) + 1] = { 0 };
  guint8 odd[33] = { 0 };

  g_assert_false (jl_doc_set_add (words, 256, beyond, sizeof beyond));
  g_assert_false (jl_doc_set_add (words, 256, odd, 31));
  g_assert_true (jl_doc_set_add (words, 256, odd, 33));
  g_assert_cmpuint (words[JL_DOC_SET_N_WORDS (256)], ==, 0);
  g_assert_false (jl_doc_set_add (words, 4096, odd, 33));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/doc-set/round-trip", test_round_trip);
  g_test_add_func ("/search/doc-set/add", test_add);
  g_test_add_func ("/search/doc-set/damaged", test_damaged);
  return g_test_run ();
}
