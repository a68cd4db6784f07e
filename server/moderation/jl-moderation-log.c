// SPDX-License-Identifier: GPL-3.0-or-later
/* What those did who look after the platform, from the journal, the looks at persons and the
 * versions of the rules. */
#include "jl-moderation-private.h"

#include <string.h>

enum { QUERY_ACTION, QUERY_ACCOUNT, QUERY_N_FIELDS };
static const JlField query_fields[] = {
  [QUERY_ACTION] = { .name = "action",
                     .type = JL_FIELD_TEXT,
                     .min = 1,
                     .max = 60,
                     .doc = "Only this action, e.g. moderation.hide-item." },
  [QUERY_ACCOUNT] = { .name = "account",
                      .type = JL_FIELD_ID,
                      .doc = "Only what this administrator did." },
};
JL_ASSERT_FIELDS (QUERY, query_fields);
const JlRecordTable jl_log_query_table =
    JL_RECORD_TABLE ("moderation_log_query", "JlModerationLogQuery", query_fields);

/* Where a page ended: time, which of the three sources, and the place in it. */
#define N_CURSOR_VALUES 3
#define COLUMN_AT 0
#define COLUMN_SOURCE 9
#define COLUMN_PLACE 10

/* ?1–?3 the cursor, ?4 action, ?5 account, ?6 what the divisions begin with (NULL: any), ?7 the
 * organisation concerned (0: any), ?8 rows. Each source is cut to a page before they are merged. */
#define BEFORE(at, source, place) " WHERE (" at ", " source ", " place ") < (?1, ?2, ?3) "
#define FILTERS(action, account)                                                                   \
  "AND (?4 IS NULL OR " action " = ?4) AND (?5 = 0 OR " account " = ?5) "
#define CONCERNED                                                                                  \
  "AND (?7 = 0 OR concerned.id = ?7) "                                                             \
  "AND (?6 IS NULL OR substr (concerned.division, 1, length (?6)) = ?6) "

#define ACTS                                                                                       \
  "SELECT journal.at, journal.command AS action, operator_act.account, "                           \
  "department.name AS department_name, concerned.id AS organisation, "                             \
  "concerned.name AS organisation_name, change.kind AS subject_kind, change.record AS subject, "   \
  "coalesce (item.title, want.text, report.subject_title) AS subject_title, 0 AS source, "         \
  "journal.seq AS place FROM operator_act "                                                        \
  "CROSS JOIN journal ON journal.seq = operator_act.journal "                                      \
  "LEFT JOIN change ON change.seq = operator_act.change "                                          \
  "LEFT JOIN item ON change.kind = 'item' AND item.id = change.record "                            \
  "LEFT JOIN want ON change.kind = 'want' AND want.id = change.record "                            \
  "LEFT JOIN moderation_report AS report "                                                         \
  "ON change.kind = 'moderation_report' AND report.id = change.record "                            \
  "JOIN organisation AS concerned "                                                                \
  "ON concerned.id = coalesce (report.concerned, journal.organisation) "                           \
  "LEFT JOIN organisation AS department ON department.id = operator_act.department" BEFORE (       \
      "journal.at", "0", "journal.seq") FILTERS ("journal.command", "operator_act.account")        \
      CONCERNED "ORDER BY operator_act.journal DESC LIMIT ?8"

#define LOOKS                                                                                      \
  "SELECT look.at, 'person.look' AS action, look.account, department.name AS department_name, "    \
  "concerned.id AS organisation, concerned.name AS organisation_name, 'person' AS subject_kind, "  \
  "look.person AS subject, NULL AS subject_title, 1 AS source, look.id AS place "                  \
  "FROM person_look AS look JOIN person ON person.id = look.person "                               \
  "JOIN organisation AS concerned ON concerned.id = person.organisation "                          \
  "LEFT JOIN organisation AS department ON department.id = look.organisation" BEFORE (             \
      "look.at",                                                                                   \
      "1",                                                                                         \
      "look.id") "AND look.account IN "                                                            \
                 "(SELECT account FROM membership WHERE role = 'administrator') " FILTERS (        \
                     "'person.look'", "look.account") CONCERNED "ORDER BY look.id DESC LIMIT ?8"

#define RULES                                                                                      \
  "SELECT first_used_at AS at, 'rules.use' AS action, NULL AS account, NULL AS department_name, "  \
  "concerned.id AS organisation, concerned.name AS organisation_name, NULL AS subject_kind, "      \
  "NULL AS subject, rules_version.version AS subject_title, 2 AS source, rules_version.rowid AS "  \
  "place "                                                                                         \
  "FROM rules_version JOIN organisation AS concerned ON concerned.id = (SELECT city FROM "         \
  "node) " BEFORE ("first_used_at", "2", "rules_version.rowid")                                    \
      FILTERS ("'rules.use'", "0") "AND ?7 = 0 ORDER BY rules_version.rowid DESC LIMIT ?8"

/* Who it was is told to those who decide; others know the department. */
static void
set_actor (JlRequest *request, JlRecord *entry)
{
  gint64 account = jl_record_get_integer (entry, JL_LOG_ENTRY_ACCOUNT);
  gboolean tells = jl_caller_may (request->caller, JL_ROLE_ADMINISTRATOR);
  g_autofree char *name = tells && account != 0
                              ? jl_accounts_get_actor_name (request->connection, account, NULL)
                              : NULL;

  if (!tells)
    jl_record_set_null (entry, JL_LOG_ENTRY_ACCOUNT);
  if (name != NULL)
    jl_record_set_text (entry, JL_LOG_ENTRY_ACTOR, name);
  else
    jl_record_set_null (entry, JL_LOG_ENTRY_ACTOR);
}

static gboolean
bind (JlRequest *request, JlStatement *statement, const char *reach, guint limit, GError **error)
{
  gint64 before[N_CURSOR_VALUES] = { G_MAXINT64, G_MAXINT64, G_MAXINT64 };

  if (request->cursor != NULL && !jl_cursor_parse (request->cursor, N_CURSOR_VALUES, before, error))
    return FALSE;
  for (int i = 0; i < N_CURSOR_VALUES; i++)
    jl_statement_bind_integer (statement, i + 1, before[i]);
  jl_statement_bind_text (statement, 4, jl_record_get_text (request->query, QUERY_ACTION));
  jl_statement_bind_integer (statement, 5, jl_record_get_integer (request->query, QUERY_ACCOUNT));
  jl_statement_bind_text (statement, 6, reach);
  jl_statement_bind_integer (statement, 7, reach != NULL ? 0 : request->caller->organisation);
  jl_statement_bind_integer (statement, 8, limit);
  return TRUE;
}

/**
 * jl_moderation_log_foreach: (skip)
 * @request: of a route with jl_log_query_table
 * @limit: how many entries at most
 * @func: called for each, newest first, with the cursor that continues behind it
 * @user_data: for @func
 * @error: INVALID for a cursor of another list
 *
 * Goes through what concerns the organisations that the caller's department looks after, or, for a
 * manager, the own organisation.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_moderation_log_foreach (
    JlRequest *request, guint limit, JlLogFunc func, gpointer user_data, GError **error)
{
  static const char sql[] =
      "SELECT *, CASE source WHEN 1 THEN place ELSE place * 4 + source END AS id FROM (SELECT * "
      "FROM (" ACTS ") UNION ALL SELECT * FROM (" LOOKS ") UNION ALL SELECT * FROM (" RULES
      ")) ORDER BY at DESC, source DESC, place DESC LIMIT ?8";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  g_autofree char *reach = NULL;
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  if (jl_caller_may (request->caller, JL_ROLE_ADMINISTRATOR) &&
      (reach = jl_accounts_get_reach (request->connection, request->caller, error)) == NULL)
    return FALSE;
  if (!bind (request, statement, reach, limit, error))
    return FALSE;
  while (jl_statement_step (statement, &local_error)) {
    g_autoptr (JlRecord) entry = jl_statement_get_record (statement, &jl_log_entry_table, error);
    const gint64 place[N_CURSOR_VALUES] = { jl_statement_get_integer (statement, COLUMN_AT),
                                            jl_statement_get_integer (statement, COLUMN_SOURCE),
                                            jl_statement_get_integer (statement, COLUMN_PLACE) };
    g_autofree char *cursor = jl_cursor_new (N_CURSOR_VALUES, place);

    if (entry == NULL)
      return FALSE;
    set_actor (request, entry);
    func (entry, cursor, user_data);
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

typedef struct {
  JlRequest *request;
  JlListBuilder builder;
  char *last; /* owned, nullable: the cursor behind the last entry in the list */
  gboolean has_more;
} Page;

static void
add_entry_cb (JlRecord *entry, const char *cursor, gpointer user_data)
{
  Page *self = user_data;
  g_autofree char *json = NULL;

  if (self->builder.n == self->request->limit) {
    self->has_more = TRUE;
    return;
  }
  json = jl_record_to_json (entry, JL_VIEW_PUBLIC);
  jl_list_builder_append (&self->builder, json, strlen (json));
  g_free (self->last);
  self->last = g_strdup (cursor);
}

/**
 * jl_moderation_log_list:
 * @request: GET /moderation/log
 * @error: as jl_moderation_log_foreach()
 *
 * Returns: (transfer full): a page of what administrators did, the newest first
 */
JlResponse *
jl_moderation_log_list (JlRequest *request, GError **error)
{
  Page page = { .request = request };
  JlResponse *response = NULL;

  jl_list_builder_init (&page.builder);
  if (jl_moderation_log_foreach (request, request->limit + 1, add_entry_cb, &page, error))
    response = jl_list_builder_finish (&page.builder, page.has_more ? page.last : NULL);
  jl_list_builder_clear (&page.builder);
  g_free (page.last);
  return response;
}
