// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-backend.h"
#include "jl-data-folder.h"
#include "jl-error.h"
#include "jl-founding.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

/* The city whose divisions data/rules holds. */
#define DEFAULT_CITY "石家庄市"
#define DEFAULT_DIVISION "130100"

/* The first line of @path. */
static char *
read_password (const char *path, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  text[strcspn (text, "\r\n")] = '\0';
  if (*text == '\0') {
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, _ ("%s: there is no password in it"), path);
    return NULL;
  }
  return g_steal_pointer (&text);
}

/**
 * jl_cli_init:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid init`.
 *
 * Returns: why it left
 */
JlExit
jl_cli_init (const JlApplication *application, int argc, char **argv)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *administrator = NULL;
  g_autofree char *public_url = NULL;
  g_autofree char *city = NULL;
  g_autofree char *division = NULL;
  g_autofree char *password_file = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { "admin",
      0,
      0,
      G_OPTION_ARG_STRING,
      &administrator,
      N_ ("user name of the first administrator"),
      N_ ("NAME") },
    { "public-url",
      0,
      0,
      G_OPTION_ARG_STRING,
      &public_url,
      N_ ("the address residents will open; it is printed on labels and cannot change later"),
      N_ ("URL") },
    { "city",
      0,
      0,
      G_OPTION_ARG_STRING,
      &city,
      N_ ("name of the city's own organisation; it can be changed later"),
      DEFAULT_CITY },
    { "division",
      0,
      0,
      G_OPTION_ARG_STRING,
      &division,
      N_ ("the city's code of GB/T 2260"),
      DEFAULT_DIVISION },
    { "password-file",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &password_file,
      N_ ("read the administrator's password there; without it one is made and printed"),
      N_ ("FILE") },
    { NULL },
  };
  g_autofree char *password = NULL;
  g_autoptr (JlConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  JlFounding founding = { 0 };
  JlExit status;

  if (!jl_cli_parse ("init", NULL, entries, &argc, &argv, &status))
    return status;
  if (data_dir == NULL || administrator == NULL || public_url == NULL) {
    fprintf (stderr, _ ("%s: --data, --admin and --public-url must be given\n"), g_get_prgname ());
    return JL_EXIT_USAGE;
  }
  password =
      password_file != NULL ? read_password (password_file, &error) : jl_founding_make_password ();
  if (password == NULL)
    return jl_cli_fail (JL_EXIT_USAGE, error);

  config = jl_config_new (data_dir);
  founding.city = city != NULL ? city : DEFAULT_CITY;
  founding.division = division != NULL ? division : DEFAULT_DIVISION;
  founding.administrator = administrator;
  founding.password = password;
  if (!jl_founding_run (application, config, public_url, &founding, &status, &error))
    return jl_cli_fail (status, error);
  printf (_ ("%s is ready. Start the service with: jielid serve --data %s\n"),
          config->data_dir,
          config->data_dir);
  if (password_file == NULL)
    printf (_ ("Password of %s, shown only this once: %s\n"), administrator, password);
  return JL_EXIT_OK;
}
