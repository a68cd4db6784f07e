// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-backend.h"
#include "jl-keeping.h"
#include "jl-language.h"
#include "jl-places.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>

/* What a person should read before anything is removed: all rules, and each with its number. */
static void
print_kept (GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++) {
    JlRecord *kept = list->pdata[i];
    gint64 n_due = jl_record_get_integer (kept, JL_KEPT_DUE);
    gint64 n_held = jl_record_get_integer (kept, JL_KEPT_HELD);
    char before[JL_TIME_CHINA_TEXT_SIZE] = "";

    if (jl_record_is_null (kept, JL_KEPT_BEFORE))
      continue;
    jl_time_to_china_text (jl_record_get_integer (kept, JL_KEPT_BEFORE), before);
    printf (_ ("%-16s over before %.10s: %" PRId64 " to go, %" PRId64 " on legal hold\n"),
            jl_record_get_text (kept, JL_KEPT_RECORD),
            before,
            n_due,
            n_held);
    printf ("  %s\n", jl_record_get_text (kept, JL_KEPT_SOURCE));
  }
}

/* Reads only, so it may run beside the service. */
static JlExit
show (const JlApplication *application, const char *data_dir)
{
  g_auto (JlCliFolder) folder = { NULL };
  g_autofree char *rules_dir = jl_places_get_data ("rules");
  g_autoptr (JlRules) rules = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  gint64 now = g_get_real_time () / 1000;
  JlExit status;

  if (!jl_cli_folder_open (&folder, data_dir, &status))
    return status;
  if (application->configure (folder.config, folder.keys, JL_PERSON_ACCESS_NONE, &error))
    rules = jl_rules_load (rules_dir, &error);
  if (rules != NULL)
    list = application->list_kept (folder.connection, rules, now, G_MAXINT, &error);
  if (list == NULL)
    return jl_cli_fail (JL_EXIT_DATA, error);
  print_kept (list);
  printf ("%s\n", _ ("Nothing was removed: that is what --apply is for"));
  return JL_EXIT_OK;
}

static void
print_done (JlWriter *writer)
{
  static const char sql[] = "SELECT record.value, done.value FROM purge, json_each(purge.steps) AS "
                            "step, json_each(step.value) AS record, json_each(step.value) AS done "
                            "WHERE record.key = 'record' AND done.key = 'done' AND purge.id = "
                            "(SELECT max(id) FROM purge)";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_writer_get_connection (writer), sql, NULL);

  while (statement != NULL && jl_statement_step (statement, NULL))
    printf (_ ("%-16s %" PRId64 " removed\n"),
            jl_statement_get_text (statement, 0),
            jl_statement_get_integer (statement, 1));
}

static JlExit
apply (const JlApplication *application, const char *data_dir)
{
  const JlFrame frame = {
    .command = application->purge->name,
    .language = jl_cli_get_language (),
    .parameters = (const char *const[]){ NULL },
  };
  JlExit status = JL_EXIT_USAGE;
  g_autoptr (JlConfig) config = jl_cli_load_config (data_dir, &status);
  g_autoptr (JlBackend) backend = NULL;
  g_autoptr (JlReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (config == NULL)
    return status;
  backend = jl_backend_open (application, config, &status, &error);
  if (backend == NULL)
    return jl_cli_fail (status, error);
  reply = jl_writer_call_own (backend->writer, &frame);
  if (reply->error != NULL)
    return jl_cli_fail (JL_EXIT_DATA, reply->error);
  /* All that fell due has its turn, and then, in a pass of its own, the end. */
  for (guint i = 0; i < 2; i++) {
    while (jl_writer_run_due (backend->writer))
      continue;
  }
  print_done (backend->writer);
  return JL_EXIT_OK;
}

/**
 * jl_cli_purge:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid purge`: what the retention rules let go of, and with `--apply` its removal.
 *
 * Returns: why it left
 */
JlExit
jl_cli_purge (const JlApplication *application, int argc, char **argv)
{
  g_autofree char *data_dir = NULL;
  gboolean is_meant = FALSE;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { "apply",
      0,
      0,
      G_OPTION_ARG_NONE,
      &is_meant,
      N_ ("remove it, now; the service must not run"),
      NULL },
    { NULL },
  };
  JlExit status;

  if (!jl_cli_parse ("purge", NULL, entries, &argc, &argv, &status))
    return status;
  jl_language_init (jl_places_get_locale_dir ());
  return is_meant ? apply (application, data_dir) : show (application, data_dir);
}
