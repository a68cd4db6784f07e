// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-test-demo.h"

char *
jl_test_demo_directory (void)
{
  return g_build_filename (g_getenv ("JIELI_DATA_DIR"), "demo", NULL);
}

void
jl_test_demo_setup (JlTestDemo *fixture, gconstpointer seed)
{
  g_autofree char *rules = g_build_filename (g_getenv ("JIELI_DATA_DIR"), "rules", NULL);
  g_autofree char *directory = jl_test_demo_directory ();
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_date_from_text (JL_TEST_TODAY, &fixture->today, NULL));
  fixture->rules = jl_rules_load (rules, &error);
  g_assert_no_error (error);
  fixture->demo =
      jl_demo_new (directory, GPOINTER_TO_UINT (seed), fixture->rules, fixture->today, &error);
  g_assert_no_error (error);
}

void
jl_test_demo_teardown (JlTestDemo *fixture, gconstpointer seed)
{
  jl_demo_free (fixture->demo);
  jl_rules_free (fixture->rules);
}
