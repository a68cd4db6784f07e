// SPDX-License-Identifier: GPL-3.0-or-later
/* What residents look for. */
#include "jl-items-private.h"

#include "jl-division.h"
#include "jl-error.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

static gboolean
is_open (JlRecord *want)
{
  return jl_record_get_integer (want, JL_WANT_OPEN) != 0;
}

static gboolean
want_is_public (JlRecord *want)
{
  return is_open (want) && jl_record_get_integer (want, JL_WANT_MODERATION) == JL_MODERATION_NONE;
}

const JlKind jl_want_kind = { .table = &jl_want_table,
                              .is_public = want_is_public,
                              .owner = JL_WANT_PERSON + 1 };

/* The organisation that the person joined at, which is the want's home. */
static JlRecord *
load_home (JlTransaction *transaction, gint64 person, GError **error)
{
  g_autoptr (JlRecord) record = jl_transaction_get (transaction, &jl_person_kind, person, error);

  if (record == NULL)
    return NULL;
  return jl_item_get_organisation (
      transaction, jl_record_get_integer (record, JL_PERSON_ORGANISATION), error);
}

static gboolean
check_count (JlTransaction *transaction, gint64 person, const JlListingTerms *terms, GError **error)
{
  static const char sql[] = "SELECT count (*) FROM want WHERE person = ?1 AND open = 1";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, person);
  if (!jl_statement_step (statement, error))
    return FALSE;
  if (jl_statement_get_integer (statement, 0) < terms->wants_per_person)
    return TRUE;
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_CONFLICT,
               _ ("You look for %u things already; close one first"),
               terms->wants_per_person);
  return FALSE;
}

/* Category and district must be; the text must hold something that can be looked for. */
static gboolean
settle_want (JlTransaction *transaction, JlRecord *want, GError **error)
{
  const JlRules *rules = jl_transaction_get_context (transaction);
  const char *category = jl_record_get_text (want, JL_WANT_CATEGORY);
  const char *district = jl_record_get_text (want, JL_WANT_DISTRICT);
  const JlDivision *division =
      district == NULL ? NULL : jl_divisions_lookup (jl_rules_get_divisions (rules), district);
  JlDate today = jl_item_get_today (transaction);
  g_autofree char *token = jl_want_choose_token (jl_record_get_text (want, JL_WANT_TEXT));

  if (category != NULL && jl_rules_get_category (rules, category, today, error) == NULL)
    return FALSE;
  if (district != NULL && (division == NULL || division->level != JL_DIVISION_DISTRICT ||
                           !jl_division_is_valid_at (division, today))) {
    jl_set_error_field (error, JL_ERROR_INVALID, "district", _ ("There is no such district"));
    return FALSE;
  }
  if (token == NULL) {
    jl_set_error_field (error, JL_ERROR_INVALID, "text", _ ("Say in words what you look for"));
    return FALSE;
  }
  jl_record_set_text (want, JL_WANT_MATCH_TOKEN, token);
  return TRUE;
}

static gboolean
want_create (JlTransaction *transaction, JlCall *call, GError **error)
{
  gint64 person = call->caller->person;
  g_autoptr (JlRecord) home = load_home (transaction, person, error);
  g_autoptr (JlRecord) want = jl_record_copy (call->input);
  const JlListingTerms *terms;

  if (home == NULL)
    return FALSE;
  terms = jl_rules_get_listing_terms (jl_transaction_get_context (transaction),
                                      jl_item_get_organisation_kind (home),
                                      jl_item_get_today (transaction));
  if (!jl_accounts_check_consent (transaction, call->caller, error) ||
      !check_count (transaction, person, terms, error) || !settle_want (transaction, want, error))
    return FALSE;

  jl_record_set_integer (
      want, JL_WANT_ORGANISATION, jl_record_get_integer (home, JL_ORGANISATION_ID));
  jl_record_set_integer (want, JL_WANT_PERSON, person);
  jl_record_set_integer (want, JL_WANT_OPEN, TRUE);
  jl_record_set_integer (want, JL_WANT_MODERATION, JL_MODERATION_NONE);
  jl_record_set_integer (want,
                         JL_WANT_EXPIRES_AT,
                         jl_transaction_get_now (transaction) + terms->want_days * JL_TIME_DAY);
  if (!jl_transaction_put (transaction, &jl_want_kind, want, error))
    return FALSE;
  jl_transaction_reply (transaction, 201, &jl_want_kind, want);
  return TRUE;
}

const JlCommand jl_want_create_command = {
  .name = "want.create",
  .roles = JL_ROLE_RESIDENT,
  .input = &jl_want_table,
  .execute = want_create,
};

static gboolean
close_want (JlTransaction *transaction, JlRecord *want, GError **error)
{
  jl_record_set_integer (want, JL_WANT_OPEN, FALSE);
  jl_record_set_null (want, JL_WANT_EXPIRES_AT);
  return jl_transaction_put (transaction, &jl_want_kind, want, error);
}

/* The person's own to close; staff where the person joined may take down what should not stand
 * there. */
static gboolean
want_close (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlRecord *want = call->target;
  const JlCaller *caller = call->caller;

  if (jl_record_get_integer (want, JL_WANT_PERSON) != caller->person &&
      !(jl_caller_owns (caller, jl_record_get_integer (want, JL_WANT_ORGANISATION)) &&
        jl_caller_may (caller, JL_ROLES_STAFF))) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("This is somebody else's"));
    return FALSE;
  }
  if (!is_open (want)) {
    jl_set_error_field (error, JL_ERROR_CONFLICT, "open", _ ("This is closed already"));
    return FALSE;
  }
  if (!close_want (transaction, want, error))
    return FALSE;
  jl_transaction_reply (transaction, 200, &jl_want_kind, want);
  return TRUE;
}

const JlCommand jl_want_close_command = {
  .name = "want.close",
  .roles = JL_ROLE_RESIDENT,
  .target = &jl_want_kind,
  .execute = want_close,
};

/**
 * jl_wants_release:
 * @transaction: a command's transaction
 * @person: who leaves, or withdraws their consent
 * @error: return location
 *
 * Closes what they look for.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_wants_release (JlTransaction *transaction, gint64 person, GError **error)
{
  static const char sql[] =
      "SELECT min (id + 0) FROM want WHERE open = 1 AND person = ?1 AND id + 0 > ?2";
  JlConnection *connection = jl_transaction_get_connection (transaction);
  gint64 id;

  while (jl_items_find_due (connection, sql, person, 0, &id)) {
    g_autoptr (JlRecord) want = jl_transaction_get (transaction, &jl_want_kind, id, error);

    if (want == NULL || !close_want (transaction, want, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
want_expire (JlTransaction *transaction, JlCall *call, GError **error)
{
  if (!close_want (transaction, call->target, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_want_expire_command = {
  .name = "want.expire",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_want_kind,
  .execute = want_expire,
};

/**
 * jl_want_find_expired:
 * @connection: the writer's
 * @now: the time
 * @after: an id
 * @id: (out): the first open want after @after whose time is over
 *
 * Returns: whether there is one
 */
gboolean
jl_want_find_expired (JlConnection *connection, gint64 now, gint64 after, gint64 *id)
{
  static const char sql[] =
      "SELECT min (id + 0) FROM want WHERE open = 1 AND expires_at <= ?1 AND id + 0 > ?2";

  return jl_items_find_due (connection, sql, now, after, id);
}

enum { QUERY_MINE, QUERY_CATEGORY, QUERY_DISTRICT, QUERY_N_FIELDS };
static const JlField query_fields[] = {
  [QUERY_MINE] = { .name = "mine",
                   .type = JL_FIELD_BOOLEAN,
                   .doc = "My own, also when I act for an organisation." },
  [QUERY_CATEGORY] = { .name = "category", .type = JL_FIELD_TEXT, .min = 1, .max = 40 },
  [QUERY_DISTRICT] = { .name = "district", .type = JL_FIELD_TEXT, .min = 6, .max = 6 },
};
JL_ASSERT_FIELDS (QUERY, query_fields);
const JlRecordTable jl_want_query_table =
    JL_RECORD_TABLE ("want_query", "JlWantQuery", query_fields);

static const char *
choose_sql (JlRecord *query, gboolean mine)
{
#define SELECT                                                                                     \
  "SELECT want.id, ready.public, ready.own FROM want CROSS JOIN ready ON ready.id = want.id "
#define IN_VIEW "WHERE want.open = 1 AND ready.public IS NOT NULL"
#define ORDER " AND want.id < ?2 ORDER BY want.id DESC LIMIT ?3"
  static const char of_person[] = SELECT "WHERE want.person = ?1" ORDER;
  static const char all[] = SELECT IN_VIEW ORDER;
  static const char of_category[] = SELECT IN_VIEW " AND want.category = ?1" ORDER;
  static const char of_district[] = SELECT IN_VIEW " AND want.district = ?1" ORDER;
  static const char of_both[] =
      SELECT IN_VIEW " AND want.category = ?1 AND want.district = ?4" ORDER;
#undef SELECT
#undef IN_VIEW
#undef ORDER

  if (mine)
    return of_person;
  if (jl_record_has (query, QUERY_CATEGORY))
    return jl_record_has (query, QUERY_DISTRICT) ? of_both : of_category;
  return jl_record_has (query, QUERY_DISTRICT) ? of_district : all;
}

static void
bind (JlRequest *request, JlStatement *statement, gboolean mine, gint64 before)
{
  JlRecord *query = request->query;
  const char *category = jl_record_get_text (query, QUERY_CATEGORY);
  const char *district = jl_record_get_text (query, QUERY_DISTRICT);

  if (mine)
    jl_statement_bind_integer (statement, 1, request->caller->person);
  else if (category != NULL || district != NULL)
    jl_statement_bind_text (statement, 1, category != NULL ? category : district);
  if (!mine && category != NULL && district != NULL)
    jl_statement_bind_text (statement, 4, district);
  jl_statement_bind_integer (statement, 2, before);
  jl_statement_bind_integer (statement, 3, request->limit + 1);
}

/**
 * jl_wants_list:
 * @request: GET /wants
 * @error: INVALID for a cursor of another list
 *
 * A person's own wants, also those that are over; for staff those of everybody that are open,
 * without saying whose. The newest first.
 *
 * Returns: (transfer full): a page of the list
 */
JlResponse *
jl_wants_list (JlRequest *request, GError **error)
{
  gboolean mine = jl_record_get_integer (request->query, QUERY_MINE) != 0 ||
                  !jl_caller_may (request->caller, JL_ROLES_STAFF);
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (request->connection, choose_sql (request->query, mine), error);
  g_auto (JlListBuilder) builder = { 0 };
  g_autofree char *next = NULL;
  GError *local_error = NULL;
  gint64 before = G_MAXINT64;
  gint64 last = 0;

  if (statement == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &before, error)))
    return NULL;
  bind (request, statement, mine, before);
  jl_list_builder_init (&builder);
  while (next == NULL && jl_statement_step (statement, &local_error)) {
    const char *json;
    gsize length;

    if (builder.n == request->limit) {
      next = jl_cursor_new (1, &last);
      break;
    }
    last = jl_statement_get_integer (statement, 0);
    json = jl_statement_get_blob (statement, mine ? 2 : 1, &length);
    jl_list_builder_append (&builder, json, length);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  return jl_list_builder_finish (&builder, next);
}
