// SPDX-License-Identifier: GPL-3.0-or-later
/* Taking something from view, the appeal against it, and who decides that. */
#include "jl-moderation-private.h"

#include "jl-time.h"

#include <glib/gi18n-lib.h>

const JlKind jl_hiding_kind = { .table = &jl_hiding_table, .owner = JL_HIDING_PERSON + 1 };

static gboolean
refuse (GError **error, const char *text)
{
  jl_set_error_field (error, JL_ERROR_CONFLICT, "state", "%s", text);
  return FALSE;
}

static void
set_nothing_decided (JlRecord *hiding)
{
  static const guint later[] = { JL_HIDING_APPEAL,       JL_HIDING_APPEALED_AT,
                                 JL_HIDING_DECIDE_UNTIL, JL_HIDING_DECISION,
                                 JL_HIDING_DECIDED_AT,   JL_HIDING_DECIDED_BY,
                                 JL_HIDING_DECIDED_NAME };

  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    jl_record_set_null (hiding, later[i]);
  jl_record_set_integer (hiding, JL_HIDING_SAME_JUDGE, FALSE);
}

static void
set_subject (JlRecord *hiding, const JlSubject *subject, JlRecord *organisation)
{
  jl_record_set_integer (hiding, JL_HIDING_ORGANISATION, subject->organisation);
  jl_record_set_text (
      hiding, JL_HIDING_ORGANISATION_NAME, jl_record_get_text (organisation, JL_ORGANISATION_NAME));
  if (subject->person != 0)
    jl_record_set_integer (hiding, JL_HIDING_PERSON, subject->person);
  else
    jl_record_set_null (hiding, JL_HIDING_PERSON);
  jl_record_set_integer (hiding, JL_HIDING_SUBJECT_KIND, subject->kind);
  jl_record_set_integer (hiding, JL_HIDING_SUBJECT, subject->id);
  jl_record_set_text (hiding, JL_HIDING_SUBJECT_TITLE, subject->title);
  if (subject->label_code != NULL)
    jl_record_set_text (hiding, JL_HIDING_LABEL_CODE, subject->label_code);
  else
    jl_record_set_null (hiding, JL_HIDING_LABEL_CODE);
}

static JlRecord *
new_hiding (JlTransaction *transaction,
            const JlCall *call,
            const JlSubject *subject,
            const JlModerationTerms *terms,
            GError **error)
{
  g_autoptr (JlRecord) organisation =
      jl_moderation_load_organisation (transaction, subject->organisation, error);
  g_autoptr (JlRecord) department = NULL;
  JlRecord *hiding;

  if (organisation == NULL)
    return NULL;
  department = jl_moderation_load_organisation (transaction, call->caller->organisation, error);
  if (department == NULL)
    return NULL;
  hiding = jl_record_new (&jl_hiding_table);
  set_subject (hiding, subject, organisation);
  set_nothing_decided (hiding);
  jl_record_set_text (hiding, JL_HIDING_REASON, terms->code);
  jl_record_set_text (hiding, JL_HIDING_TEXT, jl_record_get_text (call->input, JL_HIDE_TEXT));
  jl_record_set_integer (hiding, JL_HIDING_STATE, JL_HIDING_HIDDEN);
  jl_record_set_integer (hiding, JL_HIDING_DEPARTMENT, call->caller->organisation);
  jl_record_set_text (
      hiding, JL_HIDING_DEPARTMENT_NAME, jl_record_get_text (department, JL_ORGANISATION_NAME));
  jl_record_set_integer (hiding, JL_HIDING_HIDDEN_BY, call->caller->account);
  jl_record_set_integer (hiding,
                         JL_HIDING_APPEAL_UNTIL,
                         jl_transaction_get_now (transaction) + terms->appeal_days * JL_TIME_DAY);
  jl_record_set_text (
      hiding, JL_HIDING_RULES_VERSION, jl_transaction_get_rules_version (transaction));
  return hiding;
}

static gboolean
check_in_view (const JlSubject *subject, GError **error)
{
  guint field = subject->kind == JL_SUBJECT_ITEM ? JL_ITEM_MODERATION : JL_WANT_MODERATION;

  if (jl_record_get_integer (subject->record, field) == JL_MODERATION_NONE)
    return TRUE;
  jl_set_error_field (error, JL_ERROR_CONFLICT, "moderation", _ ("This is hidden already"));
  return FALSE;
}

static gboolean
hide (JlTransaction *transaction, JlCall *call, JlModerationSubject kind, GError **error)
{
  g_auto (JlSubject) subject = { 0 };
  g_autoptr (JlRecord) hiding = NULL;
  const JlModerationTerms *terms = jl_moderation_get_terms (
      transaction, jl_record_get_text (call->input, JL_HIDE_REASON), error);

  jl_subject_init (&subject, kind, call->target);
  if (terms == NULL ||
      !jl_moderation_check_reach (transaction, call->caller, subject.organisation, error) ||
      !check_in_view (&subject, error))
    return FALSE;
  hiding = new_hiding (transaction, call, &subject, terms, error);
  if (hiding == NULL || !jl_subject_moderate (&subject, transaction, JL_MODERATION_HIDDEN, error) ||
      !jl_transaction_put (transaction, &jl_hiding_kind, hiding, error) ||
      !jl_reports_uphold (transaction, &subject, hiding, error) ||
      !jl_subject_tell (&subject, transaction, JL_NOTICE_HIDDEN, error))
    return FALSE;
  jl_transaction_reply_json (transaction, 201, jl_record_to_json (hiding, JL_VIEW_OWN));
  return TRUE;
}

static gboolean
item_hide (JlTransaction *transaction, JlCall *call, GError **error)
{
  return hide (transaction, call, JL_SUBJECT_ITEM, error);
}

const JlCommand jl_item_hide_command = {
  .name = "moderation.hide-item",
  .roles = JL_ROLE_ADMINISTRATOR,
  .input = &jl_hide_table,
  .target = &jl_item_kind,
  .execute = item_hide,
};

static gboolean
want_hide (JlTransaction *transaction, JlCall *call, GError **error)
{
  return hide (transaction, call, JL_SUBJECT_WANT, error);
}

const JlCommand jl_want_hide_command = {
  .name = "moderation.hide-want",
  .roles = JL_ROLE_ADMINISTRATOR,
  .input = &jl_hide_table,
  .target = &jl_want_kind,
  .execute = want_hide,
};

/* An organisation speaks through its manager; a want is the person's own affair. */
static gboolean
check_party (const JlCaller *caller, JlRecord *hiding, GError **error)
{
  gint64 person = jl_record_get_integer (hiding, JL_HIDING_PERSON);
  gboolean may =
      person != 0
          ? person == caller->person
          : jl_caller_owns (caller, jl_record_get_integer (hiding, JL_HIDING_ORGANISATION)) &&
                jl_caller_may (caller, JL_ROLE_MANAGER);

  if (may)
    return TRUE;
  g_set_error_literal (error,
                       JL_ERROR,
                       JL_ERROR_FORBIDDEN,
                       person != 0 ? _ ("This is somebody else's")
                                   : _ ("Only a manager can appeal for the organisation"));
  return FALSE;
}

static gboolean
check_appealable (JlRecord *hiding, gint64 now, GError **error)
{
  switch (jl_record_get_integer (hiding, JL_HIDING_STATE)) {
  case JL_HIDING_HIDDEN:
    return now <= jl_record_get_integer (hiding, JL_HIDING_APPEAL_UNTIL) ||
           refuse (error, _ ("The time for an appeal is over"));
  case JL_HIDING_LIFTED:
    return refuse (error, _ ("This is in view again"));
  default:
    return refuse (error, _ ("There was an appeal already; it can be made once"));
  }
}

/* Who is nearest decides, and who hid it should know. */
static gboolean
tell_deciders (JlTransaction *transaction,
               const JlSubject *subject,
               JlRecord *hiding,
               GError **error)
{
  gint64 hider = jl_record_get_integer (hiding, JL_HIDING_DEPARTMENT);
  gint64 nearest;

  return jl_accounts_find_department (
             jl_transaction_get_connection (transaction), subject->organisation, &nearest, error) &&
         jl_subject_tell_department (subject, transaction, nearest, JL_NOTICE_APPEALED, error) &&
         (nearest == hider ||
          jl_subject_tell_department (subject, transaction, hider, JL_NOTICE_APPEALED, error));
}

static gboolean
load_subject (JlSubject *subject, JlTransaction *transaction, JlRecord *hiding, GError **error)
{
  return jl_subject_load (subject,
                          transaction,
                          jl_record_get_integer (hiding, JL_HIDING_SUBJECT_KIND),
                          jl_record_get_integer (hiding, JL_HIDING_SUBJECT),
                          error);
}

static gboolean
hiding_appeal (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlRecord *hiding = call->target;
  gint64 now = jl_transaction_get_now (transaction);
  g_auto (JlSubject) subject = { 0 };
  const JlModerationTerms *terms;

  if (!check_party (call->caller, hiding, error) || !check_appealable (hiding, now, error))
    return FALSE;
  terms =
      jl_moderation_get_terms (transaction, jl_record_get_text (hiding, JL_HIDING_REASON), error);
  if (terms == NULL || !load_subject (&subject, transaction, hiding, error))
    return FALSE;
  jl_record_set_integer (hiding, JL_HIDING_STATE, JL_HIDING_APPEALED);
  jl_record_set_text (hiding, JL_HIDING_APPEAL, jl_record_get_text (call->input, JL_APPEAL_TEXT));
  jl_record_set_integer (hiding, JL_HIDING_APPEALED_AT, now);
  jl_record_set_integer (hiding, JL_HIDING_DECIDE_UNTIL, now + terms->decide_days * JL_TIME_DAY);
  if (!jl_subject_moderate (&subject, transaction, JL_MODERATION_APPEALED, error) ||
      !jl_transaction_put (transaction, &jl_hiding_kind, hiding, error) ||
      !tell_deciders (transaction, &subject, hiding, error))
    return FALSE;
  jl_transaction_reply (transaction, 200, &jl_hiding_kind, hiding);
  return TRUE;
}

const JlCommand jl_hiding_appeal_command = {
  .name = "moderation.appeal",
  .roles = JL_ROLE_RESIDENT,
  .input = &jl_appeal_table,
  .target = &jl_hiding_kind,
  .execute = hiding_appeal,
};

/* The one that the caller decides about: another department's is not there for it. */
static JlRecord *
load_for_decision (JlTransaction *transaction, const JlCall *call, GError **error)
{
  g_autoptr (JlRecord) hiding =
      jl_transaction_get (transaction, &jl_hiding_kind, call->ids[0], error);
  gboolean reaches;

  if (hiding == NULL ||
      !jl_accounts_reaches (jl_transaction_get_connection (transaction),
                            call->caller,
                            jl_record_get_integer (hiding, JL_HIDING_ORGANISATION),
                            &reaches,
                            error))
    return NULL;
  if (!reaches) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
    return NULL;
  }
  if (call->if_match != jl_record_get_integer (hiding, JL_HIDING_VERSION)) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_VERSION_CONFLICT, _ ("Somebody else changed this first"));
    return NULL;
  }
  return g_steal_pointer (&hiding);
}

/* Nobody judges what they did themselves, as long as there is somebody else. Without an appeal,
 * whoever hid something may think better of it. */
static gboolean
check_judge (JlTransaction *transaction, const JlCall *call, JlRecord *hiding, GError **error)
{
  gboolean has_other;

  if (jl_record_get_integer (hiding, JL_HIDING_STATE) != JL_HIDING_APPEALED ||
      jl_record_get_integer (hiding, JL_HIDING_HIDDEN_BY) != call->caller->account)
    return TRUE;
  if (!jl_accounts_has_administrator_beside (jl_transaction_get_connection (transaction),
                                             jl_record_get_integer (hiding, JL_HIDING_ORGANISATION),
                                             call->caller->account,
                                             &has_other,
                                             error))
    return FALSE;
  if (has_other) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_FORBIDDEN,
                         _ ("You hid this yourself: another administrator decides the appeal"));
    return FALSE;
  }
  jl_record_set_integer (hiding, JL_HIDING_SAME_JUDGE, TRUE);
  return TRUE;
}

static gboolean
check_outcome (JlRecord *hiding, JlOutcome outcome, GError **error)
{
  JlHidingState state = jl_record_get_integer (hiding, JL_HIDING_STATE);

  if (state == JL_HIDING_LIFTED)
    return refuse (error, _ ("This is in view again"));
  if (outcome == JL_OUTCOME_UPHOLD && state != JL_HIDING_APPEALED)
    return refuse (error, _ ("There is no appeal to reject"));
  return TRUE;
}

static gboolean
set_decision (JlTransaction *transaction, const JlCall *call, JlRecord *hiding, GError **error)
{
  gboolean lifts = jl_record_get_integer (call->input, JL_DECISION_OUTCOME) == JL_OUTCOME_LIFT;
  g_autoptr (JlRecord) department =
      jl_moderation_load_organisation (transaction, call->caller->organisation, error);

  if (department == NULL)
    return FALSE;
  jl_record_set_integer (hiding, JL_HIDING_STATE, lifts ? JL_HIDING_LIFTED : JL_HIDING_UPHELD);
  jl_record_set_text (
      hiding, JL_HIDING_DECISION, jl_record_get_text (call->input, JL_DECISION_TEXT));
  jl_record_set_integer (hiding, JL_HIDING_DECIDED_AT, jl_transaction_get_now (transaction));
  jl_record_set_integer (hiding, JL_HIDING_DECIDED_BY, call->caller->account);
  jl_record_set_text (
      hiding, JL_HIDING_DECIDED_NAME, jl_record_get_text (department, JL_ORGANISATION_NAME));
  return TRUE;
}

static gboolean
hiding_decide (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlOutcome outcome = jl_record_get_integer (call->input, JL_DECISION_OUTCOME);
  gboolean lifts = outcome == JL_OUTCOME_LIFT;
  g_autoptr (JlRecord) hiding = load_for_decision (transaction, call, error);
  g_auto (JlSubject) subject = { 0 };

  if (hiding == NULL || !check_outcome (hiding, outcome, error) ||
      !check_judge (transaction, call, hiding, error) ||
      !set_decision (transaction, call, hiding, error) ||
      !load_subject (&subject, transaction, hiding, error))
    return FALSE;
  if (!jl_subject_moderate (
          &subject, transaction, lifts ? JL_MODERATION_NONE : JL_MODERATION_UPHELD, error) ||
      !jl_transaction_put (transaction, &jl_hiding_kind, hiding, error) ||
      !jl_subject_tell (
          &subject, transaction, lifts ? JL_NOTICE_RESTORED : JL_NOTICE_APPEAL_REJECTED, error) ||
      (lifts && !jl_reports_tell_restored (transaction, hiding, error)))
    return FALSE;
  jl_transaction_reply_json (transaction, 200, jl_record_to_json (hiding, JL_VIEW_OWN));
  return TRUE;
}

const JlCommand jl_hiding_decide_command = {
  .name = "moderation.decide",
  .roles = JL_ROLE_ADMINISTRATOR,
  .flags = JL_COMMAND_IF_MATCH,
  .input = &jl_decision_table,
  .execute = hiding_decide,
};
