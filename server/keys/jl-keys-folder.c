// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keys-private.h"

#include "jl-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/**
 * jl_keys_check_permissions: (skip)
 * @path: the folder of keys, or a file in it
 * @kind: what it must be, `S_IFDIR` or `S_IFREG`
 * @wanted: the permissions that it may have
 * @error: INVALID
 *
 * Refuses what others than the service's own user could read or replace.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_keys_check_permissions (const char *path, mode_t kind, mode_t wanted, GError **error)
{
  struct stat info;

  if (lstat (path, &info) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s: %s", path, g_strerror (errno));
    return FALSE;
  }
  if ((info.st_mode & S_IFMT) != kind) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 _ ("%s: keys must be plain files in a folder of their own"),
                 path);
    return FALSE;
  }
  if (info.st_uid != geteuid () || (info.st_mode & 07777 & ~wanted) != 0) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 _ ("%s: only the user that runs jielid may have access to it. Set the owner, "
                    "then: chmod %o %s"),
                 path,
                 (guint)wanted,
                 path);
    return FALSE;
  }
  return TRUE;
}
