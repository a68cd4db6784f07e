// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-restored-database.h"

#include "jl-backup-copier.h"
#include "jl-data-folder.h"
#include "jl-error.h"
#include "jl-file-sync.h"
#include "jl-key-use.h"
#include "jl-migrations.h"
#include "jl-places.h"
#include "jl-store.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* Which backup it is of. */
#define FROM "from"

static gboolean
check_same (const char *path, const char *name, GError **error)
{
  g_autofree char *found = NULL;

  if (!g_file_get_contents (path, &found, NULL, error))
    return FALSE;
  if (g_str_equal (found, name))
    return TRUE;
  g_set_error (
      error,
      JL_ERROR,
      JL_ERROR_INVALID,
      _ ("The restore of another backup, %s, was begun there: go on with that, or begin with "
         "an empty folder"),
      found);
  return FALSE;
}

/**
 * jl_restored_database_begin:
 * @data_dir: a folder that does not exist, is empty, or was left by an interrupted restore
 * @name: of the backup
 * @error: CONFLICT if there is anything else in it, INVALID if it was left by the restore of
 * another backup or cannot be made
 *
 * Makes a data folder to restore into, or goes on with it.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_restored_database_begin (const char *data_dir, const char *name, GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, JL_BACKUP_RESTORING, NULL);
  g_autofree char *from = g_build_filename (folder, FROM, NULL);

  if (!jl_store_exists (data_dir) && g_file_test (from, G_FILE_TEST_EXISTS))
    return check_same (from, name, error);
  if (!jl_data_folder_create (data_dir, error))
    return FALSE;
  if (g_mkdir (folder, 0700) != 0)
    return jl_file_set_errno (error, folder);
  return g_file_set_contents_full (from, name, -1, G_FILE_SET_CONTENTS_DURABLE, 0640, error);
}

/* Other keys than those that the backup's data were made with: only if those are lost. */
static gboolean
check_keys (const char *path, const char *data_dir, gboolean keys_are_new, GError **error)
{
  g_autoptr (JlConnection) connection = jl_connection_open (path, 0, error);
  g_autoptr (JlKeys) keys = connection != NULL ? jl_keys_load (data_dir, error) : NULL;

  if (keys == NULL)
    return FALSE;
  if (keys_are_new)
    return jl_key_use_forget (connection, error);
  if (jl_key_use_check (connection, keys, data_dir, error))
    return TRUE;
  g_prefix_error (error, "%s ", _ ("These are not the keys, or not all of them, of the backup."));
  return FALSE;
}

static gboolean
begin_epoch (const char *path, const JlRestoration *restoration, GError **error)
{
  g_autoptr (JlConnection) connection = jl_connection_open (path, 0, error);

  return connection != NULL && jl_restoration_begin (connection, restoration, error);
}

/* @folder: in place of a data folder */
static gboolean
run_restored (const JlApplication *application,
              const char *folder,
              const JlRules *rules,
              GError **error)
{
  g_autofree const JlSchema **schemas = jl_application_get_schemas (application);
  const JlWriterConfig config = { .data_dir = folder,
                                  .schemas = schemas,
                                  .authenticate = application->authenticate,
                                  .rules_version = jl_rules_get_version (rules),
                                  .context = (gpointer)rules };
  g_autoptr (JlWriter) writer = jl_writer_open (&config, error);

  return writer != NULL && application->restored (writer, error) &&
         jl_connection_execute (
             jl_writer_get_connection (writer), "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

/* The keys must outlive what was configured with them. */
static JlKeys *
configure (const JlApplication *application, const char *data_dir, GError **error)
{
  g_autoptr (JlConfig) config = jl_config_new (data_dir);
  g_autoptr (JlKeys) keys =
      jl_keys_complete (data_dir, error) ? jl_keys_load (data_dir, error) : NULL;

  if (keys == NULL || !jl_config_load_file (config, error) ||
      !application->configure (config, keys, JL_PERSON_ACCESS_WRITE, error))
    return NULL;
  return g_steal_pointer (&keys);
}

/**
 * jl_restored_database_complete:
 * @application: what the program consists of
 * @data_dir: the folder, with photos, keys and, in %JL_BACKUP_RESTORING, the backup's database
 * @restoration: of what; its epoch does not count
 * @keys_are_new: those of the lost service are lost too
 * @error: as jl_migrate(), jl_key_use_check(), jl_writer_open() or the capabilities
 *
 * Makes the database that of a service with a new epoch. It gets its name last, so that whatever
 * interrupts this can be repeated from the backup.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_restored_database_complete (const JlApplication *application,
                               const char *data_dir,
                               const JlRestoration *restoration,
                               gboolean keys_are_new,
                               GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, JL_BACKUP_RESTORING, NULL);
  g_autofree char *draft = jl_store_get_path (folder);
  g_autofree char *path = jl_store_get_path (data_dir);
  g_autofree char *rules_dir = jl_places_get_data ("rules");
  g_autoptr (JlRules) rules = jl_rules_load (rules_dir, error);
  g_autoptr (JlKeys) keys = NULL;
  gboolean ok;

  if (rules == NULL || !jl_migrate (draft, NULL, error) ||
      !check_keys (draft, data_dir, keys_are_new, error))
    return FALSE;
  keys = configure (application, data_dir, error);
  if (keys == NULL)
    return FALSE;
  ok = begin_epoch (draft, restoration, error) &&
       run_restored (application, folder, rules, error) && jl_file_remove_log (draft, error) &&
       jl_file_sync (draft, error) && jl_file_rename (draft, path, error);
  application->release ();
  if (!ok)
    return FALSE;
  jl_backup_remove_folder (folder);
  return jl_file_sync (data_dir, error);
}
