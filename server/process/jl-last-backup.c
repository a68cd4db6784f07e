// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-last-backup.h"

#define FILE_NAME "last-backup"
#define GROUP "backup"

/**
 * jl_last_backup_write:
 * @data_dir: the service's folder
 * @made_at: when it was made, milliseconds UTC
 * @folder: the folder of backups
 * @name: its name in that
 * @error: a #GFileError
 *
 * Notes a backup that is complete.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_last_backup_write (
    const char *data_dir, gint64 made_at, const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, FILE_NAME, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_int64 (file, GROUP, "made_at", made_at);
  g_key_file_set_string (file, GROUP, "folder", folder);
  g_key_file_set_string (file, GROUP, "name", name);
  return g_key_file_save_to_file (file, path, error);
}

/**
 * jl_last_backup_read:
 * @data_dir: the service's folder
 *
 * Returns: when the last complete backup was made, milliseconds UTC; 0: nothing is known of one
 */
gint64
jl_last_backup_read (const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, FILE_NAME, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return 0;
  return g_key_file_get_int64 (file, GROUP, "made_at", NULL);
}
