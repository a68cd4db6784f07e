// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-item.h"
#include "jl-connection.h"
#include "jl-search-find.h"

G_BEGIN_DECLS

/*
 * The SQL of GET /items, put together from literals.
 */

/* The parameters of GET /items. */
enum {
  JL_ITEM_QUERY_Q,
  JL_ITEM_QUERY_CATEGORY,
  JL_ITEM_QUERY_COMMUNITY,
  JL_ITEM_QUERY_DISTRICT,
  JL_ITEM_QUERY_ORGANISATION,
  JL_ITEM_QUERY_MODE,
  JL_ITEM_QUERY_OFFER,
  JL_ITEM_QUERY_CUSTODY,
  JL_ITEM_QUERY_GRADE,
  JL_ITEM_QUERY_LABEL_CODE,
  JL_ITEM_QUERY_MIN_PRICE_FEN,
  JL_ITEM_QUERY_MAX_PRICE_FEN,
  JL_ITEM_QUERY_SORT,
  JL_ITEM_QUERY_N_FIELDS
};
extern const JlRecordTable jl_item_query_table;

typedef enum { JL_ITEM_SORT_NEWEST, JL_ITEM_SORT_PRICE_ASC, JL_ITEM_SORT_PRICE_DESC } JlItemSort;

/**
 * JlItemKey: where an item stands in a list: where the next page begins.
 */
typedef struct {
  gint64 order; /* publication, in an organisation's own list the item's id; what was found in
                 * the search file has its number in the search file, which rises as those do */
  gint64 price;
} JlItemKey;

/**
 * JlItemQuery:
 * @filters: (nullable): of jl_item_query_table
 * @match: (nullable): what jl_search_match_new() made of the words and filters; %NULL if an index
 *   has the list
 * @is_own: the list of an organisation's own items, in all states and in its own view
 * @is_group: the category that is asked for has others below it
 * @after: (nullable): the last item of the page before
 */
typedef struct {
  JlRecord *filters;
  const char *match;
  gboolean is_own;
  gboolean is_group;
  const JlItemKey *after;
} JlItemQuery;

JlItemSort jl_item_query_get_sort (const JlItemQuery *self);
gboolean jl_item_query_has_index (const JlItemQuery *self);
char *jl_item_query_make_sql (const JlItemQuery *self);
void jl_item_query_bind (const JlItemQuery *self, JlStatement *statement, guint limit);

/* What was found in the search file, one at a time. */
void
jl_item_query_init_search (const JlItemQuery *self, JlSearchPlace *after, JlSearchQuery *search);
char *jl_item_query_make_found_sql (const JlItemQuery *self);
void jl_item_query_bind_found (const JlItemQuery *self, JlStatement *statement, gint64 doc);

/* The columns that the SQL gives. */
enum {
  JL_ITEM_COLUMN_JSON,
  JL_ITEM_COLUMN_ORDER,
  JL_ITEM_COLUMN_PRICE,
};

G_END_DECLS
