// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"
#include "jl-search-match.h"

G_BEGIN_DECLS

/*
 * Looking things up in the search file. What is found are documents; search.document says which
 * record each is, and whoever asks joins the record's own table, which decides what is shown: the
 * search file may be a moment behind.
 *
 * What a query costs has a bound that hangs on the number of documents alone, and not on how common
 * its words are or how few have all of them: at most a look-up in each block for each token, and
 * operations on a bit for each document.
 */
typedef struct _JlSearchFind JlSearchFind;

typedef enum { JL_SEARCH_NEWEST, JL_SEARCH_CHEAPEST, JL_SEARCH_DEAREST } JlSearchOrder;

/**
 * JlSearchPlace:
 * @doc: the document
 * @price: its price as the search file has it; 0 if the order does not hang on it
 *
 * Where something stands in what was found.
 */
typedef struct {
  gint64 doc;
  gint64 price;
} JlSearchPlace;

/**
 * JlSearchQuery:
 * @match: of jl_search_match_new()
 * @min_price: no cheaper than this
 * @max_price: no dearer than this; %G_MAXINT64 for no bound
 * @order: newest first; or by price, of the same price the earlier one first (cheapest) or last
 *   (dearest)
 * @after: (nullable): where the page before ended
 */
typedef struct {
  const char *match;
  gint64 min_price;
  gint64 max_price;
  JlSearchOrder order;
  const JlSearchPlace *after;
} JlSearchQuery;

gboolean jl_search_attach (JlConnection *connection, const char *path, GError **error);

JlSearchFind *jl_search_find_new (JlConnection *connection,
                                  const JlSearchQuery *query,
                                  guint n_wanted,
                                  GError **error);
gboolean jl_search_find_next (JlSearchFind *self, JlSearchPlace *place, GError **error);
void jl_search_find_free (JlSearchFind *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlSearchFind, jl_search_find_free)

G_END_DECLS
