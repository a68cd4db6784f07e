// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-test-fts.h"

#include <sqlite3.h>

struct _JlTestFts {
  sqlite3 *db;
  sqlite3_stmt *insert;
  sqlite3_stmt *find;
};

static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  return statement;
}

JlTestFts *
jl_test_fts_new (void)
{
  JlTestFts *self = g_new0 (JlTestFts, 1);

  g_assert_cmpint (sqlite3_open (":memory:", &self->db), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (self->db,
                    "CREATE VIRTUAL TABLE words USING fts5 (tokens, content='',"
                    " columnsize=0, detail=none, tokenize=\"ascii tokenchars '<~=#.:_-'\")",
                    NULL,
                    NULL,
                    NULL),
      ==,
      SQLITE_OK);
  self->insert = prepare (self->db, "INSERT INTO words (rowid, tokens) VALUES (?1, ?2)");
  self->find = prepare (self->db, "SELECT rowid FROM words WHERE words MATCH ?1");
  return self;
}

void
jl_test_fts_free (JlTestFts *self)
{
  sqlite3_finalize (self->insert);
  sqlite3_finalize (self->find);
  g_assert_cmpint (sqlite3_close (self->db), ==, SQLITE_OK);
  g_free (self);
}

void
jl_test_fts_insert (JlTestFts *self, int number, const char *tokens)
{
  sqlite3_bind_int (self->insert, 1, number);
  sqlite3_bind_text (self->insert, 2, tokens, -1, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (self->insert), ==, SQLITE_DONE);
  sqlite3_reset (self->insert);
}

GHashTable *
jl_test_fts_find (JlTestFts *self, const char *match)
{
  GHashTable *found = g_hash_table_new (NULL, NULL);
  int result;

  sqlite3_bind_text (self->find, 1, match, -1, SQLITE_STATIC);
  while ((result = sqlite3_step (self->find)) == SQLITE_ROW)
    g_hash_table_add (found, GINT_TO_POINTER (sqlite3_column_int (self->find, 0)));
  if (result != SQLITE_DONE)
    g_test_message ("%s: %s", match, sqlite3_errmsg (self->db));
  g_assert_cmpint (result, ==, SQLITE_DONE);
  sqlite3_reset (self->find);
  return found;
}

gboolean
jl_test_fts_has (JlTestFts *self, const char *match, int number)
{
  g_autoptr (GHashTable) found = jl_test_fts_find (self, match);

  return g_hash_table_contains (found, GINT_TO_POINTER (number));
}
