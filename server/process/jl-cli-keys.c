// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-data-folder.h"
#include "jl-error.h"
#include "jl-file-sync.h"
#include "jl-keys-backup.h"
#include "jl-store.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Of backups of which many lie in a folder. */
#define PREFIX "jieli-keys-"
#define SUFFIX ".sealed"

typedef struct {
  char *data_dir;        /* owned */
  char *passphrase_file; /* owned, nullable */
  const char *path;      /* borrowed: of the backup, or of a folder for it */
  int n_kept;            /* in that folder; -1: all */
  JlConfig *config;      /* owned */
  char *passphrase;      /* owned */
} Copy;

static void
copy_clear (Copy *self)
{
  if (self->passphrase != NULL)
    sodium_memzero (self->passphrase, strlen (self->passphrase));
  g_free (self->passphrase);
  g_free (self->passphrase_file);
  g_free (self->data_dir);
  g_clear_pointer (&self->config, jl_config_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Copy, copy_clear)

/* What backup and restore are both told. */
static gboolean
parse_copy (Copy *self, const char *name, gboolean is_new, int argc, char **argv, JlExit *status)
{
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &self->data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { "passphrase-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &self->passphrase_file,
      N_ ("read the passphrase there instead of asking for it"),
      N_ ("FILE") },
    { is_new ? "keep" : NULL,
      0,
      0,
      G_OPTION_ARG_INT,
      &self->n_kept,
      N_ ("afterwards remove all but so many of the newest backups"),
      N_ ("NUMBER") },
    { NULL },
  };
  g_autoptr (GError) error = NULL;

  self->n_kept = -1;
  if (!jl_cli_parse_one (name, _ ("FILE"), entries, argc, argv, &self->path, status))
    return FALSE;
  if (self->n_kept == 0 || self->n_kept < -1) {
    fprintf (stderr, _ ("%s: --keep must be at least 1\n"), g_get_prgname ());
    *status = JL_EXIT_USAGE;
    return FALSE;
  }
  self->config = jl_cli_load_config (self->data_dir, status);
  if (self->config == NULL)
    return FALSE;
  self->passphrase = jl_cli_get_passphrase (self->passphrase_file, is_new, &error);
  if (self->passphrase != NULL)
    return TRUE;
  *status = jl_cli_fail (JL_EXIT_USAGE, error);
  return FALSE;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)b, *(char *const *)a);
}

/* Their names tell their age. What else lies there is somebody's. */
static gboolean
prune (const char *folder, guint n_kept, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_prefix (name, PREFIX) && g_str_has_suffix (name, SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_sort (names, compare_newest_first);
  for (guint i = n_kept; i < names->len; i++) {
    g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);

    if (g_remove (path) != 0)
      return jl_file_set_errno (error, path);
  }
  return TRUE;
}

/* The keys of people, if there are any: copied while a service may write to them. Returns where the
 * copy is, to be removed after use. */
static gboolean
add_people (GPtrArray *files, const char *data_dir, char **copy, GError **error)
{
  g_autofree char *path = jl_keys_get_person_path (data_dir);
  g_autofree char *name = g_path_get_basename (path);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  /* In the folder of keys itself, where nobody else can read. */
  *copy = g_strdup_printf ("%s.%d", path, (int)getpid ());
  if (!jl_store_copy_database (path, *copy, error))
    return FALSE;
  jl_keys_backup_add (files, name, *copy);
  return TRUE;
}

static gboolean
write_file (const Copy *copy, const char *path, GPtrArray *files, GError **error)
{
  g_autofree char *people = NULL;
  gboolean ok = add_people (files, copy->config->data_dir, &people, error) &&
                jl_keys_backup_write (path, files, copy->passphrase, NULL, error);

  if (people != NULL)
    g_remove (people);
  return ok;
}

/* One of many: it has its name when it is whole, so that none that is older goes for it. */
static gboolean
write_into_folder (const Copy *copy, GPtrArray *files, char **path, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *name = g_date_time_format (now, PREFIX "%Y%m%dT%H%M%SZ" SUFFIX);
  g_autofree char *draft = NULL;

  *path = g_build_filename (copy->path, name, NULL);
  draft = g_strconcat (*path, ".partial", NULL);
  g_remove (draft);
  return write_file (copy, draft, files, error) && jl_file_rename (draft, *path, error) &&
         (copy->n_kept < 0 || prune (copy->path, (guint)copy->n_kept, error));
}

static gboolean
write_backup (const Copy *copy, GPtrArray *files, char **path, GError **error)
{
  if (g_file_test (copy->path, G_FILE_TEST_IS_DIR))
    return write_into_folder (copy, files, path, error);
  *path = g_strdup (copy->path);
  return write_file (copy, *path, files, error);
}

/**
 * jl_cli_keys_backup:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid keys backup`.
 *
 * Returns: why it left
 */
JlExit
jl_cli_keys_backup (const JlApplication *application, int argc, char **argv)
{
  g_auto (Copy) copy = { NULL };
  g_autoptr (JlKeys) keys = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  JlExit status;

  if (!parse_copy (&copy, "keys backup", TRUE, argc, argv, &status))
    return status;
  /* Keys that could not be used would not be worth keeping. */
  keys = jl_keys_load (copy.config->data_dir, &error);
  files = keys != NULL ? jl_keys_backup_list (copy.config->data_dir, &error) : NULL;
  if (files == NULL)
    return jl_cli_fail (JL_EXIT_DATA, error);
  if (!write_backup (&copy, files, &path, &error))
    return jl_cli_fail (JL_EXIT_FAILURE, error);
  printf (_ ("%s holds the keys. Keep it apart from the backups of the data, and the passphrase "
             "apart from both\n"),
          path);
  return JL_EXIT_OK;
}

/**
 * jl_cli_keys_restore:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid keys restore`.
 *
 * Returns: why it left
 */
JlExit
jl_cli_keys_restore (const JlApplication *application, int argc, char **argv)
{
  g_auto (Copy) copy = { NULL };
  g_autoptr (JlKeys) keys = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;
  JlExit status;

  if (!parse_copy (&copy, "keys restore", FALSE, argc, argv, &status))
    return status;
  if (!jl_data_folder_check (copy.config->data_dir, &error))
    return jl_cli_fail (JL_EXIT_DATA, error);
  if (!jl_keys_backup_restore (copy.path, copy.config->data_dir, copy.passphrase, &n, &error))
    return jl_cli_fail (JL_EXIT_FAILURE, error);
  keys = jl_keys_load (copy.config->data_dir, &error);
  if (keys == NULL)
    return jl_cli_fail (JL_EXIT_DATA, error);
  printf (g_dngettext (GETTEXT_PACKAGE,
                       "%u file was missing and is there again\n",
                       "%u files were missing and are there again\n",
                       n),
          n);
  return JL_EXIT_OK;
}
