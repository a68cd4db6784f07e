// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include <glib/gi18n-lib.h>

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
  static const char sql[] =
      "SELECT membership.id, membership.account, username, nickname, membership.role, "
      "membership.active, membership.version, membership.created_at FROM membership "
      "JOIN account ON account.id = membership.account "
      "JOIN person_private ON person_private.person = account.person "
      "WHERE membership.organisation = ?1 AND membership.id > ?2 ORDER BY membership.id LIMIT ?3";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  gint64 after = 0;

  if (statement == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &after, error)))
    return NULL;
  jl_statement_bind_integer (statement, 1, request->caller->organisation);
  jl_statement_bind_integer (statement, 2, after);
  jl_statement_bind_integer (statement, 3, request->limit + 1);
  return jl_accounts_list_records (request, statement, &jl_member_table, error);
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
