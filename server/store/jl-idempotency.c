// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-idempotency.h"
#include "jl-error.h"
#include "jl-journal-private.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <nettle/sha2.h>
#include <sodium.h>
#include <string.h>

#define KEPT_MS (JL_IDEMPOTENCY_DAYS * JL_TIME_DAY)

static void
add_text (struct sha256_ctx *state, const char *text)
{
  /* With the zero at its end, so that no two lists of texts look alike; absent is not empty. */
  sha256_update (state, text != NULL, (const guint8 *)"=");
  sha256_update (
      state, text == NULL ? 1 : strlen (text) + 1, (const guint8 *)(text == NULL ? "" : text));
}

/* What the key was used for: all of the request, the organisation acted for included, because the
 * same body on behalf of somebody else is another request. The worker's digest is that of what the
 * frame does not hold. */
static void
digest_frame (const JlFrame *frame, guint8 digest[SHA256_DIGEST_SIZE])
{
  gint64 numbers[] = { GINT64_TO_LE (frame->acting), GINT64_TO_LE (frame->if_match) };
  struct sha256_ctx state;
  gsize size;

  sha256_init (&state);
  sha256_update (&state, sizeof numbers, (const guint8 *)numbers);
  add_text (&state, frame->command);
  add_text (&state, frame->input);
  for (guint i = 0; frame->parameters[i] != NULL; i++)
    add_text (&state, frame->parameters[i]);
  if (frame->request_digest != NULL) {
    const guint8 *data = g_bytes_get_data (frame->request_digest, &size);

    add_text (&state, NULL);
    sha256_update (&state, size, data);
  }
  sha256_digest (&state, SHA256_DIGEST_SIZE, digest);
}

/* Keys of an account are its own. Those of people who are not signed in are told apart by their
 * address, so that a stranger who guesses a key reads nothing that was answered to somebody else.
 */
static char *
scope_key (const JlFrame *frame, const JlCaller *caller)
{
  struct sha256_ctx state;
  guint8 hash[SHA256_DIGEST_SIZE];
  char hex[2 * sizeof hash + 1];
  g_autofree char *text = NULL;

  if (caller->account != 0)
    return g_strdup (frame->key);

  text = g_strdup_printf ("%s\n%s", frame->address == NULL ? "" : frame->address, frame->key);
  sha256_init (&state);
  sha256_update (&state, strlen (text), (const guint8 *)text);
  sha256_digest (&state, sizeof hash, hash);
  sodium_bin2hex (hex, sizeof hex, hash, sizeof hash);
  return g_strdup (hex);
}

/* What is read of the record that was answered with. */
typedef struct {
  gint64 id;
  const JlKindSql *sql;
  JlRecord *record; /* owned, nullable */
} Image;

static gboolean
take_image_cb (const JlStoredEffect *effect, gpointer user_data, GError **error)
{
  Image *image = user_data;

  if (effect->id != image->id || effect->image == NULL || JSON_NODE_HOLDS_NULL (effect->image))
    return TRUE;
  /* Read as a client reads an answer: an older schema may have had members that are gone. */
  image->record =
      jl_record_read_json (image->sql->kind->table, effect->image, JL_READ_ANSWER, error);
  return image->record != NULL;
}

/* The record behind @reply as the journal has it at that version; %NULL without error when its
 * entry was erased. */
static JlRecord *
read_image (JlSession *session, const JlReply *reply, GError **error)
{
  static const char sql[] =
      "SELECT c.kind, journal_text (b.body) FROM change AS c JOIN journal_body AS b ON b.seq = "
      "c.journal WHERE c.record = ?1 AND c.version = ?2";
  g_autoptr (JlStatement) statement = jl_connection_prepare (session->connection, sql, error);
  g_autoptr (JsonNode) body = NULL;
  Image image = { .id = reply->id };

  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, reply->id);
  jl_statement_bind_integer (statement, 2, reply->version);
  if (!jl_statement_step (statement, error))
    return NULL;
  image.sql = jl_catalog_get_kind (session->catalog, jl_statement_get_text (statement, 0));
  body = jl_journal_parse_body (statement, 1, error);
  if (image.sql == NULL || body == NULL ||
      !jl_journal_foreach_effect (body, take_image_cb, &image, error))
    return NULL;
  if (image.record != NULL)
    jl_kind_sql_normalise (image.sql, image.record);
  return image.record;
}

/* An answer with a record is made again from the journal; others were kept. */
static gboolean
restore_body (JlSession *session, JlReply *reply, GError **error)
{
  GError *local_error = NULL;
  g_autoptr (JlRecord) record = NULL;
  char *json;

  if (reply->body != NULL || reply->id == 0)
    return TRUE;
  record = read_image (session, reply, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  if (record != NULL) {
    json = jl_record_to_json (record, reply->view);
    reply->body = g_bytes_new_take (json, strlen (json));
  }
  return TRUE;
}

static JlReply *
read_reply (JlStatement *statement)
{
  JlReply *reply = g_new0 (JlReply, 1);
  gconstpointer body;
  gsize size;

  reply->status = (guint)jl_statement_get_integer (statement, 1);
  reply->id = jl_statement_get_integer (statement, 2);
  reply->version = jl_statement_get_integer (statement, 3);
  reply->view = (JlView)jl_statement_get_integer (statement, 4);
  if (!jl_statement_is_null (statement, 5)) {
    body = jl_statement_get_blob (statement, 5, &size);
    reply->body = g_bytes_new (body, size);
  }
  return reply;
}

/**
 * jl_idempotency_recall:
 * @session: the writer's
 * @frame: a call
 * @caller: whose call it is
 * @now: milliseconds UTC
 * @reply: (out) (nullable): what was answered to the same call, %NULL if it is new; without body
 *   where it was a record whose journal entry was erased since
 * @error: IDEMPOTENCY_CONFLICT when the key was used for another call
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_idempotency_recall (JlSession *session,
                       const JlFrame *frame,
                       const JlCaller *caller,
                       gint64 now,
                       JlReply **reply,
                       GError **error)
{
  static const char sql[] = "SELECT digest, status, id, version, view, body FROM idempotency "
                            "WHERE account = ?1 AND key = ?2 AND created_at > ?3";
  g_autoptr (JlReply) first = NULL;
  guint8 digest[SHA256_DIGEST_SIZE];
  g_autofree char *key = NULL;
  g_autoptr (JlStatement) statement = NULL;
  GError *local_error = NULL;
  gconstpointer stored;
  gsize size;

  *reply = NULL;
  if (frame->key == NULL)
    return TRUE;

  key = scope_key (frame, caller);
  statement = jl_connection_prepare (session->connection, sql, error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, caller->account);
  jl_statement_bind_text (statement, 2, key);
  jl_statement_bind_integer (statement, 3, now - KEPT_MS);
  if (!jl_statement_step (statement, &local_error)) {
    if (local_error != NULL)
      g_propagate_error (error, local_error);
    return local_error == NULL;
  }

  digest_frame (frame, digest);
  stored = jl_statement_get_blob (statement, 0, &size);
  if (size != sizeof digest || memcmp (stored, digest, size) != 0) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_IDEMPOTENCY_CONFLICT,
                         _ ("This Idempotency-Key was used for another request"));
    return FALSE;
  }
  first = read_reply (statement);
  if (!restore_body (session, first, error))
    return FALSE;
  *reply = g_steal_pointer (&first);
  return TRUE;
}

/**
 * jl_idempotency_remember:
 * @connection: the writer's, in the savepoint of the call
 * @frame: a call
 * @caller: whose call it is
 * @now: milliseconds UTC
 * @reply: what is answered; not an error
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_idempotency_remember (JlConnection *connection,
                         const JlFrame *frame,
                         const JlCaller *caller,
                         gint64 now,
                         const JlReply *reply,
                         GError **error)
{
  /* REPLACE: one that is too old to count may still be there. */
  static const char sql[] =
      "INSERT OR REPLACE INTO idempotency (account, key, digest, status, id, version, view, body, "
      "created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
  guint8 digest[SHA256_DIGEST_SIZE];
  g_autofree char *key = NULL;
  g_autoptr (JlStatement) statement = NULL;
  gconstpointer body;
  gsize size;

  if (frame->key == NULL)
    return TRUE;

  key = scope_key (frame, caller);
  digest_frame (frame, digest);
  statement = jl_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, caller->account);
  jl_statement_bind_text (statement, 2, key);
  jl_statement_bind_blob (statement, 3, digest, sizeof digest);
  jl_statement_bind_integer (statement, 4, reply->status);
  jl_statement_bind_integer (statement, 5, reply->id);
  jl_statement_bind_integer (statement, 6, reply->version);
  jl_statement_bind_integer (statement, 7, reply->view);
  /* What a record was at a version is in the journal. */
  if (reply->body != NULL && reply->id == 0) {
    body = g_bytes_get_data (reply->body, &size);
    jl_statement_bind_blob (statement, 8, body, size);
  }
  jl_statement_bind_integer (statement, 9, now);
  return jl_statement_run (statement, error);
}

/* Where the next slice ends. FALSE without error: the rest is no more than a slice. */
static gboolean
find_end (JlConnection *connection,
          const JlIdempotencySweep *sweep,
          guint limit,
          gint64 *account,
          char **key,
          GError **error)
{
  static const char sql[] = "SELECT account, key FROM idempotency WHERE (account, key) > (?1, ?2) "
                            "ORDER BY account, key LIMIT 1 OFFSET ?3";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, sweep->account);
  jl_statement_bind_text (statement, 2, sweep->key == NULL ? "" : sweep->key);
  jl_statement_bind_integer (statement, 3, limit - 1);
  if (!jl_statement_step (statement, error))
    return FALSE;
  *account = jl_statement_get_integer (statement, 0);
  *key = g_strdup (jl_statement_get_text (statement, 1));
  return TRUE;
}

/**
 * jl_idempotency_forget_old:
 * @connection: the writer's
 * @sweep: how far the keys were gone through
 * @now: milliseconds UTC
 * @limit: how many are looked at, so that nobody waits for it
 * @more: (out): whether there are more
 * @error: as jl_statement_step()
 *
 * Deletes what is older than %JL_IDEMPOTENCY_DAYS. There is no index by age: it would cost every
 * command something, and this goes through all keys once a day.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_idempotency_forget_old (JlConnection *connection,
                           JlIdempotencySweep *sweep,
                           gint64 now,
                           guint limit,
                           gboolean *more,
                           GError **error)
{
  static const char sql[] = "DELETE FROM idempotency WHERE (account, key) > (?1, ?2) AND "
                            "(?4 IS NULL OR (account, key) <= (?3, ?4)) AND created_at <= ?5";
  g_autofree char *key = NULL;
  GError *local_error = NULL;
  gint64 account = 0;
  gboolean found = find_end (connection, sweep, limit, &account, &key, &local_error);
  g_autoptr (JlStatement) statement = NULL;

  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  statement = jl_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, sweep->account);
  jl_statement_bind_text (statement, 2, sweep->key == NULL ? "" : sweep->key);
  jl_statement_bind_integer (statement, 3, account);
  jl_statement_bind_text (statement, 4, key);
  jl_statement_bind_integer (statement, 5, now - KEPT_MS);
  if (!jl_statement_run (statement, error))
    return FALSE;
  g_free (sweep->key);
  sweep->account = account;
  sweep->key = g_steal_pointer (&key);
  *more = found;
  return TRUE;
}
