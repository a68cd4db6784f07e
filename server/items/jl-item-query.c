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
  /* + 0: the order is another column's, so that no index of prices must be chosen for them. */
  [JL_ITEM_QUERY_MIN_PRICE_FEN] = " AND item.order_price + 0 >= ?16",
  [JL_ITEM_QUERY_MAX_PRICE_FEN] = " AND item.order_price + 0 <= ?17",
};
/* In a list by price they bound what is gone through. */
static const char *const bounds[JL_ITEM_QUERY_N_FIELDS] = {
  [JL_ITEM_QUERY_MIN_PRICE_FEN] = " AND item.order_price >= ?16",
  [JL_ITEM_QUERY_MAX_PRICE_FEN] = " AND item.order_price <= ?17",
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

static void
append_from (const JlItemQuery *self, GString *sql)
{
  g_string_append_printf (sql,
                          "SELECT ready.%s, %s, item.order_price, %s FROM ",
                          self->is_own ? "own" : "public",
                          get_order (self),
                          self->match != NULL ? "hit.rowid" : "0");
  if (self->match != NULL)
    g_string_append (sql, JL_SEARCH_FROM " CROSS JOIN item ON item.id = found.id");
  else
    g_string_append (sql, "item");
  g_string_append (sql, " CROSS JOIN ready ON ready.id = item.id WHERE ");
}

static const char *
get_condition (const JlItemQuery *self, guint field)
{
  if (field == JL_ITEM_QUERY_CATEGORY && self->is_group)
    return group_condition;
  if (bounds[field] != NULL && jl_item_query_get_sort (self) != JL_ITEM_SORT_NEWEST)
    return bounds[field];
  return conditions[field];
}

static void
append_conditions (const JlItemQuery *self, GString *sql)
{
  if (self->match != NULL)
    g_string_append (sql, "hit.words MATCH ?5 AND ");
  /* The one who asks for its own names the organisation: see below. */
  g_string_append (sql, self->is_own ? "TRUE" : "item.listed = 1");
  for (guint i = 0; i < JL_ITEM_QUERY_N_FIELDS; i++) {
    if (has_filter (self, i))
      g_string_append (sql, get_condition (self, i));
  }
}

static void
append_order (const JlItemQuery *self, GString *sql)
{
  const char *order = get_order (self);

  switch (jl_item_query_get_sort (self)) {
  case JL_ITEM_SORT_NEWEST:
    g_string_append_printf (sql, " AND %s < ?1", order);
    if (self->match != NULL)
      g_string_append (sql, " AND hit.rowid < ?3 ORDER BY hit.rowid DESC");
    else
      g_string_append_printf (sql, " ORDER BY %s DESC", order);
    break;
  case JL_ITEM_SORT_PRICE_ASC:
    g_string_append_printf (
        sql, " AND (item.order_price, %s) > (?2, ?1) ORDER BY item.order_price, %s", order, order);
    break;
  case JL_ITEM_SORT_PRICE_DESC:
    g_string_append_printf (
        sql,
        " AND (item.order_price, %s) < (?2, ?1) ORDER BY item.order_price DESC, %s DESC",
        order,
        order);
    break;
  }
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

  append_from (self, sql);
  append_conditions (self, sql);
  append_order (self, sql);
  return g_string_free (sql, FALSE);
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
  else if (self->match != NULL)
    jl_statement_bind_integer (statement, PARAMETER_DOC, after->doc);
  jl_statement_bind_integer (statement, PARAMETER_LIMIT, limit);
  if (self->match != NULL)
    jl_statement_bind_text (statement, PARAMETER_MATCH, self->match);
  for (guint i = 0; i < JL_ITEM_QUERY_N_FIELDS; i++) {
    if (has_filter (self, i))
      bind_filter (statement, self->filters, i);
  }
}
