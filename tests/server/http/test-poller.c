// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-poller.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  JlPoller *poller;
  GString *log;
} Fixture;

typedef struct {
  Fixture *fixture;
  const char *name;
  JlWatch watch;
  JlDeadline deadline;
  JlDeferred deferred;
  JlWatch *removes; /* when it is told */
  JlDeadline *clears;
  gboolean again;
} Thing;

static Thing *
thing_of (gpointer member, gsize offset)
{
  return (Thing *)((char *)member - offset);
}

static void
ready (JlWatch *watch, guint events)
{
  Thing *thing = thing_of (watch, G_STRUCT_OFFSET (Thing, watch));

  g_string_append_printf (thing->fixture->log,
                          "%s%s%s ",
                          thing->name,
                          (events & EPOLLIN) != 0 ? "+in" : "",
                          (events & EPOLLRDHUP) != 0 ? "+end" : "");
  if (thing->removes != NULL)
    jl_poller_remove (thing->fixture->poller, thing->removes);
}

static void
passed (JlDeadline *deadline)
{
  Thing *thing = thing_of (deadline, G_STRUCT_OFFSET (Thing, deadline));

  g_string_append_printf (thing->fixture->log, "%s ", thing->name);
  if (thing->clears != NULL)
    jl_poller_clear_deadline (thing->fixture->poller, thing->clears);
}

static void
run (JlDeferred *deferred)
{
  Thing *thing = thing_of (deferred, G_STRUCT_OFFSET (Thing, deferred));

  g_string_append_printf (thing->fixture->log, "%s ", thing->name);
  if (thing->again)
    jl_poller_defer (thing->fixture->poller, &thing->deferred);
}

static void
thing_init (Thing *thing, Fixture *fixture, const char *name, int fd)
{
  *thing = (Thing){ .fixture = fixture,
                    .name = name,
                    .watch = { fd, ready },
                    .deadline = { .passed = passed },
                    .deferred = { .run = run } };
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->poller = jl_poller_new (&error);
  g_assert_no_error (error);
  fixture->log = g_string_new (NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  jl_poller_free (fixture->poller);
  g_string_free (fixture->log, TRUE);
}

static void
iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
iterate_until (Fixture *fixture, const char *log)
{
  while (strcmp (fixture->log->str, log) != 0) {
    g_assert_true (g_str_has_prefix (log, fixture->log->str));
    g_main_context_iteration (NULL, TRUE);
  }
}

static void
test_watch (Fixture *fixture, gconstpointer data)
{
  int fds[2];
  Thing thing;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  thing_init (&thing, fixture, "a", fds[0]);
  g_assert_true (jl_poller_add (fixture->poller, &thing.watch, NULL));
  iterate ();
  g_string_truncate (fixture->log, 0); /* it can be written to */

  g_assert_cmpint (write (fds[1], "x", 1), ==, 1);
  iterate ();
  g_assert_cmpstr (fixture->log->str, ==, "a+in ");
  /* Edges: told once, though nobody has read. */
  iterate ();
  g_assert_cmpstr (fixture->log->str, ==, "a+in ");
  close (fds[1]);
  iterate ();
  g_assert_cmpstr (fixture->log->str, ==, "a+in a+in+end ");
  jl_poller_remove (fixture->poller, &thing.watch);
  close (fds[0]);
}

/* Whoever is removed while others are told is not told any more. */
static void
test_remove_others (Fixture *fixture, gconstpointer data)
{
  int fds[2];
  Thing one;
  Thing two;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  thing_init (&one, fixture, "x", fds[0]);
  thing_init (&two, fixture, "x", fds[1]);
  one.removes = &two.watch;
  two.removes = &one.watch;
  g_assert_true (jl_poller_add (fixture->poller, &one.watch, NULL));
  g_assert_true (jl_poller_add (fixture->poller, &two.watch, NULL));
  iterate ();
  g_assert_cmpstr (fixture->log->str, ==, "x ");
  jl_poller_remove (fixture->poller, &one.watch);
  jl_poller_remove (fixture->poller, &two.watch);
  close (fds[0]);
  close (fds[1]);
}

static void
test_deadlines (Fixture *fixture, gconstpointer data)
{
  Thing things[5];
  static const char *const names[] = { "slow", "fast", "cleared", "again", "clearer" };

  jl_poller_set_duration (fixture->poller, 0, 30);
  jl_poller_set_duration (fixture->poller, 1, 10);
  jl_poller_set_duration (fixture->poller, 2, 20);
  for (guint i = 0; i < G_N_ELEMENTS (things); i++)
    thing_init (&things[i], fixture, names[i], -1);
  jl_poller_set_deadline (fixture->poller, &things[0].deadline, 0);
  jl_poller_set_deadline (fixture->poller, &things[1].deadline, 1);
  jl_poller_set_deadline (fixture->poller, &things[2].deadline, 0);
  jl_poller_set_deadline (fixture->poller, &things[4].deadline, 2);
  things[4].clears = &things[2].deadline;
  /* Setting it again moves it. */
  jl_poller_set_deadline (fixture->poller, &things[3].deadline, 1);
  jl_poller_set_deadline (fixture->poller, &things[3].deadline, 0);
  iterate_until (fixture, "fast clearer slow again ");
  jl_poller_clear_deadline (fixture->poller, &things[0].deadline);
}

static void
test_deferred (Fixture *fixture, gconstpointer data)
{
  Thing one;
  Thing two;
  Thing three;

  thing_init (&one, fixture, "one", -1);
  thing_init (&two, fixture, "two", -1);
  thing_init (&three, fixture, "three", -1);
  one.again = TRUE;
  jl_poller_defer (fixture->poller, &one.deferred);
  jl_poller_defer (fixture->poller, &one.deferred);
  jl_poller_defer (fixture->poller, &two.deferred);
  jl_poller_defer (fixture->poller, &three.deferred);
  jl_poller_cancel (fixture->poller, &three.deferred);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (fixture->log->str, ==, "one two ");
  one.again = FALSE;
  iterate ();
  g_assert_cmpstr (fixture->log->str, ==, "one two one ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/http/poller/watch", Fixture, NULL, setup, test_watch, teardown);
  g_test_add ("/http/poller/remove-others", Fixture, NULL, setup, test_remove_others, teardown);
  g_test_add ("/http/poller/deadlines", Fixture, NULL, setup, test_deadlines, teardown);
  g_test_add ("/http/poller/deferred", Fixture, NULL, setup, test_deferred, teardown);
  return g_test_run ();
}
