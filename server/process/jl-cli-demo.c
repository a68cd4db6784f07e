// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-backend.h"
#include "jl-founding.h"
#include "jl-places.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

/* Enough to fill every list, and made in a few seconds. */
#define DEFAULT_ITEMS 300
#define MAX_ITEMS 20000000

/* A demo city is for trying, not for keeping: its password is no secret. */
#define ADMINISTRATOR "admin"
#define PASSWORD "jieli-demo"
#define PUBLIC_URL "http://127.0.0.1:8420"
#define CITY "石家庄市"
#define DIVISION "130100"

static void
show_progress (guint n_done, guint n_items)
{
  fprintf (stderr, "\r%u/%u", n_done, n_items);
  if (n_done == n_items)
    fputc ('\n', stderr);
}

static gboolean
parse (int argc, char **argv, char **data_dir, int *n_items, gint64 *seed, JlExit *status)
{
  const GOptionEntry entries[] = {
    { "data",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      data_dir,
      N_ ("the data folder; it is made if it is not there"),
      N_ ("FOLDER") },
    { "items", 0, 0, G_OPTION_ARG_INT, n_items, N_ ("how many items"), N_ ("NUMBER") },
    { "seed",
      0,
      0,
      G_OPTION_ARG_INT64,
      seed,
      N_ ("the same number makes the same city"),
      N_ ("NUMBER") },
    { NULL },
  };

  if (!jl_cli_parse ("demo", NULL, entries, &argc, &argv, status))
    return FALSE;
  *status = JL_EXIT_USAGE;
  if (*data_dir == NULL) {
    fprintf (stderr, _ ("%s: --data must be given\n"), g_get_prgname ());
    return FALSE;
  }
  if (*n_items < 0 || *n_items > MAX_ITEMS) {
    fprintf (stderr, _ ("%s: --items must be between 0 and %d\n"), g_get_prgname (), MAX_ITEMS);
    return FALSE;
  }
  return TRUE;
}

static gboolean
fill (const JlApplication *application,
      const JlConfig *config,
      guint n_items,
      guint64 seed,
      JlExit *status,
      GError **error)
{
  g_autoptr (JlBackend) backend = jl_backend_open (application, config, status, error);
  g_autofree char *texts_dir = jl_places_get_data ("demo");
  JlDemoOptions options = { .texts_dir = texts_dir,
                            .data_dir = config->data_dir,
                            .administrator = ADMINISTRATOR,
                            .password = PASSWORD,
                            .n_items = n_items,
                            .seed = seed,
                            .progress = isatty (STDERR_FILENO) ? show_progress : NULL };

  if (backend == NULL)
    return FALSE;
  options.writer = backend->writer;
  options.rules = backend->rules;
  *status = JL_EXIT_DATA;
  return application->fill_demo (&options, error);
}

/**
 * jl_cli_demo:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid demo`.
 *
 * Returns: why it left
 */
JlExit
jl_cli_demo (const JlApplication *application, int argc, char **argv)
{
  const JlFounding founding = {
    .city = CITY,
    .division = DIVISION,
    .administrator = ADMINISTRATOR,
    .password = PASSWORD,
    .consented = TRUE,
  };
  g_autofree char *data_dir = NULL;
  g_autoptr (JlConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  int n_items = DEFAULT_ITEMS;
  gint64 seed = 1;
  JlExit status;

  if (!parse (argc, argv, &data_dir, &n_items, &seed, &status))
    return status;
  config = jl_config_new (data_dir);
  if (!jl_store_exists (config->data_dir) &&
      !jl_founding_run (application, config, PUBLIC_URL, &founding, &status, &error))
    return jl_cli_fail (status, error);
  if (!fill (application, config, n_items, seed, &status, &error))
    return jl_cli_fail (status, error);
  printf (_ ("%s is ready: %d items. Its accounts are in %s/demo-accounts.json, and their password "
             "is %s\n"),
          config->data_dir,
          n_items,
          config->data_dir,
          PASSWORD);
  return JL_EXIT_OK;
}
