// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-connection.h"
#include "jl-error.h"
#include "jl-journal.h"
#include "jl-migrations.h"
#include "jl-store.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* A folder for schema files and one for a database, below the fixture's own. */
typedef struct {
  char *dir;    /* owned */
  char *schema; /* owned */
  char *path;   /* owned */
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("jieli-migrations-XXXXXX", NULL);
  fixture->schema = g_build_filename (fixture->dir, "schema", NULL);
  fixture->path = g_build_filename (fixture->dir, "test.db", NULL);
  g_assert_cmpint (g_mkdir (fixture->schema, 0700), ==, 0);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  store_remove_folder (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->schema);
  g_free (fixture->path);
}

static void
add_step (Fixture *fixture, const char *name, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->schema, name, NULL);

  g_assert_true (g_file_set_contents (path, sql, -1, NULL));
}

static void
migrate (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  jl_migrate (fixture->path, fixture->schema, &error);
  g_assert_no_error (error);
}

static void
migrate_fails (Fixture *fixture, JlErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (jl_migrate (fixture->path, fixture->schema, &error));
  g_assert_error (error, JL_ERROR, (int)code);
}

/* All rows of the first column, each with a line feed. */
static char *
query (const char *path, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlConnection) connection = jl_connection_open (path, 0, &error);
  g_autoptr (JlStatement) statement = NULL;
  GString *out = g_string_new (NULL);

  g_assert_no_error (error);
  statement = jl_connection_prepare_text (connection, sql, &error);
  g_assert_no_error (error);
  while (jl_statement_step (statement, &error))
    g_string_append_printf (out, "%s\n", jl_statement_get_text (statement, 0));
  g_assert_no_error (error);
  jl_statement_release (g_steal_pointer (&statement));
  return g_string_free (out, FALSE);
}

static void
assert_query (const char *path, const char *sql, const char *wanted)
{
  g_autofree char *found = query (path, sql);

  g_assert_cmpstr (found, ==, wanted);
}

static void
test_steps (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copy = g_strconcat (fixture->path, ".before-0002", NULL);
  g_autofree char *second_copy = g_strconcat (fixture->path, ".before-0003", NULL);

  add_step (
      fixture, "0001-shop.sql", "CREATE TABLE shop (id INTEGER PRIMARY KEY, name TEXT) STRICT;");
  migrate (fixture);
  assert_query (fixture->path, "PRAGMA user_version", "1\n");
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));

  assert_query (fixture->path, "INSERT INTO shop VALUES (1, '春风') RETURNING id", "1\n");
  add_step (fixture, "0002-item.sql", "CREATE TABLE item (id INTEGER PRIMARY KEY) STRICT;");
  add_step (fixture, "0003-rename.sql", "ALTER TABLE shop RENAME COLUMN name TO title;");
  migrate (fixture);
  assert_query (fixture->path, "PRAGMA user_version", "3\n");
  assert_query (fixture->path, "SELECT title FROM shop", "春风\n");

  /* One copy, of before the upgrade. */
  assert_query (copy, "PRAGMA user_version", "1\n");
  assert_query (copy, "SELECT name FROM shop", "春风\n");
  g_assert_false (g_file_test (second_copy, G_FILE_TEST_EXISTS));

  migrate (fixture);
  assert_query (fixture->path, "PRAGMA user_version", "3\n");
}

/* A step that fails leaves what the steps before it made, and can be tried again. */
static void
test_failing_step (Fixture *fixture, gconstpointer data)
{
  add_step (fixture, "0001-shop.sql", "CREATE TABLE shop (id INTEGER PRIMARY KEY) STRICT;");
  migrate (fixture);
  add_step (fixture, "0002-good.sql", "CREATE TABLE good (id INTEGER PRIMARY KEY) STRICT;");
  add_step (fixture,
            "0003-bad.sql",
            "CREATE TABLE bad (id INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (1);");
  for (int i = 0; i < 2; i++) {
    migrate_fails (fixture, JL_ERROR_INTERNAL);
    assert_query (fixture->path, "PRAGMA user_version", "2\n");
    assert_query (fixture->path, "SELECT name FROM sqlite_schema ORDER BY name", "good\nshop\n");
  }
  add_step (fixture, "0003-bad.sql", "CREATE TABLE bad (id INTEGER PRIMARY KEY) STRICT;");
  migrate (fixture);
  assert_query (fixture->path, "PRAGMA user_version", "3\n");
}

/* Tables are rebuilt by dropping them, which cascades if foreign keys are on; and a row that loses
 * what it refers to stops the step. */
static void
test_foreign_keys (Fixture *fixture, gconstpointer data)
{
  add_step (fixture,
            "0001-shop.sql",
            "CREATE TABLE shop (id INTEGER PRIMARY KEY) STRICT;"
            "CREATE TABLE item (id INTEGER PRIMARY KEY, shop INTEGER NOT NULL REFERENCES shop (id) "
            "ON DELETE CASCADE) STRICT;"
            "INSERT INTO shop VALUES (1), (2); INSERT INTO item VALUES (10, 1), (20, 2);");
  add_step (fixture,
            "0002-rebuild.sql",
            "CREATE TABLE new_shop (id INTEGER PRIMARY KEY, name TEXT) STRICT;"
            "INSERT INTO new_shop (id) SELECT id FROM shop;"
            "DROP TABLE shop; ALTER TABLE new_shop RENAME TO shop;");
  migrate (fixture);
  assert_query (fixture->path, "SELECT count(*) FROM item", "2\n");

  add_step (fixture, "0003-lose.sql", "DELETE FROM shop WHERE id = 2;");
  migrate_fails (fixture, JL_ERROR_CORRUPT);
  assert_query (fixture->path, "SELECT count(*) FROM shop", "2\n");
  assert_query (fixture->path, "PRAGMA user_version", "2\n");
}

static void
test_newer_database (Fixture *fixture, gconstpointer data)
{
  g_autofree char *second = g_build_filename (fixture->schema, "0002-item.sql", NULL);

  add_step (fixture, "0001-shop.sql", "CREATE TABLE shop (id INTEGER PRIMARY KEY) STRICT;");
  add_step (fixture, "0002-item.sql", "CREATE TABLE item (id INTEGER PRIMARY KEY) STRICT;");
  migrate (fixture);
  g_assert_cmpint (g_remove (second), ==, 0);
  migrate_fails (fixture, JL_ERROR_CONFLICT);
  assert_query (fixture->path, "PRAGMA user_version", "2\n");
}

static void
test_misnamed_files (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "0001.sql", "1-shop.sql", "0002-shop.sql", "000a-x.sql" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (fixture->schema, names[i], NULL);

    add_step (fixture, names[i], "CREATE TABLE shop (id INTEGER PRIMARY KEY) STRICT;");
    migrate_fails (fixture, JL_ERROR_INTERNAL);
    g_assert_cmpint (g_remove (path), ==, 0);
  }
  /* Twice the same number, as two people may add on two branches. */
  add_step (fixture, "0001-item.sql", "CREATE TABLE item (id INTEGER PRIMARY KEY) STRICT;");
  add_step (fixture, "0001-shop.sql", "CREATE TABLE shop (id INTEGER PRIMARY KEY) STRICT;");
  migrate_fails (fixture, JL_ERROR_INTERNAL);
}

/* What must be the same in a database that was upgraded and in one that is new. */
static const char *const facts[] = {
  "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce (sql, '') FROM sqlite_schema "
  "ORDER BY type, name",
  "SELECT t.name || ' ' || c.cid || ' ' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' "
  "|| coalesce (c.dflt_value, '') || ' ' || c.pk || ' ' || c.hidden FROM pragma_table_list AS t, "
  "pragma_table_xinfo (t.name) AS c WHERE t.schema = 'main' ORDER BY t.name, c.cid",
  "SELECT t.name || ' ' || f.id || ' ' || f.\"from\" || ' ' || f.\"table\" || ' ' || coalesce "
  "(f.\"to\", '') || ' ' || f.on_update || ' ' || f.on_delete FROM pragma_table_list AS t, "
  "pragma_foreign_key_list (t.name) AS f WHERE t.schema = 'main' ORDER BY t.name, f.id, f.seq",
  "SELECT t.name || ' ' || t.strict || ' ' || t.wr FROM pragma_table_list AS t WHERE t.schema = "
  "'main' ORDER BY t.name",
  "PRAGMA user_version",
};

static void
assert_same_schema (const char *path, const char *fresh)
{
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++) {
    g_autofree char *wanted = query (fresh, facts[i]);

    assert_query (path, facts[i], wanted);
  }
}

/* The program's own schema: every table is STRICT, and every foreign key has an index. */
static void
test_own_schema (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint version = 0;

  g_assert_true (jl_schema_get_version (NULL, &version, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (version, >=, 1);
  g_assert_true (jl_migrate (fixture->path, NULL, &error));
  g_assert_no_error (error);
  assert_query (fixture->path,
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND "
                "NOT strict AND name NOT LIKE 'sqlite%'",
                "");
  assert_query (
      fixture->path,
      "SELECT t.name || '.' || f.\"from\" FROM pragma_table_list AS t, "
      "pragma_foreign_key_list (t.name) AS f WHERE t.schema = 'main' AND f.seq = 0 AND NOT "
      "EXISTS (SELECT 1 FROM pragma_table_xinfo (t.name) AS c WHERE c.name = f.\"from\" "
      "AND c.pk = 1) AND NOT EXISTS (SELECT 1 FROM pragma_index_list (t.name) AS i, "
      "pragma_index_info (i.name) AS n WHERE n.seqno = 0 AND n.name = f.\"from\")",
      "");
}

static char *
get_sha256 (const char *path)
{
  g_autofree char *text = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text, size);
}

/* A database as that release left it: migrates to what a new one is, with its rows. */
static void
migrate_fixture (Fixture *fixture, const char *dump, const char *fresh)
{
  g_autofree char *sql = NULL;
  g_autoptr (JlConnection) connection = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  gint64 n = 0;

  g_assert_true (g_file_get_contents (dump, &sql, NULL, NULL));
  g_remove (fixture->path);
  connection = jl_connection_open (fixture->path, JL_CONNECTION_CREATE, &error);
  g_assert_no_error (error);
  jl_connection_execute (connection, sql, &error);
  g_assert_no_error (error);
  g_clear_pointer (&connection, jl_connection_close);
  before = query (fixture->path, "SELECT count(*) FROM journal");

  g_assert_true (jl_migrate (fixture->path, NULL, &error));
  g_assert_no_error (error);
  assert_same_schema (fixture->path, fresh);
  assert_query (fixture->path, "PRAGMA integrity_check", "ok\n");
  assert_query (fixture->path, "SELECT count(*) FROM journal", before);
  connection = jl_connection_open (fixture->path, JL_CONNECTION_READ_ONLY, &error);
  problems = jl_journal_verify (connection, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpint (n, >, 0);
}

/* Whether the schema that ends with the step of this file was kept as a database. */
static gboolean
is_kept (const char *name, char **dump)
{
  g_autofree char *base = g_strdup_printf ("v%.4s.sql", name);

  *dump = g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "schema", base, NULL);
  return g_file_test (*dump, G_FILE_TEST_EXISTS);
}

/* data/schema/released.sha256 names every step that a release has: none of them was edited since,
 * and each database that a release left migrates. Steps of one release share a database, that of
 * the last of them. */
static void
test_released_steps (Fixture *fixture, gconstpointer data)
{
  g_autofree char *schema = jl_schema_get_dir ();
  g_autofree char *list = g_build_filename (schema, "released.sha256", NULL);
  g_autofree char *fresh = g_strconcat (fixture->path, ".fresh", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean kept = TRUE;

  g_assert_true (jl_migrate (fresh, NULL, NULL));
  g_assert_true (g_file_get_contents (list, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], "  ", 2);
    g_autofree char *step = NULL;
    g_autofree char *dump = NULL;
    g_autofree char *found = NULL;

    if (lines[i][0] == '#' || lines[i][0] == '\0')
      continue;
    g_assert_cmpuint (g_strv_length (words), ==, 2);
    step = g_build_filename (schema, words[1], NULL);
    found = get_sha256 (step);
    g_test_message ("%s", words[1]);
    g_assert_cmpstr (found, ==, words[0]);
    kept = is_kept (words[1], &dump);
    if (kept)
      migrate_fixture (fixture, dump, fresh);
  }
  /* The newest release always has its database. */
  g_assert_true (kept);
}

/* A database in the folder whose steps are not listed would never be tested. */
static void
test_no_stray_fixture (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "schema", NULL);
  g_autofree char *schema = jl_schema_get_dir ();
  g_autofree char *list = g_build_filename (schema, "released.sha256", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  g_assert_true (g_file_get_contents (list, &text, NULL, NULL));
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *step = NULL;

    if (!g_str_has_suffix (name, ".sql"))
      continue;
    step = g_strdup_printf ("  %.4s-", name + 1);
    g_assert_nonnull (strstr (text, step));
  }
}

/* Steps that are not released yet: taken one by one they come to the same as all at once. */
static void
test_step_by_step (Fixture *fixture, gconstpointer data)
{
  g_autofree char *schema = jl_schema_get_dir ();
  g_autofree char *fresh = g_strconcat (fixture->path, ".fresh", NULL);
  g_autoptr (GDir) dir = g_dir_open (schema, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_true (jl_migrate (fresh, NULL, NULL));
  while ((name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_suffix (name, ".sql"))
      g_ptr_array_add (names, g_strdup (name));
  }
  for (guint i = 1; i <= names->len; i++) {
    g_autofree char *prefix = g_strdup_printf ("%04u-", i);

    for (guint n = 0; n < names->len; n++) {
      g_autofree char *path = g_build_filename (schema, names->pdata[n], NULL);
      g_autofree char *sql = NULL;

      if (!g_str_has_prefix (names->pdata[n], prefix))
        continue;
      g_assert_true (g_file_get_contents (path, &sql, NULL, NULL));
      add_step (fixture, names->pdata[n], sql);
    }
    migrate (fixture);
  }
  assert_same_schema (fixture->path, fresh);
}

static void
test_init (Fixture *fixture, gconstpointer data)
{
  g_autofree char *data_dir = g_build_filename (fixture->dir, "a", "b", NULL);
  const JlStoreSettings settings = {
    .data_dir = data_dir, .public_url = "https://example.org", .node = 1023, .now = STORE_NOW
  };
  g_autofree char *path = jl_store_get_path (data_dir);
  g_autofree char *draft = g_strconcat (path, ".new", NULL);
  g_autoptr (JlConnection) reader = NULL;
  g_autoptr (JlNode) node = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_assert_false (jl_store_exists (data_dir));
  g_assert_null (jl_store_open_reader (data_dir, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* What an interrupted call left does not stop the next one. */
  g_assert_cmpint (g_mkdir_with_parents (data_dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (draft, "half a database", -1, NULL));
  g_assert_true (jl_store_init (&settings, &error));
  g_assert_no_error (error);
  g_assert_true (jl_store_exists (data_dir));
  g_assert_false (g_file_test (draft, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_stat (path, &info), ==, 0);

  reader = jl_store_open_reader (data_dir, &error);
  g_assert_no_error (error);
  node = jl_node_read (reader, &error);
  g_assert_cmpuint (node->number, ==, 1023);
  g_assert_cmpuint (node->epoch, ==, 1);
  g_assert_cmpstr (node->public_url, ==, "https://example.org");
  g_assert_cmpint (node->city, >, 0);
  g_assert_cmpint (node->last_id, ==, node->city);
  g_assert_cmpint (node->created_at, ==, STORE_NOW);

  g_assert_false (jl_store_init (&settings, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_CONFLICT);
}

#define ADD(path, func) g_test_add ("/store/migrations/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("steps", test_steps);
  ADD ("failing-step", test_failing_step);
  ADD ("foreign-keys", test_foreign_keys);
  ADD ("newer-database", test_newer_database);
  ADD ("misnamed-files", test_misnamed_files);
  ADD ("own-schema", test_own_schema);
  ADD ("released-steps", test_released_steps);
  ADD ("no-stray-fixture", test_no_stray_fixture);
  ADD ("step-by-step", test_step_by_step);
  ADD ("init", test_init);
  return g_test_run ();
}
