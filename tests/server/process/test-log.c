// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-log.h"

#include <string.h>

static void
test_line (void)
{
  const GLogField fields[] = {
    { "JIELI_PID", "17", -1 },
    { "MESSAGE", "worker\nstarted \x1b[31m", -1 },
    { "CODE_FILE", "x.c", -1 },
    { "JIELI_NAME", "三人位 abc", 9 },
  };
  g_autofree char *line = jl_log_format (G_LOG_LEVEL_WARNING, fields, G_N_ELEMENTS (fields));

  g_assert_true (g_regex_match_simple (
      "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z warning jielid\\[\\d+\\]: "
      "worker\\\\nstarted \\\\x1b\\[31m pid=17 name=三人位\n$",
      line,
      0,
      0));
}

static void
test_no_message (void)
{
  g_autofree char *line = jl_log_format (G_LOG_LEVEL_DEBUG, NULL, 0);

  g_assert_true (g_str_has_suffix (line, "]:\n"));
  g_assert_nonnull (strstr (line, " debug "));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/process/log/line", test_line);
  g_test_add_func ("/process/log/no-message", test_no_message);
  return g_test_run ();
}
