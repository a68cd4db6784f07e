// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-search-index.h"

/**
 * jl_search_attach:
 * @connection: a reader of the main database, outside any transaction
 * @path: the search file, which jl_search_index_open() has made before
 * @error: as jl_statement_step()
 *
 * Makes the search file's tables known to @connection as `search.words` and `search.document`.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_attach (JlConnection *connection, const char *path, GError **error)
{
  return jl_connection_attach (connection, path, "search", error);
}

/* The first column of the statement's only row. */
static gboolean
step_integers (JlStatement *statement, gint64 *first, gint64 *second, GError **error)
{
  if (!jl_statement_step (statement, error))
    return FALSE;
  *first = jl_statement_get_integer (statement, 0);
  *second = jl_statement_get_integer (statement, 1);
  return TRUE;
}

/**
 * jl_search_probe:
 * @connection: a reader with the search file attached
 * @match: what jl_search_match_new() gave
 * @limit: how many matches to look at, e.g. 64
 * @probe: (out): how common they are
 * @error: as jl_statement_step()
 *
 * Tells how many documents must be gone through for one match, from the newest matches alone: of
 * @n_documents, about @n_documents * @n_found / @n_searched match. A list that is narrowed by a
 * filter of N records may then choose what drives it: from the words (%JL_SEARCH_FROM) it looks at
 * some n_documents / N matches for each row that it shows, from the filter's index
 * (%JL_SEARCH_CONTAINS) at n_searched / n_found records.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_probe (
    JlConnection *connection, const char *match, guint limit, JlSearchProbe *probe, GError **error)
{
  static const char sql[] =
      "SELECT count (*), coalesce (min (doc), 0) FROM"
      " (SELECT rowid AS doc FROM search.words WHERE words MATCH ?1 ORDER BY rowid DESC LIMIT ?2)";
  static const char newest_sql[] = "SELECT coalesce (max (doc), 0), 0 FROM search.document";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  g_autoptr (JlStatement) newest = jl_connection_prepare (connection, newest_sql, error);
  gint64 n_found, oldest, n_documents, ignored;

  if (statement == NULL || newest == NULL)
    return FALSE;
  jl_statement_bind_text (statement, 1, match);
  jl_statement_bind_integer (statement, 2, limit);
  if (!step_integers (statement, &n_found, &oldest, error) ||
      !step_integers (newest, &n_documents, &ignored, error))
    return FALSE;

  probe->n_documents = n_documents;
  probe->n_found = n_found;
  probe->n_searched = n_found < limit ? n_documents : n_documents - oldest + 1;
  return TRUE;
}
