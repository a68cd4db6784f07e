// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-backend.h"

#include "jl-data-folder.h"
#include "jl-key-use.h"
#include "jl-places.h"

#include <unistd.h>

/* Read only: what a service left in the log that was killed is for the writer. */
static gboolean
check_keys (JlKeys *keys, const char *data_dir, GError **error)
{
  g_autofree char *path = jl_store_get_path (data_dir);
  g_autoptr (JlConnection) connection = NULL;

  if (!jl_store_exists (data_dir))
    return TRUE; /* which the writer tells */
  connection = jl_connection_open (path, JL_CONNECTION_READ_ONLY, error);
  return connection != NULL && jl_key_use_check (connection, keys, data_dir, error);
}

/* Before anything is made with keys, or a new one is made: whether they are the right ones. */
static JlKeys *
load_keys (const char *data_dir, GError **error)
{
  g_autoptr (JlKeys) keys = jl_keys_load (data_dir, error);

  if (keys == NULL || !check_keys (keys, data_dir, error))
    return NULL;
  if (!jl_keys_has (keys, JL_KEY_PERSON, NULL) &&
      (!jl_keys_complete (data_dir, error) || !jl_keys_reload (keys, error)))
    return NULL;
  return g_steal_pointer (&keys);
}

static gboolean
open_folder (JlBackend *self, const char *data_dir, JlExit *status, GError **error)
{
  *status = JL_EXIT_DATA;
  if (!jl_data_folder_check (data_dir, error))
    return FALSE;
  *status = JL_EXIT_IN_USE;
  self->lock_fd = jl_data_folder_lock (data_dir, error);
  if (self->lock_fd < 0)
    return FALSE;
  *status = JL_EXIT_DATA;
  self->keys = load_keys (data_dir, error);
  return self->keys != NULL;
}

static gboolean
open_rules (JlBackend *self, JlExit *status, GError **error)
{
  g_autofree char *rules_dir = jl_places_get_data ("rules");

  *status = JL_EXIT_CONFIG;
  self->rules = jl_rules_load (rules_dir, error);
  return self->rules != NULL;
}

static gboolean
open_writer (JlBackend *self,
             const JlApplication *application,
             const JlConfig *config,
             JlExit *status,
             GError **error)
{
  JlWriterConfig writer_config = {
    .data_dir = config->data_dir,
    .authenticate = application->authenticate,
    .rules_version = jl_rules_get_version (self->rules),
    .context = self->rules,
    .max_queued = config->writer_queue,
    .max_batch = config->writer_batch,
  };

  *status = JL_EXIT_DATA;
  self->schemas = jl_application_get_schemas (application);
  writer_config.schemas = self->schemas;
  self->writer = jl_writer_open (&writer_config, error);
  if (self->writer == NULL ||
      !jl_key_use_note (jl_writer_get_connection (self->writer), self->keys, error))
    return FALSE;
  self->node = jl_node_read (jl_writer_get_connection (self->writer), error);
  return self->node != NULL;
}

/* Makes the file if it is absent or damaged, because readers attach what is there. It stays open:
 * the last one who closes a database moves its log into it, which is for the end and not for the
 * start. */
static gboolean
open_search (JlBackend *self, const char *data_dir, GError **error)
{
  g_autofree char *path = jl_data_folder_get_search_path (data_dir);

  self->search = jl_search_index_open (path, error);
  return self->search != NULL;
}

/**
 * jl_backend_open:
 * @application: what the program consists of; outlives the backend
 * @config: the configuration
 * @status: (out): why the program should leave, on failure
 * @error: return location
 *
 * Opens a data folder for writing.
 *
 * Returns: (transfer full): the backend, or %NULL with an error
 */
JlBackend *
jl_backend_open (const JlApplication *application,
                 const JlConfig *config,
                 JlExit *status,
                 GError **error)
{
  g_autoptr (JlBackend) self = g_new0 (JlBackend, 1);

  self->lock_fd = -1;
  if (!open_folder (self, config->data_dir, status, error) || !open_rules (self, status, error))
    return NULL;
  *status = JL_EXIT_DATA;
  self->application = application;
  if (!application->configure (config, self->keys, JL_PERSON_ACCESS_WRITE, error))
    return NULL;
  if (!open_writer (self, application, config, status, error) ||
      !open_search (self, config->data_dir, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * jl_backend_close:
 * @self: (transfer full): a backend
 */
void
jl_backend_close (JlBackend *self)
{
  g_clear_pointer (&self->search, jl_search_index_close);
  g_clear_pointer (&self->writer, jl_writer_close);
  g_clear_pointer (&self->schemas, g_free);
  g_clear_pointer (&self->node, jl_node_free);
  g_clear_pointer (&self->rules, jl_rules_free);
  if (self->application != NULL)
    self->application->release ();
  g_clear_pointer (&self->keys, jl_keys_free);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self);
}
