// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-text.h"

#include "jl-error.h"
#include "jl-test-demo.h"

typedef struct {
  JlDemoRandom random;
  GHashTable *slots;
  GHashTable *pools;
  JlDemoScope scope;
} Fixture;

static void
add_pool (Fixture *fixture, const char *name, const char *first, const char *second)
{
  GPtrArray *pool = g_ptr_array_new ();

  g_ptr_array_add (pool, (gpointer)first);
  if (second != NULL)
    g_ptr_array_add (pool, (gpointer)second);
  g_hash_table_insert (fixture->pools, (gpointer)name, pool);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  jl_demo_random_init (&fixture->random, 1, JL_DEMO_STREAM_ITEM, 1);
  fixture->slots = jl_demo_slots_new ();
  fixture->pools =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
  fixture->scope = (JlDemoScope){ .random = &fixture->random,
                                  .slots = fixture->slots,
                                  .shared_pools = fixture->pools };
  jl_demo_slots_set (fixture->slots, "seats", "3");
  jl_demo_slots_set (fixture->slots, "brand", "LG");
  jl_demo_slots_set (fixture->slots, "model", "WD1");
  jl_demo_slots_set (fixture->slots, "many", "300");
  add_pool (fixture, "colour", "红", NULL);
  add_pool (fixture, "colour_sofa", "灰", NULL);
  add_pool (fixture, "colour_good", "新", NULL);
  add_pool (fixture, "colour_sofa_good", "新灰", NULL);
  add_pool (fixture, "nested", "{colour}{colour}", NULL);
  add_pool (fixture, "half", "{missing}", "有");
  add_pool (fixture, "endless", "{endless}", NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_hash_table_unref (fixture->slots);
  g_hash_table_unref (fixture->pools);
}

static void
test_expand (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *pattern;
    const char *text; /* NULL: cannot be expanded */
  } cases[] = {
    { "", "" },
    { "沙发", "沙发" },
    { "{seats}人位", "3人位" },
    { "{seats#}人位", "三人位" },
    { "{many#}人", "300人" },
    { "{nothing}", NULL },
    { "a{nothing?}b", "ab" },
    { "{brand?}洗衣机", "LG洗衣机" },
    { "{?brand:有{brand}}{!brand:没有}", "有LG" },
    { "{?nothing:有}{!nothing:没有}", "没有" },
    { "{!nothing:{?seats:{seats#}座}}", "三座" },
    { "{colour}", "红" },
    { "{nested}", "红红" },
    { "{half}", "有" },
    { "{endless}", NULL },
    { "<一>", "一" },
    { "<{brand}|{brand}>", "LG" },
    { "<{?brand:<{seats}|{seats}>}|{seats}>", "3" },
    { "{brand}{model}", "LGWD1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) out = g_string_new (NULL);
    gboolean good = jl_demo_scope_expand (&fixture->scope, cases[i].pattern, out);

    g_assert_cmpint (good, ==, cases[i].text != NULL);
    if (good)
      g_assert_cmpstr (out->str, ==, cases[i].text);
  }
}

static void
test_spaced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) out = g_string_new (NULL);

  fixture->scope.spaced = TRUE;
  g_assert_true (jl_demo_scope_expand (&fixture->scope, "{brand}{model}型{seats}公斤", out));
  g_assert_cmpstr (out->str, ==, "LG WD1型3公斤");
}

static void
test_variants (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *first;
    const char *second;
    const char *text;
  } cases[] = {
    { NULL, NULL, "红" },       { "sofa", NULL, "灰" },  { NULL, "good", "新" },
    { "sofa", "good", "新灰" }, { "bed", "good", "新" }, { "bed", "worn", "红" },
    { "sofa", "worn", "灰" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) out = g_string_new (NULL);

    fixture->scope.variants[0] = cases[i].first;
    fixture->scope.variants[1] = cases[i].second;
    g_assert_true (jl_demo_scope_expand (&fixture->scope, "{colour}", out));
    g_assert_cmpstr (out->str, ==, cases[i].text);
  }
}

/* Every alternative comes, and nothing else. */
static void
test_alternatives (Fixture *fixture, gconstpointer data)
{
  guint counts[3] = { 0 };
  guint n_optional = 0;

  for (guint i = 0; i < 300; i++) {
    g_autoptr (GString) out = g_string_new (NULL);
    g_autoptr (GString) optional = g_string_new (NULL);

    g_assert_true (jl_demo_scope_expand (&fixture->scope, "<0|1|2>", out));
    g_assert_cmpuint (out->len, ==, 1);
    counts[out->str[0] - '0']++;
    g_assert_true (jl_demo_scope_expand (&fixture->scope, "[x]", optional));
    n_optional += optional->len;
  }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    g_assert_cmpuint (counts[i], >, 60);
  g_assert_cmpuint (n_optional, >, 100);
  g_assert_cmpuint (n_optional, <, 200);
}

static void
test_builtin (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 100; i++) {
    g_autoptr (GString) out = g_string_new (NULL);

    g_assert_true (jl_demo_scope_expand (&fixture->scope, "{L}{D}", out));
    g_assert_cmpuint (out->len, ==, 2);
    g_assert_true (g_ascii_isupper (out->str[0]));
    g_assert_true (g_ascii_isdigit (out->str[1]));
  }
}

static void
test_pick_is_tidy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) patterns = g_ptr_array_new ();
  g_autofree char *text = NULL;

  g_assert_null (jl_demo_scope_pick (&fixture->scope, patterns));
  g_assert_null (jl_demo_scope_pick (&fixture->scope, NULL));
  g_ptr_array_add (patterns, (gpointer) " {nothing?} 沙发  {nothing?} 灰 ");
  text = jl_demo_scope_pick (&fixture->scope, patterns);
  g_assert_cmpstr (text, ==, "沙发 灰");
}

static gboolean
is_known (const char *name, gpointer user_data)
{
  return g_hash_table_contains (user_data, name);
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  static const char *const good[] = {
    "{seats#}人位", "{brand?}", "<a|{colour}|[{brand}]>", "{?brand:{model}}", "{nested}", "{L}",
  };
  static const char *const bad[] = {
    "{",
    "a}",
    "<a|b",
    "[x",
    "a|b",
    "{nothing}",
    "<a|{nothing}>",
    "{?nothing:x}",
    "{?brand}",
    "{}",
    "{half}",
    "{endless}",
    "{?brand:a|b}",
    "[{nothing}]",
    "{nothing#}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;

    jl_demo_scope_check (&fixture->scope, good[i], is_known, fixture->slots, &error);
    g_assert_no_error (error);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (
        jl_demo_scope_check (&fixture->scope, bad[i], is_known, fixture->slots, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  }
}

/* Fixed values: a demo made today must be the same after the next upgrade. */
static void
test_random (void)
{
  JlDemoRandom a;
  JlDemoRandom b;
  JlDemoRandom other;
  guint weights[] = { 0, 3, 0, 1 };
  guint n_first = 0;

  jl_demo_random_init (&a, 1, JL_DEMO_STREAM_ITEM, 5);
  jl_demo_random_init (&b, 1, JL_DEMO_STREAM_ITEM, 5);
  jl_demo_random_init (&other, 1, JL_DEMO_STREAM_RESIDENT, 5);
  g_assert_cmpuint (jl_demo_random_next (&a), ==, jl_demo_random_next (&b));
  g_assert_cmpuint (jl_demo_random_next (&a), !=, jl_demo_random_next (&other));
  for (guint i = 0; i < 1000; i++) {
    guint index = jl_demo_random_weighted (&a, weights, G_N_ELEMENTS (weights));
    double unit = jl_demo_random_unit (&a);
    gint64 between = jl_demo_random_between (&a, -3, 3);

    g_assert_true (index == 1 || index == 3);
    n_first += index == 1;
    g_assert_true (unit >= 0.0 && unit < 1.0);
    g_assert_true (between >= -3 && between <= 3);
    g_assert_cmpuint (jl_demo_random_below (&a, 7), <, 7);
    g_assert_cmpuint (jl_demo_random_zipf (&a, 10), <, 10);
    g_assert_cmpuint (jl_demo_random_zipf (&a, 1), ==, 0);
    g_assert_true (ABS (jl_demo_random_normal (&a)) <= 6.0);
  }
  g_assert_cmpuint (n_first, >, 650);
  g_assert_cmpuint (n_first, <, 850);
}

#define ADD(name_, func_) g_test_add ("/demo/text/" name_, Fixture, NULL, setup, func_, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("expand", test_expand);
  ADD ("spaced", test_spaced);
  ADD ("variants", test_variants);
  ADD ("alternatives", test_alternatives);
  ADD ("builtin", test_builtin);
  ADD ("pick-is-tidy", test_pick_is_tidy);
  ADD ("check", test_check);
  g_test_add_func ("/demo/random", test_random);
  return g_test_run ();
}
