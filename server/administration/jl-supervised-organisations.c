// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-administration-private.h"

#include "jl-account.h"
#include "jl-accounts.h"
#include "jl-rules.h"
#include "jl-time.h"

/* What is asked for, and of whom. */
typedef struct {
  const JlDivisions *divisions; /* borrowed */
  JlDate today;
  const char *own;   /* division of the caller's department */
  const char *asked; /* nullable */
} Scope;

static gboolean
find_own_division (JlRequest *request, char **division, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      request->connection, "SELECT division FROM organisation WHERE id = ?1", error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, request->caller->organisation);
  if (jl_statement_step (statement, &local_error))
    *division = g_strdup (jl_statement_get_text (statement, 0));
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
is_in_scope (const Scope *scope, const char *division)
{
  return jl_division_code_reaches (scope->divisions, scope->own, division, scope->today) &&
         (scope->asked == NULL ||
          jl_division_code_reaches (scope->divisions, scope->asked, division, scope->today));
}

static JlRecord *
read_row (JlStatement *statement, const Scope *scope, GError **error)
{
  g_autoptr (JlRecord) organisation =
      jl_statement_get_record (statement, &jl_organisation_table, error);
  g_autofree char *place = NULL;
  const JlDivision *division;
  JlRecord *row;

  if (organisation == NULL)
    return NULL;
  row = jl_statement_get_record (statement, &jl_supervised_organisation_table, error);
  if (row == NULL)
    return NULL;
  division = jl_divisions_lookup (scope->divisions,
                                  jl_record_get_text (organisation, JL_ORGANISATION_DIVISION));
  place = division != NULL ? jl_division_get_full_name (division) : g_strdup ("");
  jl_record_set_text (row, JL_SUPERVISED_DIVISION_NAME, place);
  jl_record_set_record (row, JL_SUPERVISED_RECORD, organisation);
  return row;
}

static void
bind (JlStatement *statement, JlRequest *request, gint64 after)
{
  JlRecord *query = request->query;

  jl_statement_bind_integer (statement, 1, after);
  if (jl_record_has (query, JL_SUPERVISED_QUERY_KIND))
    jl_statement_bind_text (
        statement,
        2,
        jl_enum_get_name (&jl_organisation_kind_enum,
                          jl_record_get_integer (query, JL_SUPERVISED_QUERY_KIND)));
  jl_statement_bind_text (statement, 3, jl_record_get_text (query, JL_SUPERVISED_QUERY_Q));
  if (jl_record_has (query, JL_SUPERVISED_QUERY_ACTIVE))
    jl_statement_bind_integer (
        statement, 4, jl_record_get_integer (query, JL_SUPERVISED_QUERY_ACTIVE));
}

/* Which divisions lie in which is a rule, so reach is decided row by row: there are thousands of
 * organisations, not millions. */
static JlResponse *
list_rows (JlRequest *request, JlStatement *statement, const Scope *scope, GError **error)
{
  g_auto (JlListBuilder) list = { 0 };
  g_autoptr (GError) local_error = NULL;
  g_autofree char *next = NULL;
  gint64 last = 0;

  jl_list_builder_init (&list);
  while (jl_statement_step (statement, &local_error)) {
    g_autoptr (JlRecord) row = NULL;
    g_autofree char *json = NULL;

    if (!is_in_scope (scope, jl_statement_get_text (statement, 1)))
      continue;
    if (list.n == request->limit) {
      next = jl_cursor_new (1, &last);
      break;
    }
    row = read_row (statement, scope, error);
    if (row == NULL)
      return NULL;
    json = jl_record_to_json (row, JL_VIEW_OWN);
    jl_list_builder_append (&list, json, strlen (json));
    last = jl_statement_get_integer (statement, 0);
  }
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  return jl_list_builder_finish (&list, next);
}

/**
 * jl_supervised_organisations_list:
 * @request: GET /organisations/supervised
 * @error: return location
 *
 * All organisations of the division that the caller's department stands in, in the order of their
 * joining, with what only administrators see.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_supervised_organisations_list (JlRequest *request, GError **error)
{
  static const char sql[] =
      "SELECT id, division, organisation.*, "
      "coalesce ((SELECT photo_bytes FROM item_counter "
      "WHERE item_counter.organisation = organisation.id), 0) AS photo_bytes, "
      "(SELECT count(DISTINCT account) FROM membership "
      "WHERE membership.organisation = organisation.id AND membership.active = 1) AS members "
      "FROM organisation WHERE id > ?1 AND (?2 IS NULL OR kind = ?2) "
      "AND (?3 IS NULL OR instr(lower (name), lower (?3)) > 0 OR label_prefix = upper (?3) "
      "OR instr(uscc, upper (?3)) = 1) AND (?4 IS NULL OR active = ?4) ORDER BY id";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  g_autofree char *own = NULL;
  gint64 after = 0;
  Scope scope;

  if (statement == NULL || !find_own_division (request, &own, error) ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &after, error)))
    return NULL;
  scope = (Scope){
    .divisions = jl_rules_get_divisions (request->context),
    .today = jl_time_get_china_date (request->now),
    .own = own,
    .asked = jl_record_get_text (request->query, JL_SUPERVISED_QUERY_DIVISION),
  };
  bind (statement, request, after);
  return list_rows (request, statement, &scope, error);
}
