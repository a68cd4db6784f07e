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

static const char *
get_condition (const JlItemQuery *self, guint field)
{
  if (field == JL_ITEM_QUERY_CATEGORY && self->is_group)
    return group_condition;
  if (other_conditions[field] != NULL && is_newest_first (self) && !self->has_few_prices)
    return other_conditions[field];
  return conditions[field];
}

static void
append_conditions (const JlItemQuery *self, GString *sql)
{
  /* The one who asks for its own names the organisation: see below. */
  g_string_append (sql, self->is_own ? "TRUE" : "item.listed = 1");
  for (guint i = 0; i < JL_ITEM_QUERY_N_FIELDS; i++) {
    if (has_filter (self, i))
      g_string_append (sql, get_condition (self, i));
  }
}

static void
append_newest (const JlItemQuery *self, GString *sql)
{
  const char *order = get_order (self);
  /* As above: what has few prices is gone through by its prices. */
  const char *plus = self->has_few_prices ? " + 0" : "";

  g_string_append_printf (sql, " AND %s%s < ?1 ORDER BY %s%s DESC", order, plus, order, plus);
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

/* The rows of a page: id and key, or with @with_json what is sent of each in place of the id. */
static void
append_rows (const JlItemQuery *self, gboolean with_json, GString *sql)
{
  const char *json = self->is_own ? "ready.own" : "ready.public";

  g_string_append_printf (sql,
                          "SELECT %s AS row, %s AS place, %s AS price FROM item%s WHERE ",
                          with_json ? json : "item.id",
                          get_order (self),
                          /* Nothing of the item that its index does not have. */
                          is_newest_first (self) ? "0" : "item.order_price",
                          with_json ? " CROSS JOIN ready ON ready.id = item.id" : "");
  append_conditions (self, sql);
  if (is_newest_first (self))
    append_newest (self, sql);
  else
    append_by_price (self, sql);
  g_string_append (sql, " LIMIT ?3");
}

/**
 * jl_item_query_make_sql:
 * @self: a query
 *
 * For a query without words.
 *
 * Returns: (transfer full): its SQL, made of literals alone
 */
char *
jl_item_query_make_sql (const JlItemQuery *self)
{
  GString *sql = g_string_new (NULL);

  if (!self->has_few_prices) {
    append_rows (self, TRUE, sql);
    return g_string_free (sql, FALSE);
  }

  /* What is sorted is keys alone; the texts are fetched for those that are shown. */
  g_string_append_printf (
      sql, "SELECT ready.%s, page.place, page.price FROM (", self->is_own ? "own" : "public");
  append_rows (self, FALSE, sql);
  g_string_append (sql,
                   ") AS page CROSS JOIN ready ON ready.id = page.row ORDER BY page.place DESC");
  return g_string_free (sql, FALSE);
}

/* More than these are not sorted for a page. */
#define FEW 2000

/**
 * jl_item_query_look_at_prices:
 * @self: a query without words whose other members are set; takes whether it has few prices
 * @connection: a reader
 * @error: as jl_statement_step()
 *
 * Looks, in some tenths of a millisecond, whether the items on offer whose price is asked for are
 * few, so that not all goods are gone through for them.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_item_query_look_at_prices (JlItemQuery *self, JlConnection *connection, GError **error)
{
  static const char sql[] = "SELECT count (*) FROM (SELECT 1 FROM item WHERE listed = 1 AND "
                            "order_price >= ?1 AND order_price <= ?2 LIMIT ?3)";
  gboolean has_max = has_filter (self, JL_ITEM_QUERY_MAX_PRICE_FEN);
  g_autoptr (JlStatement) statement = NULL;

  /* One organisation's goods are few enough. */
  if (self->is_own || !is_newest_first (self) ||
      (!has_max && !has_filter (self, JL_ITEM_QUERY_MIN_PRICE_FEN)))
    return TRUE;

  statement = jl_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (
      statement, 1, jl_record_get_integer (self->filters, JL_ITEM_QUERY_MIN_PRICE_FEN));
  jl_statement_bind_integer (
      statement,
      2,
      has_max ? jl_record_get_integer (self->filters, JL_ITEM_QUERY_MAX_PRICE_FEN) : G_MAXINT64);
  jl_statement_bind_integer (statement, 3, FEW + 1);
  if (!jl_statement_step (statement, error))
    return FALSE;
  self->has_few_prices = jl_statement_get_integer (statement, 0) <= FEW;
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

static void
bind_filters (const JlItemQuery *self, JlStatement *statement)
{
  for (guint i = 0; i < JL_ITEM_QUERY_N_FIELDS; i++) {
    if (has_filter (self, i))
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
  JlItemKey first = { G_MAXINT64, G_MAXINT64 };
  const JlItemKey *after = self->after != NULL ? self->after : &first;

  if (sort == JL_ITEM_SORT_PRICE_ASC)
    first = (JlItemKey){ -1, -1 };
  jl_statement_bind_integer (statement, PARAMETER_ORDER, after->order);
  if (sort != JL_ITEM_SORT_NEWEST)
    jl_statement_bind_integer (statement, PARAMETER_PRICE, after->price);
  jl_statement_bind_integer (statement, PARAMETER_LIMIT, limit);
  bind_filters (self, statement);
}

/**
 * jl_item_query_init_search:
 * @self: a query with words, which outlives @search
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
 * @self: a query with words
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
  append_conditions (self, sql);
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
  bind_filters (self, statement);
}
