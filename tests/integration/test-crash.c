// SPDX-License-Identifier: GPL-3.0-or-later
#include "clients.h"

#include <signal.h>
#include <sys/wait.h>

/*
 * Kills the service at random moments while clients work, starts it again, and looks whether every
 * answer that was given still holds: nothing that was answered is lost, nothing is there twice, the
 * journal is whole. test-kills.c does it at chosen moments.
 */

#define N_CLIENTS 4
#ifdef __SANITIZE_ADDRESS__
#define N_CRASHES 10 /* every start takes ten times as long */
#else
#define N_CRASHES 50
#endif
/* The service dies when this many more answers were given, at most. */
#define MAX_ANSWERS 60

typedef struct {
  ServiceFixture service;
  char *shop;    /* owned: its id */
  char *manager; /* owned: token */
  Clients *clients;
} Crash;

static void
assert_in_order (Crash *crash)
{
  const char *const arguments[] = { "check", "--data", crash->service.data_dir, NULL };
  g_autofree char *output = NULL;

  if (service_run (&crash->service, arguments, &output) != 0)
    g_error ("jielid check: %s", output);
}

static void
kill_child (Crash *crash, const char *name)
{
  g_autoptr (GArray) pids = service_list_children (&crash->service, name);

  if (pids->len > 0)
    kill (g_array_index (pids, int, g_test_rand_int_range (0, pids->len)), SIGKILL);
}

static void
crash_once (Crash *crash, guint n)
{
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", crash->service.port);
  const char *const options[] = { "--listen", listen, "--workers", "2", NULL };

  clients_await_answers (crash->clients, g_test_rand_int_range (0, MAX_ANSWERS));
  /* Now and then a child alone: the service must go on by itself. */
  if (n % 3 == 0)
    kill_child (crash, n % 2 == 0 ? "worker" : "indexer");
  if (n % 5 == 4)
    return;
  clients_pause (crash->clients);
  g_assert_true (WIFSIGNALED (service_end (&crash->service, SIGKILL)));
  if (n % 10 == 0)
    assert_in_order (crash);
  service_start (&crash->service, options);
  clients_resume (crash->clients);
}

/* How many items the shop has, whatever became of them. */
static guint
count_items (Crash *crash)
{
  g_autofree char *path = g_strdup_printf ("/api/v1/items?organisation=%s&limit=100", crash->shop);
  g_autofree char *first = g_strdup (path);
  guint n = 0;

  while (path != NULL) {
    g_autoptr (ServiceAnswer) answer = service_get (&crash->service, path, crash->manager);
    JsonObject *list;

    g_assert_cmpuint (answer->status, ==, 200);
    list = json_node_get_object (answer->json);
    n += json_array_get_length (json_object_get_array_member (list, "items"));
    g_clear_pointer (&path, g_free);
    if (!json_object_get_null_member (list, "next"))
      path = g_strdup_printf ("%s&cursor=%s", first, json_object_get_string_member (list, "next"));
  }
  return n;
}

static void
test_crash (void)
{
  Crash crash = { 0 };
  g_autofree char *root = NULL;
  guint n_items;

  service_fixture_open (&crash.service);
  service_start (&crash.service, NULL);
  root = service_sign_in (&crash.service, SERVICE_ADMINISTRATOR);
  crash.shop =
      service_add_organisation (&crash.service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  crash.manager = service_add_member (&crash.service, root, crash.shop, "manager", "li.na");
  crash.clients = clients_start (&crash.service, crash.manager, N_CLIENTS, NULL, NULL);
  /* One in five leaves the parent alone. */
  for (guint n = 0; n < N_CRASHES * 5 / 4 + 1; n++)
    crash_once (&crash, n);
  clients_stop (crash.clients);

  n_items = clients_count_items (crash.clients);
  g_test_message (
      "%u items, %u requests sent again", n_items, clients_count_repeats (crash.clients));
  g_assert_cmpuint (clients_count_repeats (crash.clients), >, 0);
  g_assert_cmpuint (count_items (&crash), ==, n_items);
  assert_in_order (&crash);
  g_assert_cmpint (service_end (&crash.service, SIGTERM), ==, 0);
  assert_in_order (&crash);

  clients_free (crash.clients);
  service_fixture_close (&crash.service);
  g_free (crash.shop);
  g_free (crash.manager);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/integration/crash", test_crash);
  return g_test_run ();
}
