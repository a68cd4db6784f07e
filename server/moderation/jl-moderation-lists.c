// SPDX-License-Identifier: GPL-3.0-or-later
/* What was reported and hidden, for those who decide and for those it concerns. */
#include "jl-moderation-private.h"

#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Before the cursor, and what the query asks for. ?6: what the codes of the divisions begin with.
 */
#define IN_REACH(table, concerned)                                                                 \
  " JOIN organisation ON organisation.id = " table "." concerned                                   \
  " WHERE substr (organisation.division, 1, length (?6)) = ?6"
#define FILTERS(table)                                                                             \
  " AND " table ".id < ?1 AND (?2 IS NULL OR " table ".state = ?2) AND (?3 = 0 OR " table          \
  ".subject = ?3) ORDER BY " table ".id DESC LIMIT ?4"

enum { QUERY_STATE, QUERY_SUBJECT, QUERY_N_FIELDS };
static const JlField report_query_fields[] = {
  [QUERY_STATE] = { .name = "state", .type = JL_FIELD_ENUM, .values = &jl_report_state_enum },
  [QUERY_SUBJECT] = { .name = "subject", .type = JL_FIELD_ID, .doc = "Of this item or want." },
};
JL_ASSERT_FIELDS (QUERY, report_query_fields);
const JlRecordTable jl_report_query_table =
    JL_RECORD_TABLE ("moderation_report_query", "JlReportQuery", report_query_fields);

enum {
  HIDING_QUERY_STATE = QUERY_STATE,
  HIDING_QUERY_SUBJECT = QUERY_SUBJECT,
  HIDING_QUERY_MINE,
  HIDING_QUERY_N_FIELDS
};
static const JlField hiding_query_fields[] = {
  [HIDING_QUERY_STATE] = { .name = "state",
                           .type = JL_FIELD_ENUM,
                           .values = &jl_hiding_state_enum },
  [HIDING_QUERY_SUBJECT] = { .name = "subject",
                             .type = JL_FIELD_ID,
                             .doc = "Of this item or want." },
  [HIDING_QUERY_MINE] = { .name = "mine",
                          .type = JL_FIELD_BOOLEAN,
                          .doc = "My own wants, also when I act for an organisation." },
};
JL_ASSERT_FIELDS (HIDING_QUERY, hiding_query_fields);
const JlRecordTable jl_hiding_query_table =
    JL_RECORD_TABLE ("moderation_hiding_query", "JlHidingQuery", hiding_query_fields);

/**
 * jl_moderation_list_reasons:
 * @request: GET /moderation/reasons
 * @error: return location
 *
 * Returns: (transfer full): for what something may be reported today, in the order of the rules
 */
JlResponse *
jl_moderation_list_reasons (JlRequest *request, GError **error)
{
  const GPtrArray *all = jl_rules_list_moderation_terms (request->context);
  JlDate today = jl_time_get_china_date (request->now);
  g_auto (JlListBuilder) builder = { 0 };

  jl_list_builder_init (&builder);
  for (guint i = 0; i < all->len; i++) {
    const JlModerationTerms *terms = all->pdata[i];
    g_autoptr (JlRecord) reason = jl_record_new (&jl_report_reason_table);
    g_autofree char *json = NULL;

    if (!jl_rule_holds (&terms->rule, today))
      continue;
    jl_record_set_text (reason, JL_REPORT_REASON_CODE, terms->code);
    jl_record_set_text (
        reason, JL_REPORT_REASON_NAME, jl_names_get (&terms->name, request->language));
    jl_record_set_text (reason,
                        JL_REPORT_REASON_DESCRIPTION,
                        jl_names_get (&terms->description, request->language));
    jl_record_set_text (reason, JL_REPORT_REASON_SOURCE, terms->rule.source);
    jl_record_set_integer (reason, JL_REPORT_REASON_NEEDS_ACCOUNT, terms->needs_account);
    jl_record_set_integer (reason, JL_REPORT_REASON_NEEDS_TEXT, terms->needs_text);
    json = jl_record_to_json (reason, JL_VIEW_PUBLIC);
    jl_list_builder_append (&builder, json, strlen (json));
  }
  return jl_list_builder_finish (&builder, NULL);
}

/* Binds ?1–?4 of FILTERS. */
static gboolean
bind_filters (JlRequest *request, JlStatement *statement, const JlEnum *states, GError **error)
{
  gint64 before = G_MAXINT64;

  if (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &before, error))
    return FALSE;
  jl_statement_bind_integer (statement, 1, before);
  if (jl_record_has (request->query, QUERY_STATE))
    jl_statement_bind_text (
        statement,
        2,
        jl_enum_get_name (states, jl_record_get_integer (request->query, QUERY_STATE)));
  jl_statement_bind_integer (statement, 3, jl_record_get_integer (request->query, QUERY_SUBJECT));
  jl_statement_bind_integer (statement, 4, request->limit + 1);
  return TRUE;
}

/* The list of all in reach of an administrator, or of those of @owner. */
static JlResponse *
list (JlRequest *request,
      const char *sql,
      gint64 owner,
      const JlRecordTable *table,
      const JlEnum *states,
      GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  g_autofree char *reach = NULL;

  if (statement == NULL || !bind_filters (request, statement, states, error))
    return NULL;
  if (owner != 0) {
    jl_statement_bind_integer (statement, 5, owner);
  } else {
    reach = jl_accounts_get_reach (request->connection, request->caller, error);
    if (reach == NULL)
      return NULL;
    jl_statement_bind_text (statement, 6, reach);
  }
  return jl_accounts_list_records (request, statement, table, NULL, error);
}

/**
 * jl_reports_list:
 * @request: GET /moderation/reports
 * @error: INVALID for a cursor of another list
 *
 * What was reported in the division of the caller's department, or what concerns the caller's
 * organisation; the newest first.
 *
 * Returns: (transfer full): a page of the list
 */
JlResponse *
jl_reports_list (JlRequest *request, GError **error)
{
#define SELECT "SELECT moderation_report.* FROM moderation_report"
  static const char in_reach[] =
      SELECT IN_REACH ("moderation_report", "concerned") FILTERS ("moderation_report");
  static const char of_organisation[] =
      SELECT " WHERE moderation_report.concerned = ?5" FILTERS ("moderation_report");
#undef SELECT
  gboolean decides = jl_caller_may (request->caller, JL_ROLE_ADMINISTRATOR);

  return list (request,
               decides ? in_reach : of_organisation,
               decides ? 0 : request->caller->organisation,
               &jl_report_table,
               &jl_report_state_enum,
               error);
}

/**
 * jl_hidings_list:
 * @request: GET /moderation/hidings
 * @error: INVALID for a cursor of another list
 *
 * What was hidden in the division of the caller's department, of the caller's organisation, or of
 * the caller's own wants; the newest first.
 *
 * Returns: (transfer full): a page of the list
 */
JlResponse *
jl_hidings_list (JlRequest *request, GError **error)
{
#define SELECT "SELECT moderation_hiding.* FROM moderation_hiding"
  static const char in_reach[] =
      SELECT IN_REACH ("moderation_hiding", "organisation") FILTERS ("moderation_hiding");
  static const char of_organisation[] =
      SELECT " WHERE moderation_hiding.organisation = ?5" FILTERS ("moderation_hiding");
  static const char of_person[] =
      SELECT " WHERE moderation_hiding.person = ?5" FILTERS ("moderation_hiding");
#undef SELECT
  const JlCaller *caller = request->caller;
  gboolean mine = jl_record_get_integer (request->query, HIDING_QUERY_MINE) != 0;
  const char *sql = of_person;
  gint64 owner = caller->person;

  if (!mine && jl_caller_may (caller, JL_ROLE_ADMINISTRATOR)) {
    sql = in_reach;
    owner = 0;
  } else if (!mine && jl_caller_may (caller, JL_ROLES_STAFF)) {
    sql = of_organisation;
    owner = caller->organisation;
  }
  return list (request, sql, owner, &jl_hiding_table, &jl_hiding_state_enum, error);
}

/* One row of @table by the id in the path. */
static JlRecord *
load (JlRequest *request, const char *sql, const JlRecordTable *table, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, request->ids[0]);
  if (jl_statement_step (statement, &local_error))
    return jl_statement_get_record (statement, table, error);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  else
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
  return NULL;
}

/* Who may see something of @organisation: who decides about it, and, if @is_own, itself. */
static gboolean
check_may_see (JlRequest *request, gint64 organisation, gboolean is_own, GError **error)
{
  gboolean reaches;

  if (!jl_accounts_reaches (request->connection, request->caller, organisation, &reaches, error))
    return FALSE;
  if (reaches || is_own)
    return TRUE;
  g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
  return FALSE;
}

static JlResponse *
answer (JlRecord *record, gint64 version)
{
  JlResponse *response = jl_response_new_json (jl_record_to_json (record, JL_VIEW_OWN));

  jl_response_set_etag (response, &(JlEtag){ .version = version, .view = JL_VIEW_OWN });
  return response;
}

/**
 * jl_report_get:
 * @request: GET /moderation/reports/{id}
 * @error: NOT_FOUND
 *
 * Returns: (transfer full): a report
 */
JlResponse *
jl_report_get (JlRequest *request, GError **error)
{
  g_autoptr (JlRecord) report =
      load (request, "SELECT * FROM moderation_report WHERE id = ?1", &jl_report_table, error);
  gint64 concerned;

  if (report == NULL)
    return NULL;
  concerned = jl_record_get_integer (report, JL_REPORT_CONCERNED);
  if (!check_may_see (request,
                      concerned,
                      jl_caller_owns (request->caller, concerned) &&
                          jl_caller_may (request->caller, JL_ROLE_MANAGER),
                      error))
    return NULL;
  return answer (report, jl_record_get_integer (report, JL_REPORT_VERSION));
}

/**
 * jl_hiding_get:
 * @request: GET /moderation/hidings/{id}
 * @error: NOT_FOUND
 *
 * Returns: (transfer full): what was hidden, why, and what became of it
 */
JlResponse *
jl_hiding_get (JlRequest *request, GError **error)
{
  const JlCaller *caller = request->caller;
  g_autoptr (JlRecord) hiding =
      load (request, "SELECT * FROM moderation_hiding WHERE id = ?1", &jl_hiding_table, error);
  gint64 organisation, person;

  if (hiding == NULL)
    return NULL;
  organisation = jl_record_get_integer (hiding, JL_HIDING_ORGANISATION);
  person = jl_record_get_integer (hiding, JL_HIDING_PERSON);
  if (!check_may_see (
          request,
          organisation,
          (person != 0 && person == caller->person) ||
              (jl_caller_owns (caller, organisation) && jl_caller_may (caller, JL_ROLES_STAFF)),
          error))
    return NULL;
  return answer (hiding, jl_record_get_integer (hiding, JL_HIDING_VERSION));
}
