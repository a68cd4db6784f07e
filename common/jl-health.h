// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * How the service is, as GET /health tells people who look after it: numbers of now, a judgement of
 * each, and what was measured in the last hour or day.
 */

typedef enum { JL_HEALTH_HOUR, JL_HEALTH_DAY, JL_N_HEALTH_PERIODS } JlHealthPeriod;
extern const JlEnum jl_health_period_enum;

typedef enum {
  JL_HEALTH_DISK,
  JL_HEALTH_WRITES,
  JL_HEALTH_SEARCH,
  JL_HEALTH_ERRORS,
  JL_HEALTH_PROCESSES,
  JL_HEALTH_BACKUP,
  JL_N_HEALTH_SUBJECTS
} JlHealthSubject;
extern const JlEnum jl_health_subject_enum;

typedef enum { JL_HEALTH_IN_ORDER, JL_HEALTH_LOOK } JlHealthState;
extern const JlEnum jl_health_state_enum;

/* What was measured in one interval; `at` is its end. */
enum {
  JL_HEALTH_SAMPLE_AT,
  JL_HEALTH_SAMPLE_REQUESTS,
  JL_HEALTH_SAMPLE_ERRORS,
  JL_HEALTH_SAMPLE_COMMITS,
  JL_HEALTH_SAMPLE_COMMIT_MICROS,
  JL_HEALTH_SAMPLE_QUEUE,
  JL_HEALTH_SAMPLE_LAG,
  JL_HEALTH_SAMPLE_DISK_FREE,
  JL_HEALTH_SAMPLE_DIED,
  JL_HEALTH_SAMPLE_N_FIELDS
};
extern const JlRecordTable jl_health_sample_table;

enum { JL_HEALTH_CHECK_SUBJECT, JL_HEALTH_CHECK_STATE, JL_HEALTH_CHECK_N_FIELDS };
extern const JlRecordTable jl_health_check_table;

enum { JL_HEALTH_QUERY_PERIOD, JL_HEALTH_QUERY_N_FIELDS };
extern const JlRecordTable jl_health_query_table;

enum {
  JL_HEALTH_PROGRAM,
  JL_HEALTH_RULES_VERSION,
  JL_HEALTH_STARTED_AT,
  JL_HEALTH_NOW,
  JL_HEALTH_INTERVAL,
  JL_HEALTH_DISK_FREE,
  JL_HEALTH_DISK_TOTAL,
  JL_HEALTH_BACKUP_AT,
  JL_HEALTH_CHECKS,
  JL_HEALTH_SAMPLES,
  JL_HEALTH_N_FIELDS
};
extern const JlRecordTable jl_health_table;

/* So many samples at most. */
#define JL_HEALTH_N_SAMPLES 240

G_END_DECLS
