// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-journal-private.h"
#include "jl-error.h"
#include "jl-journal-body.h"
#include "jl-json.h"

#include <string.h>

/* Of most heads, as text. */
#define HEAD_SIZE 320

static void
append_id (GString *out, gint64 id)
{
  char text[JL_ID_TEXT_SIZE];

  if (id == 0) {
    g_string_append (out, "null");
    return;
  }
  jl_id_to_text (id, text);
  g_string_append_c (out, '"');
  g_string_append (out, text);
  g_string_append_c (out, '"');
}

static void
append_member_id (GString *out, const char *name, gint64 id)
{
  g_string_append (out, ",\"");
  g_string_append (out, name);
  g_string_append (out, "\":");
  append_id (out, id);
}

static void
append_member_integer (GString *out, const char *name, gint64 value)
{
  g_string_append (out, ",\"");
  g_string_append (out, name);
  g_string_append (out, "\":");
  jl_json_append_integer (out, value);
}

/**
 * jl_journal_head_to_text: (skip)
 * @head: an entry
 *
 * The canonical bytes of an entry's head, which are what the chain's hash covers. One line of JSON
 * without spaces, all members always there and in this order; ids as 13 characters or null; the
 * body's digest in lower-case hexadecimal:
 *
 *   {"format":1,"organisation":"…","seq":7,"node":0,"epoch":1,"at":1795420800123,"actor":"…",
 *   "command":"item.publish","rules":"…","transfer":null,"body":"…"}
 *
 * hash = SHA-256 (previous hash || these bytes); the previous hash of an organisation's first entry
 * is 32 zero bytes. `organisation` is the id whose journal it is.
 *
 * Returns: (transfer full): the bytes, as a text
 */
char *
jl_journal_head_to_text (const JlJournalHead *head)
{
  GString *out = g_string_sized_new (HEAD_SIZE);
  char hex[2 * sizeof head->body + 1];

  g_string_append (out, "{\"format\":1");
  append_member_id (out, "organisation", head->organisation);
  append_member_integer (out, "seq", head->organisation_seq);
  append_member_integer (out, "node", head->node);
  append_member_integer (out, "epoch", head->epoch);
  append_member_integer (out, "at", head->at);
  append_member_id (out, "actor", head->actor);
  g_string_append (out, ",\"command\":");
  jl_json_append_string (out, head->command);
  g_string_append (out, ",\"rules\":");
  jl_json_append_string (out, head->rules);
  append_member_id (out, "transfer", head->transfer);
  sodium_bin2hex (hex, sizeof hex, head->body, sizeof head->body);
  g_string_append (out, ",\"body\":\"");
  g_string_append (out, hex);
  g_string_append (out, "\"}");
  return g_string_free (out, FALSE);
}

/**
 * jl_journal_hash_body: (skip)
 * @salt: random bytes of this entry, without which a short body could be guessed from its digest
 *   after it was erased
 * @salt_size: their count
 * @body: the body as it is stored, see jl_journal_body_pack()
 * @body_size: its size
 * @hash: (out caller-allocates): the digest that the head holds
 */
void
jl_journal_hash_body (gconstpointer salt,
                      gsize salt_size,
                      gconstpointer body,
                      gsize body_size,
                      guint8 hash[JL_JOURNAL_HASH_SIZE])
{
  struct sha256_ctx state;

  sha256_init (&state);
  sha256_update (&state, salt_size, salt);
  sha256_update (&state, body_size, body);
  sha256_digest (&state, JL_JOURNAL_HASH_SIZE, hash);
}

/**
 * jl_journal_hash_head: (skip)
 * @previous: the hash of the entry before
 * @head: canonical bytes
 * @size: their count
 * @hash: (out caller-allocates): the hash of the entry
 */
void
jl_journal_hash_head (const guint8 previous[JL_JOURNAL_HASH_SIZE],
                      gconstpointer head,
                      gsize size,
                      guint8 hash[JL_JOURNAL_HASH_SIZE])
{
  struct sha256_ctx state;

  sha256_init (&state);
  sha256_update (&state, JL_JOURNAL_HASH_SIZE, previous);
  sha256_update (&state, size, head);
  sha256_digest (&state, JL_JOURNAL_HASH_SIZE, hash);
}

/* The digest of a body that stands in two columns from @column on: salt and body. */
static void
digest_body (JlStatement *statement, int column, guint8 digest[JL_JOURNAL_HASH_SIZE])
{
  gsize salt_size;
  gsize size;
  gconstpointer salt = jl_statement_get_blob (statement, column, &salt_size);
  gconstpointer body = jl_statement_get_blob (statement, column + 1, &size);

  jl_journal_hash_body (salt, salt_size, body, size, digest);
}

/**
 * jl_journal_read_head: (skip)
 * @statement: at a row whose first columns are %JL_JOURNAL_HEAD_COLUMNS
 * @head: (out): what is chained of the entry; its texts as long as the row
 *
 * Takes the digest from the body itself, or, where that was erased, from what was kept of it. What
 * is missing or wrong is empty, and then does not fit the entry's hash.
 */
void
jl_journal_read_head (JlStatement *statement, JlJournalHead *head)
{
  const char *rules = jl_statement_get_text (statement, JL_JOURNAL_RULES);
  const char *erased = jl_statement_get_text (statement, JL_JOURNAL_ERASED_DIGEST);

  *head = (JlJournalHead){
    .organisation = jl_statement_get_integer (statement, JL_JOURNAL_ORGANISATION),
    .organisation_seq = jl_statement_get_integer (statement, JL_JOURNAL_ORGANISATION_SEQ),
    .node = (guint)jl_statement_get_integer (statement, JL_JOURNAL_NODE),
    .epoch = (guint)jl_statement_get_integer (statement, JL_JOURNAL_EPOCH),
    .at = jl_statement_get_integer (statement, JL_JOURNAL_AT),
    .actor = jl_statement_get_integer (statement, JL_JOURNAL_ACTOR),
    .command = jl_statement_get_text (statement, JL_JOURNAL_COMMAND),
    .rules = rules == NULL ? "" : rules,
    .transfer = jl_statement_get_integer (statement, JL_JOURNAL_TRANSFER),
  };
  if (!jl_statement_is_null (statement, JL_JOURNAL_SALT))
    digest_body (statement, JL_JOURNAL_SALT, head->body);
  else if (erased != NULL)
    sodium_hex2bin (head->body, sizeof head->body, erased, strlen (erased), NULL, NULL, NULL);
}

static void
append_effect (GString *out, const JlEffect *effect)
{
  g_string_append (out, "{\"kind\":");
  jl_json_append_string (out, effect->sql->kind->table->name);
  append_member_id (out, "id", effect->id);
  append_member_integer (out, "version", effect->version);
  g_string_append (out, ",\"image\":");
  if (effect->record == NULL)
    g_string_append (out, "null");
  else
    jl_record_append_json (effect->record, JL_VIEW_STORED, out);
  g_string_append_c (out, '}');
}

/* {"acting":…,"ids":[…],"input":…,"effects":[…]}: for whom the actor acted, the path's ids, the
 * body of the request without personal data and secrets, and what came of it. */
static GBytes *
make_body (JlTransaction *transaction, GError **error)
{
  const JlCall *call = transaction->call;
  g_autoptr (GString) out = g_string_sized_new (2048);
  gboolean first = TRUE;

  g_string_append (out, "{\"schema\":");
  jl_json_append_integer (out, transaction->session->schema);
  append_member_id (out, "acting", call->caller->organisation);
  g_string_append (out, ",\"ids\":[");
  for (guint i = 0; i < JL_CALL_MAX_PARAMETERS; i++) {
    if (call->ids[i] == 0)
      continue;
    if (!first)
      g_string_append_c (out, ',');
    append_id (out, call->ids[i]);
    first = FALSE;
  }
  g_string_append (out, "],\"input\":");
  if (call->input == NULL)
    g_string_append (out, "null");
  else
    jl_record_append_request_json (call->input, TRUE, out);
  g_string_append (out, ",\"effects\":[");
  for (guint i = 0; i < transaction->effects->len; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    append_effect (out, transaction->effects->pdata[i]);
  }
  g_string_append (out, "]}");
  return jl_journal_body_pack (out->str, out->len, error);
}

/* Where the organisation's chain ends; zeros for its first entry. */
static gboolean
read_chain (JlConnection *connection,
            gint64 organisation,
            gint64 *seq,
            guint8 hash[JL_JOURNAL_HASH_SIZE],
            GError **error)
{
  static const char sql[] = "SELECT organisation_seq, hash FROM chain WHERE organisation = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;
  gconstpointer stored;
  gsize size;

  if (statement == NULL)
    return FALSE;

  *seq = 0;
  memset (hash, 0, JL_JOURNAL_HASH_SIZE);
  jl_statement_bind_integer (statement, 1, organisation);
  if (!jl_statement_step (statement, &local_error)) {
    if (local_error != NULL)
      g_propagate_error (error, local_error);
    return local_error == NULL;
  }

  stored = jl_statement_get_blob (statement, 1, &size);
  if (size != JL_JOURNAL_HASH_SIZE) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, "a chain's hash has a wrong size");
    return FALSE;
  }
  *seq = jl_statement_get_integer (statement, 0);
  memcpy (hash, stored, size);
  return TRUE;
}

static gboolean
write_chain (JlConnection *connection,
             const JlJournalHead *head,
             const guint8 hash[JL_JOURNAL_HASH_SIZE],
             GError **error)
{
  static const char sql[] =
      "INSERT INTO chain (organisation, organisation_seq, hash) VALUES (?1, ?2, ?3) ON CONFLICT "
      "(organisation) DO UPDATE SET organisation_seq = excluded.organisation_seq, hash = "
      "excluded.hash";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, head->organisation);
  jl_statement_bind_integer (statement, 2, head->organisation_seq);
  jl_statement_bind_blob (statement, 3, hash, JL_JOURNAL_HASH_SIZE);
  return jl_statement_run (statement, error);
}

/* The row that is chained; the chain moves with it. Returns the entry's seq, 0 on failure. */
static gint64
write_head (JlSession *session, const JlJournalHead *head, const guint8 *previous, GError **error)
{
  static const char sql[] = "INSERT INTO journal (organisation, organisation_seq, node, epoch, at, "
                            "actor, command, rules, "
                            "transfer, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
  JlConnection *connection = session->connection;
  g_autofree char *text = jl_journal_head_to_text (head);
  guint8 hash[JL_JOURNAL_HASH_SIZE];
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  gint64 seq;

  if (statement == NULL)
    return 0;

  jl_journal_hash_head (previous, text, strlen (text), hash);
  jl_statement_bind_integer (statement, 1, head->organisation);
  jl_statement_bind_integer (statement, 2, head->organisation_seq);
  jl_statement_bind_integer (statement, 3, head->node);
  jl_statement_bind_integer (statement, 4, head->epoch);
  jl_statement_bind_integer (statement, 5, head->at);
  jl_statement_bind_integer (statement, 6, head->actor);
  jl_statement_bind_text (statement, 7, head->command);
  jl_statement_bind_integer (statement, 8, session->rules);
  jl_statement_bind_integer (statement, 9, head->transfer);
  jl_statement_bind_blob (statement, 10, hash, sizeof hash);
  if (!jl_statement_run (statement, error))
    return 0;
  seq = jl_connection_get_last_id (connection);
  return write_chain (connection, head, hash, error) ? seq : 0;
}

static gboolean
write_body (JlConnection *connection, gint64 seq, const guint8 *salt, GBytes *body, GError **error)
{
  static const char sql[] = "INSERT INTO journal_body (seq, salt, body) VALUES (?1, ?2, ?3)";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  gconstpointer data;
  gsize size;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, seq);
  jl_statement_bind_blob (statement, 2, salt, JL_JOURNAL_SALT_SIZE);
  data = g_bytes_get_data (body, &size);
  jl_statement_bind_blob (statement, 3, data, size);
  return jl_statement_run (statement, error);
}

static gboolean
write_change (
    JlConnection *connection, gint64 seq, const JlEffect *effect, gint64 *position, GError **error)
{
  static const char sql[] = "INSERT INTO change (journal, organisation, kind, record, version, "
                            "public, owner) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, seq);
  jl_statement_bind_integer (statement, 2, effect->organisation);
  jl_statement_bind_text (statement, 3, effect->sql->kind->table->name);
  jl_statement_bind_integer (statement, 4, effect->id);
  jl_statement_bind_integer (statement, 5, effect->version);
  jl_statement_bind_integer (statement, 6, effect->was_public || effect->is_public);
  jl_statement_bind_integer (statement, 7, effect->owner);
  if (!jl_statement_run (statement, error))
    return FALSE;
  *position = jl_connection_get_last_id (connection);
  return TRUE;
}

/* What those who look after the platform do can be listed without going through the whole journal.
 */
static gboolean
write_operator_act (
    JlConnection *connection, gint64 seq, gint64 change, const JlCaller *caller, GError **error)
{
  static const char sql[] =
      "INSERT INTO operator_act (journal, account, department, change) VALUES (?1, ?2, ?3, ?4)";
  g_autoptr (JlStatement) statement = NULL;

  if (!jl_caller_may (caller, JL_ROLE_ADMINISTRATOR) || caller->account == 0)
    return TRUE;
  statement = jl_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, seq);
  jl_statement_bind_integer (statement, 2, caller->account);
  jl_statement_bind_integer (statement, 3, caller->organisation);
  jl_statement_bind_integer (statement, 4, change);
  return jl_statement_run (statement, error);
}

/**
 * jl_journal_append: (skip)
 * @transaction: a transaction whose command is done
 * @position: (inout): the last change, if there is one
 * @error: as jl_statement_step()
 *
 * Journals the command with its effects, at the end of its home's chain.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_journal_append (JlTransaction *transaction, gint64 *position, GError **error)
{
  JlSession *session = transaction->session;
  JlConnection *connection = session->connection;
  JlJournalHead head = {
    .organisation = jl_transaction_settle_home (transaction),
    .node = session->ids.node,
    .epoch = session->epoch,
    .at = transaction->now,
    .actor = transaction->call->caller->account,
    .command = transaction->call->command->name,
    .rules = session->rules_version,
    .transfer = transaction->transfer,
  };
  guint8 previous[JL_JOURNAL_HASH_SIZE];
  guint8 salt[JL_JOURNAL_SALT_SIZE];
  g_autoptr (GBytes) body = NULL;
  gconstpointer data;
  gsize size;
  gint64 seq, first = 0;

  if (!read_chain (connection, head.organisation, &head.organisation_seq, previous, error))
    return FALSE;
  head.organisation_seq++;
  body = make_body (transaction, error);
  if (body == NULL)
    return FALSE;
  data = g_bytes_get_data (body, &size);
  randombytes_buf (salt, sizeof salt);
  jl_journal_hash_body (salt, sizeof salt, data, size, head.body);

  seq = write_head (session, &head, previous, error);
  if (seq == 0 || !write_body (connection, seq, salt, body, error))
    return FALSE;
  for (guint i = 0; i < transaction->effects->len; i++) {
    const JlEffect *effect = transaction->effects->pdata[i];

    if (effect->sql->kind->flags & JL_KIND_INTERNAL)
      continue;
    if (!write_change (connection, seq, effect, position, error))
      return FALSE;
    if (first == 0)
      first = *position;
  }
  return write_operator_act (connection, seq, first, transaction->call->caller, error);
}

/* Of a body that is to be erased: what the chain needs of it. */
static gboolean
keep_digest (JlConnection *connection, gint64 seq, GError **error)
{
  static const char read_sql[] = "SELECT salt, body FROM journal_body WHERE seq = ?1";
  static const char write_sql[] = "UPDATE journal SET erased_digest = ?2 WHERE seq = ?1";
  g_autoptr (JlStatement) read = jl_connection_prepare (connection, read_sql, error);
  g_autoptr (JlStatement) write = NULL;
  GError *local_error = NULL;
  guint8 digest[JL_JOURNAL_HASH_SIZE];
  char hex[2 * sizeof digest + 1];

  if (read == NULL)
    return FALSE;
  jl_statement_bind_integer (read, 1, seq);
  if (!jl_statement_step (read, &local_error)) {
    if (local_error == NULL)
      g_set_error (
          error, JL_ERROR, JL_ERROR_NOT_FOUND, "entry %" G_GINT64_FORMAT " has no body", seq);
    else
      g_propagate_error (error, local_error);
    return FALSE;
  }
  digest_body (read, 0, digest);
  write = jl_connection_prepare (connection, write_sql, error);
  if (write == NULL)
    return FALSE;
  jl_statement_bind_integer (write, 1, seq);
  jl_statement_bind_text (write, 2, sodium_bin2hex (hex, sizeof hex, digest, sizeof digest));
  return jl_statement_run (write, error);
}

/**
 * jl_journal_erase_body:
 * @connection: a connection that may write, in a transaction of the writer
 * @seq: an entry
 * @error: NOT_FOUND if the entry has no body (any more), or as jl_statement_step()
 *
 * Deletes what an entry said and did, for a person whose data it holds. The entry itself stays in
 * its chain, which still verifies: it holds only the digest of the body, and without the salt that
 * goes with the body the digest tells nothing. The effects of an erased entry cannot be applied
 * again, so a later entry must have put the records that matter.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_journal_erase_body (JlConnection *connection, gint64 seq, GError **error)
{
  static const char sql[] = "DELETE FROM journal_body WHERE seq = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL || !keep_digest (connection, seq, error))
    return FALSE;
  jl_statement_bind_integer (statement, 1, seq);
  return jl_statement_run (statement, error);
}
