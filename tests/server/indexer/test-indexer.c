// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-indexer.h"
#include "jl-search-find.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* A main database with the store's own schema and one capability's table, whose records are found
 * by their name while they are published. */
typedef struct {
  char *folder;
  char *database_path;
  char *search_path;
  JlConnection *database;
  gint64 seq;
  guint n_described;
} Fixture;

static const char thing_sql[] =
    "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL, published INTEGER) STRICT;"
    "CREATE INDEX thing_published ON thing (published, id);"
    /* Journal entries are of no interest here. */
    "PRAGMA foreign_keys = OFF;";

static void
execute (JlConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_connection_execute (connection, sql, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer user_data)
{
  g_autofree char *schema_path =
      g_build_filename (g_getenv ("JIELI_DATA_DIR"), "schema", "0001-store.sql", NULL);
  g_autofree char *schema = NULL;

  self->folder = g_dir_make_tmp ("jieli-indexer-XXXXXX", NULL);
  self->database_path = g_build_filename (self->folder, "jieli.db", NULL);
  self->search_path = g_build_filename (self->folder, "search.db", NULL);
  self->database = jl_connection_open (self->database_path, JL_CONNECTION_CREATE, NULL);
  g_assert_true (g_file_get_contents (schema_path, &schema, NULL, NULL));
  execute (self->database, schema);
  execute (self->database, thing_sql);
}

static void
tear_down (Fixture *self, gconstpointer user_data)
{
  g_autoptr (GDir) folder = NULL;
  const char *name;

  jl_connection_close (self->database);
  folder = g_dir_open (self->folder, 0, NULL);
  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    g_assert_cmpint (g_unlink (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->folder);
  g_free (self->database_path);
  g_free (self->search_path);
}

static void
run (Fixture *self, const char *sql, gint64 first, gint64 second, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare (self->database, sql, &error);

  g_assert_no_error (error);
  jl_statement_bind_integer (statement, 1, first);
  if (second != 0)
    jl_statement_bind_integer (statement, 2, second);
  else
    jl_statement_bind_null (statement, 2);
  jl_statement_bind_text (statement, 3, text);
  g_assert_true (jl_statement_run (statement, &error));
}

static void
add_change (Fixture *self, const char *kind, gint64 id)
{
  run (self,
       "INSERT INTO change (seq, journal, organisation, kind, record, version, public, owner)"
       " VALUES (?1, 1, 1, ?3, ?2, 1, 1, 0)",
       ++self->seq,
       id,
       kind);
}

/* What a command does: the record and a change; @published 0: withdrawn. */
static void
put (Fixture *self, gint64 id, gint64 published, const char *name)
{
  run (self,
       "INSERT OR REPLACE INTO thing (id, published, name) VALUES (?1, ?2, ?3)",
       id,
       published,
       name);
  add_change (self, "thing", id);
}

static gboolean
describe (JlConnection *connection, JlSearchEntry *entry, gpointer user_data, GError **error)
{
  static const char sql[] =
      "SELECT published, name FROM thing WHERE id = ?1 AND published IS NOT NULL";
  Fixture *self = user_data;
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, error);

  self->n_described++;
  jl_statement_bind_integer (statement, 1, entry->id);
  if (!jl_statement_step (statement, error))
    return TRUE;
  entry->is_found = TRUE;
  entry->published = jl_statement_get_integer (statement, 0);
  jl_search_entry_add_name (entry, jl_statement_get_text (statement, 1));
  return TRUE;
}

static const char list_sql[] = "SELECT published, id FROM thing WHERE (published, id) > (?1, ?2)"
                               " ORDER BY published, id LIMIT ?3";

static JlIndexer *
make_indexer (Fixture *self, JlSearchSource *source)
{
  g_autoptr (GError) error = NULL;
  JlConnection *reader = jl_connection_open (self->database_path, JL_CONNECTION_READ_ONLY, &error);
  JlSearchIndex *index = jl_search_index_open (self->search_path, &error);

  g_assert_no_error (error);
  *source = (JlSearchSource){ "thing", list_sql, describe, self };
  return jl_indexer_new (reader, index, source);
}

static guint
catch_up (JlIndexer *indexer, guint budget)
{
  g_autoptr (GError) error = NULL;
  gboolean is_behind = TRUE;
  guint n_steps = 0;

  while (is_behind) {
    g_assert_true (jl_indexer_catch_up (indexer, budget, &is_behind, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (++n_steps, <, 1000);
  }
  return n_steps;
}

static gboolean
is_published (JlConnection *reader, gint64 doc, gint64 *id)
{
  static const char sql[] = "SELECT found.id FROM search.document AS found"
                            " CROSS JOIN thing ON thing.id = found.id"
                            " WHERE found.doc = ?1 AND thing.published IS NOT NULL";
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare (reader, sql, &error);

  g_assert_no_error (error);
  jl_statement_bind_integer (statement, 1, doc);
  if (!jl_statement_step (statement, &error))
    return FALSE;
  *id = jl_statement_get_integer (statement, 0);
  return TRUE;
}

static void
assert_find (Fixture *self, const char *text, const char *expected)
{
  g_autoptr (JlConnection) reader =
      jl_connection_open (self->database_path, JL_CONNECTION_READ_ONLY, NULL);
  g_autofree char *match = jl_search_match_new (text, NULL);
  JlSearchQuery query = { .match = match, .max_price = G_MAXINT64 };
  g_autoptr (GString) ids = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  JlSearchFind *search;
  JlSearchPlace place;
  gint64 id;

  g_assert_true (jl_search_attach (reader, self->search_path, &error));
  g_assert_true (jl_connection_begin_read (reader, &error));
  search = jl_search_find_new (reader, &query, 20, &error);
  g_assert_no_error (error);
  while (jl_search_find_next (search, &place, &error)) {
    if (is_published (reader, place.doc, &id))
      g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, ids->len > 0 ? " " : "", id);
  }
  g_assert_no_error (error);
  jl_search_find_free (search);
  jl_connection_end_read (reader);
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
test_follow (Fixture *self, gconstpointer user_data)
{
  JlSearchSource source;
  g_autoptr (JlIndexer) indexer = make_indexer (self, &source);

  catch_up (indexer, 100);
  g_assert_cmpint (jl_indexer_get_position (indexer), ==, 0);
  put (self, 2, 10, "三人位沙发");
  put (self, 1, 11, "沙发床");
  catch_up (indexer, 100);
  g_assert_cmpint (jl_indexer_get_position (indexer), ==, self->seq);
  assert_find (self, "沙发", "1 2");

  put (self, 2, 10, "茶几");
  put (self, 1, 0, "沙发床");
  /* Not yet caught up: the joined table already hides what was withdrawn. */
  assert_find (self, "沙发", "2");
  catch_up (indexer, 100);
  assert_find (self, "沙发", "");
  assert_find (self, "茶几", "2");
}

/* Other kinds' changes and repeated ones cost no look at the records. */
static void
test_only_what_changed (Fixture *self, gconstpointer user_data)
{
  JlSearchSource source;
  g_autoptr (JlIndexer) indexer = make_indexer (self, &source);

  catch_up (indexer, 100);
  for (guint i = 0; i < 5; i++) {
    put (self, 1, 10, "沙发");
    add_change (self, "person", 1);
  }
  catch_up (indexer, 100);
  g_assert_cmpuint (self->n_described, ==, 1);
  g_assert_cmpint (jl_indexer_get_position (indexer), ==, 10);
  catch_up (indexer, 100);
  g_assert_cmpuint (self->n_described, ==, 1);
  add_change (self, "person", 1);
  catch_up (indexer, 100);
  g_assert_cmpuint (self->n_described, ==, 1);
  g_assert_cmpint (jl_indexer_get_position (indexer), ==, 11);
}

static void
test_small_budget (Fixture *self, gconstpointer user_data)
{
  JlSearchSource source;
  g_autoptr (JlIndexer) indexer = make_indexer (self, &source);

  catch_up (indexer, 1);
  for (gint64 id = 1; id <= 9; id++)
    put (self, id, id, "沙发");
  g_assert_cmpuint (catch_up (indexer, 2), ==, 5);
  assert_find (self, "沙发", "9 8 7 6 5 4 3 2 1");
}

/* A search file that is lost is filled in the order of publication, not of the records' ids, and
 * what changes meanwhile is not missed. */
static void
test_fill (Fixture *self, gconstpointer user_data)
{
  JlSearchSource source;
  g_autoptr (JlIndexer) indexer = NULL;
  gboolean is_behind;

  for (gint64 id = 1; id <= 9; id++)
    put (self, id, 20 - id, "沙发");
  put (self, 5, 0, "沙发");
  indexer = make_indexer (self, &source);
  g_assert_true (jl_indexer_catch_up (indexer, 4, &is_behind, NULL));
  g_assert_true (is_behind);
  g_assert_cmpint (jl_indexer_get_position (indexer), ==, 0);
  assert_find (self, "沙发", "6 7 8 9");
  put (self, 8, 12, "茶几");
  put (self, 3, 0, "沙发");
  put (self, 7, 30, "沙发");
  catch_up (indexer, 4);
  assert_find (self, "沙发", "7 1 2 4 6 9");
  assert_find (self, "茶几", "8");
  g_assert_cmpint (jl_indexer_get_position (indexer), ==, self->seq);
}

/* Killed while filling, started again. */
static void
test_fill_goes_on (Fixture *self, gconstpointer user_data)
{
  JlSearchSource source;
  gboolean is_behind;
  JlIndexer *indexer = make_indexer (self, &source);

  for (gint64 id = 1; id <= 9; id++)
    put (self, id, id, "沙发");
  g_assert_true (jl_indexer_catch_up (indexer, 4, &is_behind, NULL));
  jl_indexer_free (indexer);
  put (self, 2, 2, "茶几");

  self->n_described = 0;
  indexer = make_indexer (self, &source);
  catch_up (indexer, 4);
  g_assert_cmpuint (self->n_described, ==, 6);
  assert_find (self, "沙发", "9 8 7 6 5 4 3 1");
  assert_find (self, "茶几", "2");
  jl_indexer_free (indexer);

  self->n_described = 0;
  indexer = make_indexer (self, &source);
  catch_up (indexer, 4);
  g_assert_cmpuint (self->n_described, ==, 0);
  jl_indexer_free (indexer);
}

/* A database that was put back from a backup: the search file knows things that never were. */
static void
test_older_database (Fixture *self, gconstpointer user_data)
{
  JlSearchSource source;
  g_autoptr (JlIndexer) indexer = make_indexer (self, &source);

  put (self, 1, 1, "沙发");
  put (self, 2, 2, "沙发");
  catch_up (indexer, 100);
  execute (self->database, "DELETE FROM change WHERE seq = 2; DELETE FROM thing WHERE id = 2");
  catch_up (indexer, 100);
  g_assert_cmpint (jl_indexer_get_position (indexer), ==, 1);
  assert_find (self, "沙发", "1");
}

/* Writes nonsense over the page where the table @name begins. */
static void
damage (Fixture *self, const char *name)
{
  JlConnection *connection = jl_connection_open (self->search_path, 0, NULL);
  JlStatement *statement = jl_connection_prepare (
      connection, "SELECT rootpage FROM sqlite_schema WHERE name = ?1", NULL);
  char nonsense[4096];
  gint64 page;
  int fd;

  jl_statement_bind_text (statement, 1, name);
  g_assert_true (jl_statement_step (statement, NULL));
  page = jl_statement_get_integer (statement, 0);
  jl_statement_release (statement);
  jl_connection_close (connection);

  memset (nonsense, 0xA5, sizeof nonsense);
  fd = g_open (self->search_path, O_WRONLY, 0);
  g_assert_cmpint (pwrite (fd, nonsense, sizeof nonsense, (page - 1) * 4096), ==, 4096);
  g_assert_cmpint (close (fd), ==, 0);
}

/* Damage that shows up only while writing: the file is emptied and filled again. */
static void
test_damage (Fixture *self, gconstpointer user_data)
{
  static const char *const tables[] = { "document", "document_text", "sets" };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    JlSearchSource source;
    JlIndexer *indexer = make_indexer (self, &source);

    put (self, 1, 1, "沙发");
    catch_up (indexer, 100);
    jl_indexer_free (indexer);
    damage (self, tables[i]);

    indexer = make_indexer (self, &source);
    put (self, 2 + i, 2 + i, "沙发");
    put (self, 1, 1, "红沙发");
    self->n_described = 0;
    catch_up (indexer, 100);
    /* The two that changed, then all. */
    g_assert_cmpuint (self->n_described, ==, 2 + (2 + i));
    assert_find (self, "红沙", "1");
    jl_indexer_free (indexer);
  }
  assert_find (self, "沙发", "4 3 2 1");
}

/* A sound file with rows in it that are none. */
static void
test_damaged_rows (Fixture *self, gconstpointer user_data)
{
  static const char *const changes[] = {
    "UPDATE sets SET sets = x'FFFFFFFF'",
    "UPDATE sets SET sets = substr (sets, 1, length (sets) - 1)",
    "UPDATE sets SET sets = x'01'",
    "UPDATE sets SET sets = x'0200000009000000000002000800000000000200000000000000'",
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    JlSearchSource source;
    JlIndexer *indexer = make_indexer (self, &source);
    JlConnection *connection;

    put (self, 1, 1, "沙发");
    catch_up (indexer, 100);
    jl_indexer_free (indexer);
    connection = jl_connection_open (self->search_path, 0, NULL);
    execute (connection, changes[i]);
    jl_connection_close (connection);

    indexer = make_indexer (self, &source);
    put (self, 1, 1, "红沙发");
    catch_up (indexer, 100);
    assert_find (self, "红沙", "1");
    jl_indexer_free (indexer);
  }
}

static gboolean
refuse (JlConnection *connection, JlSearchEntry *entry, gpointer user_data, GError **error)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "no");
  return FALSE;
}

/* A source that fails stops the indexer where it is; later it goes on. */
static void
test_source_fails (Fixture *self, gconstpointer user_data)
{
  JlSearchSource source;
  g_autoptr (JlIndexer) indexer = make_indexer (self, &source);
  g_autoptr (GError) error = NULL;
  gboolean is_behind = FALSE;

  catch_up (indexer, 100);
  put (self, 1, 1, "沙发");
  source.describe = refuse;
  g_assert_false (jl_indexer_catch_up (indexer, 100, &is_behind, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INTERNAL);
  g_assert_cmpint (jl_indexer_get_position (indexer), ==, 0);
  source.describe = describe;
  catch_up (indexer, 100);
  assert_find (self, "沙发", "1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/indexer/follow", test_follow);
  ADD ("/indexer/only-what-changed", test_only_what_changed);
  ADD ("/indexer/small-budget", test_small_budget);
  ADD ("/indexer/fill", test_fill);
  ADD ("/indexer/fill-goes-on", test_fill_goes_on);
  ADD ("/indexer/older-database", test_older_database);
  ADD ("/indexer/damage", test_damage);
  ADD ("/indexer/damaged-rows", test_damaged_rows);
  ADD ("/indexer/source-fails", test_source_fails);
  return g_test_run ();
}
