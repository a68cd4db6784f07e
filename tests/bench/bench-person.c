// SPDX-License-Identifier: GPL-3.0-or-later
/* What it costs that a person's data are sealed and that looks at them are noted, beside the same
 * with a table in plain text and no list of looks.
 *
 * usage: bench-person RULES-DIR ROUNDS
 *   writes "names": a page of 20 names, "store": what is known of one more person, "look": a
 * command that reads a telephone number, with its commit; microseconds of CPU time each */
#include "jl-accounts-private.h"
#include "jl-keys.h"
#include "jl-rules.h"
#include "jl-store.h"
#include "jl-writer.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define N_PEOPLE 2000
#define PAGE 20
#define N_PAGES 500
#define N_LOOKS 300
#define PHONE "13800000000"
#define NAME "青石巷口的小赵"

typedef struct {
  char *folder;     /* owned */
  JlKeys *keys;     /* owned */
  JlRules *rules;   /* owned */
  JlWriter *writer; /* owned */
  GArray *people;   /* owned, (element-type gint64) */
} Bench;

static void
fail (const GError *error)
{
  g_printerr ("%s\n", error != NULL ? error->message : "it has failed");
  exit (EXIT_FAILURE);
}

static double
get_cpu_micros (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void
run (JlConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare_text (connection, sql, &error);

  if (statement == NULL || !jl_statement_run (statement, &error))
    fail (error);
}

/* Commands of the measurement: they read a number, the one as the service does. */

static gint64 looked_at;

static gboolean
look_sealed (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autofree char *phone = jl_accounts_look_at_phone (
      transaction, call->caller, looked_at, looked_at, "reservation", error);

  if (phone == NULL)
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

static gboolean
look_plain (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction),
                             "SELECT phone FROM plain WHERE person = ?1",
                             error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, looked_at);
  if (!jl_statement_step (statement, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

static const JlCommand sealed_command = { .name = "bench.look-sealed",
                                          .roles = JL_ROLE_SYSTEM,
                                          .flags = JL_COMMAND_OPERATIONAL,
                                          .execute = look_sealed };
static const JlCommand plain_command = { .name = "bench.look-plain",
                                         .roles = JL_ROLE_SYSTEM,
                                         .flags = JL_COMMAND_OPERATIONAL,
                                         .execute = look_plain };
static const JlKind *const kinds[] = { NULL };
static const JlCommand *const commands[] = { &sealed_command, &plain_command, NULL };
static const JlSchema schema = { .name = "bench", .kinds = kinds, .commands = commands };

static double
time_looks (Bench *self, const JlCommand *command)
{
  const JlFrame frame = { .command = command->name,
                          .language = "en",
                          .parameters = (const char *const[]){ NULL } };
  double start = get_cpu_micros ();

  for (guint i = 0; i < N_LOOKS; i++) {
    g_autoptr (JlReply) reply = NULL;

    looked_at = g_array_index (self->people, gint64, i % self->people->len);
    reply = jl_writer_call_own (self->writer, &frame);
    if (reply->error != NULL)
      fail (reply->error);
  }
  return (get_cpu_micros () - start) / N_LOOKS;
}

static double
time_names (Bench *self, gboolean sealed)
{
  JlConnection *connection = jl_writer_get_connection (self->writer);
  double start = get_cpu_micros ();

  for (guint i = 0; i < N_PAGES * PAGE; i++) {
    gint64 person = g_array_index (self->people, gint64, (i * 7) % self->people->len);
    g_autofree char *name = NULL;
    g_autoptr (GError) error = NULL;

    if (sealed) {
      name = jl_accounts_get_nickname (connection, person, &error);
    } else {
      g_autoptr (JlStatement) statement = jl_connection_prepare (
          connection, "SELECT nickname FROM plain WHERE person = ?1", &error);

      jl_statement_bind_integer (statement, 1, person);
      if (jl_statement_step (statement, &error))
        name = g_strdup (jl_statement_get_text (statement, 0));
    }
    if (name == NULL)
      fail (error);
  }
  return (get_cpu_micros () - start) / N_PAGES;
}

/* Their keys are there already: making one is a commit of its own, once in a life. */
static double
time_store (Bench *self, gboolean sealed)
{
  static const char sql[] = "INSERT INTO plain VALUES (?1, ?2, ?3)";
  JlConnection *connection = jl_writer_get_connection (self->writer);
  double start;

  run (connection, "BEGIN");
  run (connection, sealed ? "DELETE FROM person_private" : "DELETE FROM plain");
  start = get_cpu_micros ();
  for (guint i = 0; i < self->people->len; i++) {
    gint64 person = g_array_index (self->people, gint64, i);
    g_autofree char *phone = g_strdup_printf ("138%08u", i);
    const JlPersonData data = { .nickname = NAME, .phone = phone };
    g_autoptr (GError) error = NULL;

    if (sealed) {
      if (!jl_person_store (connection, person, &data, &error))
        fail (error);
    } else {
      g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, &error);

      jl_statement_bind_integer (statement, 1, person);
      jl_statement_bind_text (statement, 2, NAME);
      jl_statement_bind_text (statement, 3, phone);
      if (!jl_statement_run (statement, &error))
        fail (error);
    }
  }
  start = get_cpu_micros () - start;
  run (connection, "ROLLBACK");
  return start / self->people->len;
}

/* A city with people, sealed and in plain text. */
static void
add_people (Bench *self)
{
  JlConnection *connection = jl_writer_get_connection (self->writer);
  JlPersonKeys *keys = jl_person_get_keys (NULL);
  g_autoptr (GError) error = NULL;

  run (connection,
       "CREATE TABLE plain (person INTEGER PRIMARY KEY, nickname TEXT, phone TEXT UNIQUE)");
  run (connection, "PRAGMA foreign_keys = OFF");
  for (gint64 person = 1; person <= N_PEOPLE; person++)
    g_array_append_val (self->people, person);
  if (!jl_person_keys_make (
          keys, (const gint64 *)(void *)self->people->data, self->people->len, 1, &error))
    fail (error);
  run (connection, "BEGIN");
  for (guint i = 0; i < N_PEOPLE; i++) {
    g_autofree char *phone = g_strdup_printf ("138%08u", i);
    g_autofree char *sql =
        g_strdup_printf ("INSERT INTO plain VALUES (%u, '" NAME "', '%s')", i + 1, phone);
    g_autofree char *person = g_strdup_printf (
        "INSERT INTO person (id, organisation, staff, version, created_at, updated_at) "
        "VALUES (%u, 1, 0, 1, 1, 1)",
        i + 1);
    const JlPersonData data = { .nickname = NAME, .phone = phone };

    run (connection, sql);
    run (connection, person);
    if (!jl_person_store (connection, i + 1, &data, &error))
      fail (error);
  }
  run (connection, "COMMIT");
}

static void
configure (Bench *self)
{
  g_autofree char *path = jl_keys_get_person_path (self->folder);
  g_autoptr (GError) error = NULL;
  JlAccountsConfig config = { .hash_memory = 8192, .hash_passes = 1 };

  self->keys = jl_keys_load (self->folder, &error);
  if (self->keys == NULL)
    fail (error);
  config.keys = self->keys;
  config.person_keys = jl_person_keys_open (path, self->keys, JL_CONNECTION_CREATE, &error);
  if (config.person_keys == NULL)
    fail (error);
  jl_accounts_configure (&config);
}

static void
open_bench (Bench *self, const char *rules_dir)
{
  const JlSchema *const schemas[] = { jl_accounts_capability.schema, &schema, NULL };
  g_autoptr (GError) error = NULL;
  JlStoreSettings settings = { .public_url = "https://jieli.example", .now = 1 };
  JlWriterConfig config = { .schemas = (const JlSchema **)schemas,
                            .authenticate = jl_accounts_authenticate };

  self->folder = g_dir_make_tmp ("bench-person-XXXXXX", &error);
  self->rules = jl_rules_load (rules_dir, &error);
  settings.data_dir = config.data_dir = self->folder;
  if (self->rules == NULL || !jl_keys_create (self->folder, &error) ||
      !jl_store_init (&settings, &error))
    fail (error);
  configure (self);
  config.rules_version = jl_rules_get_version (self->rules);
  config.context = self->rules;
  self->writer = jl_writer_open (&config, &error);
  if (self->writer == NULL)
    fail (error);
  self->people = g_array_new (FALSE, FALSE, sizeof (gint64));
  add_people (self);
}

static void
print_values (const char *name, const double values[], guint n)
{
  g_print ("\"%s\":[", name);
  for (guint i = 0; i < n; i++)
    g_print ("%s%.3f", i > 0 ? "," : "", values[i]);
  g_print ("]");
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_folder (child);
  }
  g_remove (path);
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "names", "store", "look" };
  guint n = argc == 3 ? (guint)atoi (argv[2]) : 0;
  Bench self = { NULL };
  g_autofree double *values = g_new0 (double, 6 * (n + 1));

  if (n == 0) {
    g_printerr ("usage: bench-person RULES-DIR ROUNDS\n");
    return EXIT_FAILURE;
  }
  open_bench (&self, argv[1]);
  for (guint i = 0; i < n; i++) {
    for (guint plain = 0; plain < 2; plain++) {
      values[(0 + plain) * n + i] = time_names (&self, !plain);
      values[(2 + plain) * n + i] = time_store (&self, !plain);
      values[(4 + plain) * n + i] = time_looks (&self, plain ? &plain_command : &sealed_command);
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_print ("%s\"%s\":{", i == 0 ? "{" : ",", names[i]);
    print_values ("values", values + 2 * i * n, n);
    g_print (",");
    print_values ("baseline_values", values + (2 * i + 1) * n, n);
    g_print ("}");
  }
  g_print ("}\n");
  jl_writer_close (self.writer);
  jl_accounts_release ();
  jl_keys_free (self.keys);
  jl_rules_free (self.rules);
  g_array_unref (self.people);
  remove_folder (self.folder);
  g_free (self.folder);
  return EXIT_SUCCESS;
}
