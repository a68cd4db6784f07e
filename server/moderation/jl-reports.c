// SPDX-License-Identifier: GPL-3.0-or-later
/* What somebody sees that should not be there. Reporting must be easy (电子商务法 art 59,
 * 网络信息内容生态治理规定 art 16), so it needs no account, as looking needs none; what keeps it
 * from being misused is a delay for one address or account after the first few, not a wall. Only
 * who claims a right must be known (电子商务法 art 42). Who reported is kept apart from the report,
 * for the notice of the outcome, and the report is chained at the department, so that the
 * organisation's journal does not name the account. */
#include "jl-moderation-private.h"

#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const JlKind jl_report_kind = { .table = &jl_report_table, .flags = JL_KIND_SHARED };

static gboolean
check_allowed (const JlCall *call, const JlModerationTerms *terms, GError **error)
{
  const char *text = jl_record_get_text (call->input, JL_REPORT_TEXT);

  if (terms->needs_account && call->caller->account == 0) {
    jl_set_error_field (error,
                        JL_ERROR_UNAUTHENTICATED,
                        "reason",
                        _ ("Please sign in to report this: who claims a right must be known"));
    return FALSE;
  }
  if (terms->needs_text && (text == NULL || *text == '\0')) {
    jl_set_error_field (error, JL_ERROR_INVALID, "text", _ ("Please say what is wrong"));
    return FALSE;
  }
  return TRUE;
}

/* Who told us once need not tell us again. */
static gboolean
check_first (JlTransaction *transaction, const JlSubject *subject, gint64 person, GError **error)
{
  static const char sql[] =
      "SELECT 1 FROM moderation_reporter JOIN moderation_report ON moderation_report.id = report "
      "WHERE person = ?1 AND moderation_reporter.subject = ?2 AND state = 'open'";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, person);
  jl_statement_bind_integer (statement, 2, subject->id);
  if (jl_statement_step (statement, &local_error)) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_CONFLICT, _ ("You have reported this; it is being checked"));
    return FALSE;
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

static GBytes *
new_attempt (const JlCaller *caller)
{
  g_autofree char *account = g_strdup_printf ("%" G_GINT64_FORMAT, caller->account);
  const char *address = caller->address != NULL ? caller->address : "";

  return jl_attempt_new ("\nreport", caller->account != 0 ? account : address);
}

static JlRecord *
new_report (JlTransaction *transaction,
            const JlCall *call,
            const JlSubject *subject,
            const JlModerationTerms *terms,
            JlRecord *concerned)
{
  JlRecord *report = jl_record_copy (call->input);

  if (!jl_record_has (report, JL_REPORT_TEXT))
    jl_record_set_text (report, JL_REPORT_TEXT, "");
  jl_record_set_integer (report, JL_REPORT_CONCERNED, subject->organisation);
  jl_record_set_text (
      report, JL_REPORT_CONCERNED_NAME, jl_record_get_text (concerned, JL_ORGANISATION_NAME));
  jl_record_set_integer (report, JL_REPORT_SUBJECT_KIND, subject->kind);
  jl_record_set_integer (report, JL_REPORT_SUBJECT, subject->id);
  jl_record_set_text (report, JL_REPORT_SUBJECT_TITLE, subject->title);
  if (subject->label_code != NULL)
    jl_record_set_text (report, JL_REPORT_LABEL_CODE, subject->label_code);
  else
    jl_record_set_null (report, JL_REPORT_LABEL_CODE);
  jl_record_set_integer (report, JL_REPORT_SIGNED_IN, call->caller->account != 0);
  jl_record_set_integer (report,
                         JL_REPORT_ANSWER_UNTIL,
                         jl_transaction_get_now (transaction) + terms->answer_days * JL_TIME_DAY);
  jl_record_set_integer (report, JL_REPORT_STATE, JL_REPORT_OPEN);
  jl_record_set_null (report, JL_REPORT_ANSWER);
  jl_record_set_null (report, JL_REPORT_ANSWERED_AT);
  jl_record_set_null (report, JL_REPORT_ANSWERED_BY);
  jl_record_set_null (report, JL_REPORT_HIDING);
  jl_record_set_text (
      report, JL_REPORT_RULES_VERSION, jl_transaction_get_rules_version (transaction));
  return report;
}

static gboolean
store_reporter (JlTransaction *transaction,
                const JlSubject *subject,
                JlRecord *report,
                gint64 person,
                GError **error)
{
  static const char sql[] =
      "INSERT INTO moderation_reporter (report, subject, person) VALUES (?1, ?2, ?3)";
  g_autoptr (JlStatement) statement = NULL;

  if (person == 0)
    return TRUE;
  statement = jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, jl_record_get_integer (report, JL_REPORT_ID));
  jl_statement_bind_integer (statement, 2, subject->id);
  jl_statement_bind_integer (statement, 3, person);
  return jl_statement_run (statement, error);
}

/* One notice for all reports that come in until it is decided. */
static gboolean
is_first (JlTransaction *transaction, const JlSubject *subject, gboolean *first, GError **error)
{
  static const char sql[] =
      "SELECT count (*) FROM moderation_report WHERE subject = ?1 AND state = 'open'";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, subject->id);
  if (!jl_statement_step (statement, error))
    return FALSE;
  *first = jl_statement_get_integer (statement, 0) == 1;
  return TRUE;
}

static gboolean
tell_of_report (JlTransaction *transaction,
                const JlSubject *subject,
                gint64 department,
                GError **error)
{
  gboolean first;

  if (!is_first (transaction, subject, &first, error))
    return FALSE;
  return !first ||
         /* A person learns of it when something is decided. */
         ((subject->person != 0 ||
           jl_subject_tell (subject, transaction, JL_NOTICE_REPORTED, error)) &&
          jl_subject_tell_department (subject, transaction, department, JL_NOTICE_REPORTED, error));
}

static void
reply_receipt (JlTransaction *transaction, JlRecord *report)
{
  g_autoptr (JlRecord) receipt = jl_record_new (&jl_receipt_table);

  jl_record_set_integer (receipt, JL_RECEIPT_ID, jl_record_get_integer (report, JL_REPORT_ID));
  jl_record_set_integer (
      receipt, JL_RECEIPT_ANSWER_UNTIL, jl_record_get_integer (report, JL_REPORT_ANSWER_UNTIL));
  jl_record_set_integer (
      receipt, JL_RECEIPT_NOTIFIED, jl_record_get_integer (report, JL_REPORT_SIGNED_IN));
  jl_transaction_reply_json (transaction, 201, jl_record_to_json (receipt, JL_VIEW_PUBLIC));
}

static gboolean
put_report (JlTransaction *transaction,
            JlCall *call,
            const JlSubject *subject,
            const JlModerationTerms *terms,
            GError **error)
{
  g_autoptr (JlRecord) concerned =
      jl_moderation_load_organisation (transaction, subject->organisation, error);
  g_autoptr (JlRecord) report = NULL;
  gint64 department;

  if (concerned == NULL ||
      !jl_accounts_find_department (
          jl_transaction_get_connection (transaction), subject->organisation, &department, error))
    return FALSE;
  report = new_report (transaction, call, subject, terms, concerned);
  jl_record_set_integer (report, JL_REPORT_ORGANISATION, department);
  jl_transaction_set_home (transaction, department);
  if (!jl_transaction_put (transaction, &jl_report_kind, report, error) ||
      !store_reporter (transaction, subject, report, call->caller->person, error) ||
      !tell_of_report (transaction, subject, department, error))
    return FALSE;
  reply_receipt (transaction, report);
  return TRUE;
}

static gboolean
report_create (JlTransaction *transaction, JlCall *call, JlModerationSubject kind, GError **error)
{
  g_auto (JlSubject) subject = { 0 };
  g_autoptr (GBytes) attempt = new_attempt (call->caller);
  const JlModerationTerms *terms = jl_moderation_get_terms (
      transaction, jl_record_get_text (call->input, JL_REPORT_REASON), error);

  jl_subject_init (&subject, kind, call->target);
  return terms != NULL && check_allowed (call, terms, error) &&
         check_first (transaction, &subject, call->caller->person, error) &&
         jl_attempt_check (jl_transaction_get_connection (transaction),
                           attempt,
                           jl_transaction_get_now (transaction),
                           error) &&
         put_report (transaction, call, &subject, terms, error) &&
         jl_attempt_add (transaction, attempt, error);
}

static gboolean
item_report (JlTransaction *transaction, JlCall *call, GError **error)
{
  return report_create (transaction, call, JL_SUBJECT_ITEM, error);
}

const JlCommand jl_item_report_command = {
  .name = "moderation.report-item",
  .roles = JL_ROLE_ANYONE,
  .input = &jl_report_table,
  .target = &jl_item_kind,
  .execute = item_report,
};

static gboolean
want_report (JlTransaction *transaction, JlCall *call, GError **error)
{
  return report_create (transaction, call, JL_SUBJECT_WANT, error);
}

const JlCommand jl_want_report_command = {
  .name = "moderation.report-want",
  .roles = JL_ROLES_STAFF,
  .input = &jl_report_table,
  .target = &jl_want_kind,
  .execute = want_report,
};

/* The person who made a report, 0: nobody known. */
static gboolean
find_reporter (JlTransaction *transaction, gint64 report, gint64 *person, GError **error)
{
  static const char sql[] = "SELECT person FROM moderation_reporter WHERE report = ?1";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, report);
  *person =
      jl_statement_step (statement, &local_error) ? jl_statement_get_integer (statement, 0) : 0;
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

static gboolean
tell_reporter (JlTransaction *transaction, JlRecord *report, JlNoticeCause cause, GError **error)
{
  gboolean is_item = jl_record_get_integer (report, JL_REPORT_SUBJECT_KIND) == JL_SUBJECT_ITEM;
  gint64 person;

  if (!find_reporter (transaction, jl_record_get_integer (report, JL_REPORT_ID), &person, error))
    return FALSE;
  /* The notice belongs to the department: the organisation must not learn that there is one. */
  return person == 0 ||
         jl_accounts_add_notice (transaction,
                                 jl_record_get_integer (report, JL_REPORT_ORGANISATION),
                                 person,
                                 cause,
                                 is_item ? jl_record_get_integer (report, JL_REPORT_SUBJECT) : 0,
                                 jl_record_get_text (report, JL_REPORT_SUBJECT_TITLE),
                                 error);
}

/* Answers a report, and tells who made it. */
static gboolean
answer_report (JlTransaction *transaction,
               JlRecord *report,
               JlReportState state,
               const char *answer,
               gint64 account,
               GError **error)
{
  jl_record_set_integer (report, JL_REPORT_STATE, state);
  jl_record_set_text (report, JL_REPORT_ANSWER, answer);
  jl_record_set_integer (report, JL_REPORT_ANSWERED_AT, jl_transaction_get_now (transaction));
  jl_record_set_integer (report, JL_REPORT_ANSWERED_BY, account);
  return jl_transaction_put (transaction, &jl_report_kind, report, error) &&
         tell_reporter (transaction,
                        report,
                        state == JL_REPORT_UPHELD ? JL_NOTICE_REPORT_UPHELD
                                                  : JL_NOTICE_REPORT_DISMISSED,
                        error);
}

static gboolean
report_dismiss (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) report =
      jl_transaction_get (transaction, &jl_report_kind, call->ids[0], error);

  if (report == NULL ||
      !jl_moderation_check_reach (
          transaction, call->caller, jl_record_get_integer (report, JL_REPORT_CONCERNED), error))
    return FALSE;
  if (jl_record_get_integer (report, JL_REPORT_STATE) != JL_REPORT_OPEN) {
    jl_set_error_field (error, JL_ERROR_CONFLICT, "state", _ ("This report is decided already"));
    return FALSE;
  }
  jl_transaction_set_home (transaction, jl_record_get_integer (report, JL_REPORT_ORGANISATION));
  if (!answer_report (transaction,
                      report,
                      JL_REPORT_DISMISSED,
                      jl_record_get_text (call->input, JL_DISMISSAL_ANSWER),
                      call->caller->account,
                      error))
    return FALSE;
  jl_transaction_reply_json (transaction, 200, jl_record_to_json (report, JL_VIEW_OWN));
  return TRUE;
}

const JlCommand jl_report_dismiss_command = {
  .name = "moderation.dismiss",
  .roles = JL_ROLE_ADMINISTRATOR,
  .input = &jl_dismissal_table,
  .execute = report_dismiss,
};

/* Ids first: no statement is open while records are put. */
static GArray *
list_reports (JlTransaction *transaction, const char *sql, gint64 number, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GError *local_error = NULL;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, number);
  while (jl_statement_step (statement, &local_error)) {
    gint64 id = jl_statement_get_integer (statement, 0);

    g_array_append_val (ids, id);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  return g_steal_pointer (&ids);
}

/**
 * jl_reports_uphold:
 * @transaction: a command's transaction
 * @subject: what was taken from view
 * @hiding: why
 * @error: as jl_transaction_put()
 *
 * Answers all open reports of it, and tells who made them.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_reports_uphold (JlTransaction *transaction,
                   const JlSubject *subject,
                   JlRecord *hiding,
                   GError **error)
{
  static const char sql[] =
      "SELECT id FROM moderation_report WHERE subject = ?1 AND state = 'open' ORDER BY id";
  g_autoptr (GArray) ids = list_reports (transaction, sql, subject->id, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++) {
    g_autoptr (JlRecord) report =
        jl_transaction_get (transaction, &jl_report_kind, g_array_index (ids, gint64, i), error);

    if (report == NULL)
      return FALSE;
    jl_record_set_integer (report, JL_REPORT_HIDING, jl_record_get_integer (hiding, JL_HIDING_ID));
    if (!answer_report (transaction,
                        report,
                        JL_REPORT_UPHELD,
                        jl_record_get_text (hiding, JL_HIDING_TEXT),
                        jl_record_get_integer (hiding, JL_HIDING_HIDDEN_BY),
                        error))
      return FALSE;
  }
  return ids != NULL;
}

/**
 * jl_reports_tell_restored:
 * @transaction: a command's transaction
 * @hiding: what was lifted
 * @error: as jl_transaction_put()
 *
 * Tells those whose reports had led to it that it is in view again.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_reports_tell_restored (JlTransaction *transaction, JlRecord *hiding, GError **error)
{
  static const char sql[] = "SELECT id FROM moderation_report WHERE hiding = ?1 ORDER BY id";
  g_autoptr (GArray) ids =
      list_reports (transaction, sql, jl_record_get_integer (hiding, JL_HIDING_ID), error);

  for (guint i = 0; ids != NULL && i < ids->len; i++) {
    g_autoptr (JlRecord) report =
        jl_transaction_get (transaction, &jl_report_kind, g_array_index (ids, gint64, i), error);

    if (report == NULL || !tell_reporter (transaction, report, JL_NOTICE_RESTORED, error))
      return FALSE;
  }
  return ids != NULL;
}
