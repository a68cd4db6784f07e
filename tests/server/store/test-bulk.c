// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-bulk.h"
#include "jl-check.h"
#include "jl-error.h"
#include "jl-id.h"
#include "store-fixture.h"

#include <string.h>

static JlReply *
call (JlBulk *bulk, const char *command, const char *input)
{
  g_autoptr (GBytes) token = g_bytes_new_static (STORE_CLERK, strlen (STORE_CLERK));
  const JlFrame frame = { .command = command, .token_hash = token, .input = input };

  return jl_bulk_call (bulk, &frame);
}

static gint64
make_box (JlBulk *bulk, const char *title)
{
  g_autofree char *input = g_strdup_printf ("{\"title\":\"%s\"}", title);
  g_autoptr (JlReply) reply = call (bulk, "box.create", input);

  store_assert_good (reply);
  g_assert_cmpint (reply->id, !=, 0);
  return reply->id;
}

/* Changes a box several times in one command, and is refused then if it is "refuse". */
static JlReply *
change_in_steps (JlBulk *bulk, gint64 box, const char *title)
{
  g_autoptr (GBytes) token = g_bytes_new_static (STORE_CLERK, strlen (STORE_CLERK));
  g_autofree char *input = g_strdup_printf ("{\"title\":\"%s\"}", title);
  char id[JL_ID_TEXT_SIZE];
  const char *const parameters[] = { id, NULL };
  const JlFrame frame = {
    .command = "box.steps", .token_hash = token, .parameters = parameters, .input = input
  };

  jl_id_to_text (box, id);
  return jl_bulk_call (bulk, &frame);
}

static void
commit (JlBulk *bulk)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (jl_bulk_commit (bulk, &error));
  g_assert_no_error (error);
}

static gint64
count_boxes (StoreFixture *fixture)
{
  return store_query (fixture->writer, "SELECT count(*) FROM box");
}

static void
assert_sound (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems =
      jl_store_check (jl_writer_get_connection (fixture->writer), store_schemas, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
}

/* What is committed is journalled like everything else, whatever was refused in between. */
static void
test_commit (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (JlBulk) bulk = jl_bulk_new (fixture->writer, NULL);
  g_autoptr (JlReply) refused = NULL;

  commit (bulk);
  make_box (bulk, "a");
  refused = call (bulk, "box.create", "{\"title\":\"\"}");
  store_assert_refused (refused, JL_ERROR_INVALID);
  make_box (bulk, "b");
  g_assert_cmpint (jl_writer_get_position (fixture->writer), ==, 0);
  commit (bulk);
  g_assert_cmpint (jl_writer_get_position (fixture->writer), ==, 2);
  make_box (bulk, "c");
  commit (bulk);
  g_clear_pointer (&bulk, jl_bulk_free);

  g_assert_cmpint (count_boxes (fixture), ==, 3);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, 3);
  store_fixture_reopen (fixture);
  g_assert_cmpint (count_boxes (fixture), ==, 3);
  assert_sound (fixture);
}

/* What is not committed never happened, and the writer goes on as if nothing had been. */
static void
test_abandon (StoreFixture *fixture, gconstpointer data)
{
  JlBulk *bulk = jl_bulk_new (fixture->writer, NULL);

  make_box (bulk, "a");
  commit (bulk);
  make_box (bulk, "b");
  jl_bulk_free (bulk);

  g_assert_cmpint (count_boxes (fixture), ==, 1);
  g_assert_cmpint (
      store_query (fixture->writer, "PRAGMA cache_size"), ==, -JL_CONNECTION_CACHE_KIB);
  store_make_box (fixture->writer, "{\"title\":\"c\"}");
  g_assert_cmpint (count_boxes (fixture), ==, 2);
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT max(organisation_seq) FROM journal"), ==, 2);
  assert_sound (fixture);
}

/* One that fails after it has changed something takes nothing of the others with it, and what they
 * were answered stays true. */
static void
test_fails_half_way (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (JlBulk) bulk = jl_bulk_new (fixture->writer, NULL);
  gint64 boxes[3];

  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++) {
    g_autoptr (JlReply) invalid = call (bulk, "box.create", "{\"title\":\"\"}");
    g_autoptr (JlReply) refused = NULL;
    g_autoptr (JlReply) changed = NULL;

    store_assert_refused (invalid, JL_ERROR_INVALID);
    boxes[i] = make_box (bulk, "a");
    refused = change_in_steps (bulk, boxes[0], "refuse");
    store_assert_refused (refused, JL_ERROR_CONFLICT);
    changed = change_in_steps (bulk, boxes[i], "changed");
    store_assert_good (changed);
    g_assert_cmpint (changed->id, ==, boxes[i]);
  }
  commit (bulk);
  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++) {
    g_autofree char *sql = g_strdup_printf (
        "SELECT title FROM box WHERE id = %" G_GINT64_FORMAT " AND version = 2", boxes[i]);
    g_autofree char *title = store_query_text (fixture->writer, sql);

    g_assert_cmpstr (title, ==, "changed");
  }
  g_assert_cmpint (count_boxes (fixture), ==, 3);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, 6);
  g_assert_cmpint (store_query (fixture->writer, "SELECT max(seq) FROM change"),
                   ==,
                   jl_writer_get_position (fixture->writer));
  assert_sound (fixture);
}

static void
test_full (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (JlBulk) bulk = jl_bulk_new (fixture->writer, NULL);
  guint n = 0;

  while (!jl_bulk_is_full (bulk)) {
    g_autoptr (JlReply) reply = call (bulk, "visit", NULL);

    store_assert_good (reply);
    n++;
  }
  g_assert_cmpuint (n, >=, 1000);
  commit (bulk);
  g_assert_false (jl_bulk_is_full (bulk));
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM visit"), ==, n);
}

/* When SQLite gives up the transaction, the calls that were answered before have not happened: all
 * that follows is refused too, so that nobody builds on them. */
static void
test_lost (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (JlBulk) bulk = jl_bulk_new (fixture->writer, NULL);
  g_autoptr (JlReply) lost = NULL;
  g_autoptr (JlReply) after = NULL;
  g_autoptr (GError) error = NULL;

  store_execute (fixture->writer,
                 "CREATE TRIGGER spoil BEFORE INSERT ON box WHEN NEW.title = 'b' "
                 "BEGIN SELECT RAISE (ROLLBACK, 'spoilt'); END");
  make_box (bulk, "a");
  lost = call (bulk, "box.create", "{\"title\":\"b\"}");
  store_assert_refused (lost, JL_ERROR_INTERNAL);
  after = call (bulk, "box.create", "{\"title\":\"c\"}");
  store_assert_refused (after, JL_ERROR_INTERNAL);
  g_assert_false (jl_bulk_commit (bulk, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INTERNAL);
  g_assert_cmpint (count_boxes (fixture), ==, 0);
}

#define ADD(path, func)                                                                            \
  g_test_add (                                                                                     \
      "/store/bulk/" path, StoreFixture, NULL, store_fixture_setup, func, store_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("commit", test_commit);
  ADD ("abandon", test_abandon);
  ADD ("fails-half-way", test_fails_half_way);
  ADD ("full", test_full);
  ADD ("lost", test_lost);
  return g_test_run ();
}
