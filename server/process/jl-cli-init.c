// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-backend.h"
#include "jl-data-folder.h"
#include "jl-founding.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

/* The city whose divisions data/rules holds. */
#define DEFAULT_CITY "石家庄市"
#define DEFAULT_DIVISION "130100"

typedef struct {
  char *data_dir; /* owned, as all */
  char *administrator;
  char *public_url;
  char *city;
  char *division;
  char *password_file;
  char *password;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->administrator);
  g_free (self->public_url);
  g_free (self->city);
  g_free (self->division);
  g_free (self->password_file);
  g_free (self->password);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, int argc, char **argv, JlExit *status)
{
#define OPTION(name, arg, member, help, value)                                                     \
  {                                                                                                \
    name, 0, 0, G_OPTION_ARG_##arg, &self->member, help, value                                     \
  }
  const GOptionEntry entries[] = {
    OPTION ("data", FILENAME, data_dir, N_ ("the data folder"), N_ ("FOLDER")),
    OPTION (
        "admin", STRING, administrator, N_ ("user name of the first administrator"), N_ ("NAME")),
    OPTION ("public-url",
            STRING,
            public_url,
            N_ ("the address residents will open; it is printed on labels and cannot change later"),
            N_ ("URL")),
    OPTION ("city",
            STRING,
            city,
            N_ ("name of the city's own organisation; it can be changed later"),
            DEFAULT_CITY),
    OPTION ("division", STRING, division, N_ ("the city's code of GB/T 2260"), DEFAULT_DIVISION),
    OPTION ("password-file",
            FILENAME,
            password_file,
            N_ ("read the administrator's password there; without it one is made and printed"),
            N_ ("FILE")),
    { NULL },
  };
#undef OPTION

  if (!jl_cli_parse ("init", NULL, entries, &argc, &argv, status))
    return FALSE;
  if (self->password_file == NULL)
    self->password_file = jl_cli_find_credential (JL_CREDENTIAL_PASSWORD);
  if (self->data_dir != NULL && self->administrator != NULL && self->public_url != NULL)
    return TRUE;
  fprintf (stderr, _ ("%s: --data, --admin and --public-url must be given\n"), g_get_prgname ());
  *status = JL_EXIT_USAGE;
  return FALSE;
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
  g_auto (Options) options = { NULL };
  g_autoptr (JlConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  JlFounding founding;
  JlExit status;

  if (!parse (&options, argc, argv, &status))
    return status;
  options.password = options.password_file != NULL
                         ? jl_cli_read_secret (options.password_file, &error)
                         : jl_founding_make_password ();
  if (options.password == NULL)
    return jl_cli_fail (JL_EXIT_USAGE, error);

  config = jl_config_new (options.data_dir);
  founding = (JlFounding){
    .city = options.city != NULL ? options.city : DEFAULT_CITY,
    .division = options.division != NULL ? options.division : DEFAULT_DIVISION,
    .administrator = options.administrator,
    .password = options.password,
  };
  if (!jl_founding_run (application, config, options.public_url, &founding, &status, &error))
    return jl_cli_fail (status, error);
  printf (_ ("%s is ready. Start the service with: jielid serve --data %s\n"),
          config->data_dir,
          config->data_dir);
  if (options.password_file == NULL)
    printf (
        _ ("Password of %s, shown only this once: %s\n"), options.administrator, options.password);
  return JL_EXIT_OK;
}
