// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-date.h"

G_BEGIN_DECLS

/**
 * JlHolidayKind:
 * @JL_HOLIDAY_REST: no work on this day, whatever its weekday
 * @JL_HOLIDAY_WORKING: work on this Saturday or Sunday, in exchange for another day (调休)
 */
typedef enum { JL_HOLIDAY_REST, JL_HOLIDAY_WORKING } JlHolidayKind;

/**
 * JlHoliday:
 *
 * One row of the table that the State Council announces each year: a day that differs from its
 * weekday.
 */
typedef struct {
  JlDate date;
  JlHolidayKind kind;
} JlHoliday;

/**
 * JlPeriodUnit:
 *
 * What a period is counted in. Weeks are 7 days; hours run from the moment itself (民法典 201) and
 * need no calendar.
 */
typedef enum {
  JL_PERIOD_DAYS,
  JL_PERIOD_MONTHS,
  JL_PERIOD_YEARS,
  JL_PERIOD_WORKING_DAYS,
} JlPeriodUnit;

/* Which days are worked on in China, year by year. Immutable. */
typedef struct _JlHolidays JlHolidays;

JlHolidays *jl_holidays_new (const JlHoliday *rows, gsize n_rows, GError **error);
void jl_holidays_free (JlHolidays *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlHolidays, jl_holidays_free)

gboolean jl_holidays_covers_year (const JlHolidays *self, int year);
gboolean
jl_holidays_is_working_day (const JlHolidays *self, JlDate date, gboolean *working, GError **error);
gboolean jl_holidays_get_period_end (const JlHolidays *self,
                                     JlDate start,
                                     guint amount,
                                     JlPeriodUnit unit,
                                     JlDate *last_day,
                                     GError **error);
JlDate jl_period_get_nominal_end (JlDate start, guint amount, JlPeriodUnit unit);

G_END_DECLS
