// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * JlDate:
 *
 * A day of the Gregorian calendar without a time or a zone: days since 1970-01-01. Days are
 * compared, added and subtracted as numbers. Text and calendar arithmetic cover %JL_DATE_MIN to
 * %JL_DATE_MAX.
 */
typedef gint32 JlDate;

#define JL_DATE_MIN (-719162)     /* 0001-01-01 */
#define JL_DATE_MAX 2932896       /* 9999-12-31 */
#define JL_DATE_NONE (G_MININT32) /* stands for "no date" where a date may be missing */

/* YYYY-MM-DD and the terminating NUL. */
#define JL_DATE_TEXT_SIZE 11

typedef enum {
  JL_MONDAY = 1,
  JL_TUESDAY,
  JL_WEDNESDAY,
  JL_THURSDAY,
  JL_FRIDAY,
  JL_SATURDAY,
  JL_SUNDAY,
} JlWeekday;

gboolean jl_date_is_valid (JlDate date);
gboolean jl_date_from_ymd (int year, int month, int day, JlDate *date);
void jl_date_to_ymd (JlDate date, int *year, int *month, int *day);
int jl_date_get_year (JlDate date);
JlWeekday jl_date_get_weekday (JlDate date);
JlDate jl_date_add_months (JlDate date, int months);

void jl_date_to_text (JlDate date, char text[JL_DATE_TEXT_SIZE]);
gboolean jl_date_from_text (const char *text, JlDate *date, GError **error);

G_END_DECLS
