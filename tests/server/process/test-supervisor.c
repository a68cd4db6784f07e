// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-supervisor.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * The children are this program executed again: main() looks at its first argument. They answer by
 * JL_MESSAGE_CALL, whose payload is text:
 *   worker      tells what it got at its start; leaves when asked to
 *   stubborn    as worker, but does not leave
 *   short       leaves before it is ready
 *   brief       is ready, then leaves by itself
 */

typedef struct {
  JlSupervisor *supervisor;
  GPtrArray *events; /* owned texts, in order */
  GPtrArray *calls;  /* owned texts */
  GArray *pids;      /* of all that were started */
  GMainLoop *loop;
  const char *awaited; /* quits the loop when this has happened … */
  guint n_awaited;     /* … so often */
  guint64 last_id;
} Fixture;

static guint
count_events (Fixture *fixture, const char *text)
{
  guint n = 0;

  for (guint i = 0; i < fixture->events->len; i++)
    n += g_strcmp0 (g_ptr_array_index (fixture->events, i), text) == 0;
  return n;
}

static void
happened (Fixture *fixture, const char *text)
{
  g_ptr_array_add (fixture->events, g_strdup (text));
  if (fixture->awaited != NULL && count_events (fixture, fixture->awaited) >= fixture->n_awaited)
    g_main_loop_quit (fixture->loop);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_error ("waited in vain for %u times \"%s\"", fixture->n_awaited, fixture->awaited);
  return G_SOURCE_REMOVE;
}

static void
await (Fixture *fixture, const char *text, guint n)
{
  guint timeout;

  if (count_events (fixture, text) >= n)
    return;
  fixture->awaited = text;
  fixture->n_awaited = n;
  timeout = g_timeout_add_seconds (20, timeout_cb, fixture);
  g_main_loop_run (fixture->loop);
  g_source_remove (timeout);
  fixture->awaited = NULL;
}

static void
started (JlProcess *process, gpointer user_data)
{
  Fixture *fixture = user_data;
  GPid pid = jl_process_get_pid (process);

  g_array_append_val (fixture->pids, pid);
  happened (fixture, "started");
}

static void
ready (JlProcess *process, gpointer user_data)
{
  happened (user_data, "ready");
}

static void
died (JlProcess *process, int status, gpointer user_data)
{
  g_autofree char *text = WIFSIGNALED (status)
                              ? g_strdup_printf ("died of signal %d", WTERMSIG (status))
                              : g_strdup_printf ("died with status %d", WEXITSTATUS (status));

  happened (user_data, text);
  happened (user_data, "died");
}

static void
called (JlProcess *process, guint64 id, GBytes *payload, gpointer user_data)
{
  Fixture *fixture = user_data;
  gsize size;
  const char *text = g_bytes_get_data (payload, &size);
  g_autofree char *event = g_strdup_printf ("%s called", jl_process_get_name (process));

  g_ptr_array_add (fixture->calls, g_strndup (text, size));
  fixture->last_id = id;
  happened (fixture, event);
}

static void
indexed (gint64 position, gpointer user_data)
{
  g_autofree char *event = g_strdup_printf ("indexed %" G_GINT64_FORMAT, position);

  happened (user_data, event);
}

static void
all_ready (gpointer user_data)
{
  happened (user_data, "all ready");
}

static void
failed (gpointer user_data)
{
  happened (user_data, "failed");
}

static void
stopped (gpointer user_data)
{
  happened (user_data, "stopped");
}

static const JlSupervisorFuncs funcs = { started, ready,     died,   called,
                                         indexed, all_ready, failed, stopped };

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->events = g_ptr_array_new_with_free_func (g_free);
  fixture->calls = g_ptr_array_new_with_free_func (g_free);
  fixture->pids = g_array_new (FALSE, FALSE, sizeof (GPid));
  fixture->loop = g_main_loop_new (NULL, FALSE);
}

static void
run (Fixture *fixture, const JlProcessKind *kinds, guint stop_ms)
{
  static const char hello[] = "hello";
  g_autoptr (GBytes) start = g_bytes_new_static (hello, strlen (hello));
  const JlSupervisorConfig config = {
    .program = "/proc/self/exe",
    .kinds = kinds,
    .n_slots = 4,
    .listen_fd = STDERR_FILENO,
    .metrics_fd = STDERR_FILENO,
    .start = start,
    .max_waiting = 1024 * 1024,
    .stop_ms = stop_ms,
  };

  fixture->supervisor = jl_supervisor_new (&config, &funcs, fixture);
  jl_supervisor_start (fixture->supervisor);
}

static void
stop (Fixture *fixture)
{
  jl_supervisor_stop (fixture->supervisor);
  await (fixture, "stopped", 1);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->supervisor, jl_supervisor_free);
  g_ptr_array_unref (fixture->events);
  g_ptr_array_unref (fixture->calls);
  g_array_unref (fixture->pids);
  g_main_loop_unref (fixture->loop);
}

static GPid
get_pid (Fixture *fixture, guint i)
{
  g_assert_cmpuint (i, <, fixture->pids->len);
  return g_array_index (fixture->pids, GPid, i);
}

static void
test_start_and_stop (Fixture *fixture, gconstpointer data)
{
  static const JlProcessKind kinds[] = { { "worker", 2, TRUE }, { "other", 1, FALSE }, { NULL } };

  run (fixture, kinds, 20000);
  await (fixture, "all ready", 1);
  g_assert_cmpuint (count_events (fixture, "ready"), ==, 3);
  await (fixture, "worker called", 2);
  await (fixture, "other called", 1);
  g_assert_true (g_ptr_array_find_with_equal_func (
      fixture->calls, "worker 0: hello, listens, no others", g_str_equal, NULL));
  g_assert_true (g_ptr_array_find_with_equal_func (
      fixture->calls, "worker 1: hello, listens, no others", g_str_equal, NULL));
  g_assert_true (g_ptr_array_find_with_equal_func (
      fixture->calls, "other 2: hello, no others", g_str_equal, NULL));

  jl_supervisor_broadcast_position (fixture->supervisor, 4711);
  await (fixture, "worker called", 4);
  g_assert_cmpuint (fixture->last_id, ==, 4711);
  stop (fixture);
  g_assert_cmpuint (count_events (fixture, "died"), ==, 0);
  g_assert_cmpuint (count_events (fixture, "failed"), ==, 0);
}

/* Who follows is started when all others do their work, and nobody waits for it. */
static void
test_follower (Fixture *fixture, gconstpointer data)
{
  static const JlProcessKind kinds[] = { { "other", 1, FALSE, TRUE },
                                         { "worker", 2, TRUE },
                                         { NULL } };

  run (fixture, kinds, 20000);
  await (fixture, "all ready", 1);
  g_assert_cmpuint (count_events (fixture, "ready"), ==, 2);
  g_assert_cmpuint (count_events (fixture, "other called"), ==, 0);
  await (fixture, "ready", 3);
  await (fixture, "other called", 1);
  stop (fixture);
  g_assert_cmpuint (count_events (fixture, "died"), ==, 0);
}

/* One that no longer does its work gives way to another. */
static void
test_replace (Fixture *fixture, gconstpointer data)
{
  static const JlProcessKind kinds[] = { { "worker", 1, TRUE }, { "other", 1, FALSE }, { NULL } };

  run (fixture, kinds, 20000);
  await (fixture, "all ready", 1);
  jl_supervisor_replace (fixture->supervisor, "other");
  await (fixture, "died of signal 9", 1);
  await (fixture, "ready", 3);
  g_assert_cmpuint (count_events (fixture, "worker died"), ==, 0);
  stop (fixture);
}

static void
test_replaces_killed (Fixture *fixture, gconstpointer data)
{
  static const JlProcessKind kinds[] = { { "worker", 2, TRUE }, { NULL } };

  run (fixture, kinds, 20000);
  await (fixture, "all ready", 1);
  g_assert_cmpint (kill (get_pid (fixture, 0), SIGKILL), ==, 0);
  await (fixture, "died of signal 9", 1);
  await (fixture, "ready", 3);
  g_assert_cmpint (kill (get_pid (fixture, 2), SIGABRT), ==, 0);
  await (fixture, "died of signal 6", 1);
  await (fixture, "ready", 4);
  stop (fixture);
  g_assert_cmpuint (count_events (fixture, "all ready"), ==, 1);
  g_assert_cmpuint (count_events (fixture, "started"), ==, 4);
}

/* One that leaves with notice is replaced at once, while it still finishes its work. */
static void
test_retires (Fixture *fixture, gconstpointer data)
{
  static const JlProcessKind kinds[] = { { "worker", 1, TRUE }, { NULL } };

  run (fixture, kinds, 20000);
  await (fixture, "all ready", 1);
  g_assert_cmpint (kill (get_pid (fixture, 0), SIGUSR1), ==, 0);
  await (fixture, "ready", 2);
  stop (fixture);
  g_assert_cmpuint (count_events (fixture, "started"), ==, 2);
  g_assert_cmpuint (count_events (fixture, "died"), ==, 0);
}

static void
test_fails_at_start (Fixture *fixture, gconstpointer data)
{
  static const JlProcessKind kinds[] = { { "worker", 1, TRUE }, { "short", 1, FALSE }, { NULL } };

  run (fixture, kinds, 20000);
  await (fixture, "failed", 1);
  g_assert_cmpuint (count_events (fixture, "died with status 3"), ==, 1);
  stop (fixture);
  g_assert_cmpuint (count_events (fixture, "all ready"), ==, 0);
  g_assert_cmpuint (count_events (fixture, "started"), ==, 2);
}

static void
test_no_program (Fixture *fixture, gconstpointer data)
{
  static const JlProcessKind kinds[] = { { "worker", 1, TRUE }, { NULL } };
  const JlSupervisorConfig config = {
    .program = "/nonexistent/jielid",
    .kinds = kinds,
    .n_slots = 4,
    .listen_fd = STDERR_FILENO,
    .metrics_fd = STDERR_FILENO,
    .max_waiting = 1024,
    .stop_ms = 1000,
  };

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "worker: *nonexistent*");
  fixture->supervisor = jl_supervisor_new (&config, &funcs, fixture);
  jl_supervisor_start (fixture->supervisor);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (count_events (fixture, "failed"), ==, 1);
  jl_supervisor_stop (fixture->supervisor);
  g_assert_cmpuint (count_events (fixture, "stopped"), ==, 1);
}

/* Those that die young are started again ever more slowly. */
static void
test_backs_off (Fixture *fixture, gconstpointer data)
{
  static const JlProcessKind kinds[] = { { "brief", 1, FALSE }, { NULL } };
  gint64 begin;

  run (fixture, kinds, 20000);
  await (fixture, "died", 1);
  begin = g_get_monotonic_time ();
  await (fixture, "died", 4);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, (100 + 200 + 400) * 1000);
  stop (fixture);
}

static void
test_kills_stubborn (Fixture *fixture, gconstpointer data)
{
  static const JlProcessKind kinds[] = { { "stubborn", 1, TRUE }, { NULL } };

  run (fixture, kinds, 100);
  await (fixture, "all ready", 1);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "killing stubborn *");
  stop (fixture);
  g_test_assert_expected_messages ();
}

static void
test_kill_all (Fixture *fixture, gconstpointer data)
{
  static const JlProcessKind kinds[] = { { "stubborn", 2, TRUE }, { "other", 1, FALSE }, { NULL } };

  run (fixture, kinds, 20000);
  await (fixture, "all ready", 1);
  jl_supervisor_stop (fixture->supervisor);
  jl_supervisor_kill (fixture->supervisor);
  await (fixture, "stopped", 1);
}

/* The child. */

typedef struct {
  const char *name;
  const char *slot;
  GMainLoop *loop;
} Child;

/* What the child opened itself is closed on exec. */
static gboolean
is_inherited (int fd)
{
  int flags = fcntl (fd, F_GETFD);

  return flags >= 0 && !(flags & FD_CLOEXEC);
}

static gboolean
has_inherited_more (int first)
{
  for (int fd = first; fd < 64; fd++) {
    if (is_inherited (fd))
      return TRUE;
  }
  return FALSE;
}

static void
child_tell (JlChannel *channel, guint64 id, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  g_assert_true (jl_channel_send (channel, JL_MESSAGE_CALL, id, bytes, NULL));
}

static void
child_received (
    JlChannel *channel, JlMessage message, guint64 id, GBytes *payload, gpointer user_data)
{
  Child *child = user_data;

  if (message == JL_MESSAGE_START) {
    gboolean listens = is_inherited (JL_PROCESS_LISTEN_FD);
    g_autofree char *text = g_strdup_printf (
        "%s %s: %.*s%s%s",
        child->name,
        child->slot,
        (int)g_bytes_get_size (payload),
        (char *)g_bytes_get_data (payload, NULL),
        listens ? ", listens" : "",
        has_inherited_more (listens ? JL_PROCESS_HEALTH_FD + 1 : JL_PROCESS_LISTEN_FD)
            ? ", others"
            : ", no others");

    if (strcmp (child->name, "short") == 0)
      exit (3);
    jl_channel_send (channel, JL_MESSAGE_READY, 0, NULL, NULL);
    child_tell (channel, 0, text);
    jl_channel_flush (channel);
    if (strcmp (child->name, "brief") == 0)
      g_main_loop_quit (child->loop);
  } else if (message == JL_MESSAGE_POSITION) {
    child_tell (channel, id, "position");
  } else if (message == JL_MESSAGE_QUIT && strcmp (child->name, "stubborn") != 0) {
    g_main_loop_quit (child->loop);
  }
}

static void
child_closed (JlChannel *channel, const GError *error, gpointer user_data)
{
  Child *child = user_data;

  g_main_loop_quit (child->loop);
}

/* Gives notice, and stays until the parent's end is closed or it is told to quit. */
static gboolean
child_retire (gpointer user_data)
{
  jl_channel_send (user_data, JL_MESSAGE_RETIRED, 0, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static int
child_main (const char *name, const char *slot)
{
  static const JlChannelFuncs child_funcs = { child_received, child_closed };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Child child = { name, slot, loop };
  JlChannel *channel = jl_channel_new (JL_PROCESS_CHANNEL_FD, 1024 * 1024, &child_funcs, &child);
  guint signal_source = g_unix_signal_add (SIGUSR1, child_retire, channel);

  g_main_loop_run (loop);
  g_source_remove (signal_source);
  jl_channel_unref (channel);
  return 0;
}

#define TEST(path, func)                                                                           \
  g_test_add ("/process/supervisor/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  if (argc == 3 && g_strcmp0 (argv[0], "jielid") == 0)
    return child_main (argv[1], argv[2]);

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("start-and-stop", test_start_and_stop);
  TEST ("follower", test_follower);
  TEST ("replace", test_replace);
  TEST ("replaces-killed", test_replaces_killed);
  TEST ("retires", test_retires);
  TEST ("fails-at-start", test_fails_at_start);
  TEST ("no-program", test_no_program);
  TEST ("backs-off", test_backs_off);
  TEST ("kills-stubborn", test_kills_stubborn);
  TEST ("kill-all", test_kill_all);
  return g_test_run ();
}
