// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-archive-import.h"
#include "jl-backend.h"
#include "jl-error.h"
#include "jl-index-thread.h"
#include "jl-language.h"
#include "jl-places.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const volatile int *stop;

static gboolean
go_on (JlArchivePhase phase, gint64 n_done, gint64 n)
{
  g_autofree char *size = NULL;
  gint64 elapsed;

  if (*stop != 0)
    return FALSE;
  if (!jl_cli_progress_is_due (n > 0 && n_done == n, &elapsed))
    return TRUE;
  switch (phase) {
  case JL_ARCHIVE_CHECKING:
    size = g_format_size ((guint64)n_done);
    jl_cli_progress_tell (_ ("Checking the archive: %s"), size);
    break;
  case JL_ARCHIVE_COPYING:
    jl_cli_progress_tell (_ ("Photos: %" PRId64 " of %" PRId64 " files"), n_done, n);
    break;
  case JL_ARCHIVE_TAKING:
    jl_cli_progress_tell (_ ("Records: %" PRId64 " of %" PRId64), n_done, n);
    break;
  }
  return TRUE;
}

/* Rules decide about what is done from now on; what was decided keeps the version it names. */
static void
tell_rules (JlBackend *backend, JlRecord *manifest)
{
  const char *theirs = jl_record_get_text (manifest, JL_ARCHIVE_ABOUT_RULES_VERSION);

  if (g_strcmp0 (theirs, jl_rules_get_version (backend->rules)) != 0)
    printf ("%s\n",
            _ ("The archive was made under another version of the rules. They are in it, below "
               "rules/, and are not taken in"));
}

static JlExit
sum_up (JlBackend *backend,
        const JlArchiveContents *contents,
        const JlImportMark *mark,
        const char *report)
{
  printf (_ ("%" PRId64 " records: %" PRId64 " taken in, %" PRId64
             " were of the other service alone, %" PRId64 " refused; %" PRId64 " photo files\n"),
          mark->n_rows,
          mark->n_taken,
          mark->n_partly,
          mark->n_refused,
          contents->n_photos);
  if (g_file_test (report, G_FILE_TEST_EXISTS))
    printf (_ ("One by one: %s\n"), report);
  tell_rules (backend, contents->manifest);
  return mark->n_refused > 0 ? JL_EXIT_PROBLEMS : JL_EXIT_OK;
}

static JlExit
fail (const GError *error)
{
  jl_cli_progress_end ();
  if (g_error_matches (error, JL_ERROR, JL_ERROR_UNAVAILABLE) && *stop != 0) {
    fprintf (stderr, "%s\n", _ ("Interrupted. Run the same again to go on from here"));
    return JL_EXIT_INTERRUPTED;
  }
  if (g_error_matches (error, JL_ERROR, JL_ERROR_STORAGE_FULL))
    return jl_cli_fail (JL_EXIT_NO_SPACE, error);
  if (g_error_matches (error, JL_ERROR, JL_ERROR_INVALID) ||
      g_error_matches (error, JL_ERROR, JL_ERROR_CORRUPT) ||
      g_error_matches (error, JL_ERROR, JL_ERROR_MALFORMED))
    return jl_cli_fail (JL_EXIT_PROBLEMS, error);
  return jl_cli_fail (JL_EXIT_DATA, error);
}

static JlExit
run (const JlApplication *application,
     const JlConfig *config,
     const char *archive,
     const char *report)
{
  g_autoptr (GError) error = NULL;
  g_auto (JlArchiveContents) contents = { NULL };
  g_autoptr (JlBackend) backend = NULL;
  g_autoptr (JlIndexThread) indexing = NULL;
  JlArchiveImport job = { .path = archive,
                          .data_dir = config->data_dir,
                          .adapt = application->adapt,
                          .check_photo = application->check_photo,
                          .settle = application->settle,
                          .report_path = report,
                          .go_on = go_on };
  JlImportMark mark;
  JlExit status;

  stop = jl_cli_watch_signals ();
  backend = jl_backend_open (application, config, &status, &error);
  if (backend == NULL)
    return error == NULL ? status : jl_cli_fail (status, error);
  indexing = jl_index_thread_new (application, backend->rules, config->data_dir, stop, &error);
  if (indexing == NULL)
    return jl_cli_fail (JL_EXIT_DATA, error);
  job.writer = backend->writer;
  job.schemas = backend->schemas;
  jl_language_init (jl_places_get_locale_dir ());
  jl_cli_progress_begin ();
  if (!jl_archive_import (&job, &contents, &mark, &error))
    return fail (error);
  jl_cli_progress_end ();
  fprintf (stderr, "%s\n", _ ("Making it searchable"));
  if (!jl_index_thread_finish (indexing, &error))
    return jl_cli_fail (JL_EXIT_DATA, error);
  return sum_up (backend, &contents, &mark, report);
}

/**
 * jl_cli_import_archive:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid import archive`.
 *
 * Returns: why it left; JL_EXIT_PROBLEMS if the archive is not right or records were refused
 */
JlExit
jl_cli_import_archive (const JlApplication *application, int argc, char **argv)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *report = NULL;
  g_autoptr (JlConfig) config = NULL;
  JlExit status;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { "report",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &report,
      N_ ("where to say what was refused; beside the file if not given"),
      N_ ("FILE") },
    { NULL },
  };

  if (!jl_cli_parse ("import archive", _ ("FILE"), entries, &argc, &argv, &status))
    return status;
  if (argc != 2) {
    fprintf (stderr, _ ("%s: say which file\n"), g_get_prgname ());
    return JL_EXIT_USAGE;
  }
  if (report == NULL)
    report = g_strconcat (argv[1], ".report.csv", NULL);
  config = jl_cli_load_config (data_dir, &status);
  return config == NULL ? status : run (application, config, argv[1], report);
}
