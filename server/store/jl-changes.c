// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-journal.h"

/**
 * jl_changes_foreach:
 * @connection: a connection
 * @after: the change that was seen last, 0: from the beginning
 * @limit: how many at most
 * @func: (scope call): called for each; the change is borrowed
 * @user_data: for @func
 * @error: as jl_statement_step()
 *
 * Goes through the changes after @after in order. What a caller may see of them is for @func to
 * say: jl_caller_get_view().
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_changes_foreach (JlConnection *connection,
                    gint64 after,
                    guint limit,
                    JlChangeFunc func,
                    gpointer user_data,
                    GError **error)
{
  static const char sql[] = "SELECT seq, journal, organisation, kind, record, version, public, "
                            "owner FROM change WHERE seq > ?1 ORDER BY seq LIMIT ?2";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;

  jl_statement_bind_integer (statement, 1, after);
  jl_statement_bind_integer (statement, 2, limit);
  while (jl_statement_step (statement, &local_error)) {
    const JlChange change = {
      .seq = jl_statement_get_integer (statement, 0),
      .journal = jl_statement_get_integer (statement, 1),
      .organisation = jl_statement_get_integer (statement, 2),
      .kind = jl_statement_get_text (statement, 3),
      .id = jl_statement_get_integer (statement, 4),
      .version = jl_statement_get_integer (statement, 5),
      .is_public = jl_statement_get_integer (statement, 6) != 0,
      .owner = jl_statement_get_integer (statement, 7),
    };

    func (&change, user_data);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}

/**
 * jl_changes_get_last:
 * @connection: a connection
 * @seq: (out): the last change there is, 0: none
 * @error: as jl_statement_step()
 *
 * Finds where somebody begins who wants to hear of what is yet to come.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_changes_get_last (JlConnection *connection, gint64 *seq, GError **error)
{
  static const char sql[] = "SELECT max (seq) FROM change";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  *seq = jl_statement_get_integer (statement, 0);
  return TRUE;
}
