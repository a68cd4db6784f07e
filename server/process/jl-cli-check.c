// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-check.h"
#include "jl-data-folder.h"
#include "jl-id.h"
#include "jl-places.h"
#include "jl-search-check.h"
#include "jl-search-find.h"
#include "jl-signed-head.h"
#include "jl-store.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>

/* What checks look at. They only read, so they may run beside the service. */
typedef struct {
  JlConfig *config;         /* owned */
  JlKeys *keys;             /* owned */
  JlConnection *connection; /* owned */
} Opened;

static void
opened_clear (Opened *self)
{
  g_clear_pointer (&self->connection, jl_connection_close);
  g_clear_pointer (&self->keys, jl_keys_free);
  g_clear_pointer (&self->config, jl_config_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Opened, opened_clear)

static gboolean
open_folder (Opened *self, const char *data_dir, JlExit *status)
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

/* For those that take nothing but the folder. */
static gboolean
parse_and_open (Opened *self, const char *name, int argc, char **argv, JlExit *status)
{
  g_autofree char *data_dir = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { NULL },
  };

  return jl_cli_parse (name, NULL, entries, &argc, &argv, status) &&
         open_folder (self, data_dir, status);
}

static JlExit
report (GPtrArray *problems, const char *all_is_well)
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

static gboolean
check_search (const JlApplication *application,
              const Opened *opened,
              GPtrArray *problems,
              GError **error)
{
  g_autofree char *rules_dir = jl_places_get_data ("rules");
  g_autoptr (JlRules) rules = jl_rules_load (rules_dir, error);
  JlSearchSource source;

  if (rules == NULL)
    return FALSE;
  application->init_search (&source, rules);
  return jl_search_check (opened->connection, &source, problems, error);
}

/* All of it as it is at one moment. */
static gboolean
check_beside (const JlApplication *application,
              const Opened *opened,
              GPtrArray *problems,
              GError **error)
{
  const char *data_dir = opened->config->data_dir;
  g_autofree char *search_path = jl_data_folder_get_search_path (data_dir);
  gboolean ok;

  /* It is made anew when the service starts. */
  gboolean has_search =
      application->init_search != NULL && g_file_test (search_path, G_FILE_TEST_EXISTS);

  if ((has_search && !jl_search_attach (opened->connection, search_path, error)) ||
      !jl_connection_begin_read (opened->connection, error))
    return FALSE;
  ok = (!has_search || check_search (application, opened, problems, error)) &&
       (application->check_files == NULL ||
        application->check_files (opened->connection, data_dir, problems, error));
  jl_connection_end_read (opened->connection);
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
  g_auto (Opened) opened = { NULL };
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  JlExit status;

  if (!parse_and_open (&opened, "check", argc, argv, &status))
    return status;
  problems = jl_store_check (opened.connection, schemas, opened.keys, &error);
  if (problems == NULL || !check_beside (application, &opened, problems, &error))
    return jl_cli_fail (JL_EXIT_DATA, error);
  return report (problems, _ ("Everything is in order"));
}

static void
add_journal_problems (GPtrArray *problems, GPtrArray *found)
{
  for (guint i = 0; i < found->len; i++) {
    const JlJournalProblem *problem = g_ptr_array_index (found, i);
    char id[JL_ID_TEXT_SIZE];

    jl_id_to_text (problem->organisation, id);
    g_ptr_array_add (
        problems,
        g_strdup_printf (
            "%s %" G_GINT64_FORMAT ": %s", id, problem->organisation_seq, problem->text));
  }
}

/**
 * jl_cli_journal_verify:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid journal verify`.
 *
 * Returns: why it left; JL_EXIT_PROBLEMS if a chain or a signature is wrong
 */
JlExit
jl_cli_journal_verify (const JlApplication *application, int argc, char **argv)
{
  g_auto (Opened) opened = { NULL };
  g_autoptr (GPtrArray) chains = NULL;
  g_autoptr (GPtrArray) heads = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *all_is_well = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_entries = 0;
  JlExit status;

  if (!parse_and_open (&opened, "journal verify", argc, argv, &status))
    return status;
  /* As it is at one moment, whatever the service is writing. */
  if (jl_connection_begin_read (opened.connection, &error)) {
    chains = jl_journal_verify (opened.connection, &n_entries, &error);
    heads = chains != NULL ? jl_signed_heads_verify (opened.connection, opened.keys, &error) : NULL;
    jl_connection_end_read (opened.connection);
  }
  if (heads == NULL)
    return jl_cli_fail (JL_EXIT_DATA, error);
  add_journal_problems (problems, chains);
  add_journal_problems (problems, heads);
  all_is_well = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                              "%" PRId64 " entry: all chains are whole",
                                              "%" PRId64 " entries: all chains are whole",
                                              n_entries),
                                 n_entries);
  return report (problems, all_is_well);
}

typedef struct {
  gboolean bodies;
} Show;

static const char *
describe_body (const char *body)
{
  if (body == NULL)
    return _ ("(erased)");
  return *body != '\0' ? body : _ ("(damaged)");
}

static void
show_entry (const JlJournalEntry *entry, gpointer user_data)
{
  const Show *show = user_data;
  char at[JL_TIME_TEXT_SIZE];
  char organisation[JL_ID_TEXT_SIZE];
  char actor[JL_ID_TEXT_SIZE] = "-";

  jl_time_to_text (entry->at, at);
  jl_id_to_text (entry->organisation, organisation);
  if (entry->actor != 0)
    jl_id_to_text (entry->actor, actor);
  printf ("%" G_GINT64_FORMAT " %s %s %s:%" G_GINT64_FORMAT " %s\n",
          entry->seq,
          at,
          entry->command,
          organisation,
          entry->organisation_seq,
          actor);
  if (show->bodies)
    printf ("  %s\n", describe_body (entry->body));
}

/**
 * jl_cli_journal_show:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid journal show`: a line for each entry: number, time, command, the journal it is chained in
 * and its number there, account.
 *
 * Returns: why it left
 */
JlExit
jl_cli_journal_show (const JlApplication *application, int argc, char **argv)
{
  g_autofree char *data_dir = NULL;
  gint64 after = 0;
  gint limit = G_MAXINT;
  Show show = { FALSE };
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { "after", 0, 0, G_OPTION_ARG_INT64, &after, N_ ("only later entries"), N_ ("NUMBER") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("not more entries"), N_ ("NUMBER") },
    { "bodies", 0, 0, G_OPTION_ARG_NONE, &show.bodies, N_ ("with what each says"), NULL },
    { NULL },
  };
  g_auto (Opened) opened = { NULL };
  g_autoptr (GError) error = NULL;
  gint64 record = 0;
  JlExit status;

  if (!jl_cli_parse ("journal show", _ ("[RECORD]"), entries, &argc, &argv, &status))
    return status;
  if (argc > 2 || limit < 0) {
    fprintf (stderr, _ ("%s: one record, and no negative limit\n"), g_get_prgname ());
    return JL_EXIT_USAGE;
  }
  if (argc == 2 && !jl_id_from_text (argv[1], &record, &error))
    return jl_cli_fail (JL_EXIT_USAGE, error);
  if (!open_folder (&opened, data_dir, &status))
    return status;
  if (!jl_journal_foreach (opened.connection, record, after, limit, show_entry, &show, &error))
    return jl_cli_fail (JL_EXIT_DATA, error);
  return JL_EXIT_OK;
}
