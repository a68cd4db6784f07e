// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-search-check.h"

#include "jl-id.h"

#include <glib/gi18n-lib.h>

/* Records that are listed at a time. */
#define PAGE 1000

static gboolean
check_pages (JlConnection *connection, GPtrArray *problems, GError **error)
{
  static const char sql[] = "SELECT integrity_check FROM pragma_integrity_check (1, 'search')";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  if (g_strcmp0 (jl_statement_get_text (statement, 0), "ok") != 0)
    g_ptr_array_add (
        problems,
        g_strdup_printf (_ ("The search file: %s"), jl_statement_get_text (statement, 0)));
  return TRUE;
}

/* Whether the index has come to where the journal is, within this read transaction. */
static gboolean
is_level (JlConnection *connection, gboolean *level, GError **error)
{
  static const char sql[] = "SELECT complete = 1 AND position = (SELECT coalesce (max (seq), 0) "
                            "FROM main.change) FROM search.state";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  *level = jl_statement_get_integer (statement, 0) != 0;
  return TRUE;
}

/* Adds a page of what should be found to @ids; @published and @id are its last. */
static gboolean
list_page (JlConnection *connection,
           const JlSearchSource *source,
           GHashTable *ids,
           gint64 *published,
           gint64 *id,
           GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, source->list_sql, error);
  g_autoptr (GError) local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, *published);
  jl_statement_bind_integer (statement, 2, *id);
  jl_statement_bind_integer (statement, 3, PAGE);
  while (jl_statement_step (statement, &local_error)) {
    *published = jl_statement_get_integer (statement, 0);
    *id = jl_statement_get_integer (statement, 1);
    g_hash_table_add (ids, GSIZE_TO_POINTER (*id));
  }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static GHashTable *
list_ids (JlConnection *connection, const JlSearchSource *source, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (NULL, NULL);
  gint64 published = 0;
  gint64 id = 0;
  guint before;

  do {
    before = g_hash_table_size (ids);
    if (!list_page (connection, source, ids, &published, &id, error))
      return NULL;
  } while (g_hash_table_size (ids) == before + PAGE);
  return g_steal_pointer (&ids);
}

static void
add_problem (GPtrArray *problems, const char *format, gint64 id)
{
  char text[JL_ID_TEXT_SIZE];

  jl_id_to_text (id, text);
  g_ptr_array_add (problems, g_strdup_printf ("%s %s", text, format));
}

static gboolean
compare (JlConnection *connection, GHashTable *ids, GPtrArray *problems, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (connection, "SELECT id FROM search.document", error);
  g_autoptr (GError) local_error = NULL;
  GHashTableIter iter;
  gpointer missing;

  if (statement == NULL)
    return FALSE;
  while (jl_statement_step (statement, &local_error)) {
    gint64 id = jl_statement_get_integer (statement, 0);

    if (!g_hash_table_remove (ids, GSIZE_TO_POINTER (id)))
      add_problem (problems, _ ("can be searched for and should not be"), id);
  }
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &missing, NULL))
    add_problem (problems, _ ("cannot be searched for"), GPOINTER_TO_SIZE (missing));
  return TRUE;
}

/**
 * jl_search_check:
 * @connection: a reader of the main database with the search file attached, in a read transaction
 * @source: what should be found
 * @problems: (element-type utf8): takes what is wrong
 * @error: as jl_statement_step()
 *
 * Looks whether the search file is sound in itself, and, where it has come to where the journal is,
 * whether exactly those records are in it that should be found. One that is behind is not wrong: it
 * will follow.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_check (JlConnection *connection,
                 const JlSearchSource *source,
                 GPtrArray *problems,
                 GError **error)
{
  g_autoptr (GHashTable) ids = NULL;
  gboolean level = FALSE;

  if (!check_pages (connection, problems, error) ||
      !jl_search_check_sets (connection, problems, error) || !is_level (connection, &level, error))
    return FALSE;
  if (!level)
    return TRUE;
  ids = list_ids (connection, source, error);
  return ids != NULL && compare (connection, ids, problems, error);
}
