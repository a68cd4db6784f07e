// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include "jl-scrub.h"

/* What the step `person` of the schema cannot do itself: seals what that step found in plain text.
 */

/* People in one transaction. */
#define AT_ONCE 500

typedef struct {
  gint64 person;
  char *texts[3]; /* owned, nullable: nickname, phone, username */
} Plain;

static void
plain_clear (gpointer data)
{
  Plain *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_free (self->texts[i]);
}

/* Whether the step was taken and this has not come to its end. */
static gboolean
is_due (JlConnection *connection, gboolean *due, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      connection, "SELECT 1 FROM sqlite_schema WHERE name = 'person_plain'", error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return FALSE;
  *due = jl_statement_step (statement, &local_error);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static GArray *
list_plain (JlConnection *connection, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      connection, "SELECT person, nickname, phone, username FROM person_plain LIMIT ?1", error);
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (Plain));
  g_autoptr (GError) local_error = NULL;

  g_array_set_clear_func (people, plain_clear);
  if (statement == NULL)
    return NULL;
  jl_statement_bind_integer (statement, 1, AT_ONCE);
  while (jl_statement_step (statement, &local_error)) {
    Plain plain = { .person = jl_statement_get_integer (statement, 0) };

    for (guint i = 0; i < G_N_ELEMENTS (plain.texts); i++) {
      if (!jl_statement_is_null (statement, i + 1))
        plain.texts[i] = g_strdup (jl_statement_get_text (statement, i + 1));
    }
    g_array_append_val (people, plain);
  }
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return NULL;
  }
  return g_steal_pointer (&people);
}

static gboolean
make_keys (GArray *people, GError **error)
{
  JlPersonKeys *keys = jl_person_get_keys (error);
  g_autofree gint64 *ids = g_new (gint64, people->len);

  for (guint i = 0; i < people->len; i++)
    ids[i] = g_array_index (people, Plain, i).person;
  return keys != NULL &&
         jl_person_keys_make (keys, ids, people->len, g_get_real_time () / 1000, error);
}

static gboolean
seal (JlConnection *connection, const Plain *plain, GError **error)
{
  const JlPersonData data = { .nickname = plain->texts[0],
                              .phone = plain->texts[1],
                              .username = plain->texts[2] };
  g_autoptr (JlStatement) statement = NULL;

  if (!jl_person_store (connection, plain->person, &data, error))
    return FALSE;
  statement =
      jl_connection_prepare (connection, "DELETE FROM person_plain WHERE person = ?1", error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, plain->person);
  return jl_statement_run (statement, error);
}

static gboolean
seal_some (JlConnection *connection, GArray *people, GError **error)
{
  gboolean ok =
      make_keys (people, error) && jl_connection_execute (connection, "BEGIN IMMEDIATE", error);

  for (guint i = 0; ok && i < people->len; i++)
    ok = seal (connection, &g_array_index (people, Plain, i), error);
  if (ok && jl_connection_execute (connection, "COMMIT", error))
    return TRUE;
  jl_connection_end_read (connection);
  return FALSE;
}

/* A new database never had anything in plain text. */
static gboolean
was_used (JlConnection *connection)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (connection, "SELECT 1 FROM journal LIMIT 1", NULL);

  return statement == NULL || jl_statement_step (statement, NULL);
}

/**
 * jl_person_upgrade:
 * @connection: the only writable one
 * @data_dir: the service's folder
 * @error: as jl_scrub() and jl_person_keys_make()
 *
 * Seals the data of people that that step has found in plain text, and removes what is
 * left of them in the files. However it is interrupted, the next call goes on: the table of plain
 * texts goes last.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_person_upgrade (JlConnection *connection, const char *data_dir, GError **error)
{
  gboolean due, used;
  guint n;

  if (!is_due (connection, &due, error))
    return FALSE;
  if (!due)
    return TRUE;
  used = was_used (connection);
  do {
    g_autoptr (GArray) people = list_plain (connection, error);

    if (people == NULL || (people->len > 0 && !seal_some (connection, people, error)))
      return FALSE;
    n = people->len;
  } while (n == AT_ONCE);
  return (!used || jl_scrub (connection, data_dir, error)) &&
         jl_connection_execute (connection, "DROP TABLE person_plain", error);
}
