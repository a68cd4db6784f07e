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

static JlExit
check_folder (const JlApplication *application, const char *data_dir)
{
  g_autofree const JlSchema **schemas = jl_application_get_schemas (application);
  g_auto (JlCliFolder) folder = { NULL };
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  JlExit status;

  if (!jl_cli_folder_open (&folder, data_dir, &status))
    return status;
  problems = jl_store_check (folder.connection, schemas, folder.keys, &error);
  if (problems == NULL || !check_beside (application, &folder, problems, &error))
    return jl_cli_fail (JL_EXIT_DATA, error);
  return jl_cli_report (problems, _ ("Everything is in order"));
}

static JlExit
check_backup (const JlApplication *application, const char *path)
{
  g_autofree const JlSchema **schemas = jl_application_get_schemas (application);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JlBackup) backup = NULL;
  g_autofree char *all_is_well = NULL;
  g_autoptr (GError) error = NULL;
  const JlBackupWork work = { .list_photos = application->list_photos,
                              .stop = jl_cli_watch_signals (),
                              .progress = jl_cli_show_backup_progress,
                              .problems = problems };

  jl_cli_progress_begin ();
  backup = jl_backup_find (path, &error);
  if (backup == NULL || !jl_backup_check (backup, schemas, &work, &error))
    return jl_cli_fail_backup (JL_EXIT_DATA, error);
  jl_cli_progress_end ();
  all_is_well = g_strdup_printf (_ ("The backup %s is in order"), backup->name);
  return jl_cli_report (problems, all_is_well);
}

/**
 * jl_cli_check:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid check`: of a data folder, or of a backup without restoring it.
 *
 * Returns: why it left; JL_EXIT_PROBLEMS if anything is wrong
 */
JlExit
jl_cli_check (const JlApplication *application, int argc, char **argv)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *backup = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { "backup",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &backup,
      N_ ("instead of a data folder: a backup, or a folder of backups for the newest in it"),
      N_ ("FOLDER") },
    { NULL },
  };
  JlExit status;

  if (!jl_cli_parse ("check", NULL, entries, &argc, &argv, &status))
    return status;
  return backup != NULL ? check_backup (application, backup) : check_folder (application, data_dir);
}
