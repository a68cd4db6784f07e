// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-purge.h"

#include "jl-error.h"
#include "jl-id.h"

#include <glib/gi18n-lib.h>

/* Rows that one search looks at, so that old records which stay do not hold up the writer. */
#define STRETCH 500

/* Statements are kept by the address of their text. */
static JlStatement *
prepare (JlConnection *connection, const char *sql, GError **error)
{
  return jl_connection_prepare (connection, g_intern_string (sql), error);
}

static const char *
get_held (const JlPurge *purge)
{
  return purge->held != NULL ? purge->held : "0";
}

/* No record that began later can have ended earlier. */
static gint64
get_bound (const JlPurge *purge, gint64 before)
{
  return purge->has_id_of_time ? jl_id_get_first (before) : G_MAXINT64;
}

/* The time before which a record must be over, 0: no purge goes on, or not of these. */
static gint64
read_before (JlConnection *connection, const JlPurge *purge)
{
  static const char sql[] = "SELECT before FROM purge_step WHERE record = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, NULL);

  if (statement == NULL)
    return 0;
  jl_statement_bind_text (statement, 1, purge->record);
  return jl_statement_step (statement, NULL) ? jl_statement_get_integer (statement, 0) : 0;
}

/**
 * jl_purge_find:
 * @connection: the writer's
 * @purge: what may go
 * @after: an id
 * @id: (out): the next record after @after that may go; or, if a long stretch has none, the
 *   stretch's last record, which jl_purge_check() will refuse: the search goes on after it when
 *   others had their turn
 *
 * For #JlDue.find.
 *
 * Returns: %FALSE if there is none, also when no purge goes on
 */
gboolean
jl_purge_find (JlConnection *connection, const JlPurge *purge, gint64 after, gint64 *id)
{
  gint64 before = read_before (connection, purge);
  g_autofree char *sql = NULL;
  g_autoptr (JlStatement) statement = NULL;
  guint n = 0;

  if (before == 0)
    return FALSE;
  sql = g_strdup_printf ("SELECT id, (%s) AND NOT (%s) FROM %s WHERE id > ?2 AND id < ?3 "
                         "ORDER BY id LIMIT %d",
                         purge->is_over,
                         get_held (purge),
                         purge->table,
                         STRETCH);
  statement = prepare (connection, sql, NULL);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, before);
  jl_statement_bind_integer (statement, 2, after);
  jl_statement_bind_integer (statement, 3, get_bound (purge, before));
  while (jl_statement_step (statement, NULL)) {
    *id = jl_statement_get_integer (statement, 0);
    if (jl_statement_get_integer (statement, 1) != 0)
      return TRUE;
    n++;
  }
  return n == STRETCH;
}

/**
 * jl_purge_check:
 * @transaction: of the command that removes a record
 * @purge: what it is
 * @id: the record
 * @error: CONFLICT when it must stay
 *
 * Asks again when the record's turn has come.
 *
 * Returns: whether it may go
 */
gboolean
jl_purge_check (JlTransaction *transaction, const JlPurge *purge, gint64 id, GError **error)
{
  JlConnection *connection = jl_transaction_get_connection (transaction);
  gint64 before = read_before (connection, purge);
  g_autofree char *sql = g_strdup_printf ("SELECT (%s) AND NOT (%s) FROM %s WHERE id = ?2",
                                          purge->is_over,
                                          get_held (purge),
                                          purge->table);
  g_autoptr (JlStatement) statement = prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, before);
  jl_statement_bind_integer (statement, 2, id);
  if (jl_statement_step (statement, &local_error) && jl_statement_get_integer (statement, 0) != 0)
    return TRUE;
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  else
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CONFLICT, _ ("This has to be kept"));
  return FALSE;
}

/**
 * jl_purge_note:
 * @transaction: of the command that did it
 * @purge: what it was
 * @error: as jl_statement_step()
 *
 * Counts one that went.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_purge_note (JlTransaction *transaction, const JlPurge *purge, GError **error)
{
  static const char sql[] = "UPDATE purge_step SET done = done + 1 WHERE record = ?1";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_text (statement, 1, purge->record);
  return jl_statement_run (statement, error);
}

static gboolean
leave_tombstone (JlTransaction *transaction, const JlKind *kind, gint64 id, GError **error)
{
  static const char sql[] = "INSERT INTO tombstone (id, kind, at) VALUES (?1, ?2, ?3)";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, id);
  jl_statement_bind_text (statement, 2, kind->table->name);
  jl_statement_bind_integer (statement, 3, jl_transaction_get_now (transaction));
  return jl_statement_run (statement, error);
}

/**
 * jl_purge_remove:
 * @transaction: of the command that falls due
 * @purge: what it is
 * @kind: the record's kind
 * @record: the record, as it is stored
 * @error: CONFLICT when it must stay, or as jl_transaction_remove()
 *
 * Removes a record whose time of keeping is over, counts it, and leaves a tombstone.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_purge_remove (JlTransaction *transaction,
                 const JlPurge *purge,
                 const JlKind *kind,
                 JlRecord *record,
                 GError **error)
{
  gint64 id = jl_record_get_integer (
      record, (guint)jl_record_table_find (jl_record_get_table (record), "id"));

  return jl_purge_check (transaction, purge, id, error) &&
         jl_transaction_remove (transaction, kind, record, error) &&
         leave_tombstone (transaction, kind, id, error) &&
         jl_purge_note (transaction, purge, error);
}

/**
 * jl_purge_execute:
 * @transaction: of the command that falls due
 * @purge: what it is
 * @kind: the record's kind
 * @record: the record, as it is stored
 * @error: as jl_purge_remove()
 *
 * All that such a command does where nothing else hangs on the record.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_purge_execute (JlTransaction *transaction,
                  const JlPurge *purge,
                  const JlKind *kind,
                  JlRecord *record,
                  GError **error)
{
  if (!jl_purge_remove (transaction, purge, kind, record, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

/**
 * jl_purge_count:
 * @connection: any connection
 * @purge: what may go
 * @before: the time before which it must be over
 * @max: where counting stops
 * @count: (out): what was found, untouched on failure
 * @error: as jl_statement_step()
 *
 * Looks without touching anything.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_purge_count (JlConnection *connection,
                const JlPurge *purge,
                gint64 before,
                guint max,
                JlPurgeCount *count,
                GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT coalesce(sum(held = 0), 0), coalesce(sum(held), 0) FROM "
                       "(SELECT (%s) <> 0 AS held FROM %s WHERE id < ?2 AND (%s) LIMIT ?3)",
                       get_held (purge),
                       purge->table,
                       purge->is_over);
  g_autoptr (JlStatement) statement = prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, before);
  jl_statement_bind_integer (statement, 2, get_bound (purge, before));
  jl_statement_bind_integer (statement, 3, max);
  if (!jl_statement_step (statement, error))
    return FALSE;
  count->n_due = (guint)jl_statement_get_integer (statement, 0);
  count->n_held = (guint)jl_statement_get_integer (statement, 1);
  return TRUE;
}

/**
 * jl_tombstone_exists:
 * @connection: any connection
 * @id: of a record that is not there
 *
 * Returns: whether a purge removed it
 */
gboolean
jl_tombstone_exists (JlConnection *connection, gint64 id)
{
  static const char sql[] = "SELECT 1 FROM tombstone WHERE id = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, NULL);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, id);
  return jl_statement_step (statement, NULL);
}
