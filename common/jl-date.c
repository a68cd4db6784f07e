// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-date.h"
#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* GDate counts from 0001-01-01, which is day 1. */
#define JULIAN_1970 719163
G_STATIC_ASSERT (JL_DATE_MIN == 1 - JULIAN_1970);

static GDate
to_gdate (JlDate date)
{
  GDate gdate;

  g_date_clear (&gdate, 1);
  g_date_set_julian (&gdate, (guint32)(date + JULIAN_1970));
  return gdate;
}

static JlDate
from_gdate (const GDate *gdate)
{
  return (JlDate)g_date_get_julian (gdate) - JULIAN_1970;
}

/**
 * jl_date_is_valid:
 * @date: any number
 *
 * Returns: whether @date is a day that text and calendar arithmetic cover
 */
gboolean
jl_date_is_valid (JlDate date)
{
  return date >= JL_DATE_MIN && date <= JL_DATE_MAX;
}

/**
 * jl_date_from_ymd:
 * @year: 1 to 9999
 * @month: 1 to 12
 * @day: 1 to the month's last
 * @date: (out): the date, untouched on failure
 *
 * Returns: %FALSE if there is no such day
 */
gboolean
jl_date_from_ymd (int year, int month, int day, JlDate *date)
{
  GDate gdate;

  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 ||
      !g_date_valid_dmy ((GDateDay)day, month, (GDateYear)year))
    return FALSE;

  g_date_clear (&gdate, 1);
  g_date_set_dmy (&gdate, (GDateDay)day, month, (GDateYear)year);
  *date = from_gdate (&gdate);
  return TRUE;
}

/**
 * jl_date_to_ymd:
 * @date: a valid date
 * @year: (out) (optional): its year
 * @month: (out) (optional): its month, 1 to 12
 * @day: (out) (optional): its day of the month
 */
void
jl_date_to_ymd (JlDate date, int *year, int *month, int *day)
{
  GDate gdate;

  g_return_if_fail (jl_date_is_valid (date));

  gdate = to_gdate (date);
  if (year != NULL)
    *year = g_date_get_year (&gdate);
  if (month != NULL)
    *month = g_date_get_month (&gdate);
  if (day != NULL)
    *day = g_date_get_day (&gdate);
}

/**
 * jl_date_get_year:
 * @date: a valid date
 *
 * Returns: its year
 */
int
jl_date_get_year (JlDate date)
{
  int year = 0;

  jl_date_to_ymd (date, &year, NULL, NULL);
  return year;
}

/**
 * jl_date_get_weekday:
 * @date: a valid date
 *
 * Returns: its day of the week
 */
JlWeekday
jl_date_get_weekday (JlDate date)
{
  g_return_val_if_fail (jl_date_is_valid (date), JL_MONDAY);

  /* 0001-01-01 was a Monday. */
  return (JlWeekday)((date - JL_DATE_MIN) % 7 + JL_MONDAY);
}

/**
 * jl_date_add_months:
 * @date: a valid date
 * @months: how many months later, negative for earlier
 *
 * Goes to the same day of another month, or to that month's last day if it is shorter (民法典 202).
 *
 * Returns: the date; the nearest valid one if the sum is outside the years covered
 */
JlDate
jl_date_add_months (JlDate date, int months)
{
  int year;
  int month;
  int day;
  gint64 total;
  GDateYear to_year;
  GDateMonth to_month;
  JlDate sum = date;

  g_return_val_if_fail (jl_date_is_valid (date), date);

  jl_date_to_ymd (date, &year, &month, &day);
  total = (gint64)year * 12 + month - 1 + months;
  if (total < 1 * 12)
    return JL_DATE_MIN;
  if (total >= 10000 * 12)
    return JL_DATE_MAX;

  to_year = (GDateYear)(total / 12);
  to_month = (GDateMonth)(total % 12 + 1);
  jl_date_from_ymd (
      to_year, to_month, MIN (day, g_date_get_days_in_month (to_month, to_year)), &sum);
  return sum;
}

static void
put_digits (char *text, guint n, guint value)
{
  for (; n > 0; value /= 10)
    text[--n] = (char)('0' + value % 10);
}

/**
 * jl_date_to_text:
 * @date: a valid date
 * @text: (out caller-allocates): room for %JL_DATE_TEXT_SIZE characters
 *
 * Writes @date as `YYYY-MM-DD`.
 */
void
jl_date_to_text (JlDate date, char text[JL_DATE_TEXT_SIZE])
{
  int year = 1;
  int month = 1;
  int day = 1;

  jl_date_to_ymd (date, &year, &month, &day);
  /* By hand: each record that is stored has several, and printf takes ten times as long. */
  put_digits (text, 4, (guint)year);
  text[4] = '-';
  put_digits (text + 5, 2, (guint)month);
  text[7] = '-';
  put_digits (text + 8, 2, (guint)day);
  text[10] = '\0';
}

/**
 * jl_date_from_text:
 * @text: what somebody sent
 * @date: (out): the date, untouched on failure
 * @error: %JL_ERROR_INVALID
 *
 * Reads exactly `YYYY-MM-DD`, and only days that exist.
 *
 * Returns: %FALSE if @text is anything else
 */
gboolean
jl_date_from_text (const char *text, JlDate *date, GError **error)
{
  static const char pattern[] = "0000-00-00";
  gboolean good = strnlen (text, sizeof pattern) == sizeof pattern - 1;

  for (guint i = 0; good && i < sizeof pattern - 1; i++)
    good = pattern[i] == '0' ? g_ascii_isdigit (text[i]) : text[i] == pattern[i];
  good = good && jl_date_from_ymd (atoi (text), atoi (text + 5), atoi (text + 8), date);
  if (!good) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_INVALID, _ ("This is not a day of the calendar (YYYY-MM-DD)"));
  }
  return good;
}
