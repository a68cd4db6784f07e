// SPDX-License-Identifier: GPL-3.0-or-later
/* Numbers and dates of spreadsheets: ECMA-376 part 1, 18.8.30 (number formats) and 18.17.4.1
 * (dates). */
#include "jl-xlsx-format.h"

#include <math.h>
#include <string.h>

/* 9999-12-31, the last day that spreadsheets know. */
#define MAX_SERIAL 2958466.0
#define SECONDS_A_DAY 86400
/* The built-in formats of dates and times; those from 27 are Chinese, Japanese and Korean. */
static const struct {
  guint first, last;
} date_ids[] = { { 14, 22 }, { 27, 36 }, { 45, 47 }, { 50, 58 } };

/* In a format, [h] is hours beyond a day; other brackets hold colours and conditions. */
static const char *
skip_brackets (const char *at, gboolean *is_date)
{
  const char *end = strchr (at, ']');

  if (end == NULL)
    return at + strlen (at);
  *is_date |= strchr ("hHmMsS", at[1]) != NULL && at[1] != '\0' &&
              (end == at + 2 || (end == at + 3 && at[1] == at[2]));
  return end + 1;
}

static const char *
skip_quotes (const char *at)
{
  const char *end = strchr (at + 1, '"');

  return end == NULL ? at + strlen (at) : end + 1;
}

/**
 * jl_xlsx_format_is_date:
 * @id: of the format
 * @code: (nullable): the format, of one that is not built in
 *
 * Returns: whether a number in it is a date or a time
 */
gboolean
jl_xlsx_format_is_date (guint id, const char *code)
{
  gboolean is_date = FALSE;

  for (guint i = 0; code == NULL && i < G_N_ELEMENTS (date_ids); i++)
    if (id >= date_ids[i].first && id <= date_ids[i].last)
      return TRUE;
  if (code == NULL || g_ascii_strcasecmp (code, "General") == 0)
    return FALSE;

  for (const char *at = code; *at != '\0' && !is_date;) {
    if (*at == '"')
      at = skip_quotes (at);
    else if (*at == '[')
      at = skip_brackets (at, &is_date);
    else if ((*at == '\\' || *at == '_' || *at == '*') && at[1] != '\0')
      at += 2;
    else
      is_date = strchr ("yYmMdDhHsS", *at++) != NULL;
  }
  return is_date;
}

/**
 * jl_xlsx_number_to_text:
 * @number: a number
 *
 * With the fifteen digits that spreadsheets show, so that 0.1 + 0.2 is 0.3, and a barcode is whole.
 *
 * Returns: (transfer full): the number as people write it
 */
char *
jl_xlsx_number_to_text (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, fabs (number) < 1e15 ? "%.15g" : "%.0f", number);
  return g_strdup (text);
}

static char *
day_to_text (gint64 day, gboolean since_1904)
{
  g_autoptr (GDate) date = since_1904 ? g_date_new_dmy (1, 1, 1904) : g_date_new_dmy (30, 12, 1899);

  /* Day 60 is 29 February 1900, which never was; before it all is a day off. */
  if (!since_1904 && day < 60)
    day++;
  g_date_add_days (date, (guint)day);
  return g_strdup_printf ("%04u-%02u-%02u",
                          (guint)g_date_get_year (date),
                          (guint)g_date_get_month (date),
                          (guint)g_date_get_day (date));
}

/**
 * jl_xlsx_date_to_text:
 * @serial: days, and parts of a day
 * @since_1904: as old spreadsheets of the Macintosh count
 *
 * Returns: (transfer full): `2026-11-23`, `2026-11-23 20:15:00` or `20:15:00`; the number itself if
 *   it is no date
 */
char *
jl_xlsx_date_to_text (double serial, gboolean since_1904)
{
  g_autofree char *day_text = NULL;
  gint64 day, second;

  if (!(serial >= 0 && serial < MAX_SERIAL))
    return jl_xlsx_number_to_text (serial);
  day = (gint64)floor (serial);
  second = (gint64)floor ((serial - (double)day) * SECONDS_A_DAY + 0.5);
  if (second == SECONDS_A_DAY) {
    day++;
    second = 0;
  }
  if (day > 0 || since_1904)
    day_text = day_to_text (day, since_1904);
  if (day_text != NULL && second == 0)
    return g_steal_pointer (&day_text);
  return g_strdup_printf ("%s%s%02d:%02d:%02d",
                          day_text == NULL ? "" : day_text,
                          day_text == NULL ? "" : " ",
                          (int)(second / 3600),
                          (int)(second / 60 % 60),
                          (int)(second % 60));
}
