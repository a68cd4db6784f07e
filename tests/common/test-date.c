// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-date.h"
#include "jl-error.h"

static JlDate
date (const char *text)
{
  JlDate value = JL_DATE_NONE;

  g_assert_true (jl_date_from_text (text, &value, NULL));
  return value;
}

static void
test_text (void)
{
  static const struct {
    JlDate date;
    const char *text;
  } vectors[] = {
    { 0, "1970-01-01" },           { -1, "1969-12-31" },    { 19723, "2024-01-01" },
    { 11016, "2000-02-29" },       { 20780, "2026-11-23" }, { JL_DATE_MIN, "0001-01-01" },
    { JL_DATE_MAX, "9999-12-31" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    char text[JL_DATE_TEXT_SIZE];

    jl_date_to_text (vectors[i].date, text);
    g_assert_cmpstr (text, ==, vectors[i].text);
    g_assert_cmpint (date (text), ==, vectors[i].date);
  }
}

static void
test_text_refused (void)
{
  static const char *const bad[] = {
    "",           "2026-11-2",   "2026-11-233", "2026-1-23",   "26-11-23",     "2026/11/23",
    "20261123",   "2026-11-23 ", " 2026-11-23", "2026-11-23Z", "2026-02-29",   "1900-02-29",
    "2026-04-31", "2026-13-01",  "2026-00-01",  "2026-01-00",  "2026-01-32",   "0000-01-01",
    "+026-01-01", "-026-01-01",  "2026-+1-01",  "2026-11-2x",  "２０26-01-01", "2026−11−23",
    "yyyy-mm-dd", "10000-01-01",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    JlDate value = 7;

    g_assert_false (jl_date_from_text (bad[i], &value, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    g_assert_cmpint (value, ==, 7);
  }
}

static void
test_ymd (void)
{
  JlDate value = 7;
  int year;
  int month;
  int day;

  g_assert_true (jl_date_from_ymd (2024, 2, 29, &value));
  jl_date_to_ymd (value, &year, &month, &day);
  g_assert_cmpint (year, ==, 2024);
  g_assert_cmpint (month, ==, 2);
  g_assert_cmpint (day, ==, 29);
  g_assert_cmpint (jl_date_get_year (value), ==, 2024);

  value = 7;
  g_assert_false (jl_date_from_ymd (2023, 2, 29, &value));
  g_assert_false (jl_date_from_ymd (0, 1, 1, &value));
  g_assert_false (jl_date_from_ymd (10000, 1, 1, &value));
  g_assert_false (jl_date_from_ymd (65536 + 2024, 1, 1, &value));
  g_assert_false (jl_date_from_ymd (2024, 1, 256 + 1, &value));
  g_assert_false (jl_date_from_ymd (2024, -1, 1, &value));
  g_assert_cmpint (value, ==, 7);
  g_assert_false (jl_date_is_valid (JL_DATE_NONE));
  g_assert_false (jl_date_is_valid (JL_DATE_MAX + 1));
}

static void
test_weekday (void)
{
  g_assert_cmpint (jl_date_get_weekday (date ("1970-01-01")), ==, JL_THURSDAY);
  g_assert_cmpint (jl_date_get_weekday (date ("2026-11-22")), ==, JL_SUNDAY);
  g_assert_cmpint (jl_date_get_weekday (date ("2026-11-23")), ==, JL_MONDAY);
  g_assert_cmpint (jl_date_get_weekday (date ("1949-10-01")), ==, JL_SATURDAY);
}

static void
test_add_months (void)
{
  static const struct {
    const char *from;
    int months;
    const char *to;
  } vectors[] = {
    { "2026-01-15", 1, "2026-02-15" },  { "2026-01-31", 1, "2026-02-28" },
    { "2024-01-31", 1, "2024-02-29" },  { "2024-02-29", 12, "2025-02-28" },
    { "2024-02-29", 48, "2028-02-29" }, { "2026-08-31", 1, "2026-09-30" },
    { "2026-12-31", 2, "2027-02-28" },  { "2026-03-31", -1, "2026-02-28" },
    { "2026-01-31", -1, "2025-12-31" }, { "2026-05-05", 0, "2026-05-05" },
    { "9999-11-30", 1, "9999-12-30" },  { "0001-02-28", -1, "0001-01-28" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    char text[JL_DATE_TEXT_SIZE];

    jl_date_to_text (jl_date_add_months (date (vectors[i].from), vectors[i].months), text);
    g_assert_cmpstr (text, ==, vectors[i].to);
  }
  g_assert_cmpint (jl_date_add_months (date ("2026-01-01"), G_MAXINT), ==, JL_DATE_MAX);
  g_assert_cmpint (jl_date_add_months (date ("2026-01-01"), G_MININT), ==, JL_DATE_MIN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/date/text", test_text);
  g_test_add_func ("/common/date/text-refused", test_text_refused);
  g_test_add_func ("/common/date/ymd", test_ymd);
  g_test_add_func ("/common/date/weekday", test_weekday);
  g_test_add_func ("/common/date/add-months", test_add_months);
  return g_test_run ();
}
