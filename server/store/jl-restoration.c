// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-restoration.h"
#include "jl-id.h"
#include "jl-store.h"

/* Each epoch numbers its changes in a range of its own, so that whoever has seen changes of a lost
 * service never takes those that were made instead of them for known. Numbers of 8,000 epochs are
 * exact in JavaScript. */
#define EPOCH_SHIFT 40

/* What was shown of a record under a version that the backup does not know may be in a cache. As
 * the count of renewals is part of an ETag, and never falls, no later answer has the same one. */
#define RENEWALS 1000

static gboolean
run (JlConnection *connection, const char *sql, gint64 first, gint64 second, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, first);
  jl_statement_bind_integer (statement, 2, second);
  return jl_statement_run (statement, error);
}

static gboolean
insert (JlConnection *connection, const JlRestoration *restoration, guint epoch, GError **error)
{
  static const char sql[] = "INSERT INTO restoration (epoch, restored_at, made_at, entries, "
                            "last_at) VALUES (?1, ?2, ?3, ?4, ?5)";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, epoch);
  jl_statement_bind_integer (statement, 2, restoration->restored_at);
  jl_statement_bind_integer (statement, 3, restoration->made_at);
  jl_statement_bind_integer (statement, 4, restoration->entries);
  jl_statement_bind_integer (statement, 5, restoration->last_at);
  return jl_statement_run (statement, error);
}

static gboolean
change_all (JlConnection *connection, const JlRestoration *restoration, GError **error)
{
  static const char node_sql[] = "UPDATE node SET epoch = epoch + 1, last_id = max(last_id, ?1), "
                                 "last_time = max(last_time, ?2)";
  static const char change_sql[] =
      "UPDATE change SET seq = max(seq, ?1 << ?2) WHERE seq = (SELECT max(seq) FROM change)";
  static const char ready_sql[] = "UPDATE ready SET renewal = renewal + ?1 * ?2";
  g_autoptr (JlNode) node = jl_node_read (connection, error);
  JlIdMaker maker = { 0 };
  guint epoch;

  if (node == NULL)
    return FALSE;
  epoch = node->epoch + 1;
  maker.node = node->number;
  maker.last = node->last_id;
  return run (connection,
              node_sql,
              jl_id_maker_next (&maker, restoration->restored_at),
              restoration->restored_at,
              error) &&
         run (connection, change_sql, epoch, EPOCH_SHIFT, error) &&
         run (connection, ready_sql, 1, RENEWALS, error) &&
         insert (connection, restoration, epoch, error);
}

/**
 * jl_restoration_begin:
 * @connection: a writable one, to a database that was restored, has the newest schema and that
 *   nobody uses
 * @restoration: of what; its epoch does not count
 * @error: as jl_statement_step()
 *
 * Begins a new epoch: what this service does from now on is told from what the lost one did after
 * the backup. Ids and times go on from now: those of the lost service are earlier.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_restoration_begin (JlConnection *connection, const JlRestoration *restoration, GError **error)
{
  if (!jl_connection_execute (connection, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (change_all (connection, restoration, error) &&
      jl_connection_execute (connection, "COMMIT", error))
    return TRUE;
  jl_connection_end_read (connection);
  return FALSE;
}

/**
 * jl_restoration_read:
 * @connection: a connection
 * @restoration: (out): the last one; its epoch is 0 if this service was never restored
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_restoration_read (JlConnection *connection, JlRestoration *restoration, GError **error)
{
  static const char sql[] = "SELECT epoch, restored_at, made_at, entries, last_at FROM restoration "
                            "ORDER BY epoch DESC LIMIT 1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  *restoration = (JlRestoration){ 0 };
  if (!jl_statement_step (statement, &local_error)) {
    if (local_error != NULL)
      g_propagate_error (error, local_error);
    return local_error == NULL;
  }
  restoration->epoch = (guint)jl_statement_get_integer (statement, 0);
  restoration->restored_at = jl_statement_get_integer (statement, 1);
  restoration->made_at = jl_statement_get_integer (statement, 2);
  restoration->entries = jl_statement_get_integer (statement, 3);
  restoration->last_at = jl_statement_get_integer (statement, 4);
  return TRUE;
}
