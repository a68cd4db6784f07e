// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-heads-private.h"

#include "jl-error.h"
#include "jl-journal-private.h"
#include "jl-signed-head.h"
#include "jl-store.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SIGNATURE_HEX_SIZE (2 * JL_KEYS_SIGNATURE_BYTES + 1)

/* What is signed of a file, one line of JSON without spaces. `heads` is the SHA-256 of its member
 * `heads` as JSON without spaces, all members in the order of jl_chain_head_table. */
static char *
make_file_statement (JlRecord *heads, JlRecord *signature)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  guint8 hash[crypto_hash_sha256_BYTES];
  char hex[2 * sizeof hash + 1];

  jl_record_append_field_json (heads, JL_CHAIN_HEADS_HEADS, JL_VIEW_STORED, json);
  crypto_hash_sha256 (hash, (const guint8 *)json->str, json->len);
  sodium_bin2hex (hex, sizeof hex, hash, sizeof hash);
  g_string_append_printf (out,
                          "{\"format\":%d,\"heads\":\"%s\",\"node\":%" G_GINT64_FORMAT
                          ",\"epoch\":%" G_GINT64_FORMAT ",\"public_url\":",
                          JL_CHAIN_HEADS_FORMAT,
                          hex,
                          jl_record_get_integer (signature, JL_HEADS_SIGNATURE_NODE),
                          jl_record_get_integer (signature, JL_HEADS_SIGNATURE_EPOCH));
  jl_json_append_string (out, jl_record_get_text (signature, JL_HEADS_SIGNATURE_PUBLIC_URL));
  g_string_append_printf (out,
                          ",\"at\":%" G_GINT64_FORMAT "}",
                          jl_record_get_integer (signature, JL_HEADS_SIGNATURE_SIGNED_AT));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
make_head_statement (JlRecord *head)
{
  return jl_signed_head_make_statement (jl_record_get_integer (head, JL_CHAIN_HEAD_ORGANISATION),
                                        jl_record_get_integer (head, JL_CHAIN_HEAD_SEQUENCE),
                                        jl_record_get_text (head, JL_CHAIN_HEAD_HASH),
                                        jl_record_get_integer (head, JL_CHAIN_HEAD_SIGNED_AT));
}

/* Signs @statement and writes signature and key's id into two fields of @record. */
static void
sign (JlKeys *keys, const char *statement, JlRecord *record, guint signature_field, guint key_field)
{
  guint8 signature[JL_KEYS_SIGNATURE_BYTES];
  char hex[SIGNATURE_HEX_SIZE];

  jl_record_set_text (
      record, key_field, jl_keys_sign (keys, statement, strlen (statement), signature));
  sodium_bin2hex (hex, sizeof hex, signature, sizeof signature);
  jl_record_set_text (record, signature_field, hex);
}

static gboolean
read_hex (const char *text, guint8 *bytes, gsize size)
{
  gsize length = 0;

  return text != NULL &&
         sodium_hex2bin (bytes, size, text, strlen (text), NULL, &length, NULL) == 0 &&
         length == size;
}

/* The key of a file with this id, %NULL: the file has none. */
static JlRecord *
find_key (GPtrArray *keys, const char *id)
{
  for (guint i = 0; i < keys->len; i++) {
    if (strcmp (jl_record_get_text (keys->pdata[i], JL_PUBLIC_KEY_ID), id) == 0)
      return keys->pdata[i];
  }
  return NULL;
}

/* By one of our @own keys, where they are given, else by one of @others, which a file brings. */
static gboolean
check_signature (const char *statement,
                 const char *key_id,
                 const char *signature_hex,
                 JlKeys *own,
                 GPtrArray *others,
                 GError **error)
{
  guint8 signature[JL_KEYS_SIGNATURE_BYTES];
  guint8 public_key[JL_KEYS_PUBLIC_BYTES];
  JlRecord *key = NULL;

  if (key_id == NULL || !read_hex (signature_hex, signature, sizeof signature)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("it is not signed"));
    return FALSE;
  }
  if (own != NULL)
    return jl_keys_verify (own, key_id, statement, strlen (statement), signature, error);
  key = find_key (others, key_id);
  if (key == NULL ||
      !read_hex (jl_record_get_text (key, JL_PUBLIC_KEY_PUBLIC), public_key, sizeof public_key)) {
    g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("signed with an unknown key: %s"), key_id);
    return FALSE;
  }
  return jl_keys_verify_with (public_key, key_id, statement, strlen (statement), signature, error);
}

/**
 * jl_heads_check_head: (skip)
 * @head: a head of a file
 * @own: (nullable): the keys that must have signed it
 * @others: where @own is %NULL: the public keys that the file brings
 * @error: CORRUPT: it was not signed like this
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_heads_check_head (JlRecord *head, JlKeys *own, GPtrArray *others, GError **error)
{
  g_autofree char *statement = make_head_statement (head);

  return check_signature (statement,
                          jl_record_get_text (head, JL_CHAIN_HEAD_KEY),
                          jl_record_get_text (head, JL_CHAIN_HEAD_SIGNATURE),
                          own,
                          others,
                          error);
}

/* The name by which its people know an organisation, where there is one. */
static gboolean
read_name (JlConnection *connection, gint64 organisation, JlRecord *head, GError **error)
{
  static const char sql[] = "SELECT own FROM ready WHERE id = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  g_autoptr (JsonNode) node = NULL;
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, organisation);
  if (jl_statement_step (statement, &local_error))
    node = jl_json_parse (jl_statement_get_text (statement, 0), -1, NULL);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    jl_record_set_text (
        head,
        JL_CHAIN_HEAD_NAME,
        json_object_get_string_member_with_default (json_node_get_object (node), "name", NULL));
  return TRUE;
}

static gboolean
read_marks (
    JlConnection *connection, gint64 organisation, gint64 sequence, JlRecord *head, GError **error)
{
  static const char sql[] = "SELECT hash FROM journal WHERE organisation = ?1 AND "
                            "organisation_seq <= ?2 ORDER BY organisation_seq";
  g_autoptr (JlStatement) row = jl_connection_prepare (connection, sql, error);
  g_autoptr (GByteArray) marks = g_byte_array_new ();
  g_autofree char *base64 = NULL;
  GError *local_error = NULL;

  if (row == NULL)
    return FALSE;
  jl_statement_bind_integer (row, 1, organisation);
  jl_statement_bind_integer (row, 2, sequence);
  while (jl_statement_step (row, &local_error)) {
    gsize size;
    const guint8 *hash = jl_statement_get_blob (row, 0, &size);

    if (size != JL_JOURNAL_HASH_SIZE) {
      g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, "an entry's hash has a wrong size");
      return FALSE;
    }
    g_byte_array_append (marks, hash, JL_HEADS_MARK_SIZE);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  base64 = g_base64_encode (marks->data, marks->len);
  jl_record_set_text (head, JL_CHAIN_HEAD_MARKS, base64);
  return TRUE;
}

/* The end of the chain on which @chain stands, signed. */
static JlRecord *
make_head (JlConnection *connection, JlStatement *chain, JlKeys *keys, gint64 now, GError **error)
{
  g_autoptr (JlRecord) head = jl_record_new (&jl_chain_head_table);
  gint64 organisation = jl_statement_get_integer (chain, 0);
  gint64 sequence = jl_statement_get_integer (chain, 1);
  gsize size;
  const guint8 *hash = jl_statement_get_blob (chain, 2, &size);
  char hex[2 * JL_JOURNAL_HASH_SIZE + 1];
  g_autofree char *statement = NULL;

  if (size != JL_JOURNAL_HASH_SIZE) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, "a chain's hash has a wrong size");
    return NULL;
  }
  sodium_bin2hex (hex, sizeof hex, hash, size);
  jl_record_set_integer (head, JL_CHAIN_HEAD_ORGANISATION, organisation);
  jl_record_set_integer (head, JL_CHAIN_HEAD_SEQUENCE, sequence);
  jl_record_set_text (head, JL_CHAIN_HEAD_HASH, hex);
  jl_record_set_integer (head, JL_CHAIN_HEAD_SIGNED_AT, now);
  if (!read_name (connection, organisation, head, error) ||
      !read_marks (connection, organisation, sequence, head, error))
    return NULL;
  statement = make_head_statement (head);
  sign (keys, statement, head, JL_CHAIN_HEAD_SIGNATURE, JL_CHAIN_HEAD_KEY);
  return g_steal_pointer (&head);
}

static GPtrArray *
read_heads (JlConnection *connection, JlKeys *keys, gint64 now, GError **error)
{
  static const char sql[] =
      "SELECT organisation, organisation_seq, hash FROM chain ORDER BY organisation";
  g_autoptr (JlStatement) chain = jl_connection_prepare (connection, sql, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  GError *local_error = NULL;

  if (chain == NULL)
    return NULL;
  while (jl_statement_step (chain, &local_error)) {
    JlRecord *head = make_head (connection, chain, keys, now, error);

    if (head == NULL)
      return NULL;
    g_ptr_array_add (list, head);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  return g_steal_pointer (&list);
}

/* Lists of records are not changed in place: @record gets one with @element, which it takes. */
static void
append (JlRecord *record, guint field, JlRecord *element)
{
  GPtrArray *old = jl_record_get_list (record, field);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; old != NULL && i < old->len; i++)
    g_ptr_array_add (list, g_object_ref (old->pdata[i]));
  g_ptr_array_add (list, element);
  jl_record_set_list (record, field, list);
}

/* Adds the public part of the key that signs now, unless it is there. */
static void
add_key (JlRecord *heads, JlKeys *keys)
{
  const char *id = jl_keys_get_current_id (keys, JL_KEY_SIGNING);
  GPtrArray *list = jl_record_get_list (heads, JL_CHAIN_HEADS_KEYS);
  char hex[2 * JL_KEYS_PUBLIC_BYTES + 1];
  JlRecord *key;

  if (list != NULL && find_key (list, id) != NULL)
    return;
  key = jl_record_new (&jl_public_key_table);
  sodium_bin2hex (hex, sizeof hex, jl_keys_get_public (keys, id), JL_KEYS_PUBLIC_BYTES);
  jl_record_set_text (key, JL_PUBLIC_KEY_ID, id);
  jl_record_set_text (key, JL_PUBLIC_KEY_PUBLIC, hex);
  append (heads, JL_CHAIN_HEADS_KEYS, key);
}

/* Says in the service's own name that the heads are these. */
static gboolean
add_signature (JlRecord *heads, JlConnection *connection, JlKeys *keys, gint64 now, GError **error)
{
  g_autoptr (JlNode) node = jl_node_read (connection, error);
  g_autofree char *statement = NULL;
  JlRecord *signature;

  if (node == NULL)
    return FALSE;
  signature = jl_record_new (&jl_heads_signature_table);
  jl_record_set_integer (signature, JL_HEADS_SIGNATURE_NODE, node->number);
  jl_record_set_integer (signature, JL_HEADS_SIGNATURE_EPOCH, node->epoch);
  jl_record_set_text (signature, JL_HEADS_SIGNATURE_PUBLIC_URL, node->public_url);
  jl_record_set_integer (signature, JL_HEADS_SIGNATURE_SIGNED_AT, now);
  statement = make_file_statement (heads, signature);
  sign (keys, statement, signature, JL_HEADS_SIGNATURE_SIGNATURE, JL_HEADS_SIGNATURE_KEY);
  append (heads, JL_CHAIN_HEADS_SIGNATURES, signature);
  add_key (heads, keys);
  return TRUE;
}

/**
 * jl_heads_export:
 * @connection: a connection in a read transaction
 * @keys: to sign with
 * @now: milliseconds
 * @error: as jl_statement_step()
 *
 * Returns: (transfer full): of jl_chain_heads_table: where every chain ends now, signed; %NULL with
 *   @error set
 */
JlRecord *
jl_heads_export (JlConnection *connection, JlKeys *keys, gint64 now, GError **error)
{
  g_autoptr (JlRecord) heads = jl_record_new (&jl_chain_heads_table);
  g_autoptr (GPtrArray) list = read_heads (connection, keys, now, error);

  if (list == NULL)
    return NULL;
  jl_record_set_integer (heads, JL_CHAIN_HEADS_FORMAT_NUMBER, JL_CHAIN_HEADS_FORMAT);
  jl_record_set_list (heads, JL_CHAIN_HEADS_HEADS, list);
  if (!add_signature (heads, connection, keys, now, error))
    return NULL;
  return g_steal_pointer (&heads);
}

/**
 * jl_heads_check_signatures:
 * @heads: of jl_chain_heads_table
 * @error: CORRUPT
 *
 * Checks who signed the file as a whole, with the public keys that it brings. Whether a key is that
 * of whom it is said to be, people have to compare: nobody's keys but our own are known here.
 *
 * Returns: %FALSE with @error set: it is not what somebody signed
 */
gboolean
jl_heads_check_signatures (JlRecord *heads, GError **error)
{
  GPtrArray *signatures = jl_record_get_list (heads, JL_CHAIN_HEADS_SIGNATURES);

  for (guint i = 0; i < signatures->len; i++) {
    JlRecord *signature = signatures->pdata[i];
    g_autofree char *statement = make_file_statement (heads, signature);

    if (!check_signature (statement,
                          jl_record_get_text (signature, JL_HEADS_SIGNATURE_KEY),
                          jl_record_get_text (signature, JL_HEADS_SIGNATURE_SIGNATURE),
                          NULL,
                          jl_record_get_list (heads, JL_CHAIN_HEADS_KEYS),
                          error)) {
      g_prefix_error (error, "%s: ", jl_record_get_text (signature, JL_HEADS_SIGNATURE_PUBLIC_URL));
      return FALSE;
    }
  }
  return TRUE;
}

/**
 * jl_heads_countersign:
 * @heads: of jl_chain_heads_table, from somebody else
 * @connection: says who we are
 * @keys: ours
 * @now: milliseconds
 * @error: CORRUPT: a signature is wrong, or there is none; or as jl_statement_step()
 *
 * Adds our own signature, once every other one was found right.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_heads_countersign (
    JlRecord *heads, JlConnection *connection, JlKeys *keys, gint64 now, GError **error)
{
  GPtrArray *list = jl_record_get_list (heads, JL_CHAIN_HEADS_HEADS);

  if (jl_record_get_list (heads, JL_CHAIN_HEADS_SIGNATURES)->len == 0) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_CORRUPT, _ ("nobody signed the file as a whole"));
    return FALSE;
  }
  for (guint i = 0; i < list->len; i++) {
    if (!jl_heads_check_head (
            list->pdata[i], NULL, jl_record_get_list (heads, JL_CHAIN_HEADS_KEYS), error)) {
      char id[JL_ID_TEXT_SIZE];

      jl_id_to_text (jl_record_get_integer (list->pdata[i], JL_CHAIN_HEAD_ORGANISATION), id);
      g_prefix_error (error, "%s: ", id);
      return FALSE;
    }
  }
  return jl_heads_check_signatures (heads, error) &&
         add_signature (heads, connection, keys, now, error);
}
