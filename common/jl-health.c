// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-health.h"

#include <glib/gi18n-lib.h>

const JlEnum jl_health_period_enum = {
  .names = (const char *const[]){ "hour", "day", NULL },
  .labels = (const char *const[]){ N_ ("Last hour"), N_ ("Last day"), NULL },
};
const JlEnum jl_health_subject_enum = {
  .names =
      (const char *const[]){ "disk", "writes", "search", "errors", "processes", "backup", NULL },
  .labels = (const char *const[]){ N_ ("Disk space"),
                                   N_ ("Saving"),
                                   N_ ("Search"),
                                   N_ ("Errors"),
                                   N_ ("Processes"),
                                   N_ ("Backup"),
                                   NULL },
};
const JlEnum jl_health_state_enum = {
  .names = (const char *const[]){ "in_order", "look", NULL },
  .labels = (const char *const[]){ N_ ("In order"), N_ ("Look at this"), NULL },
};

#define NUMBER(name_, doc_)                                                                        \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_INTEGER, .flags = JL_FIELD_READ_ONLY, .doc = (doc_)          \
  }
#define TIME(name_, flags_, doc_)                                                                  \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_TIME, .flags = JL_FIELD_READ_ONLY | (flags_), .doc = (doc_)  \
  }
static const JlField sample_fields[] = {
  [JL_HEALTH_SAMPLE_AT] = TIME ("at", 0, "End of the interval."),
  [JL_HEALTH_SAMPLE_REQUESTS] = NUMBER ("requests", "Answered in the interval."),
  [JL_HEALTH_SAMPLE_ERRORS] = NUMBER ("errors", "Of them with a status of 5xx."),
  [JL_HEALTH_SAMPLE_COMMITS] = NUMBER ("commits", "Batches of writes committed."),
  [JL_HEALTH_SAMPLE_COMMIT_MICROS] = NUMBER ("commit_micros", "What these took together."),
  [JL_HEALTH_SAMPLE_QUEUE] = NUMBER ("queue", "Writes that waited, at most."),
  [JL_HEALTH_SAMPLE_LAG] = NUMBER ("lag", "Changes that search did not have yet, at most."),
  [JL_HEALTH_SAMPLE_DISK_FREE] = NUMBER ("disk_free", "Bytes, at least."),
  [JL_HEALTH_SAMPLE_DIED] = NUMBER ("died", "Processes that were replaced."),
};
JL_ASSERT_FIELDS (JL_HEALTH_SAMPLE, sample_fields);
const JlRecordTable jl_health_sample_table =
    JL_RECORD_TABLE ("health_sample", "JlHealthSampleRecord", sample_fields);

static const JlField check_fields[] = {
  [JL_HEALTH_CHECK_SUBJECT] = { .name = "subject",
                                .type = JL_FIELD_ENUM,
                                .values = &jl_health_subject_enum,
                                .flags = JL_FIELD_READ_ONLY },
  [JL_HEALTH_CHECK_STATE] = { .name = "state",
                              .type = JL_FIELD_ENUM,
                              .values = &jl_health_state_enum,
                              .flags = JL_FIELD_READ_ONLY },
};
JL_ASSERT_FIELDS (JL_HEALTH_CHECK, check_fields);
const JlRecordTable jl_health_check_table =
    JL_RECORD_TABLE ("health_check", "JlHealthCheck", check_fields);

static const JlField query_fields[] = {
  [JL_HEALTH_QUERY_PERIOD] = { .name = "period",
                               .type = JL_FIELD_ENUM,
                               .values = &jl_health_period_enum,
                               .doc = "The last hour if absent." },
};
JL_ASSERT_FIELDS (JL_HEALTH_QUERY, query_fields);
const JlRecordTable jl_health_query_table =
    JL_RECORD_TABLE ("health_query", "JlHealthQuery", query_fields);

static const JlField health_fields[] = {
  [JL_HEALTH_PROGRAM] = { .name = "program",
                          .type = JL_FIELD_TEXT,
                          .max = 40,
                          .flags = JL_FIELD_READ_ONLY,
                          .doc = "The service's version." },
  [JL_HEALTH_RULES_VERSION] = { .name = "rules_version",
                                .type = JL_FIELD_TEXT,
                                .max = 40,
                                .flags = JL_FIELD_READ_ONLY },
  [JL_HEALTH_STARTED_AT] = TIME ("started_at", 0, NULL),
  [JL_HEALTH_NOW] = TIME ("now", 0, "The service's clock."),
  [JL_HEALTH_INTERVAL] = NUMBER ("interval", "Seconds from one sample to the next."),
  [JL_HEALTH_DISK_FREE] = NUMBER ("disk_free", "Bytes."),
  [JL_HEALTH_DISK_TOTAL] = NUMBER ("disk_total", "Bytes."),
  [JL_HEALTH_BACKUP_AT] = TIME ("backup_at", JL_FIELD_NULLABLE, "Of the last complete one."),
  [JL_HEALTH_CHECKS] = { .name = "checks",
                         .type = JL_FIELD_LIST,
                         .record = &jl_health_check_table,
                         .max = JL_N_HEALTH_SUBJECTS,
                         .flags = JL_FIELD_READ_ONLY },
  [JL_HEALTH_SAMPLES] = { .name = "samples",
                          .type = JL_FIELD_LIST,
                          .record = &jl_health_sample_table,
                          .max = JL_HEALTH_N_SAMPLES,
                          .flags = JL_FIELD_READ_ONLY,
                          .doc = "The oldest first." },
};
JL_ASSERT_FIELDS (JL_HEALTH, health_fields);
const JlRecordTable jl_health_table = JL_RECORD_TABLE ("health", "JlHealth", health_fields);
