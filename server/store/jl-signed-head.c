// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-signed-head.h"
#include "jl-error.h"
#include "jl-journal-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * jl_signed_head_make_statement:
 * @organisation: whose journal
 * @seq: of its entry
 * @hash: of that entry, in hexadecimal digits
 * @at: when it is signed, milliseconds
 *
 * What is signed of a head is one line of JSON without spaces:
 *
 *   {"format":1,"organisation":"…","seq":7,"hash":"…","at":1795420800123}
 *
 * Returns: (transfer full): that line
 */
char *
jl_signed_head_make_statement (gint64 organisation, gint64 seq, const char *hash, gint64 at)
{
  char id[JL_ID_TEXT_SIZE];

  jl_id_to_text (organisation, id);
  return g_strdup_printf ("{\"format\":1,\"organisation\":\"%s\",\"seq\":%" G_GINT64_FORMAT
                          ",\"hash\":\"%s\",\"at\":%" G_GINT64_FORMAT "}",
                          id,
                          seq,
                          hash,
                          at);
}

/* The same of a hash as it is stored. */
static char *
make_statement (gint64 organisation, gint64 seq, const guint8 *hash, gint64 at)
{
  char hex[2 * JL_JOURNAL_HASH_SIZE + 1];

  sodium_bin2hex (hex, sizeof hex, hash, JL_JOURNAL_HASH_SIZE);
  return jl_signed_head_make_statement (organisation, seq, hex, at);
}

static gboolean
store_head (JlConnection *connection, JlStatement *chain, JlKeys *keys, gint64 at, GError **error)
{
  static const char sql[] =
      "INSERT INTO signed_head (organisation, organisation_seq, hash, signed_at, key_id, "
      "signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
  g_autoptr (JlStatement) insert = jl_connection_prepare (connection, sql, error);
  gint64 organisation = jl_statement_get_integer (chain, 0);
  gint64 seq = jl_statement_get_integer (chain, 1);
  guint8 signature[JL_KEYS_SIGNATURE_BYTES];
  g_autofree char *text = NULL;
  const char *key_id;
  gconstpointer hash;
  gsize size;

  if (insert == NULL)
    return FALSE;

  hash = jl_statement_get_blob (chain, 2, &size);
  if (size != JL_JOURNAL_HASH_SIZE) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, "a chain's hash has a wrong size");
    return FALSE;
  }
  text = make_statement (organisation, seq, hash, at);
  key_id = jl_keys_sign (keys, text, strlen (text), signature);
  jl_statement_bind_integer (insert, 1, organisation);
  jl_statement_bind_integer (insert, 2, seq);
  jl_statement_bind_blob (insert, 3, hash, size);
  jl_statement_bind_integer (insert, 4, at);
  jl_statement_bind_text (insert, 5, key_id);
  jl_statement_bind_blob (insert, 6, signature, sizeof signature);
  return jl_statement_run (insert, error);
}

static gboolean
sign_moved (JlConnection *connection, JlKeys *keys, gint64 at, guint *n_signed, GError **error)
{
  static const char sql[] =
      "SELECT c.organisation, c.organisation_seq, c.hash FROM chain AS c WHERE NOT EXISTS "
      "(SELECT 1 FROM signed_head AS s WHERE s.organisation = c.organisation AND "
      "s.organisation_seq = c.organisation_seq)";
  g_autoptr (JlStatement) chain = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (chain == NULL)
    return FALSE;
  while (jl_statement_step (chain, &local_error)) {
    if (!store_head (connection, chain, keys, at, error))
      return FALSE;
    (*n_signed)++;
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/**
 * jl_signed_heads_sign:
 * @writer: the writer, between batches
 * @keys: the service's keys
 * @n_signed: (out) (optional): how many chains had moved
 * @error: as jl_statement_step()
 *
 * Signs the end of every chain that has moved since it was signed last. All or none are stored.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_signed_heads_sign (JlWriter *writer, JlKeys *keys, guint *n_signed, GError **error)
{
  JlConnection *connection = jl_writer_get_connection (writer);
  guint n = 0;

  if (!jl_connection_execute (connection, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (!sign_moved (connection, keys, jl_writer_get_time (writer), &n, error) ||
      !jl_connection_execute (connection, "COMMIT", error)) {
    jl_connection_end_read (connection);
    return FALSE;
  }
  if (n_signed != NULL)
    *n_signed = n;
  return TRUE;
}

enum { ORGANISATION, SEQ, HASH, SIGNED_AT, KEY_ID, SIGNATURE, JOURNAL_HASH };

/* What is wrong with a signed head, %NULL if nothing is. */
static const char *
check_head (JlStatement *row, JlKeys *keys)
{
  gsize hash_size;
  gsize signature_size;
  gsize journal_size;
  gconstpointer hash = jl_statement_get_blob (row, HASH, &hash_size);
  gconstpointer signature = jl_statement_get_blob (row, SIGNATURE, &signature_size);
  gconstpointer journal_hash = jl_statement_get_blob (row, JOURNAL_HASH, &journal_size);
  g_autofree char *text = NULL;

  if (hash_size != JL_JOURNAL_HASH_SIZE || signature_size != JL_KEYS_SIGNATURE_BYTES)
    return _ ("the signed head cannot be read");
  text = make_statement (jl_statement_get_integer (row, ORGANISATION),
                         jl_statement_get_integer (row, SEQ),
                         hash,
                         jl_statement_get_integer (row, SIGNED_AT));
  if (!jl_keys_verify (
          keys, jl_statement_get_text (row, KEY_ID), text, strlen (text), signature, NULL))
    return _ ("the signature of the head is not one of this service");
  if (jl_statement_is_null (row, JOURNAL_HASH))
    return _ ("the entry whose hash was signed is missing");
  if (journal_size != hash_size || memcmp (journal_hash, hash, hash_size) != 0)
    return _ ("the entry is not the one whose hash was signed");
  return NULL;
}

/**
 * jl_signed_heads_verify:
 * @connection: a connection
 * @keys: the service's keys, older ones included
 * @error: as jl_statement_step()
 *
 * Compares every signed head with the journal. Together with jl_journal_verify() it finds whatever
 * was changed before a head was signed, by somebody who has not the key.
 *
 * Returns: (transfer full) (element-type JlJournalProblem): what is wrong; %NULL with @error set
 */
GPtrArray *
jl_signed_heads_verify (JlConnection *connection, JlKeys *keys, GError **error)
{
  static const char sql[] =
      "SELECT s.organisation, s.organisation_seq, s.hash, s.signed_at, s.key_id, s.signature, "
      "j.hash FROM signed_head AS s LEFT JOIN journal AS j ON j.organisation = s.organisation AND "
      "j.organisation_seq = s.organisation_seq";
  g_autoptr (JlStatement) row = jl_connection_prepare (connection, sql, error);
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify)jl_journal_problem_free);
  GError *local_error = NULL;

  if (row == NULL)
    return NULL;
  while (jl_statement_step (row, &local_error)) {
    const char *trouble = check_head (row, keys);
    JlJournalProblem *problem;

    if (trouble == NULL)
      continue;
    problem = g_new0 (JlJournalProblem, 1);
    problem->organisation = jl_statement_get_integer (row, ORGANISATION);
    problem->organisation_seq = jl_statement_get_integer (row, SEQ);
    problem->text = g_strdup (trouble);
    g_ptr_array_add (problems, problem);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  return g_steal_pointer (&problems);
}

/**
 * jl_signed_heads_find_unknown_key:
 * @connection: a connection
 * @keys: the service's keys
 * @key_id: (out) (transfer full) (nullable): the key that is missing, %NULL: none is
 * @error: as jl_statement_step()
 *
 * Looks at the newest signed head of each chain, which is quick: whether the keys are those that
 * the service had when it signed last.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_signed_heads_find_unknown_key (JlConnection *connection,
                                  JlKeys *keys,
                                  char **key_id,
                                  GError **error)
{
  static const char sql[] =
      "SELECT DISTINCT (SELECT s.key_id FROM signed_head AS s WHERE s.organisation = "
      "c.organisation ORDER BY s.organisation_seq DESC LIMIT 1) FROM chain AS c";
  g_autoptr (JlStatement) row = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (row == NULL)
    return FALSE;
  *key_id = NULL;
  while (*key_id == NULL && jl_statement_step (row, &local_error)) {
    const char *id = jl_statement_get_text (row, 0);

    if (id != NULL && jl_keys_get_public (keys, id) == NULL)
      *key_id = g_strdup (id);
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}
