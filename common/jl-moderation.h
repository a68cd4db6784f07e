// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * The records of the capability "moderation": what is reported by whoever sees something wrong,
 * what is taken from view and why, appeals, and the log of those who look after the platform.
 */

typedef enum { JL_SUBJECT_ITEM, JL_SUBJECT_WANT } JlModerationSubject;
extern const JlEnum jl_moderation_subject_enum;

typedef enum {
  JL_REPORT_OPEN,
  JL_REPORT_UPHELD,    /* what was reported was hidden */
  JL_REPORT_DISMISSED, /* it was looked at and stays */
} JlReportState;
extern const JlEnum jl_report_state_enum;

/*
 * A report of an item or a want. It belongs to the department that looks after the organisation,
 * and never says who reported.
 */
enum {
  JL_REPORT_ID,
  JL_REPORT_ORGANISATION,
  JL_REPORT_CONCERNED,
  JL_REPORT_CONCERNED_NAME,
  JL_REPORT_SUBJECT_KIND,
  JL_REPORT_SUBJECT,
  JL_REPORT_SUBJECT_TITLE,
  JL_REPORT_LABEL_CODE,
  JL_REPORT_REASON,
  JL_REPORT_TEXT,
  JL_REPORT_SIGNED_IN,
  JL_REPORT_ANSWER_UNTIL,
  JL_REPORT_STATE,
  JL_REPORT_ANSWER,
  JL_REPORT_ANSWERED_AT,
  JL_REPORT_ANSWERED_BY,
  JL_REPORT_HIDING,
  JL_REPORT_RULES_VERSION,
  JL_REPORT_VERSION,
  JL_REPORT_CREATED_AT,
  JL_REPORT_UPDATED_AT,
  JL_REPORT_N_FIELDS
};
extern const JlRecordTable jl_report_table;

/* What whoever reports gets. */
enum { JL_RECEIPT_ID, JL_RECEIPT_ANSWER_UNTIL, JL_RECEIPT_NOTIFIED, JL_RECEIPT_N_FIELDS };
extern const JlRecordTable jl_receipt_table;

/* POST /moderation/reports/{id}/dismiss */
enum { JL_DISMISSAL_ANSWER, JL_DISMISSAL_N_FIELDS };
extern const JlRecordTable jl_dismissal_table;

typedef enum {
  JL_HIDING_HIDDEN,
  JL_HIDING_APPEALED,
  JL_HIDING_UPHELD, /* the appeal was rejected */
  JL_HIDING_LIFTED, /* it is in view again */
} JlHidingState;
extern const JlEnum jl_hiding_state_enum;

/* That something was taken from view, with its appeal and decision. */
enum {
  JL_HIDING_ID,
  JL_HIDING_ORGANISATION,
  JL_HIDING_ORGANISATION_NAME,
  JL_HIDING_PERSON,
  JL_HIDING_SUBJECT_KIND,
  JL_HIDING_SUBJECT,
  JL_HIDING_SUBJECT_TITLE,
  JL_HIDING_LABEL_CODE,
  JL_HIDING_REASON,
  JL_HIDING_TEXT,
  JL_HIDING_STATE,
  JL_HIDING_DEPARTMENT,
  JL_HIDING_DEPARTMENT_NAME,
  JL_HIDING_HIDDEN_BY,
  JL_HIDING_APPEAL_UNTIL,
  JL_HIDING_APPEAL,
  JL_HIDING_APPEALED_AT,
  JL_HIDING_DECIDE_UNTIL,
  JL_HIDING_DECISION,
  JL_HIDING_DECIDED_AT,
  JL_HIDING_DECIDED_BY,
  JL_HIDING_DECIDED_NAME,
  JL_HIDING_SAME_JUDGE,
  JL_HIDING_RULES_VERSION,
  JL_HIDING_VERSION,
  JL_HIDING_CREATED_AT,
  JL_HIDING_UPDATED_AT,
  JL_HIDING_N_FIELDS
};
extern const JlRecordTable jl_hiding_table;

/* POST /items/{id}/hide */
enum { JL_HIDE_REASON, JL_HIDE_TEXT, JL_HIDE_N_FIELDS };
extern const JlRecordTable jl_hide_table;

/* POST /moderation/hidings/{id}/appeal */
enum { JL_APPEAL_TEXT, JL_APPEAL_N_FIELDS };
extern const JlRecordTable jl_appeal_table;

/* POST /moderation/hidings/{id}/decision */
typedef enum { JL_OUTCOME_UPHOLD, JL_OUTCOME_LIFT } JlOutcome;
enum { JL_DECISION_OUTCOME, JL_DECISION_TEXT, JL_DECISION_N_FIELDS };
extern const JlRecordTable jl_decision_table;

/* GET /moderation/reasons: for what something may be reported and hidden. */
enum {
  JL_REPORT_REASON_CODE,
  JL_REPORT_REASON_NAME,
  JL_REPORT_REASON_DESCRIPTION,
  JL_REPORT_REASON_SOURCE,
  JL_REPORT_REASON_NEEDS_ACCOUNT,
  JL_REPORT_REASON_NEEDS_TEXT,
  JL_REPORT_REASON_N_FIELDS
};
extern const JlRecordTable jl_report_reason_table;

/* GET /moderation/log: what those who look after the platform did. */
enum {
  JL_LOG_ENTRY_ID,
  JL_LOG_ENTRY_AT,
  JL_LOG_ENTRY_ACTION,
  JL_LOG_ENTRY_ACCOUNT,
  JL_LOG_ENTRY_ACTOR,
  JL_LOG_ENTRY_DEPARTMENT_NAME,
  JL_LOG_ENTRY_ORGANISATION,
  JL_LOG_ENTRY_ORGANISATION_NAME,
  JL_LOG_ENTRY_SUBJECT_KIND,
  JL_LOG_ENTRY_SUBJECT,
  JL_LOG_ENTRY_SUBJECT_TITLE,
  JL_LOG_ENTRY_N_FIELDS
};
extern const JlRecordTable jl_log_entry_table;
const char *jl_log_action_get_label (const char *action);
guint jl_log_actions_get_n (void);
const char *jl_log_action_get_name (guint n);

G_END_DECLS
