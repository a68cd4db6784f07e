// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-store.h"
#include "jl-error.h"
#include "jl-file-sync.h"
#include "jl-id.h"
#include "jl-migrations.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/**
 * jl_store_get_path:
 * @data_dir: the service's folder
 *
 * Returns: (transfer full): the database's file in it
 */
char *
jl_store_get_path (const char *data_dir)
{
  return g_build_filename (data_dir, "jieli.db", NULL);
}

/**
 * jl_store_exists:
 * @data_dir: the service's folder
 *
 * Returns: whether there is a database in it
 */
gboolean
jl_store_exists (const char *data_dir)
{
  g_autofree char *path = jl_store_get_path (data_dir);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/**
 * jl_store_open_reader:
 * @data_dir: the service's folder
 * @error: as jl_connection_open()
 *
 * Returns: (transfer full): a read-only connection, for one thread
 */
JlConnection *
jl_store_open_reader (const char *data_dir, GError **error)
{
  g_autofree char *path = jl_store_get_path (data_dir);

  return jl_connection_open (path, JL_CONNECTION_READ_ONLY, error);
}

/* The first id of the node is the city's own organisation, which its first command puts. */
static gboolean
insert_node (JlConnection *connection, const JlStoreSettings *settings, GError **error)
{
  static const char sql[] = "INSERT INTO node (id, number, epoch, public_url, city, last_id, "
                            "last_time, created_at) VALUES (1, ?1, 1, ?2, ?3, ?3, ?4, ?4)";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  JlIdMaker maker = { .node = settings->node };

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, settings->node);
  jl_statement_bind_text (statement, 2, settings->public_url);
  jl_statement_bind_integer (statement, 3, jl_id_maker_next (&maker, settings->now));
  jl_statement_bind_integer (statement, 4, settings->now);
  return jl_statement_run (statement, error);
}

static gboolean
fill (const char *path, const JlStoreSettings *settings, GError **error)
{
  g_autoptr (JlConnection) connection = NULL;

  if (!jl_migrate (path, settings->schema_dir, error))
    return FALSE;
  connection = jl_connection_open (path, 0, error);
  return connection != NULL && insert_node (connection, settings, error) &&
         jl_connection_execute (connection, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

/**
 * jl_store_init:
 * @settings: what the folder is made with
 * @error: CONFLICT if there is a database already; STORAGE_FULL; INTERNAL
 *
 * Makes the folder, readable by its owner only, and the database in it. The database appears under
 * its name only when it is complete and safe on the disk, so an interrupted call can be repeated.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_store_init (const JlStoreSettings *settings, GError **error)
{
  g_autofree char *path = jl_store_get_path (settings->data_dir);
  g_autofree char *draft = g_strconcat (path, ".new", NULL);
  g_autofree char *parent = g_path_get_dirname (settings->data_dir);

  g_return_val_if_fail (settings->node <= JL_ID_MAX_NODE, FALSE);

  if (g_mkdir_with_parents (settings->data_dir, 0700) != 0) {
    g_set_error (
        error, JL_ERROR, JL_ERROR_INTERNAL, "%s: %s", settings->data_dir, g_strerror (errno));
    return FALSE;
  }
  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, JL_ERROR, JL_ERROR_CONFLICT, _ ("%s exists already"), path);
    return FALSE;
  }

  return jl_file_remove_database (draft, error) && fill (draft, settings, error) &&
         jl_file_remove_log (draft, error) && jl_file_sync (draft, error) &&
         jl_file_rename (draft, path, error) && jl_file_sync (parent, error);
}

/**
 * jl_store_copy_database:
 * @path: of a database, which may be in use
 * @copy: where to, must not exist
 * @error: as jl_connection_open() and jl_statement_step()
 *
 * Copies a small database as it is at one moment, and nothing of what was deleted from it.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_store_copy_database (const char *path, const char *copy, GError **error)
{
  g_autoptr (JlConnection) connection = jl_connection_open (path, JL_CONNECTION_READ_ONLY, error);
  g_autoptr (JlStatement) statement =
      connection != NULL ? jl_connection_prepare (connection, "VACUUM INTO ?1", error) : NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_text (statement, 1, copy);
  return jl_statement_run (statement, error);
}

/**
 * jl_node_read:
 * @connection: a connection
 * @error: CORRUPT if the database has no node, or as jl_statement_step()
 *
 * Returns: (transfer full): who this data folder is
 */
JlNode *
jl_node_read (JlConnection *connection, GError **error)
{
  static const char sql[] = "SELECT number, epoch, public_url, city, last_id, last_time, "
                            "created_at, form FROM node WHERE id = 1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;
  JlNode *self;

  if (statement == NULL)
    return NULL;
  if (!jl_statement_step (statement, &local_error)) {
    if (local_error == NULL)
      g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, "the database has no node");
    else
      g_propagate_error (error, local_error);
    return NULL;
  }

  self = g_new0 (JlNode, 1);
  self->number = (guint)jl_statement_get_integer (statement, 0);
  self->epoch = (guint)jl_statement_get_integer (statement, 1);
  self->public_url = g_strdup (jl_statement_get_text (statement, 2));
  self->city = jl_statement_get_integer (statement, 3);
  self->last_id = jl_statement_get_integer (statement, 4);
  self->last_time = jl_statement_get_integer (statement, 5);
  self->created_at = jl_statement_get_integer (statement, 6);
  self->form = g_strdup (jl_statement_get_text (statement, 7));
  return self;
}

/**
 * jl_node_free:
 * @self: (transfer full) (nullable): a node
 */
void
jl_node_free (JlNode *self)
{
  if (self == NULL)
    return;

  g_free (self->public_url);
  g_free (self->form);
  g_free (self);
}
