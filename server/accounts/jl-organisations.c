// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include "jl-label-code.h"
#include "jl-rules.h"
#include "jl-time.h"
#include "jl-uscc.h"

#include <glib/gi18n-lib.h>

/* What an organisation may keep in photos until somebody gives it more. */
#define PHOTO_QUOTA (G_GINT64_CONSTANT (5) * 1024 * 1024 * 1024)

static gboolean
organisation_is_public (JlRecord *record)
{
  return jl_record_get_integer (record, JL_ORGANISATION_ACTIVE) != 0;
}

const JlKind jl_organisation_kind = { .table = &jl_organisation_table,
                                      .is_public = organisation_is_public,
                                      .flags = JL_KIND_SUPERVISED };

static JlDate
get_today (JlTransaction *transaction)
{
  return jl_time_get_china_date (jl_transaction_get_now (transaction));
}

/* USCC by GB 32100; a code that fails its check character needs a reason (domain.md section 1). */
static gboolean
check_uscc (JlRecord *organisation, GError **error)
{
  const char *typed = jl_record_get_text (organisation, JL_ORGANISATION_USCC);
  const char *reason = jl_record_get_text (organisation, JL_ORGANISATION_USCC_OVERRIDE);
  JlUsccDoubts doubts = JL_USCC_NO_DOUBTS;
  g_autofree char *uscc = NULL;

  if (typed == NULL) {
    jl_record_set_null (organisation, JL_ORGANISATION_USCC);
    jl_record_set_null (organisation, JL_ORGANISATION_USCC_OVERRIDE);
    return TRUE;
  }
  uscc = jl_uscc_parse (typed, &doubts, error);
  if (uscc == NULL) {
    jl_error_prefix_field (error, "uscc");
    return FALSE;
  }
  if ((doubts & JL_USCC_CHECK_CHARACTER) != 0 && reason == NULL) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "uscc",
                        _ ("The check character does not fit. If the licence really says so, give "
                           "the reason in uscc_override"));
    return FALSE;
  }
  jl_record_set_text (organisation, JL_ORGANISATION_USCC, uscc);
  if ((doubts & JL_USCC_CHECK_CHARACTER) == 0)
    jl_record_set_null (organisation, JL_ORGANISATION_USCC_OVERRIDE);
  return TRUE;
}

static gboolean
check_division (JlTransaction *transaction, JlRecord *organisation, GError **error)
{
  const JlRules *rules = jl_transaction_get_context (transaction);
  const JlDivision *division = jl_divisions_lookup (
      jl_rules_get_divisions (rules), jl_record_get_text (organisation, JL_ORGANISATION_DIVISION));

  if (division == NULL || !jl_division_is_valid_at (division, get_today (transaction))) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "division",
                        "%s",
                        division == NULL ? _ ("There is no such division")
                                         : _ ("This division no longer exists"));
    return FALSE;
  }
  jl_record_set_text (organisation, JL_ORGANISATION_DIVISION, division->code);
  return TRUE;
}

/**
 * jl_organisation_check_reach:
 * @transaction: a command's transaction
 * @caller: an administrator, or the service itself
 * @organisation: whom the administrator wants to help
 * @error: FORBIDDEN
 *
 * An administrator looks after the division that the own department stands in: one of the city's
 * departments after all, one of a district's after its district.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_organisation_check_reach (JlTransaction *transaction,
                             const JlCaller *caller,
                             JlRecord *organisation,
                             GError **error)
{
  g_autoptr (JlRecord) department = NULL;
  const JlRules *rules = jl_transaction_get_context (transaction);

  if ((caller->roles & JL_ROLE_SYSTEM) != 0)
    return TRUE;
  department = jl_transaction_get (transaction, &jl_organisation_kind, caller->organisation, error);
  if (department == NULL)
    return FALSE;
  if (jl_division_code_reaches (jl_rules_get_divisions (rules),
                                jl_record_get_text (department, JL_ORGANISATION_DIVISION),
                                jl_record_get_text (organisation, JL_ORGANISATION_DIVISION),
                                get_today (transaction)))
    return TRUE;
  g_set_error_literal (
      error,
      JL_ERROR,
      JL_ERROR_FORBIDDEN,
      _ ("Your department looks after the organisations of its own division only"));
  return FALSE;
}

static gboolean
check_unique (JlTransaction *transaction, JlRecord *organisation, GError **error)
{
  static const char sql[] = "SELECT label_prefix = ?2 FROM organisation WHERE (label_prefix = ?2 "
                            "OR uscc = ?3) AND id <> ?1";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (
      statement, 1, jl_record_get_integer (organisation, JL_ORGANISATION_ID));
  jl_statement_bind_text (
      statement, 2, jl_record_get_text (organisation, JL_ORGANISATION_LABEL_PREFIX));
  jl_statement_bind_text (statement, 3, jl_record_get_text (organisation, JL_ORGANISATION_USCC));
  if (jl_statement_step (statement, &local_error)) {
    gboolean is_prefix = jl_statement_get_integer (statement, 0) != 0;

    jl_set_error_field (error,
                        JL_ERROR_CONFLICT,
                        is_prefix ? "label_prefix" : "uscc",
                        "%s",
                        is_prefix ? _ ("Another organisation has this label prefix")
                                  : _ ("An organisation with this code exists already"));
    return FALSE;
  }
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_prefix (JlRecord *organisation, GError **error)
{
  g_autofree char *prefix = jl_label_prefix_parse (
      jl_record_get_text (organisation, JL_ORGANISATION_LABEL_PREFIX), error);

  if (prefix == NULL) {
    jl_error_prefix_field (error, "label_prefix");
    return FALSE;
  }
  jl_record_set_text (organisation, JL_ORGANISATION_LABEL_PREFIX, prefix);
  return TRUE;
}

static gboolean
put_new (JlTransaction *transaction, JlCall *call, gint64 id, GError **error)
{
  g_autoptr (JlRecord) organisation = jl_record_copy (call->input);

  for (guint field = JL_ORGANISATION_ADDRESS; field <= JL_ORGANISATION_OPENING_HOURS; field++) {
    if (!jl_record_has (organisation, field))
      jl_record_set_text (organisation, field, "");
  }
  jl_record_set_integer (organisation, JL_ORGANISATION_ID, id);
  jl_record_set_integer (organisation, JL_ORGANISATION_ORGANISATION, id);
  if (!jl_record_has (organisation, JL_ORGANISATION_PHOTO_QUOTA))
    jl_record_set_integer (organisation, JL_ORGANISATION_PHOTO_QUOTA, PHOTO_QUOTA);
  if (!jl_record_has (organisation, JL_ORGANISATION_ACTIVE))
    jl_record_set_integer (organisation, JL_ORGANISATION_ACTIVE, TRUE);

  if (!check_prefix (organisation, error) || !check_uscc (organisation, error) ||
      !check_division (transaction, organisation, error) ||
      !jl_organisation_check_reach (transaction, call->caller, organisation, error) ||
      !check_unique (transaction, organisation, error) ||
      !jl_transaction_put (transaction, &jl_organisation_kind, organisation, error))
    return FALSE;
  jl_transaction_reply (transaction, 201, &jl_organisation_kind, organisation);
  return TRUE;
}

static gboolean
organisation_create (JlTransaction *transaction, JlCall *call, GError **error)
{
  return put_new (transaction, call, jl_transaction_new_id (transaction), error);
}

const JlCommand jl_organisation_create_command = {
  .name = "organisation.create",
  .roles = JL_ROLE_ADMINISTRATOR | JL_ROLE_SYSTEM,
  .input = &jl_organisation_table,
  .execute = organisation_create,
};

/* The city's own organisation, to which belongs what belongs to none: made once, by `init`. */
static gboolean
city_found (JlTransaction *transaction, JlCall *call, GError **error)
{
  return put_new (transaction, call, jl_transaction_get_city (transaction), error);
}

const JlCommand jl_city_found_command = {
  .name = "city.found",
  .roles = JL_ROLE_SYSTEM,
  .input = &jl_organisation_table,
  .execute = city_found,
};

/* Its own manager may change an organisation, and the administrator who looks after it. */
static gboolean
check_editor (JlTransaction *transaction, JlCall *call, GError **error)
{
  if (jl_caller_owns (call->caller, jl_record_get_integer (call->target, JL_ORGANISATION_ID)))
    return TRUE;
  if (jl_caller_may (call->caller, JL_ROLE_ADMINISTRATOR))
    return jl_organisation_check_reach (transaction, call->caller, call->target, error);
  g_set_error_literal (
      error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("Only its own manager may change an organisation"));
  return FALSE;
}

/* Nobody moves an organisation out of their reach, or a department to where it reaches further. */
static gboolean
check_move (JlTransaction *transaction, JlCall *call, GError **error)
{
  gboolean is_department =
      jl_record_get_integer (call->target, JL_ORGANISATION_KIND) == JL_ORGANISATION_DEPARTMENT;

  if (!jl_record_has (call->input, JL_ORGANISATION_DIVISION) ||
      (!is_department && !jl_caller_may (call->caller, JL_ROLE_ADMINISTRATOR)))
    return TRUE;
  return jl_organisation_check_reach (transaction, call->caller, call->target, error);
}

/* What an organisation may use, and whether it takes part, it does not decide itself. */
static gboolean
check_supervised (JlTransaction *transaction, JlCall *call, GError **error)
{
  static const guint fields[] = { JL_ORGANISATION_PHOTO_QUOTA, JL_ORGANISATION_ACTIVE };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    if (!jl_record_has (call->input, fields[i]) ||
        jl_record_field_equal (call->input, call->target, fields[i]))
      continue;
    if (!jl_caller_may (call->caller, JL_ROLE_ADMINISTRATOR)) {
      jl_set_error_field (error,
                          JL_ERROR_FORBIDDEN,
                          jl_organisation_table.fields[fields[i]].name,
                          _ ("Only the department that looks after you changes this"));
      return FALSE;
    }
    if (!jl_organisation_check_reach (transaction, call->caller, call->target, error))
      return FALSE;
  }
  return TRUE;
}

/* Nobody would answer for what a closed organisation still offers. */
static gboolean
check_close (JlTransaction *transaction, JlCall *call, GError **error)
{
  gint64 id = jl_record_get_integer (call->target, JL_ORGANISATION_ID);
  g_autoptr (JlStatement) statement = NULL;
  g_autoptr (GError) local_error = NULL;
  const char *refusal = NULL;

  if (!jl_record_has (call->input, JL_ORGANISATION_ACTIVE) ||
      jl_record_get_integer (call->input, JL_ORGANISATION_ACTIVE) ||
      !jl_record_get_integer (call->target, JL_ORGANISATION_ACTIVE))
    return TRUE;
  statement = jl_connection_prepare (jl_transaction_get_connection (transaction),
                                     "SELECT 1 FROM item WHERE organisation = ?1 AND listed = 1",
                                     error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, id);
  if (jl_statement_step (statement, &local_error))
    refusal = _ ("It still offers items: please let it withdraw them first");
  else if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (jl_caller_owns (call->caller, id) || id == jl_transaction_get_city (transaction))
    refusal = _ ("Your own department cannot close itself");
  if (refusal != NULL)
    jl_set_error_field (error, JL_ERROR_CONFLICT, "active", "%s", refusal);
  return refusal == NULL;
}

/* Memberships name the organisation; items follow by and by (jl-item-organisation.c). */
static gboolean
rename_memberships (JlTransaction *transaction, JlRecord *organisation, GError **error)
{
  static const char sql[] = "SELECT id FROM membership WHERE organisation = ?1 AND id > ?2 "
                            "AND organisation_name <> ?3 ORDER BY id LIMIT 1";
  gint64 id = 0;

  for (;;) {
    g_autoptr (JlStatement) statement =
        jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
    const char *name = jl_record_get_text (organisation, JL_ORGANISATION_NAME);
    g_autoptr (JlRecord) membership = NULL;
    g_autoptr (GError) local_error = NULL;

    if (statement == NULL)
      return FALSE;
    jl_statement_bind_integer (
        statement, 1, jl_record_get_integer (organisation, JL_ORGANISATION_ID));
    jl_statement_bind_integer (statement, 2, id);
    jl_statement_bind_text (statement, 3, name);
    if (!jl_statement_step (statement, &local_error)) {
      if (local_error == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
    id = jl_statement_get_integer (statement, 0);
    membership = jl_transaction_get (transaction, &jl_membership_kind, id, error);
    if (membership == NULL)
      return FALSE;
    jl_record_set_text (membership, JL_MEMBERSHIP_ORGANISATION_NAME, name);
    if (!jl_transaction_put (transaction, &jl_membership_kind, membership, error))
      return FALSE;
  }
}

static gboolean
organisation_edit (JlTransaction *transaction, JlCall *call, GError **error)
{
  if (!check_editor (transaction, call, error) || !check_supervised (transaction, call, error) ||
      !check_close (transaction, call, error))
    return FALSE;
  jl_record_apply (call->target, call->input);
  if (!check_move (transaction, call, error) || !check_uscc (call->target, error) ||
      !check_division (transaction, call->target, error) ||
      !check_unique (transaction, call->target, error) ||
      !jl_transaction_put (transaction, &jl_organisation_kind, call->target, error) ||
      !rename_memberships (transaction, call->target, error))
    return FALSE;
  jl_transaction_reply (transaction, 200, &jl_organisation_kind, call->target);
  return TRUE;
}

const JlCommand jl_organisation_edit_command = {
  .name = "organisation.edit",
  .roles = JL_ROLE_MANAGER | JL_ROLE_ADMINISTRATOR,
  .flags = JL_COMMAND_IF_MATCH | JL_COMMAND_PATCH,
  .input = &jl_organisation_table,
  .target = &jl_organisation_kind,
  .execute = organisation_edit,
};

/**
 * jl_role_fits_organisation:
 * @transaction: a command's transaction
 * @organisation_kind: index into jl_organisation_kind_enum
 * @role: index into jl_membership_role_enum
 * @error: return location
 *
 * Which roles exist in which kind of organisation is a rule (organisation-kinds.json).
 *
 * Returns: %FALSE with INVALID, field `role`
 */
gboolean
jl_role_fits_organisation (JlTransaction *transaction,
                           int organisation_kind,
                           int role,
                           GError **error)
{
  const JlRules *rules = jl_transaction_get_context (transaction);
  const JlOrganisationTerms *terms =
      jl_rules_get_organisation_terms (rules, organisation_kind, get_today (transaction));

  for (guint i = 0; terms != NULL && i < terms->roles->len; i++) {
    if (g_array_index (terms->roles, int, i) == role)
      return TRUE;
  }
  jl_set_error_field (
      error, JL_ERROR_INVALID, "role", _ ("There is no such role in this kind of organisation"));
  return FALSE;
}

enum { QUERY_KIND, QUERY_DIVISION, QUERY_N_FIELDS };
static const JlField query_fields[] = {
  [QUERY_KIND] = { .name = "kind", .type = JL_FIELD_ENUM, .values = &jl_organisation_kind_enum },
  [QUERY_DIVISION] = { .name = "division",
                       .type = JL_FIELD_TEXT,
                       .min = 4,
                       .max = 12,
                       .doc = "Those in this division." },
};
JL_ASSERT_FIELDS (QUERY, query_fields);
const JlRecordTable jl_organisation_query_table =
    JL_RECORD_TABLE ("organisation_query", "JlOrganisationQuery", query_fields);

/**
 * jl_organisations_list:
 * @request: GET /organisations
 * @error: return location
 *
 * All active organisations, in the order of their joining.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_organisations_list (JlRequest *request, GError **error)
{
  static const char sql[] =
      "SELECT ready.public, organisation.id FROM organisation JOIN ready USING (id) "
      "WHERE organisation.id > ?1 AND ready.public IS NOT NULL "
      "AND (?2 IS NULL OR organisation.kind = ?2) "
      "AND (?3 IS NULL OR (organisation.division >= ?3 AND organisation.division < ?3 || 'A')) "
      "ORDER BY organisation.id LIMIT ?4";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  gint64 after = 0;

  if (statement == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &after, error)))
    return NULL;
  jl_statement_bind_integer (statement, 1, after);
  if (jl_record_has (request->query, QUERY_KIND))
    jl_statement_bind_text (statement,
                            2,
                            jl_enum_get_name (&jl_organisation_kind_enum,
                                              jl_record_get_integer (request->query, QUERY_KIND)));
  jl_statement_bind_text (statement, 3, jl_record_get_text (request->query, QUERY_DIVISION));
  jl_statement_bind_integer (statement, 4, request->limit + 1);
  return jl_accounts_list_ready (request, statement, error);
}
