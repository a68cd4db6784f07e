// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-cli-private.h"

#include "jl-backend.h"
#include "jl-error.h"
#include "jl-id.h"
#include "jl-json.h"
#include "jl-language.h"
#include "jl-places.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  char *data_dir; /* all owned */
  char *reason;
  char *format;
  char *output;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->reason);
  g_free (self->format);
  g_free (self->output);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Journalled, and the person sees it among the looks at their data. */
static char *export(const JlApplication *application,
                    JlBackend *backend,
                    const Options *options,
                    const char *who,
                    GError **error)
{
  g_autofree char *input = g_strdup_printf ("{\"reason\":\"%s\"}", options->reason);
  g_autoptr (JlReply) reply = NULL;
  g_autoptr (JsonNode) answer = NULL;
  GString *json;
  char id_text[JL_ID_TEXT_SIZE];
  gint64 id;

  if (!application->person.find (jl_writer_get_connection (backend->writer), who, &id, error))
    return NULL;
  jl_id_to_text (id, id_text);
  reply = jl_writer_call_own (backend->writer,
                              &(JlFrame){ .command = application->person.export->name,
                                          .language = jl_cli_get_language (),
                                          .parameters = (const char *const[]){ id_text, NULL },
                                          .input = input });
  if (reply->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&reply->error));
    return NULL;
  }
  answer =
      jl_json_parse (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), error);
  if (answer == NULL)
    return NULL;
  json = g_string_new (NULL);
  jl_json_append_node (json, json_object_get_member (json_node_get_object (answer), "data"));
  return g_string_free (json, FALSE);
}

/* For nobody but who runs this: it holds all that is known of somebody. */
static JlExit
write_out (const JlApplication *application, const Options *options, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *html = g_str_equal (options->format, "html")
                              ? application->person.to_html (json, jl_cli_get_language (), &error)
                              : NULL;

  if (error == NULL &&
      g_file_set_contents_full (options->output,
                                html != NULL ? html : json,
                                -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0600,
                                &error))
    return JL_EXIT_OK;
  return jl_cli_fail (JL_EXIT_FAILURE, error);
}

static JlExit
run (const JlApplication *application, const Options *options, const char *who)
{
  JlExit status = JL_EXIT_USAGE;
  g_autoptr (JlConfig) config = jl_cli_load_config (options->data_dir, &status);
  g_autoptr (JlBackend) backend = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  if (config == NULL)
    return status;
  backend = jl_backend_open (application, config, &status, &error);
  if (backend == NULL)
    return jl_cli_fail (status, error);
  json = export(application, backend, options, who, &error);
  return json != NULL ? write_out (application, options, json) : jl_cli_fail (JL_EXIT_DATA, error);
}

static gboolean
check (Options *options, int argc)
{
  static const char *const formats[] = { "html", "json", NULL };
  static const char *const reasons[] = { "request", "authority", NULL };

  if (options->format == NULL)
    options->format = g_strdup ("html");
  if (argc == 2 && options->output != NULL && options->reason != NULL &&
      g_strv_contains (reasons, options->reason) && g_strv_contains (formats, options->format))
    return TRUE;
  fprintf (stderr,
           "%s\n",
           _ ("jielid person export: who it is, --reason (request or authority) and --output are "
              "needed; --format is html or json"));
  return FALSE;
}

/**
 * jl_cli_person_export:
 * @application: what the program consists of
 * @argc: its arguments
 * @argv: its arguments
 *
 * `jielid person export WHO`: all that is held about a person who asked for it in writing.
 *
 * Returns: why it left
 */
JlExit
jl_cli_person_export (const JlApplication *application, int argc, char **argv)
{
  g_auto (Options) options = { NULL };
  const GOptionEntry entries[] = {
    { "data",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options.data_dir,
      N_ ("the data folder; the service must not run"),
      N_ ("FOLDER") },
    { "reason",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.reason,
      N_ ("why: request (they asked in writing) or authority (an authority did)"),
      N_ ("WHY") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options.format, N_ ("html (as it is) or json"), "F" },
    { "output",
      'o',
      0,
      G_OPTION_ARG_FILENAME,
      &options.output,
      N_ ("the file to write"),
      N_ ("FILE") },
    { NULL },
  };
  JlExit status;

  if (!jl_cli_parse ("person export", "WHO", entries, &argc, &argv, &status))
    return status;
  if (!check (&options, argc))
    return JL_EXIT_USAGE;
  jl_language_init (jl_places_get_locale_dir ());
  return run (application, &options, argv[1]);
}
