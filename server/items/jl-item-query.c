// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-item-query.h"

#include <glib/gi18n-lib.h>

static const JlEnum sort_enum = {
  .names = (const char *const[]){ "newest", "price_asc", "price_desc", NULL },
  .labels =
      (const char *const[]){
          N_ ("Newest first"), N_ ("Cheapest first"), N_ ("Dearest first"), NULL },
};

static const JlField query_fields[] = {
  [JL_ITEM_QUERY_Q] = { .name = "q",
                        .type = JL_FIELD_TEXT,
                        .min = 1,
                        .max = 100,
                        .doc = "Chinese words, pinyin, initials, or a label code." },
  [JL_ITEM_QUERY_CATEGORY] = { .name = "category",
                               .type = JL_FIELD_TEXT,
                               .min = 1,
                               .max = 40,
                               .doc = "With all categories below it." },
  [JL_ITEM_QUERY_COMMUNITY] = { .name = "community", .type = JL_FIELD_TEXT, .min = 12, .max = 12 },
  [JL_ITEM_QUERY_DISTRICT] = { .name = "district", .type = JL_FIELD_TEXT, .min = 6, .max = 6 },
  [JL_ITEM_QUERY_ORGANISATION] = { .name = "organisation",
                                   .type = JL_FIELD_ID,
                                   .doc = "One's own organisation: all its items, drafts too." },
  [JL_ITEM_QUERY_MODE] = { .name = "mode", .type = JL_FIELD_ENUM, .values = &jl_mode_enum },
  [JL_ITEM_QUERY_OFFER] = { .name = "offer", .type = JL_FIELD_ENUM, .values = &jl_offer_enum },
  [JL_ITEM_QUERY_CUSTODY] = { .name = "custody",
                              .type = JL_FIELD_ENUM,
                              .values = &jl_custody_enum },
  [JL_ITEM_QUERY_GRADE] = { .name = "grade", .type = JL_FIELD_TEXT, .min = 1, .max = 20 },
  [JL_ITEM_QUERY_LABEL_CODE] = { .name = "label_code", .type = JL_FIELD_TEXT, .min = 1, .max = 20 },
  [JL_ITEM_QUERY_MIN_PRICE_FEN] = { .name = "min_price_fen",
                                    .type = JL_FIELD_MONEY,
                                    .max = G_MAXINT64 },
  [JL_ITEM_QUERY_MAX_PRICE_FEN] = { .name = "max_price_fen",
                                    .type = JL_FIELD_MONEY,
                                    .max = G_MAXINT64,
                                    .doc = "What has no price counts as free." },
  [JL_ITEM_QUERY_SORT] = { .name = "sort",
                           .type = JL_FIELD_ENUM,
                           .values = &sort_enum,
                           .doc = "newest if absent." },
};
JL_ASSERT_FIELDS (JL_ITEM_QUERY, query_fields);
const JlRecordTable jl_item_query_table =
    JL_RECORD_TABLE ("item_query", "JlItemQuery", query_fields);

/* Parameters: 1 and 2 the key of the page before, or 1 the document that was found, 3 the limit,
 * from 6 on the filters in the order of their fields. */
#define PARAMETER_ORDER 1
#define PARAMETER_DOC 1
#define PARAMETER_PRICE 2
#define PARAMETER_LIMIT 3
#define FIRST_FILTER_PARAMETER 6

/* In the order of the fields; NULL: not a condition, or not a plain one. */
static const char *const conditions[JL_ITEM_QUERY_N_FIELDS] = {
  [JL_ITEM_QUERY_CATEGORY] = " AND item.category = ?7",
  [JL_ITEM_QUERY_COMMUNITY] = " AND item.community = ?8",
  [JL_ITEM_QUERY_DISTRICT] = " AND item.district = ?9",
  [JL_ITEM_QUERY_ORGANISATION] = " AND item.organisation = ?10",
  [JL_ITEM_QUERY_MODE] = " AND item.mode = ?11",
  [JL_ITEM_QUERY_OFFER] = " AND item.offer = ?12",
  [JL_ITEM_QUERY_CUSTODY] = " AND item.custody = ?13",
  [JL_ITEM_QUERY_GRADE] = " AND item.grade = ?14",
  [JL_ITEM_QUERY_LABEL_CODE] = " AND item.label_code = ?15",
  [JL_ITEM_QUERY_MIN_PRICE_FEN] = " AND item.order_price >= ?16",
  [JL_ITEM_QUERY_MAX_PRICE_FEN] = " AND item.order_price <= ?17",
};
/* Newest first. + 0: what the list is driven by is another column's, no index of prices must be
 * chosen. */
static const char *const other_conditions[JL_ITEM_QUERY_N_FIELDS] = {
  [JL_ITEM_QUERY_MIN_PRICE_FEN] = " AND item.order_price + 0 >= ?16",
  [JL_ITEM_QUERY_MAX_PRICE_FEN] = " AND item.order_price + 0 <= ?17",
};
static const char group_condition[] = " AND item.category_group = ?7";
/* What is listed is published or reserved. The indexes of lists end with the reservation. */
static const char published_condition[] = " AND item.reservation IS NULL";

/**
 * jl_item_query_get_sort:
 * @self: a query
 *
 * Returns: the order of its list
 */
JlItemSort
jl_item_query_get_sort (const JlItemQuery *self)
{
  return self->filters == NULL ? JL_ITEM_SORT_NEWEST
                               : jl_record_get_integer (self->filters, JL_ITEM_QUERY_SORT);
}

static gboolean
has_filter (const JlItemQuery *self, guint field)
{
  return self->filters != NULL && conditions[field] != NULL && jl_record_has (self->filters, field);
}

/* What an item stands by in its list, beside its price. An organisation's own list has items that
 * were never published. */
static const char *
get_order (const JlItemQuery *self)
{
  return self->is_own ? "item.id" : "item.publication";
}

static gboolean
is_newest_first (const JlItemQuery *self)
{
  return jl_item_query_get_sort (self) == JL_ITEM_SORT_NEWEST;
}

/* Of what everybody sees, an index has only the published by themselves. */
static gboolean
is_published_list (const JlItemQuery *self, guint field)
{
  return field == JL_ITEM_QUERY_OFFER && !self->is_own && self->match == NULL &&
         !has_filter (self, JL_ITEM_QUERY_LABEL_CODE);
}

static const char *
get_condition (const JlItemQuery *self, guint field)
{
  if (is_published_list (self, field))
    return published_condition;
  if (field == JL_ITEM_QUERY_CATEGORY && self->is_group)
    return group_condition;
  if (other_conditions[field] != NULL && is_newest_first (self))
    return other_conditions[field];
  return conditions[field];
}

static void
append_conditions (const JlItemQuery *self, int except, GString *sql)
{
  /* The one who asks for its own names the organisation: see below. What was taken from view has no
   * public text; it is so little that no index knows of it. */
  g_string_append (sql, self->is_own ? "TRUE" : "item.listed = 1 AND ready.public IS NOT NULL");
  for (guint i = 0; i < JL_ITEM_QUERY_N_FIELDS; i++) {
    if ((int)i != except && has_filter (self, i))
      g_string_append (sql, get_condition (self, i));
  }
}

/* The filter that the list by price begins with, -1 if none. The key of the page before stands for
 * it: beside a condition of its own, each page would go through all from there to the key. */
static int
get_first_price (const JlItemQuery *self)
{
  static const int fields[] = { [JL_ITEM_SORT_NEWEST] = -1,
                                [JL_ITEM_SORT_PRICE_ASC] = JL_ITEM_QUERY_MIN_PRICE_FEN,
                                [JL_ITEM_SORT_PRICE_DESC] = JL_ITEM_QUERY_MAX_PRICE_FEN };

  return fields[jl_item_query_get_sort (self)];
}

static void
append_by_price (const JlItemQuery *self, GString *sql)
{
  const char *order = get_order (self);
  gboolean descends = jl_item_query_get_sort (self) == JL_ITEM_SORT_PRICE_DESC;

  g_string_append_printf (
      sql,
      " AND (item.order_price, %s) %s (?2, ?1) ORDER BY item.order_price%s, %s%s",
      order,
      descends ? "<" : ">",
      descends ? " DESC" : "",
      order,
      descends ? " DESC" : "");
}

/**
 * jl_item_query_make_sql:
 * @self: a query that jl_item_query_has_index() has nothing against
 *
 * Returns: (transfer full): its SQL, made of literals alone
 */
char *
jl_item_query_make_sql (const JlItemQuery *self)
{
  GString *sql = g_string_new (NULL);
  const char *order = get_order (self);

  g_string_append_printf (sql,
                          "SELECT ready.%s, %s AS place, %s AS price FROM item CROSS JOIN ready "
                          "ON ready.id = item.id WHERE ",
                          self->is_own ? "own" : "public",
                          order,
                          /* Nothing of the item that its index does not have. */
                          is_newest_first (self) ? "0" : "item.order_price");
  append_conditions (self, get_first_price (self), sql);
  if (is_newest_first (self))
    g_string_append_printf (sql, " AND %s < ?1 ORDER BY %s DESC", order, order);
  else
    append_by_price (self, sql);
  g_string_append (sql, " LIMIT ?3");
  return g_string_free (sql, FALSE);
}

static guint
count_filters (const JlItemQuery *self, const guint *fields, guint n)
{
  guint count = 0;

  for (guint i = 0; i < n; i++)
    count += has_filter (self, fields[i]);
  return count;
}

/**
 * jl_item_query_has_index:
 * @self: a query without words whose other members are set
 *
 * The indexes of items have the lists that people leaf through: what is on offer by place or
 * category, and what an organisation has by the state of its offer. Whatever else is asked for
 * might be so rare that all goods are gone through for a page, so it is looked for in the search
 * file, which has all filters.
 *
 * Returns: whether an index of the database has the list in its order
 */
gboolean
jl_item_query_has_index (const JlItemQuery *self)
{
  static const guint far_places[] = { JL_ITEM_QUERY_DISTRICT, JL_ITEM_QUERY_ORGANISATION };
  static const guint prices[] = { JL_ITEM_QUERY_MIN_PRICE_FEN, JL_ITEM_QUERY_MAX_PRICE_FEN };
  static const guint others[] = { JL_ITEM_QUERY_MODE, JL_ITEM_QUERY_CUSTODY, JL_ITEM_QUERY_GRADE };
  guint n_others = count_filters (self, others, G_N_ELEMENTS (others));
  guint n_prices = count_filters (self, prices, G_N_ELEMENTS (prices));
  guint n_far = count_filters (self, far_places, G_N_ELEMENTS (far_places));
  guint has_community = has_filter (self, JL_ITEM_QUERY_COMMUNITY);
  guint has_category = has_filter (self, JL_ITEM_QUERY_CATEGORY);

  /* One item. */
  if (has_filter (self, JL_ITEM_QUERY_LABEL_CODE))
    return TRUE;
  if (self->is_own)
    return is_newest_first (self) && n_others + n_prices + has_community + has_category == 0 &&
           n_far == 1;
  /* Nearly all that is listed is published, and few items are anything else. */
  if (has_filter (self, JL_ITEM_QUERY_OFFER) &&
      jl_record_get_integer (self->filters, JL_ITEM_QUERY_OFFER) != JL_OFFER_PUBLISHED)
    return FALSE;
  if (!is_newest_first (self))
    return n_others + has_community + n_far == 0;
  return n_others + n_prices == 0 && n_far + has_community <= 1 && !(n_far > 0 && has_category);
}

static void
bind_filter (JlStatement *statement, JlRecord *filters, guint field)
{
  int index = FIRST_FILTER_PARAMETER + (int)field;
  const JlField *description = &jl_item_query_table.fields[field];

  switch (description->type) {
  case JL_FIELD_TEXT:
    jl_statement_bind_text (statement, index, jl_record_get_text (filters, field));
    break;
  case JL_FIELD_ENUM:
    jl_statement_bind_text (
        statement,
        index,
        jl_enum_get_name (description->values, (int)jl_record_get_integer (filters, field)));
    break;
  default:
    jl_statement_bind_integer (statement, index, jl_record_get_integer (filters, field));
    break;
  }
}

static void
bind_filters (const JlItemQuery *self, int except, JlStatement *statement)
{
  for (guint i = 0; i < JL_ITEM_QUERY_N_FIELDS; i++) {
    if ((int)i != except && has_filter (self, i) && !is_published_list (self, i))
      bind_filter (statement, self->filters, i);
  }
}

/**
 * jl_item_query_bind:
 * @self: a query that outlives the statement's use
 * @statement: of jl_item_query_make_sql()
 * @limit: rows
 *
 * Binds what the SQL asks for. Without a page before, the key is beyond everything.
 */
void
jl_item_query_bind (const JlItemQuery *self, JlStatement *statement, guint limit)
{
  JlItemSort sort = jl_item_query_get_sort (self);
  int first_price = get_first_price (self);
  JlItemKey first = { G_MAXINT64, G_MAXINT64 };
  const JlItemKey *after = self->after != NULL ? self->after : &first;

  if (sort == JL_ITEM_SORT_PRICE_ASC)
    first = (JlItemKey){ -1, -1 };
  if (first_price >= 0 && has_filter (self, (guint)first_price))
    first.price = jl_record_get_integer (self->filters, (guint)first_price);
  jl_statement_bind_integer (statement, PARAMETER_ORDER, after->order);
  if (sort != JL_ITEM_SORT_NEWEST)
    jl_statement_bind_integer (statement, PARAMETER_PRICE, after->price);
  jl_statement_bind_integer (statement, PARAMETER_LIMIT, limit);
  bind_filters (self, first_price, statement);
}

/**
 * jl_item_query_init_search:
 * @self: a query with a match, which outlives @search
 * @after: takes where the page before ended, if there was one; outlives @search
 * @search: (out): what is looked for in the search file: everything that the list is narrowed by
 */
void
jl_item_query_init_search (const JlItemQuery *self, JlSearchPlace *after, JlSearchQuery *search)
{
  static const JlSearchOrder orders[] = { [JL_ITEM_SORT_NEWEST] = JL_SEARCH_NEWEST,
                                          [JL_ITEM_SORT_PRICE_ASC] = JL_SEARCH_CHEAPEST,
                                          [JL_ITEM_SORT_PRICE_DESC] = JL_SEARCH_DEAREST };
  gboolean has_max = has_filter (self, JL_ITEM_QUERY_MAX_PRICE_FEN);

  *search = (JlSearchQuery){
    .match = self->match,
    .min_price = jl_record_get_integer (self->filters, JL_ITEM_QUERY_MIN_PRICE_FEN),
    .max_price =
        has_max ? jl_record_get_integer (self->filters, JL_ITEM_QUERY_MAX_PRICE_FEN) : G_MAXINT64,
    .order = orders[jl_item_query_get_sort (self)],
  };
  if (self->after != NULL) {
    *after = (JlSearchPlace){ self->after->order, self->after->price };
    search->after = after;
  }
}

/**
 * jl_item_query_make_found_sql:
 * @self: a query with a match
 *
 * Returns: (transfer full): the SQL, made of literals alone, of what is shown of one document that
 *   was found: no row if the item is no longer what the search file says
 */
char *
jl_item_query_make_found_sql (const JlItemQuery *self)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql,
                          "SELECT ready.%s FROM search.document AS found "
                          "CROSS JOIN item ON item.id = found.id "
                          "CROSS JOIN ready ON ready.id = item.id WHERE found.doc = ?1 AND ",
                          self->is_own ? "own" : "public");
  append_conditions (self, -1, sql);
  return g_string_free (sql, FALSE);
}

/**
 * jl_item_query_bind_found:
 * @self: a query that outlives the statement's use
 * @statement: of jl_item_query_make_found_sql(); what was bound before may stay
 * @doc: a document that was found
 */
void
jl_item_query_bind_found (const JlItemQuery *self, JlStatement *statement, gint64 doc)
{
  jl_statement_bind_integer (statement, PARAMETER_DOC, doc);
  bind_filters (self, -1, statement);
}
