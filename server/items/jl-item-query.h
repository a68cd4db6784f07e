// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-item.h"
#include "jl-connection.h"

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
  gint64 order; /* publication, or in an organisation's own list the item's id */
  gint64 price;
  gint64 doc; /* its number in the search file, G_MAXINT64 if the list did not come from there */
} JlItemKey;

/**
 * JlItemWay:
 * @JL_ITEM_BY_ORDER: along the index that has the filters and the order; words are looked up for
 *   each
 * @JL_ITEM_BY_WORDS: along what the search file has, newest first; all of it and then sorted for
 *   other orders
 * @JL_ITEM_BY_PRICE: all whose price is asked for, then sorted: they are few
 *
 * What a list is driven by. The list is the same; how much is gone through for it is not.
 */
typedef enum { JL_ITEM_BY_ORDER, JL_ITEM_BY_WORDS, JL_ITEM_BY_PRICE } JlItemWay;

/**
 * JlItemQuery:
 * @filters: (nullable): of jl_item_query_table
 * @match: (nullable): what jl_search_match_new() made of the words
 * @is_own: the list of an organisation's own items, in all states and in its own view
 * @is_group: the category that is asked for has others below it
 * @way: see jl_item_query_choose_way()
 * @after: (nullable): the last item of the page before
 */
typedef struct {
  JlRecord *filters;
  const char *match;
  gboolean is_own;
  gboolean is_group;
  JlItemWay way;
  const JlItemKey *after;
} JlItemQuery;

JlItemSort jl_item_query_get_sort (const JlItemQuery *self);
gboolean
jl_item_query_choose_way (JlItemQuery *self, JlConnection *connection, guint limit, GError **error);
char *jl_item_query_make_sql (const JlItemQuery *self);
void jl_item_query_bind (const JlItemQuery *self, JlStatement *statement, guint limit);

/* The columns that the SQL gives. */
enum {
  JL_ITEM_COLUMN_JSON,
  JL_ITEM_COLUMN_ORDER,
  JL_ITEM_COLUMN_PRICE,
  JL_ITEM_COLUMN_DOC,
};

G_END_DECLS
