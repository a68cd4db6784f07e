// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include <glib/gi18n-lib.h>

/* Failed tries of a password, at signing in and at changing it: each makes the next one wait. */

/* The first tries are free; then each waits twice as long as the one before. The wait is for one
 * name from one address, so that nobody can keep a shop out of its own account from elsewhere. */
#define FREE_FAILURES 4
#define MAX_DELAY_MS (5 * 60 * 1000)
#define FORGET_AFTER_MS (60 * 60 * 1000)

/**
 * jl_attempt_new:
 * @folded_name: whose password is tried
 * @address: from where
 *
 * Returns: (transfer full): what failed tries are counted by
 */
GBytes *
jl_attempt_new (const char *folded_name, const char *address)
{
  g_autofree char *text = g_strconcat (folded_name, "\n", address, NULL);

  return jl_try_digest (text);
}

/**
 * jl_attempt_check:
 * @connection: any
 * @digest: of jl_attempt_new()
 * @now: milliseconds UTC
 * @error: TOO_MANY, saying how many seconds are left
 *
 * Returns: whether a password may be tried now
 */
gboolean
jl_attempt_check (JlConnection *connection, GBytes *digest, gint64 now, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      connection, "SELECT failures, last_at FROM attempt WHERE digest = ?1", error);
  g_autoptr (GError) local_error = NULL;
  gint64 failures, wait, left;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_bytes (statement, 1, digest);
  if (!jl_statement_step (statement, &local_error)) {
    if (local_error == NULL)
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  failures = jl_statement_get_integer (statement, 0) - FREE_FAILURES;
  if (failures <= 0)
    return TRUE;
  wait = failures > 10 ? MAX_DELAY_MS : MIN (MAX_DELAY_MS, G_GINT64_CONSTANT (1000) << failures);
  left = jl_statement_get_integer (statement, 1) + wait - now;
  /* A clock that was set back must not lock anybody out. */
  if (left <= 0 || left > MAX_DELAY_MS)
    return TRUE;
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_TOO_MANY,
               _ ("Too many tries: please wait %d seconds"),
               (int)((left + 999) / 1000));
  return FALSE;
}

static gboolean
run_with_digest (
    JlTransaction *transaction, const char *sql, GBytes *digest, gint64 second, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_bytes (statement, 1, digest);
  jl_statement_bind_integer (statement, 2, second);
  return jl_statement_run (statement, error);
}

/**
 * jl_attempt_add:
 * @transaction: a command's transaction
 * @attempt: of jl_attempt_new()
 * @error: as jl_statement_step()
 *
 * Counts a try, so that too many of them have to wait.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_attempt_add (JlTransaction *transaction, GBytes *attempt, GError **error)
{
  return run_with_digest (
      transaction,
      "INSERT INTO attempt (digest, failures, last_at) VALUES (?1, 1, ?2) "
      "ON CONFLICT (digest) DO UPDATE SET failures = failures + 1, last_at = ?2",
      attempt,
      jl_transaction_get_now (transaction),
      error);
}

/**
 * jl_attempt_count:
 * @transaction: of an operational command
 * @attempt: of jl_attempt_new()
 * @refusal: (transfer full): what is answered
 * @error: as jl_statement_step()
 *
 * Counts a failed try and refuses it.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_attempt_count (JlTransaction *transaction, GBytes *attempt, GError *refusal, GError **error)
{
  g_autoptr (GError) reply = refusal;

  if (!jl_attempt_add (transaction, attempt, error))
    return FALSE;
  jl_transaction_reply_error (transaction, g_steal_pointer (&reply));
  return TRUE;
}

/**
 * jl_attempt_forget:
 * @transaction: of an operational command
 * @attempt: of jl_attempt_new(), which succeeded
 * @error: as jl_statement_step()
 *
 * Forgets its failures, and all that are old.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_attempt_forget (JlTransaction *transaction, GBytes *attempt, GError **error)
{
  return run_with_digest (transaction,
                          "DELETE FROM attempt WHERE digest = ?1 OR last_at < ?2",
                          attempt,
                          jl_transaction_get_now (transaction) - FORGET_AFTER_MS,
                          error);
}
