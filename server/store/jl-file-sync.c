// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-file-sync.h"
#include "jl-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

/**
 * jl_file_set_errno:
 * @error: return location
 * @path: the file or folder that `errno` is about
 *
 * Turns `errno` into STORAGE_FULL or INTERNAL.
 *
 * Returns: %FALSE, so that a caller can return it
 */
gboolean
jl_file_set_errno (GError **error, const char *path)
{
  int number = errno;

  g_set_error (
      error, JL_ERROR, jl_error_code_from_errno (number), "%s: %s", path, g_strerror (number));
  return FALSE;
}

/**
 * jl_file_sync:
 * @path: a file or a folder
 * @error: STORAGE_FULL or INTERNAL
 *
 * Waits until what is in @path survives a power cut.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_file_sync (const char *path, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gboolean synced;

  if (fd < 0)
    return jl_file_set_errno (error, path);
  synced = fsync (fd) == 0 || jl_file_set_errno (error, path);
  close (fd);
  return synced;
}

/**
 * jl_file_rename:
 * @from: a file that is synced
 * @to: its new name in the same folder
 * @error: STORAGE_FULL or INTERNAL
 *
 * Renames a file and waits until the folder knows it for good.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_file_rename (const char *from, const char *to, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (to);

  if (g_rename (from, to) != 0)
    return jl_file_set_errno (error, to);
  return jl_file_sync (folder, error);
}

static gboolean
remove_if_there (const char *base, const char *ending, GError **error)
{
  g_autofree char *path = g_strconcat (base, ending, NULL);

  return g_unlink (path) == 0 || errno == ENOENT || jl_file_set_errno (error, path);
}

/**
 * jl_file_remove_log:
 * @database: a database's file that nobody has open and whose log is empty
 * @error: INTERNAL
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_file_remove_log (const char *database, GError **error)
{
  return remove_if_there (database, "-wal", error) && remove_if_there (database, "-shm", error);
}

/**
 * jl_file_remove_database:
 * @database: a database's file that nobody has open; it need not exist
 * @error: INTERNAL
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_file_remove_database (const char *database, GError **error)
{
  return jl_file_remove_log (database, error) && remove_if_there (database, "", error);
}
