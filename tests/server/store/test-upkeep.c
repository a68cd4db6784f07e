// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-id.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* What the writer does by itself: what falls due, and between batches. */

/* One call is enough but on a machine that stands still for longer than a batch may last. */
static void
run_all_dues (StoreFixture *fixture)
{
  while (jl_writer_run_due (fixture->writer))
    ;
}

static void
test_dues (StoreFixture *fixture, gconstpointer data)
{
  gint64 stubborn = store_make_box (
      fixture->writer, "{\"title\":\"stubborn\",\"expires_at\":\"2026-11-23T08:00:01Z\"}");
  gint64 early =
      store_make_box (fixture->writer, "{\"title\":\"a\",\"expires_at\":\"2026-11-23T08:00:01Z\"}");
  gint64 late =
      store_make_box (fixture->writer, "{\"title\":\"b\",\"expires_at\":\"2026-11-23T09:00:00Z\"}");
  g_autofree char *left = NULL;
  g_autofree char *wanted =
      g_strdup_printf ("%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT, stubborn, late);
  gint64 entries;

  g_assert_cmpint (early, >, 0);
  run_all_dues (fixture);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, 3);

  store_clock = STORE_NOW + 10000;
  run_all_dues (fixture);
  left = store_query_text (fixture->writer,
                           "SELECT group_concat (id) FROM (SELECT id FROM box WHERE expires_at IS "
                           "NOT NULL ORDER BY id)");
  g_assert_cmpstr (left, ==, wanted);
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT actor FROM journal WHERE command = 'box.expire'"),
      ==,
      0);
  g_assert_cmpint (store_query (fixture->writer,
                                "SELECT organisation FROM journal WHERE command = 'box.expire'"),
                   ==,
                   500);

  /* Nothing new is due: nothing is written. */
  entries = store_query (fixture->writer, "PRAGMA data_version");
  run_all_dues (fixture);
  g_assert_cmpint (store_query (fixture->writer, "PRAGMA data_version"), ==, entries);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, 4);
}

/* So many that are refused that their turn takes longer than a call may last: the one behind them
 * has its turn all the same, and then there is an end. */
static void
test_many_refused_dues (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *sql = NULL;
  gint64 box;
  int n_calls = 1;

  box = store_make_box (fixture->writer,
                        "{\"title\":\"stubborn\",\"expires_at\":\"2026-11-23T08:00:00Z\"}");
  sql = g_strdup_printf (
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000) INSERT "
      "INTO "
      "box (id, organisation, title, expires_at, version, created_at, updated_at) SELECT "
      "%" G_GINT64_FORMAT " + i, organisation, iif (i = 12000, 'last', title), expires_at, 1, "
      "created_at, updated_at FROM "
      "box, n",
      box);
  store_execute (fixture->writer, sql);
  while (jl_writer_run_due (fixture->writer))
    g_assert_cmpint (n_calls++, <, 4000);
  g_assert_cmpint (n_calls, >, 1);
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT count(*) FROM box WHERE expires_at IS NULL"), ==, 1);
}

static gsize
get_size (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return (gsize)info.st_size;
}

/* Commits leave everything in the log; idling moves it into the database. */
static void
test_idle (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *note = g_strnfill (900, 'x');
  g_autofree char *input = g_strdup_printf ("{\"title\":\"a\",\"note\":\"%s\"}", note);
  g_autofree char *path = g_build_filename (fixture->data_dir, "jieli.db", NULL);
  gsize before = get_size (path);

  for (int i = 0; i < 400; i++)
    store_make_box (fixture->writer, input);
  g_assert_cmpuint (get_size (path), ==, before);
  g_assert_false (jl_writer_idle (fixture->writer));
  g_assert_cmpuint (get_size (path), >, before + 400 * 900);
  store_make_box (fixture->writer, input);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM box"), ==, 401);
}

static gsize
get_file_size (StoreFixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->data_dir, name, NULL);

  return get_size (path);
}

/* What a killed service left in the log is read and not moved before somebody is answered. */
static void
test_start_after_crash (StoreFixture *fixture, gconstpointer data)
{
  sqlite3 *db = jl_connection_get_handle (jl_writer_get_connection (fixture->writer));
  gsize size;
  gsize log_size;

  store_execute (fixture->writer, "PRAGMA wal_checkpoint (TRUNCATE)");
  size = get_file_size (fixture, "jieli.db");
  for (guint i = 0; i < 50; i++)
    store_make_box (fixture->writer, "{\"title\":\"a\"}");
  log_size = get_file_size (fixture, "jieli.db-wal");
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  store_fixture_reopen (fixture);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM box"), ==, 50);
  g_assert_cmpuint (get_file_size (fixture, "jieli.db"), ==, size);
  g_assert_cmpuint (get_file_size (fixture, "jieli.db-wal"), ==, log_size);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/upkeep/" path,                                                               \
              StoreFixture,                                                                        \
              NULL,                                                                                \
              store_fixture_setup,                                                                 \
              func,                                                                                \
              store_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("dues", test_dues);
  ADD ("many-refused-dues", test_many_refused_dues);
  ADD ("idle", test_idle);
  ADD ("start-after-crash", test_start_after_crash);
  return g_test_run ();
}
