// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include "jl-identifier.h"

#include <glib/gi18n-lib.h>

/* Becoming somebody: by an invitation's code, with or without an account, and as the service makes
 * accounts for `init` and the demo city. */

/**
 * jl_join_prepare:
 * @request: POST /accounts or POST /memberships
 * @error: return location
 *
 * Hashes the password, if one is chosen, and the code, so that neither reaches the store.
 *
 * Returns: (transfer full): `digest`, `hash`
 */
GVariant *
jl_join_prepare (JlRequest *request, GError **error)
{
  const JlRecordTable *table = jl_record_get_table (request->input);
  g_autofree char *plain = jl_invitation_code_parse (
      jl_record_get_text (request->input, jl_record_table_find (table, "code")), error);
  g_autoptr (GBytes) digest = NULL;
  g_autofree char *hash = NULL;
  int password = jl_record_table_find (table, "password");
  GVariantBuilder builder;

  if (plain == NULL)
    return NULL;
  digest = jl_invitation_code_digest (plain);
  if (password >= 0) {
    hash = jl_password_hash (jl_record_get_text (request->input, password), error);
    if (hash == NULL)
      return NULL;
  }
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "digest", jl_prepared_new_bytes (digest));
  if (hash != NULL)
    g_variant_builder_add (&builder, "{sv}", "hash", g_variant_new_string (hash));
  return g_variant_builder_end (&builder);
}

/**
 * jl_accounts_prepare_password:
 * @password: of a new account
 * @error: return location
 *
 * Returns: (transfer full): what jl_account_create_command expects as prepared
 */
GVariant *
jl_accounts_prepare_password (const char *password, GError **error)
{
  g_autofree char *hash = jl_password_hash (password, error);
  GVariantBuilder builder;

  if (hash == NULL)
    return NULL;
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "hash", g_variant_new_string (hash));
  return g_variant_builder_end (&builder);
}

/* The open invitation with that code; a wrong one, a used one and an old one look the same. */
static JlRecord *
take_invitation (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  g_autoptr (GBytes) digest = jl_prepared_get_bytes (call->prepared, "digest");
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      connection, "SELECT invitation FROM invitation_code WHERE digest = ?1", error);
  g_autoptr (JlRecord) invitation = NULL;
  g_autoptr (GError) local_error = NULL;
  gint64 uses;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_bytes (statement, 1, digest);
  if (jl_statement_step (statement, &local_error)) {
    invitation = jl_transaction_get (
        transaction, &jl_invitation_kind, jl_statement_get_integer (statement, 0), error);
    if (invitation == NULL)
      return NULL;
  } else if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  uses = invitation != NULL ? jl_record_get_integer (invitation, JL_INVITATION_USES_LEFT) : 0;
  if (uses == 0 || jl_record_get_integer (invitation, JL_INVITATION_EXPIRES_AT) <=
                       jl_transaction_get_now (transaction)) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "code",
                        _ ("This invitation has been used or has ended: please ask for a new one"));
    return NULL;
  }
  jl_record_set_integer (invitation, JL_INVITATION_USES_LEFT, uses - 1);
  if (!jl_transaction_put (transaction, &jl_invitation_kind, invitation, error))
    return NULL;
  return g_steal_pointer (&invitation);
}

static gboolean
is_for_staff (JlRecord *invitation)
{
  return jl_record_has (invitation, JL_INVITATION_ROLE) &&
         !jl_record_is_null (invitation, JL_INVITATION_ROLE);
}

static gboolean
check_name_and_number (JlRecord *input, gboolean staff, char **mobile, GError **error)
{
  const char *phone = jl_record_get_text (input, JL_JOIN_PHONE);

  if (phone != NULL) {
    *mobile = jl_mobile_parse (phone, error);
    if (*mobile == NULL) {
      jl_error_prefix_field (error, "phone");
      return FALSE;
    }
  }
  if (staff && jl_record_get_text (input, JL_JOIN_USERNAME) == NULL) {
    jl_set_error_field (error, JL_ERROR_INVALID, "username", _ ("Please choose a username"));
    return FALSE;
  }
  if (!staff && *mobile == NULL) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "phone",
                        _ ("Please give your mobile number: you sign in with it"));
    return FALSE;
  }
  return TRUE;
}

static gboolean
reply_account (JlTransaction *transaction, guint status, gint64 account, GError **error)
{
  char *json = jl_people_account_to_json (jl_transaction_get_connection (transaction),
                                          jl_transaction_get_context (transaction),
                                          jl_transaction_get_now (transaction),
                                          account,
                                          error);

  if (json == NULL)
    return FALSE;
  jl_transaction_reply_json (transaction, status, json);
  return TRUE;
}

/* @input: (nullable): of POST /accounts; %NULL: they agreed on paper */
static gboolean
note_consent (JlTransaction *transaction, gint64 account, JlRecord *input, GError **error)
{
  const JlConsentGiving giving = {
    .version = input != NULL ? jl_record_get_integer (input, JL_JOIN_CONSENT) : 0,
    .of_age = input != NULL && jl_record_get_integer (input, JL_JOIN_OF_AGE) != 0,
    .field = "consent",
  };
  g_autoptr (JlRecord) record = jl_transaction_get (transaction, &jl_account_kind, account, error);
  g_autoptr (JlRecord) consent = NULL;

  return record != NULL && jl_consent_give (transaction,
                                            account,
                                            jl_record_get_integer (record, JL_ACCOUNT_PERSON),
                                            input != NULL ? &giving : NULL,
                                            &consent,
                                            error);
}

static gboolean
account_join (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) invitation = take_invitation (transaction, call, error);
  g_autofree char *mobile = NULL;
  JlPersonData data;
  gint64 organisation, account;
  gboolean staff;

  if (invitation == NULL)
    return FALSE;
  staff = is_for_staff (invitation);
  if (!check_name_and_number (call->input, staff, &mobile, error))
    return FALSE;

  organisation = jl_record_get_integer (invitation, JL_INVITATION_ORGANISATION);
  data = (JlPersonData){ .nickname = jl_record_get_text (call->input, JL_JOIN_NICKNAME),
                         .phone = mobile,
                         .username = jl_record_get_text (call->input, JL_JOIN_USERNAME),
                         .hash = jl_prepared_get_text (call->prepared, "hash") };
  account = jl_people_create_account (transaction, organisation, staff, &data, error);
  if (account == 0)
    return FALSE;
  if (staff && !jl_people_add_membership (transaction,
                                          account,
                                          organisation,
                                          jl_record_get_integer (invitation, JL_INVITATION_ROLE),
                                          error))
    return FALSE;
  return note_consent (transaction, account, call->input, error) &&
         reply_account (transaction, 201, account, error);
}

const JlCommand jl_account_join_command = {
  .name = "account.join",
  .roles = JL_ROLE_ANYONE,
  /* The answer holds a nickname, which must not lie in the table of answers. A repetition is told
   * that the number or name is taken, and can sign in. */
  .flags = JL_COMMAND_FORGET_REPLY,
  .input = &jl_join_table,
  .execute = account_join,
};

enum { CODE_CODE, CODE_N_FIELDS };
static const JlField code_fields[] = {
  [CODE_CODE] = { .name = "code",
                  .type = JL_FIELD_TEXT,
                  .min = 4,
                  .max = 20,
                  .flags = JL_FIELD_REQUIRED | JL_FIELD_SECRET },
};
JL_ASSERT_FIELDS (CODE, code_fields);
const JlRecordTable jl_membership_join_table =
    JL_RECORD_TABLE ("membership_join", "JlMembershipJoin", code_fields);

/* Somebody who has an account already works elsewhere too. */
static gboolean
membership_join (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlRecord) invitation = take_invitation (transaction, call, error);

  if (invitation == NULL)
    return FALSE;
  if (!is_for_staff (invitation)) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "code", _ ("This invitation is for residents without an account"));
    return FALSE;
  }
  if (!jl_people_add_membership (transaction,
                                 call->caller->account,
                                 jl_record_get_integer (invitation, JL_INVITATION_ORGANISATION),
                                 jl_record_get_integer (invitation, JL_INVITATION_ROLE),
                                 error))
    return FALSE;
  return reply_account (transaction, 201, call->caller->account, error);
}

const JlCommand jl_membership_join_command = {
  .name = "membership.join",
  .roles = JL_ROLE_RESIDENT,
  .flags = JL_COMMAND_FORGET_REPLY,
  .input = &jl_membership_join_table,
  .execute = membership_join,
};

enum {
  NEW_ORGANISATION,
  NEW_ROLE,
  NEW_NICKNAME,
  NEW_USERNAME,
  NEW_PHONE,
  NEW_CONSENTED,
  NEW_N_FIELDS
};
static const JlField new_fields[] = {
  [NEW_ORGANISATION] = { .name = "organisation", .type = JL_FIELD_ID, .flags = JL_FIELD_REQUIRED },
  [NEW_ROLE] = { .name = "role",
                 .type = JL_FIELD_ENUM,
                 .values = &jl_membership_role_enum,
                 .flags = JL_FIELD_NULLABLE,
                 .doc = "Null: a resident." },
  [NEW_NICKNAME] = { .name = "nickname",
                     .type = JL_FIELD_TEXT,
                     .min = 1,
                     .max = 20,
                     .flags = JL_FIELD_REQUIRED | JL_FIELD_PERSONAL },
  [NEW_USERNAME] = { .name = "username",
                     .type = JL_FIELD_TEXT,
                     .min = 2,
                     .max = 40,
                     .flags = JL_FIELD_PERSONAL },
  [NEW_PHONE] = { .name = "phone", .type = JL_FIELD_TEXT, .max = 20, .flags = JL_FIELD_PERSONAL },
  [NEW_CONSENTED] = { .name = "consented",
                      .type = JL_FIELD_BOOLEAN,
                      .doc = "They have agreed to the text in force; else they are asked when they "
                             "sign in." },
};
JL_ASSERT_FIELDS (NEW, new_fields);
static const JlRecordTable new_table = JL_RECORD_TABLE ("new_account", "JlNewAccount", new_fields);

static gboolean
account_create (JlTransaction *transaction, JlCall *call, GError **error)
{
  const char *phone = jl_record_get_text (call->input, NEW_PHONE);
  gint64 organisation = jl_record_get_integer (call->input, NEW_ORGANISATION);
  gboolean staff =
      jl_record_has (call->input, NEW_ROLE) && !jl_record_is_null (call->input, NEW_ROLE);
  g_autofree char *mobile = NULL;
  JlPersonData data;
  gint64 account;

  if (phone != NULL) {
    mobile = jl_mobile_parse (phone, error);
    if (mobile == NULL)
      return FALSE;
  }
  data = (JlPersonData){ .nickname = jl_record_get_text (call->input, NEW_NICKNAME),
                         .phone = mobile,
                         .username = jl_record_get_text (call->input, NEW_USERNAME),
                         .hash = jl_prepared_get_text (call->prepared, "hash") };
  account = jl_people_create_account (transaction, organisation, staff, &data, error);
  if (account == 0 ||
      (staff && !jl_people_add_membership (transaction,
                                           account,
                                           organisation,
                                           jl_record_get_integer (call->input, NEW_ROLE),
                                           error)) ||
      (jl_record_get_integer (call->input, NEW_CONSENTED) &&
       !note_consent (transaction, account, NULL, error)))
    return FALSE;
  return reply_account (transaction, 201, account, error);
}

const JlCommand jl_account_create_command = {
  .name = "account.create",
  .roles = JL_ROLE_SYSTEM,
  .input = &new_table,
  .execute = account_create,
};

/* Passwords */

/**
 * jl_password_compare:
 * @request: of a route's prepare step
 * @password: as the caller typed it
 * @attempt: (out): of jl_attempt_new(), for the command to count
 * @right: (out): whether it is the caller's password
 * @error: TOO_MANY
 *
 * Asks for the caller's password again, with the same delays as signing in.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_password_compare (
    JlRequest *request, const char *password, GBytes **attempt, gboolean *right, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      request->connection, "SELECT hash FROM credential WHERE account = ?1", error);
  /* No username begins like this. */
  g_autofree char *who = g_strdup_printf ("#%" G_GINT64_FORMAT, request->caller->account);
  g_autoptr (GBytes) digest = jl_attempt_new (who, request->caller->address ?: "");

  if (statement == NULL || !jl_attempt_check (request->connection, digest, request->now, error))
    return FALSE;
  jl_statement_bind_integer (statement, 1, request->caller->account);
  *right = jl_statement_step (statement, NULL) &&
           jl_password_verify (jl_statement_get_text (statement, 0), password);
  *attempt = g_steal_pointer (&digest);
  return TRUE;
}

/**
 * jl_password_prepare:
 * @request: POST /password
 * @error: return location
 *
 * Compares the old password, with the same delays as signing in. A wrong one goes on to the writer
 * too, which counts the failure.
 *
 * Returns: (transfer full): `attempt`, and the new password's `hash` if the old one was right;
 * %NULL with TOO_MANY
 */
GVariant *
jl_password_prepare (JlRequest *request, GError **error)
{
  g_autoptr (GBytes) attempt = NULL;
  g_autofree char *hash = NULL;
  gboolean right;
  GVariantBuilder builder;

  if (!jl_password_compare (
          request, jl_record_get_text (request->input, JL_PASSWORD_OLD), &attempt, &right, error))
    return NULL;
  if (right) {
    hash = jl_password_hash (jl_record_get_text (request->input, JL_PASSWORD_NEW), error);
    if (hash == NULL)
      return NULL;
  }
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "attempt", jl_prepared_new_bytes (attempt));
  if (hash != NULL)
    g_variant_builder_add (&builder, "{sv}", "hash", g_variant_new_string (hash));
  return g_variant_builder_end (&builder);
}

static GError *
make_wrong_password_error (void)
{
  GError *error = NULL;

  jl_set_error_field (&error, JL_ERROR_FORBIDDEN, "old_password", _ ("The old password is wrong"));
  return error;
}

/* All other sessions end, and PINs: whoever knew the old password is out. */
static gboolean
password_change (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  g_autoptr (JlStatement) update = jl_connection_prepare (
      connection, "UPDATE credential SET hash = ?2, changed_at = ?3 WHERE account = ?1", error);
  g_autoptr (JlStatement) end = NULL;
  g_autoptr (JlStatement) forget = NULL;
  g_autoptr (GBytes) attempt = jl_prepared_get_bytes (call->prepared, "attempt");
  const char *hash = jl_prepared_get_text (call->prepared, "hash");

  /* Tries that ran at the same time are held to the delay here. */
  if (update == NULL ||
      !jl_attempt_check (connection, attempt, jl_transaction_get_now (transaction), error))
    return FALSE;
  if (hash == NULL)
    return jl_attempt_count (transaction, attempt, make_wrong_password_error (), error);
  if (!jl_attempt_forget (transaction, attempt, error))
    return FALSE;
  jl_statement_bind_integer (update, 1, call->caller->account);
  jl_statement_bind_text (update, 2, hash);
  jl_statement_bind_integer (update, 3, jl_transaction_get_now (transaction));
  if (!jl_statement_run (update, error))
    return FALSE;
  end = jl_connection_prepare (
      connection, "DELETE FROM session WHERE account = ?1 AND id <> ?2", error);
  if (end == NULL)
    return FALSE;
  jl_statement_bind_integer (end, 1, call->caller->account);
  jl_statement_bind_integer (end, 2, call->caller->session);
  if (!jl_statement_run (end, error))
    return FALSE;
  forget = jl_connection_prepare (connection, "DELETE FROM pin WHERE account = ?1", error);
  if (forget == NULL)
    return FALSE;
  jl_statement_bind_integer (forget, 1, call->caller->account);
  if (!jl_statement_run (forget, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_password_change_command = {
  .name = "password.change",
  .roles = JL_ROLE_RESIDENT,
  .flags = JL_COMMAND_OPERATIONAL,
  .input = &jl_password_table,
  .execute = password_change,
};
