// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-data-folder.h"
#include "jl-error.h"
#include "jl-last-backup.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>

typedef struct {
  char *data_dir; /* owned */
  char *to;       /* owned */
  int n_kept;     /* 0: all */
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->to);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/**
 * jl_cli_show_backup_progress:
 * @progress: how far a backup, a restore or the check of a backup is
 */
void
jl_cli_show_backup_progress (const JlBackupProgress *progress)
{
  g_autofree char *done = NULL;
  g_autofree char *total = NULL;
  gint64 elapsed;

  if (!jl_cli_progress_is_due (FALSE, &elapsed))
    return;
  if (progress->phase == JL_BACKUP_PHOTOS) {
    jl_cli_progress_tell (
        _ ("Photos: %" PRId64 " of %" PRId64 " files"), progress->n_done, progress->n_total);
    return;
  }
  done = g_format_size (progress->n_done);
  total = g_format_size (progress->n_total);
  jl_cli_progress_tell (_ ("Database: %s of %s"), done, total);
}

/**
 * jl_cli_fail_backup:
 * @status: why the program leaves, if @error has no reason of its own
 * @error: what went wrong
 *
 * Tells the person at the terminal.
 *
 * Returns: why the program leaves
 */
JlExit
jl_cli_fail_backup (JlExit status, const GError *error)
{
  jl_cli_progress_end ();
  if (g_error_matches (error, JL_ERROR, JL_ERROR_UNAVAILABLE)) {
    fprintf (
        stderr, "%s\n", _ ("Interrupted. Run the same again: what was copied is not copied twice"));
    return JL_EXIT_INTERRUPTED;
  }
  if (g_error_matches (error, JL_ERROR, JL_ERROR_STORAGE_FULL))
    return jl_cli_fail (JL_EXIT_NO_SPACE, error);
  if (g_error_matches (error, JL_ERROR, JL_ERROR_CONFLICT))
    return jl_cli_fail (JL_EXIT_IN_USE, error);
  return jl_cli_fail (status, error);
}

static gboolean
parse (int argc, char **argv, Options *options, JlExit *status)
{
  const GOptionEntry entries[] = {
    { "data",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->data_dir,
      N_ ("the data folder"),
      N_ ("FOLDER") },
    { "to",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->to,
      N_ ("the folder of backups; it is made if it is not there"),
      N_ ("FOLDER") },
    { "keep",
      0,
      0,
      G_OPTION_ARG_INT,
      &options->n_kept,
      N_ ("afterwards remove all but so many of the newest backups"),
      N_ ("NUMBER") },
    { NULL },
  };

  options->n_kept = -1;
  if (!jl_cli_parse ("backup", NULL, entries, &argc, &argv, status))
    return FALSE;
  *status = JL_EXIT_USAGE;
  if (options->to == NULL) {
    fprintf (stderr, _ ("%s: --to must say where to\n"), g_get_prgname ());
    return FALSE;
  }
  if (options->n_kept == 0 || options->n_kept < -1) {
    fprintf (stderr, _ ("%s: --keep must be at least 1\n"), g_get_prgname ());
    return FALSE;
  }
  return TRUE;
}

static void
sum_up (const JlBackup *backup)
{
  g_autofree char *photos =
      g_format_size (jl_record_get_integer (backup->manifest, JL_BACKUP_PHOTO_BYTES));
  g_autofree char *database =
      g_format_size (jl_record_get_integer (backup->manifest, JL_BACKUP_DATABASE_BYTES));

  printf (_ ("%s/%s is complete: the journal up to entry %" PRId64 ", database %s, %" PRId64
             " photo files with %s\n"),
          backup->folder,
          backup->name,
          jl_record_get_integer (backup->manifest, JL_BACKUP_ENTRIES),
          database,
          jl_record_get_integer (backup->manifest, JL_BACKUP_PHOTO_FILES),
          photos);
}

static gboolean
run (const JlCliFolder *folder, const Options *options, const JlBackupWork *work, GError **error)
{
  const char *data_dir = folder->config->data_dir;
  g_autoptr (JlBackup) backup = jl_backup_make (data_dir, options->to, folder->keys, work, error);
  g_autoptr (GError) local_error = NULL;

  if (backup == NULL)
    return FALSE;
  jl_cli_progress_end ();
  sum_up (backup);
  /* The backup is no worse if the service cannot tell of it. */
  if (!jl_last_backup_write (data_dir,
                             jl_record_get_integer (backup->manifest, JL_BACKUP_MADE_AT),
                             backup->folder,
                             backup->name,
                             &local_error))
    fprintf (stderr, "%s: %s\n", g_get_prgname (), local_error->message);
  return options->n_kept < 0 || jl_backups_prune (options->to, options->n_kept, work, error);
}

/**
 * jl_cli_backup:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid backup`.
 *
 * Returns: why it left; JL_EXIT_PROBLEMS if the backup is complete but lacks what the service
 * itself has lost
 */
JlExit
jl_cli_backup (const JlApplication *application, int argc, char **argv)
{
  g_auto (Options) options = { NULL };
  g_auto (JlCliFolder) folder = { NULL };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  JlBackupWork work = { .list_photos = application->list_photos,
                        .progress = jl_cli_show_backup_progress,
                        .problems = problems };
  JlExit status;

  if (!parse (argc, argv, &options, &status) ||
      !jl_cli_folder_open (&folder, options.data_dir, &status))
    return status;
  work.stop = jl_cli_watch_signals ();
  jl_cli_progress_begin ();
  if (!run (&folder, &options, &work, &error))
    return jl_cli_fail_backup (JL_EXIT_FAILURE, error);
  return problems->len > 0 ? jl_cli_report (problems, NULL) : JL_EXIT_OK;
}
