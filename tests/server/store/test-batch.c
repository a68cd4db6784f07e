// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-id.h"
#include "store-fixture.h"

#include <sqlite3.h>
#include <string.h>

/* Many calls, one commit. */

typedef struct {
  guint n_good;
  guint n_refused;
  GString *order; /* one letter an answer */
  JlWriter *writer;
} Answers;

typedef struct {
  Answers *answers;
  char letter;
  JlErrorCode refused_for;
} Waiter;

static void
count_answer_cb (JlReply *reply, gpointer user_data)
{
  Waiter *waiter = user_data;

  g_string_append_c (waiter->answers->order, waiter->letter);
  if (reply->error == NULL)
    waiter->answers->n_good++;
  else
    waiter->answers->n_refused++;
  waiter->refused_for = reply->error == NULL ? JL_N_ERRORS : (JlErrorCode)reply->error->code;
  jl_reply_free (reply);
}

static void
queue (StoreFixture *fixture, Waiter *waiter, const char *command, const char *input)
{
  g_autoptr (GBytes) token = g_bytes_new_static (STORE_CLERK, strlen (STORE_CLERK));
  const JlFrame frame = { .command = command, .token_hash = token, .input = input };
  g_autoptr (GBytes) bytes = jl_frame_to_bytes (&frame);
  g_autoptr (GError) error = NULL;

  jl_writer_queue (fixture->writer, bytes, count_answer_cb, waiter, &error);
  g_assert_no_error (error);
}

/* Many frames, one commit, answers in order; a refused one disturbs none. */
static void
test_group_commit (StoreFixture *fixture, gconstpointer data)
{
  static const char *const commands[] = { "box.create", "mute", "box.create" };
  static const char *const inputs[] = { "{\"title\":\"a\"}", NULL, "{\"title\":\"\"}" };
  Answers answers = { .order = g_string_new (NULL) };
  Waiter waiters[] = { { &answers, 'a', 0 }, { &answers, 'b', 0 }, { &answers, 'c', 0 } };
  gint64 pages;

  store_execute (fixture->writer, "PRAGMA wal_checkpoint (TRUNCATE)");
  for (int i = 0; i < 30; i++)
    queue (fixture, &waiters[i % 3], commands[i % 3], inputs[i % 3]);
  g_assert_cmpuint (jl_writer_get_n_queued (fixture->writer), ==, 30);
  g_assert_cmpuint (answers.order->len, ==, 0);

  while (jl_writer_get_n_queued (fixture->writer) > 0)
    jl_writer_run_batch (fixture->writer);
  g_assert_cmpuint (answers.n_good, ==, 10);
  g_assert_cmpuint (answers.n_refused, ==, 20);
  for (guint i = 0; i < 30; i++)
    g_assert_cmpint (answers.order->str[i], ==, "abc"[i % 3]);
  g_assert_cmpint (waiters[1].refused_for, ==, JL_ERROR_INTERNAL);
  g_assert_cmpint (waiters[2].refused_for, ==, JL_ERROR_INVALID);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM box"), ==, 10);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, 10);
  pages = store_query (fixture->writer, "SELECT count(DISTINCT journal) FROM change");
  g_assert_cmpint (pages, ==, 10);
  g_string_free (answers.order, TRUE);
}

static void
queue_steps (StoreFixture *fixture, Waiter *waiter, gint64 box, const char *input)
{
  char id[JL_ID_TEXT_SIZE];
  const char *const parameters[] = { id, NULL };
  g_autoptr (GBytes) token = g_bytes_new_static (STORE_CLERK, strlen (STORE_CLERK));
  const JlFrame frame = {
    .command = "box.steps", .token_hash = token, .parameters = parameters, .input = input
  };
  g_autoptr (GBytes) bytes = NULL;

  jl_id_to_text (box, id);
  bytes = jl_frame_to_bytes (&frame);
  g_assert_true (jl_writer_queue (fixture->writer, bytes, count_answer_cb, waiter, NULL));
}

/* One that fails after it has put something takes nothing of the others in its batch with it, of
 * those before it and those behind it, and each happens once. */
static void
test_fails_half_way (StoreFixture *fixture, gconstpointer data)
{
  gint64 box = store_make_box (fixture->writer, "{\"title\":\"a\",\"note\":\"before\"}");
  Answers answers = { .order = g_string_new (NULL) };
  Waiter waiters[] = { { &answers, 'a', 0 }, { &answers, 'b', 0 }, { &answers, 'c', 0 } };
  g_autofree char *note = NULL;

  for (int i = 0; i < 3; i++) {
    queue (fixture, &waiters[0], "box.create", "{\"title\":\"first\"}");
    queue_steps (fixture, &waiters[1], box, "{\"title\":\"refuse\"}");
    queue (fixture, &waiters[2], "box.create", "{\"title\":\"second\"}");
  }
  while (jl_writer_get_n_queued (fixture->writer) > 0)
    jl_writer_run_batch (fixture->writer);
  g_assert_cmpstr (answers.order->str, ==, "abcabcabc");
  g_assert_cmpuint (answers.n_good, ==, 6);
  g_assert_cmpint (waiters[1].refused_for, ==, JL_ERROR_CONFLICT);
  note = store_query_text (fixture->writer, "SELECT note FROM box ORDER BY id");
  g_assert_cmpstr (note, ==, "before");
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM box"), ==, 7);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM journal"), ==, 7);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM change"), ==, 7);
  g_assert_cmpint (store_query (fixture->writer, "SELECT max(seq) FROM change"),
                   ==,
                   jl_writer_get_position (fixture->writer));
  g_string_free (answers.order, TRUE);
}

/* A batch is bounded by count: the queue takes several. */
static void
test_long_queue (StoreFixture *fixture, gconstpointer data)
{
  Answers answers = { .order = g_string_new (NULL) };
  Waiter waiter = { &answers, 'a', 0 };
  guint batches = 0;

  for (int i = 0; i < 1200; i++)
    queue (fixture, &waiter, "visit", NULL);
  for (; jl_writer_get_n_queued (fixture->writer) > 0; batches++)
    jl_writer_run_batch (fixture->writer);
  g_assert_cmpuint (batches, >=, 3);
  g_assert_cmpuint (answers.n_good, ==, 1200);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(DISTINCT id) FROM visit"), ==, 1200);
  jl_writer_run_batch (fixture->writer);
  g_string_free (answers.order, TRUE);
}

static void
test_small_batches (StoreFixture *fixture, gconstpointer data)
{
  Answers answers = { .order = g_string_new (NULL) };
  Waiter waiter = { &answers, 'a', 0 };

  fixture->max_batch = 2;
  store_fixture_reopen (fixture);
  for (int i = 0; i < 5; i++)
    queue (fixture, &waiter, "visit", NULL);
  jl_writer_run_batch (fixture->writer);
  g_assert_cmpuint (jl_writer_get_n_queued (fixture->writer), ==, 3);
  jl_writer_run_batch (fixture->writer);
  g_assert_cmpuint (jl_writer_get_n_queued (fixture->writer), ==, 1);
  jl_writer_run_batch (fixture->writer);
  g_assert_cmpuint (answers.n_good, ==, 5);
  g_string_free (answers.order, TRUE);
}

static void
test_queue_is_bounded (StoreFixture *fixture, gconstpointer data)
{
  Answers answers = { .order = g_string_new (NULL) };
  Waiter waiter = { &answers, 'a', 0 };
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 3000; i++)
    g_assert_true (jl_writer_queue (fixture->writer, nothing, count_answer_cb, &waiter, NULL));
  g_assert_false (jl_writer_queue (fixture->writer, nothing, count_answer_cb, &waiter, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_UNAVAILABLE);

  /* Those who wait when the writer stops are told. */
  g_clear_pointer (&fixture->writer, jl_writer_close);
  g_assert_cmpuint (answers.n_refused, ==, 3000);
  g_assert_cmpint (waiter.refused_for, ==, JL_ERROR_UNAVAILABLE);
  g_string_free (answers.order, TRUE);
}

static int
fail_commit_cb (void *user_data)
{
  return 1;
}

/* A commit that fails fails everything in its batch, and the next one goes on as if it had not
 * been. */
static void
test_commit_fails (StoreFixture *fixture, gconstpointer data)
{
  sqlite3 *db = jl_connection_get_handle (jl_writer_get_connection (fixture->writer));
  Answers answers = { .order = g_string_new (NULL) };
  Waiter good = { &answers, 'a', 0 };
  Waiter bad = { &answers, 'b', 0 };
  gint64 first = store_make_box (fixture->writer, "{\"title\":\"before\"}");
  gint64 position = jl_writer_get_position (fixture->writer);

  sqlite3_commit_hook (db, fail_commit_cb, NULL);
  queue (fixture, &good, "box.create", "{\"title\":\"lost\",\"label\":\"L1\"}");
  queue (fixture, &bad, "box.create", "{\"title\":\"twice\",\"label\":\"L1\"}");
  while (jl_writer_get_n_queued (fixture->writer) > 0)
    jl_writer_run_batch (fixture->writer);
  sqlite3_commit_hook (db, NULL, NULL);
  g_assert_cmpuint (answers.n_good, ==, 0);
  g_assert_cmpint (good.refused_for, ==, JL_ERROR_INTERNAL);
  g_assert_cmpint (bad.refused_for, ==, JL_ERROR_INTERNAL); /* not CONFLICT: with what? */
  g_assert_cmpint (jl_writer_get_position (fixture->writer), ==, position);
  g_assert_cmpint (store_query (fixture->writer, "SELECT count(*) FROM box"), ==, 1);

  queue (fixture, &good, "box.create", "{\"title\":\"kept\",\"label\":\"L1\"}");
  jl_writer_run_batch (fixture->writer);
  g_assert_cmpint (good.refused_for, ==, JL_N_ERRORS);
  g_assert_cmpint (jl_writer_get_position (fixture->writer), ==, position + 1);
  g_assert_cmpint (
      store_query (fixture->writer, "SELECT max(organisation_seq) FROM journal"), ==, 2);
  g_assert_cmpint (store_query (fixture->writer, "SELECT max(id) FROM box"), >, first);
  g_string_free (answers.order, TRUE);
}

#define ADD(path, func)                                                                            \
  g_test_add (                                                                                     \
      "/store/batch/" path, StoreFixture, NULL, store_fixture_setup, func, store_fixture_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("group-commit", test_group_commit);
  ADD ("fails-half-way", test_fails_half_way);
  ADD ("long-queue", test_long_queue);
  ADD ("small-batches", test_small_batches);
  ADD ("queue-is-bounded", test_queue_is_bounded);
  ADD ("commit-fails", test_commit_fails);
  return g_test_run ();
}
