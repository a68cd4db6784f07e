// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keeping.h"

#include <glib/gi18n-lib.h>

#define OWN(name_, type_, ...)                                                                     \
  {                                                                                                \
    .name = (name_), .type = (type_), .flags = JL_FIELD_READ_ONLY, .view = JL_VIEW_OWN,            \
    __VA_ARGS__                                                                                    \
  }

const JlEnum jl_hold_subject_enum = {
  .names = (const char *const[]){ "item", "person", "organisation", NULL },
  .labels = (const char *const[]){ N_ ("Item"), N_ ("Person"), N_ ("Organisation"), NULL },
};

static const JlField hold_fields[] = {
  [JL_HOLD_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_HOLD_HOME] = { .name = "organisation", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_HOLD_SUBJECT_KIND] = OWN ("subject_kind", JL_FIELD_ENUM, .values = &jl_hold_subject_enum),
  [JL_HOLD_SUBJECT] =
      OWN ("subject", JL_FIELD_ID, .doc = "What is kept, with all that belongs to it."),
  [JL_HOLD_SUBJECT_NAME] = OWN ("subject_name",
                                JL_FIELD_TEXT,
                                .doc = "Of an item its label and title, of an organisation its "
                                       "name; empty for a person."),
  [JL_HOLD_REASON] = OWN ("reason", JL_FIELD_TEXT),
  [JL_HOLD_RELEASE_REASON] = OWN ("release_reason", JL_FIELD_TEXT),
  [JL_HOLD_RELEASED_AT] = { .name = "released_at",
                            .type = JL_FIELD_TIME,
                            .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                            .view = JL_VIEW_OWN },
  JL_RECORD_COMMON_FIELDS (JL_HOLD),
};
JL_ASSERT_FIELDS (JL_HOLD, hold_fields);
const JlRecordTable jl_hold_table = JL_RECORD_TABLE ("hold", "JlHold", hold_fields);

static const JlField hold_order_fields[] = {
  [JL_HOLD_ORDER_SUBJECT_KIND] = { .name = "subject_kind",
                                   .type = JL_FIELD_ENUM,
                                   .values = &jl_hold_subject_enum,
                                   .flags = JL_FIELD_REQUIRED },
  [JL_HOLD_ORDER_SUBJECT] = { .name = "subject", .type = JL_FIELD_ID },
  [JL_HOLD_ORDER_LABEL_CODE] = { .name = "label_code",
                                 .type = JL_FIELD_TEXT,
                                 .min = 1,
                                 .max = 20,
                                 .doc = "Of an item, instead of its number." },
  [JL_HOLD_ORDER_REASON] = { .name = "reason",
                             .type = JL_FIELD_TEXT,
                             .min = 2,
                             .max = 300,
                             .flags = JL_FIELD_REQUIRED,
                             .doc = "Who demands it and by which document; no person's data." },
};
JL_ASSERT_FIELDS (JL_HOLD_ORDER, hold_order_fields);
const JlRecordTable jl_hold_order_table =
    JL_RECORD_TABLE ("hold_order", "JlHoldOrder", hold_order_fields);

static const JlField hold_release_fields[] = {
  [JL_HOLD_RELEASE_WHY] = { .name = "reason",
                            .type = JL_FIELD_TEXT,
                            .min = 2,
                            .max = 300,
                            .flags = JL_FIELD_REQUIRED },
};
JL_ASSERT_FIELDS (JL_HOLD_RELEASE, hold_release_fields);
const JlRecordTable jl_hold_release_table =
    JL_RECORD_TABLE ("hold_release", "JlHoldRelease", hold_release_fields);

const JlEnum jl_purge_state_enum = {
  .names = (const char *const[]){ "planned", "running", "done", "cancelled", NULL },
  .labels =
      (const char *const[]){ N_ ("Planned"), N_ ("Running"), N_ ("Done"), N_ ("Cancelled"), NULL },
};

static const JlField purge_step_fields[] = {
  [JL_PURGE_STEP_RECORD] = { .name = "record", .type = JL_FIELD_TEXT, .max = 40 },
  [JL_PURGE_STEP_BEFORE] = { .name = "before",
                             .type = JL_FIELD_TIME,
                             .doc = "What was over before this time goes." },
  [JL_PURGE_STEP_DONE] = { .name = "done",
                           .type = JL_FIELD_INTEGER,
                           .doc = "How many went; known when the purge is done." },
};
JL_ASSERT_FIELDS (JL_PURGE_STEP, purge_step_fields);
const JlRecordTable jl_purge_step_table =
    JL_RECORD_TABLE ("purge_step", "JlPurgeStep", purge_step_fields);

static const JlField purge_fields[] = {
  [JL_PURGE_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_PURGE_ORGANISATION] = { .name = "organisation",
                              .type = JL_FIELD_ID,
                              .flags = JL_FIELD_READ_ONLY },
  [JL_PURGE_STATE] = OWN ("state", JL_FIELD_ENUM, .values = &jl_purge_state_enum),
  [JL_PURGE_RUNS_AT] = OWN ("runs_at", JL_FIELD_TIME),
  [JL_PURGE_STARTED_AT] = { .name = "started_at",
                            .type = JL_FIELD_TIME,
                            .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                            .view = JL_VIEW_OWN },
  [JL_PURGE_FINISHED_AT] = { .name = "finished_at",
                             .type = JL_FIELD_TIME,
                             .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                             .view = JL_VIEW_OWN },
  [JL_PURGE_STEPS] = OWN ("steps", JL_FIELD_LIST, .record = &jl_purge_step_table, .max = 100),
  [JL_PURGE_RULES_VERSION] = OWN ("rules_version", JL_FIELD_TEXT),
  JL_RECORD_COMMON_FIELDS (JL_PURGE),
};
JL_ASSERT_FIELDS (JL_PURGE, purge_fields);
const JlRecordTable jl_purge_table = JL_RECORD_TABLE ("purge", "JlPurgeRun", purge_fields);

static const JlField kept_fields[] = {
  [JL_KEPT_RECORD] = OWN ("record", JL_FIELD_TEXT),
  [JL_KEPT_MONTHS] = OWN ("months", JL_FIELD_INTEGER),
  [JL_KEPT_DAYS] = OWN ("days", JL_FIELD_INTEGER),
  [JL_KEPT_COUNTED_FROM] = OWN ("counted_from", JL_FIELD_TEXT, .doc = "As in the rules file."),
  [JL_KEPT_THEN] = OWN ("then", JL_FIELD_TEXT, .doc = "As in the rules file."),
  [JL_KEPT_SOURCE] = OWN ("source", JL_FIELD_TEXT),
  [JL_KEPT_CERTAINTY] = OWN ("certainty", JL_FIELD_TEXT),
  [JL_KEPT_BEFORE] = { .name = "before",
                       .type = JL_FIELD_TIME,
                       .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                       .view = JL_VIEW_OWN,
                       .doc = "What was over before this time may go; null where no purge removes "
                              "such records." },
  [JL_KEPT_DUE] = OWN ("due", JL_FIELD_INTEGER, .doc = "How many a purge would remove now."),
  [JL_KEPT_HELD] = OWN ("held", JL_FIELD_INTEGER, .doc = "How many a legal hold keeps."),
  [JL_KEPT_MORE] = OWN ("more", JL_FIELD_BOOLEAN, .doc = "Counting stopped: there are more."),
};
JL_ASSERT_FIELDS (JL_KEPT, kept_fields);
const JlRecordTable jl_kept_table = JL_RECORD_TABLE ("kept", "JlKept", kept_fields);
