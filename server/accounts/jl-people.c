// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include "jl-identifier.h"

#include <glib/gi18n-lib.h>

const JlKind jl_person_kind = { .table = &jl_person_table,
                                .owner = JL_PERSON_ID + 1,
                                .flags = JL_KIND_SHARED };
const JlKind jl_account_kind = { .table = &jl_account_table,
                                 .owner = JL_ACCOUNT_PERSON + 1,
                                 .flags = JL_KIND_SHARED };
const JlKind jl_membership_kind = { .table = &jl_membership_table };

/**
 * jl_role_from_membership:
 * @role: index into jl_membership_role_enum
 *
 * Returns: the roles that a membership with @role gives: a manager may all that a clerk may
 */
JlRoleSet
jl_role_from_membership (int role)
{
  JlRoleSet set = JL_ROLE_CLERK << role;

  return set == JL_ROLE_MANAGER ? JL_ROLE_MANAGER | JL_ROLE_CLERK : set;
}

/**
 * jl_username_fold:
 * @username: as chosen or typed
 * @error: return location
 *
 * Names that look the same are the same: NFKC and case folding. A name is letters (Chinese ones
 * too), digits, `.`, `-` and `_`, and not digits alone, which would be a telephone number.
 *
 * Returns: (transfer full): the folded name, %NULL with INVALID, field `username`
 */
char *
jl_username_fold (const char *username, GError **error)
{
  g_autofree char *normal = g_utf8_normalize (username, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *folded = normal != NULL ? g_utf8_casefold (normal, -1) : NULL;
  gboolean has_letter = FALSE, is_clean = folded != NULL;

  for (const char *p = folded; is_clean && *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    has_letter |= g_unichar_isalpha (c);
    is_clean = g_unichar_isalnum (c) || c == '.' || c == '-' || c == '_';
  }
  if (!is_clean || !has_letter) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "username",
                        _ ("A username has letters, digits, dots and hyphens, and at least one "
                           "letter"));
    return NULL;
  }
  return g_steal_pointer (&folded);
}

/* NULL stays NULL. */
static gboolean
bind_sealed (JlStatement *statement,
             int index,
             gint64 person,
             const char *field,
             const char *text,
             GBytes **sealed,
             GError **error)
{
  if (text == NULL)
    return TRUE;
  *sealed = jl_person_seal (person, field, text, error);
  if (*sealed == NULL)
    return FALSE;
  jl_statement_bind_bytes (statement, index, *sealed);
  return TRUE;
}

/**
 * jl_person_store:
 * @connection: in a transaction
 * @person: who; has a key
 * @data: nickname, phone, username
 * @error: return location
 *
 * Stores what is known of a person, sealed.
 *
 * Returns: %FALSE with INVALID, field `username`, or as jl_statement_run()
 */
gboolean
jl_person_store (JlConnection *connection, gint64 person, const JlPersonData *data, GError **error)
{
  static const char sql[] = "INSERT INTO person_private "
                            "(person, nickname, phone, phone_digest, username, username_digest) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
  g_autoptr (GBytes) nickname = NULL;
  g_autoptr (GBytes) phone = NULL;
  g_autoptr (GBytes) username = NULL;
  g_auto (JlPhoneDigests) digests = { NULL };
  g_autoptr (GBytes) name_digest = NULL;
  g_autofree char *folded = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, person);
  if (data->phone != NULL) {
    if (!jl_phone_digests_make (&digests, connection, data->phone, error))
      return FALSE;
    jl_statement_bind_bytes (statement, 4, digests.digest);
  }
  if (data->username != NULL) {
    folded = jl_username_fold (data->username, error);
    if (folded == NULL)
      return FALSE;
    name_digest = jl_name_digest (folded);
    jl_statement_bind_bytes (statement, 6, name_digest);
  }
  return bind_sealed (statement, 2, person, JL_SEALED_NICKNAME, data->nickname, &nickname, error) &&
         bind_sealed (statement, 3, person, JL_SEALED_PHONE, data->phone, &phone, error) &&
         bind_sealed (statement, 5, person, JL_SEALED_USERNAME, data->username, &username, error) &&
         jl_statement_run (statement, error);
}

/* The key is on the disk before the command that needs it can be. */
static gboolean
store_private (JlTransaction *transaction, gint64 person, const JlPersonData *data, GError **error)
{
  JlPersonKeys *keys = jl_person_get_keys (error);

  return keys != NULL &&
         jl_person_keys_make (keys, &person, 1, jl_transaction_get_now (transaction), error) &&
         jl_person_store (jl_transaction_get_connection (transaction), person, data, error);
}

/* Says which of the two is taken, instead of the table's bare CONFLICT. */
static gboolean
check_unused (JlConnection *connection, const JlPersonData *data, GError **error)
{
  g_autoptr (JlStatement) statement = NULL;
  g_auto (JlPhoneDigests) digests = { NULL };
  g_autoptr (GBytes) name_digest = NULL;
  g_autofree char *folded = NULL;
  g_autoptr (GError) local_error = NULL;

  statement = jl_connection_prepare (connection,
                                     "SELECT username_digest = ?1 FROM person_private "
                                     "WHERE username_digest = ?1 OR phone_digest IN (?2, ?3)",
                                     error);
  if (statement == NULL)
    return FALSE;
  if (data->username != NULL) {
    folded = jl_username_fold (data->username, error);
    if (folded == NULL)
      return FALSE;
    name_digest = jl_name_digest (folded);
    jl_statement_bind_bytes (statement, 1, name_digest);
  }
  if (data->phone != NULL) {
    if (!jl_phone_digests_make (&digests, connection, data->phone, error))
      return FALSE;
    jl_statement_bind_bytes (statement, 2, digests.digest);
    if (digests.older != NULL)
      jl_statement_bind_bytes (statement, 3, digests.older);
  }
  if (jl_statement_step (statement, &local_error)) {
    gboolean is_name = jl_statement_get_integer (statement, 0) != 0;

    jl_set_error_field (error,
                        JL_ERROR_CONFLICT,
                        is_name ? "username" : "phone",
                        "%s",
                        is_name ? _ ("This username is taken")
                                : _ ("Somebody has joined with this number: please sign in"));
    return FALSE;
  }
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  return TRUE;
}

static gboolean
store_credential (JlTransaction *transaction, gint64 account, const char *hash, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction),
                             "INSERT INTO credential (account, hash, changed_at) "
                             "VALUES (?1, ?2, ?3)",
                             error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, account);
  jl_statement_bind_text (statement, 2, hash);
  jl_statement_bind_integer (statement, 3, jl_transaction_get_now (transaction));
  return jl_statement_run (statement, error);
}

/**
 * jl_people_create_account:
 * @transaction: a command's transaction
 * @organisation: their home
 * @staff: whether the person works for it
 * @data: nickname, phone, username and the password's hash
 * @error: return location
 *
 * Makes a person and their account. Only ids enter the journal.
 *
 * Returns: the account's id, 0 with CONFLICT if the name or the number is taken
 */
gint64
jl_people_create_account (JlTransaction *transaction,
                          gint64 organisation,
                          gboolean staff,
                          const JlPersonData *data,
                          GError **error)
{
  g_autoptr (JlRecord) person = jl_record_new (&jl_person_table);
  g_autoptr (JlRecord) account = jl_record_new (&jl_account_table);
  gint64 person_id = jl_transaction_new_id (transaction);
  gint64 account_id = jl_transaction_new_id (transaction);

  if (!check_unused (jl_transaction_get_connection (transaction), data, error))
    return 0;

  jl_record_set_integer (person, JL_PERSON_ID, person_id);
  jl_record_set_integer (person, JL_PERSON_ORGANISATION, organisation);
  jl_record_set_integer (person, JL_PERSON_STAFF, staff);
  jl_record_set_null (person, JL_PERSON_ERASED_AT);
  jl_record_set_integer (account, JL_ACCOUNT_ID, account_id);
  jl_record_set_integer (account, JL_ACCOUNT_ORGANISATION, organisation);
  jl_record_set_integer (account, JL_ACCOUNT_PERSON, person_id);
  jl_record_set_integer (account, JL_ACCOUNT_ACTIVE, TRUE);

  if (!jl_transaction_put (transaction, &jl_person_kind, person, error) ||
      !store_private (transaction, person_id, data, error) ||
      !jl_transaction_put (transaction, &jl_account_kind, account, error) ||
      !store_credential (transaction, account_id, data->hash, error))
    return 0;
  return account_id;
}

/**
 * jl_people_check_may_grant:
 * @caller: who gives or takes the role
 * @role: index into jl_membership_role_enum
 * @error: return location
 *
 * An administrator's role reaches beyond the organisation: its manager does not give or take it.
 *
 * Returns: %FALSE with FORBIDDEN
 */
gboolean
jl_people_check_may_grant (const JlCaller *caller, int role, GError **error)
{
  if ((jl_role_from_membership (role) & JL_ROLE_ADMINISTRATOR) == 0 ||
      jl_caller_may (caller, JL_ROLE_ADMINISTRATOR | JL_ROLE_SYSTEM))
    return TRUE;
  g_set_error_literal (error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("Your role may not do this"));
  return FALSE;
}

static gint64
find_membership (
    JlConnection *connection, gint64 account, gint64 organisation, int role, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      connection,
      "SELECT id FROM membership WHERE account = ?1 AND organisation = ?2 AND role = ?3",
      error);

  if (statement == NULL)
    return -1;
  jl_statement_bind_integer (statement, 1, account);
  jl_statement_bind_integer (statement, 2, organisation);
  jl_statement_bind_text (statement, 3, jl_enum_get_name (&jl_membership_role_enum, role));
  return jl_statement_step (statement, error) ? jl_statement_get_integer (statement, 0) : 0;
}

/**
 * jl_people_add_membership:
 * @transaction: a command's transaction
 * @account: who
 * @organisation: where
 * @role: index into jl_membership_role_enum
 * @error: return location
 *
 * Adds a membership, or makes one that had ended active again.
 *
 * Returns: %FALSE with CONFLICT if it is there already
 */
gboolean
jl_people_add_membership (
    JlTransaction *transaction, gint64 account, gint64 organisation, int role, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  g_autoptr (JlRecord) home = NULL;
  g_autoptr (JlRecord) membership = NULL;
  g_autoptr (GError) local_error = NULL;
  gint64 id = find_membership (connection, account, organisation, role, &local_error);

  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (id != 0) {
    membership = jl_transaction_get (transaction, &jl_membership_kind, id, error);
    if (membership == NULL)
      return FALSE;
    if (jl_record_get_integer (membership, JL_MEMBERSHIP_ACTIVE)) {
      g_set_error_literal (
          error, JL_ERROR, JL_ERROR_CONFLICT, _ ("This membership exists already"));
      return FALSE;
    }
  } else {
    home = jl_transaction_get (transaction, &jl_organisation_kind, organisation, error);
    if (home == NULL ||
        !jl_role_fits_organisation (
            transaction, jl_record_get_integer (home, JL_ORGANISATION_KIND), role, error))
      return FALSE;
    membership = jl_record_new (&jl_membership_table);
    jl_record_set_integer (membership, JL_MEMBERSHIP_ID, jl_transaction_new_id (transaction));
    jl_record_set_integer (membership, JL_MEMBERSHIP_ORGANISATION, organisation);
    jl_record_set_text (membership,
                        JL_MEMBERSHIP_ORGANISATION_NAME,
                        jl_record_get_text (home, JL_ORGANISATION_NAME));
    jl_record_set_integer (membership,
                           JL_MEMBERSHIP_ORGANISATION_KIND,
                           jl_record_get_integer (home, JL_ORGANISATION_KIND));
    jl_record_set_integer (membership, JL_MEMBERSHIP_ACCOUNT, account);
    jl_record_set_integer (membership, JL_MEMBERSHIP_ROLE, role);
  }
  jl_record_set_integer (membership, JL_MEMBERSHIP_ACTIVE, TRUE);
  return jl_transaction_put (transaction, &jl_membership_kind, membership, error);
}

static gboolean
fill_memberships (JlConnection *connection, gint64 account, JlRecord *record, GError **error)
{
  static const char sql[] =
      "SELECT * FROM membership WHERE account = ?1 AND active = 1 ORDER BY id";
  g_autoptr (JlStatement) memberships = jl_connection_prepare (connection, sql, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  GError *local_error = NULL;

  if (memberships == NULL)
    return FALSE;
  jl_statement_bind_integer (memberships, 1, account);
  while (jl_statement_step (memberships, &local_error)) {
    JlRecord *membership = jl_statement_get_record (memberships, &jl_membership_table, error);

    if (membership == NULL)
      return FALSE;
    g_ptr_array_add (list, membership);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  jl_record_set_list (record, JL_ACCOUNT_MEMBERSHIPS, list);
  return TRUE;
}

static gboolean
fill_consent_due (
    JlConnection *connection, const JlRules *rules, gint64 now, JlRecord *record, GError **error)
{
  const JlConsentTerms *due;

  if (!jl_consent_find_due (connection,
                            rules,
                            now,
                            jl_record_get_integer (record, JL_ACCOUNT_ID),
                            jl_record_get_integer (record, JL_ACCOUNT_PERSON),
                            &due,
                            error))
    return FALSE;
  if (due != NULL)
    jl_record_set_integer (record, JL_ACCOUNT_CONSENT_DUE, due->version);
  else
    jl_record_set_null (record, JL_ACCOUNT_CONSENT_DUE);
  return TRUE;
}

/**
 * jl_people_account_to_json:
 * @connection: any
 * @rules: the rules in force
 * @now: milliseconds UTC
 * @account: whose
 * @error: return location
 *
 * The account as its owner sees it: with username, nickname, active memberships and
 * what they have still to agree to.
 *
 * Returns: (transfer full): JSON, %NULL with NOT_FOUND
 */
char *
jl_people_account_to_json (
    JlConnection *connection, const JlRules *rules, gint64 now, gint64 account, GError **error)
{
  static const char account_sql[] =
      "SELECT person_private.username AS sealed_username, person_private.nickname AS "
      "sealed_nickname, account.* FROM account JOIN person_private ON person_private.person = "
      "account.person WHERE account.id = ?1";
  g_autoptr (JlStatement) accounts = jl_connection_prepare (connection, account_sql, error);
  g_autoptr (JlRecord) record = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) local_error = NULL;

  if (accounts == NULL)
    return NULL;
  jl_statement_bind_integer (accounts, 1, account);
  if (!jl_statement_step (accounts, &local_error)) {
    if (local_error == NULL)
      g_set_error_literal (
          &local_error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such account"));
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  record = jl_statement_get_record (accounts, &jl_account_table, error);
  if (record == NULL || !jl_person_fill_account (accounts, record, error) ||
      !fill_memberships (connection, account, record, error) ||
      !fill_consent_due (connection, rules, now, record, error))
    return NULL;
  jl_record_append_personal_json (record, JL_VIEW_OWN, json);
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/**
 * jl_account_get:
 * @request: GET /account
 * @error: return location
 *
 * Who am I.
 *
 * Returns: (transfer full): the response
 */
JlResponse *
jl_account_get (JlRequest *request, GError **error)
{
  char *json = jl_people_account_to_json (
      request->connection, request->context, request->now, request->caller->account, error);

  return json != NULL ? jl_response_new_json (json) : NULL;
}
