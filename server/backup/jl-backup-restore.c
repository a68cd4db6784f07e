// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-backup-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

typedef struct {
  const JlBackup *backup;   /* borrowed */
  const JlBackupWork *work; /* borrowed */
  const char *data_dir;     /* borrowed */
  JlBackupCopier *copier;   /* owned */
} Restoring;

/* A photo that cannot be had any more does not keep all the rest from being restored. */
static gboolean
tolerate (const Restoring *self, GError *why, GError **error)
{
  if (!g_error_matches (why, JL_ERROR, JL_ERROR_NOT_FOUND) &&
      !g_error_matches (why, JL_ERROR, JL_ERROR_CORRUPT)) {
    g_propagate_error (error, why);
    return FALSE;
  }
  jl_backup_add_problem (self->work, "%s", why->message);
  g_error_free (why);
  return TRUE;
}

/* One that an interrupted restore has brought is not copied again. */
static gboolean
restore_photo (const JlBackupList *photo, gpointer user_data, GError **error)
{
  Restoring *self = user_data;
  g_autofree char *from = g_build_filename (self->backup->folder, photo->path, NULL);
  g_autofree char *to = g_build_filename (self->data_dir, photo->path, NULL);
  GError *local_error = NULL;
  char digest[JL_BACKUP_DIGEST_SIZE];
  gint64 n_bytes;

  if (jl_backup_digest_file (to, digest, &n_bytes, NULL) && g_str_equal (digest, photo->digest))
    return TRUE;
  return jl_backup_copier_copy (
             self->copier, from, to, photo->digest, digest, &n_bytes, &local_error) ||
         tolerate (self, local_error, error);
}

static gboolean
restore_file (Restoring *self, const char *name, const char *folder, guint field, GError **error)
{
  const char *expected = jl_record_get_text (self->backup->manifest, field);
  g_autofree char *from = jl_backup_get_path (self->backup, name);
  g_autofree char *to = g_build_filename (self->data_dir, folder, name, NULL);
  char digest[JL_BACKUP_DIGEST_SIZE];
  gint64 n_bytes;

  return expected == NULL ||
         jl_backup_copier_copy (self->copier, from, to, expected, digest, &n_bytes, error);
}

static gboolean
check_list (const Restoring *self, GError **error)
{
  g_autofree char *path = jl_backup_get_path (self->backup, JL_BACKUP_LIST_NAME);
  const char *expected = jl_record_get_text (self->backup->manifest, JL_BACKUP_PHOTOS_SHA256);
  char digest[JL_BACKUP_DIGEST_SIZE];
  gint64 n_bytes;

  if (!jl_backup_digest_file (path, digest, &n_bytes, error))
    return FALSE;
  if (g_str_equal (digest, expected))
    return TRUE;
  g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("%s is damaged"), path);
  return FALSE;
}

/**
 * jl_backup_restore:
 * @backup: a backup
 * @data_dir: a new data folder, or one that an interrupted restore of @backup has left
 * @work: how; photos that the backup lacks are problems
 * @error: CORRUPT if the database or the list of photos is not what was backed up, STORAGE_FULL,
 *   UNAVAILABLE when it was stopped, NOT_FOUND, INTERNAL
 *
 * Copies the photos and the configuration to where a service has them, and the database into the
 * folder %JL_BACKUP_RESTORING within: it is not a service's before it knows of the restore. What is
 * copied has the digests that were taken when the backup was made, and is on the disk.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_backup_restore (const JlBackup *backup,
                   const char *data_dir,
                   const JlBackupWork *work,
                   GError **error)
{
  g_autofree char *incoming = g_build_filename (data_dir, "uploads", JL_BACKUP_INCOMING, NULL);
  g_autoptr (JlBackupCopier) copier = jl_backup_copier_new (incoming, error);
  Restoring self = { backup, work, data_dir, copier };

  return copier != NULL && check_list (&self, error) &&
         jl_backup_go_on (work, JL_BACKUP_DATABASE, 0, 1, error) &&
         restore_file (&self,
                       JL_BACKUP_DATABASE_NAME,
                       JL_BACKUP_RESTORING,
                       JL_BACKUP_DATABASE_SHA256,
                       error) &&
         jl_backup_go_on (work, JL_BACKUP_DATABASE, 1, 1, error) &&
         jl_backup_foreach_photo (backup, work, restore_photo, &self, error) &&
         restore_file (&self, JL_BACKUP_CONFIGURATION, "", JL_BACKUP_CONFIGURATION_SHA256, error) &&
         jl_backup_copier_finish (copier, error);
}
