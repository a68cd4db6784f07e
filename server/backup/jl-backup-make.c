// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-backup-private.h"

#include "jl-database-copy.h"
#include "jl-error.h"
#include "jl-file-sync.h"
#include "jl-heads-file.h"
#include "jl-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* What people entrust to the service is nobody else's. */
#define FOLDER_MODE 0700

typedef struct {
  const char *data_dir;     /* borrowed */
  const JlBackupWork *work; /* borrowed */
  JlKeys *keys;             /* borrowed */
  char *folder;             /* owned: of all backups */
  int lock_fd;
  char *name;             /* owned: of this backup */
  char *draft;            /* owned: its folder, until it is complete */
  JlRecord *manifest;     /* owned */
  JlBackupCopier *copier; /* owned */
  JlBackupList *known;    /* owned, nullable: photos of the newest backup there is */
  FILE *list;             /* owned: photos of this one */
  GPtrArray *missing;     /* owned */
  gint64 n_files;
  gint64 n_bytes;
  gint64 n_photos;
  gint64 n_seen;
} Making;

static void
making_clear (Making *self)
{
  if (self->list != NULL)
    fclose (self->list);
  g_clear_pointer (&self->known, jl_backup_list_close);
  g_clear_pointer (&self->copier, jl_backup_copier_free);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_clear_object (&self->manifest);
  /* Above all on a disk that is full. */
  if (self->draft != NULL)
    jl_backup_remove_folder (self->draft);
  g_free (self->draft);
  g_free (self->name);
  g_free (self->folder);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

/* A backup within what it is of would be lost with it, and lie in the way of a restore. */
static gboolean
check_place (const Making *self, GError **error)
{
  g_autofree char *data_dir = g_canonicalize_filename (self->data_dir, NULL);
  g_autofree char *inside = g_strconcat (data_dir, "/", NULL);

  if (!g_str_equal (self->folder, data_dir) && !g_str_has_prefix (self->folder, inside))
    return TRUE;
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_INVALID,
               _ ("Backups belong elsewhere than into the data folder %s"),
               data_dir);
  return FALSE;
}

static gboolean
open_folder (Making *self, GError **error)
{
  if (!check_place (self, error))
    return FALSE;
  if (g_mkdir_with_parents (self->folder, FOLDER_MODE) != 0)
    return jl_file_set_errno (error, self->folder);
  self->lock_fd = jl_backups_lock (self->folder, error);
  if (self->lock_fd < 0)
    return FALSE;
  jl_backups_remove_leftovers (self->folder);
  return TRUE;
}

/* Backups of two services in one folder would take each other's place. */
static gboolean
open_known (Making *self, GError **error)
{
  g_autoptr (GPtrArray) backups = jl_backups_list (self->folder, error);
  g_autofree char *path = NULL;
  const JlBackup *newest;

  if (backups == NULL)
    return FALSE;
  if (backups->len == 0)
    return TRUE;
  newest = backups->pdata[0];
  if (jl_record_get_integer (newest->manifest, JL_BACKUP_CITY) !=
      jl_record_get_integer (self->manifest, JL_BACKUP_CITY)) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 _ ("%s has the backups of another service, %s"),
                 self->folder,
                 jl_record_get_text (newest->manifest, JL_BACKUP_PUBLIC_URL));
    return FALSE;
  }
  path = jl_backup_get_path (newest, JL_BACKUP_LIST_NAME);
  self->known = jl_backup_list_open (path, error);
  return self->known != NULL;
}

/* Named by the second; a second backup in it gets a number. */
static gboolean
make_draft (Making *self, gint64 made_at, GError **error)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (made_at / 1000);
  g_autofree char *second = g_date_time_format (time, "%Y%m%dT%H%M%SZ");

  self->name = g_strdup (second);
  for (guint i = 2;; i++) {
    g_autofree char *path = g_build_filename (self->folder, self->name, NULL);

    if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
      self->draft = g_strconcat (path, JL_BACKUP_PARTIAL, NULL);
      return g_mkdir (self->draft, FOLDER_MODE) == 0 || jl_file_set_errno (error, self->draft);
    }
    g_free (self->name);
    self->name = g_strdup_printf ("%s-%u", second, i);
  }
}

static gboolean
database_progress (gint64 n_done, gint64 n_bytes, gpointer user_data)
{
  Making *self = user_data;

  return jl_backup_go_on (self->work, JL_BACKUP_DATABASE, n_done, n_bytes, NULL);
}

/* The state of one moment, after which nothing that was answered before is missing. */
static gboolean
copy_database (Making *self, GError **error)
{
  g_autoptr (JlConnection) connection = jl_store_open_reader (self->data_dir, error);
  g_autofree char *path = NULL;
  gint64 made_at = g_get_real_time () / 1000;
  gboolean copied;

  if (connection == NULL || !jl_connection_begin_read (connection, error))
    return FALSE;
  self->manifest = jl_backup_manifest_new (connection, made_at, error);
  copied = self->manifest != NULL && open_known (self, error) && make_draft (self, made_at, error);
  if (copied) {
    path = g_build_filename (self->draft, JL_BACKUP_DATABASE_NAME, NULL);
    copied = jl_database_copy (connection, path, database_progress, self, error);
  }
  jl_connection_end_read (connection);
  return copied;
}

static gboolean
count_photo (const char *name, gpointer user_data, GError **error)
{
  Making *self = user_data;

  self->n_photos++;
  return TRUE;
}

/* What the service has no longer is told, and does not keep the rest from being kept. */
static gboolean
note_missing (Making *self, const char *path, const GError *why)
{
  jl_backup_add_problem (self->work, "%s", why->message);
  g_ptr_array_add (self->missing, g_strdup (path));
  return TRUE;
}

/* A file that was copied before is whole, or it would not have its name; what it has become since
 * is for a check to find. */
static gboolean
find_copied (Making *self,
             const char *path,
             const char *copy,
             const char *expected,
             char digest[JL_BACKUP_DIGEST_SIZE],
             gboolean *found,
             GError **error)
{
  GStatBuf info;
  gint64 n_bytes;
  gboolean is_known;

  *found = FALSE;
  if (!jl_backup_list_seek (self->known, path, &is_known, error))
    return FALSE;
  if (g_stat (copy, &info) != 0)
    return TRUE;
  self->n_bytes += info.st_size;
  if (is_known)
    g_strlcpy (digest, self->known->digest, JL_BACKUP_DIGEST_SIZE);
  else if (!jl_backup_digest_file (copy, digest, &n_bytes, error))
    return FALSE;
  *found = expected == NULL || g_str_equal (digest, expected);
  return TRUE;
}

static gboolean
take_file (Making *self, const char *name, JlPictureSize size, GError **error)
{
  g_autofree char *path = jl_picture_get_path (JL_BACKUP_PHOTO_FOLDER, name, size);
  g_autofree char *copy = g_build_filename (self->folder, path, NULL);
  g_autofree char *original = g_build_filename (self->data_dir, path, NULL);
  const char *expected = size == JL_PICTURE_FULL ? name : NULL;
  g_autoptr (GError) local_error = NULL;
  char digest[JL_BACKUP_DIGEST_SIZE];
  gint64 n_bytes = 0;
  gboolean found;

  if (!find_copied (self, path, copy, expected, digest, &found, error))
    return FALSE;
  if (!found && !jl_backup_copier_copy (
                    self->copier, original, copy, expected, digest, &n_bytes, &local_error)) {
    if (g_error_matches (local_error, JL_ERROR, JL_ERROR_NOT_FOUND) ||
        g_error_matches (local_error, JL_ERROR, JL_ERROR_CORRUPT))
      return note_missing (self, path, local_error);
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  self->n_files++;
  self->n_bytes += n_bytes;
  return jl_backup_list_write (self->list, path, digest, error);
}

static gboolean
take_photo (const char *name, gpointer user_data, GError **error)
{
  Making *self = user_data;

  if (!jl_picture_name_is_valid (name)) {
    g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("“%s” is no name of a photo"), name);
    return FALSE;
  }
  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++) {
    if (!take_file (self, name, jl_backup_size_order[i], error))
      return FALSE;
  }
  self->n_seen++;
  return jl_backup_go_on (self->work,
                          JL_BACKUP_PHOTOS,
                          self->n_seen * JL_N_PICTURE_SIZES,
                          self->n_photos * JL_N_PICTURE_SIZES,
                          error);
}

static gboolean
close_list (Making *self, const char *path, GError **error)
{
  gboolean ok = fflush (self->list) == 0 && fsync (fileno (self->list)) == 0;

  ok = fclose (self->list) == 0 && ok;
  self->list = NULL;
  return ok || jl_file_set_errno (error, path);
}

static gboolean
write_text (Making *self, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (self->draft, name, NULL);
  g_autoptr (GError) local_error = NULL;

  if (g_file_set_contents_full (path,
                                text,
                                -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0640,
                                &local_error))
    return TRUE;
  g_set_error_literal (error,
                       JL_ERROR,
                       g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOSPC)
                           ? JL_ERROR_STORAGE_FULL
                           : JL_ERROR_INTERNAL,
                       local_error->message);
  return FALSE;
}

static gboolean
write_heads (Making *self, JlConnection *connection, GError **error)
{
  gint64 now = jl_record_get_integer (self->manifest, JL_BACKUP_MADE_AT);
  g_autoptr (JlRecord) heads = jl_heads_export (connection, self->keys, now, error);
  g_autofree char *text = heads != NULL ? jl_chain_heads_to_text (heads) : NULL;

  return text != NULL && write_text (self, JL_BACKUP_HEADS_NAME, text, error);
}

/* Those that the copied database names: they were on the disk before it knew them, and stay for a
 * while after the service has let go of them. */
static gboolean
copy_photos (Making *self, GError **error)
{
  g_autofree char *database = g_build_filename (self->draft, JL_BACKUP_DATABASE_NAME, NULL);
  g_autofree char *list = g_build_filename (self->draft, JL_BACKUP_LIST_NAME, NULL);
  g_autofree char *incoming = g_build_filename (self->folder, JL_BACKUP_INCOMING, NULL);
  g_autoptr (JlConnection) connection =
      jl_connection_open (database, JL_CONNECTION_READ_ONLY | JL_CONNECTION_IMMUTABLE, error);

  self->copier = connection != NULL ? jl_backup_copier_new (incoming, error) : NULL;
  if (self->copier == NULL)
    return FALSE;
  self->list = fopen (list, "we");
  if (self->list == NULL)
    return jl_file_set_errno (error, list);
  return write_heads (self, connection, error) &&
         self->work->list_photos (connection, count_photo, self, error) &&
         self->work->list_photos (connection, take_photo, self, error) &&
         close_list (self, list, error);
}

static gboolean
copy_configuration (Making *self, GError **error)
{
  g_autofree char *from = g_build_filename (self->data_dir, JL_BACKUP_CONFIGURATION, NULL);
  g_autofree char *to = g_build_filename (self->draft, JL_BACKUP_CONFIGURATION, NULL);
  char digest[JL_BACKUP_DIGEST_SIZE];
  gint64 n_bytes;

  jl_record_set_null (self->manifest, JL_BACKUP_CONFIGURATION_SHA256);
  if (!g_file_test (from, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!jl_backup_copier_copy (self->copier, from, to, NULL, digest, &n_bytes, error))
    return FALSE;
  jl_record_set_text (self->manifest, JL_BACKUP_CONFIGURATION_SHA256, digest);
  return TRUE;
}

static gboolean
set_digest (Making *self, guint field, const char *name, gint64 *n_bytes, GError **error)
{
  g_autofree char *path = g_build_filename (self->draft, name, NULL);
  char digest[JL_BACKUP_DIGEST_SIZE];

  if (!jl_backup_digest_file (path, digest, n_bytes, error))
    return FALSE;
  jl_record_set_text (self->manifest, field, digest);
  return TRUE;
}

static void
set_keys (Making *self)
{
  g_auto (GStrv) ids = jl_keys_list (self->keys, JL_KEY_SIGNING);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; ids[i] != NULL; i++) {
    const guint8 *key = jl_keys_get_public (self->keys, ids[i]);
    GString *text = g_string_new (NULL);

    for (guint j = 0; j < JL_KEYS_PUBLIC_BYTES; j++)
      g_string_append_printf (text, "%02x", key[j]);
    g_ptr_array_add (keys, g_string_free (text, FALSE));
  }
  jl_record_set_list (self->manifest, JL_BACKUP_KEYS, keys);
}

/* The manifest comes last, and the name only when all is on the disk. */
static gboolean
complete (Making *self, GError **error)
{
  g_autofree char *manifest = NULL;
  g_autofree char *path = g_build_filename (self->folder, self->name, NULL);
  gint64 n_bytes;
  gint64 n_other_bytes;

  if (!jl_backup_copier_finish (self->copier, error) ||
      !set_digest (self, JL_BACKUP_DATABASE_SHA256, JL_BACKUP_DATABASE_NAME, &n_bytes, error) ||
      !set_digest (self, JL_BACKUP_PHOTOS_SHA256, JL_BACKUP_LIST_NAME, &n_other_bytes, error) ||
      !set_digest (self, JL_BACKUP_HEADS_SHA256, JL_BACKUP_HEADS_NAME, &n_other_bytes, error))
    return FALSE;
  jl_record_set_integer (self->manifest, JL_BACKUP_DATABASE_BYTES, n_bytes);
  jl_record_set_integer (self->manifest, JL_BACKUP_PHOTO_FILES, self->n_files);
  jl_record_set_integer (self->manifest, JL_BACKUP_PHOTO_BYTES, self->n_bytes);
  jl_record_set_list (self->manifest, JL_BACKUP_MISSING, self->missing);
  set_keys (self);
  manifest = jl_backup_manifest_to_text (self->manifest);
  if (!write_text (self, JL_BACKUP_MANIFEST, manifest, error) ||
      !jl_file_sync (self->draft, error) || !jl_file_rename (self->draft, path, error))
    return FALSE;
  g_clear_pointer (&self->draft, g_free);
  return TRUE;
}

/**
 * jl_backup_make:
 * @data_dir: the service's folder; it may be running
 * @folder: of backups; made if it is missing
 * @keys: the service's keys, of which the public parts are kept
 * @work: how; photos that the service has lost itself are problems
 * @error: STORAGE_FULL, CONFLICT if another backup is being made, INVALID if the folder is not for
 *   this, UNAVAILABLE when it was stopped, CORRUPT, INTERNAL
 *
 * Makes a backup: the database as it is at one moment, then the photos that it names. Photos that
 * an earlier backup has, or one that was interrupted, are not copied again.
 *
 * Returns: (transfer full): the backup, complete and on the disk; %NULL with @error set
 */
JlBackup *
jl_backup_make (const char *data_dir,
                const char *folder,
                JlKeys *keys,
                const JlBackupWork *work,
                GError **error)
{
  g_auto (Making) self = { .data_dir = data_dir, .work = work, .keys = keys, .lock_fd = -1 };
  JlBackup *backup;

  self.folder = g_canonicalize_filename (folder, NULL);
  self.missing = g_ptr_array_new_with_free_func (g_free);
  if (!open_folder (&self, error) || !copy_database (&self, error) || !copy_photos (&self, error) ||
      !copy_configuration (&self, error) || !complete (&self, error))
    return NULL;
  backup = g_new0 (JlBackup, 1);
  backup->folder = g_steal_pointer (&self.folder);
  backup->name = g_steal_pointer (&self.name);
  backup->manifest = g_steal_pointer (&self.manifest);
  return backup;
}
