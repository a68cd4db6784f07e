// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include "jl-identifier.h"

#include <glib/gi18n-lib.h>

/* What is known of people, outside the journal: nicknames, telephone numbers, who looked. */

static char *
get_text (JlConnection *connection, const char *sql, gint64 id, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, id);
  if (!jl_statement_step (statement, &local_error)) {
    if (local_error == NULL)
      g_set_error_literal (
          &local_error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such person"));
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  return g_strdup (jl_statement_get_text (statement, 0) ?: "");
}

/**
 * jl_accounts_get_nickname:
 * @connection: any
 * @person: whose
 * @error: return location
 *
 * Returns: (transfer full): the nickname, %NULL with NOT_FOUND
 */
char *
jl_accounts_get_nickname (JlConnection *connection, gint64 person, GError **error)
{
  return get_text (
      connection, "SELECT nickname FROM person_private WHERE person = ?1", person, error);
}

/**
 * jl_accounts_get_account_nickname:
 * @connection: any
 * @account: whose, as the journal names its actors
 * @error: return location
 *
 * Returns: (transfer full): the nickname of the person behind @account, %NULL with NOT_FOUND
 */
char *
jl_accounts_get_account_nickname (JlConnection *connection, gint64 account, GError **error)
{
  return get_text (connection,
                   "SELECT nickname FROM person_private JOIN account USING (person) "
                   "WHERE account.id = ?1",
                   account,
                   error);
}

/**
 * jl_accounts_get_masked_phone:
 * @connection: any
 * @person: whose
 * @error: return location
 *
 * Returns: (transfer full): e.g. `138****1234`, empty if none is known; %NULL with NOT_FOUND
 */
char *
jl_accounts_get_masked_phone (JlConnection *connection, gint64 person, GError **error)
{
  g_autofree char *phone =
      get_text (connection, "SELECT phone FROM person_private WHERE person = ?1", person, error);

  if (phone == NULL)
    return NULL;
  return phone[0] != '\0' ? jl_mobile_mask (phone) : g_strdup ("");
}

/**
 * jl_accounts_look_at_phone:
 * @transaction: of an operational command
 * @caller: who looks; acts for the organisation that has the reason
 * @person: at whom
 * @subject: the record that gives the reason, e.g. a reservation
 * @reason: short stable word, e.g. `reservation`
 * @error: return location
 *
 * The full number, and a line in the list of looks that the person can see. The caller must have
 * checked that the reason holds.
 *
 * Returns: (transfer full): the number, %NULL with NOT_FOUND
 */
char *
jl_accounts_look_at_phone (JlTransaction *transaction,
                           const JlCaller *caller,
                           gint64 person,
                           gint64 subject,
                           const char *reason,
                           GError **error)
{
  static const char sql[] =
      "INSERT INTO person_look (id, person, account, organisation, reason, subject, at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
  JlConnection *connection = jl_transaction_get_connection (transaction);
  g_autofree char *phone =
      get_text (connection, "SELECT phone FROM person_private WHERE person = ?1", person, error);
  g_autoptr (JlStatement) statement = NULL;

  if (phone == NULL)
    return NULL;
  statement = jl_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, jl_transaction_new_id (transaction));
  jl_statement_bind_integer (statement, 2, person);
  jl_statement_bind_integer (statement, 3, caller->account);
  jl_statement_bind_integer (statement, 4, caller->organisation);
  jl_statement_bind_text (statement, 5, reason);
  jl_statement_bind_integer (statement, 6, subject);
  jl_statement_bind_integer (statement, 7, jl_transaction_get_now (transaction));
  if (!jl_statement_run (statement, error))
    return NULL;
  return g_steal_pointer (&phone);
}

/**
 * jl_person_get:
 * @request: GET /people/{id}
 * @error: return location
 *
 * A person as staff of their home organisation see them: nickname and masked number. Others are
 * told that there is nobody; a person sees their own number in full.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_person_get (JlRequest *request, GError **error)
{
  static const char sql[] =
      "SELECT person.*, nickname, phone FROM person "
      "JOIN person_private ON person_private.person = person.id WHERE id = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  g_autoptr (JlRecord) person = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  const JlCaller *caller = request->caller;
  gboolean is_self;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, request->ids[0]);
  if (jl_statement_step (statement, error)) {
    person = jl_statement_get_record (statement, &jl_person_table, error);
    if (person == NULL)
      return NULL;
  } else if (error != NULL && *error != NULL) {
    return NULL;
  }

  is_self = caller->person == request->ids[0];
  if (person == NULL ||
      !(is_self ||
        (jl_caller_may (caller, JL_ROLES_STAFF) &&
         jl_caller_owns (caller, jl_record_get_integer (person, JL_PERSON_ORGANISATION))))) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such person"));
    return NULL;
  }
  if (!is_self && jl_record_get_text (person, JL_PERSON_PHONE) != NULL) {
    g_autofree char *masked = jl_mobile_mask (jl_record_get_text (person, JL_PERSON_PHONE));

    jl_record_set_text (person, JL_PERSON_PHONE, masked);
  }
  jl_record_append_personal_json (person, JL_VIEW_OWN, json);
  return jl_response_new_json (g_string_free (g_steal_pointer (&json), FALSE));
}
