// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-backend.h"
#include "jl-error.h"
#include "jl-index-thread.h"
#include "jl-language.h"
#include "jl-places.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* After so many rows the indexer is told that there are new ones. */
#define INDEXED_ROWS 5000

/* What the command line says. */
typedef struct {
  char *data_dir;     /* owned */
  char *organisation; /* owned, nullable */
  char *report;       /* owned */
  char *file;         /* owned */
  char *encoding;     /* owned, nullable */
  gboolean dry_run;
  gboolean anew;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->organisation);
  g_free (self->report);
  g_free (self->file);
  g_free (self->encoding);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean has_news; /* rows were taken in or refused by this run */

static void
show_progress (const JlImportProgress *progress, gpointer indexing)
{
  gint64 n_new = progress->n_done - progress->n_before;
  gint64 n_left = progress->n_rows - progress->n_done;
  gint64 elapsed;
  gint64 seconds;

  has_news = TRUE;
  if (indexing != NULL && progress->n_done % INDEXED_ROWS == 0)
    jl_index_thread_wake (indexing);
  if (!jl_cli_progress_is_due (n_left == 0, &elapsed))
    return;
  seconds = n_new == 0 ? 0 : (gint64)((double)elapsed / n_new * n_left / G_USEC_PER_SEC);
  jl_cli_progress_tell (
      _ ("%" PRId64 " of %" PRId64 " rows, %" PRId64 " a second, %" PRId64 ":%02" PRId64 " left"),
      progress->n_done,
      progress->n_rows,
      (gint64)((double)n_new * G_USEC_PER_SEC / elapsed),
      seconds / 60,
      seconds % 60);
}

/* Whether all of the file is done with; the rest is for the next run. */
static JlExit
sum_up (const Options *options, const JlImportMark *mark)
{
  printf (_ ("%" PRId64 " rows: %" PRId64 " taken in (%" PRId64 " of them not in all), %" PRId64
             " refused\n"),
          mark->n_rows,
          mark->n_taken,
          mark->n_partly,
          mark->n_refused);
  if (!has_news && mark->finished_at != 0 && mark->n_rows > 0)
    printf ("%s\n", _ ("All of this file was taken in before: nothing was left to do"));
  if (options->dry_run)
    printf ("%s\n", _ ("This was a trial: nothing was kept"));
  if (g_file_test (options->report, G_FILE_TEST_EXISTS))
    printf (_ ("Row by row: %s\n"), options->report);
  if (mark->finished_at == 0) {
    printf ("%s\n", _ ("Interrupted. Run the same again to go on from here"));
    return JL_EXIT_INTERRUPTED;
  }
  return mark->n_refused > 0 ? JL_EXIT_PROBLEMS : JL_EXIT_OK;
}

static gboolean
read_encoding (const Options *options, JlEncoding *encoding, JlExit *status)
{
  if (options->encoding == NULL || jl_encoding_from_name (options->encoding, encoding))
    return TRUE;
  fprintf (stderr, _ ("%s: the encodings are utf-8 and gbk\n"), g_get_prgname ());
  *status = JL_EXIT_USAGE;
  return FALSE;
}

static gboolean
run (const JlApplication *application,
     const JlImportKind *kind,
     const Options *options,
     JlImportMark *mark,
     JlExit *status,
     GError **error)
{
  g_autoptr (JlConfig) config = jl_cli_load_config (options->data_dir, status);
  g_autoptr (JlBackend) backend = NULL;
  g_autoptr (JlIndexThread) indexing = NULL;
  JlImportJob job = { .kind = kind,
                      .report_path = options->report,
                      .dry_run = options->dry_run,
                      .stop = jl_cli_watch_signals (),
                      .progress = show_progress };
  JlImportFile file = { .path = options->file, .anew = options->anew };

  if (config == NULL || !read_encoding (options, &file.encoding, status))
    return FALSE;
  backend = jl_backend_open (application, config, status, error);
  if (backend == NULL)
    return FALSE;
  *status = JL_EXIT_DATA;
  job.writer = backend->writer;
  job.setting =
      (JlImportSetting){ .connection = jl_writer_get_connection (backend->writer),
                         .rules = backend->rules,
                         .today = jl_time_get_china_date (jl_writer_get_time (backend->writer)),
                         .organisation = options->organisation,
                         .language = jl_cli_get_language () };
  if (!options->dry_run) {
    indexing = jl_index_thread_new (application, backend->rules, config->data_dir, job.stop, error);
    if (indexing == NULL)
      return FALSE;
  }
  job.user_data = indexing;
  jl_language_init (jl_places_get_locale_dir ());
  jl_cli_progress_begin ();
  if (!jl_import_file (&job, &file, mark, error)) {
    if (g_error_matches (*error, JL_ERROR, JL_ERROR_INVALID) ||
        g_error_matches (*error, JL_ERROR, JL_ERROR_CONFLICT))
      *status = JL_EXIT_PROBLEMS;
    return FALSE;
  }
  jl_cli_progress_end ();
  if (indexing == NULL || mark->finished_at == 0)
    return TRUE;
  fprintf (stderr, "%s\n", _ ("Making it searchable"));
  return jl_index_thread_finish (indexing, error);
}

static gboolean
parse (const char *name, int argc, char **argv, Options *options, JlExit *status)
{
  g_autofree char *command = g_strdup_printf ("import %s", name);
  const GOptionEntry entries[] = {
    { "data",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->data_dir,
      N_ ("the data folder"),
      N_ ("FOLDER") },
    { "organisation",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options->organisation,
      N_ ("whose they are, by the prefix of its labels or its id, unless a column says it"),
      N_ ("PREFIX") },
    { "report",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->report,
      N_ ("where to say what was refused; beside the file if not given"),
      N_ ("FILE") },
    { "dry-run",
      'n',
      0,
      G_OPTION_ARG_NONE,
      &options->dry_run,
      N_ ("try all rows, and keep nothing"),
      NULL },
    { "encoding",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options->encoding,
      N_ ("utf-8 or gbk, where a CSV file does not show which"),
      N_ ("ENCODING") },
    { "anew",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options->anew,
      N_ ("the file was changed since it was interrupted, and what was taken in is not in it"),
      NULL },
    { NULL },
  };

  if (!jl_cli_parse (command, _ ("FILE"), entries, &argc, &argv, status))
    return FALSE;
  *status = JL_EXIT_USAGE;
  if (argc != 2) {
    fprintf (stderr, _ ("%s: say which file\n"), g_get_prgname ());
    return FALSE;
  }
  options->file = g_strdup (argv[1]);
  if (options->report == NULL)
    options->report = g_strconcat (options->file, ".report.csv", NULL);
  return TRUE;
}

/**
 * jl_cli_import:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments; the first is the name of one of the application's imports
 *
 * `jielid import KIND`.
 *
 * Returns: why it left; JL_EXIT_PROBLEMS if rows were refused, JL_EXIT_INTERRUPTED if some are left
 */
JlExit
jl_cli_import (const JlApplication *application, int argc, char **argv)
{
  g_auto (Options) options = { NULL };
  g_autoptr (GError) error = NULL;
  const JlImportKind *const *kind = application->imports;
  JlImportMark mark;
  JlExit status;

  while (strcmp ((*kind)->name, argv[0]) != 0)
    kind++;
  if (!parse ((*kind)->name, argc, argv, &options, &status))
    return status;
  if (!run (application, *kind, &options, &mark, &status, &error))
    return error == NULL ? status : jl_cli_fail (status, error);
  return sum_up (&options, &mark);
}
