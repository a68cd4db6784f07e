// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-search-index.h"

#include "jl-error.h"
#include "jl-tokenizer.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

/* Raised when the tables below change; an older file is then made anew. */
#define SCHEMA_VERSION 1

struct _JlSearchIndex {
  JlConnection *connection; /* owned */
  gint64 position;
  gboolean is_complete;
};

/* What document_text holds of one document. */
typedef struct {
  gint64 doc;
  gint64 published;
  char *names;
  char *body;
  char *facets;
} Document;

static void
document_clear (Document *self)
{
  g_free (self->names);
  g_free (self->body);
  g_free (self->facets);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Document, document_clear)

/* The pairs of numbers lie apart from the texts, so that those of a city fit in the page cache.
 * The texts are what makes the same tokens again when FTS5 has to forget them; that they do is
 * what `version` stands for. */
static const char create_sql[] =
    "CREATE TABLE state ("
    "  id INTEGER PRIMARY KEY CHECK (id = 1),"
    "  version TEXT NOT NULL,"
    "  position INTEGER NOT NULL,"
    "  complete INTEGER NOT NULL CHECK (complete IN (0, 1))"
    ") STRICT;"
    "CREATE TABLE document ("
    "  doc INTEGER PRIMARY KEY,"
    "  id INTEGER NOT NULL UNIQUE"
    ") STRICT;"
    "CREATE TABLE document_text ("
    "  doc INTEGER PRIMARY KEY REFERENCES document (doc) ON DELETE CASCADE,"
    "  published INTEGER NOT NULL,"
    "  names TEXT NOT NULL,"
    "  body TEXT NOT NULL,"
    "  facets TEXT NOT NULL"
    ") STRICT;"
    "CREATE VIRTUAL TABLE words USING fts5 (tokens, content='', columnsize=0, detail=none,"
    "  tokenize=\"" JL_TOKENIZER_FTS5 "\");"
    "INSERT INTO state (id, version, position, complete) VALUES (1, '', 0, 0);"
    "PRAGMA user_version = " G_STRINGIFY (SCHEMA_VERSION) ";";

static gboolean
run_with_text (JlConnection *connection, const char *sql, const char *text, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_text (statement, 1, text);
  return jl_statement_run (statement, error);
}

static gboolean
commit_or_roll_back (JlConnection *connection, gboolean is_good, GError **error)
{
  if (is_good && jl_connection_execute (connection, "COMMIT", error))
    return TRUE;
  jl_connection_execute (connection, "ROLLBACK", NULL);
  return FALSE;
}

/* Empties the file where it is, whatever state it is in, because readers may have it attached. */
static gboolean
empty_file (JlConnection *connection, GError **error)
{
  sqlite3 *db = jl_connection_get_handle (connection);
  gboolean is_empty;

  sqlite3_db_config (db, SQLITE_DBCONFIG_RESET_DATABASE, 1, NULL);
  is_empty = jl_connection_execute (connection, "VACUUM", error);
  sqlite3_db_config (db, SQLITE_DBCONFIG_RESET_DATABASE, 0, NULL);
  return is_empty;
}

/**
 * jl_search_index_reset:
 * @self: the index
 * @error: UNAVAILABLE, STORAGE_FULL, INTERNAL
 *
 * Throws away all that is in the index, so that it is filled anew; for one that is damaged.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_index_reset (JlSearchIndex *self, GError **error)
{
  g_autofree char *version = jl_tokenizer_get_version ();

  self->position = 0;
  self->is_complete = FALSE;
  return empty_file (self->connection, error) &&
         jl_connection_execute (self->connection, "BEGIN IMMEDIATE", error) &&
         commit_or_roll_back (
             self->connection,
             jl_connection_execute (self->connection, create_sql, error) &&
                 run_with_text (self->connection, "UPDATE state SET version = ?1", version, error),
             error);
}

static gboolean
get_user_version (JlConnection *connection, gint64 *version, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (connection, "PRAGMA user_version", error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  *version = jl_statement_get_integer (statement, 0);
  return TRUE;
}

/* Reads how far the index is; @is_ours says whether it was made by these rules. */
static gboolean
load_state (JlSearchIndex *self, const char *version, gboolean *is_ours, GError **error)
{
  static const char sql[] = "SELECT version, position, complete FROM state";
  g_autoptr (JlStatement) statement = NULL;
  GError *local_error = NULL;
  gint64 schema;

  if (!get_user_version (self->connection, &schema, error))
    return FALSE;
  *is_ours = FALSE;
  if (schema != SCHEMA_VERSION)
    return TRUE;

  statement = jl_connection_prepare (self->connection, sql, error);
  if (statement == NULL)
    return FALSE;
  if (!jl_statement_step (statement, &local_error)) {
    if (local_error == NULL)
      return TRUE;
    g_propagate_error (error, local_error);
    return FALSE;
  }
  *is_ours = g_strcmp0 (jl_statement_get_text (statement, 0), version) == 0;
  self->position = jl_statement_get_integer (statement, 1);
  self->is_complete = jl_statement_get_integer (statement, 2) != 0;
  return TRUE;
}

static JlSearchIndex *
open_file (const char *path, GError **error)
{
  g_autoptr (JlSearchIndex) self = g_new0 (JlSearchIndex, 1);
  g_autofree char *version = jl_tokenizer_get_version ();
  gboolean is_ours;

  self->connection = jl_connection_open (path, JL_CONNECTION_CREATE, error);
  /* What a power cut takes away is read from the journal again. */
  if (self->connection == NULL ||
      !jl_connection_execute (self->connection, "PRAGMA synchronous = NORMAL", error) ||
      !load_state (self, version, &is_ours, error))
    return NULL;
  if (!is_ours && !jl_search_index_reset (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
remove_file (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

    g_unlink (file);
  }
}

/**
 * jl_search_index_open:
 * @path: the search file
 * @error: UNAVAILABLE, STORAGE_FULL, INTERNAL
 *
 * Opens the search file for its only writer. If it is absent, damaged, or made by other rules, an
 * empty one takes its place, which jl_search_index_is_complete() tells. A damaged file is removed,
 * so whoever attaches it must do so after this call.
 *
 * Returns: (transfer full): the index
 */
JlSearchIndex *
jl_search_index_open (const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  JlSearchIndex *self = open_file (path, &local_error);

  if (self == NULL && g_error_matches (local_error, JL_ERROR, JL_ERROR_CORRUPT)) {
    g_clear_error (&local_error);
    remove_file (path);
    self = open_file (path, &local_error);
  }
  if (self == NULL)
    g_propagate_prefixed_error (error, g_steal_pointer (&local_error), "%s: ", path);
  return self;
}

/**
 * jl_search_index_close:
 * @self: (transfer full) (nullable): the index
 */
void
jl_search_index_close (JlSearchIndex *self)
{
  if (self == NULL)
    return;

  jl_connection_close (self->connection);
  g_free (self);
}

/**
 * jl_search_index_get_position:
 * @self: the index
 *
 * Returns: the last change of the journal that is in the index
 */
gint64
jl_search_index_get_position (JlSearchIndex *self)
{
  return self->position;
}

/**
 * jl_search_index_is_complete:
 * @self: the index
 *
 * Returns: %FALSE while a new index is being filled
 */
gboolean
jl_search_index_is_complete (JlSearchIndex *self)
{
  return self->is_complete;
}

/**
 * jl_search_index_get_last:
 * @self: the index
 * @published: (out): when the newest document was published, 0 if there is none
 * @id: (out): its record
 * @error: as jl_statement_step()
 *
 * Says where filling goes on that was interrupted.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_index_get_last (JlSearchIndex *self, gint64 *published, gint64 *id, GError **error)
{
  static const char sql[] = "SELECT published, id FROM document JOIN document_text USING (doc)"
                            " ORDER BY doc DESC LIMIT 1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);
  GError *local_error = NULL;
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  has_row = jl_statement_step (statement, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  *published = has_row ? jl_statement_get_integer (statement, 0) : 0;
  *id = has_row ? jl_statement_get_integer (statement, 1) : 0;
  return TRUE;
}

static char *
make_tokens (const char *names, const char *body, const char *facets)
{
  GString *tokens = g_string_sized_new (2048);
  g_auto (GStrv) lines = g_strsplit (facets, "\n", -1);

  jl_tokenizer_add_names (tokens, names);
  jl_tokenizer_add_body (tokens, body);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (lines[i][0] != '\0')
      jl_tokenizer_add_facet (tokens, lines[i]);
  }
  return g_string_free (tokens, FALSE);
}

/* What a batch writes into FTS5 and takes back, all after everything else: each statement of
 * another table that SQLite may have to undo by itself makes FTS5 write a segment of its own, and
 * so does a document number that is not above the one before. */
typedef struct {
  gint64 doc;
  char *tokens; /* owned */
} Words;

static void
words_clear (gpointer data)
{
  g_free (((Words *)data)->tokens);
}

static GArray *
words_array_new (void)
{
  GArray *array = g_array_new (FALSE, FALSE, sizeof (Words));

  g_array_set_clear_func (array, words_clear);
  return array;
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  const Words *x = a, *y = b;

  return x->doc < y->doc ? -1 : x->doc > y->doc;
}

static void
forget_tokens (GArray *forgotten, const Document *document)
{
  Words words = { document->doc, make_tokens (document->names, document->body, document->facets) };

  g_array_append_val (forgotten, words);
}

static void
add_tokens (GArray *added, gint64 doc, const JlSearchEntry *entry)
{
  Words words = { doc, make_tokens (entry->names->str, entry->body->str, entry->facets->str) };

  g_array_append_val (added, words);
}

static gboolean
write_words (JlSearchIndex *self, const char *sql, GArray *all, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  g_array_sort (all, compare_words);
  for (guint i = 0; i < all->len; i++) {
    const Words *words = &g_array_index (all, Words, i);

    jl_statement_bind_integer (statement, 1, words->doc);
    jl_statement_bind_text (statement, 2, words->tokens);
    if (!jl_statement_run (statement, error))
      return FALSE;
  }
  return TRUE;
}

/* Finds the document of record @id; its number stays 0 if there is none. */
static gboolean
load_document (JlSearchIndex *self, gint64 id, Document *document, GError **error)
{
  static const char sql[] = "SELECT doc, published, names, body, facets"
                            " FROM document JOIN document_text USING (doc) WHERE id = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);
  GError *local_error = NULL;

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, id);
  if (jl_statement_step (statement, &local_error)) {
    document->doc = jl_statement_get_integer (statement, 0);
    document->published = jl_statement_get_integer (statement, 1);
    document->names = g_strdup (jl_statement_get_text (statement, 2));
    document->body = g_strdup (jl_statement_get_text (statement, 3));
    document->facets = g_strdup (jl_statement_get_text (statement, 4));
  }
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return FALSE;
  }
  return TRUE;
}

static gboolean
remove_document (JlSearchIndex *self, gint64 doc, GError **error)
{
  static const char sql[] = "DELETE FROM document WHERE doc = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, doc);
  return jl_statement_run (statement, error);
}

static gboolean
get_last_number (JlSearchIndex *self, gint64 *doc, GError **error)
{
  static const char sql[] = "SELECT coalesce (max (doc), 0) FROM document";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  *doc = jl_statement_get_integer (statement, 0);
  return TRUE;
}

static gboolean
insert_number (JlSearchIndex *self, gint64 doc, gint64 id, GError **error)
{
  static const char sql[] = "INSERT INTO document (doc, id) VALUES (?1, ?2)";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, doc);
  jl_statement_bind_integer (statement, 2, id);
  return jl_statement_run (statement, error);
}

static gboolean
write_text (JlSearchIndex *self, gint64 doc, const JlSearchEntry *entry, GError **error)
{
  static const char sql[] = "INSERT INTO document_text (doc, published, names, body, facets)"
                            " VALUES (?1, ?2, ?3, ?4, ?5)"
                            " ON CONFLICT (doc) DO UPDATE SET names = excluded.names,"
                            " body = excluded.body, facets = excluded.facets";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, doc);
  jl_statement_bind_integer (statement, 2, entry->published);
  jl_statement_bind_text (statement, 3, entry->names->str);
  jl_statement_bind_text (statement, 4, entry->body->str);
  jl_statement_bind_text (statement, 5, entry->facets->str);
  return jl_statement_run (statement, error);
}

static gboolean
is_same_text (const Document *document, const JlSearchEntry *entry)
{
  return g_str_equal (document->names, entry->names->str) &&
         g_str_equal (document->body, entry->body->str) &&
         g_str_equal (document->facets, entry->facets->str);
}

/* One batch on its way into the file. */
typedef struct {
  gint64 last_doc;
  GArray *forgotten; /* owned, (element-type Words) */
  GArray *added;     /* owned, (element-type Words) */
} Batch;

static void
batch_clear (Batch *self)
{
  g_array_unref (self->forgotten);
  g_array_unref (self->added);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

static gboolean
apply_entry (JlSearchIndex *self, const JlSearchEntry *entry, Batch *batch, GError **error)
{
  g_auto (Document) document = { 0 };

  if (!load_document (self, entry->id, &document, error))
    return FALSE;
  if (document.doc != 0 && entry->is_found && document.published == entry->published) {
    /* A reservation or a price changes nothing that the index holds. */
    if (is_same_text (&document, entry))
      return TRUE;
    forget_tokens (batch->forgotten, &document);
    add_tokens (batch->added, document.doc, entry);
    return write_text (self, document.doc, entry, error);
  }
  if (document.doc != 0) {
    if (!remove_document (self, document.doc, error))
      return FALSE;
    forget_tokens (batch->forgotten, &document);
  }
  if (!entry->is_found)
    return TRUE;
  /* A number above all others: the newest. */
  batch->last_doc++;
  add_tokens (batch->added, batch->last_doc, entry);
  return insert_number (self, batch->last_doc, entry->id, error) &&
         write_text (self, batch->last_doc, entry, error);
}

static int
compare_published (gconstpointer a, gconstpointer b)
{
  const JlSearchEntry *x = *(JlSearchEntry *const *)a, *y = *(JlSearchEntry *const *)b;

  if (x->published != y->published)
    return x->published < y->published ? -1 : 1;
  return x->id < y->id ? -1 : x->id > y->id;
}

static gboolean
write_state (JlSearchIndex *self, gint64 position, gboolean is_complete, GError **error)
{
  static const char sql[] = "UPDATE state SET position = ?1, complete = ?2";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, position);
  jl_statement_bind_integer (statement, 2, is_complete);
  return jl_statement_run (statement, error);
}

static gboolean
apply_all (JlSearchIndex *self, GPtrArray *entries, GError **error)
{
  static const char forget_sql[] =
      "INSERT INTO words (words, rowid, tokens) VALUES ('delete', ?1, ?2)";
  static const char add_sql[] = "INSERT INTO words (rowid, tokens) VALUES (?1, ?2)";
  g_auto (Batch) batch = { 0, words_array_new (), words_array_new () };

  if (!get_last_number (self, &batch.last_doc, error))
    return FALSE;
  for (guint i = 0; i < entries->len; i++) {
    if (!apply_entry (self, entries->pdata[i], &batch, error))
      return FALSE;
  }
  return write_words (self, forget_sql, batch.forgotten, error) &&
         write_words (self, add_sql, batch.added, error);
}

/**
 * jl_search_index_apply:
 * @self: the index
 * @entries: (element-type JlSearchEntry): what it is to hold of some records, each once; sorted by
 *   this call
 * @position: the change of the journal that it then has reached
 * @is_complete: %FALSE while it is being filled
 * @error: as jl_statement_step()
 *
 * Brings some records up to date and remembers the position, all or nothing.
 *
 * Returns: %FALSE with @error set, and nothing changed
 */
gboolean
jl_search_index_apply (
    JlSearchIndex *self, GPtrArray *entries, gint64 position, gboolean is_complete, GError **error)
{
  /* Numbers are given in the order of publication. */
  g_ptr_array_sort (entries, compare_published);
  if (!jl_connection_execute (self->connection, "BEGIN IMMEDIATE", error) ||
      !commit_or_roll_back (self->connection,
                            apply_all (self, entries, error) &&
                                write_state (self, position, is_complete, error),
                            error))
    return FALSE;
  self->position = position;
  self->is_complete = is_complete;
  return TRUE;
}

/**
 * jl_search_index_optimize:
 * @self: the index
 * @error: as jl_statement_step()
 *
 * Merges FTS5's segments into one, after the index was filled: a search then looks each word up
 * once. Takes about a second for 100,000 documents; readers do not wait.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_index_optimize (JlSearchIndex *self, GError **error)
{
  return jl_connection_execute (
      self->connection, "INSERT INTO words (words) VALUES ('optimize')", error);
}

/**
 * jl_search_index_check:
 * @self: the index
 * @error: CORRUPT with what is wrong
 *
 * For `jielid check`: whether file and index are sound in themselves.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_search_index_check (JlSearchIndex *self, GError **error)
{
  static const char sql[] = "SELECT integrity_check FROM pragma_integrity_check LIMIT 1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL || !jl_statement_step (statement, error))
    return FALSE;
  if (g_strcmp0 (jl_statement_get_text (statement, 0), "ok") != 0) {
    g_set_error (
        error, JL_ERROR, JL_ERROR_CORRUPT, "search file: %s", jl_statement_get_text (statement, 0));
    return FALSE;
  }
  return jl_connection_execute (
      self->connection, "INSERT INTO words (words) VALUES ('integrity-check')", error);
}
