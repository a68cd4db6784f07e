// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-search-find.h"

#include "jl-error.h"
#include "jl-search-block.h"
#include "jl-search-expression.h"

#include <string.h>

#define MAX_WORDS JL_DOC_SET_N_WORDS (JL_DOC_SET_MAX_SPAN)

struct _JlSearchFind {
  JlConnection *connection;       /* borrowed */
  JlStatement *sets;              /* owned */
  JlStatement *prices;            /* owned, from its first use on */
  JlSearchExpression *expression; /* owned */
  guint64 live;                   /* digest of what all have that are not removed */
  JlSearchOrder order;
  gint64 bounds[2];
  gint64 min_price; /* within the bounds; nearer while the list is ranked */
  gint64 max_price;
  JlSearchPlace after;
  gboolean has_after;
  gint64 n_docs;

  /* What fits in the block that was looked at last; those before it are still to be looked at. */
  JlSearchBlock block;
  guint64 words[MAX_WORDS];
  guint n_left;    /* words that may have something */
  guint64 current; /* what is left of the word after those */

  /* One row of prices. */
  gint64 price_row;
  guint32 price[JL_SEARCH_PRICES_PER_ROW];

  /* By price: the first of those after @after, in their order. */
  GArray *ranked; /* owned, (element-type JlSearchPlace) */
  guint n_wanted;
  guint n_taken;
};

/**
 * jl_search_attach:
 * @connection: a reader of the main database, outside any transaction
 * @path: the search file, which jl_search_index_open() has made before
 * @error: as jl_statement_step()
 *
 * Makes the search file's tables known to @connection as `search.document` and so on.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_attach (JlConnection *connection, const char *path, GError **error)
{
  return jl_connection_attach (connection, path, "search", error);
}

static gboolean
is_empty (const guint64 *words, guint n)
{
  guint64 all = 0;

  for (guint i = 0; i < n; i++)
    all |= words[i];
  return all == 0;
}

static gboolean
add_set (JlSearchFind *self, guint64 digest, guint64 *words)
{
  JlTokenSets sets;
  gsize size;
  gconstpointer row = jl_statement_get_blob (self->sets, 0, &size);

  if (!jl_token_sets_begin (&sets, row, size))
    return FALSE;
  while (jl_token_sets_next (&sets)) {
    if (sets.digest == digest)
      return jl_doc_set_add (words, self->block.span, sets.set, sets.size);
  }
  return !sets.is_damaged;
}

/* Which of the block have the token. */
static gboolean
load_set (JlSearchFind *self, guint64 digest, guint64 *words, GError **error)
{
  guint row = jl_search_block_find_row (&self->block, digest);
  GError *local_error = NULL;
  gboolean is_good = TRUE;

  memset (words, 0, self->block.span / 8);
  jl_statement_bind_integer (self->sets, 1, jl_search_block_get_row (&self->block, row));
  if (jl_statement_step (self->sets, &local_error))
    is_good = add_set (self, digest, words);
  jl_statement_reset (self->sets);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  else if (!is_good)
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, "the search file has a damaged row");
  return local_error == NULL && is_good;
}

/* What of the block fits @expression. The parts of a condition that all must be fulfilled come as
 * they were written, and the first that nothing fulfils ends it. */
static gboolean
evaluate (JlSearchFind *self, const JlSearchExpression *expression, guint64 *words, GError **error)
{
  guint n = JL_DOC_SET_N_WORDS (self->block.span);
  guint64 part[MAX_WORDS];

  if (expression->kind == JL_SEARCH_TOKEN)
    return load_set (self, expression->digest, words, error);

  if (!evaluate (self, expression->parts->pdata[0], words, error))
    return FALSE;
  for (guint i = 1; i < expression->parts->len; i++) {
    if (expression->kind == JL_SEARCH_ALL && is_empty (words, n))
      return TRUE;
    if (!evaluate (self, expression->parts->pdata[i], part, error))
      return FALSE;
    for (guint j = 0; j < n; j++)
      words[j] = expression->kind == JL_SEARCH_ALL ? words[j] & part[j] : words[j] | part[j];
  }
  return TRUE;
}

/* Looks at the block of the documents before @end. */
static gboolean
load_block (JlSearchFind *self, gint64 end, GError **error)
{
  guint64 live[MAX_WORDS];
  guint n_before;

  jl_search_block_find (&self->block, end - 1, self->n_docs);
  n_before = (guint)(end - self->block.first);
  self->n_left = 0;
  if (!evaluate (self, self->expression, self->words, error))
    return FALSE;
  if (is_empty (self->words, JL_DOC_SET_N_WORDS (self->block.span)))
    return TRUE;

  if (!load_set (self, self->live, live, error))
    return FALSE;
  self->n_left = (n_before + 63) / 64;
  for (guint i = 0; i < self->n_left; i++)
    self->words[i] &= live[i];
  if (n_before % 64 != 0)
    self->words[self->n_left - 1] &= (G_GUINT64_CONSTANT (1) << n_before % 64) - 1;
  return TRUE;
}

static gboolean
load_prices (JlSearchFind *self, gint64 row, GError **error)
{
  static const char sql[] = "SELECT fen FROM search.price WHERE id = ?1";
  GError *local_error = NULL;

  if (self->prices == NULL)
    self->prices = jl_connection_prepare (self->connection, sql, error);
  if (self->prices == NULL)
    return FALSE;
  memset (self->price, 0, sizeof self->price);
  jl_statement_bind_integer (self->prices, 1, row);
  if (jl_statement_step (self->prices, &local_error)) {
    gsize size;
    gconstpointer data = jl_statement_get_blob (self->prices, 0, &size);

    if (data != NULL)
      memcpy (self->price, data, MIN (size, sizeof self->price));
  }
  jl_statement_reset (self->prices);
  self->price_row = row;
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

static gboolean
get_price (JlSearchFind *self, gint64 doc, gint64 *price, GError **error)
{
  gint64 row = doc / JL_SEARCH_PRICES_PER_ROW;

  if (row != self->price_row && !load_prices (self, row, error))
    return FALSE;
  *price = GUINT32_FROM_LE (self->price[doc % JL_SEARCH_PRICES_PER_ROW]);
  return TRUE;
}

/* Those of a word's documents whose price is within the bounds. */
static gboolean
keep_in_range (JlSearchFind *self, gint64 first, guint64 *word, GError **error)
{
  guint32 low = (guint32)CLAMP (self->min_price, 0, G_MAXUINT32);
  guint32 range = (guint32)CLAMP (self->max_price, 0, G_MAXUINT32) - low;
  guint64 kept = 0;
  gint64 ignored;

  if (self->max_price < self->min_price) {
    *word = 0;
    return TRUE;
  }
  if (!get_price (self, first, &ignored, error))
    return FALSE;
  for (guint64 rest = *word; rest != 0; rest &= rest - 1) {
    guint i = (guint)__builtin_ctzll (rest);
    guint32 price = GUINT32_FROM_LE (self->price[first % JL_SEARCH_PRICES_PER_ROW + i]);

    kept |= (guint64)(price - low <= range) << i;
  }
  *word = kept;
  return TRUE;
}

/* Goes to the word before. */
static gboolean
load_word (JlSearchFind *self, GError **error)
{
  self->current = self->words[--self->n_left];
  if (self->current == 0 || (self->min_price <= 0 && self->max_price >= G_MAXUINT32))
    return TRUE;
  return keep_in_range (self, self->block.first + self->n_left * 64, &self->current, error);
}

/* The newest of those that are left; 0 if there is none. */
static gboolean
find_newest (JlSearchFind *self, gint64 *doc, GError **error)
{
  guint bit;

  while (self->current == 0) {
    *doc = 0;
    if (self->n_left > 0) {
      if (!load_word (self, error))
        return FALSE;
    } else if (self->block.first == 0) {
      return TRUE;
    } else if (!load_block (self, self->block.first, error)) {
      return FALSE;
    }
  }
  bit = 63 - (guint)__builtin_clzll (self->current);
  self->current &= ~(G_GUINT64_CONSTANT (1) << bit);
  *doc = self->block.first + self->n_left * 64 + bit;
  return TRUE;
}

/* Whether @a stands before @b, by price. */
static gboolean
is_before (const JlSearchFind *self, const JlSearchPlace *a, const JlSearchPlace *b)
{
  const JlSearchPlace *low = self->order == JL_SEARCH_CHEAPEST ? a : b;
  const JlSearchPlace *high = self->order == JL_SEARCH_CHEAPEST ? b : a;

  return low->price < high->price || (low->price == high->price && low->doc < high->doc);
}

/* Once there are as many as are wanted, nobody whose price is beyond the last one's counts. */
static void
narrow (JlSearchFind *self)
{
  gint64 price;

  if (self->ranked->len < self->n_wanted)
    return;
  price = g_array_index (self->ranked, JlSearchPlace, self->n_wanted - 1).price;
  if (self->order == JL_SEARCH_CHEAPEST)
    self->max_price = price;
  else
    self->min_price = price;
}

/* Keeps @place if it is among the first so far. */
static void
rank (JlSearchFind *self, const JlSearchPlace *place)
{
  JlSearchPlace *ranked = (JlSearchPlace *)self->ranked->data;
  guint i = self->ranked->len;

  if (self->has_after && !is_before (self, &self->after, place))
    return;
  if (i == self->n_wanted && !is_before (self, place, &ranked[i - 1]))
    return;
  while (i > 0 && is_before (self, place, &ranked[i - 1]))
    i--;
  if (self->ranked->len == self->n_wanted)
    g_array_set_size (self->ranked, self->n_wanted - 1);
  g_array_insert_val (self->ranked, i, *place);
  narrow (self);
}

/* Goes through all that fits. */
static gboolean
rank_all (JlSearchFind *self, GError **error)
{
  g_array_set_size (self->ranked, 0);
  self->n_taken = 0;
  self->block.first = self->n_docs;
  self->n_left = 0;
  self->current = 0;
  self->min_price = self->bounds[0];
  self->max_price = self->bounds[1];
  if (self->has_after && self->order == JL_SEARCH_CHEAPEST)
    self->min_price = MAX (self->min_price, self->after.price);
  else if (self->has_after)
    self->max_price = MIN (self->max_price, self->after.price);
  for (;;) {
    JlSearchPlace place = { 0 };

    if (!find_newest (self, &place.doc, error))
      return FALSE;
    if (place.doc == 0)
      return TRUE;
    if (!get_price (self, place.doc, &place.price, error))
      return FALSE;
    rank (self, &place);
  }
}

static gboolean
next_by_price (JlSearchFind *self, JlSearchPlace *place, GError **error)
{
  if (self->n_taken == self->ranked->len) {
    if (self->n_taken < self->n_wanted)
      return FALSE;
    /* Somebody wants more than he said. */
    self->after = g_array_index (self->ranked, JlSearchPlace, self->n_taken - 1);
    self->has_after = TRUE;
    if (!rank_all (self, error) || self->ranked->len == 0)
      return FALSE;
  }
  *place = g_array_index (self->ranked, JlSearchPlace, self->n_taken++);
  return TRUE;
}

static gboolean
next_newest (JlSearchFind *self, JlSearchPlace *place, GError **error)
{
  gint64 doc;

  if (!find_newest (self, &doc, error) || doc == 0)
    return FALSE;
  *place = (JlSearchPlace){ .doc = doc };
  return TRUE;
}

/**
 * jl_search_find_next:
 * @self: a search
 * @place: (out): the next document, untouched if there is none
 * @error: CORRUPT, or as jl_statement_step()
 *
 * Returns: %FALSE without error when there are no more
 */
gboolean
jl_search_find_next (JlSearchFind *self, JlSearchPlace *place, GError **error)
{
  return self->order == JL_SEARCH_NEWEST ? next_newest (self, place, error)
                                         : next_by_price (self, place, error);
}

static gboolean
count_docs (JlSearchFind *self, GError **error)
{
  static const char sql[] = "SELECT n_docs FROM search.state";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  if (jl_statement_step (statement, &local_error))
    self->n_docs = jl_statement_get_integer (statement, 0);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  if (jl_search_block_is_n_docs (self->n_docs))
    return TRUE;
  g_set_error_literal (
      error, JL_ERROR, JL_ERROR_CORRUPT, "the search file has a wrong number of documents");
  return FALSE;
}

static gboolean
begin (JlSearchFind *self, const JlSearchQuery *query, GError **error)
{
  static const char sql[] = "SELECT sets FROM search.sets WHERE id = ?1";

  self->sets = jl_connection_prepare (self->connection, sql, error);
  if (self->sets == NULL || !count_docs (self, error))
    return FALSE;
  if (self->order != JL_SEARCH_NEWEST)
    return rank_all (self, error);
  self->block.first =
      query->after != NULL ? CLAMP (query->after->doc, 0, self->n_docs) : self->n_docs;
  return TRUE;
}

/**
 * jl_search_find_new:
 * @connection: a reader with the search file attached, in a read transaction until the search is
 *   freed: documents move from block to block
 * @query: what is looked for
 * @n_wanted: how many will be asked for; by price, more than that begin anew
 * @error: INVALID if the match is none, CORRUPT, or as jl_statement_step()
 *
 * Returns: (transfer full): a search, before the first document
 */
JlSearchFind *
jl_search_find_new (JlConnection *connection,
                    const JlSearchQuery *query,
                    guint n_wanted,
                    GError **error)
{
  g_autoptr (JlSearchFind) self = g_new (JlSearchFind, 1);

  /* The two large arrays are filled when they are used. */
  memset (self, 0, G_STRUCT_OFFSET (JlSearchFind, words));
  self->n_left = 0;
  self->current = 0;
  self->price_row = -1;
  self->n_wanted = MAX (n_wanted, 1);
  self->n_taken = 0;
  self->ranked = g_array_new (FALSE, FALSE, sizeof (JlSearchPlace));
  self->connection = connection;
  self->expression = jl_search_expression_parse (query->match);
  self->live = jl_token_digest (JL_SEARCH_LIVE_TOKEN, strlen (JL_SEARCH_LIVE_TOKEN));
  self->order = query->order;
  self->min_price = self->bounds[0] = query->min_price;
  self->max_price = self->bounds[1] = query->max_price;
  self->has_after = query->after != NULL;
  if (self->has_after)
    self->after = *query->after;
  if (self->expression == NULL) {
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s is no match", query->match);
    return NULL;
  }
  return begin (self, query, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * jl_search_find_free:
 * @self: (transfer full) (nullable): a search
 */
void
jl_search_find_free (JlSearchFind *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->sets, jl_statement_release);
  g_clear_pointer (&self->prices, jl_statement_release);
  jl_search_expression_free (self->expression);
  g_array_unref (self->ranked);
  g_free (self);
}
