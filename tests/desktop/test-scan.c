// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-scan.h"

/* Types a text with so many milliseconds between two keys. Returns: what the last key gave. */
static char *
type (JlScan *scan, const char *text, guint gap_ms, guint32 *clock)
{
  char *code = NULL;

  for (const char *p = text; *p != '\0'; p++) {
    g_assert_null (code);
    *clock += gap_ms;
    code = jl_scan_take_key (scan, *p, *clock);
  }
  return code;
}

static void
test_scan (void)
{
  static const struct {
    const char *text;
    guint gap_ms;
    const char *code;
  } cases[] = {
    { "SF-000123-5\n", 5, NULL }, /* wrong check character */
    { "hello world\n", 5, NULL }, /* no code */
    { "\n", 5, NULL },
  };
  g_autoptr (JlScan) scan = jl_scan_new ();
  guint32 clock = 1000;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *code = type (scan, cases[i].text, cases[i].gap_ms, &clock);

    g_assert_cmpstr (code, ==, cases[i].code);
  }
}

static void
test_fast (void)
{
  g_autoptr (JlScan) scan = jl_scan_new ();
  guint32 clock = 1000;
  g_autofree char *first = type (scan, "SF-000123-G\n", 8, &clock);
  g_autofree char *second = NULL;

  g_assert_cmpstr (first, ==, "SF-000123-G");
  g_assert_cmpuint (jl_scan_get_length (scan), ==, 11);
  clock += 500;
  second = type (scan, "sf000123g\n", 30, &clock);
  g_assert_cmpstr (second, ==, "SF-000123-G");
  g_assert_cmpuint (jl_scan_get_length (scan), ==, 9);
}

/* Keys without a character, as shift, are part of no code and break none. */
static void
test_shift (void)
{
  g_autoptr (JlScan) scan = jl_scan_new ();
  guint32 clock = 1000;
  g_autofree char *code = NULL;

  g_assert_null (type (scan, "SF-0001", 8, &clock));
  g_assert_null (jl_scan_take_key (scan, 0, clock + 4));
  code = type (scan, "23-G\n", 8, &clock);
  g_assert_cmpstr (code, ==, "SF-000123-G");
}

static void
test_slow (void)
{
  g_autoptr (JlScan) scan = jl_scan_new ();
  guint32 clock = 1000;

  g_assert_null (type (scan, "SF-000123-G\n", 120, &clock));
}

/* What was typed before the scan is not of it. */
static void
test_after_typing (void)
{
  g_autoptr (JlScan) scan = jl_scan_new ();
  guint32 clock = 1000;
  g_autofree char *code = NULL;

  g_assert_null (type (scan, "sofa", 150, &clock));
  clock += 300;
  code = type (scan, "SF-000123-G\n", 10, &clock);
  g_assert_cmpstr (code, ==, "SF-000123-G");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/scan/no-code", test_scan);
  g_test_add_func ("/desktop/scan/fast", test_fast);
  g_test_add_func ("/desktop/scan/shift", test_shift);
  g_test_add_func ("/desktop/scan/slow", test_slow);
  g_test_add_func ("/desktop/scan/after-typing", test_after_typing);
  return g_test_run ();
}
