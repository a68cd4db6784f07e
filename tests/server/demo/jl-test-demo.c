// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-test-demo.h"

char *
jl_test_demo_directory (void)
{
  return g_build_filename (g_getenv ("JIELI_DATA_DIR"), "demo", NULL);
}

/* Nobody changes the rules, so one reading serves all tests. */
static const JlRules *
get_rules (void)
{
  static JlRules *rules = NULL;
  g_autofree char *directory = g_build_filename (g_getenv ("JIELI_DATA_DIR"), "rules", NULL);
  g_autoptr (GError) error = NULL;

  if (rules == NULL)
    rules = jl_rules_load (directory, &error);
  g_assert_no_error (error);
  return rules;
}

void
jl_test_demo_setup (JlTestDemo *fixture, gconstpointer seed)
{
  g_autofree char *directory = jl_test_demo_directory ();
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_date_from_text (JL_TEST_TODAY, &fixture->today, NULL));
  fixture->rules = get_rules ();
  fixture->demo =
      jl_demo_new (directory, GPOINTER_TO_UINT (seed), fixture->rules, fixture->today, &error);
  g_assert_no_error (error);
}

void
jl_test_demo_teardown (JlTestDemo *fixture, gconstpointer seed)
{
  jl_demo_free (fixture->demo);
}
