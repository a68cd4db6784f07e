// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-check.h"
#include "jl-error.h"
#include "store-fixture.h"

#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* A writer in a process of its own is killed while it works: what it had answered is there. */

#define ROUNDS 10

/* Tells an answer as soon as it is given. */
static void
tell_cb (JlReply *reply, gpointer user_data)
{
  if (reply->error == NULL) {
    printf ("%" G_GINT64_FORMAT "\n", reply->id);
    fflush (stdout);
  }
  jl_reply_free (reply);
}

static int
run_child (char **argv)
{
  StoreFixture fixture = { .data_dir = argv[2], .schema_dir = argv[3] };
  g_autoptr (GBytes) token = g_bytes_new_static (STORE_CLERK, strlen (STORE_CLERK));
  const JlFrame frame = { .command = "box.create",
                          .token_hash = token,
                          .input = "{\"title\":\"a\",\"open\":true}" };
  g_autoptr (GBytes) bytes = jl_frame_to_bytes (&frame);

  store_clock = STORE_NOW;
  store_fixture_open (&fixture);
  /* The parent kills it; without one it ends by itself. */
  for (int batch = 0; batch < 20000; batch++) {
    for (int i = 0; i <= batch % 7; i++)
      jl_writer_queue (fixture.writer, bytes, tell_cb, NULL, NULL);
    jl_writer_run_batch (fixture.writer);
    if (batch % 50 == 0)
      jl_writer_idle (fixture.writer);
  }
  jl_writer_close (fixture.writer);
  return 0;
}

static GSubprocess *
start_child (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                         &error,
                                         self,
                                         "--child",
                                         fixture->data_dir,
                                         fixture->schema_dir,
                                         NULL);

  g_assert_no_error (error);
  return child;
}

/* Reads what the child answers, kills it after @n answers, and reads what it had still answered. */
static void
collect (GSubprocess *child, guint n, GArray *ids)
{
  g_autoptr (GDataInputStream) lines =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  g_autofree char *line = NULL;
  guint n_read = 0;

  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL) {
    gint64 id = g_ascii_strtoll (line, NULL, 10);

    g_clear_pointer (&line, g_free);
    g_assert_cmpint (id, >, 0);
    g_array_append_val (ids, id);
    if (++n_read == n)
      g_subprocess_force_exit (child);
  }
  g_assert_true (g_subprocess_wait (child, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (child));
  g_assert_cmpuint (n_read, >=, n);
}

static void
assert_stored (StoreFixture *fixture, GArray *ids)
{
  static const char sql[] = "SELECT count(*) FROM box WHERE id = ?1";
  JlConnection *connection = jl_writer_get_connection (fixture->writer);
  g_autoptr (GPtrArray) report = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < ids->len; i++) {
    g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, NULL);

    jl_statement_bind_integer (statement, 1, g_array_index (ids, gint64, i));
    g_assert_true (jl_statement_step (statement, NULL));
    g_assert_cmpint (jl_statement_get_integer (statement, 0), ==, 1);
  }
  report = jl_store_check (connection, store_schemas, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->len, ==, 0);
}

static void
test_killed (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (int round = 0; round < ROUNDS; round++) {
    g_autoptr (GSubprocess) child = NULL;

    g_clear_pointer (&fixture->writer, jl_writer_close);
    child = start_child (fixture);
    collect (child, (guint)g_test_rand_int_range (1, 150), ids);
    store_fixture_open (fixture);
    assert_stored (fixture, ids);
  }
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return run_child (argv);

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/store/crash/killed",
              StoreFixture,
              NULL,
              store_fixture_setup,
              test_killed,
              store_fixture_teardown);
  return g_test_run ();
}
