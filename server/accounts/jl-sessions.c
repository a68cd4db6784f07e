// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include "jl-identifier.h"
#include "jl-token.h"

#include <glib/gi18n-lib.h>

/* A session lives as long after it was begun or renewed. */
#define SESSION_LIFE_MS (G_GINT64_CONSTANT (30) * 24 * 60 * 60 * 1000)

/* Columns that read_caller() reads, of an account that is in use. */
#define CALLER_COLUMNS "account.id, account.person, membership.organisation, membership.role"
#define CALLER_MEMBERSHIPS                                                                         \
  "LEFT JOIN membership ON membership.account = account.id AND membership.active = 1 "             \
  "AND EXISTS (SELECT 1 FROM organisation WHERE organisation.id = membership.organisation "        \
  "AND organisation.active = 1) "

/* The caller behind the rows of a statement, of which each has one membership; with account 0 if
 * there are none. */
static JlCaller *
read_caller (JlStatement *statement, gint64 acting, GError **error)
{
  g_autoptr (JlCaller) caller = jl_caller_new ();
  g_autoptr (GError) local_error = NULL;

  while (jl_statement_step (statement, &local_error)) {
    JlMembership membership = { jl_statement_get_integer (statement, 2), 0 };

    caller->account = jl_statement_get_integer (statement, 0);
    caller->person = jl_statement_get_integer (statement, 1);
    caller->session = jl_statement_get_integer (statement, 4);
    caller->roles |= JL_ROLE_RESIDENT;
    if (membership.organisation == 0)
      continue;
    membership.role = jl_role_from_membership (
        jl_enum_from_name (&jl_membership_role_enum, jl_statement_get_text (statement, 3)));
    g_array_append_val (caller->memberships, membership);
    if (caller->organisation == 0)
      caller->organisation = acting != 0 ? acting : membership.organisation;
    if (membership.organisation == caller->organisation)
      caller->roles |= membership.role;
  }
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  return g_steal_pointer (&caller);
}

static gboolean
check_acting (const JlCaller *caller, gint64 acting, GError **error)
{
  if (acting == 0 || (caller->roles & ~(JL_ROLE_ANYONE | JL_ROLE_RESIDENT)) != 0)
    return TRUE;
  g_set_error_literal (
      error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("You do not belong to this organisation"));
  return FALSE;
}

/**
 * jl_accounts_authenticate:
 * @connection: to read sessions from
 * @token_hash: (nullable): hash of the session's token
 * @acting: the organisation to act for, 0: the first membership's
 * @now: milliseconds UTC
 * @error: return location
 *
 * A #JlAuthenticate.
 *
 * Returns: (transfer full): the caller, %NULL with UNAUTHENTICATED or FORBIDDEN
 */
JlCaller *
jl_accounts_authenticate (
    JlConnection *connection, GBytes *token_hash, gint64 acting, gint64 now, GError **error)
{
  static const char sql[] =
      "SELECT " CALLER_COLUMNS ", session.id FROM session "
      "JOIN account ON account.id = session.account AND account.active = 1 " CALLER_MEMBERSHIPS
      "WHERE session.token_hash = ?1 AND session.expires_at > ?2 ORDER BY membership.id";
  g_autoptr (JlCaller) caller = NULL;
  g_autoptr (JlStatement) statement = NULL;

  if (token_hash == NULL)
    return jl_caller_new ();

  statement = jl_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return NULL;
  jl_statement_bind_bytes (statement, 1, token_hash);
  jl_statement_bind_integer (statement, 2, now);
  caller = read_caller (statement, acting, error);
  if (caller == NULL)
    return NULL;
  if (caller->session == 0) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_UNAUTHENTICATED,
                         _ ("Your session has ended: please sign in again"));
    return NULL;
  }
  return check_acting (caller, acting, error) ? g_steal_pointer (&caller) : NULL;
}

/**
 * jl_accounts_find_caller:
 * @connection: to read from
 * @account: of somebody who has asked for work that is done later
 * @acting: the organisation they acted for
 * @error: FORBIDDEN when they do not belong to it any more
 *
 * Returns: (transfer full): the caller with the roles of now, without a session
 */
JlCaller *
jl_accounts_find_caller (JlConnection *connection, gint64 account, gint64 acting, GError **error)
{
  static const char sql[] = "SELECT " CALLER_COLUMNS ", 0 FROM account " CALLER_MEMBERSHIPS
                            "WHERE account.id = ?1 AND account.active = 1 ORDER BY membership.id";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  g_autoptr (JlCaller) caller = NULL;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, account);
  caller = read_caller (statement, acting, error);
  return caller != NULL && check_acting (caller, acting, error) ? g_steal_pointer (&caller) : NULL;
}

/**
 * jl_accounts_session_is_live:
 * @connection: any
 * @session: a caller's session
 * @now: milliseconds UTC
 *
 * Returns: whether it may go on receiving the change stream
 */
gboolean
jl_accounts_session_is_live (JlConnection *connection, gint64 session, gint64 now)
{
  static const char sql[] =
      "SELECT 1 FROM session JOIN account ON account.id = session.account AND account.active = 1 "
      "WHERE session.id = ?1 AND session.expires_at > ?2";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, NULL);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, session);
  jl_statement_bind_integer (statement, 2, now);
  return jl_statement_step (statement, NULL);
}

/**
 * jl_accounts_end_all_sessions:
 * @connection: the writer's, of a service that was restored
 * @error: as jl_statement_step()
 *
 * Nobody stays signed in or can be by a PIN, which the lost service may have ended or changed
 * since; nor does anybody wait for failures that are long past.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_accounts_end_all_sessions (JlConnection *connection, GError **error)
{
  return jl_connection_execute (
      connection, "DELETE FROM session; DELETE FROM pin; DELETE FROM attempt", error);
}

/* Signing in */

/* The account behind a username or a telephone number, with its hash; 0: none. In a transaction. */
static gint64
find_account (
    JlConnection *connection, const char *name, char **folded, char **hash, GError **error)
{
  static const char sql[] =
      "SELECT account.id, credential.hash FROM person_private "
      "JOIN account ON account.person = person_private.person AND account.active = 1 "
      "JOIN credential ON credential.account = account.id "
      "WHERE username_digest = ?1 OR phone_digest IN (?2, ?3)";
  g_autofree char *mobile = jl_mobile_parse (name, NULL);
  g_auto (JlPhoneDigests) phone = { NULL };
  g_autoptr (GBytes) name_digest = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return 0;
  *folded = mobile != NULL ? g_strdup (mobile) : jl_username_fold (name, NULL);
  if (*folded == NULL) {
    *folded = g_strdup ("");
    return 0;
  }
  name_digest = jl_name_digest (*folded);
  jl_statement_bind_bytes (statement, 1, name_digest);
  if (mobile != NULL) {
    if (!jl_phone_digests_make (&phone, connection, mobile, error))
      return 0;
    jl_statement_bind_bytes (statement, 2, phone.digest);
    if (phone.older != NULL)
      jl_statement_bind_bytes (statement, 3, phone.older);
  }
  if (!jl_statement_step (statement, error))
    return 0;
  *hash = g_strdup (jl_statement_get_text (statement, 1));
  return jl_statement_get_integer (statement, 0);
}

static GVariant *
prepare_session (gint64 account, GBytes *attempt, const char *token)
{
  g_autoptr (GBytes) token_hash = jl_token_hash (token);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "account", g_variant_new_int64 (account));
  g_variant_builder_add (&builder, "{sv}", "attempt", jl_prepared_new_bytes (attempt));
  g_variant_builder_add (&builder, "{sv}", "token", g_variant_new_string (token));
  g_variant_builder_add (&builder, "{sv}", "token_hash", jl_prepared_new_bytes (token_hash));
  return g_variant_builder_end (&builder);
}

/**
 * jl_session_prepare:
 * @request: POST /sessions
 * @error: return location
 *
 * Compares the password, on the bounded pool. A wrong one goes on to the writer too, which counts
 * the failure.
 *
 * Returns: (transfer full): `account` (0: refused), `attempt`, `token`, `token_hash`; %NULL with
 *   TOO_MANY
 */
GVariant *
jl_session_prepare (JlRequest *request, GError **error)
{
  g_autofree char *folded = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *token = NULL;
  g_autoptr (GBytes) attempt = NULL;
  g_autoptr (GError) local_error = NULL;
  gint64 account;

  if (!jl_connection_begin_read (request->connection, error))
    return NULL;
  account = find_account (request->connection,
                          jl_record_get_text (request->input, JL_SIGN_IN_USERNAME),
                          &folded,
                          &hash,
                          &local_error);
  jl_connection_end_read (request->connection);
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  attempt = jl_attempt_new (folded, request->caller->address ?: "");
  if (!jl_attempt_check (request->connection, attempt, request->now, error))
    return NULL;
  if (!jl_password_verify (hash, jl_record_get_text (request->input, JL_SIGN_IN_PASSWORD)))
    account = 0;

  token = jl_token_new ();
  return prepare_session (account, attempt, token);
}

/**
 * jl_accounts_prepare_session:
 * @account: whose
 * @token: of jl_token_new()
 *
 * For the service itself: a session without a password, for the demo city.
 *
 * Returns: (transfer floating): what `session.create` expects as prepared
 */
GVariant *
jl_accounts_prepare_session (gint64 account, const char *token)
{
  g_autoptr (GBytes) attempt = jl_attempt_new (token, "");

  return prepare_session (account, attempt, token);
}

static gint64
find_person (JlConnection *connection, gint64 account, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (connection, "SELECT person FROM account WHERE id = ?1", error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return 0;
  jl_statement_bind_integer (statement, 1, account);
  if (jl_statement_step (statement, &local_error))
    return jl_statement_get_integer (statement, 0);
  if (local_error == NULL)
    g_set_error_literal (
        &local_error, JL_ERROR, JL_ERROR_UNAUTHENTICATED, _ ("Username or password is wrong"));
  g_propagate_error (error, g_steal_pointer (&local_error));
  return 0;
}

/* Where somebody signs in from is theirs: sealed. Where their key was lost with the service's,
 * nothing is kept of it, and they sign in all the same. */
static gboolean
seal (gint64 person, const char *field, const char *text, GBytes **sealed, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  *sealed = jl_person_seal (person, field, text, &local_error);
  if (*sealed != NULL || g_error_matches (local_error, JL_ERROR, JL_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static void
bind_sealed (JlStatement *statement, int index, GBytes *sealed)
{
  if (sealed != NULL)
    jl_statement_bind_bytes (statement, index, sealed);
  else
    jl_statement_bind_null (statement, index);
}

static gboolean
insert_session (JlTransaction *transaction,
                JlCall *call,
                gint64 account,
                gboolean by_pin,
                JlRecord *session,
                GError **error)
{
  static const char sql[] =
      "INSERT INTO session (id, token_hash, account, by_pin, created_at, seen_at, expires_at, "
      "device, address) VALUES (:id, ?2, ?3, ?4, :created_at, :seen_at, :expires_at, ?8, ?9)";
  JlConnection *connection = jl_transaction_get_connection (transaction);
  const char *from = jl_record_get_text (session, JL_SESSION_ADDRESS);
  g_autoptr (GBytes) token_hash = jl_prepared_get_bytes (call->prepared, "token_hash");
  g_autoptr (GBytes) device = NULL;
  g_autoptr (GBytes) address = NULL;
  g_autoptr (JlStatement) statement = NULL;
  gint64 person = find_person (connection, account, error);

  if (person == 0 ||
      !seal (person,
             JL_SEALED_DEVICE,
             jl_record_get_text (session, JL_SESSION_DEVICE),
             &device,
             error) ||
      !seal (person, JL_SEALED_ADDRESS, from, &address, error))
    return FALSE;
  statement = jl_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_record (statement, session);
  jl_statement_bind_bytes (statement, 2, token_hash);
  jl_statement_bind_integer (statement, 3, account);
  jl_statement_bind_integer (statement, 4, by_pin);
  bind_sealed (statement, 8, device);
  bind_sealed (statement, 9, address);
  return jl_statement_run (statement, error);
}

static gboolean
forget_expired (JlTransaction *transaction, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction),
                             "DELETE FROM session WHERE expires_at < ?1",
                             error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, jl_transaction_get_now (transaction));
  return jl_statement_run (statement, error);
}

static char *
session_to_json (JlRecord *session, const char *account_json)
{
  GString *json = g_string_new (NULL);

  jl_record_append_json (session, JL_VIEW_OWN, json);
  /* The account is put in by hand because it holds personal members. */
  g_string_truncate (json, json->len - 1);
  g_string_append (json, ",\"account\":");
  g_string_append (json, account_json);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/**
 * jl_session_begin:
 * @transaction: of an operational command
 * @call: whose prepared members are `token` and `token_hash`
 * @account: who is signed in
 * @terms: for how long, and how
 * @error: return location
 *
 * Begins a session and answers with it.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_session_begin (JlTransaction *transaction,
                  JlCall *call,
                  gint64 account,
                  const JlSessionTerms *terms,
                  GError **error)
{
  g_autoptr (JlRecord) session = jl_record_new (&jl_session_table);
  g_autofree char *account_json = NULL;
  gint64 now = jl_transaction_get_now (transaction);

  jl_record_set_integer (session, JL_SESSION_ID, jl_transaction_new_id (transaction));
  jl_record_set_integer (session, JL_SESSION_CREATED_AT, now);
  jl_record_set_integer (session, JL_SESSION_SEEN_AT, now);
  jl_record_set_integer (session, JL_SESSION_EXPIRES_AT, now + terms->life);
  jl_record_set_text (session, JL_SESSION_DEVICE, terms->device ?: "");
  jl_record_set_text (session, JL_SESSION_ADDRESS, call->caller->address ?: "");
  if (!forget_expired (transaction, error) ||
      !insert_session (transaction, call, account, terms->by_pin, session, error))
    return FALSE;

  account_json = jl_people_account_to_json (jl_transaction_get_connection (transaction),
                                            jl_transaction_get_context (transaction),
                                            jl_transaction_get_now (transaction),
                                            account,
                                            error);
  if (account_json == NULL)
    return FALSE;
  jl_record_set_text (session, JL_SESSION_TOKEN, jl_prepared_get_text (call->prepared, "token"));
  jl_transaction_reply_json (transaction, 201, session_to_json (session, account_json));
  return TRUE;
}

static gboolean
session_create (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (GBytes) attempt = jl_prepared_get_bytes (call->prepared, "attempt");
  const JlSessionTerms terms = {
    .life = SESSION_LIFE_MS,
    .device = jl_record_get_text (call->input, JL_SIGN_IN_DEVICE),
  };
  gint64 now = jl_transaction_get_now (transaction);
  gint64 account = 0;

  g_variant_lookup (call->prepared, "account", "x", &account);
  /* Tries that ran at the same time are held to the delay here. */
  if (!jl_attempt_check (jl_transaction_get_connection (transaction), attempt, now, error))
    return FALSE;
  if (account == 0)
    return jl_attempt_count (transaction,
                             attempt,
                             g_error_new_literal (JL_ERROR,
                                                  JL_ERROR_UNAUTHENTICATED,
                                                  _ ("Username or password is wrong")),
                             error);

  return jl_attempt_forget (transaction, attempt, error) &&
         jl_session_begin (transaction, call, account, &terms, error);
}

const JlCommand jl_session_create_command = {
  .name = "session.create",
  .roles = JL_ROLE_ANYONE,
  .flags = JL_COMMAND_OPERATIONAL,
  .input = &jl_sign_in_table,
  .execute = session_create,
};

/* What becomes of sessions */

static gboolean
session_renew (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction),
                             "UPDATE session SET seen_at = ?2, "
                             "expires_at = CASE WHEN by_pin THEN expires_at ELSE ?3 END "
                             "WHERE id = ?1",
                             error);
  gint64 now = jl_transaction_get_now (transaction);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, call->caller->session);
  jl_statement_bind_integer (statement, 2, now);
  jl_statement_bind_integer (statement, 3, now + SESSION_LIFE_MS);
  if (!jl_statement_run (statement, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_session_renew_command = {
  .name = "session.renew",
  .roles = JL_ROLE_RESIDENT,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = session_renew,
};

static gboolean
delete_session (JlTransaction *transaction, gint64 account, gint64 session, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      connection, "DELETE FROM session WHERE id = ?1 AND account = ?2", error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, session);
  jl_statement_bind_integer (statement, 2, account);
  if (!jl_statement_run (statement, error))
    return FALSE;
  if (jl_connection_get_changes (connection) == 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such session"));
    return FALSE;
  }
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

static gboolean
session_end (JlTransaction *transaction, JlCall *call, GError **error)
{
  return delete_session (transaction, call->caller->account, call->caller->session, error);
}

const JlCommand jl_session_end_command = {
  .name = "session.end",
  .roles = JL_ROLE_RESIDENT,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = session_end,
};

static gboolean
session_revoke (JlTransaction *transaction, JlCall *call, GError **error)
{
  return delete_session (transaction, call->caller->account, call->ids[0], error);
}

const JlCommand jl_session_revoke_command = {
  .name = "session.revoke",
  .roles = JL_ROLE_RESIDENT,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = session_revoke,
};

static gboolean
session_end_others (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction),
                             "DELETE FROM session WHERE account = ?1 AND id <> ?2",
                             error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, call->caller->account);
  jl_statement_bind_integer (statement, 2, call->caller->session);
  if (!jl_statement_run (statement, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_session_end_others_command = {
  .name = "session.end_others",
  .roles = JL_ROLE_RESIDENT,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = session_end_others,
};

/**
 * jl_session_fill_place:
 * @statement: with a row whose second to fourth columns are person and sealed device and address
 * @session: of jl_session_table
 * @error: CORRUPT
 *
 * Where a session was begun.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_session_fill_place (JlStatement *statement, JlRecord *session, GError **error)
{
  gint64 person = jl_statement_get_integer (statement, 1);

  return jl_person_fill (
             statement, 2, person, JL_SEALED_DEVICE, session, JL_SESSION_DEVICE, error) &&
         jl_person_fill (
             statement, 3, person, JL_SEALED_ADDRESS, session, JL_SESSION_ADDRESS, error);
}

/**
 * jl_sessions_list:
 * @request: GET /sessions
 * @error: return location
 *
 * The caller's own sessions, newest first.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_sessions_list (JlRequest *request, GError **error)
{
  static const char sql[] =
      "SELECT id, ?6 AS person, device AS sealed_device, address AS sealed_address, created_at, "
      "seen_at, "
      "expires_at, id = ?2 AS current "
      "FROM session WHERE account = ?1 AND expires_at > ?3 AND id < ?4 ORDER BY id DESC LIMIT ?5";
  g_autoptr (JlStatement) statement = jl_connection_prepare (request->connection, sql, error);
  gint64 before = G_MAXINT64;

  if (statement == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &before, error)))
    return NULL;
  jl_statement_bind_integer (statement, 1, request->caller->account);
  jl_statement_bind_integer (statement, 2, request->caller->session);
  jl_statement_bind_integer (statement, 3, request->now);
  jl_statement_bind_integer (statement, 4, before);
  jl_statement_bind_integer (statement, 5, request->limit + 1);
  jl_statement_bind_integer (statement, 6, request->caller->person);
  return jl_accounts_list_records (
      request, statement, &jl_session_table, jl_session_fill_place, error);
}
