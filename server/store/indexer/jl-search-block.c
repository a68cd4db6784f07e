// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-search-block.h"

/* A row's number in the file: tier, block, row in the block. */
#define BLOCK_BITS 40
#define ROW_BITS 13
#define DOCS_PER_ROW 8

static const guint spans[JL_SEARCH_N_TIERS] = {
  JL_DOC_SET_MIN_SPAN,
  JL_DOC_SET_MIN_SPAN *JL_SEARCH_FAN,
  JL_DOC_SET_MIN_SPAN *JL_SEARCH_FAN *JL_SEARCH_FAN,
};
G_STATIC_ASSERT (JL_DOC_SET_MIN_SPAN *JL_SEARCH_FAN *JL_SEARCH_FAN == JL_DOC_SET_MAX_SPAN);
G_STATIC_ASSERT (JL_DOC_SET_MAX_SPAN / DOCS_PER_ROW == 1 << ROW_BITS);

/**
 * jl_search_block_is_n_docs:
 * @n_docs: what a search file says of how many documents it has
 *
 * The file may be damaged. A search goes through all blocks below this number.
 *
 * Returns: whether there can be so many
 */
gboolean
jl_search_block_is_n_docs (gint64 n_docs)
{
  return n_docs >= 1 && n_docs <= JL_SEARCH_MAX_DOCS;
}

/**
 * jl_search_block_init:
 * @self: (out caller-allocates): a block
 * @tier: 0 to 2
 * @number: its number among those of its tier
 */
void
jl_search_block_init (JlSearchBlock *self, guint tier, gint64 number)
{
  self->tier = tier;
  self->span = spans[tier];
  self->number = number;
  self->first = number * spans[tier];
}

/**
 * jl_search_block_find:
 * @self: (out caller-allocates): the block that has @doc
 * @doc: a document
 * @n_docs: one more than the highest number ever given to a document
 *
 * It is the largest that is full; the smallest need not be.
 */
void
jl_search_block_find (JlSearchBlock *self, gint64 doc, gint64 n_docs)
{
  guint tier = JL_SEARCH_N_TIERS - 1;

  while (tier > 0 && (doc / spans[tier] + 1) * spans[tier] > n_docs)
    tier--;
  jl_search_block_init (self, tier, doc / spans[tier]);
}

/**
 * jl_search_block_get_n_rows:
 * @self: a block
 *
 * Returns: over how many rows its sets are spread
 */
guint
jl_search_block_get_n_rows (const JlSearchBlock *self)
{
  return self->span / DOCS_PER_ROW;
}

/**
 * jl_search_block_get_row:
 * @self: a block
 * @row: one of its rows, from 0
 *
 * Returns: the row's number in the file
 */
gint64
jl_search_block_get_row (const JlSearchBlock *self, guint row)
{
  return ((((gint64)self->tier << BLOCK_BITS) + self->number) << ROW_BITS) + row;
}

/**
 * jl_search_block_find_row:
 * @self: a block
 * @digest: of a token
 *
 * Returns: which of its rows has the token's set
 */
guint
jl_search_block_find_row (const JlSearchBlock *self, guint64 digest)
{
  return (guint)(digest * jl_search_block_get_n_rows (self) >> JL_TOKEN_DIGEST_BITS);
}

/**
 * jl_search_block_get_row_end:
 * @self: a block
 * @row: one of its rows
 *
 * Returns: the first digest above those of the row
 */
guint64
jl_search_block_get_row_end (const JlSearchBlock *self, guint row)
{
  return ((guint64)(row + 1) << JL_TOKEN_DIGEST_BITS) / jl_search_block_get_n_rows (self);
}
