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

/**
 * jl_keys_check_folder: (skip)
 * @data_dir: the service's folder
 * @error: INVALID
 *
 * Returns: %FALSE with @error set if the folder of keys is missing, or others have access to it or
 *   to the keys of people. SQLite's own files beside those have the same permissions.
 */
gboolean
jl_keys_check_folder (const char *data_dir, GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, NULL);
  g_autofree char *people = jl_keys_get_person_path (data_dir);

  if (g_file_test (folder, G_FILE_TEST_EXISTS))
    return jl_keys_check_permissions (folder, S_IFDIR, 0700, error) &&
           (!g_file_test (people, G_FILE_TEST_EXISTS) ||
            jl_keys_check_permissions (people, S_IFREG, 0600, error));
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_INVALID,
               _ ("%s: the folder of keys is missing. Everything that was stored is whole, but the "
                  "service does not start without its keys. Put them back from your key backup: "
                  "jielid keys restore --data %s BACKUP"),
               folder,
               data_dir);
  return FALSE;
}

/* What a lost key means for a service, and what can be done. */
static const char *const losses[] = {
  [JL_KEY_SIGNING] =
      N_ ("Everything that was stored is whole. But the service can sign nothing, and "
          "cannot check what it has signed."),
  [JL_KEY_LOOKUP] = N_ ("Everything that was stored is whole. But nobody is found by telephone "
                        "number, so nobody could sign in by it, and one number could join twice."),
  [JL_KEY_PERSON] = N_ ("Names, telephone numbers and what else is personal cannot be read, by "
                        "anybody, ever, without it."),
};
G_STATIC_ASSERT (G_N_ELEMENTS (losses) == JL_N_KEY_PURPOSES);

/**
 * jl_keys_set_lost:
 * @error: return location
 * @data_dir: the service's folder
 * @purpose: which key is missing
 * @id: (nullable): that the service has worked with
 *
 * Says what is lost with a key, and what to type.
 */
void
jl_keys_set_lost (GError **error, const char *data_dir, JlKeyPurpose purpose, const char *id)
{
  const char *name = jl_key_purpose_get_name (purpose);
  g_autofree char *what =
      id == NULL ? g_strdup_printf (_ ("there is no key for %s."), name)
                 : g_strdup_printf (
                       _ ("key %s for %s, which the service works with, is missing."), id, name);

  g_set_error (error,
               JL_ERROR,
               JL_ERROR_CORRUPT,
               _ ("%s/%s: %s %s Put it back from your key backup: jielid keys restore --data %s "
                  "BACKUP; only if there is no backup of it: jielid keys rotate --data %s --lost "
                  "%s"),
               data_dir,
               JL_KEYS_FOLDER_NAME,
               what,
               _ (losses[purpose]),
               data_dir,
               data_dir,
               name);
}
