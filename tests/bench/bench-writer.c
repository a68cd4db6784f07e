// SPDX-License-Identifier: GPL-3.0-or-later
/* What the writer itself costs: takes in again what a city has, as one of its clerks, so many in a
 * batch, then publishes it, and says how much CPU time that took an item and how much it wrote.
 *
 * usage: bench-writer DATA-DIR ITEMS BATCH
 *   DATA-DIR: a copy that nobody else uses; it is changed */
#include "jl-accounts.h"
#include "jl-error.h"
#include "jl-id.h"
#include "jl-items.h"
#include "jl-rules.h"
#include "jl-writer.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static const JlSchema *schemas[3];
static guint n_refused;
static GPtrArray *created; /* owned: (element-type utf8) ids */

static double
get_cpu_micros (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static JlStatement *
prepare (JlConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  JlStatement *statement = jl_connection_prepare (connection, sql, &error);

  if (statement == NULL)
    g_error ("%s", error->message);
  return statement;
}

/* Signs one of the clerks in. Returns: (transfer full): the hash of the token. */
static GBytes *
sign_in (JlConnection *connection)
{
  static const char sql[] =
      "INSERT INTO session (id, token_hash, account, created_at, seen_at, expires_at, device, "
      "address) SELECT 1, ?1, account, 0, 0, 9000000000000, '', '' FROM membership "
      "WHERE role = 'clerk' ORDER BY id LIMIT 1";
  g_autoptr (JlStatement) statement = prepare (connection, sql);
  guint8 hash[crypto_hash_sha256_BYTES];
  g_autoptr (GError) error = NULL;

  randombytes_buf (hash, sizeof hash);
  jl_statement_bind_blob (statement, 1, hash, sizeof hash);
  if (!jl_statement_run (statement, &error))
    g_error ("%s", error->message);
  return g_bytes_new (hash, sizeof hash);
}

/* What a clerk would send for items like those that are there. */
static GPtrArray *
list_inputs (JlConnection *connection, guint n)
{
  static const char sql[] =
      "SELECT json_object ('category', category, 'title', title, 'description', description, "
      "'mode', mode, 'price_fen', price_fen, 'grade', grade, 'attributes', json (attributes)) "
      "FROM item WHERE mode = 'sell' AND private_attributes IN ('', '{}') AND grade IS NOT NULL "
      "AND photos <> '' ORDER BY id LIMIT ?1";
  g_autoptr (JlStatement) statement = prepare (connection, sql);
  GPtrArray *inputs = g_ptr_array_new_with_free_func (g_free);

  jl_statement_bind_integer (statement, 1, n);
  while (jl_statement_step (statement, NULL))
    g_ptr_array_add (inputs, g_strdup (jl_statement_get_text (statement, 0)));
  return inputs;
}

static void
answer_cb (JlReply *reply, gpointer user_data)
{
  char text[JL_ID_TEXT_SIZE];

  if (reply->error != NULL) {
    n_refused++;
    g_debug ("%s", reply->error->message);
  } else if (reply->status == 201) {
    jl_id_to_text (reply->id, text);
    g_ptr_array_add (created, g_strdup (text));
  }
  jl_reply_free (reply);
}

/* Queues one call, and has the writer run when a batch is complete. */
static void
send (JlWriter *writer, GBytes *token_hash, const char *input, const char *id, guint i, guint batch)
{
  g_autofree char *key = g_strdup_printf ("%s-%u-%08x", id, i, g_random_int ());
  const char *parameters[] = { id, NULL };
  const JlFrame frame = {
    .command = id == NULL ? "item.create" : "item.publish",
    .token_hash = token_hash,
    .address = "127.0.0.1",
    .language = "zh_CN",
    .key = key,
    .parameters = parameters,
    .input = input,
  };
  g_autoptr (GBytes) bytes = jl_frame_to_bytes (&frame);

  jl_writer_queue (writer, bytes, answer_cb, NULL, NULL);
  if (jl_writer_get_n_queued (writer) < batch)
    return;
  while (jl_writer_get_n_queued (writer) > 0)
    jl_writer_run_batch (writer);
}

static JlWriter *
open_writer (const char *data_dir, JlRules *rules)
{
  JlWriterConfig config = { .data_dir = data_dir,
                            .schemas = schemas,
                            .authenticate = jl_accounts_authenticate,
                            .rules_version = jl_rules_get_version (rules),
                            .context = rules };
  g_autoptr (GError) error = NULL;
  JlWriter *writer;

  schemas[0] = jl_accounts_capability.schema;
  schemas[1] = jl_items_capability.schema;
  writer = jl_writer_open (&config, &error);
  if (writer == NULL)
    g_error ("%s", error->message);
  return writer;
}

int
main (int argc, char **argv)
{
  g_autofree char *rules_dir = g_build_filename (g_getenv ("JIELI_DATA_DIR"), "rules", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRules) rules = jl_rules_load (rules_dir, &error);
  guint n = argc == 4 ? atoi (argv[2]) : 0;
  guint batch = argc == 4 ? atoi (argv[3]) : 0;
  g_autoptr (JlWriter) writer = NULL;
  g_autoptr (GBytes) token_hash = NULL;
  g_autoptr (GPtrArray) inputs = NULL;
  double start, taken_in, published;
  guint n_refused_first;

  if (rules == NULL || n == 0 || batch == 0)
    g_error ("usage: bench-writer DATA-DIR ITEMS BATCH: %s", error ? error->message : argv[0]);
  writer = open_writer (argv[1], rules);
  token_hash = sign_in (jl_writer_get_connection (writer));
  inputs = list_inputs (jl_writer_get_connection (writer), n);
  created = g_ptr_array_new_with_free_func (g_free);

  start = get_cpu_micros ();
  for (guint i = 0; i < inputs->len; i++)
    send (writer, token_hash, inputs->pdata[i], NULL, i, batch);
  taken_in = get_cpu_micros ();
  n_refused_first = n_refused;
  for (guint i = 0; i < created->len; i++)
    send (writer, token_hash, NULL, created->pdata[i], i, batch);
  published = get_cpu_micros ();
  g_print ("{\"items\": %u, \"batch\": %u, \"refused\": %u, \"unpublished\": %u, "
           "\"create_us\": %.1f, \"publish_us\": %.1f}\n",
           inputs->len,
           batch,
           n_refused_first,
           n_refused - n_refused_first,
           (taken_in - start) / inputs->len,
           (published - taken_in) / MAX (created->len, 1));
  return 0;
}
