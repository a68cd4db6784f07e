// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "jl-error.h"
#include "jl-request.h"

#include <string.h>

#define MAX_VALUES 4

/* A cursor is what the service made of as many values, or it is refused; and any values come back
 * as they were. */

static void
check_typed (const char *text, guint n)
{
  g_autoptr (GError) error = NULL;
  gint64 values[MAX_VALUES];
  gint64 again[MAX_VALUES];
  g_autofree char *made = NULL;

  if (!jl_cursor_parse (text, n, values, &error)) {
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    g_assert_cmpstr (jl_error_get_field (error), ==, "cursor");
    return;
  }
  made = jl_cursor_new (n, values);
  g_assert_true (jl_cursor_parse (made, n, again, NULL));
  g_assert_cmpmem (values, n * sizeof *values, again, n * sizeof *again);
}

/**
 * LLVMFuzzerTestOneInput:
 * @data: what somebody put into an address; also taken for values
 * @size: how many bytes
 *
 * Returns: 0
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  gint64 values[MAX_VALUES] = { 0 };

  memcpy (values, data, MIN (size, sizeof values));
  for (guint n = 1; n <= MAX_VALUES; n++) {
    g_autofree char *made = jl_cursor_new (n, values);
    gint64 again[MAX_VALUES];

    check_typed (text, n);
    g_assert_true (jl_cursor_parse (made, n, again, NULL));
    g_assert_cmpmem (values, n * sizeof *values, again, n * sizeof *again);
    g_assert_false (jl_cursor_parse (made, n % MAX_VALUES + 1, again, NULL));
  }
  return 0;
}
