// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * The records of the capability "keeping": what must be kept whatever the retention rules say
 * (legal holds), and the purges that remove what they let go of.
 */

typedef enum { JL_HOLD_ITEM, JL_HOLD_PERSON, JL_HOLD_ORGANISATION } JlHoldSubject;
extern const JlEnum jl_hold_subject_enum;

enum {
  JL_HOLD_ID,
  JL_HOLD_HOME, /* `organisation`: the city's own */
  JL_HOLD_SUBJECT_KIND,
  JL_HOLD_SUBJECT,
  JL_HOLD_SUBJECT_NAME,
  JL_HOLD_REASON,
  JL_HOLD_RELEASE_REASON,
  JL_HOLD_RELEASED_AT,
  JL_HOLD_VERSION,
  JL_HOLD_CREATED_AT,
  JL_HOLD_UPDATED_AT,
  JL_HOLD_N_FIELDS
};
extern const JlRecordTable jl_hold_table;

/* What is asked for: the subject by its number, or an item by what stands on its label. */
enum {
  JL_HOLD_ORDER_SUBJECT_KIND,
  JL_HOLD_ORDER_SUBJECT,
  JL_HOLD_ORDER_LABEL_CODE,
  JL_HOLD_ORDER_REASON,
  JL_HOLD_ORDER_N_FIELDS
};
extern const JlRecordTable jl_hold_order_table;

enum { JL_HOLD_RELEASE_WHY, JL_HOLD_RELEASE_N_FIELDS };
extern const JlRecordTable jl_hold_release_table;

typedef enum {
  JL_PURGE_PLANNED, /* announced, so that somebody can look and object */
  JL_PURGE_RUNNING,
  JL_PURGE_DONE,
  JL_PURGE_CANCELLED,
} JlPurgeState;
extern const JlEnum jl_purge_state_enum;

enum { JL_PURGE_STEP_RECORD, JL_PURGE_STEP_BEFORE, JL_PURGE_STEP_DONE, JL_PURGE_STEP_N_FIELDS };
extern const JlRecordTable jl_purge_step_table;

enum {
  JL_PURGE_ID,
  JL_PURGE_ORGANISATION,
  JL_PURGE_STATE,
  JL_PURGE_RUNS_AT,
  JL_PURGE_STARTED_AT,
  JL_PURGE_FINISHED_AT,
  JL_PURGE_STEPS,
  JL_PURGE_RULES_VERSION,
  JL_PURGE_VERSION,
  JL_PURGE_CREATED_AT,
  JL_PURGE_UPDATED_AT,
  JL_PURGE_N_FIELDS
};
extern const JlRecordTable jl_purge_table;

/* A retention rule in force, and what it would let go of today: the dry run. */
enum {
  JL_KEPT_RECORD,
  JL_KEPT_MONTHS,
  JL_KEPT_DAYS,
  JL_KEPT_COUNTED_FROM,
  JL_KEPT_THEN,
  JL_KEPT_SOURCE,
  JL_KEPT_CERTAINTY,
  JL_KEPT_BEFORE,
  JL_KEPT_DUE,
  JL_KEPT_HELD,
  JL_KEPT_MORE,
  JL_KEPT_N_FIELDS
};
extern const JlRecordTable jl_kept_table;

G_END_DECLS
