// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-wait.h"

#define LONGEST_S 20

static gboolean
too_long_cb (gpointer user_data)
{
  g_error ("what the test waits for does not happen"); /* nocheck: ends a test */
  return G_SOURCE_REMOVE;
}

/* Returns: a source that fails the test unless it is removed in time. */
guint
jl_wait_begin (void)
{
  return g_timeout_add_seconds (LONGEST_S, too_long_cb, NULL);
}

/* A callback that stores its result in the GAsyncResult * that @user_data points to. */
void
jl_wait_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

/* Waits until jl_wait_result_cb() has filled the place. */
GAsyncResult *
jl_wait_result (GAsyncResult **result)
{
  jl_wait_for (*result != NULL);
  return *result;
}
