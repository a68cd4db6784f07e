// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-backup-private.h"

#include "jl-file-sync.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Renamed first: a backup that is only half there never has a backup's name. */
static gboolean
remove_backup (const JlBackup *backup, GError **error)
{
  g_autofree char *path = g_build_filename (backup->folder, backup->name, NULL);
  g_autofree char *removed = g_strconcat (path, JL_BACKUP_PARTIAL, NULL);

  if (!jl_file_rename (path, removed, error))
    return FALSE;
  jl_backup_remove_folder (removed);
  return TRUE;
}

static GPtrArray *
open_lists (GPtrArray *backups, GError **error)
{
  g_autoptr (GPtrArray) lists =
      g_ptr_array_new_with_free_func ((GDestroyNotify)jl_backup_list_close);

  for (guint i = 0; i < backups->len; i++) {
    g_autofree char *path = jl_backup_get_path (backups->pdata[i], JL_BACKUP_LIST_NAME);
    JlBackupList *list = jl_backup_list_open (path, error);

    if (list == NULL)
      return NULL;
    g_ptr_array_add (lists, list);
  }
  return g_steal_pointer (&lists);
}

/* Those below @folder, which any of the lists has; the lists are at the first of them or before. */
static GHashTable *
read_named (GPtrArray *lists, const char *folder, GError **error)
{
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *prefix = g_strconcat (folder, "/", NULL);

  for (guint i = 0; i < lists->len; i++) {
    JlBackupList *list = lists->pdata[i];
    GError *local_error = NULL;
    gboolean found;

    if (!jl_backup_list_seek (list, prefix, &found, error))
      return NULL;
    while (g_str_has_prefix (list->path, prefix)) {
      g_hash_table_add (named, g_strdup (list->path));
      if (!jl_backup_list_next (list, &local_error) && local_error != NULL) {
        g_propagate_error (error, local_error);
        return NULL;
      }
    }
  }
  return g_steal_pointer (&named);
}

/* @folder: one of the 256 of photos, relative to @root. */
static gboolean
remove_unnamed (GPtrArray *lists, const char *root, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (root, folder, NULL);
  g_autoptr (GHashTable) named = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  dir = g_dir_open (path, 0, NULL);
  if (dir == NULL)
    return TRUE;
  named = read_named (lists, folder, error);
  if (named == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *relative = g_build_filename (folder, name, NULL);
    g_autofree char *file = g_build_filename (root, relative, NULL);

    if (!g_hash_table_contains (named, relative) && g_unlink (file) != 0 && errno != ENOENT)
      return jl_file_set_errno (error, file);
  }
  return TRUE;
}

static gboolean
remove_photos (const char *folder, GPtrArray *backups, const JlBackupWork *work, GError **error)
{
  g_autoptr (GPtrArray) lists = open_lists (backups, error);

  if (lists == NULL)
    return FALSE;
  for (guint i = 0; i < 256; i++) {
    g_autofree char *photos = g_strdup_printf (JL_BACKUP_PHOTO_FOLDER "/%02x", i);

    if (!remove_unnamed (lists, folder, photos, error) ||
        !jl_backup_go_on (work, JL_BACKUP_PHOTOS, i + 1, 256, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_backups_prune:
 * @folder: of backups
 * @n_kept: how many of the newest to keep, at least 1
 * @work: how
 * @error: CONFLICT if a backup is being made; CORRUPT if a backup that is kept cannot be read, so
 *   that nobody can say which photos it needs; UNAVAILABLE, INTERNAL
 *
 * Removes older backups, and the photos that none of the others needs.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_backups_prune (const char *folder, guint n_kept, const JlBackupWork *work, GError **error)
{
  g_autoptr (GPtrArray) backups = NULL;
  gboolean ok = TRUE;
  int lock_fd;

  g_return_val_if_fail (n_kept > 0, FALSE);

  lock_fd = jl_backups_lock (folder, error);
  if (lock_fd < 0)
    return FALSE;
  jl_backups_remove_leftovers (folder);
  backups = jl_backups_list (folder, error);
  while (ok && backups != NULL && backups->len > n_kept) {
    ok = remove_backup (backups->pdata[backups->len - 1], error);
    g_ptr_array_set_size (backups, (int)backups->len - 1);
  }
  ok = ok && backups != NULL && remove_photos (folder, backups, work, error);
  close (lock_fd);
  return ok;
}
