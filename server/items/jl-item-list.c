// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-items-private.h"

#include "jl-error.h"
#include "jl-item-facets.h"
#include "jl-item-query.h"
#include "jl-label-code.h"
#include "jl-search-match.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

/* order, price, and which list it is of. */
#define N_CURSOR_VALUES 3

static gint64
get_list_number (const JlItemQuery *query)
{
  return jl_item_query_get_sort (query) * 4 + (query->is_own ? 2 : 0) +
         (query->match != NULL ? 1 : 0);
}

static gboolean
read_cursor (const JlItemQuery *query, const char *cursor, JlItemKey *key, GError **error)
{
  gint64 values[N_CURSOR_VALUES];

  if (!jl_cursor_parse (cursor, N_CURSOR_VALUES, values, error))
    return FALSE;
  if (values[2] != get_list_number (query)) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "cursor", _ ("this cursor does not belong to this list"));
    return FALSE;
  }
  *key = (JlItemKey){ values[0], values[1] };
  return TRUE;
}

static char *
make_cursor (const JlItemQuery *query, const JlItemKey *key)
{
  const gint64 values[N_CURSOR_VALUES] = { key->order, key->price, get_list_number (query) };

  return jl_cursor_new (N_CURSOR_VALUES, values);
}

static JlResponse *
answer (JlRequest *request, const JlItemQuery *query, GError **error)
{
  g_autofree char *sql = jl_item_query_make_sql (query);
  g_autoptr (JlStatement) statement = jl_connection_prepare_text (request->connection, sql, error);
  g_auto (JlListBuilder) builder = { 0 };
  g_autofree char *next = NULL;
  GError *local_error = NULL;
  JlItemKey last = { 0 };

  if (statement == NULL)
    return NULL;
  /* One row more than asked for tells whether there is a next page. */
  jl_item_query_bind (query, statement, request->limit + 1);
  jl_list_builder_init (&builder);
  while (jl_statement_step (statement, &local_error)) {
    const char *json;
    gsize length;

    if (builder.n == request->limit) {
      next = make_cursor (query, &last);
      break;
    }
    json = jl_statement_get_blob (statement, JL_ITEM_COLUMN_JSON, &length);
    jl_list_builder_append (&builder, json, length);
    last.order = jl_statement_get_integer (statement, JL_ITEM_COLUMN_ORDER);
    last.price = jl_statement_get_integer (statement, JL_ITEM_COLUMN_PRICE);
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  return jl_list_builder_finish (&builder, next);
}

/* Appends what is shown of @doc, if the item is still what was looked for. */
static gboolean
append_found (JlStatement *statement,
              const JlItemQuery *query,
              gint64 doc,
              JlListBuilder *builder,
              GError **error)
{
  GError *local_error = NULL;

  jl_item_query_bind_found (query, statement, doc);
  if (jl_statement_step (statement, &local_error)) {
    gsize length;
    const char *json = jl_statement_get_blob (statement, JL_ITEM_COLUMN_JSON, &length);

    jl_list_builder_append (builder, json, length);
  }
  jl_statement_reset (statement);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

static JlResponse *
answer_found (JlRequest *request, const JlItemQuery *query, GError **error)
{
  g_autofree char *sql = jl_item_query_make_found_sql (query);
  g_autoptr (JlStatement) statement = jl_connection_prepare_text (request->connection, sql, error);
  g_autoptr (JlSearchFind) find = NULL;
  g_auto (JlListBuilder) builder = { 0 };
  g_autofree char *next = NULL;
  GError *local_error = NULL;
  JlSearchPlace after, place;
  JlSearchQuery search;
  JlItemKey last = { 0 };

  jl_item_query_init_search (query, &after, &search);
  if (statement == NULL ||
      (find = jl_search_find_new (request->connection, &search, request->limit + 1, error)) == NULL)
    return NULL;
  jl_list_builder_init (&builder);
  while (jl_search_find_next (find, &place, &local_error)) {
    if (builder.n == request->limit) {
      next = make_cursor (query, &last);
      break;
    }
    if (!append_found (statement, query, place.doc, &builder, &local_error))
      break;
    last = (JlItemKey){ place.doc, place.price };
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  return jl_list_builder_finish (&builder, next);
}

/* Somebody scanned or typed a whole label: its check character says so. */
static void
take_label (JlRecord *filters)
{
  const char *q = jl_record_get_text (filters, JL_ITEM_QUERY_Q);
  char text[JL_LABEL_CODE_TEXT_SIZE];
  JlLabelCode code;

  if (q == NULL || jl_record_has (filters, JL_ITEM_QUERY_LABEL_CODE) ||
      !jl_label_code_from_text (q, &code, NULL))
    return;
  jl_label_code_to_text (&code, text);
  jl_record_set_text (filters, JL_ITEM_QUERY_LABEL_CODE, text);
  jl_record_unset (filters, JL_ITEM_QUERY_Q);
}

/* Labels are typed with and without hyphens, in any case. */
static void
normalise_label (JlRecord *filters)
{
  const char *label = jl_record_get_text (filters, JL_ITEM_QUERY_LABEL_CODE);
  char text[JL_LABEL_CODE_TEXT_SIZE];
  JlLabelCode code;

  if (label == NULL || !jl_label_code_from_text (label, &code, NULL))
    return;
  jl_label_code_to_text (&code, text);
  jl_record_set_text (filters, JL_ITEM_QUERY_LABEL_CODE, text);
}

static gboolean
read_category (JlRequest *request, JlRecord *filters, JlItemQuery *query, GError **error)
{
  const char *code = jl_record_get_text (filters, JL_ITEM_QUERY_CATEGORY);
  const JlCategory *category;

  if (code == NULL)
    return TRUE;
  category =
      jl_rules_get_category (request->context, code, jl_time_get_china_date (request->now), error);
  if (category == NULL)
    return FALSE;
  query->is_group = category->parent == NULL;
  return TRUE;
}

/* A label that is asked for beside other words is looked for like them. %NULL if the list needs no
 * search. */
static char *
make_match (const JlItemQuery *query)
{
  const char *q = jl_record_get_text (query->filters, JL_ITEM_QUERY_Q);
  const char *label = jl_record_get_text (query->filters, JL_ITEM_QUERY_LABEL_CODE);
  g_autofree char *text = NULL;
  g_auto (GStrv) facets = NULL;

  if (q == NULL && jl_item_query_has_index (query))
    return NULL;
  if (q != NULL)
    text = g_strconcat (label != NULL ? label : "", " ", q, NULL);
  facets = jl_item_facets_from_query (query);
  return jl_search_match_new (text, (const char *const *)facets);
}

/**
 * jl_items_list:
 * @request: GET /items
 * @error: INVALID with the parameter at fault
 *
 * What is on offer, newest first or by price; with `organisation` the caller's own organisation,
 * all of its items in its own view. Words, and filters that no index has, are looked for in the
 * search file, which may be a moment behind; what is shown is decided by the items themselves. What
 * was published in between does not move the pages behind it.
 *
 * Returns: (transfer full): a page of the list
 */
JlResponse *
jl_items_list (JlRequest *request, GError **error)
{
  g_autoptr (JlRecord) filters = request->query != NULL ? jl_record_copy (request->query)
                                                        : jl_record_new (&jl_item_query_table);
  JlItemQuery query = { .filters = filters };
  g_autofree char *match = NULL;
  JlItemKey after;

  query.is_own =
      jl_record_has (filters, JL_ITEM_QUERY_ORGANISATION) &&
      jl_caller_owns (request->caller, jl_record_get_integer (filters, JL_ITEM_QUERY_ORGANISATION));
  take_label (filters);
  normalise_label (filters);
  if (!read_category (request, filters, &query, error))
    return NULL;
  match = make_match (&query);
  query.match = match;
  if (request->cursor != NULL) {
    if (!read_cursor (&query, request->cursor, &after, error))
      return NULL;
    query.after = &after;
  }
  return match != NULL ? answer_found (request, &query, error) : answer (request, &query, error);
}
