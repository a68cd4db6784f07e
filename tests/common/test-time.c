// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-time.h"

static gint64
parse (const char *text)
{
  gint64 time = 0;

  g_assert_true (jl_time_from_text (text, &time, NULL));
  return time;
}

static void
test_text_out (void)
{
  static const struct {
    gint64 time;
    const char *text;
  } vectors[] = {
    { 0, "1970-01-01T00:00:00.000Z" },
    { -1, "1969-12-31T23:59:59.999Z" },
    { 1795420800123, "2026-11-23T08:00:00.123Z" },
    { 1704067200000, "2024-01-01T00:00:00.000Z" },
    { JL_TIME_MIN, "0001-01-01T00:00:00.000Z" },
    { JL_TIME_MAX, "9999-12-31T15:59:59.999Z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    char text[JL_TIME_TEXT_SIZE];

    jl_time_to_text (vectors[i].time, text);
    g_assert_cmpstr (text, ==, vectors[i].text);
    g_assert_cmpint (parse (text), ==, vectors[i].time);
  }
}

static void
test_text_in (void)
{
  gint64 expected = 1795420800000;

  g_assert_cmpint (parse ("2026-11-23T08:00:00Z"), ==, expected);
  g_assert_cmpint (parse ("2026-11-23T08:00:00.0Z"), ==, expected);
  g_assert_cmpint (parse ("2026-11-23T16:00:00+08:00"), ==, expected);
  g_assert_cmpint (parse ("2026-11-23T02:30:00-05:30"), ==, expected);
  g_assert_cmpint (parse ("2026-11-23T08:00:00-00:00"), ==, expected);
  g_assert_cmpint (parse ("2026-11-24T07:59:00+23:59"), ==, expected);
  g_assert_cmpint (parse ("2026-11-23T08:00:00.5Z"), ==, expected + 500);
  g_assert_cmpint (parse ("2026-11-23T08:00:00.1239Z"), ==, expected + 123);
  g_assert_cmpint (parse ("2026-11-23T08:00:00.999999999Z"), ==, expected + 999);
}

static void
test_text_refused (void)
{
  static const char *const bad[] = {
    "",
    "2026-11-23",
    "2026-11-23T08:00:00",
    "2026-11-23T08:00Z",
    "2026-11-23 08:00:00Z",
    "2026-11-23t08:00:00Z",
    "2026-11-23T08:00:00z",
    "2026-11-23T24:00:00Z",
    "2026-11-23T08:60:00Z",
    "2026-12-31T23:59:60Z",
    "2026-11-23T8:00:00Z",
    "2026-02-30T08:00:00Z",
    "2026-11-23T08:00:00.Z",
    "2026-11-23T08:00:00,5Z",
    "2026-11-23T08:00:00.1234567890Z",
    "2026-11-23T08:00:00+0800",
    "2026-11-23T08:00:00+08",
    "2026-11-23T08:00:00+24:00",
    "2026-11-23T08:00:00+08:60",
    "2026-11-23T08:00:00Z ",
    "2026-11-23T08:00:00ZZ",
    " 2026-11-23T08:00:00Z",
    "2026-11-23T-8:00:00Z",
    "2026-11-23T08:00:00−08:00",
    "0001-01-01T00:00:00+08:00",
    "9999-12-31T23:59:59-08:00",
    "9999-12-31T16:00:00Z",
    "1795420800",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    gint64 time = 42;

    g_assert_false (jl_time_from_text (bad[i], &time, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    g_assert_cmpint (time, ==, 42);
  }
}

static void
test_china (void)
{
  char text[JL_TIME_CHINA_TEXT_SIZE];
  JlDate day;

  g_assert_true (jl_date_from_text ("2026-11-24", &day, NULL));
  g_assert_cmpint (jl_date_get_start (day), ==, parse ("2026-11-23T16:00:00Z"));
  g_assert_cmpint (jl_date_get_end (day), ==, parse ("2026-11-24T16:00:00Z"));
  g_assert_cmpint (jl_time_get_china_date (parse ("2026-11-23T15:59:59.999Z")), ==, day - 1);
  g_assert_cmpint (jl_time_get_china_date (parse ("2026-11-23T16:00:00Z")), ==, day);
  g_assert_cmpint (jl_time_get_china_date (parse ("2026-11-24T15:59:59.999Z")), ==, day);
  g_assert_cmpint (jl_time_get_china_date (parse ("1969-12-31T15:59:59Z")), ==, -1);

  g_assert_cmpint (jl_time_get_china_date (JL_TIME_MAX), ==, JL_DATE_MAX);

  jl_time_to_china_text (parse ("2026-11-23T15:59:59.999Z"), text);
  g_assert_cmpstr (text, ==, "2026-11-23 23:59");
  jl_time_to_china_text (parse ("2026-11-23T16:00:00Z"), text);
  g_assert_cmpstr (text, ==, "2026-11-24 00:00");
}

int
main (int argc, char **argv)
{
  /* No zone of the machine may matter. */
  g_setenv ("TZ", "America/New_York", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/time/text-out", test_text_out);
  g_test_add_func ("/common/time/text-in", test_text_in);
  g_test_add_func ("/common/time/text-refused", test_text_refused);
  g_test_add_func ("/common/time/china", test_china);
  return g_test_run ();
}
