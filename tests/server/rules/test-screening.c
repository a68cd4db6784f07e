// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-test-rules.h"
#include "jl-word-list.h"

#include <locale.h>

/* Calls @func for each line of a fixture with its columns. */
static void
foreach_line (const char *base, void (*func) (const JlRules *rules, char **columns))
{
  const JlRules *rules = jl_test_rules_get ();
  g_autofree char *path = g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "rules", base, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) columns = NULL;

    if (lines[i][0] == '\0' || lines[i][0] == '#')
      continue;
    columns = g_strsplit (lines[i], "\t", -1);
    func (rules, columns);
    n++;
  }
  g_assert_cmpuint (n, >, 40);
}

static GArray *
screen (const JlRules *rules, const char *category, const char *title, const char *description)
{
  return jl_rules_screen (rules,
                          category != NULL ? jl_test_category (rules, category) : NULL,
                          title,
                          description,
                          jl_test_day ("2026-06-01"));
}

static void
check_good (const JlRules *rules, char **columns)
{
  g_autoptr (GArray) hits = screen (rules, columns[0], columns[1], columns[1]);

  for (guint i = 0; i < hits->len; i++) {
    const JlScreeningHit *hit = &g_array_index (hits, JlScreeningHit, i);

    g_test_message ("“%s” is refused: %s, %s", columns[1], hit->prohibition->code, hit->word);
    g_test_fail ();
  }
}

static void
test_good_titles (void)
{
  foreach_line ("good-titles.tsv", check_good);
}

static void
check_bad (const JlRules *rules, char **columns)
{
  g_autoptr (GArray) hits = screen (rules, columns[2], columns[3], NULL);
  gboolean found = FALSE;

  for (guint i = 0; i < hits->len; i++) {
    const JlScreeningHit *hit = &g_array_index (hits, JlScreeningHit, i);

    if (!g_str_equal (hit->prohibition->code, columns[0]))
      continue;
    found = TRUE;
    g_assert_cmpstr (
        jl_enum_get_name (&jl_screening_level_enum, hit->prohibition->level), ==, columns[1]);
  }
  if (!found) {
    g_test_message ("“%s” is not found as %s", columns[3], columns[0]);
    g_test_fail ();
  }
}

static void
test_bad_titles (void)
{
  foreach_line ("bad-titles.tsv", check_bad);
}

/* Every prohibition has an example: a row whose words never match would go unnoticed. */
static guint n_examples;
static GHashTable *examples;

static void
count_example (const JlRules *rules, char **columns)
{
  n_examples += g_hash_table_add (examples, g_strdup (columns[0]));
}

static void
test_examples_complete (void)
{
  examples = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  foreach_line ("bad-titles.tsv", count_example);
  g_assert_cmpuint (n_examples, ==, 37);
  g_hash_table_unref (examples);
}

static void
test_hit (void)
{
  const JlRules *rules = jl_test_rules_get ();
  g_autoptr (GArray) hits = NULL;
  const JlScreeningHit *hit;

  hits = screen (rules, "miscellaneous", "摩托车头盔", "另有一把匕首。头盔九成新，象牙一块");
  g_assert_cmpuint (hits->len, ==, 3);
  hit = &g_array_index (hits, JlScreeningHit, 0);
  g_assert_cmpstr (hit->prohibition->code, ==, "controlled_knives");
  g_assert_cmpstr (hit->field, ==, "description");
  g_assert_cmpstr (hit->word, ==, "匕首");
  g_assert_cmpstr (jl_names_get (&hit->prohibition->reason, "en"), !=, "");
  hit = &g_array_index (hits, JlScreeningHit, 1);
  g_assert_cmpstr (hit->prohibition->code, ==, "wildlife");
  /* Those that block come before those that are only to be looked at. */
  hit = &g_array_index (hits, JlScreeningHit, 2);
  g_assert_cmpstr (hit->prohibition->code, ==, "helmets");
  g_assert_cmpstr (hit->field, ==, "title");
}

static void
test_category_alone (void)
{
  const JlRules *rules = jl_test_rules_get ();
  g_autoptr (GArray) hits = screen (rules, "child_car_seat", "好孩子", NULL);
  const JlScreeningHit *hit = &g_array_index (hits, JlScreeningHit, 0);

  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpstr (hit->field, ==, "category");
  g_assert_null (hit->word);
}

static void
test_before_validity (void)
{
  const JlRules *rules = jl_test_rules_get ();
  g_autoptr (GArray) hits = jl_rules_screen (rules, NULL, "猎枪", NULL, jl_test_day ("2020-01-01"));

  g_assert_cmpuint (hits->len, ==, 0);
}

static void
test_nothing (void)
{
  const JlRules *rules = jl_test_rules_get ();
  g_autoptr (GArray) none = screen (rules, NULL, NULL, NULL);
  g_autoptr (GArray) empty = screen (rules, NULL, "", "");

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (empty->len, ==, 0);
}

static void
test_fold (void)
{
  static const struct {
    const char *text;
    const char *folded;
  } cases[] = {
    { "ＡＢＣ１２", "abc12" },
    { "香　烟", "香烟" },
    { "香 * 烟", "香烟" },
    { "香\xe2\x80\x8b烟", "香烟" }, /* zero-width space */
    { "香，烟", "香,烟" },
    { "A4 纸 ok", "a4 纸 ok" },
    { "new  bag", "new  bag" },
    { "末尾 ", "末尾" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *folded = jl_word_fold (cases[i].text);

    g_assert_cmpstr (folded, ==, cases[i].folded);
  }
}

static void
test_word_list (void)
{
  g_autoptr (JlWordList) list = jl_word_list_new ();
  g_autoptr (GArray) one = NULL;
  g_autoptr (GArray) none = NULL;
  g_autoptr (GArray) other = NULL;

  g_assert_true (jl_word_list_add (list, "香烟", 0, FALSE));
  g_assert_true (jl_word_list_add (list, "烟灰缸", 0, TRUE));
  g_assert_true (jl_word_list_add (list, "烟", 1, FALSE));
  g_assert_true (jl_word_list_add (list, "bra", 2, FALSE));
  g_assert_false (jl_word_list_add (list, " * ", 0, FALSE));

  one = jl_word_list_match (list, "香烟和烟灰缸");
  g_assert_cmpuint (one->len, ==, 3); /* 香烟 of 0, 烟 of 1 twice */
  g_assert_cmpuint (g_array_index (one, JlWordMatch, 0).owner, ==, 0);
  none = jl_word_list_match (list, "library zebra bras");
  g_assert_cmpuint (none->len, ==, 0);
  /* An exception counts for its owner alone. */
  other = jl_word_list_match (list, "烟灰缸 bra");
  g_assert_cmpuint (other->len, ==, 2);
  g_assert_cmpuint (g_array_index (other, JlWordMatch, 0).owner, ==, 1);
  g_assert_cmpstr (g_array_index (other, JlWordMatch, 1).word, ==, "bra");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, ""); /* so that messages show the texts */
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/rules/screening/good-titles", test_good_titles);
  g_test_add_func ("/rules/screening/bad-titles", test_bad_titles);
  g_test_add_func ("/rules/screening/examples-complete", test_examples_complete);
  g_test_add_func ("/rules/screening/hit", test_hit);
  g_test_add_func ("/rules/screening/category-alone", test_category_alone);
  g_test_add_func ("/rules/screening/before-validity", test_before_validity);
  g_test_add_func ("/rules/screening/nothing", test_nothing);
  g_test_add_func ("/rules/screening/fold", test_fold);
  g_test_add_func ("/rules/screening/word-list", test_word_list);
  return g_test_run ();
}
