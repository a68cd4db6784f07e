// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-archive.h"
#include "jl-data-folder.h"
#include "jl-error.h"
#include "jl-places.h"
#include "jl-store.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>

static void
show_progress (const char *name, gint64 n_records)
{
  fprintf (stderr, "%s: %" PRId64 "\n", name, n_records);
}

static gboolean
run (const JlApplication *application,
     const JlConfig *config,
     const char *output,
     JlExit *status,
     GError **error)
{
  g_autofree const JlSchema **schemas = jl_application_get_schemas (application);
  g_autofree char *rules_dir = jl_places_get_data ("rules");
  g_autoptr (JlRules) rules = jl_rules_load (rules_dir, error);
  JlArchiveExport job = { .data_dir = config->data_dir,
                          .schemas = schemas,
                          .rules = rules,
                          .rules_dir = rules_dir,
                          .path = output,
                          .stop = jl_cli_watch_signals (),
                          .progress = show_progress };

  *status = JL_EXIT_DATA;
  if (rules == NULL || !jl_archive_export (&job, error)) {
    if (g_error_matches (*error, JL_ERROR, JL_ERROR_INVALID))
      *status = JL_EXIT_USAGE;
    if (job.stop != NULL && *job.stop != 0)
      *status = JL_EXIT_INTERRUPTED;
    return FALSE;
  }
  *status = JL_EXIT_OK;
  return TRUE;
}

/**
 * jl_cli_export:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid export`.
 *
 * Returns: why it left
 */
JlExit
jl_cli_export (const JlApplication *application, int argc, char **argv)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *output = NULL;
  g_autoptr (JlConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  JlExit status;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { "output",
      'o',
      0,
      G_OPTION_ARG_FILENAME,
      &output,
      N_ ("the archive, .tar.zst or .zip"),
      N_ ("FILE") },
    { NULL },
  };

  if (!jl_cli_parse ("export", NULL, entries, &argc, &argv, &status))
    return status;
  if (output == NULL) {
    fprintf (stderr, _ ("%s: say by --output which file\n"), g_get_prgname ());
    return JL_EXIT_USAGE;
  }
  config = jl_cli_load_config (data_dir, &status);
  if (config == NULL)
    return status;
  if (!run (application, config, output, &status, &error)) {
    if (status != JL_EXIT_INTERRUPTED)
      return jl_cli_fail (status, error);
    fprintf (stderr, "%s\n", _ ("Interrupted. Run the same again to go on from here"));
    return status;
  }
  printf (_ ("%s holds everything but what belongs to persons\n"), output);
  return JL_EXIT_OK;
}
