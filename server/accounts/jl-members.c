// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include "jl-rules.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

/* Colleagues know each other by name. */
static gboolean
fill_names (JlStatement *statement, JlRecord *member, GError **error)
{
  gint64 person = jl_statement_get_integer (statement, 1);

  return jl_person_fill (
             statement, 2, person, JL_SEALED_USERNAME, member, JL_MEMBER_USERNAME, error) &&
         jl_person_fill (
             statement, 3, person, JL_SEALED_NICKNAME, member, JL_MEMBER_NICKNAME, error);
}

static JlResponse *
list_members (JlRequest *request, gint64 organisation, GError **error)
{
  static const char sql[] =
      "SELECT membership.id, account.person, username AS sealed_username, nickname AS "
      "sealed_nickname, membership.account, membership.role, membership.active, "
      "membership.version, membership.created_at FROM membership "
      "JOIN account ON account.id = membership.account "
      "JOIN person_private ON person_private.person = account.person "
      "WHERE membership.organisation = ?1 AND membership.id > ?2 ORDER BY membership.id LIMIT ?3";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  gint64 after = 0;

  if (statement == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &after, error)))
    return NULL;
  jl_statement_bind_integer (statement, 1, organisation);
  jl_statement_bind_integer (statement, 2, after);
  jl_statement_bind_integer (statement, 3, request->limit + 1);
  return jl_accounts_list_records (request, statement, &jl_member_table, fill_names, error);
}

/**
 * jl_members_list:
 * @request: GET /members
 * @error: return location
 *
 * Who works for the organisation the caller acts for, in the order of joining.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_members_list (JlRequest *request, GError **error)
{
  return list_members (request, request->caller->organisation, error);
}

static char *
dup_division (JlConnection *connection, gint64 organisation, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (connection, "SELECT division FROM organisation WHERE id = ?1", error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, organisation);
  if (jl_statement_step (statement, &local_error))
    return g_strdup (jl_statement_get_text (statement, 0));
  if (local_error == NULL)
    g_set_error_literal (&local_error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/**
 * jl_organisation_members_list:
 * @request: GET /organisations/{id}/members
 * @error: NOT_FOUND; FORBIDDEN beyond the own division
 *
 * Who works for an organisation that the caller's department looks after.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_organisation_members_list (JlRequest *request, GError **error)
{
  const JlRules *rules = request->context;
  g_autofree char *theirs = dup_division (request->connection, request->ids[0], error);
  g_autofree char *own =
      theirs != NULL ? dup_division (request->connection, request->caller->organisation, error)
                     : NULL;

  if (own == NULL)
    return NULL;
  if (!jl_division_code_reaches (
          jl_rules_get_divisions (rules), own, theirs, jl_time_get_china_date (request->now))) {
    g_set_error_literal (
        error,
        JL_ERROR,
        JL_ERROR_FORBIDDEN,
        _ ("Your department looks after the organisations of its own division only"));
    return NULL;
  }
  return list_members (request, request->ids[0], error);
}

/* An organisation that nobody manages could never be helped by itself. */
static gboolean
check_manager_left (JlTransaction *transaction, JlRecord *membership, GError **error)
{
  static const char sql[] =
      "SELECT 1 FROM membership WHERE organisation = ?1 AND id <> ?2 AND active = 1 "
      "AND role IN ('manager', 'administrator')";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (
      statement, 1, jl_record_get_integer (membership, JL_MEMBERSHIP_ORGANISATION));
  jl_statement_bind_integer (statement, 2, jl_record_get_integer (membership, JL_MEMBERSHIP_ID));
  if (jl_statement_step (statement, &local_error))
    return TRUE;
  if (local_error == NULL)
    g_set_error_literal (&local_error,
                         JL_ERROR,
                         JL_ERROR_CONFLICT,
                         _ ("This is the last manager: make somebody else manager first"));
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
manages (JlRecord *membership)
{
  JlRoleSet role = jl_role_from_membership (jl_record_get_integer (membership, JL_MEMBERSHIP_ROLE));

  return jl_record_get_integer (membership, JL_MEMBERSHIP_ACTIVE) &&
         (role & (JL_ROLE_MANAGER | JL_ROLE_ADMINISTRATOR)) != 0;
}

static gboolean
membership_edit (JlTransaction *transaction, JlCall *call, GError **error)
{
  gboolean managed = manages (call->target);

  if (!jl_people_check_may_grant (
          call->caller, jl_record_get_integer (call->target, JL_MEMBERSHIP_ROLE), error))
    return FALSE;
  jl_record_apply (call->target, call->input);
  if (!jl_people_check_may_grant (
          call->caller, jl_record_get_integer (call->target, JL_MEMBERSHIP_ROLE), error) ||
      !jl_role_fits_organisation (
          transaction,
          jl_record_get_integer (call->target, JL_MEMBERSHIP_ORGANISATION_KIND),
          jl_record_get_integer (call->target, JL_MEMBERSHIP_ROLE),
          error))
    return FALSE;
  if (managed && !manages (call->target) && !check_manager_left (transaction, call->target, error))
    return FALSE;
  if (!jl_transaction_put (transaction, &jl_membership_kind, call->target, error))
    return FALSE;
  jl_transaction_reply (transaction, 200, &jl_membership_kind, call->target);
  return TRUE;
}

const JlCommand jl_membership_edit_command = {
  .name = "membership.edit",
  .roles = JL_ROLE_MANAGER | JL_ROLE_ADMINISTRATOR,
  .flags = JL_COMMAND_IF_MATCH | JL_COMMAND_PATCH | JL_COMMAND_OWN_TARGET,
  .input = &jl_membership_table,
  .target = &jl_membership_kind,
  .execute = membership_edit,
};
