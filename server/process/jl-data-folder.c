// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-data-folder.h"

#include "jl-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* `keys` is not here: jl_keys_create() makes it. */
static const char *const folders[] = { "photos", "uploads", "log" };

static gboolean
make_folder (const char *path, int mode, GError **error)
{
  if (g_mkdir_with_parents (path, mode) == 0)
    return TRUE;
  g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

/**
 * jl_data_folder_make:
 * @data_dir: the service's folder
 * @name: of a folder in it
 * @error: return location
 *
 * Makes the folder if it is missing, for this service alone.
 *
 * Returns: %FALSE with JL_ERROR_INVALID
 */
gboolean
jl_data_folder_make (const char *data_dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, name, NULL);

  return make_folder (path, 0700, error);
}

/**
 * jl_data_folder_create:
 * @data_dir: a folder that is not there yet or is empty
 * @error: return location
 *
 * Makes the folder and those in it.
 *
 * Returns: %FALSE with JL_ERROR_CONFLICT if there is something in it, or JL_ERROR_INVALID if it
 *   cannot be made
 */
gboolean
jl_data_folder_create (const char *data_dir, GError **error)
{
  g_autoptr (GDir) dir = NULL;

  if (!make_folder (data_dir, 0750, error))
    return FALSE;
  dir = g_dir_open (data_dir, 0, NULL);
  if (dir == NULL || g_dir_read_name (dir) != NULL) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_CONFLICT,
                 _ ("%s is not empty: a new service needs a folder of its own"),
                 data_dir);
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *path = g_build_filename (data_dir, folders[i], NULL);

    if (!make_folder (path, 0750, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_data_folder_check:
 * @data_dir: the service's folder
 * @error: return location
 *
 * Returns: %FALSE with JL_ERROR_NOT_FOUND if `jielid init` has not made it
 */
gboolean
jl_data_folder_check (const char *data_dir, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *path = g_build_filename (data_dir, folders[i], NULL);

    if (!g_file_test (path, G_FILE_TEST_IS_DIR)) {
      g_set_error (error,
                   JL_ERROR,
                   JL_ERROR_NOT_FOUND,
                   _ ("%s is not a folder that jielid init has made: %s is missing"),
                   data_dir,
                   path);
      return FALSE;
    }
  }
  return TRUE;
}

static void
remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK)) {
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      remove_tree (inner);
    }
  }
  g_remove (path);
}

/**
 * jl_data_folder_clear:
 * @data_dir: a folder that jl_data_folder_create() has made or found empty, and that came to
 *   nothing
 *
 * Removes it with all that is in it, so that the next attempt finds it as this one did.
 */
void
jl_data_folder_clear (const char *data_dir)
{
  remove_tree (data_dir);
}

/**
 * jl_data_folder_get_search_path:
 * @data_dir: the service's folder
 *
 * Returns: (transfer full): its search file
 */
char *
jl_data_folder_get_search_path (const char *data_dir)
{
  return g_build_filename (data_dir, "search.db", NULL);
}

/* Who holds the lock, for the message: what that process wrote into the file. */
static char *
read_holder (int fd)
{
  char text[32] = "";

  if (pread (fd, text, sizeof text - 1, 0) <= 0)
    return g_strdup ("?");
  return g_strdup (g_strstrip (text));
}

/**
 * jl_data_folder_lock:
 * @data_dir: the service's folder
 * @error: return location
 *
 * Locks the folder against every other program that would write in it, until the descriptor is
 * closed or this process ends, however it ends. Children do not inherit it.
 *
 * Returns: a descriptor, or -1 with JL_ERROR_CONFLICT if another process has the lock
 */
int
jl_data_folder_lock (const char *data_dir, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, "lock", NULL);
  g_autofree char *text = NULL;
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);

  if (fd < 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s: %s", path, g_strerror (errno));
    return -1;
  }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0) {
    g_autofree char *holder = read_holder (fd);

    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_CONFLICT,
                 _ ("%s is in use by another jielid (process %s)"),
                 data_dir,
                 holder);
    close (fd);
    return -1;
  }
  text = g_strdup_printf ("%d\n", (int)getpid ());
  if (ftruncate (fd, 0) != 0 || pwrite (fd, text, strlen (text), 0) < 0)
    g_debug ("%s: %s", path, g_strerror (errno)); /* only for the message above */
  return fd;
}
