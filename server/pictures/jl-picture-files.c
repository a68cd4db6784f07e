// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-picture-files.h"

#include "jl-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
sync_directory (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok;

  if (fd < 0)
    return jl_set_error_disk (error, errno, path);
  ok = fsync (fd) == 0 || jl_set_error_disk (error, errno, path);
  close (fd);
  return ok;
}

static gboolean
write_synced (const char *path, GBytes *bytes, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  gsize left;
  const guint8 *data = g_bytes_get_data (bytes, &left);
  gboolean ok = TRUE;

  if (fd < 0)
    return jl_set_error_disk (error, errno, path);

  while (ok && left > 0) {
    gssize n = write (fd, data, left);

    if (n >= 0) {
      data += n;
      left -= n;
    } else if (errno != EINTR) {
      ok = jl_set_error_disk (error, errno, path);
    }
  }
  if (ok && fsync (fd) != 0)
    ok = jl_set_error_disk (error, errno, path);
  if (close (fd) != 0 && ok)
    ok = jl_set_error_disk (error, errno, path);
  return ok;
}

static void
unlink_and_free (gpointer data)
{
  g_autofree char *path = data;

  g_unlink (path);
}

/* Removes, when it is freed, each temporary file that was not renamed. */
static GPtrArray *
temporaries_new (void)
{
  return g_ptr_array_new_with_free_func (unlink_and_free);
}

/**
 * jl_picture_files_write:
 * @photos_dir: the folder of photos; made if it is missing
 * @name: the content name
 * @renditions: the three files' bytes
 * @error: return location
 *
 * Writes the files so that they survive a power cut once this returns: each under a temporary name,
 * synced, renamed; then the folder, the folder of photos and the data folder, whoever made them.
 * Files that are there already are replaced by the same bytes and get a new time, so that a purge
 * counts its grace period anew.
 *
 * Returns: %FALSE with JL_ERROR_STORAGE_FULL or JL_ERROR_INTERNAL; then no file is half written
 */
gboolean
jl_picture_files_write (const char *photos_dir,
                        const char *name,
                        GBytes *const renditions[JL_N_PICTURE_SIZES],
                        GError **error)
{
  g_autoptr (GPtrArray) temporaries = temporaries_new ();
  g_autofree char *unique = g_uuid_string_random ();
  g_autofree char *data_dir = g_path_get_dirname (photos_dir);
  g_autofree char *directory = g_strdup_printf ("%s/%.2s", photos_dir, name);

  g_return_val_if_fail (jl_picture_name_is_valid (name), FALSE);

  if (g_mkdir_with_parents (directory, 0750) != 0)
    return jl_set_error_disk (error, errno, directory);

  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++) {
    char *path = g_strdup_printf ("%s/.%s-%s.tmp", directory, unique, jl_picture_size_get_name (i));

    g_ptr_array_add (temporaries, path);
    if (!write_synced (path, renditions[i], error))
      return FALSE;
  }
  /* The full rendition comes last: where it is, the others are. */
  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++) {
    g_autofree char *path = jl_picture_get_path (photos_dir, name, i);

    if (g_rename (temporaries->pdata[i], path) != 0)
      return jl_set_error_disk (error, errno, path);
  }
  return sync_directory (directory, error) && sync_directory (photos_dir, error) &&
         sync_directory (data_dir, error);
}

/**
 * jl_picture_files_remove:
 * @photos_dir: the folder of photos
 * @name: a content name
 * @error: return location
 *
 * Removes a photo's three files; those that are absent are no error. Callers keep a grace period
 * (see design, Durability): a backup may still be copying, and a command may be about to name it.
 *
 * Returns: %FALSE with JL_ERROR_INTERNAL
 */
gboolean
jl_picture_files_remove (const char *photos_dir, const char *name, GError **error)
{
  g_return_val_if_fail (jl_picture_name_is_valid (name), FALSE);

  for (guint i = JL_N_PICTURE_SIZES; i-- > 0;) {
    g_autofree char *path = jl_picture_get_path (photos_dir, name, i);

    if (g_unlink (path) != 0 && errno != ENOENT)
      return jl_set_error_disk (error, errno, path);
  }
  return TRUE;
}

/**
 * jl_picture_file_is_jpeg:
 * @bytes: a file's
 *
 * Returns: whether it begins and ends as a JPEG does
 */
gboolean
jl_picture_file_is_jpeg (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return size > 4 && memcmp (data, "\xff\xd8\xff", 3) == 0 &&
         memcmp (data + size - 2, "\xff\xd9", 2) == 0;
}

/**
 * jl_picture_files_verify:
 * @photos_dir: the folder of photos
 * @name: a content name
 * @error: return location
 *
 * Checks that all three files are there and whole, and that the full one is what its name says.
 *
 * Returns: %FALSE with JL_ERROR_NOT_FOUND (a file is missing), JL_ERROR_CORRUPT or
 *   JL_ERROR_INTERNAL
 */
gboolean
jl_picture_files_verify (const char *photos_dir, const char *name, GError **error)
{
  g_return_val_if_fail (jl_picture_name_is_valid (name), FALSE);

  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++) {
    g_autofree char *path = jl_picture_get_path (photos_dir, name, i);
    g_autoptr (GBytes) bytes = NULL;
    g_autofree char *digest = NULL;
    g_autoptr (GError) local = NULL;
    char *data;
    gsize size;

    if (!g_file_get_contents (path, &data, &size, &local)) {
      gboolean is_absent = g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT);

      g_set_error_literal (
          error, JL_ERROR, is_absent ? JL_ERROR_NOT_FOUND : JL_ERROR_INTERNAL, local->message);
      return FALSE;
    }
    bytes = g_bytes_new_take (data, size);
    if (i == JL_PICTURE_FULL)
      digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
    if (!jl_picture_file_is_jpeg (bytes) || (digest != NULL && !g_str_equal (digest, name))) {
      g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, "%s is damaged", path);
      return FALSE;
    }
  }
  return TRUE;
}

/* Whether @base is `<name>-<size>.jpg` and lies in the folder of its first two digits. */
static gboolean
parse_file_name (const char *directory, const char *base, char name[65], JlPictureSize *size)
{
  g_autofree char *size_name = NULL;

  if (strlen (base) < 65 || base[64] != '-' || !g_str_has_suffix (base, ".jpg"))
    return FALSE;

  memcpy (name, base, 64);
  name[64] = '\0';
  size_name = g_strndup (base + 65, strlen (base + 65) - strlen (".jpg"));
  return jl_picture_name_is_valid (name) && strncmp (directory, name, 2) == 0 &&
         jl_picture_size_from_name (size_name, size);
}

static gboolean
foreach_in_directory (const char *photos_dir,
                      const char *directory,
                      JlPictureFileFunc func,
                      gpointer user_data,
                      GError **error)
{
  g_autofree char *directory_path = g_build_filename (photos_dir, directory, NULL);
  g_autoptr (GDir) dir = g_dir_open (directory_path, 0, error);
  const char *base;

  if (dir == NULL)
    return FALSE;

  while ((base = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (directory_path, base, NULL);
    char name[65];
    JlPictureFile file = { .path = path };
    struct stat info;

    if (lstat (path, &info) != 0) {
      if (errno == ENOENT) /* a temporary file that has just got its name */
        continue;
      return jl_set_error_disk (error, errno, path);
    }
    if (parse_file_name (directory, base, name, &file.size))
      file.name = name;
    file.mtime = info.st_mtime;
    file.bytes = info.st_size;
    if (!func (&file, user_data, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_pictures_foreach_file:
 * @photos_dir: the folder of photos; need not exist
 * @func: called for each file, in no order
 * @user_data: for @func
 * @error: return location
 *
 * Lists what lies in the folder, for `jielid check` and purge to compare with the database: a photo
 * that no record names is an orphan, and may go when it is older than the grace period.
 *
 * Returns: %FALSE with @func's error, JL_ERROR_INTERNAL or a #GFileError
 */
gboolean
jl_pictures_foreach_file (const char *photos_dir,
                          JlPictureFileFunc func,
                          gpointer user_data,
                          GError **error)
{
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) local = NULL;
  const char *base;

  dir = g_dir_open (photos_dir, 0, &local);
  if (dir == NULL) {
    if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }

  while ((base = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (photos_dir, base, NULL);

    if (strlen (base) == 2 && g_file_test (path, G_FILE_TEST_IS_DIR) &&
        !foreach_in_directory (photos_dir, base, func, user_data, error))
      return FALSE;
  }
  return TRUE;
}
