// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-holidays.h"

/* 国办发明电〔2024〕12号: the holidays of 2025 and the weekends worked on for them. */
static const struct {
  const char *first;
  int n_days;
  JlHolidayKind kind;
} announced[] = {
  { "2025-01-01", 1, JL_HOLIDAY_REST },    { "2025-01-26", 1, JL_HOLIDAY_WORKING },
  { "2025-01-28", 8, JL_HOLIDAY_REST },    { "2025-02-08", 1, JL_HOLIDAY_WORKING },
  { "2025-04-04", 3, JL_HOLIDAY_REST },    { "2025-04-27", 1, JL_HOLIDAY_WORKING },
  { "2025-05-01", 5, JL_HOLIDAY_REST },    { "2025-05-31", 3, JL_HOLIDAY_REST },
  { "2025-09-28", 1, JL_HOLIDAY_WORKING }, { "2025-10-01", 8, JL_HOLIDAY_REST },
  { "2025-10-11", 1, JL_HOLIDAY_WORKING },
};

static JlDate
date (const char *text)
{
  JlDate value = JL_DATE_NONE;

  g_assert_true (jl_date_from_text (text, &value, NULL));
  return value;
}

static JlHolidays *
make_2025 (void)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (JlHoliday));
  g_autoptr (GError) error = NULL;
  JlHolidays *holidays;

  for (guint i = 0; i < G_N_ELEMENTS (announced); i++) {
    for (int day = 0; day < announced[i].n_days; day++) {
      JlHoliday row = { date (announced[i].first) + day, announced[i].kind };

      g_array_append_val (rows, row);
    }
  }
  holidays = jl_holidays_new ((const JlHoliday *)(gpointer)rows->data, rows->len, &error);
  g_assert_no_error (error);
  return holidays;
}

static void
test_working_days (void)
{
  static const struct {
    const char *date;
    gboolean working;
  } vectors[] = {
    { "2025-01-01", FALSE }, { "2025-01-02", TRUE },  { "2025-01-04", FALSE },
    { "2025-01-26", TRUE },  { "2025-01-28", FALSE }, { "2025-02-04", FALSE },
    { "2025-02-05", TRUE },  { "2025-02-08", TRUE },  { "2025-02-09", FALSE },
    { "2025-10-10", TRUE },  { "2025-10-11", TRUE },  { "2025-10-12", FALSE },
    { "2025-12-31", TRUE },
  };
  g_autoptr (JlHolidays) holidays = make_2025 ();

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    gboolean working = !vectors[i].working;

    g_assert_true (jl_holidays_is_working_day (holidays, date (vectors[i].date), &working, NULL));
    g_assert_cmpint (working, ==, vectors[i].working);
  }
}

static void
test_periods (void)
{
  static const struct {
    const char *start;
    guint amount;
    JlPeriodUnit unit;
    const char *last_day;
  } vectors[] = {
    /* The start day does not count. */
    { "2025-03-03", 1, JL_PERIOD_DAYS, "2025-03-04" },
    { "2025-03-03", 7, JL_PERIOD_DAYS, "2025-03-10" },
    /* A weekend moves to Monday, one that is worked on does not move. */
    { "2025-03-08", 7, JL_PERIOD_DAYS, "2025-03-17" },
    { "2025-01-19", 7, JL_PERIOD_DAYS, "2025-01-26" },
    /* A Saturday whose Sunday is worked on moves to that Sunday. */
    { "2025-09-20", 7, JL_PERIOD_DAYS, "2025-09-28" },
    /* Holidays of eight days. */
    { "2025-09-24", 7, JL_PERIOD_DAYS, "2025-10-09" },
    { "2025-10-01", 7, JL_PERIOD_DAYS, "2025-10-09" },
    /* A weekend before a holiday: both are passed. */
    { "2025-05-24", 7, JL_PERIOD_DAYS, "2025-06-03" },
    /* Months and years. */
    { "2025-01-31", 1, JL_PERIOD_MONTHS, "2025-02-28" },
    { "2025-02-28", 1, JL_PERIOD_MONTHS, "2025-03-28" },
    { "2025-07-31", 2, JL_PERIOD_MONTHS, "2025-09-30" },
    { "2024-10-01", 12, JL_PERIOD_MONTHS, "2025-10-09" },
    { "2024-02-29", 1, JL_PERIOD_YEARS, "2025-02-28" },
    { "2022-10-10", 3, JL_PERIOD_YEARS, "2025-10-10" },
    /* Working days. */
    { "2025-09-26", 3, JL_PERIOD_WORKING_DAYS, "2025-09-30" },
    { "2025-09-30", 1, JL_PERIOD_WORKING_DAYS, "2025-10-09" },
    { "2025-09-30", 3, JL_PERIOD_WORKING_DAYS, "2025-10-11" },
    { "2025-09-30", 4, JL_PERIOD_WORKING_DAYS, "2025-10-13" },
    { "2025-03-01", 10, JL_PERIOD_WORKING_DAYS, "2025-03-14" },
    { "2024-12-31", 1, JL_PERIOD_WORKING_DAYS, "2025-01-02" },
  };
  g_autoptr (JlHolidays) holidays = make_2025 ();

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autoptr (GError) error = NULL;
    char text[JL_DATE_TEXT_SIZE];
    JlDate last_day = 0;

    g_assert_true (jl_holidays_get_period_end (
        holidays, date (vectors[i].start), vectors[i].amount, vectors[i].unit, &last_day, &error));
    g_assert_no_error (error);
    jl_date_to_text (last_day, text);
    g_assert_cmpstr (text, ==, vectors[i].last_day);
  }
}

static void
test_unknown_year (void)
{
  static const struct {
    const char *start;
    guint amount;
    JlPeriodUnit unit;
  } vectors[] = {
    { "2025-12-25", 10, JL_PERIOD_DAYS },        { "2025-12-01", 1, JL_PERIOD_MONTHS },
    { "2025-06-01", 3, JL_PERIOD_YEARS },        { "2025-12-30", 2, JL_PERIOD_WORKING_DAYS },
    { "2024-12-30", 1, JL_PERIOD_WORKING_DAYS }, { "2025-06-01", G_MAXUINT, JL_PERIOD_YEARS },
    { "2025-06-01", G_MAXUINT, JL_PERIOD_DAYS }, { "2025-06-01", G_MAXUINT, JL_PERIOD_MONTHS },
  };
  g_autoptr (JlHolidays) holidays = make_2025 ();
  g_autoptr (GError) error = NULL;
  gboolean working = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    JlDate last_day = 7;

    g_assert_false (jl_holidays_get_period_end (
        holidays, date (vectors[i].start), vectors[i].amount, vectors[i].unit, &last_day, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_CONFLICT);
    g_clear_error (&error);
    g_assert_cmpint (last_day, ==, 7);
  }

  g_assert_false (jl_holidays_is_working_day (holidays, date ("2026-03-03"), &working, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CONFLICT);
  g_assert_nonnull (g_strstr_len (error->message, -1, "2026"));
  g_assert_true (working);
}

static void
test_coverage (void)
{
  const JlHoliday rows[] = {
    { date ("2026-12-31"), JL_HOLIDAY_REST },
    { date ("2027-01-01"), JL_HOLIDAY_REST },
    { date ("2028-01-01"), JL_HOLIDAY_WORKING },
  };
  g_autoptr (JlHolidays) holidays = jl_holidays_new (rows, G_N_ELEMENTS (rows), NULL);
  g_autoptr (JlHolidays) none = jl_holidays_new (NULL, 0, NULL);

  g_assert_false (jl_holidays_covers_year (holidays, 2026));
  g_assert_true (jl_holidays_covers_year (holidays, 2027));
  g_assert_false (jl_holidays_covers_year (holidays, 2028));
  g_assert_false (jl_holidays_covers_year (holidays, 0));
  g_assert_false (jl_holidays_covers_year (none, 2027));
}

static void
test_bad_tables (void)
{
  const JlHoliday twice[] = {
    { date ("2027-01-01"), JL_HOLIDAY_REST },
    { date ("2027-01-01"), JL_HOLIDAY_WORKING },
  };
  const JlHoliday no_date[] = { { JL_DATE_NONE, JL_HOLIDAY_REST } };
  g_autoptr (GError) error = NULL;

  g_assert_null (jl_holidays_new (twice, 2, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_assert_nonnull (g_strstr_len (error->message, -1, "2027-01-01"));
  g_clear_error (&error);
  g_assert_null (jl_holidays_new (no_date, 1, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
}

static void
test_nominal_end (void)
{
  g_assert_cmpint (
      jl_period_get_nominal_end (date ("2026-11-23"), 3, JL_PERIOD_YEARS), ==, date ("2029-11-23"));
  g_assert_cmpint (jl_period_get_nominal_end (date ("2026-08-31"), 6, JL_PERIOD_MONTHS),
                   ==,
                   date ("2027-02-28"));
  g_assert_cmpint (
      jl_period_get_nominal_end (date ("2026-11-23"), 30, JL_PERIOD_DAYS), ==, date ("2026-12-23"));
  g_assert_cmpint (
      jl_period_get_nominal_end (date ("2026-11-23"), G_MAXUINT, JL_PERIOD_DAYS), ==, JL_DATE_MAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/holidays/working-days", test_working_days);
  g_test_add_func ("/common/holidays/periods", test_periods);
  g_test_add_func ("/common/holidays/unknown-year", test_unknown_year);
  g_test_add_func ("/common/holidays/coverage", test_coverage);
  g_test_add_func ("/common/holidays/bad-tables", test_bad_tables);
  g_test_add_func ("/common/holidays/nominal-end", test_nominal_end);
  return g_test_run ();
}
