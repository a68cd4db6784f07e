// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-time.h"
#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MINUTE (60 * JL_TIME_SECOND)
#define HOUR (60 * MINUTE)
#define CHINA_OFFSET (8 * HOUR)

G_STATIC_ASSERT (JL_TIME_MIN == JL_DATE_MIN * JL_TIME_DAY);
G_STATIC_ASSERT (JL_TIME_MAX == (JL_DATE_MAX + 1) * JL_TIME_DAY - CHINA_OFFSET - 1);

/* The day of a time, and the milliseconds since it began. Days before 1970 are negative. */
static JlDate
split (gint64 time, gint64 *in_day)
{
  gint64 day = time / JL_TIME_DAY;

  *in_day = time % JL_TIME_DAY;
  if (*in_day < 0) {
    *in_day += JL_TIME_DAY;
    day--;
  }
  return (JlDate)day;
}

/**
 * jl_time_is_valid:
 * @time: any number
 *
 * Returns: whether @time is in the years 1 to 9999 in UTC and in China, which text covers
 */
gboolean
jl_time_is_valid (gint64 time)
{
  return time >= JL_TIME_MIN && time <= JL_TIME_MAX;
}

static void
put_pair (char *text, char before, guint value)
{
  text[0] = before;
  text[1] = (char)('0' + value / 10);
  text[2] = (char)('0' + value % 10);
}

/**
 * jl_time_to_text:
 * @time: a valid time in milliseconds since 1970 UTC
 * @text: (out caller-allocates): room for %JL_TIME_TEXT_SIZE characters
 *
 * Writes @time as RFC 3339 in UTC with three decimals: `2026-11-23T08:00:00.123Z`. Texts sort as
 * times do.
 */
void
jl_time_to_text (gint64 time, char text[JL_TIME_TEXT_SIZE])
{
  gint64 in_day;
  JlDate day;

  g_return_if_fail (jl_time_is_valid (time));

  day = split (time, &in_day);
  /* By hand, as jl_date_to_text(). */
  jl_date_to_text (day, text);
  put_pair (text + 10, 'T', (guint)(in_day / HOUR));
  put_pair (text + 13, ':', (guint)(in_day / MINUTE % 60));
  put_pair (text + 16, ':', (guint)(in_day / JL_TIME_SECOND % 60));
  put_pair (text + 19, '.', (guint)(in_day % JL_TIME_SECOND / 10));
  text[22] = (char)('0' + in_day % 10);
  text[23] = 'Z';
  text[24] = '\0';
}

/* Two digits, at most @max. */
static gboolean
read_pair (const char **cursor, guint max, guint *value)
{
  const char *text = *cursor;

  if (!g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]))
    return FALSE;
  *value = (guint)(text[0] - '0') * 10 + (guint)(text[1] - '0');
  *cursor += 2;
  return *value <= max;
}

static gboolean
read_char (const char **cursor, char c)
{
  if (**cursor != c)
    return FALSE;
  (*cursor)++;
  return TRUE;
}

/* A fraction of a second, if there is one: cut, not rounded, to milliseconds. */
static gboolean
read_fraction (const char **cursor, guint *milliseconds)
{
  guint weight = 100;
  guint n_digits = 0;

  *milliseconds = 0;
  if (!read_char (cursor, '.'))
    return TRUE;
  for (; g_ascii_isdigit (**cursor); (*cursor)++, n_digits++) {
    *milliseconds += (guint)(**cursor - '0') * weight;
    weight /= 10;
  }
  return n_digits >= 1 && n_digits <= 9;
}

/* `Z` or `+08:00`, as milliseconds ahead of UTC. */
static gboolean
read_offset (const char **cursor, gint64 *offset)
{
  guint hour;
  guint minute;
  int sign = **cursor == '-' ? -1 : 1;

  *offset = 0;
  if (read_char (cursor, 'Z'))
    return TRUE;
  if (!read_char (cursor, '+') && !read_char (cursor, '-'))
    return FALSE;
  if (!read_pair (cursor, 23, &hour) || !read_char (cursor, ':') ||
      !read_pair (cursor, 59, &minute))
    return FALSE;
  *offset = sign * (hour * HOUR + minute * MINUTE);
  return TRUE;
}

static gboolean
read_time (const char *text, gint64 *time)
{
  char date[JL_DATE_TEXT_SIZE];
  const char *cursor = text;
  JlDate day;
  guint hour;
  guint minute;
  guint second;
  guint milliseconds;
  gint64 offset;
  gint64 value;

  if (strnlen (text, sizeof date) < sizeof date)
    return FALSE;
  g_strlcpy (date, text, sizeof date);
  cursor += sizeof date - 1;
  if (!jl_date_from_text (date, &day, NULL) || !read_char (&cursor, 'T'))
    return FALSE;
  if (!read_pair (&cursor, 23, &hour) || !read_char (&cursor, ':') ||
      !read_pair (&cursor, 59, &minute) || !read_char (&cursor, ':') ||
      !read_pair (&cursor, 59, &second))
    return FALSE;
  if (!read_fraction (&cursor, &milliseconds) || !read_offset (&cursor, &offset) || *cursor != '\0')
    return FALSE;

  value = day * JL_TIME_DAY + hour * HOUR + minute * MINUTE + second * JL_TIME_SECOND +
          milliseconds - offset;
  if (!jl_time_is_valid (value))
    return FALSE;
  *time = value;
  return TRUE;
}

/**
 * jl_time_from_text:
 * @text: what somebody sent
 * @time: (out): milliseconds since 1970 UTC, untouched on failure
 * @error: %JL_ERROR_INVALID
 *
 * Reads a time of RFC 3339, `2026-11-23T16:00:00+08:00`, with up to nine decimals, of which three
 * count. Stricter than the RFC in what we have no use for: `T` and `Z` are upper case, and a leap
 * second (`:60`), which milliseconds since 1970 cannot say, is refused.
 *
 * Returns: %FALSE if @text is anything else
 */
gboolean
jl_time_from_text (const char *text, gint64 *time, GError **error)
{
  if (!read_time (text, time)) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_INVALID,
                         _ ("This is not a time (YYYY-MM-DDThh:mm:ssZ, or with an offset)"));
    return FALSE;
  }
  return TRUE;
}

/**
 * jl_time_get_china_date:
 * @time: a time in milliseconds since 1970 UTC
 *
 * Returns: the day that it is in China at @time
 */
JlDate
jl_time_get_china_date (gint64 time)
{
  gint64 in_day;

  g_return_val_if_fail (jl_time_is_valid (time), 0);

  return split (time + CHINA_OFFSET, &in_day);
}

/**
 * jl_time_to_china_text:
 * @time: a time in milliseconds since 1970 UTC
 * @text: (out caller-allocates): room for %JL_TIME_CHINA_TEXT_SIZE characters
 *
 * Writes the date and time of day in China, to the minute, for people: `2026-11-23 16:00`.
 */
void
jl_time_to_china_text (gint64 time, char text[JL_TIME_CHINA_TEXT_SIZE])
{
  char date[JL_DATE_TEXT_SIZE];
  gint64 in_day;
  JlDate day;

  g_return_if_fail (jl_time_is_valid (time));

  day = split (time + CHINA_OFFSET, &in_day);
  jl_date_to_text (day, date);
  g_snprintf (text,
              JL_TIME_CHINA_TEXT_SIZE,
              "%s %02u:%02u",
              date,
              (guint)(in_day / HOUR) % 24,
              (guint)(in_day / MINUTE % 60));
}

/**
 * jl_date_get_start:
 * @date: a valid date
 *
 * Returns: when @date begins in China, in milliseconds since 1970 UTC
 */
gint64
jl_date_get_start (JlDate date)
{
  g_return_val_if_fail (jl_date_is_valid (date), 0);

  return date * JL_TIME_DAY - CHINA_OFFSET;
}

/**
 * jl_date_get_end:
 * @date: a valid date
 *
 * Returns: when @date is over in China (24:00, 民法典 203), in milliseconds since 1970 UTC: the
 * first millisecond that does not belong to it
 */
gint64
jl_date_get_end (JlDate date)
{
  return jl_date_get_start (date) + JL_TIME_DAY;
}
