// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-backup-copier.h"
#include "jl-error.h"
#include "jl-keys-backup.h"
#include "jl-restored-database.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  char *data_dir;        /* owned */
  char *from;            /* owned */
  char *keys;            /* owned, nullable: a folder, or a key backup */
  char *passphrase_file; /* owned, nullable */
  gboolean new_keys;     /* none are left */
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->from);
  g_free (self->keys);
  g_free (self->passphrase_file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (int argc, char **argv, Options *options, JlExit *status)
{
  const GOptionEntry entries[] = {
    { "from",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->from,
      N_ ("a backup, or a folder of backups for the newest in it"),
      N_ ("FOLDER") },
    { "data",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->data_dir,
      N_ ("the new data folder; it must be empty or not exist yet"),
      N_ ("FOLDER") },
    { "keys",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->keys,
      N_ ("what jielid keys backup wrote, or a copy of the lost service's folder of keys"),
      N_ ("FILE") },
    { "passphrase-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->passphrase_file,
      N_ ("read the passphrase of that backup there instead of asking for it"),
      N_ ("FILE") },
    { "new-keys",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->new_keys,
      N_ ("the old keys are lost: make new ones"),
      NULL },
    { NULL },
  };

  if (!jl_cli_parse ("restore", NULL, entries, &argc, &argv, status))
    return FALSE;
  *status = JL_EXIT_USAGE;
  if (options->from == NULL || options->data_dir == NULL) {
    fprintf (stderr, _ ("%s: --from and --data must say which folders\n"), g_get_prgname ());
    return FALSE;
  }
  if ((options->keys != NULL) == options->new_keys) {
    fprintf (
        stderr,
        _ ("%s: keys are not in a backup. --keys says where they are; if they are lost, "
           "--new-keys makes new ones, and telephone numbers cannot be looked up by any more\n"),
        g_get_prgname ());
    return FALSE;
  }
  return TRUE;
}

static void
warn_of_new_keys (void)
{
  fprintf (
      stderr,
      "%s\n",
      _ ("The service has new keys. What the old ones signed can still be verified with their "
         "public parts, which the backup has kept. But whoever is known by a telephone number "
         "can neither sign in with it nor be found by it: staff sign in with their user names."));
}

/* Keys of another service would fit nothing, and nobody would notice before it is too late. */
static gboolean
check_keys (const JlBackup *backup, const char *data_dir, gboolean *fit, GError **error)
{
  GPtrArray *known = jl_record_get_list (backup->manifest, JL_BACKUP_KEYS);
  g_autoptr (JlKeys) keys = jl_keys_load (data_dir, error);
  g_autoptr (JlKeys) old = jl_keys_new_public ();
  g_auto (GStrv) ids = NULL;

  if (keys == NULL)
    return FALSE;
  *fit = FALSE;
  for (guint i = 0; i < known->len; i++) {
    if (!jl_keys_add_public (old, known->pdata[i], error))
      return FALSE;
  }
  ids = jl_keys_list (old, JL_KEY_SIGNING);
  for (guint i = 0; ids[i] != NULL; i++)
    *fit = *fit || jl_keys_get_public (keys, ids[i]) != NULL;
  return TRUE;
}

/* What `jielid keys backup` wrote is a file; a copy of the folder is one. */
static gboolean
fetch_keys (const Options *options, GError **error)
{
  g_autofree char *passphrase = NULL;
  gboolean ok;
  guint n;

  if (options->new_keys)
    return jl_keys_create (options->data_dir, error);
  if (g_file_test (options->keys, G_FILE_TEST_IS_DIR))
    return jl_keys_copy (options->keys, options->data_dir, error);
  passphrase = jl_cli_get_passphrase (options->passphrase_file, FALSE, error);
  if (passphrase == NULL)
    return FALSE;
  ok = jl_keys_backup_restore (options->keys, options->data_dir, passphrase, &n, error);
  sodium_memzero (passphrase, strlen (passphrase));
  return ok;
}

static gboolean
bring_keys (const Options *options, const JlBackup *backup, GError **error)
{
  GPtrArray *known = jl_record_get_list (backup->manifest, JL_BACKUP_KEYS);
  g_autofree char *folder = g_build_filename (options->data_dir, "keys", NULL);
  gboolean fit;

  /* Of an interrupted restore: nothing was done with them. */
  jl_backup_remove_folder (folder);
  if (!fetch_keys (options, error) || !check_keys (backup, options->data_dir, &fit, error))
    return FALSE;
  if (options->new_keys)
    warn_of_new_keys ();
  else if (!fit)
    fprintf (stderr,
             "%s\n",
             _ ("These keys have signed nothing in this backup: are they the right ones?"));
  for (guint i = 0; i < known->len; i++) {
    if (!jl_keys_keep_public (options->data_dir, known->pdata[i], error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
bring_database (const JlApplication *application,
                const Options *options,
                const JlBackup *backup,
                GError **error)
{
  const JlRestoration restoration = {
    .restored_at = g_get_real_time () / 1000,
    .made_at = jl_record_get_integer (backup->manifest, JL_BACKUP_MADE_AT),
    .entries = jl_record_get_integer (backup->manifest, JL_BACKUP_ENTRIES),
    .last_at = jl_record_get_integer (backup->manifest, JL_BACKUP_LAST_AT),
  };

  return jl_restored_database_complete (
      application, options->data_dir, &restoration, options->new_keys, error);
}

/* Ids and times of the new epoch must be later than all that the lost service gave. */
static gboolean
check_clock (const JlBackup *backup, GError **error)
{
  gint64 made_at = jl_record_get_integer (backup->manifest, JL_BACKUP_MADE_AT);
  gint64 last_at = jl_record_get_integer (backup->manifest, JL_BACKUP_LAST_AT);
  char text[JL_TIME_TEXT_SIZE];

  if (g_get_real_time () / 1000 >= MAX (made_at, last_at))
    return TRUE;
  jl_time_to_text (MAX (made_at, last_at), text);
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_INVALID,
               _ ("The backup is of %s, but this machine's clock is earlier: set it first"),
               text);
  return FALSE;
}

static void
sum_up (const Options *options, const JlBackup *backup)
{
  char made_at[JL_TIME_TEXT_SIZE];
  char last_at[JL_TIME_TEXT_SIZE];

  jl_time_to_text (jl_record_get_integer (backup->manifest, JL_BACKUP_MADE_AT), made_at);
  jl_time_to_text (jl_record_get_integer (backup->manifest, JL_BACKUP_LAST_AT), last_at);
  printf (_ ("%s is restored as of %s: the journal up to entry %" PRId64 " of %s\n"),
          options->data_dir,
          made_at,
          jl_record_get_integer (backup->manifest, JL_BACKUP_ENTRIES),
          last_at);
  printf ("%s\n",
          _ ("What was answered later is not in it. Everybody has to sign in again. If the lost "
             "service should still run somewhere, it must never serve again."));
}

static gboolean
run (const JlApplication *application,
     const Options *options,
     const JlBackup *backup,
     const JlBackupWork *work,
     GError **error)
{
  return check_clock (backup, error) &&
         jl_restored_database_begin (options->data_dir, backup->name, error) &&
         jl_backup_restore (backup, options->data_dir, work, error) &&
         bring_keys (options, backup, error) &&
         bring_database (application, options, backup, error);
}

/**
 * jl_cli_restore:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid restore`.
 *
 * Returns: why it left; JL_EXIT_PROBLEMS if the service can be started but photos are missing
 */
JlExit
jl_cli_restore (const JlApplication *application, int argc, char **argv)
{
  g_auto (Options) options = { NULL };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JlBackup) backup = NULL;
  g_autoptr (GError) error = NULL;
  JlBackupWork work = { .progress = jl_cli_show_backup_progress, .problems = problems };
  JlExit status;

  if (!parse (argc, argv, &options, &status))
    return status;
  work.stop = jl_cli_watch_signals ();
  jl_cli_progress_begin ();
  backup = jl_backup_find (options.from, &error);
  if (backup == NULL || !run (application, &options, backup, &work, &error))
    return jl_cli_fail_backup (JL_EXIT_DATA, error);
  jl_cli_progress_end ();
  sum_up (&options, backup);
  return problems->len > 0 ? jl_cli_report (problems, NULL) : JL_EXIT_OK;
}
