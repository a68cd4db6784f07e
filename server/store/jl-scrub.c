// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-scrub.h"

#include "jl-error.h"
#include "jl-file-sync.h"
#include "jl-store.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

static gboolean
remove_file (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (g_remove (path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

/* Those that jl_migrate() keeps. */
static gboolean
remove_copies (const char *data_dir, GError **error)
{
  g_autofree char *path = jl_store_get_path (data_dir);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *prefix = g_strconcat (base, ".before-", NULL);
  g_autoptr (GDir) dir = g_dir_open (data_dir, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_prefix (name, prefix) && !remove_file (data_dir, name, error))
      return FALSE;
  }
  return jl_file_sync (data_dir, error);
}

/**
 * jl_scrub:
 * @connection: the only writable one, outside any transaction
 * @data_dir: the service's folder
 * @error: UNAVAILABLE while another program reads the database; STORAGE_FULL: it takes as much
 *   room again as the database has
 *
 * What was deleted or overwritten is gone for good afterwards: pages that are free, rests in pages
 * that are not, the log, and copies that upgrades have kept. Safe to interrupt and to repeat.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_scrub (JlConnection *connection, const char *data_dir, GError **error)
{
  /* VACUUM builds the database anew as a temporary one: of a city that is no matter of memory. */
  return jl_connection_empty_log (connection, error) &&
         jl_connection_execute (
             connection, "PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY", error) &&
         jl_connection_empty_log (connection, error) && remove_copies (data_dir, error);
}
