// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-search-check.h"
#include "jl-search-find.h"
#include "jl-search-index.h"

#include <glib/gstdio.h>

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *self, gconstpointer user_data)
{
  self->folder = g_dir_make_tmp ("jieli-search-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "search.db", NULL);
}

static void
tear_down (Fixture *self, gconstpointer user_data)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *file = g_strconcat (self->path, suffixes[i], NULL);

    g_unlink (file);
  }
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->path);
  g_free (self->folder);
}

static JlSearchIndex *
open_index (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  JlSearchIndex *index = jl_search_index_open (self->path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (index);
  return index;
}

static JlConnection *
open_reader (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  JlConnection *reader = jl_connection_open (":memory:", JL_CONNECTION_CREATE, &error);

  g_assert_no_error (error);
  g_assert_true (jl_search_attach (reader, self->path, &error));
  g_assert_no_error (error);
  return reader;
}

/* Puts one record into the index, or takes it out if @name is NULL. */
static void
put (JlSearchIndex *index, gint64 id, gint64 published, const char *name, const char *facet)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autoptr (JlSearchEntry) entry = jl_search_entry_new (id);
  g_autoptr (GError) error = NULL;

  entry->is_found = name != NULL;
  entry->published = published;
  jl_search_entry_add_name (entry, name);
  if (facet != NULL)
    jl_search_entry_add_facet (entry, facet);
  g_ptr_array_add (entries, entry);
  g_assert_true (jl_search_index_apply (
      index, entries, jl_search_index_get_position (index) + 1, TRUE, &error));
  g_assert_no_error (error);
}

static gint64
get_id (JlConnection *reader, gint64 doc)
{
  static const char sql[] = "SELECT id FROM search.document WHERE doc = ?1";
  g_autoptr (JlStatement) statement = jl_connection_prepare (reader, sql, NULL);

  jl_statement_bind_integer (statement, 1, doc);
  return jl_statement_step (statement, NULL) ? jl_statement_get_integer (statement, 0) : 0;
}

/* The records that fit, newest first, separated by spaces. */
static char *
find (JlConnection *reader, const char *text, const char *facet)
{
  const char *facets[] = { facet, NULL };
  g_autofree char *match = jl_search_match_new (text, facets);
  JlSearchQuery query = { .match = match, .max_price = G_MAXINT64 };
  g_autoptr (GError) error = NULL;
  g_autoptr (JlSearchFind) search = NULL;
  GString *ids = g_string_new (NULL);
  JlSearchPlace place;

  g_assert_true (jl_connection_begin_read (reader, &error));
  search = jl_search_find_new (reader, &query, 20, &error);
  g_assert_no_error (error);
  while (jl_search_find_next (search, &place, &error)) {
    gint64 id = get_id (reader, place.doc);

    if (id != 0)
      g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, ids->len > 0 ? " " : "", id);
  }
  g_assert_no_error (error);
  g_clear_pointer (&search, jl_search_find_free);
  jl_connection_end_read (reader);
  return g_string_free (ids, FALSE);
}

static void
assert_find (JlConnection *reader, const char *text, const char *expected)
{
  g_autofree char *ids = find (reader, text, NULL);

  g_assert_cmpstr (ids, ==, expected);
}

static void
assert_sound (JlConnection *reader)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_search_check_sets (reader, problems, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (const char *)problems->pdata[i]);
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
test_newest_first (Fixture *self, gconstpointer user_data)
{
  g_autoptr (JlSearchIndex) index = open_index (self);
  g_autoptr (JlConnection) reader = open_reader (self);

  put (index, 30, 1, "沙发床", NULL);
  put (index, 10, 2, "三人位沙发", NULL);
  put (index, 20, 3, "沙盘", NULL);
  assert_find (reader, "沙发", "10 30");
  assert_find (reader, "沙", "20 10 30");
  assert_find (reader, "sf", "10 30");
  assert_find (reader, "冰箱", "");
  assert_find (reader, "!", "");
  assert_sound (reader);
}

/* Several at once get their numbers in the order of publication. */
static void
test_batch_order (Fixture *self, gconstpointer user_data)
{
  static const gint64 published[] = { 5, 2, 9, 2 };
  g_autoptr (JlSearchIndex) index = open_index (self);
  g_autoptr (JlConnection) reader = open_reader (self);
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify)jl_search_entry_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (published); i++) {
    JlSearchEntry *entry = jl_search_entry_new (i + 1);

    entry->is_found = TRUE;
    entry->published = published[i];
    jl_search_entry_add_name (entry, "沙发");
    g_ptr_array_add (entries, entry);
  }
  g_assert_true (jl_search_index_apply (index, entries, 7, TRUE, &error));
  g_assert_no_error (error);
  g_assert_cmpint (jl_search_index_get_position (index), ==, 7);
  assert_find (reader, "沙发", "3 1 4 2");
}

/* A new text takes the old one's place, in the same place of the list. */
static void
test_change (Fixture *self, gconstpointer user_data)
{
  g_autoptr (JlSearchIndex) index = open_index (self);
  g_autoptr (JlConnection) reader = open_reader (self);

  put (index, 1, 1, "沙发", NULL);
  put (index, 2, 2, "沙发", NULL);
  put (index, 1, 1, "沙发 茶几", NULL);
  assert_find (reader, "沙发", "2 1");
  assert_find (reader, "茶几", "1");
  put (index, 1, 1, "茶几", NULL);
  assert_find (reader, "沙发", "2");
  assert_find (reader, "shafa", "2");
  assert_sound (reader);
}

static void
test_remove_and_publish_again (Fixture *self, gconstpointer user_data)
{
  g_autoptr (JlSearchIndex) index = open_index (self);
  g_autoptr (JlConnection) reader = open_reader (self);

  put (index, 1, 1, "沙发", NULL);
  put (index, 2, 2, "沙发", NULL);
  put (index, 1, 0, NULL, NULL);
  put (index, 7, 0, NULL, NULL); /* one that was never there */
  assert_find (reader, "沙发", "2");
  put (index, 1, 3, "沙发", NULL);
  assert_find (reader, "沙发", "1 2");
  /* Withdrawn and published between two looks at it. */
  put (index, 2, 4, "沙发", NULL);
  assert_find (reader, "沙发", "2 1");
  assert_sound (reader);
}

static void
test_facets (Fixture *self, gconstpointer user_data)
{
  g_autoptr (JlSearchIndex) index = open_index (self);
  g_autoptr (JlConnection) reader = open_reader (self);
  g_autofree char *beds = NULL;
  g_autofree char *moved = NULL;

  put (index, 1, 1, "沙发", "c:sofa");
  put (index, 2, 2, "沙发床", "c:bed");
  beds = find (reader, "沙发", "c:bed");
  g_assert_cmpstr (beds, ==, "2");
  put (index, 2, 2, "沙发床", "c:sofa");
  moved = find (reader, "沙发", "c:sofa");
  g_assert_cmpstr (moved, ==, "2 1");
  assert_sound (reader);
}

static void
test_stays (Fixture *self, gconstpointer user_data)
{
  JlSearchIndex *index = open_index (self);
  g_autoptr (JlSearchIndex) again = NULL;
  g_autoptr (JlConnection) reader = NULL;

  g_assert_false (jl_search_index_is_complete (index));
  g_assert_cmpint (jl_search_index_get_position (index), ==, 0);
  put (index, 1, 1, "沙发", NULL);
  jl_search_index_close (index);

  again = open_index (self);
  reader = open_reader (self);
  g_assert_true (jl_search_index_is_complete (again));
  g_assert_cmpint (jl_search_index_get_position (again), ==, 1);
  assert_find (reader, "沙发", "1");
  put (again, 1, 1, "茶几", NULL);
  assert_find (reader, "沙发", "");
  assert_sound (reader);
}

static void
execute (Fixture *self, const char *sql)
{
  g_autoptr (JlConnection) connection = jl_connection_open (self->path, 0, NULL);

  g_assert_true (jl_connection_execute (connection, sql, NULL));
}

/* Other rules, another form of the tables, no tables: emptied. */
static void
test_other_version (Fixture *self, gconstpointer user_data)
{
  static const char *const changes[] = { "UPDATE state SET version = '0-00000000-1.0'",
                                         "PRAGMA user_version = 99",
                                         "UPDATE state SET n_docs = -5",
                                         "UPDATE state SET n_docs = 4611686018427387904",
                                         "DELETE FROM state" };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    JlSearchIndex *index = open_index (self);
    g_autoptr (JlConnection) reader = NULL;

    put (index, 1, 1, "沙发", NULL);
    jl_search_index_close (index);
    execute (self, changes[i]);

    index = open_index (self);
    reader = open_reader (self);
    g_assert_false (jl_search_index_is_complete (index));
    g_assert_cmpint (jl_search_index_get_position (index), ==, 0);
    assert_find (reader, "沙发", "");
    jl_search_index_close (index);
  }
}

static void
test_damaged (Fixture *self, gconstpointer user_data)
{
  g_autoptr (JlSearchIndex) index = NULL;
  g_autoptr (JlConnection) reader = NULL;

  g_assert_true (g_file_set_contents (self->path, "this is not a database at all ...", -1, NULL));
  index = open_index (self);
  g_assert_false (jl_search_index_is_complete (index));
  put (index, 1, 1, "沙发", NULL);
  reader = open_reader (self);
  assert_sound (reader);
}

/* A number of documents that cannot be leads nobody out of a block or through millions of them. */
static void
test_wrong_number (Fixture *self, gconstpointer user_data)
{
  static const char *const changes[] = { "UPDATE state SET n_docs = -5",
                                         "UPDATE state SET n_docs = 0",
                                         "UPDATE state SET n_docs = 4611686018427387904" };
  g_autoptr (JlSearchIndex) index = open_index (self);
  const char *facets[] = { NULL };
  g_autofree char *match = jl_search_match_new ("沙发", facets);
  const JlSearchQuery query = { .match = match, .max_price = G_MAXINT64 };

  put (index, 1, 1, "沙发", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (JlConnection) reader = open_reader (self);
    g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (JlSearchFind) search = NULL;
    g_autoptr (GError) error = NULL;

    execute (self, changes[i]);
    search = jl_search_find_new (reader, &query, 20, &error);
    g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
    g_assert_null (search);
    g_assert_true (jl_search_check_sets (reader, problems, NULL));
    g_assert_cmpuint (problems->len, ==, 1);
  }
}

/* Emptied under a reader's eyes, who goes on with the new one. */
static void
test_reset (Fixture *self, gconstpointer user_data)
{
  g_autoptr (JlSearchIndex) index = open_index (self);
  g_autoptr (JlConnection) reader = open_reader (self);
  g_autoptr (GError) error = NULL;

  put (index, 1, 1, "沙发", NULL);
  assert_find (reader, "沙发", "1");
  g_assert_true (jl_search_index_reset (index, &error));
  g_assert_no_error (error);
  g_assert_false (jl_search_index_is_complete (index));
  assert_find (reader, "沙发", "");
  put (index, 2, 1, "沙发", NULL);
  assert_find (reader, "沙发", "2");
  assert_sound (reader);
}

/* All or nothing: one entry that SQLite refuses leaves the others and the position as they were. */
static void
test_failure_changes_nothing (Fixture *self, gconstpointer user_data)
{
  g_autoptr (JlSearchIndex) index = open_index (self);
  g_autoptr (JlConnection) reader = open_reader (self);
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify)jl_search_entry_free);
  g_autoptr (GError) error = NULL;
  JlConnection *other;

  put (index, 1, 1, "沙发", NULL);
  /* What a fault in the middle of a batch looks like. */
  other = jl_connection_open (self->path, 0, NULL);
  g_assert_true (jl_connection_execute (
      other,
      "CREATE TRIGGER refuse BEFORE INSERT ON document_text WHEN new.published = 3"
      " BEGIN SELECT raise (ABORT, 'refused'); END",
      NULL));
  jl_connection_close (other);
  for (gint64 id = 2; id <= 3; id++) {
    JlSearchEntry *entry = jl_search_entry_new (id);

    entry->is_found = TRUE;
    entry->published = id;
    jl_search_entry_add_name (entry, "沙发");
    g_ptr_array_add (entries, entry);
  }
  g_assert_false (jl_search_index_apply (index, entries, 9, TRUE, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (jl_search_index_get_position (index), ==, 1);
  assert_find (reader, "沙发", "1");
  put (index, 2, 2, "沙发", NULL);
  assert_find (reader, "沙发", "2 1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/indexer/search-index/newest-first", test_newest_first);
  ADD ("/indexer/search-index/batch-order", test_batch_order);
  ADD ("/indexer/search-index/change", test_change);
  ADD ("/indexer/search-index/remove-and-publish-again", test_remove_and_publish_again);
  ADD ("/indexer/search-index/facets", test_facets);
  ADD ("/indexer/search-index/stays", test_stays);
  ADD ("/indexer/search-index/other-version", test_other_version);
  ADD ("/indexer/search-index/damaged", test_damaged);
  ADD ("/indexer/search-index/wrong-number", test_wrong_number);
  ADD ("/indexer/search-index/reset", test_reset);
  ADD ("/indexer/search-index/failure-changes-nothing", test_failure_changes_nothing);
  return g_test_run ();
}
