// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include "jl-pin.h"
#include "jl-rules.h"
#include "jl-time.h"
#include "jl-token.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

/*
 * Staff who share a computer switch by PIN, so that who did what is true. Six digits are few, so
 * they are worth something on one computer only: what is stored binds them to a secret that the
 * computer keeps. Without that secret nobody can try a PIN, nor make somebody wait; whoever has it
 * and tries is slowed down, and after some wrong ones the PIN is forgotten. The password always
 * works.
 */

#define HOUR_MS (60 * 60 * JL_TIME_SECOND)

/* What a PIN is hashed with: who, and where. */
static char *
make_secret (const char *device, gint64 account, const char *pin)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT ":%s", account, pin);
  guchar mixed[crypto_generichash_BYTES];
  char *secret = g_malloc (2 * sizeof mixed + 1);

  crypto_generichash (mixed,
                      sizeof mixed,
                      (const guchar *)text,
                      strlen (text),
                      (const guchar *)device,
                      MIN (strlen (device), crypto_generichash_KEYBYTES_MAX));
  sodium_bin2hex (secret, 2 * sizeof mixed + 1, mixed, sizeof mixed);
  sodium_memzero (text, strlen (text));
  return secret;
}

static gboolean
check_digits (const char *pin, GError **error)
{
  if (strspn (pin, "0123456789") == JL_PIN_LENGTH && strlen (pin) == JL_PIN_LENGTH)
    return TRUE;
  jl_set_error_field (error, JL_ERROR_INVALID, "pin", _ ("A PIN has six digits"));
  return FALSE;
}

/* What others at the counter try first: one digit six times, or six in a row. */
static gboolean
check_not_obvious (const char *pin, GError **error)
{
  int step = pin[1] - pin[0];
  gboolean is_row = step >= -1 && step <= 1;

  for (guint i = 1; i + 1 < JL_PIN_LENGTH; i++)
    is_row = is_row && pin[i + 1] - pin[i] == step;
  if (!is_row)
    return TRUE;
  jl_set_error_field (
      error, JL_ERROR_INVALID, "pin", _ ("This PIN is too easy to guess: please choose another"));
  return FALSE;
}

/**
 * jl_pin_prepare:
 * @request: POST /pin
 * @error: INVALID, field `pin`
 *
 * Returns: (transfer full): `device`: what the computer is known by, and `hash`
 */
GVariant *
jl_pin_prepare (JlRequest *request, GError **error)
{
  const char *device = jl_record_get_text (request->input, JL_PIN_SETTING_DEVICE);
  const char *pin = jl_record_get_text (request->input, JL_PIN_SETTING_PIN);
  g_autofree char *secret = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (GBytes) digest = NULL;
  GVariantBuilder builder;

  if (!check_digits (pin, error) || !check_not_obvious (pin, error))
    return NULL;
  secret = make_secret (device, request->caller->account, pin);
  hash = jl_password_hash (secret, error);
  if (hash == NULL)
    return NULL;
  digest = jl_token_hash (device);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "device", jl_prepared_new_bytes (digest));
  g_variant_builder_add (&builder, "{sv}", "hash", g_variant_new_string (hash));
  return g_variant_builder_end (&builder);
}

/* The terms of who works for somebody; NULL without an error: nobody. */
static const JlPinTerms *
find_terms (
    JlConnection *connection, const JlRules *rules, gint64 account, gint64 now, GError **error)
{
  static const char sql[] =
      "SELECT organisation_kind FROM membership JOIN account ON account.id = membership.account "
      "WHERE membership.account = ?1 AND membership.active = 1 AND account.active = 1 "
      "ORDER BY membership.id";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, account);
  if (!jl_statement_step (statement, error))
    return NULL;
  return jl_rules_get_pin_terms (
      rules,
      jl_enum_from_name (&jl_organisation_kind_enum, jl_statement_get_text (statement, 0)),
      jl_time_get_china_date (now));
}

/* Whoever knows a PIN must not make it last for ever. */
static gboolean
check_by_password (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction),
                             "SELECT by_pin FROM session WHERE id = ?1",
                             error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, call->caller->session);
  if (jl_statement_step (statement, &local_error) && !jl_statement_get_integer (statement, 0))
    return TRUE;
  if (local_error == NULL)
    g_set_error_literal (&local_error,
                         JL_ERROR,
                         JL_ERROR_FORBIDDEN,
                         _ ("To set a PIN, please sign in with your password"));
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
pin_set (JlTransaction *transaction, JlCall *call, GError **error)
{
  static const char sql[] =
      "INSERT INTO pin (device, account, hash, failures, expires_at) VALUES (?1, ?2, ?3, 0, ?4) "
      "ON CONFLICT (device, account) DO UPDATE SET hash = ?3, failures = 0, expires_at = ?4";
  JlConnection *connection = jl_transaction_get_connection (transaction);
  g_autoptr (GBytes) device = jl_prepared_get_bytes (call->prepared, "device");
  g_autoptr (JlRecord) validity = jl_record_new (&jl_pin_validity_table);
  g_autoptr (JlStatement) statement = NULL;
  gint64 now = jl_transaction_get_now (transaction);
  const JlPinTerms *terms;
  gint64 expires_at;

  if (!check_by_password (transaction, call, error))
    return FALSE;
  terms = find_terms (
      connection, jl_transaction_get_context (transaction), call->caller->account, now, error);
  statement = terms != NULL ? jl_connection_prepare (connection, sql, error) : NULL;
  if (statement == NULL)
    return FALSE;
  expires_at = now + terms->days * JL_TIME_DAY;
  jl_statement_bind_bytes (statement, 1, device);
  jl_statement_bind_integer (statement, 2, call->caller->account);
  jl_statement_bind_text (statement, 3, jl_prepared_get_text (call->prepared, "hash"));
  jl_statement_bind_integer (statement, 4, expires_at);
  if (!jl_statement_run (statement, error))
    return FALSE;
  jl_record_set_integer (validity, JL_PIN_VALIDITY_EXPIRES_AT, expires_at);
  jl_transaction_reply_json (transaction, 201, jl_record_to_json (validity, JL_VIEW_OWN));
  return TRUE;
}

const JlCommand jl_pin_set_command = {
  .name = "pin.set",
  .roles = JL_ROLES_MEMBERS,
  .flags = JL_COMMAND_OPERATIONAL,
  .input = &jl_pin_setting_table,
  .execute = pin_set,
};

static gboolean
run_on_pin (JlTransaction *transaction,
            const char *sql,
            GBytes *device,
            gint64 account,
            gint64 third,
            GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_bytes (statement, 1, device);
  jl_statement_bind_integer (statement, 2, account);
  jl_statement_bind_integer (statement, 3, third);
  return jl_statement_run (statement, error);
}

static gboolean
pin_forget (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (GBytes) device =
      jl_token_hash (jl_record_get_text (call->input, JL_PIN_FORGETTING_DEVICE));

  if (!run_on_pin (transaction,
                   "DELETE FROM pin WHERE device = ?1 AND account = ?2 AND ?3 = 0",
                   device,
                   call->caller->account,
                   0,
                   error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_pin_forget_command = {
  .name = "pin.forget",
  .roles = JL_ROLE_RESIDENT,
  .flags = JL_COMMAND_OPERATIONAL,
  .input = &jl_pin_forgetting_table,
  .execute = pin_forget,
};

/* Switching */

static GBytes *
make_attempt (GBytes *device, gint64 account)
{
  /* No username begins like this. */
  g_autofree char *who = g_strdup_printf ("#pin%" G_GINT64_FORMAT, account);
  g_autofree char *where = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, device);

  return jl_attempt_new (who, where);
}

static char *
find_hash (JlRequest *request, GBytes *device, gint64 account, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      request->connection,
      "SELECT hash FROM pin WHERE device = ?1 AND account = ?2 AND expires_at > ?3",
      error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return NULL;
  jl_statement_bind_bytes (statement, 1, device);
  jl_statement_bind_integer (statement, 2, account);
  jl_statement_bind_integer (statement, 3, request->now);
  if (jl_statement_step (statement, &local_error))
    return g_strdup (jl_statement_get_text (statement, 0));
  if (local_error == NULL)
    jl_set_error_field (&local_error,
                        JL_ERROR_UNAUTHENTICATED,
                        "account",
                        _ ("Your PIN is no longer valid here: please sign in with your password"));
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/**
 * jl_pin_session_prepare:
 * @request: POST /sessions/pin
 * @error: TOO_MANY, or UNAUTHENTICATED with the field `account` where there is no PIN
 *
 * Compares the PIN, on the bounded pool. A wrong one goes on to the writer too, which counts it.
 *
 * Returns: (transfer full): `device`, `right`, `attempt`, `token`, `token_hash`
 */
GVariant *
jl_pin_session_prepare (JlRequest *request, GError **error)
{
  const char *device = jl_record_get_text (request->input, JL_PIN_SIGN_IN_DEVICE);
  const char *pin = jl_record_get_text (request->input, JL_PIN_SIGN_IN_PIN);
  gint64 account = jl_record_get_integer (request->input, JL_PIN_SIGN_IN_ACCOUNT);
  g_autoptr (GBytes) digest = jl_token_hash (device);
  g_autoptr (GBytes) attempt = make_attempt (digest, account);
  g_autofree char *hash = NULL;
  g_autofree char *secret = NULL;
  g_autofree char *token = jl_token_new ();
  g_autoptr (GBytes) token_hash = jl_token_hash (token);
  GVariantBuilder builder;

  if (!check_digits (pin, error) ||
      !jl_attempt_check (request->connection, attempt, request->now, error))
    return NULL;
  hash = find_hash (request, digest, account, error);
  if (hash == NULL)
    return NULL;
  secret = make_secret (device, account, pin);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "device", jl_prepared_new_bytes (digest));
  g_variant_builder_add (
      &builder, "{sv}", "right", g_variant_new_boolean (jl_password_verify (hash, secret)));
  g_variant_builder_add (&builder, "{sv}", "attempt", jl_prepared_new_bytes (attempt));
  g_variant_builder_add (&builder, "{sv}", "token", g_variant_new_string (token));
  g_variant_builder_add (&builder, "{sv}", "token_hash", jl_prepared_new_bytes (token_hash));
  return g_variant_builder_end (&builder);
}

/* After so many the PIN is gone, and the password has to be typed. */
static gboolean
count_failure (JlTransaction *transaction,
               JlCall *call,
               GBytes *device,
               const JlPinTerms *terms,
               GError **error)
{
  g_autoptr (GBytes) attempt = jl_prepared_get_bytes (call->prepared, "attempt");
  gint64 account = jl_record_get_integer (call->input, JL_PIN_SIGN_IN_ACCOUNT);
  GError *refusal = NULL;

  if (!run_on_pin (transaction,
                   "UPDATE pin SET failures = failures + 1 "
                   "WHERE device = ?1 AND account = ?2 AND ?3 > 0",
                   device,
                   account,
                   terms->tries,
                   error) ||
      !run_on_pin (transaction,
                   "DELETE FROM pin WHERE device = ?1 AND account = ?2 AND failures >= ?3",
                   device,
                   account,
                   terms->tries,
                   error))
    return FALSE;
  jl_set_error_field (&refusal, JL_ERROR_UNAUTHENTICATED, "pin", _ ("The PIN is wrong"));
  return jl_attempt_count (transaction, attempt, refusal, error);
}

/* The PIN may have been forgotten, or changed by its owner, since it was compared. */
static gboolean
is_known (
    JlTransaction *transaction, GBytes *device, gint64 account, gboolean *known, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      jl_transaction_get_connection (transaction),
      "SELECT 1 FROM pin WHERE device = ?1 AND account = ?2 AND expires_at > ?3",
      error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_bytes (statement, 1, device);
  jl_statement_bind_integer (statement, 2, account);
  jl_statement_bind_integer (statement, 3, jl_transaction_get_now (transaction));
  *known = jl_statement_step (statement, &local_error);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
begin_session (JlTransaction *transaction,
               JlCall *call,
               GBytes *device,
               const JlPinTerms *terms,
               GError **error)
{
  g_autoptr (GBytes) attempt = jl_prepared_get_bytes (call->prepared, "attempt");
  gint64 account = jl_record_get_integer (call->input, JL_PIN_SIGN_IN_ACCOUNT);
  const JlSessionTerms session = {
    .life = terms->session_hours * HOUR_MS,
    .by_pin = TRUE,
    .device = jl_record_get_text (call->input, JL_PIN_SIGN_IN_DEVICE_NAME),
  };

  return jl_attempt_forget (transaction, attempt, error) &&
         run_on_pin (transaction,
                     "UPDATE pin SET failures = 0 WHERE device = ?1 AND account = ?2 AND ?3 = 0",
                     device,
                     account,
                     0,
                     error) &&
         jl_session_begin (transaction, call, account, &session, error);
}

static gboolean
pin_session_create (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  g_autoptr (GBytes) device = jl_prepared_get_bytes (call->prepared, "device");
  g_autoptr (GBytes) attempt = jl_prepared_get_bytes (call->prepared, "attempt");
  gint64 account = jl_record_get_integer (call->input, JL_PIN_SIGN_IN_ACCOUNT);
  gint64 now = jl_transaction_get_now (transaction);
  g_autoptr (GError) local_error = NULL;
  const JlPinTerms *terms;
  gboolean right = FALSE, known = FALSE;

  /* Tries that ran at the same time are held to the delay here. */
  if (!jl_attempt_check (connection, attempt, now, error) ||
      !is_known (transaction, device, account, &known, error))
    return FALSE;
  terms =
      find_terms (connection, jl_transaction_get_context (transaction), account, now, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (!known || terms == NULL) {
    jl_set_error_field (error,
                        JL_ERROR_UNAUTHENTICATED,
                        "account",
                        _ ("Your PIN is no longer valid here: please sign in with your password"));
    return FALSE;
  }
  g_variant_lookup (call->prepared, "right", "b", &right);
  return right ? begin_session (transaction, call, device, terms, error)
               : count_failure (transaction, call, device, terms, error);
}

const JlCommand jl_pin_session_create_command = {
  .name = "pin_session.create",
  .roles = JL_ROLE_ANYONE,
  .flags = JL_COMMAND_OPERATIONAL,
  .input = &jl_pin_sign_in_table,
  .execute = pin_session_create,
};
