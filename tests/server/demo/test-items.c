// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-test-demo.h"

#include "jl-json.h"

#include <locale.h>

#define N_ITEMS 3000

static char *
attributes_to_text (JsonObject *attributes)
{
  g_autoptr (JsonNode) node = json_node_alloc ();
  GString *out = g_string_new (NULL);

  json_node_init_object (node, attributes);
  jl_json_append_node (out, node);
  return g_string_free (out, FALSE);
}

static void
assert_same (const JlDemoItem *a, const JlDemoItem *b)
{
  g_autofree char *left = attributes_to_text (a->attributes);
  g_autofree char *right = attributes_to_text (b->attributes);

  g_assert_cmpstr (a->title, ==, b->title);
  g_assert_cmpstr (a->description, ==, b->description);
  g_assert_cmpstr (left, ==, right);
  g_assert_cmpstr (a->category->code, ==, b->category->code);
  g_assert_cmpstr (a->community->code, ==, b->community->code);
  g_assert_cmpstr (a->grade->code, ==, b->grade->code);
  g_assert_cmpint (a->price_fen, ==, b->price_fen);
  g_assert_cmpint (a->mode, ==, b->mode);
  g_assert_cmpint (a->offer, ==, b->offer);
  g_assert_cmpuint (a->organisation, ==, b->organisation);
}

/* The same seed makes the same item, in any order and in another process of its own. */
static void
test_same_seed (JlTestDemo *fixture, gconstpointer data)
{
  JlTestDemo other = { 0 };

  jl_test_demo_setup (&other, data);
  for (guint64 i = 300; i-- > 0;) {
    g_autoptr (JlDemoItem) a = jl_demo_make_item (fixture->demo, i);
    g_autoptr (JlDemoItem) b = jl_demo_make_item (other.demo, i);

    assert_same (a, b);
  }
  jl_test_demo_teardown (&other, data);
}

static void
test_other_seed (JlTestDemo *fixture, gconstpointer data)
{
  JlTestDemo other = { 0 };
  guint n_same = 0;

  jl_test_demo_setup (&other, GUINT_TO_POINTER (2));
  for (guint64 i = 0; i < 200; i++) {
    g_autoptr (JlDemoItem) a = jl_demo_make_item (fixture->demo, i);
    g_autoptr (JlDemoItem) b = jl_demo_make_item (other.demo, i);

    n_same += g_str_equal (a->title, b->title);
  }
  g_assert_cmpuint (n_same, <, 3);
  jl_test_demo_teardown (&other, data);
}

static void
check_texts (const JlDemoItem *item)
{
  g_assert_cmpint (g_utf8_strlen (item->title, -1), >=, 2);
  g_assert_cmpint (g_utf8_strlen (item->title, -1), <=, 60);
  g_assert_cmpint (g_utf8_strlen (item->description, -1), >=, 2);
  g_assert_cmpint (g_utf8_strlen (item->description, -1), <=, 2000);
  g_assert_null (strpbrk (item->title, "{}<>[]|\n"));
  g_assert_null (strpbrk (item->description, "{}<>[]|"));
}

static void
check_attributes (const JlTestDemo *fixture, const JlDemoItem *item)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = attributes_to_text (item->attributes);
  g_autofree char *after = NULL;

  g_assert_true (item->category->is_leaf);
  jl_category_check_attributes (item->category, item->attributes, fixture->today, TRUE, &error);
  if (error != NULL)
    g_test_message ("%s: %s", item->category->code, before);
  g_assert_no_error (error);
  /* They are in the stored form already. */
  after = attributes_to_text (item->attributes);
  g_assert_cmpstr (before, ==, after);
}

/* Nothing that the shipped rules would refuse. */
static void
check_rules (const JlTestDemo *fixture, const JlDemoItem *item)
{
  g_autoptr (GArray) hits = jl_rules_screen (
      fixture->rules, item->category, item->title, item->description, fixture->today);
  JlSafeUse safe_use =
      jl_rules_get_safe_use (fixture->rules, item->category, item->attributes, fixture->today);

  for (guint i = 0; i < hits->len; i++) {
    const JlScreeningHit *hit = &g_array_index (hits, JlScreeningHit, i);

    g_test_message (
        "%s, %s: %s\n%s", hit->prohibition->code, hit->word, item->title, item->description);
    g_test_fail ();
  }
  g_assert_false (safe_use.state == JL_SAFE_USE_OVER && safe_use.limit->blocks);
  g_assert_true (item->grade->tradable);
  g_assert_true (jl_grade_scale_find (item->category->scale, item->grade->code) == item->grade);
}

static void
test_valid (JlTestDemo *fixture, gconstpointer data)
{
  for (guint64 i = 0; i < N_ITEMS; i++) {
    g_autoptr (JlDemoItem) item = jl_demo_make_item (fixture->demo, i);

    check_texts (item);
    check_attributes (fixture, item);
    check_rules (fixture, item);
    g_assert_cmpuint (item->organisation, <, jl_demo_get_n_organisations (fixture->demo));
    g_assert_cmpint (item->community->level, ==, JL_DIVISION_COMMUNITY);
    if (item->mode == JL_MODE_SELL) {
      g_assert_cmpint (item->price_fen, >=, 100);
      g_assert_cmpint (item->price_fen, <, 5000000);
      g_assert_cmpint (item->price_fen % 100, ==, 0);
    } else {
      g_assert_cmpint (item->price_fen, ==, 0);
    }
  }
}

static void
count (GHashTable *counts, const char *key)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, key));

  g_hash_table_insert (counts, g_strdup (key), GUINT_TO_POINTER (n + 1));
}

static guint
get_count (GHashTable *counts, const char *key)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (counts, key));
}

static GHashTable *
counts_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static guint
get_largest (GHashTable *counts)
{
  GHashTableIter iter;
  gpointer value;
  guint largest = 0;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    largest = MAX (largest, GPOINTER_TO_UINT (value));
  return largest;
}

/* A few kinds, places and organisations have much; most have little; no two things look alike. */
static void
test_distribution (JlTestDemo *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) titles = counts_new ();
  g_autoptr (GHashTable) texts = counts_new ();
  g_autoptr (GHashTable) categories = counts_new ();
  g_autoptr (GHashTable) communities = counts_new ();
  g_autoptr (GHashTable) modes = counts_new ();
  g_autoptr (GHashTable) offers = counts_new ();

  for (guint64 i = 0; i < N_ITEMS; i++) {
    g_autoptr (JlDemoItem) item = jl_demo_make_item (fixture->demo, i);

    count (titles, item->title);
    count (texts, item->description);
    count (categories, item->category->code);
    count (communities, item->community->code);
    count (modes, jl_enum_get_name (&jl_mode_enum, item->mode));
    count (offers, jl_enum_get_name (&jl_offer_enum, item->offer));
  }
  g_assert_cmpuint (g_hash_table_size (titles), >, N_ITEMS * 95 / 100);
  g_assert_cmpuint (g_hash_table_size (texts), >, N_ITEMS * 97 / 100);
  g_assert_cmpuint (get_largest (titles), <, 10);

  g_assert_cmpuint (g_hash_table_size (categories), >, 170);
  g_assert_cmpuint (get_count (categories, "sofa"), >, 3 * get_count (categories, "armchair") / 2);
  g_assert_cmpuint (get_largest (categories), <, N_ITEMS / 20);

  g_assert_cmpuint (g_hash_table_size (communities), >, 200);
  g_assert_cmpuint (get_largest (communities), >, 10 * N_ITEMS / g_hash_table_size (communities));

  g_assert_cmpuint (get_count (modes, "sell"), >, N_ITEMS / 2);
  g_assert_cmpuint (get_count (modes, "give"), >, N_ITEMS / 20);
  g_assert_cmpuint (get_count (modes, "swap"), >, N_ITEMS / 50);
  g_assert_cmpuint (get_count (modes, "lend"), >, 0);
  g_assert_cmpuint (get_count (offers, "published"), >, N_ITEMS / 2);
  g_assert_cmpuint (get_count (offers, "expired"), ==, 0);
}

static int
compare_prices (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *)a;
  gint64 right = *(const gint64 *)b;

  return left < right ? -1 : left > right;
}

/* Prices of used goods: most are low, few are high, and older is cheaper. */
static void
test_prices (JlTestDemo *fixture, gconstpointer data)
{
  g_autoptr (GArray) prices = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 median;
  gint64 mean = 0;

  for (guint64 i = 0; i < N_ITEMS; i++) {
    g_autoptr (JlDemoItem) item = jl_demo_make_item (fixture->demo, i);

    if (item->mode != JL_MODE_SELL)
      continue;
    g_array_append_val (prices, item->price_fen);
    mean += item->price_fen;
  }
  mean /= prices->len;
  g_array_sort (prices, compare_prices);
  median = g_array_index (prices, gint64, prices->len / 2);
  g_assert_cmpint (median, >, 5000);
  g_assert_cmpint (median, <, 50000);
  g_assert_cmpint (mean, >, 2 * median);
}

/* What the story searches for is there: a three-seat sofa. */
static void
test_three_seats (JlTestDemo *fixture, gconstpointer data)
{
  guint n = 0;

  for (guint64 i = 0; i < N_ITEMS; i++) {
    g_autoptr (JlDemoItem) item = jl_demo_make_item (fixture->demo, i);

    n += strstr (item->title, "三人位") != NULL && strstr (item->title, "沙发") != NULL;
  }
  g_assert_cmpuint (n, >, 3);
}

#define ADD(name_, func_)                                                                          \
  g_test_add ("/demo/items/" name_,                                                                \
              JlTestDemo,                                                                          \
              GUINT_TO_POINTER (1),                                                                \
              jl_test_demo_setup,                                                                  \
              func_,                                                                               \
              jl_test_demo_teardown)

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, ""); /* so that messages show the texts */
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("same-seed", test_same_seed);
  ADD ("other-seed", test_other_seed);
  ADD ("valid", test_valid);
  ADD ("distribution", test_distribution);
  ADD ("prices", test_prices);
  ADD ("three-seats", test_three_seats);
  return g_test_run ();
}
