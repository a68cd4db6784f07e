// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-search-index.h"

#include "jl-error.h"
#include "jl-search-block.h"
#include "jl-search-writer.h"
#include "jl-tokenizer.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

/* Raised when the tables below change; an older file is then made anew. */
#define SCHEMA_VERSION 3

struct _JlSearchIndex {
  JlConnection *connection; /* owned */
  JlSearchWriter *writer;   /* owned */
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
 * The texts are what makes the same tokens again when a document loses some of them; that they do
 * is what `version` stands for. The first document is 1. */
static const char create_sql[] =
    "CREATE TABLE state ("
    "  id INTEGER PRIMARY KEY CHECK (id = 1),"
    "  version TEXT NOT NULL,"
    "  position INTEGER NOT NULL,"
    "  n_docs INTEGER NOT NULL,"
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
    "INSERT INTO state (id, version, position, n_docs, complete) VALUES (1, '', 0, 1, 0);"
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
  jl_search_writer_abandon (self->writer, 1);
  return empty_file (self->connection, error) &&
         jl_connection_execute (self->connection, "BEGIN IMMEDIATE", error) &&
         commit_or_roll_back (
             self->connection,
             jl_connection_execute (self->connection, create_sql, error) &&
                 jl_connection_execute (self->connection, jl_search_writer_schema, error) &&
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
  static const char sql[] = "SELECT version, position, complete, n_docs FROM state";
  g_autoptr (JlStatement) statement = NULL;
  GError *local_error = NULL;
  gint64 schema;
  gint64 n_docs;

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
  n_docs = jl_statement_get_integer (statement, 3);
  *is_ours = g_strcmp0 (jl_statement_get_text (statement, 0), version) == 0 &&
             jl_search_block_is_n_docs (n_docs);
  self->position = jl_statement_get_integer (statement, 1);
  self->is_complete = jl_statement_get_integer (statement, 2) != 0;
  jl_search_writer_abandon (self->writer, n_docs);
  return TRUE;
}

static JlSearchIndex *
open_file (const char *path, GError **error)
{
  g_autoptr (JlSearchIndex) self = g_new0 (JlSearchIndex, 1);
  g_autofree char *version = jl_tokenizer_get_version ();
  gboolean is_ours;

  self->connection = jl_connection_open (path, JL_CONNECTION_CREATE, error);
  if (self->connection == NULL)
    return NULL;
  self->writer = jl_search_writer_new (self->connection);
  /* What a power cut takes away is read from the journal again. */
  if (!jl_connection_execute (self->connection, "PRAGMA synchronous = NORMAL", error) ||
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

  jl_search_writer_free (self->writer);
  jl_connection_close (self->connection);
  g_free (self);
}

/**
 * jl_search_index_release_memory:
 * @self: the index
 *
 * Gives back the pages that its connection keeps in memory.
 */
void
jl_search_index_release_memory (JlSearchIndex *self)
{
  jl_connection_release_memory (self->connection);
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

/* Its words stay behind in their sets until its block is merged. */
static gboolean
remove_document (JlSearchIndex *self, const Document *document, GError **error)
{
  static const char sql[] = "DELETE FROM document WHERE doc = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_search_writer_change (self->writer, document->doc, JL_SEARCH_LIVE_TOKEN " ", FALSE);
  jl_statement_bind_integer (statement, 1, document->doc);
  return jl_statement_run (statement, error);
}

static gboolean
insert_number (JlSearchIndex *self, gint64 id, gint64 doc, GError **error)
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
update_document (JlSearchIndex *self,
                 const Document *document,
                 const JlSearchEntry *entry,
                 GError **error)
{
  g_autoptr (GString) old_tokens = g_string_new (NULL);
  g_autoptr (GString) new_tokens = g_string_new (NULL);
  gboolean is_same_text = g_str_equal (document->names, entry->names->str) &&
                          g_str_equal (document->body, entry->body->str);

  if (!jl_search_writer_set_price (self->writer, document->doc, entry->price, error))
    return FALSE;
  if (is_same_text && g_str_equal (document->facets, entry->facets->str))
    return TRUE;
  if (!is_same_text) {
    jl_search_entry_add_word_tokens (old_tokens, document->names, document->body);
    jl_search_entry_add_word_tokens (new_tokens, entry->names->str, entry->body->str);
  }
  jl_search_entry_add_facet_tokens (old_tokens, document->facets);
  jl_search_entry_add_facet_tokens (new_tokens, entry->facets->str);
  /* What it has as before is taken and given. */
  jl_search_writer_change (self->writer, document->doc, old_tokens->str, FALSE);
  jl_search_writer_change (self->writer, document->doc, new_tokens->str, TRUE);
  return write_text (self, document->doc, entry, error);
}

static gboolean
insert_document (JlSearchIndex *self, const JlSearchEntry *entry, GError **error)
{
  g_autoptr (GString) tokens = g_string_sized_new (2048);
  gint64 doc;

  jl_search_entry_add_word_tokens (tokens, entry->names->str, entry->body->str);
  jl_search_entry_add_facet_tokens (tokens, entry->facets->str);
  return jl_search_writer_append (self->writer, tokens->str, &doc, error) &&
         insert_number (self, entry->id, doc, error) && write_text (self, doc, entry, error) &&
         jl_search_writer_set_price (self->writer, doc, entry->price, error);
}

static gboolean
apply_entry (JlSearchIndex *self, const JlSearchEntry *entry, GError **error)
{
  g_auto (Document) document = { 0 };

  if (!load_document (self, entry->id, &document, error))
    return FALSE;
  if (document.doc != 0 && entry->is_found && document.published == entry->published)
    return update_document (self, &document, entry, error);
  if (document.doc != 0 && !remove_document (self, &document, error))
    return FALSE;
  return !entry->is_found || insert_document (self, entry, error);
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
  static const char sql[] = "UPDATE state SET position = ?1, complete = ?2, n_docs = ?3";
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, position);
  jl_statement_bind_integer (statement, 2, is_complete);
  jl_statement_bind_integer (statement, 3, jl_search_writer_get_n_docs (self->writer));
  return jl_statement_run (statement, error);
}

static gboolean
apply_all (JlSearchIndex *self, GPtrArray *entries, GError **error)
{
  for (guint i = 0; i < entries->len; i++) {
    if (!apply_entry (self, entries->pdata[i], error))
      return FALSE;
  }
  return jl_search_writer_finish (self->writer, error);
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
  gint64 n_docs = jl_search_writer_get_n_docs (self->writer);

  /* Numbers are given in the order of publication. */
  g_ptr_array_sort (entries, compare_published);
  if (!jl_connection_execute (self->connection, "BEGIN IMMEDIATE", error) ||
      !commit_or_roll_back (self->connection,
                            apply_all (self, entries, error) &&
                                write_state (self, position, is_complete, error),
                            error)) {
    jl_search_writer_abandon (self->writer, n_docs);
    return FALSE;
  }
  self->position = position;
  self->is_complete = is_complete;
  return TRUE;
}
