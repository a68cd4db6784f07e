// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-doc-set.h"
#include "jl-token-sets.h"

G_BEGIN_DECLS

/*
 * How documents are put into blocks, for those who read and write the search file.
 *
 * New documents go into blocks of 256. Sixteen full ones in a row become one of 4,096 at once, and
 * sixteen of those one of 65,536, so that how many blocks there are grows with the tiers and hardly
 * with the documents, and what a document has is written three times in all. Which blocks there are
 * follows from the number of documents alone.
 *
 * A block's sets are spread over rows by their tokens' digests, as many rows as are about a page
 * each: a row of a block is sixteen of the one that the block becomes part of.
 */
#define JL_SEARCH_N_TIERS 3
#define JL_SEARCH_FAN 16

/* More than a city ever has. A number above it, as one below 1, is damage: whoever searches would
 * go through millions of blocks that are not there. */
#define JL_SEARCH_MAX_DOCS G_MAXINT32

/* What every document has until it is removed. */
#define JL_SEARCH_LIVE_TOKEN "*"

/* Prices lie in rows of so many documents, four bytes each: one row fills a page, and no word of 64
 * documents lies in two. */
#define JL_SEARCH_PRICES_PER_ROW 960

/**
 * JlSearchBlock:
 * @tier: 0 to 2
 * @span: of so many documents
 * @number: its number among those of its tier
 * @first: its first document
 */
typedef struct {
  guint tier;
  guint span;
  gint64 number;
  gint64 first;
} JlSearchBlock;

gboolean jl_search_block_is_n_docs (gint64 n_docs);
void jl_search_block_init (JlSearchBlock *self, guint tier, gint64 number);
void jl_search_block_find (JlSearchBlock *self, gint64 doc, gint64 n_docs);

guint jl_search_block_get_n_rows (const JlSearchBlock *self);
gint64 jl_search_block_get_row (const JlSearchBlock *self, guint row);
guint jl_search_block_find_row (const JlSearchBlock *self, guint64 digest);
guint64 jl_search_block_get_row_end (const JlSearchBlock *self, guint row);

G_END_DECLS
