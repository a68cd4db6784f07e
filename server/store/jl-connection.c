// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-connection.h"
#include "jl-error.h"
#include "jl-journal-body.h"
#include "jl-sql-error.h"
#include "jl-statement-private.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>

/* How long a statement waits for another connection's lock. Readers of a WAL database hardly ever
 * wait; this covers a checkpoint that restarts the log, and `jielid check` beside a service. */
#define BUSY_TIMEOUT_MS 5000

struct _JlConnection {
  sqlite3 *db;            /* owned */
  GHashTable *by_address; /* owned: (const char *, JlStatement) of literals */
  GHashTable *by_text;    /* owned: (const char *, JlStatement) keyed by the statement's own text */
};

/* Counting memory under a lock costs every allocation; nobody reads the counters. Must precede
 * SQLite's own initialisation, so that a program which used SQLite earlier keeps its setting. */
static void
configure_once (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done)) {
    sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
    g_once_init_leave (&done, 1);
  }
}

static gboolean
read_pragma (JlConnection *self, const char *sql, char **value, GError **error)
{
  JlStatement *statement = jl_statement_new (self->db, sql, FALSE, error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return FALSE;

  *value = jl_statement_step (statement, &local_error)
               ? g_strdup (jl_statement_get_text (statement, 0))
               : NULL;
  jl_statement_free (statement);
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  return TRUE;
}

/* As far as SQLite can: a page that is mapped is read without a copy. */
#define MAP_FILES "PRAGMA mmap_size = 2147418112;"

/**
 * jl_connection_set_cache:
 * @self: a connection
 * @kib: how much of its files it may keep in memory of its own, beside what is mapped
 * @error: as jl_connection_execute()
 *
 * SQLite maps the first two gigabytes of a file. Of what lies behind, which in a city of a million
 * items is what is newest, and of pages in the log, each page is copied by a call of the system
 * whenever it is needed, unless it is kept.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_connection_set_cache (JlConnection *self, guint kib, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA cache_size = -%u", kib);

  return jl_connection_execute (self, sql, error);
}

/* A pragma that SQLite does not take is ignored without an error: those on which we rely are read
 * back. */
static gboolean
demand_pragma (JlConnection *self, const char *sql, const char *wanted, GError **error)
{
  g_autofree char *value = NULL;

  if (!read_pragma (self, sql, &value, error))
    return FALSE;
  if (g_strcmp0 (value, wanted) != 0) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INTERNAL,
                 "%s gives %s and not %s",
                 sql,
                 value == NULL ? "nothing" : value,
                 wanted);
    return FALSE;
  }
  return TRUE;
}

/* @journal_mode: what it must be in the end */
static gboolean
set_pragmas (JlConnection *self, gboolean read_only, const char *journal_mode, GError **error)
{
  sqlite3_extended_result_codes (self->db, 1);
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  /* A plan that may hang on what is bound (offer = ?1, where an index has only offer = 'published')
   * is made anew whenever something else is bound: that costs more than the list itself. */
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  if (jl_journal_body_add_function (self->db) != SQLITE_OK)
    return jl_sql_set_error (error, self->db, SQLITE_NOMEM, NULL);

  if (!jl_connection_execute (self,
                              "PRAGMA foreign_keys = ON;"
                              "PRAGMA trusted_schema = OFF;"
                              "PRAGMA temp_store = MEMORY;" MAP_FILES,
                              error) ||
      !jl_connection_set_cache (self, JL_CONNECTION_CACHE_KIB, error))
    return FALSE;
  if (!read_only && !jl_connection_execute (self, "PRAGMA journal_mode = WAL", error))
    return FALSE;
  if (!read_only && !jl_connection_execute (self, "PRAGMA synchronous = FULL", error))
    return FALSE;

  return demand_pragma (self, "PRAGMA foreign_keys", "1", error) &&
         demand_pragma (self, "PRAGMA trusted_schema", "0", error) &&
         demand_pragma (self, "PRAGMA synchronous", "2", error) &&
         demand_pragma (self, "PRAGMA journal_mode", journal_mode, error);
}

static int
open_handle (JlConnection *self, const char *path, JlConnectionFlags flags)
{
  int open_flags = SQLITE_OPEN_NOMUTEX;
  g_autofree char *uri = NULL;
  g_autofree char *immutable = NULL;

  open_flags |= flags & JL_CONNECTION_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  open_flags |= flags & JL_CONNECTION_CREATE ? SQLITE_OPEN_CREATE : 0;
  if ((flags & JL_CONNECTION_IMMUTABLE) == 0)
    return sqlite3_open_v2 (path, &self->db, open_flags, NULL);
  uri = g_uri_escape_string (path, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, TRUE);
  immutable = g_strdup_printf ("file:%s?immutable=1", uri);
  return sqlite3_open_v2 (immutable, &self->db, open_flags | SQLITE_OPEN_URI, NULL);
}

/**
 * jl_connection_open:
 * @path: the database's file, or `:memory:`
 * @flags: see #JlConnectionFlags; without flags the file must exist
 * @error: NOT_FOUND if there is no such file, CORRUPT if it is not a database, UNAVAILABLE,
 * INTERNAL
 *
 * Opens a connection for use by one thread, with write-ahead log, full synchronisation and foreign
 * keys; each of these is read back, because SQLite ignores what it cannot do.
 *
 * Returns: (transfer full): the connection
 */
JlConnection *
jl_connection_open (const char *path, JlConnectionFlags flags, GError **error)
{
  gboolean read_only = (flags & JL_CONNECTION_READ_ONLY) != 0;
  gboolean in_memory = g_str_equal (path, ":memory:");
  gboolean immutable = (flags & JL_CONNECTION_IMMUTABLE) != 0;
  g_autoptr (JlConnection) self = NULL;
  int result;

  g_return_val_if_fail (!(read_only && (flags & JL_CONNECTION_CREATE)), NULL);
  g_return_val_if_fail (read_only || !immutable, NULL);

  configure_once ();
  if (!in_memory && !(flags & JL_CONNECTION_CREATE) && !g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, JL_ERROR, JL_ERROR_NOT_FOUND, "there is no database %s", path);
    return NULL;
  }

  self = g_new0 (JlConnection, 1);
  self->by_address = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)jl_statement_free);
  self->by_text =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)jl_statement_free);

  result = open_handle (self, path, flags);
  if (result != SQLITE_OK) {
    jl_sql_set_error (error, self->db, result, NULL);
    g_prefix_error (error, "%s: ", path);
    return NULL;
  }
  if (!set_pragmas (self, read_only, in_memory ? "memory" : immutable ? "delete" : "wal", error)) {
    g_prefix_error (error, "%s: ", path);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * jl_connection_close:
 * @self: (transfer full) (nullable): a connection whose statements are all released
 */
void
jl_connection_close (JlConnection *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->by_address);
  g_hash_table_unref (self->by_text);
  if (sqlite3_close (self->db) != SQLITE_OK)
    g_critical ("a statement outlives its connection: %s", sqlite3_errmsg (self->db));
  g_free (self);
}

/* A statement that somebody is still reading from, further up the stack, is not taken from under
 * them: the second use gets one of its own. */
static JlStatement *
take (JlConnection *self, JlStatement *statement, const char *sql, GError **error)
{
  if (statement->in_use)
    return jl_statement_new (self->db, sql, FALSE, error);

  statement->in_use = TRUE;
  return statement;
}

/**
 * jl_connection_prepare:
 * @self: a connection
 * @sql: a string literal, or another text that neither moves nor changes while @self lives
 * @error: INTERNAL when the SQL is wrong
 *
 * Returns: (transfer full): the statement; give it back with jl_statement_release()
 */
JlStatement *
jl_connection_prepare (JlConnection *self, const char *sql, GError **error)
{
  JlStatement *statement = g_hash_table_lookup (self->by_address, sql);

  if (statement != NULL) {
    /* A text on the heap whose address was used before would otherwise run somebody else's SQL. */
    g_return_val_if_fail (jl_statement_matches (statement, sql), NULL);
    return take (self, statement, sql, error);
  }

  statement = jl_statement_new (self->db, sql, TRUE, error);
  if (statement != NULL)
    g_hash_table_insert (self->by_address, (gpointer)sql, statement);
  return statement;
}

/**
 * jl_connection_prepare_text:
 * @self: a connection
 * @sql: a text made from static tables; never from what somebody sent, as it is kept for good
 * @error: INTERNAL when the SQL is wrong
 *
 * Returns: (transfer full): the statement; give it back with jl_statement_release()
 */
JlStatement *
jl_connection_prepare_text (JlConnection *self, const char *sql, GError **error)
{
  JlStatement *statement = g_hash_table_lookup (self->by_text, sql);

  if (statement != NULL)
    return take (self, statement, sql, error);

  statement = jl_statement_new (self->db, sql, TRUE, error);
  if (statement != NULL)
    g_hash_table_insert (self->by_text, (gpointer)sqlite3_sql (statement->handle), statement);
  return statement;
}

/**
 * jl_connection_execute:
 * @self: a connection
 * @sql: one or more statements without parameters
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set at the first statement that fails
 */
gboolean
jl_connection_execute (JlConnection *self, const char *sql, GError **error)
{
  int result = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  return result == SQLITE_OK || jl_sql_set_error (error, self->db, result, sql);
}

/**
 * jl_connection_get_changes:
 * @self: a connection
 *
 * Returns: rows inserted, updated or deleted by the last such statement
 */
gint64
jl_connection_get_changes (JlConnection *self)
{
  return sqlite3_changes64 (self->db);
}

/**
 * jl_connection_get_total_changes:
 * @self: a connection
 *
 * Returns: rows inserted, updated or deleted since it was opened, those undone again included
 */
gint64
jl_connection_get_total_changes (JlConnection *self)
{
  return sqlite3_total_changes64 (self->db);
}

/**
 * jl_connection_get_last_id:
 * @self: a connection
 *
 * For tables with rowids. INSERT ... RETURNING costs more: SQLite prepares to undo such a statement
 * by itself, and copies every page that it changes.
 *
 * Returns: the id of the row that was inserted last
 */
gint64
jl_connection_get_last_id (JlConnection *self)
{
  return sqlite3_last_insert_rowid (self->db);
}

/**
 * jl_connection_release_memory:
 * @self: a connection outside any transaction
 *
 * Gives back the pages that it keeps in memory, and those of its files that it has mapped: they are
 * the system's cache, and who maps them again finds them there.
 */
void
jl_connection_release_memory (JlConnection *self)
{
  sqlite3_db_release_memory (self->db);
  jl_connection_execute (self, "PRAGMA mmap_size = 0;" MAP_FILES, NULL);
}

/**
 * jl_connection_empty_log:
 * @self: a writable connection outside any transaction
 * @error: UNAVAILABLE if somebody who reads needs the log
 *
 * Moves the write-ahead log into the database, and empties its file.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_connection_empty_log (JlConnection *self, GError **error)
{
  static const char sql[] = "PRAGMA wal_checkpoint (TRUNCATE)";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self, sql, error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  if (jl_statement_get_integer (statement, 0) == 0)
    return TRUE;
  g_set_error_literal (error,
                       JL_ERROR,
                       JL_ERROR_UNAVAILABLE,
                       _ ("Another program is reading the database: please try again later"));
  return FALSE;
}

/**
 * jl_connection_attach:
 * @self: a connection outside any transaction
 * @path: another database's file
 * @name: what its tables are called by: `name.table`
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_connection_attach (JlConnection *self, const char *path, const char *name, GError **error)
{
  JlStatement *statement = jl_statement_new (self->db, "ATTACH DATABASE ?1 AS ?2", FALSE, error);
  gboolean attached;

  if (statement == NULL)
    return FALSE;

  jl_statement_bind_text (statement, 1, path);
  jl_statement_bind_text (statement, 2, name);
  attached = jl_statement_run (statement, error);
  jl_statement_free (statement);
  return attached;
}

/**
 * jl_connection_begin_read:
 * @self: a connection outside any transaction
 * @error: as jl_statement_step()
 *
 * From the first statement on, all see the state of that moment until jl_connection_end_read().
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_connection_begin_read (JlConnection *self, GError **error)
{
  static const char sql[] = "BEGIN DEFERRED";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self, sql, error);

  return statement != NULL && jl_statement_run (statement, error);
}

/**
 * jl_connection_share_read:
 * @self: a connection
 * @error: as jl_statement_step()
 *
 * As jl_connection_begin_read(), or goes on with the read transaction that is open. To begin and
 * end one locks and unlocks the log's index, which costs more than to look a record up.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_connection_share_read (JlConnection *self, GError **error)
{
  return !sqlite3_get_autocommit (self->db) || jl_connection_begin_read (self, error);
}

/**
 * jl_connection_end_read:
 * @self: a connection, in a read transaction or not
 *
 * Ends it, whatever state it is in.
 */
void
jl_connection_end_read (JlConnection *self)
{
  static const char sql[] = "ROLLBACK";
  g_autoptr (JlStatement) statement = NULL;

  if (sqlite3_get_autocommit (self->db))
    return;
  statement = jl_connection_prepare (self, sql, NULL);
  if (statement != NULL)
    jl_statement_run (statement, NULL);
}

/**
 * jl_connection_get_handle:
 * @self: a connection
 *
 * For server/store alone.
 *
 * Returns: (transfer none): its `sqlite3 *`
 */
gpointer
jl_connection_get_handle (JlConnection *self)
{
  return self->db;
}
