// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-journal.h"

/* Blobs of the journal are texts without their zero. */
/* NULL is what was erased, and an empty text what cannot be read. */
static char *
dup_text (JlStatement *statement, int column)
{
  gsize size = 0;
  const char *text = jl_statement_get_blob (statement, column, &size);

  return jl_statement_is_null (statement, column) ? NULL : g_strndup (size > 0 ? text : "", size);
}

/**
 * jl_journal_foreach:
 * @connection: a connection
 * @record: only entries that changed this record, 0: all
 * @after: the entry that was seen last, 0: from the beginning
 * @limit: how many at most
 * @func: (scope call): called for each; the entry is borrowed
 * @user_data: for @func
 * @error: as jl_statement_step()
 *
 * Goes through the entries after @after in order.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_journal_foreach (JlConnection *connection,
                    gint64 record,
                    gint64 after,
                    guint limit,
                    JlJournalFunc func,
                    gpointer user_data,
                    GError **error)
{
  static const char sql[] =
      "SELECT j.seq, j.organisation, j.organisation_seq, j.at, j.actor, j.command, j.head, "
      "journal_text (b.body) "
      "FROM journal AS j LEFT JOIN journal_body AS b ON b.seq = j.seq "
      "WHERE j.seq > ?1 AND (?3 = 0 OR j.seq IN (SELECT journal FROM change WHERE record = ?3)) "
      "ORDER BY j.seq LIMIT ?2";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;

  jl_statement_bind_integer (statement, 1, after);
  jl_statement_bind_integer (statement, 2, limit);
  jl_statement_bind_integer (statement, 3, record);
  while (jl_statement_step (statement, &local_error)) {
    g_autofree char *head = dup_text (statement, 6);
    g_autofree char *body = dup_text (statement, 7);
    const JlJournalEntry entry = {
      .seq = jl_statement_get_integer (statement, 0),
      .organisation = jl_statement_get_integer (statement, 1),
      .organisation_seq = jl_statement_get_integer (statement, 2),
      .at = jl_statement_get_integer (statement, 3),
      .actor = jl_statement_get_integer (statement, 4),
      .command = jl_statement_get_text (statement, 5),
      .head = head,
      .body = body,
    };

    func (&entry, user_data);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}
