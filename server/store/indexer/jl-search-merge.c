// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-search-merge.h"

#include "jl-error.h"

#include <string.h>

/**
 * jl_search_row_set_corrupt:
 * @error: where to put it
 *
 * Returns: %FALSE with CORRUPT in @error
 */
gboolean
jl_search_row_set_corrupt (GError **error)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, "the search file has a damaged row");
  return FALSE;
}

/**
 * jl_search_row_load:
 * @connection: the search file
 * @id: of jl_search_block_get_row()
 * @row: (out caller-allocates): takes the row, empty if there is none
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_row_load (JlConnection *connection, gint64 id, GByteArray *row, GError **error)
{
  static const char sql[] = "SELECT sets FROM sets WHERE id = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  g_byte_array_set_size (row, 0);
  jl_statement_bind_integer (statement, 1, id);
  if (jl_statement_step (statement, &local_error)) {
    gsize size;
    gconstpointer data = jl_statement_get_blob (statement, 0, &size);

    g_byte_array_append (row, data, (guint)size);
  }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/**
 * jl_search_row_store:
 * @connection: the search file, in a write transaction
 * @id: of jl_search_block_get_row()
 * @row: (nullable): the row; %NULL if it has no set any more
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_row_store (JlConnection *connection, gint64 id, const GByteArray *row, GError **error)
{
  static const char replace[] = "INSERT OR REPLACE INTO sets (id, sets) VALUES (?1, ?2)";
  static const char remove[] = "DELETE FROM sets WHERE id = ?1";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (connection, row != NULL ? replace : remove, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, id);
  if (row != NULL)
    jl_statement_bind_blob (statement, 2, row->data, row->len);
  return jl_statement_run (statement, error);
}

/* Sixteen blocks that become one, row by row. */
typedef struct {
  JlConnection *connection;
  JlSearchBlock parts[JL_SEARCH_FAN];
  const JlSearchBlock *block;

  /* The same row of each, before its next set. */
  GByteArray *rows[JL_SEARCH_FAN]; /* owned */
  JlTokenSets sets[JL_SEARCH_FAN];

  /* What is made of it. */
  JlTokenSetsMaker maker;
  guint row;
  GByteArray *data; /* owned */

  guint64 live[JL_DOC_SET_N_WORDS (JL_DOC_SET_MAX_SPAN)];
  guint64 words[JL_DOC_SET_N_WORDS (JL_DOC_SET_MAX_SPAN)];
} Merge;

static void
merge_init (Merge *self, JlConnection *connection, const JlSearchBlock *block)
{
  self->connection = connection;
  self->block = block;
  self->data = g_byte_array_new ();
  jl_token_sets_maker_init (&self->maker);
  for (guint i = 0; i < JL_SEARCH_FAN; i++) {
    jl_search_block_init (&self->parts[i], block->tier - 1, block->number * JL_SEARCH_FAN + i);
    self->rows[i] = g_byte_array_new ();
  }
}

static void
merge_clear (Merge *self)
{
  for (guint i = 0; i < JL_SEARCH_FAN; i++)
    g_byte_array_unref (self->rows[i]);
  jl_token_sets_maker_clear (&self->maker);
  g_byte_array_unref (self->data);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Merge, merge_clear)

static gboolean
open_rows (Merge *self, guint row, GError **error)
{
  for (guint i = 0; i < JL_SEARCH_FAN; i++) {
    gint64 id = jl_search_block_get_row (&self->parts[i], row);

    if (!jl_search_row_load (self->connection, id, self->rows[i], error))
      return FALSE;
    if (!jl_token_sets_begin (&self->sets[i], self->rows[i]->data, self->rows[i]->len) ||
        (!jl_token_sets_next (&self->sets[i]) && self->sets[i].is_damaged))
      return jl_search_row_set_corrupt (error);
  }
  return TRUE;
}

static guint64
find_first_digest (const Merge *self)
{
  guint64 first = G_MAXUINT64;

  for (guint i = 0; i < JL_SEARCH_FAN; i++) {
    if (self->sets[i].set != NULL)
      first = MIN (first, self->sets[i].digest);
  }
  return first;
}

/* Takes the sets of the token with @digest from the blocks that have it. */
static gboolean
gather (Merge *self, guint64 digest, guint64 *words)
{
  guint span = self->parts[0].span;

  memset (words, 0, self->block->span / 8);
  for (guint i = 0; i < JL_SEARCH_FAN; i++) {
    JlTokenSets *sets = &self->sets[i];

    if (sets->set == NULL || sets->digest != digest)
      continue;
    if (!jl_doc_set_add (words + i * JL_DOC_SET_N_WORDS (span), span, sets->set, sets->size))
      return FALSE;
    if (!jl_token_sets_next (sets) && sets->is_damaged)
      return FALSE;
  }
  return TRUE;
}

/* Who is not removed; what others had is forgotten. */
static gboolean
load_live (Merge *self, GError **error)
{
  guint64 digest = jl_token_digest (JL_SEARCH_LIVE_TOKEN, strlen (JL_SEARCH_LIVE_TOKEN));
  guint64 first;

  if (!open_rows (self, jl_search_block_find_row (&self->parts[0], digest), error))
    return FALSE;
  while ((first = find_first_digest (self)) <= digest) {
    if (!gather (self, first, self->live))
      return jl_search_row_set_corrupt (error);
    if (first == digest)
      return TRUE;
  }
  memset (self->live, 0, sizeof self->live);
  return TRUE;
}

static gboolean
end_row (Merge *self, GError **error)
{
  return !jl_token_sets_maker_end (&self->maker, self->data) ||
         jl_search_row_store (
             self->connection, jl_search_block_get_row (self->block, self->row), self->data, error);
}

static gboolean
write_set (Merge *self, guint64 digest, GError **error)
{
  guint row = jl_search_block_find_row (self->block, digest);

  if (row != self->row) {
    if (!end_row (self, error))
      return FALSE;
    self->row = row;
  }
  for (guint i = 0; i < JL_DOC_SET_N_WORDS (self->block->span); i++)
    self->words[i] &= self->live[i];
  if (jl_doc_set_encode (self->words, self->block->span, self->data))
    jl_token_sets_maker_add (&self->maker, digest, self->data->data, self->data->len);
  return TRUE;
}

static gboolean
merge_rows (Merge *self, guint row, GError **error)
{
  guint64 digest;

  if (!open_rows (self, row, error))
    return FALSE;
  while ((digest = find_first_digest (self)) != G_MAXUINT64) {
    if (!gather (self, digest, self->words))
      return jl_search_row_set_corrupt (error);
    if (!write_set (self, digest, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
remove_parts (Merge *self, GError **error)
{
  static const char sql[] = "DELETE FROM sets WHERE id BETWEEN ?1 AND ?2";
  const JlSearchBlock *last = &self->parts[JL_SEARCH_FAN - 1];
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, jl_search_block_get_row (&self->parts[0], 0));
  jl_statement_bind_integer (
      statement, 2, jl_search_block_get_row (last, jl_search_block_get_n_rows (last) - 1));
  return jl_statement_run (statement, error);
}

/**
 * jl_search_merge:
 * @connection: the search file, in a write transaction
 * @block: of tier 1 or 2
 * @error: CORRUPT, or as jl_statement_step()
 *
 * Makes the block of the sixteen smaller ones in its place, and forgets what removed documents had.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_merge (JlConnection *connection, const JlSearchBlock *block, GError **error)
{
  g_auto (Merge) merge = { 0 };

  merge_init (&merge, connection, block);
  if (!load_live (&merge, error))
    return FALSE;
  for (guint row = 0; row < jl_search_block_get_n_rows (&merge.parts[0]); row++) {
    if (!merge_rows (&merge, row, error))
      return FALSE;
  }
  return end_row (&merge, error) && remove_parts (&merge, error);
}
