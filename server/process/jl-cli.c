// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-error.h"
#include "jl-indexer-process.h"
#include "jl-language.h"
#include "jl-log.h"
#include "jl-places.h"
#include "jl-worker-process.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static JlExit
run_worker (const JlApplication *application, int argc, char **argv)
{
  jl_log_start ("worker");
  jl_language_init (jl_places_get_locale_dir ());
  return argc == 2 ? jl_worker_process_run (application, atoi (argv[1])) : JL_EXIT_USAGE;
}

static JlExit
run_indexer (const JlApplication *application, int argc, char **argv)
{
  jl_log_start ("indexer");
  jl_language_init (jl_places_get_locale_dir ());
  return argc == 2 ? jl_indexer_process_run (application, atoi (argv[1])) : JL_EXIT_USAGE;
}

static const JlSubcommand subcommands[] = {
  { "init", NULL, N_ ("make a data folder, its keys and the first administrator"), jl_cli_init },
  { "demo", NULL, N_ ("make a city to try things out in"), jl_cli_demo },
  { "serve", NULL, N_ ("serve the API and the pages for residents"), jl_cli_serve },
  { "import items", "FILE", N_ ("take in the rows of a table"), jl_cli_import },
  { "import organisations", "FILE", N_ ("take in a list of organisations"), jl_cli_import },
  { "import accounts", "FILE", N_ ("invite the people of a list"), jl_cli_import },
  { "import archive", "FILE", N_ ("take in what another service held"), jl_cli_import_archive },
  { "backup", NULL, N_ ("copy everything but the keys elsewhere"), jl_cli_backup },
  { "restore", NULL, N_ ("make a service of a backup"), jl_cli_restore },
  { "export", NULL, N_ ("write everything into an archive that others can read"), jl_cli_export },
  { "purge", NULL, N_ ("show or remove what need not be kept any longer"), jl_cli_purge },
  { "person export",
    "WHO",
    N_ ("write all that is held about a person who asked for it"),
    jl_cli_person_export },
  { "check", NULL, N_ ("check everything that is stored"), jl_cli_check },
  { "journal verify",
    NULL,
    N_ ("check the journal's chains and signatures"),
    jl_cli_journal_verify },
  { "journal heads",
    NULL,
    N_ ("write the signed heads of the chains, for others to keep"),
    jl_cli_journal_heads },
  { "journal show", "[ID]", N_ ("print the journal's entries"), jl_cli_journal_show },
  { "keys list", NULL, N_ ("list the service's keys"), jl_cli_keys_list },
  { "keys rotate",
    "PURPOSE",
    N_ ("make a new key, which is used from then on"),
    jl_cli_keys_rotate },
  { "keys backup", "FILE", N_ ("copy the keys into a file with a passphrase"), jl_cli_keys_backup },
  { "keys restore", "FILE", N_ ("put back keys that are missing"), jl_cli_keys_restore },
  { "worker", NULL, NULL, run_worker },
  { "indexer", NULL, NULL, run_indexer },
};

static void
print_usage (FILE *file)
{
  fprintf (file,
           "%s\n\n",
           _ ("jielid holds the goods, people and records of a city's second-hand market."));
  for (guint i = 0; i < G_N_ELEMENTS (subcommands); i++) {
    if (subcommands[i].help != NULL)
      fprintf (file, "  jielid %-21s %s\n", subcommands[i].name, _ (subcommands[i].help));
  }
  fprintf (file, "  jielid %-21s %s\n\n", "--version", _ ("print the version"));
  fprintf (file, "%s\n", _ ("jielid COMMAND --help tells the options of a command."));
}

/* How many words of @argv are the name of @subcommand, 0: it is another one. */
static int
match_words (const JlSubcommand *subcommand, int argc, char **argv)
{
  g_auto (GStrv) words = g_strsplit (subcommand->name, " ", -1);
  int n = 0;

  while (words[n] != NULL) {
    if (n >= argc || strcmp (words[n], argv[n]) != 0)
      return 0;
    n++;
  }
  return n;
}

/**
 * jl_cli_parse:
 * @name: the subcommand
 * @arguments: (nullable): what it takes beside options
 * @entries: its options
 * @argc: (inout): their number; what remains are the arguments, @argv[0] included
 * @argv: (inout): as given
 * @status: (out): why not
 *
 * Returns: %FALSE if the subcommand shall leave with @status: the options are wrong, which is
 *   printed, or the help was asked for
 */
gboolean
jl_cli_parse (const char *name,
              const char *arguments,
              const GOptionEntry *entries,
              int *argc,
              char ***argv,
              JlExit *status)
{
  g_autoptr (GOptionContext) context = g_option_context_new (arguments);
  g_autoptr (GError) error = NULL;
  g_autofree char *program = g_strdup_printf ("jielid %s", name);
  gboolean help = FALSE;
  const GOptionEntry help_entry[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_ ("print this help"), NULL }, { NULL }
  };

  /* Our own help, because GLib's would print and leave with a name that is not the subcommand's. */
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, help_entry, GETTEXT_PACKAGE);
  g_set_prgname (program);
  if (!g_option_context_parse (context, argc, argv, &error)) {
    *status = jl_cli_fail (JL_EXIT_USAGE, error);
    return FALSE;
  }
  if (help) {
    g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);

    fputs (text, stdout);
    *status = JL_EXIT_OK;
    return FALSE;
  }
  if (arguments == NULL && *argc > 1) {
    fprintf (stderr, _ ("%s: %s is too much\n"), program, (*argv)[1]);
    *status = JL_EXIT_USAGE;
    return FALSE;
  }
  return TRUE;
}

/**
 * jl_cli_parse_one:
 * @name: the subcommand
 * @argument: what it takes beside options
 * @entries: its options
 * @argc: its arguments
 * @argv: its arguments
 * @value: (out) (transfer none): that one argument
 * @status: (out): why not
 *
 * As jl_cli_parse(), for a subcommand that must be told one thing.
 *
 * Returns: %FALSE if the subcommand shall leave with @status
 */
gboolean
jl_cli_parse_one (const char *name,
                  const char *argument,
                  const GOptionEntry *entries,
                  int argc,
                  char **argv,
                  const char **value,
                  JlExit *status)
{
  if (!jl_cli_parse (name, argument, entries, &argc, &argv, status))
    return FALSE;
  if (argc == 2) {
    *value = argv[1];
    return TRUE;
  }
  fprintf (stderr, _ ("%s: %s must be given, once\n"), g_get_prgname (), argument);
  *status = JL_EXIT_USAGE;
  return FALSE;
}

/**
 * jl_cli_load_config:
 * @data_dir: (nullable): what `--data` said
 * @status: (out): why not
 *
 * Returns: (transfer full): the defaults and what `jielid.conf` says, %NULL if the subcommand shall
 *   leave with @status: what is wrong has been printed
 */
JlConfig *
jl_cli_load_config (const char *data_dir, JlExit *status)
{
  g_autoptr (JlConfig) config = NULL;
  g_autoptr (GError) error = NULL;

  if (data_dir == NULL) {
    fprintf (stderr, _ ("%s: --data must say which folder\n"), g_get_prgname ());
    *status = JL_EXIT_USAGE;
    return NULL;
  }
  config = jl_config_new (data_dir);
  if (jl_config_load_file (config, &error))
    return g_steal_pointer (&config);
  *status = jl_cli_fail (JL_EXIT_CONFIG, error);
  return NULL;
}

/**
 * jl_cli_get_language:
 *
 * Returns: the language of the person at the terminal, for what commands say
 */
const char *
jl_cli_get_language (void)
{
  const char *const *names = g_get_language_names ();

  return g_str_has_prefix (names[0], "zh") ? JL_LANGUAGE_CHINESE : JL_LANGUAGE_ENGLISH;
}

/**
 * jl_cli_fail:
 * @status: why the program leaves
 * @error: what went wrong
 *
 * Tells the person at the terminal.
 *
 * Returns: @status
 */
JlExit
jl_cli_fail (JlExit status, const GError *error)
{
  fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
  return status;
}

/**
 * jl_cli_run:
 * @application: what the program consists of
 * @argc: of main()
 * @argv: of main()
 *
 * Runs the subcommand that the command line names.
 *
 * Returns: why it left
 */
JlExit
jl_cli_run (const JlApplication *application, int argc, char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, jl_places_get_locale_dir ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_set_prgname ("jielid");
  /* What people entrust to the service is nobody else's on this machine. */
  umask (0027);

  if (argc == 2 && strcmp (argv[1], "--version") == 0) {
    printf ("jielid %s\n", JL_VERSION);
    return JL_EXIT_OK;
  }
  if (argc == 2 && (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)) {
    print_usage (stdout);
    return JL_EXIT_OK;
  }
  for (guint i = 0; i < G_N_ELEMENTS (subcommands); i++) {
    int n = match_words (&subcommands[i], argc - 1, argv + 1);

    if (n > 0)
      return subcommands[i].run (application, argc - n, argv + n);
  }
  print_usage (stderr);
  return JL_EXIT_USAGE;
}
