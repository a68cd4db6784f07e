// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-indexer.h"

#include "jl-error.h"
#include "jl-journal.h"

struct _JlIndexer {
  JlConnection *connection;     /* owned: the main database, read only */
  JlSearchIndex *index;         /* owned */
  const JlSearchSource *source; /* borrowed */

  /* While a new index is filled: up to which record, and the journal's end when that began. */
  gboolean is_filling;
  gint64 fill_published;
  gint64 fill_id;
  gint64 fill_position;
};

/**
 * jl_indexer_new:
 * @connection: (transfer full): the main database, read only
 * @index: (transfer full): the search file
 * @source: what is indexed; must outlive the indexer
 *
 * Returns: (transfer full): an indexer that has done nothing yet
 */
JlIndexer *
jl_indexer_new (JlConnection *connection, JlSearchIndex *index, const JlSearchSource *source)
{
  JlIndexer *self = g_new0 (JlIndexer, 1);

  self->connection = connection;
  self->index = index;
  self->source = source;
  return self;
}

/**
 * jl_indexer_free:
 * @self: (transfer full) (nullable): an indexer
 */
void
jl_indexer_free (JlIndexer *self)
{
  if (self == NULL)
    return;

  jl_connection_close (self->connection);
  jl_search_index_close (self->index);
  g_free (self);
}

/**
 * jl_indexer_get_position:
 * @self: an indexer
 *
 * Returns: the last change of the journal that can be found; 0 while the index is being filled
 */
gint64
jl_indexer_get_position (JlIndexer *self)
{
  return jl_search_index_is_complete (self->index) ? jl_search_index_get_position (self->index) : 0;
}

static gboolean
get_journal_end (JlIndexer *self, gint64 *seq, GError **error)
{
  static const char sql[] = "SELECT coalesce (max (seq), 0) FROM change";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  *seq = jl_statement_get_integer (statement, 0);
  return TRUE;
}

static void
entry_free (gpointer data)
{
  jl_search_entry_free (data);
}

static gboolean
describe (JlIndexer *self, GPtrArray *entries, gint64 id, GError **error)
{
  JlSearchEntry *entry = jl_search_entry_new (id);

  g_ptr_array_add (entries, entry);
  return self->source->describe (self->connection, entry, self->source->user_data, error);
}

/* The next records to fill the index with; how far it came is in fill_published and fill_id. */
static gboolean
list_records (JlIndexer *self, guint limit, GPtrArray *entries, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (self->connection, self->source->list_sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, self->fill_published);
  jl_statement_bind_integer (statement, 2, self->fill_id);
  jl_statement_bind_integer (statement, 3, limit);
  while (jl_statement_step (statement, &local_error)) {
    self->fill_published = jl_statement_get_integer (statement, 0);
    self->fill_id = jl_statement_get_integer (statement, 1);
    if (!describe (self, entries, self->fill_id, error))
      return FALSE;
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}

/* A fill that was interrupted goes on after the newest document; what changed in the records
 * before it is in the journal after the position where the fill began. */
static gboolean
begin_fill (JlIndexer *self, GError **error)
{
  if (!jl_search_index_get_last (self->index, &self->fill_published, &self->fill_id, error))
    return FALSE;
  self->fill_position = jl_search_index_get_position (self->index);
  if (self->fill_id == 0 && !get_journal_end (self, &self->fill_position, error))
    return FALSE;
  self->is_filling = TRUE;
  return TRUE;
}

static gboolean
fill (JlIndexer *self, guint budget, GPtrArray *entries, gint64 *position, GError **error)
{
  if (!self->is_filling && !begin_fill (self, error))
    return FALSE;
  *position = self->fill_position;
  return list_records (self, budget, entries, error);
}

/* The records that changed, each once, and the last change that was seen. */
typedef struct {
  const char *kind;
  GHashTable *ids; /* owned: set of gint64 */
  gint64 seq;
  guint n;
} Changes;

static void
collect_change_cb (const JlChange *change, gpointer user_data)
{
  Changes *changes = user_data;

  changes->seq = change->seq;
  changes->n++;
  if (g_str_equal (change->kind, changes->kind))
    g_hash_table_add (changes->ids, g_memdup2 (&change->id, sizeof change->id));
}

static gboolean
describe_all (JlIndexer *self, GHashTable *ids, GPtrArray *entries, GError **error)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    if (!describe (self, entries, *(gint64 *)key, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
follow (JlIndexer *self,
        guint budget,
        GPtrArray *entries,
        gint64 *position,
        gboolean *is_behind,
        GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Changes changes = { .kind = self->source->kind, .ids = ids };

  changes.seq = jl_search_index_get_position (self->index);
  if (!jl_changes_foreach (
          self->connection, changes.seq, budget, collect_change_cb, &changes, error) ||
      !describe_all (self, ids, entries, error))
    return FALSE;
  *position = changes.seq;
  *is_behind = changes.n == budget;
  return TRUE;
}

/* Reads what the index lacks, all of one state of the main database. */
static gboolean
read_news (JlIndexer *self,
           guint budget,
           GPtrArray *entries,
           gint64 *position,
           gboolean *is_behind,
           GError **error)
{
  gboolean is_good;

  if (!jl_connection_begin_read (self->connection, error))
    return FALSE;
  if (jl_search_index_is_complete (self->index)) {
    is_good = follow (self, budget, entries, position, is_behind, error);
  } else {
    is_good = fill (self, budget, entries, position, error);
    *is_behind = TRUE;
  }
  jl_connection_end_read (self->connection);
  return is_good;
}

static gboolean
reset (JlIndexer *self, GError **error)
{
  self->is_filling = FALSE;
  return jl_search_index_reset (self->index, error);
}

/* An index that has seen more than the journal holds belongs to another state of the database,
 * from before a backup was put back. */
static gboolean
check_origin (JlIndexer *self, GError **error)
{
  gint64 end;

  return get_journal_end (self, &end, error) &&
         (end >= jl_search_index_get_position (self->index) || reset (self, error));
}

static gboolean
write_news (JlIndexer *self, GPtrArray *entries, gint64 position, GError **error)
{
  gboolean was_complete = jl_search_index_is_complete (self->index);
  gboolean is_complete = was_complete || entries->len == 0;

  if (entries->len == 0 && was_complete && position == jl_search_index_get_position (self->index))
    return TRUE;
  if (!jl_search_index_apply (self->index, entries, position, is_complete, error))
    return FALSE;
  if (is_complete)
    self->is_filling = FALSE;
  return TRUE;
}

/**
 * jl_indexer_catch_up:
 * @self: an indexer
 * @budget: how many changes or records at most, e.g. 500, which takes about a tenth of a second
 * @is_behind: (out): whether there may be more to do: call again
 * @error: what the source said, UNAVAILABLE, STORAGE_FULL, INTERNAL; the same call may work later
 *
 * Brings the search file one step nearer to the journal: fills an empty one in the order of
 * publication, then follows the changes. Each step is one transaction with its position, so that
 * it may be killed at any time. A search file that turns out to be damaged is emptied and filled
 * anew.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_indexer_catch_up (JlIndexer *self, guint budget, gboolean *is_behind, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GError) local_error = NULL;
  gboolean is_more = FALSE;
  gint64 position = 0;

  g_return_val_if_fail (budget > 0, FALSE);

  if (!check_origin (self, error) || !read_news (self, budget, entries, &position, &is_more, error))
    return FALSE;
  if (!write_news (self, entries, position, &local_error)) {
    if (!g_error_matches (local_error, JL_ERROR, JL_ERROR_CORRUPT)) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
    g_debug ("the search file is made anew: %s", local_error->message);
    if (!reset (self, error))
      return FALSE;
    is_more = TRUE;
  }
  *is_behind = is_more;
  return TRUE;
}

/**
 * jl_indexer_release_memory:
 * @self: an indexer between two steps
 *
 * Gives back what its connections keep in memory.
 */
void
jl_indexer_release_memory (JlIndexer *self)
{
  jl_connection_release_memory (self->connection);
  jl_search_index_release_memory (self->index);
}
