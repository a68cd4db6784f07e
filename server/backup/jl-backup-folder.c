// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-backup-private.h"

#include "jl-error.h"
#include "jl-file-sync.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

const JlPictureSize jl_backup_size_order[JL_N_PICTURE_SIZES] = { JL_PICTURE_FULL,
                                                                 JL_PICTURE_SCREEN,
                                                                 JL_PICTURE_THUMB };

/**
 * jl_backup_free:
 * @self: (transfer full): a backup as it was read
 */
void
jl_backup_free (JlBackup *self)
{
  g_clear_object (&self->manifest);
  g_free (self->folder);
  g_free (self->name);
  g_free (self);
}

/**
 * jl_backup_get_path: (skip)
 * @self: a backup
 * @name: of a file in it
 *
 * Returns: (transfer full): the file's path
 */
char *
jl_backup_get_path (const JlBackup *self, const char *name)
{
  return g_build_filename (self->folder, self->name, name, NULL);
}

/* Whether the rest of a folder's name makes it a backup's. */
static gboolean
is_name (const char *name)
{
  return g_ascii_isdigit (name[0]) && !g_str_has_suffix (name, JL_BACKUP_PARTIAL);
}

static JlBackup *
backup_open (const char *folder, const char *name, GError **error)
{
  g_autoptr (JlBackup) self = g_new0 (JlBackup, 1);
  g_autofree char *path = NULL;

  self->folder = g_strdup (folder);
  self->name = g_strdup (name);
  path = jl_backup_get_path (self, JL_BACKUP_MANIFEST);
  self->manifest = jl_backup_manifest_read (path, error);
  return self->manifest != NULL ? g_steal_pointer (&self) : NULL;
}

/* The newest first. Changes are counted through all epochs; a clock may jump. */
static int
compare_backups (gconstpointer a, gconstpointer b)
{
  static const guint keys[] = { JL_BACKUP_CHANGES, JL_BACKUP_MADE_AT };
  const JlBackup *one = *(JlBackup *const *)a;
  const JlBackup *other = *(JlBackup *const *)b;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    gint64 left = jl_record_get_integer (one->manifest, keys[i]);
    gint64 right = jl_record_get_integer (other->manifest, keys[i]);

    if (left != right)
      return left < right ? 1 : -1;
  }
  return strcmp (other->name, one->name);
}

/**
 * jl_backups_list:
 * @folder: of backups
 * @error: NOT_FOUND if it cannot be read, or as jl_backup_manifest_read()
 *
 * Returns: (transfer full) (element-type JlBackup): those that are complete, the newest first;
 *   %NULL with @error set
 */
GPtrArray *
jl_backups_list (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) backups = g_ptr_array_new_with_free_func ((GDestroyNotify)jl_backup_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  if (dir == NULL) {
    g_set_error (error, JL_ERROR, JL_ERROR_NOT_FOUND, "%s: %s", folder, g_strerror (errno));
    return NULL;
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    JlBackup *backup;

    if (!is_name (name))
      continue;
    backup = backup_open (folder, name, error);
    if (backup == NULL)
      return NULL;
    g_ptr_array_add (backups, backup);
  }
  g_ptr_array_sort (backups, compare_backups);
  return g_steal_pointer (&backups);
}

/**
 * jl_backup_find:
 * @path: a backup, or a folder of backups
 * @error: NOT_FOUND if there is no complete backup, or as jl_backup_manifest_read()
 *
 * Returns: (transfer full): it, or the newest in the folder; %NULL with @error set
 */
JlBackup *
jl_backup_find (const char *path, GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *manifest = g_build_filename (full, JL_BACKUP_MANIFEST, NULL);
  g_autoptr (GPtrArray) backups = NULL;

  if (g_str_has_suffix (full, JL_BACKUP_PARTIAL)) {
    g_set_error (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("%s was never completed"), path);
    return NULL;
  }
  if (g_file_test (manifest, G_FILE_TEST_EXISTS)) {
    g_autofree char *folder = g_path_get_dirname (full);
    g_autofree char *name = g_path_get_basename (full);

    return backup_open (folder, name, error);
  }
  backups = jl_backups_list (full, error);
  if (backups == NULL)
    return NULL;
  if (backups->len == 0) {
    g_set_error (
        error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no complete backup in %s"), path);
    return NULL;
  }
  return g_ptr_array_steal_index (backups, 0);
}

/**
 * jl_backups_lock: (skip)
 * @folder: of backups
 * @error: CONFLICT if another process has the lock; INTERNAL
 *
 * Keeps others from changing the folder until the descriptor is closed.
 *
 * Returns: a descriptor, or -1
 */
int
jl_backups_lock (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);

  if (fd < 0) {
    jl_file_set_errno (error, path);
    return -1;
  }
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  g_set_error (error, JL_ERROR, JL_ERROR_CONFLICT, _ ("%s is in use by another backup"), folder);
  close (fd);
  return -1;
}

/**
 * jl_backups_remove_leftovers: (skip)
 * @folder: of backups, locked
 *
 * Removes what interrupted backups left, but for the photos, of which each is complete.
 */
void
jl_backups_remove_leftovers (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_str_has_suffix (name, JL_BACKUP_PARTIAL))
      jl_backup_remove_folder (path);
  }
}

/**
 * jl_backup_go_on: (skip)
 * @work: how
 * @phase: what is done
 * @n_done: how much of it
 * @n_total: of how much
 * @error: UNAVAILABLE
 *
 * Returns: %FALSE with @error set if the work shall end
 */
gboolean
jl_backup_go_on (
    const JlBackupWork *work, JlBackupPhase phase, gint64 n_done, gint64 n_total, GError **error)
{
  const JlBackupProgress progress = { phase, n_done, n_total };

  if (work->progress != NULL)
    work->progress (&progress);
  if (work->stop == NULL || *work->stop == 0)
    return TRUE;
  g_set_error_literal (error, JL_ERROR, JL_ERROR_UNAVAILABLE, _ ("Interrupted"));
  return FALSE;
}

/**
 * jl_backup_add_problem: (skip)
 * @work: how
 * @format: what is wrong, translated, as printf
 */
void
jl_backup_add_problem (const JlBackupWork *work, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (work->problems, g_strdup_vprintf (format, args));
  va_end (args);
}

/**
 * jl_backup_foreach_photo: (skip)
 * @self: a backup
 * @work: how
 * @func: told of each photo
 * @user_data: for @func
 * @error: as jl_backup_list_next(), @func's, or UNAVAILABLE
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_backup_foreach_photo (const JlBackup *self,
                         const JlBackupWork *work,
                         JlBackupPhotoFunc func,
                         gpointer user_data,
                         GError **error)
{
  g_autofree char *path = jl_backup_get_path (self, JL_BACKUP_LIST_NAME);
  g_autoptr (JlBackupList) list = jl_backup_list_open (path, error);
  gint64 n_total = jl_record_get_integer (self->manifest, JL_BACKUP_PHOTO_FILES);
  GError *local_error = NULL;
  gint64 n_done = 0;

  if (list == NULL)
    return FALSE;
  while (jl_backup_list_next (list, &local_error)) {
    if (!func (list, user_data, error) ||
        !jl_backup_go_on (work, JL_BACKUP_PHOTOS, ++n_done, n_total, error))
      return FALSE;
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}
