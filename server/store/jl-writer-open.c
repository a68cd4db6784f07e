// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-file-sync.h"
#include "jl-migrations.h"
#include "jl-ready.h"
#include "jl-store.h"
#include "jl-writer-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <sqlite3.h>

#define DEFAULT_MAX_QUEUED 4096
#define DEFAULT_MAX_BATCH 512

static gint64
get_real_time (void)
{
  return g_get_real_time () / 1000;
}

/**
 * jl_waiting_free: (skip)
 * @self: (transfer full): a call that waited
 */
void
jl_waiting_free (JlWaiting *self)
{
  g_bytes_unref (self->frame);
  jl_reply_free (self->reply);
  g_free (self);
}

/**
 * jl_writer_get_time:
 * @self: a writer
 *
 * Returns: the journal's time now, milliseconds UTC: the clock's, but never earlier than it was
 */
gint64
jl_writer_get_time (JlWriter *self)
{
  self->last_time = MAX (self->last_time, self->get_time ());
  return self->last_time;
}

static int
log_grew_cb (void *user_data, sqlite3 *db, const char *name, int pages)
{
  JlWriter *self = user_data;

  self->log_pages = pages;
  return SQLITE_OK;
}

static gboolean
read_number (JlConnection *connection, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  *value = jl_statement_get_integer (statement, 0);
  return TRUE;
}

/* Ids and time go on from where the journal and every stored record have been. */
static gboolean
resume (JlWriter *self, GError **error)
{
  g_autoptr (JlNode) node = jl_node_read (self->connection, error);
  gint64 highest_id;
  gint64 last_at;
  gint64 schema;

  if (node == NULL || !read_number (self->connection, "PRAGMA user_version", &schema, error) ||
      !read_number (self->connection, "SELECT max(id) FROM ready", &highest_id, error) ||
      !read_number (self->connection,
                    "SELECT at FROM journal WHERE seq = (SELECT max(seq) FROM journal) UNION ALL "
                    "SELECT 0 LIMIT 1",
                    &last_at,
                    error) ||
      !read_number (self->connection, "SELECT max(seq) FROM change", &self->position, error))
    return FALSE;

  self->session.ids.node = node->number;
  jl_id_maker_prime (&self->session.ids, node->last_id);
  jl_id_maker_prime (&self->session.ids, highest_id);
  self->session.epoch = node->epoch;
  self->session.city = node->city;
  self->session.schema = (guint)schema;
  self->last_time = MAX (node->last_time, last_at);
  return TRUE;
}

/* Entries name the rules by their number. */
static gboolean
note_rules (JlWriter *self, GError **error)
{
  static const char insert_sql[] = "INSERT OR IGNORE INTO rules_version (version, first_used_at) "
                                   "VALUES (?1, ?2)";
  static const char select_sql[] = "SELECT id FROM rules_version WHERE version = ?1";
  g_autoptr (JlStatement) insert = jl_connection_prepare (self->connection, insert_sql, error);
  g_autoptr (JlStatement) select = NULL;

  if (insert == NULL)
    return FALSE;
  jl_statement_bind_text (insert, 1, self->session.rules_version);
  jl_statement_bind_integer (insert, 2, jl_writer_get_time (self));
  if (!jl_statement_run (insert, error))
    return FALSE;
  select = jl_connection_prepare (self->connection, select_sql, error);
  if (select == NULL)
    return FALSE;
  jl_statement_bind_text (select, 1, self->session.rules_version);
  if (!jl_statement_step (select, error))
    return FALSE;
  self->session.rules = jl_statement_get_integer (select, 0);
  return TRUE;
}

static gboolean
store_form (JlWriter *self, const char *form, GError **error)
{
  static const char sql[] = "UPDATE node SET form = ?1 WHERE id = 1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_text (statement, 1, form);
  return jl_statement_run (statement, error);
}

/* After an upgrade, records may have to be sent in another form. */
static gboolean
renew_ready (JlWriter *self, GError **error)
{
  g_autoptr (JlNode) node = jl_node_read (self->connection, error);
  g_autofree char *form = jl_catalog_get_form (self->catalog);

  if (node == NULL)
    return FALSE;
  if (g_str_equal (node->form, form))
    return TRUE;

  if (jl_connection_execute (self->connection, "BEGIN IMMEDIATE", error) &&
      jl_ready_rebuild (self->connection, self->catalog, error) && store_form (self, form, error) &&
      jl_connection_execute (self->connection, "COMMIT", error))
    return TRUE;
  jl_connection_end_read (self->connection);
  return FALSE;
}

static gboolean
upgrade (JlWriter *self, const JlWriterConfig *config, GError **error)
{
  for (guint i = 0; config->schemas[i] != NULL; i++) {
    const JlSchema *schema = config->schemas[i];

    if (schema->upgrade != NULL && !schema->upgrade (self->connection, config->data_dir, error))
      return FALSE;
  }
  return TRUE;
}

static JlConnection *
open_migrated (const char *path, const char *schema_dir, GError **error)
{
  g_autoptr (JlConnection) connection = jl_connection_open (path, 0, error);
  gboolean due;

  if (connection == NULL || !jl_migrate_is_due (connection, schema_dir, &due, error))
    return NULL;
  if (!due)
    return g_steal_pointer (&connection);
  g_clear_pointer (&connection, jl_connection_close);
  return jl_migrate (path, schema_dir, error) ? jl_connection_open (path, 0, error) : NULL;
}

/* What a service wrote to the log before it was killed, SQLite takes for committed, synced or not.
 * Answers are remembered in it, and to give one of them again takes no commit: so it is made safe
 * before anybody asks. */
static gboolean
sync_log (const char *path, GError **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  return !g_file_test (log, G_FILE_TEST_EXISTS) || jl_file_sync (log, error);
}

/**
 * jl_writer_open:
 * @config: what the writer works with; all that it names outlives the writer
 * @error: NOT_FOUND when the folder has no database, CONFLICT when that is newer than the program,
 *   UNAVAILABLE, STORAGE_FULL, CORRUPT, INTERNAL
 *
 * Migrates the database if need be and opens its only writable connection. The caller holds the
 * lock of the folder, so that there is one writer.
 *
 * Returns: (transfer full): the writer
 */
JlWriter *
jl_writer_open (const JlWriterConfig *config, GError **error)
{
  g_autofree char *path = jl_store_get_path (config->data_dir);
  g_autoptr (JlWriter) self = NULL;

  if (!jl_store_exists (config->data_dir)) {
    g_set_error (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no database %s"), path);
    return NULL;
  }
  if (sodium_init () < 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "no source of random numbers");
    return NULL;
  }
  self = g_new0 (JlWriter, 1);
  g_queue_init (&self->queue);
  self->catalog = jl_catalog_new (config->schemas, error);
  if (self->catalog == NULL)
    return NULL;
  self->connection = open_migrated (path, config->schema_dir, error);
  if (self->connection == NULL)
    return NULL;
  self->session.connection = self->connection;
  self->session.catalog = self->catalog;
  self->session.rules_version = config->rules_version;
  self->session.context = config->context;
  self->authenticate = config->authenticate;
  self->get_time = config->get_time == NULL ? get_real_time : config->get_time;
  self->max_queued = config->max_queued == 0 ? DEFAULT_MAX_QUEUED : config->max_queued;
  self->max_batch = config->max_batch == 0 ? DEFAULT_MAX_BATCH : config->max_batch;
  /* Replaces SQLite's own hook, which checkpoints within a commit that somebody waits for. */
  sqlite3_wal_hook (jl_connection_get_handle (self->connection), log_grew_cb, self);

  if (!sync_log (path, error) || !upgrade (self, config, error) || !resume (self, error) ||
      !note_rules (self, error) || !renew_ready (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * jl_writer_close:
 * @self: (transfer full) (nullable): a writer
 *
 * Frames that still wait are answered with UNAVAILABLE.
 */
void
jl_writer_close (JlWriter *self)
{
  JlWaiting *waiting;

  if (self == NULL)
    return;

  while ((waiting = g_queue_pop_head (&self->queue)) != NULL) {
    waiting->answer (jl_reply_new_error (g_error_new_literal (
                         JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("The service is stopping"))),
                     waiting->user_data);
    jl_waiting_free (waiting);
  }
  jl_connection_close (self->connection);
  jl_catalog_free (self->catalog);
  g_free (self->forget.key);
  g_free (self);
}
