// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-holidays.h"
#include "jl-error.h"

#include <glib/gi18n-lib.h>

struct _JlHolidays {
  GHashTable *kinds; /* owned, JlDate to JlHolidayKind, both as integers in pointers */
};

/* Whether the table has a row for @date, and which. */
static gboolean
lookup (const JlHolidays *self, JlDate date, JlHolidayKind *kind)
{
  gpointer value;

  if (!g_hash_table_lookup_extended (self->kinds, GINT_TO_POINTER (date), NULL, &value))
    return FALSE;
  *kind = GPOINTER_TO_INT (value);
  return TRUE;
}

/**
 * jl_holidays_new:
 * @rows: (array length=n_rows): days that differ from their weekday, in any order
 * @n_rows: how many
 * @error: %JL_ERROR_INVALID for a day that is given twice or does not exist
 *
 * Makes the table of working days. It covers the years whose 1 January is among the holidays, with
 * which each year's announcement begins: a stray day of a neighbouring year, e.g. 31 December, does
 * not make that year covered.
 *
 * Returns: (transfer full): the table, or %NULL on failure
 */
JlHolidays *
jl_holidays_new (const JlHoliday *rows, gsize n_rows, GError **error)
{
  g_autoptr (JlHolidays) self = g_new0 (JlHolidays, 1);

  self->kinds = g_hash_table_new (NULL, NULL);
  for (gsize i = 0; i < n_rows; i++) {
    char text[JL_DATE_TEXT_SIZE];

    if (!jl_date_is_valid (rows[i].date)) {
      g_set_error (error,
                   JL_ERROR,
                   JL_ERROR_INVALID,
                   _ ("Row %u of the holiday table has no valid date"),
                   (guint)i + 1);
      return NULL;
    }
    if (!g_hash_table_insert (
            self->kinds, GINT_TO_POINTER (rows[i].date), GINT_TO_POINTER (rows[i].kind))) {
      jl_date_to_text (rows[i].date, text);
      g_set_error (error, JL_ERROR, JL_ERROR_INVALID, _ ("The holiday table has %s twice"), text);
      return NULL;
    }
  }
  return g_steal_pointer (&self);
}

/**
 * jl_holidays_free:
 * @self: (nullable): a table
 */
void
jl_holidays_free (JlHolidays *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->kinds);
  g_free (self);
}

/**
 * jl_holidays_covers_year:
 * @self: a table
 * @year: a year
 *
 * Returns: whether the holidays of @year are known
 */
gboolean
jl_holidays_covers_year (const JlHolidays *self, int year)
{
  JlDate new_year;
  JlHolidayKind kind;

  return jl_date_from_ymd (year, 1, 1, &new_year) && lookup (self, new_year, &kind) &&
         kind == JL_HOLIDAY_REST;
}

/**
 * jl_holidays_is_working_day:
 * @self: a table
 * @date: a valid date
 * @working: (out): whether it is a working day, untouched on failure
 * @error: %JL_ERROR_CONFLICT if the year's holidays are not known
 *
 * Returns: %FALSE on failure
 */
gboolean
jl_holidays_is_working_day (const JlHolidays *self, JlDate date, gboolean *working, GError **error)
{
  int year = jl_date_get_year (date);
  JlHolidayKind kind;

  if (!jl_holidays_covers_year (self, year)) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_CONFLICT,
                 _ ("The holidays of %d are not known yet: import that year's table"),
                 year);
    return FALSE;
  }

  if (lookup (self, date, &kind))
    *working = kind == JL_HOLIDAY_WORKING;
  else
    *working = jl_date_get_weekday (date) < JL_SATURDAY;
  return TRUE;
}

/* Moves @date forward to the next working day, if it is not one itself. */
static gboolean
roll_forward (const JlHolidays *self, JlDate *date, GError **error)
{
  gboolean working = FALSE;

  for (;;) {
    if (!jl_holidays_is_working_day (self, *date, &working, error))
      return FALSE;
    if (working || *date == JL_DATE_MAX)
      return TRUE;
    (*date)++;
  }
}

/**
 * jl_period_get_nominal_end:
 * @start: the day on which something happened
 * @amount: how long the period is, at least 1
 * @unit: days, months or years
 *
 * Counts a period by 民法典 200 to 202: the day of @start does not count; months and years end on
 * the same day of the month, or on the month's last day if it has no such day. The rule of 203 for
 * holidays is not applied: this is for days years ahead, whose holidays nobody knows, and for
 * periods in which holidays do not matter. What is decided from it later needs
 * jl_holidays_get_period_end().
 *
 * Returns: the last day of the period; %JL_DATE_MAX if that is later
 */
JlDate
jl_period_get_nominal_end (JlDate start, guint amount, JlPeriodUnit unit)
{
  g_return_val_if_fail (jl_date_is_valid (start) && amount > 0, start);
  g_return_val_if_fail (unit != JL_PERIOD_WORKING_DAYS, start);

  if (unit == JL_PERIOD_DAYS)
    return (JlDate)MIN ((gint64)start + amount, JL_DATE_MAX);
  if (unit == JL_PERIOD_YEARS)
    amount = MIN (amount, 9999) * 12;
  return jl_date_add_months (start, (int)MIN (amount, 9999 * 12));
}

/**
 * jl_holidays_get_period_end:
 * @self: a table
 * @start: the day on which something happened, in China
 * @amount: how long the period is, at least 1
 * @unit: what it is counted in
 * @last_day: (out): the last day of the period, untouched on failure
 * @error: %JL_ERROR_CONFLICT if a year that matters is not covered
 *
 * Counts a period by 民法典 200 to 203: as jl_period_get_nominal_end() does, and a last day that is
 * a holiday, or a Saturday or Sunday that is not worked on, moves to the next working day. Working
 * days are counted from the day after @start. The period is over when @last_day is:
 * jl_date_get_end().
 *
 * Returns: %FALSE on failure
 */
gboolean
jl_holidays_get_period_end (const JlHolidays *self,
                            JlDate start,
                            guint amount,
                            JlPeriodUnit unit,
                            JlDate *last_day,
                            GError **error)
{
  JlDate day = start;

  g_return_val_if_fail (jl_date_is_valid (start) && amount > 0, FALSE);

  if (unit == JL_PERIOD_WORKING_DAYS) {
    for (guint i = 0; i < amount && day < JL_DATE_MAX; i++) {
      day++;
      if (!roll_forward (self, &day, error))
        return FALSE;
    }
  } else {
    day = jl_period_get_nominal_end (start, amount, unit);
    if (!roll_forward (self, &day, error))
      return FALSE;
  }

  *last_day = day;
  return TRUE;
}
