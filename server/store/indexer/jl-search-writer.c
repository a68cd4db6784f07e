// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-search-writer.h"

#include "jl-error.h"
#include "jl-search-merge.h"

#include <string.h>

/* What is to change in one block, not written yet. A change is the token's digest and the
 * document's place in the block. */
typedef struct {
  JlSearchBlock block;
  GArray *given; /* owned, (element-type guint64) */
  GArray *taken; /* owned, (element-type guint64) */
} Changes;

#define PLACE_BITS (64 - JL_TOKEN_DIGEST_BITS)
#define GET_DIGEST(change) ((change) >> PLACE_BITS)
#define GET_PLACE(change) ((change) & ((1 << PLACE_BITS) - 1))

struct _JlSearchWriter {
  JlConnection *connection; /* borrowed */
  gint64 n_docs;            /* one more than the highest number given */
  GHashTable *changes;      /* owned: Changes by their block's first row */

  /* One row of prices, not written yet if it is changed. */
  gint64 price_row; /* -1: none */
  gboolean price_changed;
  guint32 price[JL_SEARCH_PRICES_PER_ROW];
};

const char jl_search_writer_schema[] =
    "CREATE TABLE sets (id INTEGER PRIMARY KEY, sets BLOB NOT NULL) STRICT;"
    "CREATE TABLE price (id INTEGER PRIMARY KEY, fen BLOB NOT NULL) STRICT;";

static void
changes_free (gpointer data)
{
  Changes *self = data;

  g_array_unref (self->given);
  g_array_unref (self->taken);
  g_free (self);
}

/**
 * jl_search_writer_new:
 * @connection: the search file, which outlives the writer
 *
 * Returns: (transfer full): a writer; jl_search_writer_abandon() tells it where to begin
 */
JlSearchWriter *
jl_search_writer_new (JlConnection *connection)
{
  JlSearchWriter *self = g_new0 (JlSearchWriter, 1);

  self->connection = connection;
  self->changes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, changes_free);
  self->price_row = -1;
  return self;
}

/**
 * jl_search_writer_free:
 * @self: (transfer full) (nullable): a writer
 */
void
jl_search_writer_free (JlSearchWriter *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->changes);
  g_free (self);
}

/**
 * jl_search_writer_get_n_docs:
 * @self: a writer
 *
 * Returns: one more than the highest number that was ever given to a document
 */
gint64
jl_search_writer_get_n_docs (JlSearchWriter *self)
{
  return self->n_docs;
}

/**
 * jl_search_writer_abandon:
 * @self: a writer
 * @n_docs: as the file has it
 *
 * Forgets what was not written, and begins from what the file has.
 */
void
jl_search_writer_abandon (JlSearchWriter *self, gint64 n_docs)
{
  g_hash_table_remove_all (self->changes);
  self->n_docs = n_docs;
  self->price_row = -1;
  self->price_changed = FALSE;
}

static Changes *
get_changes (JlSearchWriter *self, gint64 doc)
{
  JlSearchBlock block;
  Changes *changes;
  gint64 row;

  jl_search_block_find (&block, doc, self->n_docs);
  row = jl_search_block_get_row (&block, 0);
  changes = g_hash_table_lookup (self->changes, &row);
  if (changes == NULL) {
    changes = g_new (Changes, 1);
    changes->block = block;
    changes->given = g_array_new (FALSE, FALSE, sizeof (guint64));
    changes->taken = g_array_new (FALSE, FALSE, sizeof (guint64));
    g_hash_table_insert (self->changes, g_memdup2 (&row, sizeof row), changes);
  }
  return changes;
}

/**
 * jl_search_writer_change:
 * @self: a writer
 * @doc: a document
 * @tokens: what it gets or loses, each token followed by a space
 * @has: whether it has that now
 *
 * Changes what a document has. A token may be among @tokens twice.
 */
void
jl_search_writer_change (JlSearchWriter *self, gint64 doc, const char *tokens, gboolean has)
{
  Changes *changes = get_changes (self, doc);
  guint64 place = (guint64)(doc - changes->block.first);
  GArray *array = has ? changes->given : changes->taken;
  guint n = array->len;
  const char *end;

  /* A token is a character and a space at least. */
  g_array_set_size (array, n + (guint)strlen (tokens) / 2);
  for (; (end = strchr (tokens, ' ')) != NULL; tokens = end + 1) {
    if (end > tokens)
      g_array_index (array, guint64, n++) =
          jl_token_digest (tokens, end - tokens) << PLACE_BITS | place;
  }
  g_array_set_size (array, n);
}

/* Of a change's digest, so many bits are sorted by at a time. */
#define DIGIT_BITS 12
#define N_DIGITS (1 << DIGIT_BITS)
G_STATIC_ASSERT (JL_TOKEN_DIGEST_BITS % (2 * DIGIT_BITS) == 0);

/* By digest alone, digit by digit, from the last one; in an even number of turns, so that it ends
 * where it began. A batch has a hundred thousand. */
static void
sort_changes (GArray *array)
{
  g_autofree guint64 *other = g_new (guint64, array->len);
  guint64 *from = (guint64 *)array->data;
  guint64 *to = other;

  for (guint shift = PLACE_BITS; shift < 64; shift += DIGIT_BITS) {
    guint starts[N_DIGITS + 1] = { 0 };
    guint64 *swapped = from;

    for (guint i = 0; i < array->len; i++)
      starts[(from[i] >> shift & (N_DIGITS - 1)) + 1]++;
    for (guint i = 1; i < N_DIGITS; i++)
      starts[i] += starts[i - 1];
    for (guint i = 0; i < array->len; i++)
      to[starts[from[i] >> shift & (N_DIGITS - 1)]++] = from[i];
    from = to;
    to = swapped;
  }
}

/* Gives and takes what is to change in the set of the token with @digest. */
static void
change_words (guint64 *words, const GArray *changes, guint *i, guint64 digest, gboolean has)
{
  for (; *i < changes->len; (*i)++) {
    guint64 change = g_array_index (changes, guint64, *i);
    guint64 bit = G_GUINT64_CONSTANT (1) << GET_PLACE (change) % 64;
    guint64 *word = &words[GET_PLACE (change) / 64];

    if (GET_DIGEST (change) != digest)
      return;
    *word = has ? *word | bit : *word & ~bit;
  }
}

static guint64
get_digest (const GArray *changes, guint i)
{
  return i < changes->len ? GET_DIGEST (g_array_index (changes, guint64, i)) : G_MAXUINT64;
}

/* How far a block's changes are written. */
typedef struct {
  const Changes *changes;
  guint given, taken;
  JlTokenSetsMaker maker;
  GByteArray *old; /* owned */
  GByteArray *set; /* owned */
} Progress;

static void
progress_init (Progress *self, const Changes *changes)
{
  self->changes = changes;
  jl_token_sets_maker_init (&self->maker);
  self->old = g_byte_array_new ();
  self->set = g_byte_array_new ();
}

static void
progress_clear (Progress *self)
{
  jl_token_sets_maker_clear (&self->maker);
  g_byte_array_unref (self->old);
  g_byte_array_unref (self->set);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Progress, progress_clear)

/* The next token that something changes for. */
static guint64
get_next (const Progress *self)
{
  return MIN (get_digest (self->changes->given, self->given),
              get_digest (self->changes->taken, self->taken));
}

/* Makes the token's new set of what @sets has of it, unless that has none. */
static gboolean
change_set (Progress *self, guint64 digest, const JlTokenSets *sets)
{
  guint span = self->changes->block.span;
  guint64 words[JL_DOC_SET_N_WORDS (JL_DOC_SET_MAX_SPAN)];

  memset (words, 0, span / 8);
  if (sets->set != NULL && sets->digest == digest &&
      !jl_doc_set_add (words, span, sets->set, sets->size))
    return FALSE;
  change_words (words, self->changes->taken, &self->taken, digest, FALSE);
  change_words (words, self->changes->given, &self->given, digest, TRUE);
  if (jl_doc_set_encode (words, span, self->set))
    jl_token_sets_maker_add (&self->maker, digest, self->set->data, self->set->len);
  return TRUE;
}

/* Goes through the row's sets and the changes before @end side by side, and makes the new row. */
static gboolean
change_row (Progress *self, guint64 end)
{
  JlTokenSets sets;

  if (!jl_token_sets_begin (&sets, self->old->data, self->old->len))
    return FALSE;
  jl_token_sets_next (&sets);
  for (;;) {
    guint64 digest = get_next (self);
    guint64 kept = sets.set != NULL ? sets.digest : G_MAXUINT64;

    if (kept == G_MAXUINT64 && digest >= end)
      return !sets.is_damaged;
    if (kept < digest)
      jl_token_sets_maker_add (&self->maker, kept, sets.set, sets.size);
    else if (!change_set (self, digest, &sets))
      return FALSE;
    if (kept <= digest)
      jl_token_sets_next (&sets);
  }
}

/* Row by row, in the order of the file. */
static gboolean
write_changes (JlSearchWriter *self, Changes *changes, GError **error)
{
  g_auto (Progress) progress = { 0 };
  guint64 digest;

  sort_changes (changes->given);
  sort_changes (changes->taken);
  progress_init (&progress, changes);
  while ((digest = get_next (&progress)) != G_MAXUINT64) {
    guint row = jl_search_block_find_row (&changes->block, digest);
    gint64 id = jl_search_block_get_row (&changes->block, row);
    guint64 end = jl_search_block_get_row_end (&changes->block, row);

    if (!jl_search_row_load (self->connection, id, progress.old, error))
      return FALSE;
    if (!change_row (&progress, end))
      return jl_search_row_set_corrupt (error);
    if (!jl_search_row_store (self->connection,
                              id,
                              jl_token_sets_maker_end (&progress.maker, progress.old) ? progress.old
                                                                                      : NULL,
                              error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_all_changes (JlSearchWriter *self, GError **error)
{
  GHashTableIter iter;
  gpointer changes;

  g_hash_table_iter_init (&iter, self->changes);
  while (g_hash_table_iter_next (&iter, NULL, &changes)) {
    if (!write_changes (self, changes, error))
      return FALSE;
  }
  g_hash_table_remove_all (self->changes);
  return TRUE;
}

/**
 * jl_search_writer_append:
 * @self: a writer
 * @tokens: what a new document has, each token followed by a space
 * @doc: (out): its number, above all others
 * @error: CORRUPT, or as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_writer_append (JlSearchWriter *self, const char *tokens, gint64 *doc, GError **error)
{
  JlSearchBlock block;

  *doc = self->n_docs;
  jl_search_block_init (&block, 0, *doc / JL_DOC_SET_MIN_SPAN);
  jl_search_writer_change (self, *doc, tokens, TRUE);
  jl_search_writer_change (self, *doc, JL_SEARCH_LIVE_TOKEN " ", TRUE);
  self->n_docs++;
  if (self->n_docs % block.span != 0)
    return TRUE;

  if (!write_all_changes (self, error))
    return FALSE;
  for (guint tier = 1; tier < JL_SEARCH_N_TIERS; tier++) {
    jl_search_block_init (&block, tier, *doc / (block.span * JL_SEARCH_FAN));
    if (self->n_docs % block.span == 0 && !jl_search_merge (self->connection, &block, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_prices (JlSearchWriter *self, GError **error)
{
  static const char sql[] = "INSERT OR REPLACE INTO price (id, fen) VALUES (?1, ?2)";
  g_autoptr (JlStatement) statement = NULL;

  if (!self->price_changed)
    return TRUE;
  statement = jl_connection_prepare (self->connection, sql, error);
  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, self->price_row);
  jl_statement_bind_blob (statement, 2, self->price, sizeof self->price);
  self->price_changed = FALSE;
  return jl_statement_run (statement, error);
}

static gboolean
load_prices (JlSearchWriter *self, gint64 row, GError **error)
{
  static const char sql[] = "SELECT fen FROM price WHERE id = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  memset (self->price, 0, sizeof self->price);
  jl_statement_bind_integer (statement, 1, row);
  if (jl_statement_step (statement, &local_error)) {
    gsize size;
    gconstpointer data = jl_statement_get_blob (statement, 0, &size);

    if (data != NULL)
      memcpy (self->price, data, MIN (size, sizeof self->price));
  }
  self->price_row = row;
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/**
 * jl_search_writer_set_price:
 * @self: a writer
 * @doc: a document
 * @price: its price, 0 to 4,294,967,295
 * @error: as jl_statement_step()
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_writer_set_price (JlSearchWriter *self, gint64 doc, gint64 price, GError **error)
{
  gint64 row = doc / JL_SEARCH_PRICES_PER_ROW;
  guint32 stored = GUINT32_TO_LE ((guint32)CLAMP (price, 0, G_MAXUINT32));
  guint32 *place = &self->price[doc % JL_SEARCH_PRICES_PER_ROW];

  if (row != self->price_row && (!write_prices (self, error) || !load_prices (self, row, error)))
    return FALSE;
  if (*place != stored) {
    *place = stored;
    self->price_changed = TRUE;
  }
  return TRUE;
}

/**
 * jl_search_writer_finish:
 * @self: a writer
 * @error: CORRUPT, or as jl_statement_step()
 *
 * Writes what is not written yet.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_writer_finish (JlSearchWriter *self, GError **error)
{
  return write_all_changes (self, error) && write_prices (self, error);
}
