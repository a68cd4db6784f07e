// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-backend.h"
#include "jl-data-folder.h"
#include "jl-error.h"
#include "jl-language.h"
#include "jl-places.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* How often progress is told: on a terminal in one line, otherwise in a line each time. */
#define PROGRESS_TERMINAL (G_USEC_PER_SEC / 4)
#define PROGRESS_LOG (10 * G_USEC_PER_SEC)
/* Records at a time, while nobody waits for what is new. */
#define INDEX_BUDGET 5000

static volatile int stop_asked;

/* What the command line says. */
typedef struct {
  char *data_dir;     /* owned */
  char *organisation; /* owned, nullable */
  char *report;       /* owned */
  char *file;         /* owned */
  gboolean dry_run;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->organisation);
  g_free (self->report);
  g_free (self->file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
stop_cb (int number)
{
  stop_asked = 1;
}

/* The first signal lets the running batch be kept; a second one ends the program at once, and the
 * next run does that batch again. */
static void
watch_signals (void)
{
  struct sigaction action = { .sa_handler = stop_cb, .sa_flags = (int)SA_RESETHAND | SA_RESTART };

  stop_asked = 0;
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

/* When it was told last, and since when this run goes on. */
static struct {
  gint64 begun;
  gint64 told;
  gboolean is_terminal;
  gboolean has_news; /* rows were taken in or refused by this run */
} clock_of_progress;

static void
begin_progress (void)
{
  clock_of_progress.begun = clock_of_progress.told = g_get_monotonic_time ();
  clock_of_progress.is_terminal = isatty (STDERR_FILENO);
}

static void
end_line (void)
{
  if (clock_of_progress.is_terminal)
    fputc ('\n', stderr);
}

static gboolean
is_time_to_tell (gboolean is_last, gint64 *elapsed)
{
  gint64 now = g_get_monotonic_time ();
  gint64 interval = clock_of_progress.is_terminal ? PROGRESS_TERMINAL : PROGRESS_LOG;

  if (!is_last && now - clock_of_progress.told < interval)
    return FALSE;
  clock_of_progress.told = now;
  *elapsed = MAX (now - clock_of_progress.begun, 1);
  return TRUE;
}

static void
show_progress (const JlImportProgress *progress)
{
  gint64 n_new = progress->n_done - progress->n_before;
  gint64 n_left = progress->n_rows - progress->n_done;
  gint64 elapsed;
  gint64 seconds;

  clock_of_progress.has_news = TRUE;
  if (!is_time_to_tell (n_left == 0, &elapsed))
    return;
  seconds = n_new == 0 ? 0 : (gint64)((double)elapsed / n_new * n_left / G_USEC_PER_SEC);
  fprintf (stderr, clock_of_progress.is_terminal ? "\r\033[K" : "");
  fprintf (
      stderr,
      _ ("%" PRId64 " of %" PRId64 " rows, %" PRId64 " a second, %" PRId64 ":%02" PRId64 " left"),
      progress->n_done,
      progress->n_rows,
      (gint64)((double)n_new * G_USEC_PER_SEC / elapsed),
      seconds / 60,
      seconds % 60);
  if (!clock_of_progress.is_terminal)
    fputc ('\n', stderr);
  fflush (stderr);
}

/* Whether all of the file is done with; the rest is for the next run. */
static JlExit
sum_up (const Options *options, const JlImportMark *mark)
{
  printf (_ ("%" PRId64 " rows: %" PRId64 " taken in (%" PRId64 " of them not published), %" PRId64
             " refused\n"),
          mark->n_rows,
          mark->n_taken,
          mark->n_partly,
          mark->n_refused);
  if (!clock_of_progress.has_news && mark->finished_at != 0 && mark->n_rows > 0)
    printf ("%s\n", _ ("All of this file was taken in before: nothing was left to do"));
  if (options->dry_run)
    printf ("%s\n", _ ("This was a trial: nothing was kept"));
  if (mark->n_partly > 0 || mark->n_refused > 0)
    printf (_ ("Why, row by row: %s\n"), options->report);
  if (mark->finished_at == 0) {
    printf ("%s\n", _ ("Interrupted. Run the same again to go on from here"));
    return JL_EXIT_INTERRUPTED;
  }
  return mark->n_refused > 0 ? JL_EXIT_PROBLEMS : JL_EXIT_OK;
}

/* So that what was taken in can be found at once. A service that starts would do the rest. */
static gboolean
index_news (const JlApplication *application,
            JlBackend *backend,
            const char *data_dir,
            GError **error)
{
  g_autofree char *path = jl_data_folder_get_search_path (data_dir);
  JlSearchSource source;
  g_autoptr (JlSearchIndex) index = jl_search_index_open (path, error);
  g_autoptr (JlConnection) connection = NULL;
  g_autoptr (JlIndexer) indexer = NULL;
  gboolean is_behind = TRUE;

  if (index == NULL)
    return FALSE;
  connection = jl_store_open_reader (data_dir, error);
  if (connection == NULL)
    return FALSE;
  application->init_search (&source, backend->rules);
  indexer = jl_indexer_new (g_steal_pointer (&connection), g_steal_pointer (&index), &source);
  fprintf (stderr, "%s\n", _ ("Making it searchable"));
  while (is_behind && stop_asked == 0) {
    if (!jl_indexer_catch_up (indexer, INDEX_BUDGET, &is_behind, error))
      return FALSE;
  }
  return TRUE;
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
  JlImportJob job = { .kind = kind,
                      .path = options->file,
                      .report_path = options->report,
                      .dry_run = options->dry_run,
                      .stop = &stop_asked,
                      .progress = show_progress };

  if (config == NULL)
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
  jl_language_init (jl_places_get_locale_dir ());
  watch_signals ();
  begin_progress ();
  if (!jl_import_run (&job, mark, error)) {
    if (g_error_matches (*error, JL_ERROR, JL_ERROR_INVALID))
      *status = JL_EXIT_PROBLEMS;
    return FALSE;
  }
  end_line ();
  return options->dry_run || mark->finished_at == 0 ||
         index_news (application, backend, config->data_dir, error);
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
    { NULL },
  };

  if (!jl_cli_parse (command, _ ("FILE.csv"), entries, &argc, &argv, status))
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
