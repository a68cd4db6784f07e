// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-check.h"
#include "jl-data-folder.h"
#include "jl-places.h"
#include "jl-search-check.h"
#include "jl-search-find.h"
#include "jl-store.h"

#include <glib/gi18n-lib.h>

static gboolean
check_search (const JlApplication *application,
              const JlCliFolder *folder,
              GPtrArray *problems,
              GError **error)
{
  g_autofree char *rules_dir = jl_places_get_data ("rules");
  g_autoptr (JlRules) rules = jl_rules_load (rules_dir, error);
  JlSearchSource source;

  if (rules == NULL)
    return FALSE;
  application->init_search (&source, rules);
  return jl_search_check (folder->connection, &source, problems, error);
}

/* All of it as it is at one moment. */
static gboolean
check_beside (const JlApplication *application,
              const JlCliFolder *folder,
              GPtrArray *problems,
              GError **error)
{
  const char *data_dir = folder->config->data_dir;
  g_autofree char *search_path = jl_data_folder_get_search_path (data_dir);
  gboolean ok;

  /* It is made anew when the service starts. */
  gboolean has_search =
      application->init_search != NULL && g_file_test (search_path, G_FILE_TEST_EXISTS);

  if ((has_search && !jl_search_attach (folder->connection, search_path, error)) ||
      !jl_connection_begin_read (folder->connection, error))
    return FALSE;
  ok = (!has_search || check_search (application, folder, problems, error)) &&
       (application->check_files == NULL ||
        application->check_files (folder->connection, data_dir, problems, error));
  jl_connection_end_read (folder->connection);
  return ok;
}

/**
 * jl_cli_check:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid check`.
 *
 * Returns: why it left; JL_EXIT_PROBLEMS if anything is wrong
 */
JlExit
jl_cli_check (const JlApplication *application, int argc, char **argv)
{
  g_autofree const JlSchema **schemas = jl_application_get_schemas (application);
  g_auto (JlCliFolder) folder = { NULL };
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  JlExit status;

  if (!jl_cli_folder_parse (&folder, "check", argc, argv, &status))
    return status;
  problems = jl_store_check (folder.connection, schemas, folder.keys, &error);
  if (problems == NULL || !check_beside (application, &folder, problems, &error))
    return jl_cli_fail (JL_EXIT_DATA, error);
  return jl_cli_report (problems, _ ("Everything is in order"));
}
