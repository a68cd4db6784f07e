// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-error.h"
#include "jl-heads-file.h"
#include "jl-id.h"
#include "jl-signed-head.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>

/* More than the heads of a city with ten million entries. */
#define MAX_HEADS_BYTES (256 * 1024 * 1024)

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

/* Reads a file of heads that somebody brings; tells what is wrong with it. */
static JlRecord *
load_heads (const char *path)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GError) error = NULL;
  JlRecord *heads = NULL;

  file = g_mapped_file_new (path, FALSE, &error);
  if (file != NULL && g_mapped_file_get_length (file) > MAX_HEADS_BYTES)
    fprintf (stderr, _ ("%s: %s is too large for a file of heads\n"), g_get_prgname (), path);
  else if (file != NULL)
    heads = jl_chain_heads_read (
        g_mapped_file_get_contents (file), g_mapped_file_get_length (file), &error);
  if (error != NULL) {
    const char *field = jl_error_get_field (error);

    fprintf (stderr,
             "%s: %s: %s%s%s\n",
             g_get_prgname (),
             path,
             field != NULL ? field : "",
             field != NULL ? " " : "",
             error->message);
  }
  return heads;
}

/* Who vouches for the file. Whose a key is that is not ours, only people can know. */
static void
print_signers (JlRecord *heads, JlKeys *keys)
{
  GPtrArray *signatures = jl_record_get_list (heads, JL_CHAIN_HEADS_SIGNATURES);

  if (signatures->len == 0)
    printf ("%s\n", _ ("The file as a whole is not signed, each head in it is"));
  for (guint i = 0; i < signatures->len; i++) {
    JlRecord *signature = signatures->pdata[i];
    const char *key = jl_record_get_text (signature, JL_HEADS_SIGNATURE_KEY);
    char at[JL_TIME_TEXT_SIZE];

    jl_time_to_text (jl_record_get_integer (signature, JL_HEADS_SIGNATURE_SIGNED_AT), at);
    printf (jl_keys_get_public (keys, key) != NULL
                ? _ ("Signed by this service, %s, with key %s at %s\n")
                : _ ("Signed by %s with key %s at %s; ask them whether this key is theirs\n"),
            jl_record_get_text (signature, JL_HEADS_SIGNATURE_PUBLIC_URL),
            key,
            at);
  }
}

/* What the file says against the journal. */
static gboolean
compare_heads (const JlCliFolder *folder, JlRecord *heads, GPtrArray *problems, GError **error)
{
  g_autoptr (GPtrArray) found = jl_heads_compare (heads, folder->connection, folder->keys, error);
  g_autoptr (GError) local_error = NULL;

  if (found == NULL)
    return FALSE;
  add_journal_problems (problems, found);
  if (!jl_heads_check_signatures (heads, &local_error))
    g_ptr_array_add (
        problems,
        g_strdup_printf (_ ("The file is not what was signed: %s"), local_error->message));
  return TRUE;
}

/* All of it as it is at one moment, whatever the service is writing. */
static gboolean
verify (const JlCliFolder *folder,
        JlRecord *heads,
        GPtrArray *problems,
        gint64 *n_entries,
        GError **error)
{
  g_autoptr (GPtrArray) chains = NULL;
  g_autoptr (GPtrArray) own_heads = NULL;
  gboolean ok;

  if (!jl_connection_begin_read (folder->connection, error))
    return FALSE;
  chains = jl_journal_verify (folder->connection, n_entries, error);
  if (chains != NULL)
    own_heads = jl_signed_heads_verify (folder->connection, folder->keys, error);
  if (own_heads != NULL) {
    add_journal_problems (problems, chains);
    add_journal_problems (problems, own_heads);
  }
  ok = own_heads != NULL && (heads == NULL || compare_heads (folder, heads, problems, error));
  jl_connection_end_read (folder->connection);
  return ok;
}

/**
 * jl_cli_journal_verify:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid journal verify`.
 *
 * Returns: why it left; JL_EXIT_PROBLEMS if a chain or a signature is wrong, or if the journal is
 * not the one whose heads a file has
 */
JlExit
jl_cli_journal_verify (const JlApplication *application, int argc, char **argv)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *heads_path = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { "heads",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &heads_path,
      N_ ("compare with the heads that somebody kept in this file"),
      N_ ("FILE") },
    { NULL },
  };
  g_auto (JlCliFolder) folder = { NULL };
  g_autoptr (JlRecord) heads = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *all_is_well = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_entries = 0;
  JlExit status;

  if (!jl_cli_parse ("journal verify", NULL, entries, &argc, &argv, &status) ||
      !jl_cli_folder_open (&folder, data_dir, &status))
    return status;
  if (heads_path != NULL) {
    heads = load_heads (heads_path);
    if (heads == NULL)
      return JL_EXIT_USAGE;
  }
  if (!verify (&folder, heads, problems, &n_entries, &error))
    return jl_cli_fail (JL_EXIT_DATA, error);
  if (heads != NULL)
    print_signers (heads, folder.keys);
  all_is_well = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                              "%" PRId64 " entry: all chains are whole",
                                              "%" PRId64 " entries: all chains are whole",
                                              n_entries),
                                 n_entries);
  return jl_cli_report (problems, all_is_well);
}

/* To the file, in one step, or to standard output. */
static JlExit
write_heads (JlRecord *heads, const char *path)
{
  g_autofree char *text = jl_chain_heads_to_text (heads);
  g_autoptr (GError) error = NULL;

  if (path == NULL) {
    fputs (text, stdout);
    return JL_EXIT_OK;
  }
  return g_file_set_contents (path, text, -1, &error) ? JL_EXIT_OK
                                                      : jl_cli_fail (JL_EXIT_FAILURE, error);
}

/* Where our own chains end now. */
static JlRecord *
export_heads (const JlCliFolder *folder, gint64 now, GError **error)
{
  JlRecord *heads;

  if (!jl_connection_begin_read (folder->connection, error))
    return NULL;
  heads = jl_heads_export (folder->connection, folder->keys, now, error);
  jl_connection_end_read (folder->connection);
  return heads;
}

/**
 * jl_cli_journal_heads:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid journal heads`: writes where the chains end, signed, for others to keep; or signs what
 * another service wrote.
 *
 * Returns: why it left; JL_EXIT_PROBLEMS if what is to be signed is not what others signed
 */
JlExit
jl_cli_journal_heads (const JlApplication *application, int argc, char **argv)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *output = NULL;
  g_autofree char *countersign = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, N_ ("the data folder"), N_ ("FOLDER") },
    { "output",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &output,
      N_ ("write to this file instead of standard output"),
      N_ ("FILE") },
    { "countersign",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &countersign,
      N_ ("check the heads in this file and sign them too"),
      N_ ("FILE") },
    { NULL },
  };
  g_auto (JlCliFolder) folder = { NULL };
  g_autoptr (JlRecord) heads = NULL;
  g_autoptr (GError) error = NULL;
  gint64 now = g_get_real_time () / 1000;
  JlExit status;

  if (!jl_cli_parse ("journal heads", NULL, entries, &argc, &argv, &status) ||
      !jl_cli_folder_open (&folder, data_dir, &status))
    return status;
  if (countersign == NULL) {
    heads = export_heads (&folder, now, &error);
    return heads != NULL ? write_heads (heads, output) : jl_cli_fail (JL_EXIT_DATA, error);
  }
  heads = load_heads (countersign);
  if (heads == NULL)
    return JL_EXIT_USAGE;
  if (!jl_heads_countersign (heads, folder.connection, folder.keys, now, &error))
    return jl_cli_fail (JL_EXIT_PROBLEMS, error);
  return write_heads (heads, output);
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
  g_auto (JlCliFolder) folder = { NULL };
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
  if (!jl_cli_folder_open (&folder, data_dir, &status))
    return status;
  if (!jl_journal_foreach (folder.connection, record, after, limit, show_entry, &show, &error))
    return jl_cli_fail (JL_EXIT_DATA, error);
  return JL_EXIT_OK;
}
