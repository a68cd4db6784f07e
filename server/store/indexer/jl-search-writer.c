// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-search-writer.h"

#include "jl-error.h"
#include "jl-search-merge.h"

#include <string.h>

/* What is to change in one row, not written yet. A change is the token's digest and the document's
 * place in its block. */
typedef struct {
  gint64 row;
  guint span;
  GArray *given; /* owned, (element-type guint64) */
  GArray *taken; /* owned, (element-type guint64) */
} Changes;

#define PLACE_BITS (64 - JL_TOKEN_DIGEST_BITS)
#define GET_DIGEST(change) ((change) >> PLACE_BITS)
#define GET_PLACE(change) ((change) & ((1 << PLACE_BITS) - 1))

struct _JlSearchWriter {
  JlConnection *connection; /* borrowed */
  gint64 n_docs;            /* one more than the highest number given */
  GHashTable *changes;      /* owned: Changes by their row */

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
  self->changes = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, changes_free);
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
get_changes (JlSearchWriter *self, const JlSearchBlock *block, gint64 row)
{
  Changes *changes = g_hash_table_lookup (self->changes, &row);

  if (changes == NULL) {
    changes = g_new (Changes, 1);
    changes->row = row;
    changes->span = block->span;
    changes->given = g_array_new (FALSE, FALSE, sizeof (guint64));
    changes->taken = g_array_new (FALSE, FALSE, sizeof (guint64));
    g_hash_table_insert (self->changes, &changes->row, changes);
  }
  return changes;
}

static void
add_change (JlSearchWriter *self,
            const JlSearchBlock *block,
            gint64 doc,
            const char *token,
            gsize length,
            gboolean has)
{
  guint64 digest = jl_token_digest (token, length);
  gint64 row = jl_search_block_get_row (block, jl_search_block_find_row (block, digest));
  Changes *changes = get_changes (self, block, row);
  guint64 change = digest << PLACE_BITS | (guint64)(doc - block->first);

  g_array_append_val (has ? changes->given : changes->taken, change);
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
  JlSearchBlock block;
  const char *end;

  jl_search_block_find (&block, doc, self->n_docs);
  for (; (end = strchr (tokens, ' ')) != NULL; tokens = end + 1) {
    if (end > tokens)
      add_change (self, &block, doc, tokens, end - tokens, has);
  }
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *)a, y = *(const guint64 *)b;

  return x < y ? -1 : x > y;
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

/* Goes through the row's sets and the changes side by side, and makes the new row. */
static gboolean
change_row (const Changes *changes, JlTokenSets *sets, JlTokenSetsMaker *maker)
{
  g_autoptr (GByteArray) set = g_byte_array_new ();
  guint64 words[JL_DOC_SET_N_WORDS (JL_DOC_SET_MAX_SPAN)];
  gboolean has_set = jl_token_sets_next (sets);
  guint given = 0, taken = 0;

  for (;;) {
    guint64 digest = MIN (get_digest (changes->given, given), get_digest (changes->taken, taken));
    guint64 kept = has_set ? sets->digest : G_MAXUINT64;

    if (digest == G_MAXUINT64 && kept == G_MAXUINT64)
      return TRUE;
    if (kept < digest) {
      jl_token_sets_maker_add (maker, kept, sets->set, sets->size);
    } else {
      memset (words, 0, changes->span / 8);
      if (kept == digest && !jl_doc_set_add (words, changes->span, sets->set, sets->size))
        return FALSE;
      change_words (words, changes->taken, &taken, digest, FALSE);
      change_words (words, changes->given, &given, digest, TRUE);
      if (jl_doc_set_encode (words, changes->span, set))
        jl_token_sets_maker_add (maker, digest, set->data, set->len);
    }
    if (kept <= digest)
      has_set = jl_token_sets_next (sets);
  }
}

static gboolean
write_changes (JlSearchWriter *self, Changes *changes, JlTokenSetsMaker *maker, GError **error)
{
  g_autoptr (GByteArray) old = g_byte_array_new ();
  g_autoptr (GByteArray) new = g_byte_array_new ();
  JlTokenSets sets;

  g_array_sort (changes->given, compare_changes);
  g_array_sort (changes->taken, compare_changes);
  if (!jl_search_row_load (self->connection, changes->row, old, error))
    return FALSE;
  if (!jl_token_sets_begin (&sets, old->data, old->len) || !change_row (changes, &sets, maker))
    return jl_search_row_set_corrupt (error);
  return jl_search_row_store (
      self->connection, changes->row, jl_token_sets_maker_end (maker, new) ? new : NULL, error);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  return compare_changes (*(const gint64 *const *)a, *(const gint64 *const *)b);
}

/* In the order of the file. */
static gboolean
write_all_changes (JlSearchWriter *self, GError **error)
{
  g_auto (JlTokenSetsMaker) maker = { 0 };
  g_autofree gpointer *rows = NULL;
  guint n;

  rows = g_hash_table_get_keys_as_array (self->changes, &n);
  qsort (rows, n, sizeof *rows, compare_rows);
  jl_token_sets_maker_init (&maker);
  for (guint i = 0; i < n; i++) {
    if (!write_changes (self, g_hash_table_lookup (self->changes, rows[i]), &maker, error))
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
