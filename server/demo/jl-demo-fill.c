// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-fill-private.h"

#include "jl-accounts.h"
#include "jl-error.h"
#include "jl-id.h"
#include "jl-time.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

/* Fills a city through the same commands that people's requests become. */

/**
 * jl_demo_city_call: (skip)
 * @self: a city
 * @command: its name
 * @session: (nullable): who calls; %NULL: the service itself
 * @target: id of the record it is about, 0: none
 * @input: (nullable): JSON
 * @prepared: (nullable): what the command expects as prepared
 * @id: (out) (optional): the id of the record in the answer
 * @error: the reason it was refused for
 *
 * Calls what a request of that person would call.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_demo_city_call (JlDemoCity *self,
                   const char *command,
                   const JlDemoSession *session,
                   gint64 target,
                   const char *input,
                   GVariant *prepared,
                   gint64 *id,
                   GError **error)
{
  char text[JL_ID_TEXT_SIZE];
  const char *parameters[] = { text, NULL };
  const JlFrame frame = { .command = command,
                          .language = "en",
                          .parameters = target != 0 ? parameters : parameters + 1,
                          .input = input,
                          .prepared = prepared,
                          .token_hash = session != NULL ? session->token_hash : NULL };
  g_autoptr (JlReply) reply = NULL;

  if (target != 0)
    jl_id_to_text (target, text);
  reply =
      session != NULL ? jl_bulk_call (self->bulk, &frame) : jl_bulk_call_own (self->bulk, &frame);
  if (reply->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&reply->error));
    return FALSE;
  }
  if (id != NULL)
    *id = reply->id;
  return TRUE;
}

/**
 * jl_demo_city_call_at_version: (skip)
 * @self: a city
 * @command: its name
 * @session: who calls
 * @target: id of the record it is about
 * @version: of that record, which the caller has seen
 * @input: JSON
 * @error: the reason it was refused for
 *
 * As jl_demo_city_call(), for a command that needs If-Match.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_demo_city_call_at_version (JlDemoCity *self,
                              const char *command,
                              const JlDemoSession *session,
                              gint64 target,
                              gint64 version,
                              const char *input,
                              GError **error)
{
  char text[JL_ID_TEXT_SIZE];
  const char *parameters[] = { text, NULL };
  const JlFrame frame = { .command = command,
                          .language = "en",
                          .parameters = parameters,
                          .input = input,
                          .if_match = version,
                          .token_hash = session->token_hash };
  g_autoptr (JlReply) reply = NULL;

  jl_id_to_text (target, text);
  reply = jl_bulk_call (self->bulk, &frame);
  if (reply->error != NULL)
    g_propagate_error (error, g_steal_pointer (&reply->error));
  return reply->error == NULL && reply->status < 300;
}

static gboolean
check_is_new (JlWriter *writer, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      jl_writer_get_connection (writer), "SELECT count(*) FROM organisation", error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  if (jl_statement_get_integer (statement, 0) <= 1)
    return TRUE;
  g_set_error_literal (
      error,
      JL_ERROR,
      JL_ERROR_CONFLICT,
      _ ("This data folder has organisations already: a demo city needs a new one"));
  return FALSE;
}

static void
session_clear (JlDemoSession *first, JlDemoSession *second)
{
  g_clear_pointer (&first->token_hash, g_bytes_unref);
  g_clear_pointer (&second->token_hash, g_bytes_unref);
}

static void
city_clear (JlDemoCity *self)
{
  guint n = self->demo != NULL ? jl_demo_get_n_organisations (self->demo) : 0;

  for (guint i = 0; i < n; i++)
    session_clear (&self->keepers[i], &self->managers[i]);
  for (guint i = 0; self->residents != NULL && i < self->residents->len; i++)
    g_bytes_unref (g_array_index (self->residents, JlDemoSession, i).token_hash);
  g_clear_pointer (&self->residents, g_array_unref);
  session_clear (&self->administrators[0], &self->administrators[1]);
  g_clear_pointer (&self->offered, g_array_unref);
  g_clear_pointer (&self->managers, g_free);
  g_clear_pointer (&self->keepers, g_free);
  g_clear_pointer (&self->organisations, g_free);
  g_clear_pointer (&self->password, g_variant_unref);
  g_clear_pointer (&self->demo, jl_demo_free);
  g_clear_pointer (&self->bulk, jl_bulk_free);
  if (self->accounts != NULL)
    g_string_free (self->accounts, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JlDemoCity, city_clear)

static gboolean
city_init (JlDemoCity *self, const JlDemoFill *config, GError **error)
{
  JlDate today = jl_time_get_china_date (g_get_real_time () / 1000);
  guint n;

  self->config = config;
  self->demo = jl_demo_new (config->texts_dir, config->seed, config->rules, today, error);
  if (self->demo == NULL)
    return FALSE;
  n = jl_demo_get_n_organisations (self->demo);
  self->organisations = g_new0 (gint64, n);
  self->keepers = g_new0 (JlDemoSession, n);
  self->managers = g_new0 (JlDemoSession, n);
  self->offered = g_array_new (FALSE, FALSE, sizeof (JlDemoOffered));
  self->residents = g_array_new (FALSE, TRUE, sizeof (JlDemoSession));
  self->accounts = g_string_new ("[");
  self->password = jl_accounts_prepare_password (config->password, error);
  if (self->password == NULL)
    return FALSE;
  g_variant_ref_sink (self->password);
  self->bulk = jl_bulk_new (config->writer, error);
  return self->bulk != NULL;
}

/* Written last: a folder that has it is complete. */
static gboolean
write_accounts (JlDemoCity *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->config->data_dir, "demo-accounts.json", NULL);
  g_autoptr (GError) local_error = NULL;

  g_string_append (self->accounts, "\n]\n");
  if (g_file_set_contents_full (path,
                                self->accounts->str,
                                self->accounts->len,
                                G_FILE_SET_CONTENTS_CONSISTENT,
                                0600,
                                &local_error))
    return TRUE;
  g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, local_error->message);
  return FALSE;
}

/**
 * jl_demo_fill:
 * @config: what to fill with what
 * @error: return location
 *
 * Adds organisations of every kind with staff in every role, residents, items with photos in all
 * stages of their story, reservations and wants, and writes `demo-accounts.json` into the data
 * folder.
 *
 * Returns: %FALSE with an error; the folder is then to be thrown away
 */
gboolean
jl_demo_fill (const JlDemoFill *config, GError **error)
{
  g_auto (JlDemoCity) city = { NULL };

  return check_is_new (config->writer, error) && city_init (&city, config, error) &&
         jl_demo_city_add_people (&city, error) && jl_demo_city_add_items (&city, error) &&
         jl_demo_city_add_moderation (&city, error) && jl_bulk_commit (city.bulk, error) &&
         write_accounts (&city, error);
}
