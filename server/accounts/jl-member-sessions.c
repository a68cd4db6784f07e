// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include <glib/gi18n-lib.h>

/* Where colleagues are signed in, as who answers for the organisation sees it, and ends what should
 * not be. An administrator's sessions are not a manager's business. */
#define OF_COLLEAGUES                                                                              \
  "EXISTS (SELECT 1 FROM membership WHERE membership.account = session.account "                   \
  "AND membership.organisation = ?1 AND membership.active = 1) "                                   \
  "AND (?2 OR NOT EXISTS (SELECT 1 FROM membership WHERE membership.account = session.account "    \
  "AND membership.role = 'administrator' AND membership.active = 1)) "

static gboolean
fill_session (JlStatement *statement, JlRecord *session, GError **error)
{
  gint64 person = jl_statement_get_integer (statement, 1);

  return jl_person_fill (statement,
                         2,
                         person,
                         JL_SEALED_NICKNAME,
                         session,
                         JL_MEMBER_SESSION_NICKNAME,
                         error) &&
         jl_person_fill (
             statement, 3, person, JL_SEALED_DEVICE, session, JL_MEMBER_SESSION_DEVICE, error) &&
         jl_person_fill (
             statement, 4, person, JL_SEALED_ADDRESS, session, JL_MEMBER_SESSION_ADDRESS, error);
}

/**
 * jl_member_sessions_list:
 * @request: GET /members/sessions
 * @error: return location
 *
 * Where those are signed in who work for the organisation acted for, newest first.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_member_sessions_list (JlRequest *request, GError **error)
{
  static const char sql[] =
      "SELECT session.id, person, nickname AS sealed_nickname, device AS sealed_device, "
      "address AS sealed_address, session.account, session.created_at, seen_at, expires_at, "
      "session.id = ?3 AS current FROM session JOIN account ON account.id = session.account "
      "JOIN person_private USING (person) WHERE " OF_COLLEAGUES
      "AND expires_at > ?4 AND session.id < ?5 ORDER BY session.id DESC LIMIT ?6";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  gint64 before = G_MAXINT64;

  if (statement == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &before, error)))
    return NULL;
  jl_statement_bind_integer (statement, 1, request->caller->organisation);
  jl_statement_bind_integer (statement, 2, jl_caller_may (request->caller, JL_ROLE_ADMINISTRATOR));
  jl_statement_bind_integer (statement, 3, request->caller->session);
  jl_statement_bind_integer (statement, 4, request->now);
  jl_statement_bind_integer (statement, 5, before);
  jl_statement_bind_integer (statement, 6, request->limit + 1);
  return jl_accounts_list_records (
      request, statement, &jl_member_session_table, fill_session, error);
}

static gboolean
member_session_end (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      connection, "DELETE FROM session WHERE " OF_COLLEAGUES "AND id = ?3", error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, call->caller->organisation);
  jl_statement_bind_integer (statement, 2, jl_caller_may (call->caller, JL_ROLE_ADMINISTRATOR));
  jl_statement_bind_integer (statement, 3, call->ids[0]);
  if (!jl_statement_run (statement, error))
    return FALSE;
  if (jl_connection_get_changes (connection) == 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such session"));
    return FALSE;
  }
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_member_session_end_command = {
  .name = "member_session.end",
  .roles = JL_ROLE_MANAGER | JL_ROLE_ADMINISTRATOR,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = member_session_end,
};
