// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-exchange-folder.h"

#include "jl-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <unistd.h>

#define EXCHANGE_DIR "exchange"
#define NAME_BYTES 16
/* As long as a file with a wrapped key, or longer. */
#define KEY_FILE_BYTES 128
/* Younger ones may belong to a request that is not done yet. */
#define STALE_S (60 * 60)

/**
 * jl_exchange_folder_new:
 * @data_dir: the service's folder
 * @error: STORAGE_FULL, INTERNAL
 *
 * Returns: (transfer full): the name of a new folder
 */
char *
jl_exchange_folder_new (const char *data_dir, GError **error)
{
  guchar bytes[NAME_BYTES];
  char name[2 * NAME_BYTES + 1];
  g_autofree char *path = NULL;

  randombytes_buf (bytes, sizeof bytes);
  sodium_bin2hex (name, sizeof name, bytes, sizeof bytes);
  path = g_build_filename (data_dir, EXCHANGE_DIR, name, NULL);
  if (g_mkdir_with_parents (path, 0700) == 0)
    return g_strdup (name);
  if (errno == ENOSPC || errno == EDQUOT)
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_STORAGE_FULL, _ ("there is no space left for files"));
  else
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "%s: %s", path, g_strerror (errno));
  return NULL;
}

/**
 * jl_exchange_folder_get_path:
 * @data_dir: the service's folder
 * @folder: a folder's name
 * @file: of a file in it
 *
 * Returns: (transfer full): where it is
 */
char *
jl_exchange_folder_get_path (const char *data_dir, const char *folder, const char *file)
{
  return g_build_filename (data_dir, EXCHANGE_DIR, folder, file, NULL);
}

/* What its key has sealed cannot be read any more, even where the disk still has it. */
static void
overwrite_key (const char *data_dir, const char *folder)
{
  static const guint8 zeros[KEY_FILE_BYTES];
  g_autofree char *path = jl_exchange_folder_get_path (data_dir, folder, JL_EXCHANGE_KEY);
  int fd = g_open (path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0);

  if (fd < 0)
    return;
  if (write (fd, zeros, sizeof zeros) != sizeof zeros || fdatasync (fd) != 0)
    g_debug ("%s: %s", path, g_strerror (errno));
  close (fd);
}

/**
 * jl_exchange_folder_remove:
 * @data_dir: the service's folder
 * @folder: a folder's name
 *
 * Removes it with what is in it.
 */
void
jl_exchange_folder_remove (const char *data_dir, const char *folder)
{
  g_autofree char *path = g_build_filename (data_dir, EXCHANGE_DIR, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  overwrite_key (data_dir, folder);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    g_unlink (file);
  }
  g_rmdir (path);
}

/**
 * jl_exchange_folder_sweep:
 * @data_dir: the service's folder
 * @now_s: seconds since 1970
 * @known: (scope call): which folders are needed
 * @user_data: for @known
 *
 * Removes what requests left behind that were not finished, and what has become too old.
 */
void
jl_exchange_folder_sweep (const char *data_dir,
                          gint64 now_s,
                          JlExchangeFolderKnown known,
                          gpointer user_data)
{
  g_autofree char *path = g_build_filename (data_dir, EXCHANGE_DIR, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *folder = g_build_filename (path, name, NULL);
    GStatBuf info;

    if (g_lstat (folder, &info) == 0 && S_ISDIR (info.st_mode) && info.st_mtime < now_s - STALE_S &&
        !known (name, user_data))
      jl_exchange_folder_remove (data_dir, name);
  }
}
