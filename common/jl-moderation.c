// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-moderation.h"

#include <glib/gi18n-lib.h>

#define MAX_REPORT 500
#define MAX_TEXT 1000

#define ID_FIELD                                                                                   \
  {                                                                                                \
    .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY                                 \
  }
#define SHOWN_ID_FIELD(name_)                                                                      \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY                              \
  }
#define SHOWN_TEXT_FIELD(name_, max_)                                                              \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_TEXT, .max = (max_), .flags = JL_FIELD_READ_ONLY             \
  }
#define LATER_TEXT_FIELD(name_, doc_)                                                              \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_TEXT, .max = MAX_TEXT,                                       \
    .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE | JL_FIELD_MULTILINE, .doc = (doc_)            \
  }
#define LATER_TIME_FIELD(name_, doc_)                                                              \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_TIME, .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,       \
    .doc = (doc_)                                                                                  \
  }
/* Whoever decides is known to the service, and to others as the department. */
#define STORED_ACCOUNT_FIELD(name_)                                                                \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,         \
    .view = JL_VIEW_STORED                                                                         \
  }
#define REASON_FIELD(flags_)                                                                       \
  {                                                                                                \
    .name = "reason", .type = JL_FIELD_TEXT, .min = 1, .max = 40, .flags = (flags_),               \
    .doc = "A code of GET /moderation/reasons."                                                    \
  }
#define SAID_FIELD(name_, doc_)                                                                    \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_TEXT, .min = 1, .max = MAX_TEXT,                             \
    .flags = JL_FIELD_REQUIRED | JL_FIELD_MULTILINE, .doc = (doc_)                                 \
  }
#define RULES_VERSION_FIELD                                                                        \
  {                                                                                                \
    .name = "rules_version", .type = JL_FIELD_TEXT, .max = 64, .flags = JL_FIELD_READ_ONLY         \
  }

const JlEnum jl_moderation_subject_enum = {
  .names = (const char *const[]){ "item", "want", NULL },
  .labels = (const char *const[]){ N_ ("Item"), N_ ("Want"), NULL },
};
#define SUBJECT_KIND_FIELD                                                                         \
  {                                                                                                \
    .name = "subject_kind", .type = JL_FIELD_ENUM, .values = &jl_moderation_subject_enum,          \
    .flags = JL_FIELD_READ_ONLY                                                                    \
  }

const JlEnum jl_report_state_enum = {
  .names = (const char *const[]){ "open", "upheld", "dismissed", NULL },
  .labels = (const char *const[]){ N_ ("To be checked"), N_ ("Hidden"), N_ ("Stays"), NULL },
};

const JlEnum jl_hiding_state_enum = {
  .names = (const char *const[]){ "hidden", "appealed", "upheld", "lifted", NULL },
  .labels = (const char *const[]){ N_ ("Hidden"),
                                   N_ ("Hidden, appealed"),
                                   N_ ("Hidden, appeal rejected"),
                                   N_ ("In view again"),
                                   NULL },
};

static const JlField report_fields[] = {
  [JL_REPORT_ID] = ID_FIELD,
  [JL_REPORT_ORGANISATION] = { .name = "organisation",
                               .type = JL_FIELD_ID,
                               .flags = JL_FIELD_READ_ONLY,
                               .doc = "The department that looks after the one concerned." },
  [JL_REPORT_CONCERNED] = { .name = "concerned",
                            .type = JL_FIELD_ID,
                            .flags = JL_FIELD_READ_ONLY,
                            .doc = "The organisation whose item it is, or where the person whose "
                                   "want it is joined." },
  [JL_REPORT_CONCERNED_NAME] = SHOWN_TEXT_FIELD ("concerned_name", 60),
  [JL_REPORT_SUBJECT_KIND] = SUBJECT_KIND_FIELD,
  [JL_REPORT_SUBJECT] = SHOWN_ID_FIELD ("subject"),
  [JL_REPORT_SUBJECT_TITLE] = SHOWN_TEXT_FIELD ("subject_title", 60),
  [JL_REPORT_LABEL_CODE] = { .name = "label_code",
                             .type = JL_FIELD_TEXT,
                             .max = 20,
                             .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE },
  [JL_REPORT_REASON] = REASON_FIELD (JL_FIELD_REQUIRED),
  [JL_REPORT_TEXT] = { .name = "text",
                       .type = JL_FIELD_TEXT,
                       .max = MAX_REPORT,
                       .flags = JL_FIELD_MULTILINE,
                       .doc = "In own words; the organisation concerned reads it too." },
  [JL_REPORT_SIGNED_IN] = { .name = "signed_in",
                            .type = JL_FIELD_BOOLEAN,
                            .flags = JL_FIELD_READ_ONLY,
                            .doc = "Whether it came from somebody with an account. Who it was is "
                                   "told to nobody." },
  [JL_REPORT_ANSWER_UNTIL] = { .name = "answer_until",
                               .type = JL_FIELD_TIME,
                               .flags = JL_FIELD_READ_ONLY,
                               .doc = "When it must be decided, by the rules." },
  [JL_REPORT_STATE] = { .name = "state",
                        .type = JL_FIELD_ENUM,
                        .values = &jl_report_state_enum,
                        .flags = JL_FIELD_READ_ONLY },
  [JL_REPORT_ANSWER] = LATER_TEXT_FIELD ("answer", "Why it was decided so."),
  [JL_REPORT_ANSWERED_AT] = LATER_TIME_FIELD ("answered_at", NULL),
  [JL_REPORT_ANSWERED_BY] = STORED_ACCOUNT_FIELD ("answered_by"),
  [JL_REPORT_HIDING] = { .name = "hiding",
                         .type = JL_FIELD_ID,
                         .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                         .doc = "What it led to." },
  [JL_REPORT_RULES_VERSION] = RULES_VERSION_FIELD,
  JL_RECORD_COMMON_FIELDS (JL_REPORT),
};
JL_ASSERT_FIELDS (JL_REPORT, report_fields);
const JlRecordTable jl_report_table =
    JL_RECORD_TABLE ("moderation_report", "JlModerationReport", report_fields);

static const JlField receipt_fields[] = {
  [JL_RECEIPT_ID] = SHOWN_ID_FIELD ("id"),
  [JL_RECEIPT_ANSWER_UNTIL] = { .name = "answer_until",
                                .type = JL_FIELD_TIME,
                                .flags = JL_FIELD_READ_ONLY },
  [JL_RECEIPT_NOTIFIED] = { .name = "notified",
                            .type = JL_FIELD_BOOLEAN,
                            .flags = JL_FIELD_READ_ONLY,
                            .doc = "Whether a notice of the outcome will come: to who has an "
                                   "account." },
};
JL_ASSERT_FIELDS (JL_RECEIPT, receipt_fields);
const JlRecordTable jl_receipt_table =
    JL_RECORD_TABLE ("moderation_receipt", "JlModerationReceipt", receipt_fields);

static const JlField dismissal_fields[] = {
  [JL_DISMISSAL_ANSWER] = SAID_FIELD ("answer", "Why it stays in view."),
};
JL_ASSERT_FIELDS (JL_DISMISSAL, dismissal_fields);
const JlRecordTable jl_dismissal_table =
    JL_RECORD_TABLE ("moderation_dismissal", "JlModerationDismissal", dismissal_fields);

static const JlField hiding_fields[] = {
  [JL_HIDING_ID] = ID_FIELD,
  [JL_HIDING_ORGANISATION] = SHOWN_ID_FIELD ("organisation"),
  [JL_HIDING_ORGANISATION_NAME] = SHOWN_TEXT_FIELD ("organisation_name", 60),
  [JL_HIDING_PERSON] = { .name = "person",
                         .type = JL_FIELD_ID,
                         .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                         .view = JL_VIEW_OWN,
                         .doc = "Whose want it is; null for an item." },
  [JL_HIDING_SUBJECT_KIND] = SUBJECT_KIND_FIELD,
  [JL_HIDING_SUBJECT] = SHOWN_ID_FIELD ("subject"),
  [JL_HIDING_SUBJECT_TITLE] = SHOWN_TEXT_FIELD ("subject_title", 60),
  [JL_HIDING_LABEL_CODE] = { .name = "label_code",
                             .type = JL_FIELD_TEXT,
                             .max = 20,
                             .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE },
  [JL_HIDING_REASON] = REASON_FIELD (JL_FIELD_READ_ONLY),
  [JL_HIDING_TEXT] = { .name = "text",
                       .type = JL_FIELD_TEXT,
                       .max = MAX_TEXT,
                       .flags = JL_FIELD_READ_ONLY | JL_FIELD_MULTILINE },
  [JL_HIDING_STATE] = { .name = "state",
                        .type = JL_FIELD_ENUM,
                        .values = &jl_hiding_state_enum,
                        .flags = JL_FIELD_READ_ONLY },
  [JL_HIDING_DEPARTMENT] = SHOWN_ID_FIELD ("department"),
  [JL_HIDING_DEPARTMENT_NAME] = SHOWN_TEXT_FIELD ("department_name", 60),
  [JL_HIDING_HIDDEN_BY] = STORED_ACCOUNT_FIELD ("hidden_by"),
  [JL_HIDING_APPEAL_UNTIL] = { .name = "appeal_until",
                               .type = JL_FIELD_TIME,
                               .flags = JL_FIELD_READ_ONLY },
  [JL_HIDING_APPEAL] = LATER_TEXT_FIELD ("appeal", "What whose it is objects."),
  [JL_HIDING_APPEALED_AT] = LATER_TIME_FIELD ("appealed_at", NULL),
  [JL_HIDING_DECIDE_UNTIL] =
      LATER_TIME_FIELD ("decide_until", "When the appeal must be decided, by the rules."),
  [JL_HIDING_DECISION] = LATER_TEXT_FIELD ("decision", "Why it was decided so."),
  [JL_HIDING_DECIDED_AT] = LATER_TIME_FIELD ("decided_at", NULL),
  [JL_HIDING_DECIDED_BY] = STORED_ACCOUNT_FIELD ("decided_by"),
  [JL_HIDING_DECIDED_NAME] = { .name = "decided_name",
                               .type = JL_FIELD_TEXT,
                               .max = 60,
                               .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                               .doc = "The department that decided." },
  [JL_HIDING_SAME_JUDGE] = { .name = "same_judge",
                             .type = JL_FIELD_BOOLEAN,
                             .flags = JL_FIELD_READ_ONLY,
                             .doc = "The appeal was decided by the one who had hidden it, because "
                                    "there was no other administrator." },
  [JL_HIDING_RULES_VERSION] = RULES_VERSION_FIELD,
  JL_RECORD_COMMON_FIELDS (JL_HIDING),
};
JL_ASSERT_FIELDS (JL_HIDING, hiding_fields);
const JlRecordTable jl_hiding_table =
    JL_RECORD_TABLE ("moderation_hiding", "JlModerationHiding", hiding_fields);

static const JlField hide_fields[] = {
  [JL_HIDE_REASON] = REASON_FIELD (JL_FIELD_REQUIRED),
  [JL_HIDE_TEXT] = SAID_FIELD ("text", "For whose it is: what is wrong, and what would mend it."),
};
JL_ASSERT_FIELDS (JL_HIDE, hide_fields);
const JlRecordTable jl_hide_table =
    JL_RECORD_TABLE ("moderation_hide", "JlModerationHide", hide_fields);

static const JlField appeal_fields[] = {
  [JL_APPEAL_TEXT] = SAID_FIELD ("text", "Why it should be in view."),
};
JL_ASSERT_FIELDS (JL_APPEAL, appeal_fields);
const JlRecordTable jl_appeal_table =
    JL_RECORD_TABLE ("moderation_appeal", "JlModerationAppeal", appeal_fields);

static const JlEnum outcome_enum = {
  .names = (const char *const[]){ "uphold", "lift", NULL },
  .labels = (const char *const[]){ N_ ("Stays hidden"), N_ ("In view again"), NULL },
};

static const JlField decision_fields[] = {
  [JL_DECISION_OUTCOME] = { .name = "outcome",
                            .type = JL_FIELD_ENUM,
                            .values = &outcome_enum,
                            .flags = JL_FIELD_REQUIRED,
                            .doc = "lift at any time; uphold only what was appealed." },
  [JL_DECISION_TEXT] = SAID_FIELD ("text", "Why it is decided so."),
};
JL_ASSERT_FIELDS (JL_DECISION, decision_fields);
const JlRecordTable jl_decision_table =
    JL_RECORD_TABLE ("moderation_decision", "JlModerationDecision", decision_fields);

static const JlField report_reason_fields[] = {
  [JL_REPORT_REASON_CODE] = { .name = "code", .type = JL_FIELD_TEXT, .max = 40 },
  [JL_REPORT_REASON_NAME] = { .name = "name", .type = JL_FIELD_TEXT, .max = 60 },
  [JL_REPORT_REASON_DESCRIPTION] = { .name = "description", .type = JL_FIELD_TEXT, .max = 200 },
  [JL_REPORT_REASON_SOURCE] = { .name = "source",
                                .type = JL_FIELD_TEXT,
                                .max = 200,
                                .doc = "The law or rule that it stands on." },
  [JL_REPORT_REASON_NEEDS_ACCOUNT] = { .name = "needs_account",
                                       .type = JL_FIELD_BOOLEAN,
                                       .doc = "Can only be reported by who is signed in." },
  [JL_REPORT_REASON_NEEDS_TEXT] = { .name = "needs_text",
                                    .type = JL_FIELD_BOOLEAN,
                                    .doc = "A report must say more in its text." },
};
JL_ASSERT_FIELDS (JL_REPORT_REASON, report_reason_fields);
const JlRecordTable jl_report_reason_table =
    JL_RECORD_TABLE ("moderation_reason", "JlModerationReason", report_reason_fields);

static const JlField log_entry_fields[] = {
  [JL_LOG_ENTRY_ID] = ID_FIELD,
  [JL_LOG_ENTRY_AT] = { .name = "at", .type = JL_FIELD_TIME },
  [JL_LOG_ENTRY_ACTION] = { .name = "action",
                            .type = JL_FIELD_TEXT,
                            .max = 60,
                            .doc = "The command; person.look: somebody's number was looked at; "
                                   "rules.use: the service began to work with other rules." },
  [JL_LOG_ENTRY_ACCOUNT] = { .name = "account",
                             .type = JL_FIELD_ID,
                             .flags = JL_FIELD_NULLABLE,
                             .doc = "Null: the service itself." },
  [JL_LOG_ENTRY_ACTOR] = { .name = "actor",
                           .type = JL_FIELD_TEXT,
                           .max = 60,
                           .flags = JL_FIELD_NULLABLE,
                           .doc = "Told to administrators." },
  [JL_LOG_ENTRY_DEPARTMENT_NAME] = { .name = "department_name",
                                     .type = JL_FIELD_TEXT,
                                     .max = 60,
                                     .flags = JL_FIELD_NULLABLE },
  [JL_LOG_ENTRY_ORGANISATION] = { .name = "organisation",
                                  .type = JL_FIELD_ID,
                                  .doc = "Whom it concerns." },
  [JL_LOG_ENTRY_ORGANISATION_NAME] = { .name = "organisation_name",
                                       .type = JL_FIELD_TEXT,
                                       .max = 60,
                                       .flags = JL_FIELD_NULLABLE },
  [JL_LOG_ENTRY_SUBJECT_KIND] = { .name = "subject_kind",
                                  .type = JL_FIELD_TEXT,
                                  .max = 40,
                                  .flags = JL_FIELD_NULLABLE },
  [JL_LOG_ENTRY_SUBJECT] = { .name = "subject", .type = JL_FIELD_ID, .flags = JL_FIELD_NULLABLE },
  [JL_LOG_ENTRY_SUBJECT_TITLE] = { .name = "subject_title",
                                   .type = JL_FIELD_TEXT,
                                   .max = 200,
                                   .flags = JL_FIELD_NULLABLE },
};
JL_ASSERT_FIELDS (JL_LOG_ENTRY, log_entry_fields);
const JlRecordTable jl_log_entry_table =
    JL_RECORD_TABLE ("moderation_log", "JlModerationLogEntry", log_entry_fields);

/* What can stand in the log, in the order in which people would look for it. */
static const struct {
  const char *name;
  const char *label;
} actions[] = {
  { "moderation.hide-item", N_ ("Took an item from view") },
  { "moderation.hide-want", N_ ("Took a want from view") },
  { "moderation.decide", N_ ("Decided about what was hidden") },
  { "moderation.dismiss", N_ ("Answered a report: it stays") },
  { "organisation.create", N_ ("Added an organisation") },
  { "organisation.edit", N_ ("Changed an organisation") },
  { "invitation.create", N_ ("Made an invitation") },
  { "invitation.remove", N_ ("Took an invitation back") },
  { "membership.edit", N_ ("Changed a membership") },
  { "membership.join", N_ ("Joined an organisation") },
  { "person.look", N_ ("Looked at somebody's number") },
  { "rules.use", N_ ("The service began to use other rules") },
};

/**
 * jl_log_actions_get_n:
 *
 * Returns: how many actions have a name for people
 */
guint
jl_log_actions_get_n (void)
{
  return G_N_ELEMENTS (actions);
}

/**
 * jl_log_action_get_name:
 * @n: below jl_log_actions_get_n()
 *
 * Returns: (transfer none): the wire name of an action
 */
const char *
jl_log_action_get_name (guint n)
{
  g_return_val_if_fail (n < G_N_ELEMENTS (actions), NULL);
  return actions[n].name;
}

/**
 * jl_log_action_get_label:
 * @action: JL_LOG_ENTRY_ACTION of an entry
 *
 * Returns: (transfer none): what it is called for people; @action itself if it has no such name
 */
const char *
jl_log_action_get_label (const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    if (g_strcmp0 (action, actions[i].name) == 0)
      return _ (actions[i].label);
  }
  return action;
}
