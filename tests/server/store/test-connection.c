// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-connection.h"
#include "jl-error.h"
#include "jl-sql-error.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *dir;  /* owned */
  char *path; /* owned */
  JlConnection *connection;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("jieli-connection-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->dir, "test.db", NULL);
  fixture->connection = jl_connection_open (fixture->path, JL_CONNECTION_CREATE, &error);
  g_assert_no_error (error);
  jl_connection_execute (fixture->connection,
                         "CREATE TABLE shop (id INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                         "label TEXT, UNIQUE (name, label)) STRICT;"
                         "CREATE TABLE item (id INTEGER PRIMARY KEY, "
                         "shop INTEGER NOT NULL REFERENCES shop (id), data BLOB) STRICT;"
                         "INSERT INTO shop VALUES (1, '春风', 'a'), (2, '秋雨', NULL)",
                         &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  jl_connection_close (fixture->connection);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *path = g_strconcat (fixture->path, endings[i], NULL);

    g_remove (path);
  }
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->path);
  g_free (fixture->dir);
}

static char *
query_text (JlConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare_text (connection, sql, &error);

  g_assert_no_error (error);
  g_assert_true (jl_statement_step (statement, &error));
  g_assert_no_error (error);
  return g_strdup (jl_statement_get_text (statement, 0));
}

static void
test_pragmas (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *sql;
    const char *value;
  } pragmas[] = {
    { "PRAGMA journal_mode", "wal" },  { "PRAGMA synchronous", "2" },
    { "PRAGMA foreign_keys", "1" },    { "PRAGMA trusted_schema", "0" },
    { "PRAGMA busy_timeout", "5000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pragmas); i++) {
    g_autofree char *value = query_text (fixture->connection, pragmas[i].sql);

    g_assert_cmpstr (value, ==, pragmas[i].value);
  }
}

static void
test_open_fails (Fixture *fixture, gconstpointer data)
{
  g_autofree char *absent = g_build_filename (fixture->dir, "absent.db", NULL);
  g_autofree char *foreign = g_build_filename (fixture->dir, "foreign.db", NULL);
  g_autofree char *junk = g_strnfill (4096, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_null (jl_connection_open (absent, 0, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (jl_connection_open (absent, JL_CONNECTION_READ_ONLY, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (absent, G_FILE_TEST_EXISTS));
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (foreign, junk, -1, NULL));
  g_assert_null (jl_connection_open (foreign, 0, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CORRUPT);
  g_assert_cmpint (g_remove (foreign), ==, 0);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlConnection) reader = NULL;
  g_autofree char *name = NULL;

  reader = jl_connection_open (fixture->path, JL_CONNECTION_READ_ONLY, &error);
  g_assert_no_error (error);
  name = query_text (reader, "SELECT name FROM shop WHERE id = 1");
  g_assert_cmpstr (name, ==, "春风");
  g_assert_false (jl_connection_execute (reader, "DELETE FROM shop", &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INTERNAL);
}

/* The second use of a statement that is being read gets one of its own. */
static void
test_nested_use (Fixture *fixture, gconstpointer data)
{
  static const char sql[] = "SELECT id FROM shop ORDER BY id";
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) outer = jl_connection_prepare (fixture->connection, sql, &error);
  JlStatement *first = outer;

  g_assert_no_error (error);
  g_assert_true (jl_statement_step (outer, &error));
  for (int i = 0; i < 2; i++) {
    g_autoptr (JlStatement) inner = jl_connection_prepare (fixture->connection, sql, &error);

    g_assert_true (inner != outer);
    g_assert_true (jl_statement_step (inner, &error));
    g_assert_cmpint (jl_statement_get_integer (inner, 0), ==, 1);
  }
  g_assert_true (jl_statement_step (outer, &error));
  g_assert_cmpint (jl_statement_get_integer (outer, 0), ==, 2);

  jl_statement_release (g_steal_pointer (&outer));
  outer = jl_connection_prepare (fixture->connection, sql, &error);
  g_assert_true (outer == first);
  g_assert_true (jl_statement_step (outer, &error));
  g_assert_cmpint (jl_statement_get_integer (outer, 0), ==, 1);
}

static void
test_values (Fixture *fixture, gconstpointer data)
{
  static const char insert[] = "INSERT INTO item (id, shop, data) VALUES (?1, 1, ?2)";
  static const char select[] = "SELECT data, ?1, ?2, ?3 FROM item WHERE id = ?3";
  static const guint8 bytes[] = { 0, 1, 0, 255 };
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) put = jl_connection_prepare (fixture->connection, insert, &error);
  g_autoptr (JlStatement) get = jl_connection_prepare (fixture->connection, select, &error);
  gconstpointer blob;
  gsize size = 99;

  jl_statement_bind_integer (put, 1, G_MAXINT64);
  jl_statement_bind_blob (put, 2, bytes, sizeof bytes);
  g_assert_true (jl_statement_run (put, &error));
  g_assert_cmpint (jl_connection_get_changes (fixture->connection), ==, 1);
  jl_statement_bind_integer (put, 1, 5);
  jl_statement_bind_blob (put, 2, NULL, 0);
  g_assert_true (jl_statement_run (put, &error));

  jl_statement_bind_text (get, 1, NULL);
  jl_statement_bind_text (get, 2, "沙发");
  jl_statement_bind_integer (get, 3, G_MAXINT64);
  g_assert_true (jl_statement_step (get, &error));
  blob = jl_statement_get_blob (get, 0, &size);
  g_assert_cmpmem (blob, size, bytes, sizeof bytes);
  g_assert_true (jl_statement_is_null (get, 1));
  g_assert_null (jl_statement_get_text (get, 1));
  g_assert_cmpstr (jl_statement_get_text (get, 2), ==, "沙发");
  g_assert_cmpint (jl_statement_get_integer (get, 3), ==, G_MAXINT64);
  g_assert_false (jl_statement_step (get, &error));
  g_assert_no_error (error);

  /* Nothing stays bound after release. */
  jl_statement_release (g_steal_pointer (&get));
  get = jl_connection_prepare (fixture->connection, select, &error);
  jl_statement_bind_integer (get, 3, 5);
  g_assert_true (jl_statement_step (get, &error));
  jl_statement_get_blob (get, 0, &size);
  g_assert_cmpuint (size, ==, 0);
  g_assert_false (jl_statement_is_null (get, 0));
  g_assert_true (jl_statement_is_null (get, 2));
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *sql;
    JlErrorCode code;
    const char *field;
  } cases[] = {
    { "INSERT INTO shop VALUES (1, 'x', 'y')", JL_ERROR_CONFLICT, "id" },
    { "INSERT INTO shop VALUES (3, '春风', 'a')", JL_ERROR_CONFLICT, "label" },
    { "INSERT INTO shop VALUES (3, NULL, 'a')", JL_ERROR_INTERNAL, JL_SQL_CONSTRAINT },
    { "INSERT INTO item VALUES (1, 77, NULL)", JL_ERROR_INTERNAL, JL_SQL_CONSTRAINT },
    { "INSERT INTO item VALUES (1, 'text', NULL)", JL_ERROR_INTERNAL, JL_SQL_CONSTRAINT },
    { "SELECT \"quoted\" FROM shop", JL_ERROR_INTERNAL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JlStatement) statement = NULL;

    statement = jl_connection_prepare_text (fixture->connection, cases[i].sql, &error);
    if (statement != NULL)
      g_assert_false (jl_statement_run (statement, &error));
    g_assert_error (error, JL_ERROR, (int)cases[i].code);
    g_assert_cmpstr (jl_error_get_field (error), ==, cases[i].field);
  }
}

static void
test_wrong_parameter (Fixture *fixture, gconstpointer data)
{
  static const char sql[] = "SELECT ?1";
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare (fixture->connection, sql, &error);

  jl_statement_bind_integer (statement, 2, 1);
  jl_statement_bind_integer (statement, 1, 1);
  g_assert_false (jl_statement_step (statement, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INTERNAL);
  g_clear_error (&error);

  jl_statement_release (g_steal_pointer (&statement));
  statement = jl_connection_prepare (fixture->connection, sql, &error);
  jl_statement_bind_integer (statement, 1, 1);
  g_assert_true (jl_statement_step (statement, &error));
}

static void
test_storage_full (Fixture *fixture, gconstpointer data)
{
  static const char sql[] = "INSERT INTO item (shop, data) VALUES (1, zeroblob (100000))";
  g_autofree char *limit = query_text (fixture->connection, "PRAGMA max_page_count = 10");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (limit, ==, "10");
  g_assert_false (jl_connection_execute (fixture->connection, sql, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_STORAGE_FULL);
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlConnection) other = jl_connection_open (fixture->path, 0, &error);

  g_assert_no_error (error);
  g_assert_true (jl_connection_execute (other, "PRAGMA busy_timeout = 0", NULL));
  g_assert_true (jl_connection_execute (fixture->connection, "BEGIN IMMEDIATE", NULL));
  g_assert_false (jl_connection_execute (other, "BEGIN IMMEDIATE", &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAVAILABLE);
  g_assert_true (jl_connection_execute (fixture->connection, "ROLLBACK", NULL));
}

static void
test_read_transaction (Fixture *fixture, gconstpointer data)
{
  static const char count[] = "SELECT count(*) FROM shop";
  g_autoptr (GError) error = NULL;
  g_autoptr (JlConnection) reader = NULL;
  g_autofree char *before = NULL;
  g_autofree char *during = NULL;
  g_autofree char *after = NULL;

  reader = jl_connection_open (fixture->path, JL_CONNECTION_READ_ONLY, &error);
  g_assert_true (jl_connection_begin_read (reader, &error));
  before = query_text (reader, count);
  g_assert_true (jl_connection_execute (
      fixture->connection, "INSERT INTO shop (name) VALUES ('冬雪')", &error));
  during = query_text (reader, count);
  jl_connection_end_read (reader);
  jl_connection_end_read (reader);
  after = query_text (reader, count);
  g_assert_cmpstr (before, ==, "2");
  g_assert_cmpstr (during, ==, "2");
  g_assert_cmpstr (after, ==, "3");
}

static void
test_attach (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlConnection) memory = jl_connection_open (":memory:", JL_CONNECTION_CREATE, &error);
  g_autofree char *name = NULL;

  g_assert_no_error (error);
  g_assert_true (jl_connection_attach (memory, fixture->path, "city", &error));
  g_assert_no_error (error);
  name = query_text (memory, "SELECT name FROM city.shop WHERE id = 2");
  g_assert_cmpstr (name, ==, "秋雨");
}

#define ADD(path, func) g_test_add ("/store/connection/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("pragmas", test_pragmas);
  ADD ("open-fails", test_open_fails);
  ADD ("read-only", test_read_only);
  ADD ("nested-use", test_nested_use);
  ADD ("values", test_values);
  ADD ("errors", test_errors);
  ADD ("wrong-parameter", test_wrong_parameter);
  ADD ("storage-full", test_storage_full);
  ADD ("busy", test_busy);
  ADD ("read-transaction", test_read_transaction);
  ADD ("attach", test_attach);
  return g_test_run ();
}
