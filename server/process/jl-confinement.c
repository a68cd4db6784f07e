// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-confinement.h"

#include "jl-confine.h"
#include "jl-data-folder.h"
#include "jl-keys.h"
#include "jl-picture-client.h"
#include "jl-places.h"
#include "jl-store.h"

/* In the data folder; exports and imports, and what clients see of them. */
#define EXCHANGE_DIR "exchange"
#define PHOTOS_DIR "photos"

static void
allow_in (JlConfine *confine, JlConfineAccess access, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  jl_confine_allow (confine, access, path);
}

/* The log of a database and its index are there while the parent has it open. Readers write too:
 * they mark in the index what they read. */
static void
allow_database (JlConfine *confine, JlConfineAccess access, const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *index = g_strconcat (path, "-shm", NULL);

  jl_confine_allow (confine, access, path);
  jl_confine_allow (confine, JL_CONFINE_USE, log);
  jl_confine_allow (confine, JL_CONFINE_USE, index);
}

/* Rules, pages, translations; each may be a link. */
static void
allow_installed (JlConfine *confine)
{
  static const char *const parts[] = { ".", "rules", "web" };
  g_autofree char *data = jl_places_get_data (NULL);

  jl_confine_allow_system (confine);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    allow_in (confine, JL_CONFINE_READ, data, parts[i]);
  jl_confine_allow (confine, JL_CONFINE_READ, jl_places_get_locale_dir ());
}

/* Its folder, because an upgrade puts another file in its place. */
static void
allow_picture_worker (JlConfine *confine)
{
  g_autofree char *program = jl_picture_client_find_worker ();
  g_autofree char *folder = g_path_get_dirname (program);

  jl_confine_allow (confine, JL_CONFINE_EXECUTE | JL_CONFINE_READ, folder);
}

/**
 * jl_confinement_enter_parent:
 * @config: the configuration
 * @port_file: (nullable): a file that is still to be written
 * @error: return location
 *
 * Its children have no more than this, so it allows what they need to start.
 *
 * Returns: %FALSE with JL_ERROR_INTERNAL
 */
gboolean
jl_confinement_enter_parent (const JlConfig *config, const char *port_file, GError **error)
{
  /* Each may be a link to another disk. */
  static const char *const folders[] = { ".", "keys", "log", PHOTOS_DIR, "uploads", EXCHANGE_DIR };
  g_autoptr (JlConfine) confine = jl_confine_new (JL_CONFINE_PARENT);
  g_autofree char *port_dir = port_file != NULL ? g_path_get_dirname (port_file) : NULL;

  if (!config->confine) {
    g_message ("not confined, because jielid.conf says so");
    return TRUE;
  }
  if (!jl_confine_guards_files ())
    g_message ("this kernel has no Landlock: permissions alone guard files");
  if (!jl_data_folder_make (config->data_dir, EXCHANGE_DIR, error))
    return FALSE;
  allow_installed (confine);
  allow_picture_worker (confine);
  jl_confine_allow (confine, JL_CONFINE_EXECUTE, "/proc/self/exe");
  jl_confine_allow (confine, JL_CONFINE_READ, config->tls_cert);
  jl_confine_allow (confine, JL_CONFINE_READ, config->tls_key);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    allow_in (confine, JL_CONFINE_WRITE, config->data_dir, folders[i]);
  jl_confine_allow (confine, JL_CONFINE_WRITE, port_dir);
  return jl_confine_enter (confine, error);
}

/**
 * jl_confinement_enter_worker:
 * @config: the configuration
 * @error: return location
 *
 * Returns: %FALSE with JL_ERROR_INTERNAL
 */
gboolean
jl_confinement_enter_worker (const JlConfig *config, GError **error)
{
  g_autoptr (JlConfine) confine = jl_confine_new (JL_CONFINE_WORKER);
  g_autofree char *database = jl_store_get_path (config->data_dir);
  g_autofree char *search = jl_data_folder_get_search_path (config->data_dir);
  g_autofree char *person_keys = jl_keys_get_person_path (config->data_dir);

  if (!config->confine)
    return TRUE;
  allow_installed (confine);
  allow_picture_worker (confine);
  jl_confine_allow (confine, JL_CONFINE_LIST, config->data_dir);
  allow_database (confine, JL_CONFINE_READ, database);
  allow_database (confine, JL_CONFINE_READ, search);
  /* A key that was rotated is read when it is met. */
  allow_in (confine, JL_CONFINE_READ, config->data_dir, "keys");
  allow_database (confine, JL_CONFINE_READ, person_keys);
  allow_in (confine, JL_CONFINE_WRITE, config->data_dir, PHOTOS_DIR);
  allow_in (confine, JL_CONFINE_WRITE, config->data_dir, EXCHANGE_DIR);
  return jl_confine_enter (confine, error);
}

/**
 * jl_confinement_enter_indexer:
 * @config: the configuration
 * @error: return location
 *
 * Returns: %FALSE with JL_ERROR_INTERNAL
 */
gboolean
jl_confinement_enter_indexer (const JlConfig *config, GError **error)
{
  g_autoptr (JlConfine) confine = jl_confine_new (JL_CONFINE_INDEXER);
  g_autofree char *database = jl_store_get_path (config->data_dir);
  g_autofree char *search = jl_data_folder_get_search_path (config->data_dir);

  if (!config->confine)
    return TRUE;
  allow_installed (confine);
  jl_confine_allow (confine, JL_CONFINE_LIST, config->data_dir);
  allow_database (confine, JL_CONFINE_READ, database);
  allow_database (confine, JL_CONFINE_USE, search);
  return jl_confine_enter (confine, error);
}
