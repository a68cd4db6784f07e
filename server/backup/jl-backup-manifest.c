// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-backup-manifest.h"

#include "jl-error.h"
#include "jl-store.h"

#include <glib/gi18n-lib.h>

/* Hexadecimal digits of SHA-256, and of an Ed25519 public key. */
#define DIGITS 64
#define DIGEST(name_, doc_)                                                                        \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_TEXT, .min = DIGITS, .max = DIGITS,                          \
    .flags = JL_FIELD_REQUIRED, .doc = (doc_)                                                      \
  }
#define COUNT(name_, doc_)                                                                         \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_INTEGER, .max = G_MAXINT64, .flags = JL_FIELD_REQUIRED,      \
    .doc = (doc_)                                                                                  \
  }

static const JlField fields[] = {
  [JL_BACKUP_FORMAT_NUMBER] = { .name = "backup_format",
                                .type = JL_FIELD_INTEGER,
                                .min = JL_BACKUP_FORMAT,
                                .max = JL_BACKUP_FORMAT,
                                .flags = JL_FIELD_REQUIRED },
  [JL_BACKUP_PROGRAM] = { .name = "program",
                          .type = JL_FIELD_TEXT,
                          .max = 100,
                          .flags = JL_FIELD_REQUIRED,
                          .doc = "Which version of which program made it." },
  [JL_BACKUP_MADE_AT] = { .name = "made_at",
                          .type = JL_FIELD_TIME,
                          .flags = JL_FIELD_REQUIRED,
                          .doc = "All that was answered before is in it." },
  [JL_BACKUP_CITY] = { .name = "city", .type = JL_FIELD_ID, .flags = JL_FIELD_REQUIRED },
  [JL_BACKUP_NODE] = COUNT ("node", "The service's number."),
  [JL_BACKUP_EPOCH] = COUNT ("epoch", "How often it was restored, and one."),
  [JL_BACKUP_PUBLIC_URL] = { .name = "public_url",
                             .type = JL_FIELD_TEXT,
                             .max = 2000,
                             .flags = JL_FIELD_REQUIRED },
  [JL_BACKUP_SCHEMA] = COUNT ("schema", "Number of the database's last migration."),
  [JL_BACKUP_ENTRIES] = COUNT ("entries", "The journal's last entry."),
  [JL_BACKUP_LAST_AT] = { .name = "last_at",
                          .type = JL_FIELD_TIME,
                          .flags = JL_FIELD_REQUIRED,
                          .doc = "When that was written." },
  [JL_BACKUP_CHANGES] = COUNT ("changes", "The last change."),
  [JL_BACKUP_DATABASE_BYTES] = COUNT ("database_bytes", NULL),
  [JL_BACKUP_DATABASE_SHA256] = DIGEST ("database_sha256", NULL),
  [JL_BACKUP_PHOTO_FILES] = COUNT ("photo_files", "Three for each photo."),
  [JL_BACKUP_PHOTO_BYTES] = COUNT ("photo_bytes", NULL),
  [JL_BACKUP_PHOTOS_SHA256] = DIGEST ("photos_sha256", "Of the list of photos."),
  [JL_BACKUP_CONFIGURATION_SHA256] = { .name = "configuration_sha256",
                                       .type = JL_FIELD_TEXT,
                                       .min = DIGITS,
                                       .max = DIGITS,
                                       .flags = JL_FIELD_NULLABLE },
  [JL_BACKUP_HEADS_SHA256] = DIGEST ("heads_sha256", "Of the signed heads of the journal."),
  [JL_BACKUP_MISSING] = { .name = "missing",
                          .type = JL_FIELD_LIST,
                          .element = JL_FIELD_TEXT,
                          .element_max = 200,
                          .flags = JL_FIELD_REQUIRED,
                          .doc = "Photos that were missing or damaged in the service itself." },
  [JL_BACKUP_KEYS] = { .name = "keys",
                       .type = JL_FIELD_LIST,
                       .element = JL_FIELD_TEXT,
                       .element_max = DIGITS,
                       .flags = JL_FIELD_REQUIRED,
                       .doc =
                           "Public parts of the signing keys, in hexadecimal: what was signed can "
                           "be verified without the service." },
};
JL_ASSERT_FIELDS (JL_BACKUP, fields);
const JlRecordTable jl_backup_manifest_table =
    JL_RECORD_TABLE ("backup_manifest", "JlBackupManifest", fields);

/* Reading them makes the state of this moment the one that the transaction sees. */
static gboolean
describe_journal (JlRecord *self, JlConnection *connection, GError **error)
{
  static const char sql[] =
      "SELECT (SELECT user_version FROM pragma_user_version), coalesce(max(seq), 0), "
      "coalesce((SELECT at FROM journal ORDER BY seq DESC LIMIT 1), 0), "
      "(SELECT coalesce(max(seq), 0) FROM change) FROM journal";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  jl_record_set_integer (self, JL_BACKUP_SCHEMA, jl_statement_get_integer (statement, 0));
  jl_record_set_integer (self, JL_BACKUP_ENTRIES, jl_statement_get_integer (statement, 1));
  jl_record_set_integer (self, JL_BACKUP_LAST_AT, jl_statement_get_integer (statement, 2));
  jl_record_set_integer (self, JL_BACKUP_CHANGES, jl_statement_get_integer (statement, 3));
  return TRUE;
}

/**
 * jl_backup_manifest_new:
 * @connection: in a read transaction
 * @made_at: now
 * @error: as jl_statement_step()
 *
 * Returns: (transfer full): what can be said before anything is copied; %NULL with @error set
 */
JlRecord *
jl_backup_manifest_new (JlConnection *connection, gint64 made_at, GError **error)
{
  g_autoptr (JlRecord) self = jl_record_new (&jl_backup_manifest_table);
  g_autoptr (JlNode) node = jl_node_read (connection, error);

  if (node == NULL || !describe_journal (self, connection, error))
    return NULL;
  jl_record_set_integer (self, JL_BACKUP_FORMAT_NUMBER, JL_BACKUP_FORMAT);
  jl_record_set_text (self, JL_BACKUP_PROGRAM, "jielid " JL_VERSION);
  jl_record_set_integer (self, JL_BACKUP_MADE_AT, made_at);
  jl_record_set_integer (self, JL_BACKUP_CITY, node->city);
  jl_record_set_integer (self, JL_BACKUP_NODE, node->number);
  jl_record_set_integer (self, JL_BACKUP_EPOCH, node->epoch);
  jl_record_set_text (self, JL_BACKUP_PUBLIC_URL, node->public_url);
  return g_steal_pointer (&self);
}

/**
 * jl_backup_manifest_to_text:
 * @self: a manifest that is complete
 *
 * Returns: (transfer full): JSON with a member a line, for people to look at too
 */
char *
jl_backup_manifest_to_text (JlRecord *self)
{
  g_autofree char *json = jl_record_to_json (self, JL_VIEW_STORED);
  g_autoptr (JsonNode) node = jl_json_parse (json, -1, NULL);
  g_autofree char *pretty = json_to_string (node, TRUE); /* nocheck: for people */

  return g_strconcat (pretty, "\n", NULL);
}

/**
 * jl_backup_manifest_read:
 * @path: a manifest
 * @error: NOT_FOUND if there is none, CORRUPT if it is not one, INTERNAL
 *
 * Returns: (transfer full): of jl_backup_manifest_table; %NULL with @error set
 */
JlRecord *
jl_backup_manifest_read (const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  JlRecord *self = NULL;
  gsize size;

  if (!g_file_get_contents (path, &text, &size, &local_error)) {
    gboolean is_absent = g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT);

    g_set_error_literal (
        error, JL_ERROR, is_absent ? JL_ERROR_NOT_FOUND : JL_ERROR_INTERNAL, local_error->message);
    return NULL;
  }
  node = jl_json_parse (text, (gssize)size, &local_error);
  if (node != NULL)
    self = jl_record_read_json (&jl_backup_manifest_table, node, JL_READ_CREATE, &local_error);
  if (self == NULL)
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_CORRUPT,
                 _ ("%s is not the manifest of a backup that this jielid can read: %s"),
                 path,
                 local_error->message);
  return self;
}
