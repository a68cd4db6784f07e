// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-check-private.h"
#include "jl-error.h"
#include "jl-signed-head.h"
#include "jl-store.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* A database that is damaged all over is told well enough by so many. */
#define MAX_PROBLEMS 1000

/**
 * jl_check_add:
 * @self: a check
 * @format: what is wrong, translated, as printf
 *
 * Adds a problem to the report.
 */
void
jl_check_add (JlCheck *self, const char *format, ...)
{
  va_list args;

  if (self->problems->len == MAX_PROBLEMS)
    g_ptr_array_add (self->problems, g_strdup (_ ("and more")));
  if (self->problems->len > MAX_PROBLEMS)
    return;

  va_start (args, format);
  g_ptr_array_add (self->problems, g_strdup_vprintf (format, args));
  va_end (args);
}

/**
 * jl_check_fail:
 * @self: a check
 * @error: (transfer full): why checking cannot go on
 *
 * Ends the check without a report. The first failure counts.
 */
void
jl_check_fail (JlCheck *self, GError *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

/**
 * jl_check_prepare: (skip)
 * @self: a check
 * @sql: as jl_connection_prepare_text()
 *
 * Returns: (transfer full) (nullable): a statement; %NULL when checking has failed, now or before
 */
JlStatement *
jl_check_prepare (JlCheck *self, const char *sql)
{
  GError *error = NULL;
  JlStatement *statement;

  if (self->error != NULL)
    return NULL;
  statement = jl_connection_prepare_text (self->connection, sql, &error);
  if (statement == NULL)
    jl_check_fail (self, error);
  return statement;
}

/**
 * jl_check_step: (skip)
 * @self: a check
 * @statement: from jl_check_prepare()
 *
 * Returns: whether there is a row; %FALSE also when checking has failed, now or before
 */
gboolean
jl_check_step (JlCheck *self, JlStatement *statement)
{
  GError *error = NULL;

  if (self->error != NULL)
    return FALSE;
  if (jl_statement_step (statement, &error))
    return TRUE;
  if (error != NULL)
    jl_check_fail (self, error);
  return FALSE;
}

static void
check_database (JlCheck *self)
{
  g_autoptr (JlStatement) integrity = jl_check_prepare (self, "PRAGMA integrity_check (100)");
  g_autoptr (JlStatement) keys = jl_check_prepare (self, "PRAGMA foreign_key_check");

  while (integrity != NULL && jl_check_step (self, integrity)) {
    const char *text = jl_statement_get_text (integrity, 0);

    if (g_strcmp0 (text, "ok") != 0)
      jl_check_add (self, _ ("The database is damaged: %s"), text);
  }
  while (keys != NULL && jl_check_step (self, keys))
    jl_check_add (self,
                  _ ("Row %" PRId64 " of %s refers to a row of %s that does not exist"),
                  jl_statement_get_integer (keys, 1),
                  jl_statement_get_text (keys, 0),
                  jl_statement_get_text (keys, 2));
}

static void
add_journal_problems (JlCheck *self, GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++) {
    g_autofree char *text = jl_journal_problem_to_text (problems->pdata[i]);

    jl_check_add (self, "%s", text);
  }
}

static void
check_journal (JlCheck *self, JlKeys *keys)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GPtrArray) heads = NULL;
  GError *error = NULL;

  if (self->error != NULL)
    return;
  problems = jl_journal_verify (self->connection, NULL, &error);
  if (problems == NULL) {
    jl_check_fail (self, error);
    return;
  }
  add_journal_problems (self, problems);

  if (keys == NULL)
    return;
  heads = jl_signed_heads_verify (self->connection, keys, &error);
  if (heads == NULL) {
    jl_check_fail (self, error);
    return;
  }
  add_journal_problems (self, heads);
}

static void
read_schema (JlCheck *self)
{
  g_autoptr (JlStatement) statement = jl_check_prepare (self, "PRAGMA user_version");

  if (statement != NULL && jl_check_step (self, statement))
    self->schema = jl_statement_get_integer (statement, 0);
}

/* Ids and times are made from these on the next start. */
static void
check_node (JlCheck *self)
{
  static const char sql[] = "SELECT (SELECT max(id) FROM ready), (SELECT max(at) FROM journal)";
  g_autoptr (JlStatement) highest = jl_check_prepare (self, sql);
  g_autoptr (JlNode) node = NULL;
  GError *error = NULL;

  if (highest == NULL)
    return;
  node = jl_node_read (self->connection, &error);
  if (node == NULL) {
    jl_check_fail (self, error);
    return;
  }
  if (!jl_check_step (self, highest))
    return;
  if (jl_statement_get_integer (highest, 0) > node->last_id)
    jl_check_add (self, _ ("A record has a higher id than this service has made"));
  if (jl_statement_get_integer (highest, 1) > node->last_time)
    jl_check_add (self, _ ("The journal is ahead of this service's time"));
}

static void
check_capabilities (JlCheck *self)
{
  for (guint i = 0; self->catalog->schemas[i] != NULL && self->error == NULL; i++) {
    const JlSchema *schema = self->catalog->schemas[i];

    if (schema->check != NULL)
      schema->check (self->connection, self);
  }
}

/**
 * jl_store_check:
 * @connection: a connection outside any transaction; the service may be running
 * @schemas: what the capabilities bring, NULL-terminated
 * @keys: (nullable): the service's keys; %NULL: signed heads are not looked at
 * @error: when it cannot be checked at all
 *
 * Looks at the database as it is at one moment: its pages, rows that refer to others, every chain
 * of the journal and its signed heads, that each record is what its last journal entry says and
 * what is sent for it, that each effect has its change, and what capabilities look at themselves.
 *
 * Returns: (transfer full) (element-type utf8): what is wrong, empty if all is well; %NULL with
 *   @error set
 */
GPtrArray *
jl_store_check (JlConnection *connection,
                const JlSchema *const *schemas,
                JlKeys *keys,
                GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  JlCatalog *catalog = jl_catalog_new (schemas, error);
  JlCheck self = { .connection = connection, .catalog = catalog, .problems = problems };

  if (catalog == NULL)
    return NULL;
  if (!jl_connection_begin_read (connection, error)) {
    jl_catalog_free (catalog);
    return NULL;
  }

  read_schema (&self);
  check_database (&self);
  check_journal (&self, keys);
  check_node (&self);
  jl_check_records (&self);
  jl_check_effects (&self);
  check_capabilities (&self);
  jl_connection_end_read (connection);
  jl_catalog_free (catalog);

  if (self.error != NULL) {
    g_propagate_error (error, self.error);
    return NULL;
  }
  return g_steal_pointer (&problems);
}
