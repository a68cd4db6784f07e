// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-search-check.h"

#include "jl-search-block.h"
#include "jl-search-index.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* A block as its documents' texts say that it should be, beside what is kept. */
typedef struct {
  JlSearchBlock block;
  GHashTable
      *expected; /* owned: (char *, GByteArray): places, by token; what is right is removed */
  guint64 live[JL_DOC_SET_N_WORDS (JL_DOC_SET_MAX_SPAN)];
} Check;

static void
check_clear (Check *self)
{
  g_clear_pointer (&self->expected, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Check, check_clear)

static void
free_places (gpointer data)
{
  g_byte_array_unref (data);
}

static void
expect (Check *self, const char *token, guint place)
{
  const guint8 bytes[] = { place & 0xff, place >> 8 };
  guint64 digest = jl_token_digest (token, strlen (token));
  GByteArray *places = g_hash_table_lookup (self->expected, &digest);

  if (places == NULL) {
    places = g_byte_array_new ();
    g_hash_table_insert (self->expected, g_memdup2 (&digest, sizeof digest), places);
  }
  g_byte_array_append (places, bytes, sizeof bytes);
}

static void
expect_document (Check *self, JlStatement *row)
{
  guint place = (guint)(jl_statement_get_integer (row, 0) - self->block.first);
  g_autoptr (GString) tokens = g_string_new (NULL);
  g_auto (GStrv) list = NULL;

  jl_search_entry_add_word_tokens (
      tokens, jl_statement_get_text (row, 1), jl_statement_get_text (row, 2));
  jl_search_entry_add_facet_tokens (tokens, jl_statement_get_text (row, 3));
  list = g_strsplit (tokens->str, " ", -1);
  for (guint i = 0; list[i] != NULL; i++) {
    if (*list[i] != '\0')
      expect (self, list[i], place);
  }
  expect (self, JL_SEARCH_LIVE_TOKEN, place);
  self->live[place / 64] |= G_GUINT64_CONSTANT (1) << place % 64;
}

static gboolean
expect_block (Check *self, JlConnection *connection, GError **error)
{
  static const char sql[] = "SELECT doc, names, body, facets FROM search.document_text"
                            " WHERE doc BETWEEN ?1 AND ?2 ORDER BY doc";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, self->block.first);
  jl_statement_bind_integer (statement, 2, self->block.first + self->block.span - 1);
  while (jl_statement_step (statement, &local_error))
    expect_document (self, statement);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/* Whether the set is what the texts say, but for what removed documents left behind. */
static gboolean
is_right (Check *self, const GByteArray *places, gconstpointer data, gsize size)
{
  guint n = JL_DOC_SET_N_WORDS (self->block.span);
  guint64 words[JL_DOC_SET_N_WORDS (JL_DOC_SET_MAX_SPAN)] = { 0 };
  guint64 wanted[JL_DOC_SET_N_WORDS (JL_DOC_SET_MAX_SPAN)] = { 0 };

  if (!jl_doc_set_add (words, self->block.span, data, size))
    return FALSE;
  if (places != NULL)
    jl_doc_set_add (wanted, self->block.span, places->data, places->len);
  for (guint i = 0; i < n; i++) {
    if ((words[i] & self->live[i]) != wanted[i])
      return FALSE;
  }
  return TRUE;
}

/* Takes away what is expected of the row's tokens and is there; %FALSE if something is wrong. */
static gboolean
compare_row (Check *self, gconstpointer row, gsize size)
{
  JlTokenSets sets;

  if (!jl_token_sets_begin (&sets, row, size))
    return FALSE;
  while (jl_token_sets_next (&sets)) {
    if (!is_right (self, g_hash_table_lookup (self->expected, &sets.digest), sets.set, sets.size))
      return FALSE;
    g_hash_table_remove (self->expected, &sets.digest);
  }
  return !sets.is_damaged;
}

static gboolean
compare_block (Check *self, JlConnection *connection, gboolean *is_good, GError **error)
{
  static const char sql[] = "SELECT sets FROM search.sets WHERE id BETWEEN ?1 AND ?2";
  guint last = jl_search_block_get_n_rows (&self->block) - 1;
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, jl_search_block_get_row (&self->block, 0));
  jl_statement_bind_integer (statement, 2, jl_search_block_get_row (&self->block, last));
  *is_good = TRUE;
  while (*is_good && jl_statement_step (statement, &local_error)) {
    gsize size;
    gconstpointer row = jl_statement_get_blob (statement, 0, &size);

    *is_good = compare_row (self, row, size);
  }
  *is_good = *is_good && g_hash_table_size (self->expected) == 0;
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

static gboolean
check_block (JlConnection *connection,
             const JlSearchBlock *block,
             GPtrArray *problems,
             GError **error)
{
  g_auto (Check) check = { .block = *block };
  gboolean is_good;

  check.expected = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_places);
  if (!expect_block (&check, connection, error) ||
      !compare_block (&check, connection, &is_good, error))
    return FALSE;
  if (!is_good)
    g_ptr_array_add (
        problems,
        g_strdup_printf (
            _ ("The search file finds other items than have a word, from number %" PRId64 " on"),
            block->first));
  return TRUE;
}

static gboolean
get_n_docs (JlConnection *connection, gint64 *n_docs, GError **error)
{
  static const char sql[] = "SELECT n_docs FROM search.state";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  *n_docs = jl_statement_get_integer (statement, 0);
  return TRUE;
}

/**
 * jl_search_check_sets:
 * @connection: a reader with the search file attached, in a read transaction
 * @problems: (element-type utf8): takes what is wrong
 * @error: as jl_statement_step()
 *
 * Looks whether each token stands for exactly the documents whose texts have it. Takes about a
 * tenth of a millisecond a document.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_check_sets (JlConnection *connection, GPtrArray *problems, GError **error)
{
  gint64 n_docs;
  JlSearchBlock block = { 0 };

  if (!get_n_docs (connection, &n_docs, error))
    return FALSE;
  if (!jl_search_block_is_n_docs (n_docs)) {
    g_ptr_array_add (problems,
                     g_strdup_printf (_ ("The search file cannot have %" PRId64
                                         " documents: delete it, and it is made anew"),
                                      n_docs));
    return TRUE;
  }
  for (gint64 doc = 0; doc < n_docs; doc = block.first + block.span) {
    jl_search_block_find (&block, doc, n_docs);
    if (!check_block (connection, &block, problems, error))
      return FALSE;
  }
  return TRUE;
}
