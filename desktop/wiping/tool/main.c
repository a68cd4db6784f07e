// SPDX-License-Identifier: GPL-3.0-or-later
/* jieli-wipe: looks at drives as whoever must vouch for their erasure. It runs as root, so it is
 * small, has no windows and no network, and never writes to a drive. */
#include "jl-nwipe-report.h"
#include "jl-sample-report.h"

#include "jl-error.h"
#include "jl-json.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef enum {
  EXIT_CLEAN,
  EXIT_DATA,           /* it is not erased */
  EXIT_NOT_DETERMINED, /* see the report */
  EXIT_FAILED,         /* nothing was measured */
} Exit;

static Exit
fail (const GError *error)
{
  fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
  return EXIT_FAILED;
}

static void
print_json (JsonNode *node)
{
  g_autoptr (GString) text = g_string_new (NULL);

  jl_json_append_node (text, node);
  puts (text->str);
  json_node_unref (node);
}

/* list */

static void
print_list_json (GPtrArray *drives)
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < drives->len; i++)
    json_array_add_element (array, jl_drive_to_json (drives->pdata[i]));
  json_node_take_array (node, array);
  print_json (node);
}

/* @wanted: what to say when not exactly one name is given; NULL: there is nothing to name. */
static gboolean
parse (GOptionContext *context, int argc, char **argv, const char *wanted, GError **error)
{
  int left = argc;

  if (!g_option_context_parse (context, &left, &argv, error))
    return FALSE;
  if (left == (wanted != NULL ? 2 : 1))
    return TRUE;
  g_set_error_literal (error,
                       JL_ERROR,
                       JL_ERROR_INVALID,
                       wanted != NULL ? wanted : _ ("There is nothing to name here"));
  return FALSE;
}

static Exit
run_list (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("for programs"), NULL }, { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GPtrArray) drives = NULL;
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!parse (context, argc, argv, NULL, &error))
    return fail (error);
  drives = jl_drives_list ();
  if (json) {
    print_list_json (drives);
    return EXIT_CLEAN;
  }
  for (guint i = 0; i < drives->len; i++) {
    g_autofree char *text = jl_drive_to_text (drives->pdata[i]);

    fputs (text, stdout);
  }
  return EXIT_CLEAN;
}

/* sample */

static gboolean
read_seed (const char *text, guint8 seed[JL_SAMPLE_SEED_BYTES], GError **error)
{
  size_t size;
  const char *end;

  if (sodium_hex2bin (seed, JL_SAMPLE_SEED_BYTES, text, strlen (text), NULL, &size, &end) == 0 &&
      size == JL_SAMPLE_SEED_BYTES && *end == '\0')
    return TRUE;
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_INVALID,
               _ ("A seed is %d digits of 0–9 and a–f, as in an earlier report"),
               2 * JL_SAMPLE_SEED_BYTES);
  return FALSE;
}

static void
show_progress (guint64 done, guint64 of, gpointer user_data)
{
  guint *shown = user_data;
  guint percent = (guint)(done * 100 / of);

  if (percent == *shown)
    return;
  *shown = percent;
  fprintf (stderr, "\r%3u %%%s", percent, done == of ? "\r     \r" : "");
}

static Exit
measure (const char *path, const char *seed_text, int count, gboolean json)
{
  guint8 seed[JL_SAMPLE_SEED_BYTES];
  g_autoptr (GError) error = NULL;
  g_autoptr (JlSample) sample = NULL;
  guint shown = G_MAXUINT;

  if (count < 1 || count > JL_SAMPLE_MAX_COUNT) {
    g_set_error (&error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 _ ("The number of sectors is from 1 to %d"),
                 JL_SAMPLE_MAX_COUNT);
    return fail (error);
  }
  if (seed_text != NULL && !read_seed (seed_text, seed, &error))
    return fail (error);
  sample = jl_sample_open (path, seed_text != NULL ? seed : NULL, &error);
  if (sample == NULL)
    return fail (error);
  jl_sample_run (sample, (guint)count, isatty (STDERR_FILENO) ? show_progress : NULL, &shown);
  if (json) {
    print_json (jl_sample_to_json (sample));
  } else {
    g_autofree char *text = jl_sample_to_text (sample);

    fputs (text, stdout);
  }
  switch (jl_sample_get_verdict (sample)) {
  case JL_SAMPLE_CLEAN:
    return EXIT_CLEAN;
  case JL_SAMPLE_DATA:
    return EXIT_DATA;
  default:
    return EXIT_NOT_DETERMINED;
  }
}

static Exit
run_sample (int argc, char **argv)
{
  gboolean json = FALSE;
  int count = JL_SAMPLE_DEFAULT_COUNT;
  g_autofree char *seed = NULL;
  const GOptionEntry entries[] = {
    { "count", 0, 0, G_OPTION_ARG_INT, &count, N_ ("how many sectors to choose"), N_ ("NUMBER") },
    { "seed",
      0,
      0,
      G_OPTION_ARG_STRING,
      &seed,
      N_ ("the same sectors as in an earlier report"),
      N_ ("SEED") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("for programs"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("DRIVE"));
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!parse (context, argc, argv, _ ("Please name one drive, e.g. /dev/sdb"), &error))
    return fail (error);
  return measure (argv[1], seed, count, json);
}

/* read */

static gboolean
has_doubts (GPtrArray *sessions)
{
  for (guint i = 0; i < sessions->len; i++) {
    const JlNwipeSession *session = sessions->pdata[i];

    for (guint k = 0; k < session->drives->len; k++)
      if (jl_nwipe_drive_get_doubts (session, session->drives->pdata[k]) != 0)
        return TRUE;
  }
  return FALSE;
}

static Exit
run_read (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("for programs"), NULL }, { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("FILE"));
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GError) error = NULL;
  const char *text;
  gsize size;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!parse (context, argc, argv, _ ("Please name one log of nwipe"), &error) ||
      (file = g_mapped_file_new (argv[1], FALSE, &error)) == NULL)
    return fail (error);
  bytes = g_mapped_file_get_bytes (file);
  text = g_bytes_get_data (bytes, &size);
  sessions = jl_nwipe_log_parse (text, size, &error);
  if (sessions == NULL)
    return fail (error);
  if (json) {
    g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

    print_json (jl_nwipe_log_to_json (sessions, sha256));
  }
  for (guint i = 0; i < sessions->len && !json; i++) {
    g_autofree char *said = jl_nwipe_session_to_text (sessions->pdata[i]);

    fputs (said, stdout);
  }
  return has_doubts (sessions) ? EXIT_NOT_DETERMINED : EXIT_CLEAN;
}

static const struct {
  const char *name;
  const char *help;
  Exit (*run) (int argc, char **argv);
} subcommands[] = {
  { "list", N_ ("list the drives that are attached, and what uses them"), run_list },
  { "sample", N_ ("read a drive here and there, and say what that proves"), run_sample },
  { "read", N_ ("read a log of nwipe, and say what it does not show"), run_read },
};

static void
print_usage (FILE *file)
{
  fprintf (
      file, "%s\n\n", _ ("jieli-wipe looks whether drives are erased. It never writes to one."));
  for (guint i = 0; i < G_N_ELEMENTS (subcommands); i++)
    fprintf (file, "  jieli-wipe %-10s %s\n", subcommands[i].name, _ (subcommands[i].help));
  fprintf (file, "  jieli-wipe %-10s %s\n\n", "--version", _ ("print the version"));
  fprintf (file, "%s\n", _ ("jieli-wipe COMMAND --help tells the options of a command."));
}

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("JIELI_LOCALE_DIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : JL_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_set_prgname ("jieli-wipe");
  if (argc == 2 && strcmp (argv[1], "--version") == 0) {
    printf ("jieli-wipe %s\n", JL_VERSION);
    return EXIT_CLEAN;
  }
  if (argc == 2 && (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)) {
    print_usage (stdout);
    return EXIT_CLEAN;
  }
  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (subcommands); i++)
    if (strcmp (argv[1], subcommands[i].name) == 0)
      return subcommands[i].run (argc - 1, argv + 1);
  print_usage (stderr);
  return EXIT_FAILED;
}
