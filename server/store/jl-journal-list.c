// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-journal-private.h"

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
      "SELECT " JL_JOURNAL_HEAD_COLUMNS ", journal_text (b.body) FROM " JL_JOURNAL_HEAD_TABLES
      " WHERE j.seq > ?1 AND (?3 = 0 OR j.seq IN (SELECT journal FROM change WHERE record = ?3)) "
      "ORDER BY j.seq LIMIT ?2";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;

  jl_statement_bind_integer (statement, 1, after);
  jl_statement_bind_integer (statement, 2, limit);
  jl_statement_bind_integer (statement, 3, record);
  while (jl_statement_step (statement, &local_error)) {
    JlJournalHead head;
    g_autofree char *text = NULL;
    JlJournalEntry entry;
    gsize size;

    jl_journal_read_head (statement, &head);
    text = jl_journal_head_to_text (&head);
    entry = (JlJournalEntry){
      .seq = jl_statement_get_integer (statement, JL_JOURNAL_SEQ),
      .organisation = head.organisation,
      .organisation_seq = head.organisation_seq,
      .at = head.at,
      .actor = head.actor,
      .command = head.command,
      .head = text,
      .body = jl_statement_get_text (statement, JL_JOURNAL_N_COLUMNS),
      .hash = jl_statement_get_blob (statement, JL_JOURNAL_HASH, &size),
      .salt = jl_statement_get_blob (statement, JL_JOURNAL_SALT, &size),
    };
    entry.packed = jl_statement_get_blob (statement, JL_JOURNAL_BODY, &entry.packed_size);
    func (&entry, user_data);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}
