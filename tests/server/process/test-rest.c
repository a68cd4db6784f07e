// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rest.h"

#include <time.h>

#define INTERVAL_MS 100

static void
released (gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

static gboolean
passed (gpointer user_data)
{
  gboolean *is_over = user_data;

  *is_over = TRUE;
  return G_SOURCE_REMOVE;
}

/* Lets the watch look some times, while this process works or does not. */
static void
pass (guint n_intervals, gboolean works)
{
  gboolean is_over = FALSE;

  g_timeout_add (n_intervals * INTERVAL_MS + INTERVAL_MS / 2, passed, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, !works);
}

/* Once after each time of work, and not during it. */
static void
test_once (void)
{
  guint n_released = 0;
  g_autoptr (JlRest) rest = jl_rest_new (INTERVAL_MS, released, &n_released);

  while (n_released == 0)
    g_main_context_iteration (NULL, TRUE);
  pass (3, FALSE);
  g_assert_cmpuint (n_released, ==, 1);
  pass (4, TRUE);
  g_assert_cmpuint (n_released, ==, 1);
  while (n_released == 1)
    g_main_context_iteration (NULL, TRUE);
  pass (3, FALSE);
  g_assert_cmpuint (n_released, ==, 2);
}

static void
test_no_release (void)
{
  g_autoptr (JlRest) rest = jl_rest_new (INTERVAL_MS, NULL, NULL);

  pass (2, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/process/rest/once", test_once);
  g_test_add_func ("/process/rest/no-release", test_no_release);
  return g_test_run ();
}
