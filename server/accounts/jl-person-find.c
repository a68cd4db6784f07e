// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include "jl-identifier.h"

#include <glib/gi18n-lib.h>

/* Whom a written request is from: they are known by what they sign in with, and nobody can list
 * residents. */

/**
 * jl_accounts_find_person:
 * @connection: any
 * @who: a whole mobile number or username
 * @person: (out): who that is
 * @error: NOT_FOUND, field `who`
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_accounts_find_person (JlConnection *connection, const char *who, gint64 *person, GError **error)
{
  static const char sql[] = "SELECT person FROM person_private WHERE username_digest = ?1 OR "
                            "phone_digest IN (?2, ?3)";
  g_autofree char *mobile = jl_mobile_parse (who, NULL);
  g_autofree char *folded = mobile == NULL ? jl_username_fold (who, NULL) : NULL;
  g_auto (JlPhoneDigests) phone = { NULL };
  g_autoptr (GBytes) name = folded != NULL ? jl_name_digest (folded) : NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  if (name != NULL)
    jl_statement_bind_bytes (statement, 1, name);
  if (mobile != NULL && !jl_phone_digests_make (&phone, connection, mobile, error))
    return FALSE;
  if (phone.digest != NULL)
    jl_statement_bind_bytes (statement, 2, phone.digest);
  if (phone.older != NULL)
    jl_statement_bind_bytes (statement, 3, phone.older);
  if (jl_statement_step (statement, &local_error)) {
    *person = jl_statement_get_integer (statement, 0);
    return TRUE;
  }
  if (local_error == NULL)
    jl_set_error_field (&local_error,
                        JL_ERROR_NOT_FOUND,
                        "who",
                        _ ("Nobody has joined with this number or username"));
  g_propagate_error (error, local_error);
  return FALSE;
}

/* Masked, so it is no look; outside the caller's reach as if there were nobody. */
static gboolean
person_find (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  g_autoptr (JlRecord) person = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  g_autofree char *nickname = NULL;
  g_autofree char *phone = NULL;
  gint64 id;

  if (!jl_accounts_find_person (
          connection, jl_record_get_text (call->input, JL_PERSON_SEARCH_WHO), &id, error))
    return FALSE;
  person = jl_transaction_get (transaction, &jl_person_kind, id, error);
  if (person == NULL || !jl_person_check_reach (transaction, call->caller, person, error))
    return FALSE;
  nickname = jl_accounts_get_masked_nickname (connection, id, error);
  phone = nickname != NULL ? jl_accounts_get_masked_phone (connection, id, error) : NULL;
  if (phone == NULL)
    return FALSE;
  jl_record_set_text (person, JL_PERSON_NICKNAME, nickname);
  jl_record_set_text (person, JL_PERSON_PHONE, phone);
  jl_record_append_personal_json (person, JL_VIEW_OWN, json);
  jl_transaction_reply_json (transaction, 200, g_string_free (g_steal_pointer (&json), FALSE));
  return TRUE;
}

const JlCommand jl_person_find_command = {
  .name = "person.find",
  .roles = JL_ROLE_ADMINISTRATOR,
  .flags = JL_COMMAND_OPERATIONAL,
  .input = &jl_person_search_table,
  .execute = person_find,
};
