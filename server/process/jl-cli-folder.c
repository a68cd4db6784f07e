// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-data-folder.h"
#include "jl-store.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

/**
 * jl_cli_folder_clear:
 * @self: what was opened, or zeros
 */
void
jl_cli_folder_clear (JlCliFolder *self)
{
  g_clear_pointer (&self->connection, jl_connection_close);
  g_clear_pointer (&self->keys, jl_keys_free);
  g_clear_pointer (&self->config, jl_config_free);
}

/**
 * jl_cli_folder_open:
 * @self: zeros
 * @data_dir: (nullable): what `--data` said
 * @status: (out): why not
 *
 * Opens a data folder to look at, whether or not a service runs on it.
 *
 * Returns: %FALSE if the subcommand shall leave with @status: what is wrong has been printed
 */
gboolean
jl_cli_folder_open (JlCliFolder *self, const char *data_dir, JlExit *status)
{
  g_autoptr (GError) error = NULL;

  self->config = jl_cli_load_config (data_dir, status);
  if (self->config == NULL)
    return FALSE;
  if (jl_data_folder_check (self->config->data_dir, &error)) {
    self->keys = jl_keys_load (self->config->data_dir, &error);
    if (self->keys != NULL)
      self->connection = jl_store_open_reader (self->config->data_dir, &error);
  }
  if (self->connection != NULL)
    return TRUE;
  *status = jl_cli_fail (JL_EXIT_DATA, error);
  return FALSE;
}

/**
 * jl_cli_folder_parse:
 * @self: zeros
 * @name: the subcommand, which takes nothing but the folder
 * @argc: its arguments
 * @argv: its arguments
 * @status: (out): why not
 *
 * Returns: as jl_cli_folder_open()
 */
gboolean
jl_cli_folder_parse (JlCliFolder *self, const char *name, int argc, char **argv, JlExit *status)
{
  g_autofree char *data_dir = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { NULL },
  };

  return jl_cli_parse (name, NULL, entries, &argc, &argv, status) &&
         jl_cli_folder_open (self, data_dir, status);
}

/**
 * jl_cli_report:
 * @problems: (element-type utf8): what a check found
 * @all_is_well: what to say if that is nothing
 *
 * Returns: why the subcommand leaves
 */
JlExit
jl_cli_report (GPtrArray *problems, const char *all_is_well)
{
  for (guint i = 0; i < problems->len; i++)
    printf ("%s\n", (const char *)g_ptr_array_index (problems, i));
  if (problems->len == 0) {
    printf ("%s\n", all_is_well);
    return JL_EXIT_OK;
  }
  printf (g_dngettext (GETTEXT_PACKAGE, "%u problem\n", "%u problems\n", problems->len),
          problems->len);
  return JL_EXIT_PROBLEMS;
}
