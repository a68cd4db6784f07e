// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-item-query.h"

#include "jl-search-index.h"

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

/* Parameters: 1 to 3 the key of the page before, 4 the limit, 5 the match, from 6 on the filters in
 * the order of their fields. */
#define PARAMETER_ORDER 1
#define PARAMETER_PRICE 2
#define PARAMETER_DOC 3
#define PARAMETER_LIMIT 4
#define PARAMETER_MATCH 5
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
/* + 0: what the list is driven by is another column's, no index of prices must be chosen. */
static const char *const other_conditions[JL_ITEM_QUERY_N_FIELDS] = {
  [JL_ITEM_QUERY_MIN_PRICE_FEN] = " AND item.order_price + 0 >= ?16",
  [JL_ITEM_QUERY_MAX_PRICE_FEN] = " AND item.order_price + 0 <= ?17",
};
static const char group_condition[] = " AND item.category_group = ?7";

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
 * were never published; those it finds by words stand where the search file has them. */
static const char *
get_order (const JlItemQuery *self)
{
  if (!self->is_own)
    return "item.publication";
  return self->match != NULL ? "item.search_order" : "item.id";
}

static gboolean
is_newest_first (const JlItemQuery *self)
{
  return jl_item_query_get_sort (self) == JL_ITEM_SORT_NEWEST;
}

/* Whether everything that fits is sorted before the first row is known. */
static gboolean
is_sorted (const JlItemQuery *self)
{
  return self->way == JL_ITEM_BY_PRICE ||
         (self->way == JL_ITEM_BY_WORDS && !is_newest_first (self));
}

static const char *
get_condition (const JlItemQuery *self, guint field)
{
  if (field == JL_ITEM_QUERY_CATEGORY && self->is_group)
    return group_condition;
  if (other_conditions[field] != NULL && is_newest_first (self) && self->way != JL_ITEM_BY_PRICE)
    return other_conditions[field];
  return conditions[field];
}

static void
append_from (const JlItemQuery *self, gboolean with_json, GString *sql)
{
  gboolean by_words = self->way == JL_ITEM_BY_WORDS;

  g_string_append (sql,
                   by_words ? JL_SEARCH_FROM " CROSS JOIN item ON item.id = found.id" : "item");
  if (with_json)
    g_string_append (sql, " CROSS JOIN ready ON ready.id = item.id");
  g_string_append (sql, by_words ? " WHERE hit.words MATCH ?5 AND " : " WHERE ");
  /* The one who asks for its own names the organisation: see below. */
  g_string_append (sql, self->is_own ? "TRUE" : "item.listed = 1");
  for (guint i = 0; i < JL_ITEM_QUERY_N_FIELDS; i++) {
    if (has_filter (self, i))
      g_string_append (sql, get_condition (self, i));
  }
}

/* Comes last, because it costs the most. */
static void
append_words (const JlItemQuery *self, GString *sql)
{
  if (self->match != NULL && self->way != JL_ITEM_BY_WORDS)
    g_string_append (sql, " AND " JL_SEARCH_CONTAINS ("item.id", "?5"));
}

static void
append_newest (const JlItemQuery *self, GString *sql)
{
  const char *order = get_order (self);
  /* As above: what has few prices is gone through by its prices. */
  const char *plus = self->way == JL_ITEM_BY_PRICE ? " + 0" : "";

  g_string_append_printf (sql, " AND %s%s < ?1", order, plus);
  if (self->way == JL_ITEM_BY_WORDS)
    g_string_append (sql, " AND hit.rowid < ?3");
  append_words (self, sql);
  if (self->way == JL_ITEM_BY_WORDS)
    g_string_append (sql, " ORDER BY hit.rowid DESC");
  else
    g_string_append_printf (sql, " ORDER BY %s%s DESC", order, plus);
}

static void
append_by_price (const JlItemQuery *self, GString *sql)
{
  const char *order = get_order (self);
  gboolean descends = jl_item_query_get_sort (self) == JL_ITEM_SORT_PRICE_DESC;

  g_string_append_printf (
      sql, " AND (item.order_price, %s) %s (?2, ?1)", order, descends ? "<" : ">");
  append_words (self, sql);
  g_string_append_printf (sql,
                          " ORDER BY item.order_price%s, %s%s",
                          descends ? " DESC" : "",
                          order,
                          descends ? " DESC" : "");
}

/* The rows of a page: id and key, or with @with_json what is sent of each in place of the id. */
static void
append_rows (const JlItemQuery *self, gboolean with_json, GString *sql)
{
  const char *json = self->is_own ? "ready.own" : "ready.public";

  g_string_append_printf (
      sql,
      "SELECT %s AS row, %s AS place, item.order_price AS price, %s AS doc FROM ",
      with_json ? json : "item.id",
      get_order (self),
      self->way == JL_ITEM_BY_WORDS ? "hit.rowid" : "9223372036854775807");
  append_from (self, with_json, sql);
  if (is_newest_first (self))
    append_newest (self, sql);
  else
    append_by_price (self, sql);
  g_string_append (sql, " LIMIT ?4");
}

/**
 * jl_item_query_make_sql:
 * @self: a query
 *
 * Returns: (transfer full): its SQL, made of literals alone
 */
char *
jl_item_query_make_sql (const JlItemQuery *self)
{
  GString *sql = g_string_new (NULL);

  if (!is_sorted (self)) {
    append_rows (self, TRUE, sql);
    return g_string_free (sql, FALSE);
  }

  /* What is sorted is keys alone; the texts are fetched for those that are shown. */
  g_string_append_printf (sql,
                          "SELECT ready.%s, page.place, page.price, page.doc FROM (",
                          self->is_own ? "own" : "public");
  append_rows (self, FALSE, sql);
  g_string_append (sql, ") AS page CROSS JOIN ready ON ready.id = page.row ORDER BY ");
  switch (jl_item_query_get_sort (self)) {
  case JL_ITEM_SORT_NEWEST:
    g_string_append (sql, "page.place DESC");
    break;
  case JL_ITEM_SORT_PRICE_ASC:
    g_string_append (sql, "page.price, page.place");
    break;
  case JL_ITEM_SORT_PRICE_DESC:
    g_string_append (sql, "page.price DESC, page.place DESC");
    break;
  }
  return g_string_free (sql, FALSE);
}

/* More than these are not sorted for a page. */
#define FEW 2000

/* Whether the items on offer whose price is asked for are few. */
static gboolean
has_few_prices (const JlItemQuery *self, JlConnection *connection, gboolean *few, GError **error)
{
  static const char sql[] = "SELECT count (*) FROM (SELECT 1 FROM item WHERE listed = 1 AND "
                            "order_price >= ?1 AND order_price <= ?2 LIMIT ?3)";
  JlRecord *filters = self->filters;
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);
  gint64 max = jl_record_has (filters, JL_ITEM_QUERY_MAX_PRICE_FEN)
                   ? jl_record_get_integer (filters, JL_ITEM_QUERY_MAX_PRICE_FEN)
                   : G_MAXINT64;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (
      statement, 1, jl_record_get_integer (filters, JL_ITEM_QUERY_MIN_PRICE_FEN));
  jl_statement_bind_integer (statement, 2, max);
  jl_statement_bind_integer (statement, 3, FEW + 1);
  if (!jl_statement_step (statement, error))
    return FALSE;
  *few = jl_statement_get_integer (statement, 0) <= FEW;
  return TRUE;
}

/* Whether an item has the words takes so many times as long as to fetch one that is known to have
 * them (measured with 100,000 items, 10,000 of them with the words: 77 µs and 0.8 µs). */
#define LOOK_UP_COST 100

/* In an order that is not the search file's: whether words are so common that a page is full before
 * all that have them could be sorted. */
static gboolean
are_words_common (const JlItemQuery *self,
                  JlConnection *connection,
                  guint limit,
                  gboolean *common,
                  GError **error)
{
  enum { SAMPLE = 64 };
  JlSearchProbe probe;
  double share;

  if (!jl_search_probe (connection, self->match, SAMPLE, &probe, error))
    return FALSE;
  share = probe.n_searched == 0 ? 0 : (double)probe.n_found / (double)probe.n_searched;
  *common =
      probe.n_found == SAMPLE && LOOK_UP_COST * (limit / share) < share * (double)probe.n_documents;
  return TRUE;
}

/**
 * jl_item_query_choose_way:
 * @self: a query whose other members are set; takes its way
 * @connection: a reader with the search file attached
 * @limit: of a page
 * @error: as jl_statement_step()
 *
 * Looks, in some tenths of a millisecond, how common what is asked for is, so that no list of
 * everybody's goods goes through all of them.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_item_query_choose_way (JlItemQuery *self, JlConnection *connection, guint limit, GError **error)
{
  gboolean by_words = self->match != NULL;
  gboolean is_bound = has_filter (self, JL_ITEM_QUERY_MIN_PRICE_FEN) ||
                      has_filter (self, JL_ITEM_QUERY_MAX_PRICE_FEN);
  gboolean few = FALSE;
  gboolean common = FALSE;

  self->way = by_words ? JL_ITEM_BY_WORDS : JL_ITEM_BY_ORDER;
  /* One organisation's goods are few enough. */
  if (self->is_own)
    return TRUE;

  if (by_words && !is_newest_first (self)) {
    if (!are_words_common (self, connection, limit, &common, error))
      return FALSE;
    if (common)
      self->way = JL_ITEM_BY_ORDER;
  } else if (!by_words && is_newest_first (self) && is_bound) {
    if (!has_few_prices (self, connection, &few, error))
      return FALSE;
    if (few)
      self->way = JL_ITEM_BY_PRICE;
  }
  return TRUE;
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
  JlItemKey first = { G_MAXINT64, G_MAXINT64, G_MAXINT64 };
  const JlItemKey *after = self->after != NULL ? self->after : &first;

  if (sort == JL_ITEM_SORT_PRICE_ASC)
    first = (JlItemKey){ -1, -1, -1 };
  jl_statement_bind_integer (statement, PARAMETER_ORDER, after->order);
  if (sort != JL_ITEM_SORT_NEWEST)
    jl_statement_bind_integer (statement, PARAMETER_PRICE, after->price);
  else if (self->way == JL_ITEM_BY_WORDS)
    jl_statement_bind_integer (statement, PARAMETER_DOC, after->doc);
  jl_statement_bind_integer (statement, PARAMETER_LIMIT, limit);
  if (self->match != NULL)
    jl_statement_bind_text (statement, PARAMETER_MATCH, self->match);
  for (guint i = 0; i < JL_ITEM_QUERY_N_FIELDS; i++) {
    if (has_filter (self, i))
      bind_filter (statement, self->filters, i);
  }
}
