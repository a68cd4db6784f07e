// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-id.h"

#define EPOCH_MS G_GINT64_CONSTANT (1704067200000)
#define MAX_TICK ((G_GINT64_CONSTANT (1) << 41) - 1)
#define NOW G_GINT64_CONSTANT (1795420800123)

static void
test_layout (void)
{
  JlIdMaker maker = { .node = 5 };
  gint64 id = jl_id_maker_next (&maker, EPOCH_MS + 1000);

  g_assert_cmpint (id, ==, (G_GINT64_CONSTANT (1000) << 22) | (5 << 12));
  g_assert_cmpint (jl_id_maker_next (&maker, EPOCH_MS + 1000), ==, id + 1);
  g_assert_cmpint (jl_id_get_time (id), ==, EPOCH_MS + 1000);
  g_assert_cmpint (jl_id_get_first (EPOCH_MS + 1000), <=, id);
  g_assert_cmpint (jl_id_get_first (EPOCH_MS + 1001), >, id);
  g_assert_cmpint (jl_id_get_first (0), ==, 0);
  g_assert_cmpuint (jl_id_get_node (id), ==, 5);

  maker = (JlIdMaker){ .node = JL_ID_MAX_NODE };
  id = jl_id_maker_next (&maker, NOW);
  g_assert_cmpint (jl_id_get_time (id), ==, NOW);
  g_assert_cmpuint (jl_id_get_node (id), ==, JL_ID_MAX_NODE);
}

static void
test_sequence_borrows (void)
{
  JlIdMaker maker = { .node = 1 };
  gint64 previous = 0;

  for (int i = 0; i < 3 * 4096; i++) {
    gint64 id = jl_id_maker_next (&maker, NOW);

    g_assert_cmpint (id, >, previous);
    g_assert_cmpint (jl_id_get_time (id), ==, NOW + i / 4096);
    g_assert_cmpuint (jl_id_get_node (id), ==, 1);
    previous = id;
  }
  g_assert_cmpint (jl_id_maker_next (&maker, NOW + 1), >, previous);
  g_assert_cmpint (jl_id_get_time (jl_id_maker_next (&maker, NOW + 7)), ==, NOW + 7);
}

static void
test_clock_goes_backwards (void)
{
  static const gint64 clocks[] = { NOW,
                                   NOW - 1,
                                   NOW - 86400000,
                                   0,
                                   -1,
                                   G_MININT64,
                                   EPOCH_MS,
                                   NOW + 5,
                                   NOW + 4,
                                   G_MAXINT64,
                                   NOW + 5,
                                   NOW + 6,
                                   EPOCH_MS + MAX_TICK + 1 };
  JlIdMaker maker = { .node = 77 };
  gint64 previous = 0;

  for (guint i = 0; i < G_N_ELEMENTS (clocks); i++) {
    gint64 id = jl_id_maker_next (&maker, clocks[i]);

    g_assert_cmpint (id, >, previous);
    g_assert_cmpint (jl_id_get_time (id), <=, NOW + 6);
    g_assert_cmpuint (jl_id_get_node (id), ==, 77);
    previous = id;
  }
}

static void
test_clock_before_epoch (void)
{
  JlIdMaker maker = { .node = 0 };
  gint64 first = jl_id_maker_next (&maker, 0);

  g_assert_cmpint (first, >, 0);
  g_assert_cmpint (jl_id_maker_next (&maker, EPOCH_MS), >, first);
}

static void
test_prime (void)
{
  JlIdMaker other = { .node = 900 };
  JlIdMaker maker = { .node = 3 };
  gint64 foreign = jl_id_maker_next (&other, NOW + 10);
  gint64 id;

  jl_id_maker_prime (&maker, foreign);
  jl_id_maker_prime (&maker, 1);
  jl_id_maker_prime (&maker, 0);
  id = jl_id_maker_next (&maker, NOW);
  g_assert_cmpint (id, >, foreign);
  g_assert_cmpuint (jl_id_get_node (id), ==, 3);

  /* A higher node number within the same millisecond must not hide the step either. */
  jl_id_maker_prime (&other, id);
  g_assert_cmpint (jl_id_maker_next (&other, NOW), >, id);
  g_assert_cmpuint (jl_id_get_node (other.last), ==, 900);
}

static void
test_used_up (void)
{
  JlIdMaker maker = { .node = 2 };
  gint64 id = jl_id_maker_next (&maker, EPOCH_MS + MAX_TICK);

  g_assert_cmpint (id, >, 0);
  for (int i = 1; i < 4096; i++)
    g_assert_cmpint (jl_id_maker_next (&maker, NOW), ==, id + i);
  g_assert_cmpint (jl_id_maker_next (&maker, NOW), ==, 0);
  g_assert_cmpint (maker.last, ==, id + 4095);

  jl_id_maker_prime (&maker, G_MAXINT64);
  g_assert_cmpint (jl_id_maker_next (&maker, NOW), ==, 0);
}

static void
test_text_vectors (void)
{
  static const struct {
    gint64 id;
    const char *text;
  } vectors[] = {
    { 1, "0000000000001" },
    { 31, "000000000000Z" },
    { 32, "0000000000010" },
    { 1024, "0000000000100" },
    { G_GINT64_CONSTANT (1234567890123456789), "128GGYHYYK08N" },
    { G_MAXINT64, "7ZZZZZZZZZZZZ" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autoptr (GError) error = NULL;
    char text[JL_ID_TEXT_SIZE];
    gint64 id = 0;

    jl_id_to_text (vectors[i].id, text);
    g_assert_cmpstr (text, ==, vectors[i].text);
    g_assert_true (jl_id_from_text (text, &id, &error));
    g_assert_no_error (error);
    g_assert_cmpint (id, ==, vectors[i].id);
  }
}

static void
test_text_sorts_as_ids (void)
{
  char previous[JL_ID_TEXT_SIZE] = "";

  for (gint64 id = 1; id < G_MAXINT64 / 7; id = id * 7 + 3) {
    char text[JL_ID_TEXT_SIZE];

    jl_id_to_text (id, text);
    g_assert_cmpstr (text, >, previous);
    g_strlcpy (previous, text, sizeof previous);
  }
}

static void
test_text_folding (void)
{
  static const char *const same[] = { "0123456789ABC", "O123456789abc", "oI23456789aBC",
                                      "0i23456789ABC", "0L23456789ABC", "0l23456789ABC" };
  gint64 expected = 0;

  g_assert_true (jl_id_from_text (same[0], &expected, NULL));
  for (guint i = 1; i < G_N_ELEMENTS (same); i++) {
    gint64 id = 0;

    g_assert_true (jl_id_from_text (same[i], &id, NULL));
    g_assert_cmpint (id, ==, expected);
  }
}

static void
test_text_malformed (void)
{
  static const char *const bad[] = {
    "",
    "1",
    "000000000001",   /* 12 characters */
    "00000000000001", /* 14 */
    "0000000000000",  /* zero */
    "OOOOOOOOOOOOO",  /* zero by folding */
    "8000000000000",  /* 2^63 */
    "FZZZZZZZZZZZZ",  /* -1 in 64 bits */
    "ZZZZZZZZZZZZZ",  /* 65 bits */
    "000000000000U",  /* not in the alphabet */
    "00000000000-1",
    "-000000000001",
    "+000000000001",
    " 000000000001",
    "000000000001 ",
    "000000000001\n",
    "00000000000\xc3\xa9",
    "\xef\xbc\x91\xef\xbc\x91\xef\xbc\x91\xef\xbc\x91 ",
    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    "000000000000*",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    gint64 id = 42;

    g_assert_false (jl_id_from_text (bad[i], &id, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_MALFORMED);
    g_assert_cmpint (id, ==, 42);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/id/layout", test_layout);
  g_test_add_func ("/common/id/sequence-borrows", test_sequence_borrows);
  g_test_add_func ("/common/id/clock-goes-backwards", test_clock_goes_backwards);
  g_test_add_func ("/common/id/clock-before-epoch", test_clock_before_epoch);
  g_test_add_func ("/common/id/prime", test_prime);
  g_test_add_func ("/common/id/used-up", test_used_up);
  g_test_add_func ("/common/id/text-vectors", test_text_vectors);
  g_test_add_func ("/common/id/text-sorts-as-ids", test_text_sorts_as_ids);
  g_test_add_func ("/common/id/text-folding", test_text_folding);
  g_test_add_func ("/common/id/text-malformed", test_text_malformed);
  return g_test_run ();
}
