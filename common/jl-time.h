// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-date.h"

G_BEGIN_DECLS

/*
 * A point in time is a gint64: milliseconds since 1970-01-01T00:00:00 UTC. China's time is 8 hours
 * ahead of UTC all year round and has been since 1992; it is computed and never looked up, since a
 * machine without time zone data would silently take UTC.
 */

#define JL_TIME_MIN G_GINT64_CONSTANT (-62135596800000) /* 0001-01-01T00:00:00.000Z */
#define JL_TIME_MAX G_GINT64_CONSTANT (253402271999999) /* 9999-12-31T15:59:59.999Z */
#define JL_TIME_SECOND G_GINT64_CONSTANT (1000)
#define JL_TIME_DAY (24 * 60 * 60 * JL_TIME_SECOND)

/* 2026-11-23T08:00:00.123Z and the terminating NUL. */
#define JL_TIME_TEXT_SIZE 25
/* 2026-11-23 16:00 and the terminating NUL. */
#define JL_TIME_CHINA_TEXT_SIZE 17

gboolean jl_time_is_valid (gint64 time);
void jl_time_to_text (gint64 time, char text[JL_TIME_TEXT_SIZE]);
gboolean jl_time_from_text (const char *text, gint64 *time, GError **error);

JlDate jl_time_get_china_date (gint64 time);
void jl_time_to_china_text (gint64 time, char text[JL_TIME_CHINA_TEXT_SIZE]);
gint64 jl_date_get_start (JlDate date);
gint64 jl_date_get_end (JlDate date);

G_END_DECLS
