// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-data-folder.h"
#include "jl-error.h"
#include "jl-keys-backup.h"
#include "jl-store.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void
print_public (JlKeys *keys, const char *id)
{
  const guint8 *public_key = jl_keys_get_public (keys, id);
  char hex[2 * JL_KEYS_PUBLIC_BYTES + 1];

  if (public_key != NULL)
    printf (" %s", sodium_bin2hex (hex, sizeof hex, public_key, JL_KEYS_PUBLIC_BYTES));
}

/**
 * jl_cli_keys_list:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid keys list`: a line for each key: purpose, id, whether it is the one in use, and of a
 * signing key the public part, which others may know.
 *
 * Returns: why it left
 */
JlExit
jl_cli_keys_list (const JlApplication *application, int argc, char **argv)
{
  g_autofree char *data_dir = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { NULL },
  };
  g_autoptr (JlConfig) config = NULL;
  g_autoptr (JlKeys) keys = NULL;
  g_autoptr (GError) error = NULL;
  JlExit status;

  if (!jl_cli_parse ("keys list", NULL, entries, &argc, &argv, &status))
    return status;
  config = jl_cli_load_config (data_dir, &status);
  if (config == NULL)
    return status;
  keys = jl_keys_load (config->data_dir, &error);
  if (keys == NULL)
    return jl_cli_fail (JL_EXIT_DATA, error);
  for (guint purpose = 0; purpose < JL_N_KEY_PURPOSES; purpose++) {
    g_auto (GStrv) ids = jl_keys_list (keys, purpose);

    for (guint i = 0; ids[i] != NULL; i++) {
      printf ("%s %s %s",
              jl_key_purpose_get_name (purpose),
              ids[i],
              i == 0 ? _ ("in use") : _ ("older"));
      print_public (keys, ids[i]);
      printf ("\n");
    }
  }
  return JL_EXIT_OK;
}

/* What stands in @argv: one argument, by which the subcommand knows what to do. */
static gboolean
parse_one (const char *name,
           const char *argument,
           const GOptionEntry *entries,
           int argc,
           char **argv,
           const char **value,
           JlExit *status)
{
  if (!jl_cli_parse (name, argument, entries, &argc, &argv, status))
    return FALSE;
  if (argc == 2) {
    *value = argv[1];
    return TRUE;
  }
  fprintf (stderr, _ ("%s: %s must be given, once\n"), g_get_prgname (), argument);
  *status = JL_EXIT_USAGE;
  return FALSE;
}

/**
 * jl_cli_keys_rotate:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid keys rotate`: the service need not be stopped for it.
 *
 * Returns: why it left
 */
JlExit
jl_cli_keys_rotate (const JlApplication *application, int argc, char **argv)
{
  g_autofree char *data_dir = NULL;
  gboolean lost = FALSE;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { "lost",
      0,
      0,
      G_OPTION_ARG_NONE,
      &lost,
      N_ ("the key is gone, and there is no backup of it"),
      NULL },
    { NULL },
  };
  g_autoptr (JlConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  const char *purpose = NULL;
  gboolean ok;
  JlExit status;

  if (!parse_one ("keys rotate", _ ("PURPOSE"), entries, argc, argv, &purpose, &status))
    return status;
  config = jl_cli_load_config (data_dir, &status);
  if (config == NULL)
    return status;
  if (strcmp (purpose, jl_key_purpose_get_name (JL_KEY_SIGNING)) != 0) {
    fprintf (
        stderr, _ ("%s: %s: only the key for signing can be rotated\n"), g_get_prgname (), purpose);
    return JL_EXIT_USAGE;
  }
  ok = jl_data_folder_check (config->data_dir, &error) &&
       (lost ? jl_keys_make_lost (config->data_dir, JL_KEY_SIGNING, &error)
             : jl_keys_rotate (config->data_dir, JL_KEY_SIGNING, &error));
  if (!ok)
    return jl_cli_fail (JL_EXIT_DATA, error);
  printf ("%s\n",
          _ ("There is a new key. A running service takes it within five minutes, at once with "
             "SIGHUP. Back up the keys now: jielid keys backup"));
  return JL_EXIT_OK;
}

static char *
ask (const char *question)
{
  const char *typed = getpass (question);

  return typed != NULL ? g_strdup (typed) : NULL;
}

/* From the file, or from whoever sits at the terminal; twice where it is new. */
static char *
get_passphrase (const char *path, gboolean is_new, GError **error)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (path != NULL)
    return jl_cli_read_secret (path, error);
  first = ask (_ ("Passphrase: "));
  if (first != NULL && is_new)
    second = ask (_ ("The same again: "));
  if (first == NULL || (is_new && g_strcmp0 (first, second) != 0)) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_INVALID,
                         first == NULL ? _ ("there is no terminal to ask for the passphrase; use "
                                            "--passphrase-file")
                                       : _ ("the two are not the same"));
    return NULL;
  }
  return g_steal_pointer (&first);
}

typedef struct {
  char *data_dir;        /* owned */
  char *passphrase_file; /* owned, nullable */
  const char *path;      /* borrowed: of the backup */
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
    { NULL },
  };
  g_autoptr (GError) error = NULL;

  if (!parse_one (name, _ ("FILE"), entries, argc, argv, &self->path, status))
    return FALSE;
  self->config = jl_cli_load_config (self->data_dir, status);
  if (self->config == NULL)
    return FALSE;
  self->passphrase = get_passphrase (self->passphrase_file, is_new, &error);
  if (self->passphrase != NULL)
    return TRUE;
  *status = jl_cli_fail (JL_EXIT_USAGE, error);
  return FALSE;
}

/* The keys of people, if there are any: copied while a service may write to them. Returns where the
 * copy is, to be removed after use. */
static gboolean
add_people (GPtrArray *files, const char *data_dir, char **copy, GError **error)
{
  g_autofree char *path = jl_keys_backup_get_people_path (data_dir);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  /* In the folder of keys itself, where nobody else can read. */
  *copy = g_strdup_printf ("%s.%d", path, (int)getpid ());
  if (!jl_store_copy_database (path, *copy, error))
    return FALSE;
  jl_keys_backup_add (files, JL_KEYS_BACKUP_PEOPLE, *copy);
  return TRUE;
}

static gboolean
write_backup (const Copy *copy, GPtrArray *files, GError **error)
{
  g_autofree char *people = NULL;
  gboolean ok = add_people (files, copy->config->data_dir, &people, error) &&
                jl_keys_backup_write (copy->path, files, copy->passphrase, NULL, error);

  if (people != NULL)
    g_remove (people);
  return ok;
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
  g_autoptr (GError) error = NULL;
  JlExit status;

  if (!parse_copy (&copy, "keys backup", TRUE, argc, argv, &status))
    return status;
  /* Keys that could not be used would not be worth keeping. */
  keys = jl_keys_load (copy.config->data_dir, &error);
  files = keys != NULL ? jl_keys_backup_list (copy.config->data_dir, &error) : NULL;
  if (files == NULL)
    return jl_cli_fail (JL_EXIT_DATA, error);
  if (!write_backup (&copy, files, &error))
    return jl_cli_fail (JL_EXIT_FAILURE, error);
  printf (_ ("%s holds the keys. Keep it apart from the backups of the data, and the passphrase "
             "apart from both\n"),
          copy.path);
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
