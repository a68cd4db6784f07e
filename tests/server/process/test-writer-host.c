// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-writer-host.h"

#include "store-fixture.h"

#include <string.h>

/* Writes that come at once; more than may be ahead of the search file. */
#define N_CALLS 6400
#define MAX_AHEAD 4000
/* Of one commit. */
#define MAX_BATCH 64

/* The host, and a channel whose other end stands for a worker. */
typedef struct {
  StoreFixture store;
  JlWriterHost *host;
  JlChannel *channel;
  JlChannel *worker;
  guint n_replies;
  gint64 announced;
  gint64 last_batch; /* changes; a slow machine makes fewer than MAX_BATCH in the time of a batch */
  guint n_stuck;
} Fixture;

static void
worker_received (
    JlChannel *channel, JlMessage message, guint64 id, GBytes *payload, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpint (message, ==, JL_MESSAGE_REPLY);
  fixture->n_replies++;
}

static void
nothing_received (
    JlChannel *channel, JlMessage message, guint64 id, GBytes *payload, gpointer user_data)
{
  g_assert_not_reached ();
}

static void
closed (JlChannel *channel, const GError *error, gpointer user_data)
{
  g_assert_not_reached ();
}

static void
committed (gint64 position, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->last_batch = position - fixture->announced;
  fixture->announced = position;
}

static void
stuck (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_stuck++;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  static const JlChannelFuncs worker_funcs = { worker_received, closed };
  static const JlChannelFuncs host_funcs = { nothing_received, closed };
  int fds[2];

  fixture->store.max_batch = MAX_BATCH;
  store_fixture_setup (&fixture->store, NULL);
  g_assert_true (jl_channel_pair (fds, NULL));
  fixture->channel = jl_channel_new (fds[0], 64 * 1024 * 1024, &host_funcs, fixture);
  fixture->worker = jl_channel_new (fds[1], 64 * 1024 * 1024, &worker_funcs, fixture);
  fixture->host = jl_writer_host_new (fixture->store.writer, NULL, NULL, committed, stuck, fixture);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  /* The writer answers what still waits, through the host. */
  g_clear_pointer (&fixture->store.writer, jl_writer_close);
  jl_writer_host_free (fixture->host);
  jl_channel_unref (fixture->channel);
  jl_channel_unref (fixture->worker);
  store_fixture_teardown (&fixture->store, NULL);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Calls come as long as the writer takes them: a worker waits where its queue is full. */
static void
send_calls (Fixture *fixture, guint n)
{
  g_autoptr (GBytes) token_hash = g_bytes_new_static (STORE_CLERK, strlen (STORE_CLERK));
  const JlFrame frame = { .command = "box.create",
                          .token_hash = token_hash,
                          .parameters = (const char *const[]){ NULL },
                          .input = "{\"title\":\"a\"}" };
  g_autoptr (GBytes) bytes = jl_frame_to_bytes (&frame);

  for (guint i = 0; i < n; i++) {
    jl_writer_host_take_call (fixture->host, fixture->channel, i, bytes);
    if ((i + 1) % (10 * MAX_BATCH) == 0)
      settle ();
  }
  settle ();
}

/* Writes stop where the search file is too far behind, and go on with it. */
static void
test_held_back (Fixture *fixture, gconstpointer data)
{
  gint64 held;

  send_calls (fixture, 1);
  jl_writer_host_set_indexed (fixture->host, fixture->announced);
  send_calls (fixture, N_CALLS);
  held = fixture->announced;
  g_assert_cmpint (held, >, MAX_AHEAD);
  g_assert_cmpint (held, <=, 1 + MAX_AHEAD + MAX_BATCH);
  g_assert_cmpuint (jl_writer_get_n_queued (fixture->store.writer), ==, 1 + N_CALLS - held);
  g_assert_cmpuint (fixture->n_replies, ==, held);

  while (jl_writer_get_n_queued (fixture->store.writer) > 0) {
    gint64 before = fixture->announced;

    jl_writer_host_set_indexed (fixture->host, before);
    settle ();
    g_assert_cmpint (fixture->announced, >, before);
    g_assert_cmpint (fixture->announced - before, <=, MAX_AHEAD + MAX_BATCH);
  }
  g_assert_cmpuint (fixture->n_replies, ==, 1 + N_CALLS);
  g_assert_cmpuint (fixture->n_stuck, ==, 0);
}

/* Far behind, as after an import, each batch waits until the indexer has done twice as much. */
static void
test_far_behind (Fixture *fixture, gconstpointer data)
{
  gint64 indexed = 0;

  send_calls (fixture, N_CALLS);
  jl_writer_host_set_indexed (fixture->host, 1);
  send_calls (fixture, 4 * MAX_BATCH);
  g_assert_cmpint (fixture->announced, ==, N_CALLS);

  while (jl_writer_get_n_queued (fixture->store.writer) > 0) {
    gint64 before = fixture->announced;

    indexed += 2 * fixture->last_batch;
    jl_writer_host_set_indexed (fixture->host, indexed - 1);
    settle ();
    g_assert_cmpint (fixture->announced, ==, before);
    jl_writer_host_set_indexed (fixture->host, indexed);
    settle ();
    g_assert_cmpint (fixture->announced, ==, before + fixture->last_batch);
    g_assert_cmpint (fixture->last_batch, <=, MAX_BATCH);
  }
  g_assert_cmpuint (fixture->n_replies, ==, N_CALLS + 4 * MAX_BATCH);
}

/* Without an index, or while one is filled, nobody waits for it. */
static void
test_not_followed (Fixture *fixture, gconstpointer data)
{
  send_calls (fixture, N_CALLS);
  g_assert_cmpuint (fixture->n_replies, ==, N_CALLS);

  jl_writer_host_set_indexed (fixture->host, 1);
  jl_writer_host_set_indexed (fixture->host, 0);
  send_calls (fixture, 10);
  g_assert_cmpuint (fixture->n_replies, ==, N_CALLS + 10);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/process/writer-host/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("held-back", test_held_back);
  ADD ("far-behind", test_far_behind);
  ADD ("not-followed", test_not_followed);
  return g_test_run ();
}
