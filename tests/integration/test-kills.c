// SPDX-License-Identifier: GPL-3.0-or-later
#include "clients.h"
#include "fault-fixture.h"
#include "next-schema.h"

#include <signal.h>

/*
 * Under load each process of the service is killed at chosen moments: test-crash.c hardly ever hits
 * them by chance. After each kill all that was answered is there, repeated keys give their first
 * answers, and `jielid check` finds nothing wrong.
 */

#define N_CLIENTS 3
/* JIELI_TEST_KILLS asks for more. */
#define N_KILLS 208
#ifdef __SANITIZE_ADDRESS__
#define SHARE 8 /* of the kills: every start takes ten times as long */
#else
#define SHARE 1
#endif
/* Cities that are made for kills at places of all kinds: one that grows takes longer to check. */
#define N_CITIES 6
#define PATIENCE_SECONDS 60

/* @most: it dies when it comes to the place for the so many-th time, at most. */
typedef struct {
  FaultPoint point;
  int most;
} Place;

/* Names of files are those of SQLite: the log grows with each commit, the database itself with a
 * checkpoint. */
static const Place places[] = {
  { { "within a commit's write", "serve", FAULT_WRITE, "/jieli.db-wal", TRUE }, 20 },
  { { "before COMMIT is safe", "serve", FAULT_SYNC, "/jieli.db-wal", FALSE }, 4 },
  { { "after COMMIT, before the answers", "serve", FAULT_SYNC, "/jieli.db-wal", TRUE }, 4 },
  { { "before answers are sent to a worker", "serve", FAULT_SEND, "", FALSE }, 6 },
  { { "after answers were sent to a worker", "serve", FAULT_SEND, "", TRUE }, 6 },
  { { "before a worker sends a frame", "worker", FAULT_SEND, "", FALSE }, 6 },
  { { "between a worker's frame and its answer", "worker", FAULT_SEND, "", TRUE }, 6 },
  { { "while an upload is written", "worker", FAULT_WRITE, "/photos/incoming/*", TRUE }, 2 },
  { { "while a photo is written", "worker", FAULT_WRITE, ".tmp", TRUE }, 3 },
  { { "between a photo's renamings", "worker", FAULT_RENAME, "-screen.jpg", TRUE }, 1 },
  { { "between a photo's sync and its command", "worker", FAULT_SYNC, "/data", TRUE }, 1 },
  { { "within the indexer's write", "indexer", FAULT_WRITE, "/search.db-wal", TRUE }, 20 },
  { { "before the indexer tells how far it is", "indexer", FAULT_SEND, "", FALSE }, 2 },
};

static const Place migrations[] = {
  { { "while the copy is made", "serve", FAULT_WRITE, ".new", TRUE }, 20 },
  { { "before the copy has its name", "serve", FAULT_RENAME, "/jieli.db.before-*", FALSE }, 1 },
  { { "after the copy has its name", "serve", FAULT_RENAME, "/jieli.db.before-*", TRUE }, 1 },
  { { "within a step of the schema", "serve", FAULT_WRITE, "/jieli.db-wal", TRUE }, 8 },
  { { "before a step is safe", "serve", FAULT_SYNC, "/jieli.db-wal", FALSE }, 1 },
  { { "after a step is safe", "serve", FAULT_SYNC, "/jieli.db-wal", TRUE }, 1 },
};

/* These take a log that has grown for a while, or an end in peace. */
static const Place checkpoints[] = {
  { { "before a checkpoint", "serve", FAULT_WRITE, "/jieli.db", FALSE }, 12 },
  { { "within a checkpoint", "serve", FAULT_WRITE, "/jieli.db", TRUE }, 12 },
  { { "before a checkpoint's sync", "serve", FAULT_SYNC, "/jieli.db", FALSE }, 1 },
  { { "after a checkpoint's sync", "serve", FAULT_SYNC, "/jieli.db", TRUE }, 1 },
  { { "before the log is removed", "serve", FAULT_UNLINK, "/jieli.db-wal", FALSE }, 1 },
};

typedef struct {
  ServiceFixture service;
  FaultFixture faults;
  char *manager; /* owned: token */
  Clients *clients;
  guint n_kills;
} Kills;

static guint
get_n_kills (void)
{
  const char *wanted = g_getenv ("JIELI_TEST_KILLS");

  return wanted == NULL ? N_KILLS / SHARE : (guint)atoi (wanted);
}

static void
start (Kills *self)
{
  /* The picture worker and the way to it are of one worker. */
  static const char *const options[] = { "--workers", "1", NULL };

  service_start (&self->service, options);
}

static void
setup (Kills *self, gconstpointer data)
{
  g_autofree char *root = NULL;
  g_autofree char *shop = NULL;

  service_fixture_make (&self->service);
  fault_fixture_open (&self->faults, &self->service, FALSE);
  service_fixture_init (&self->service);
  start (self);
  root = service_sign_in (&self->service, SERVICE_ADMINISTRATOR);
  shop =
      service_add_organisation (&self->service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  self->manager = service_add_member (&self->service, root, shop, "manager", "li.na");
  self->clients = clients_start (&self->service, self->manager, N_CLIENTS, NULL, NULL);
}

static void
assert_in_order (Kills *self, const FaultPoint *point)
{
  const char *const arguments[] = { "check", "--data", self->service.data_dir, NULL };
  g_autofree char *output = NULL;

  if (service_run (&self->service, arguments, &output) != 0)
    g_error ("killed %s: jielid check: %s", point->name, output);
}

static void
teardown (Kills *self, gconstpointer data)
{
  static const FaultPoint end = { .name = "nowhere" };

  clients_resume (self->clients);
  clients_stop (self->clients);
  g_test_message ("%u kills, %u items, %u requests sent again",
                  self->n_kills,
                  clients_count_items (self->clients),
                  clients_count_repeats (self->clients));
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
  assert_in_order (self, &end);
  clients_free (self->clients);
  fault_fixture_close (&self->faults);
  service_fixture_close (&self->service);
  g_free (self->manager);
}

/* Returns: who was killed. */
static int
await_kill (Kills *self, const FaultPoint *point)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_TIME_SPAN_SECOND;

  while (atomic_load (&self->faults.control->killed) == 0) {
    if (g_get_monotonic_time () > end)
      g_error ("nobody died %s", point->name);
    clients_await_answer (self->clients, 10);
  }
  return fault_disarm (&self->faults);
}

/* The parent was killed, and nobody is up. */
static void
bury (Kills *self, const FaultPoint *point)
{
  g_assert_true (g_subprocess_wait (self->service.process, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_term_sig (self->service.process), ==, SIGKILL);
  clients_pause (self->clients);
  service_end (&self->service, SIGKILL);
  assert_in_order (self, point);
  start (self);
  clients_resume (self->clients);
}

static void
arm (Kills *self, const Place *place)
{
  fault_arm (&self->faults, &place->point, (guint)g_test_rand_int_range (1, place->most + 1));
}

static void
kill_once (Kills *self, const Place *place)
{
  int parent = self->service.pid;
  int killed;

  arm (self, place);
  killed = await_kill (self, &place->point);
  self->n_kills++;
  if (killed == parent) {
    bury (self, &place->point);
  } else {
    clients_pause (self->clients);
    service_await_end (killed);
    assert_in_order (self, &place->point);
    clients_resume (self->clients);
  }
  clients_await_checked (self->clients);
}

static void
test_places (Kills *self, gconstpointer data)
{
  guint n = MAX (get_n_kills () * 3 / 4 / N_CITIES, 1);
  guint first = GPOINTER_TO_UINT (data) * n;

  for (guint i = 0; i < n; i++)
    kill_once (self, &places[(first + i) % G_N_ELEMENTS (places)]);
}

/* The service leaves in peace, which ends with a checkpoint. */
static void
test_checkpoints (Kills *self, gconstpointer data)
{
  guint n = MAX (get_n_kills () / 8, 1);

  for (guint i = 0; i < n; i++) {
    const Place *place = &checkpoints[i % G_N_ELEMENTS (checkpoints)];

    clients_await_answers (self->clients, 5);
    clients_pause (self->clients);
    arm (self, place);
    g_subprocess_send_signal (self->service.process, SIGTERM);
    g_assert_cmpint (await_kill (self, &place->point), ==, self->service.pid);
    self->n_kills++;
    bury (self, &place->point);
    clients_await_checked (self->clients);
  }
}

/* Each time the program is a new version, with one more step of the schema. */
static void
test_migrations (Kills *self, gconstpointer data)
{
  g_autofree char *next = next_schema_make (&self->service);
  guint n = MAX (get_n_kills () / 8, 1);

  next_schema_use (next, &self->service);
  for (guint i = 0; i < n; i++) {
    const Place *place = &migrations[i % G_N_ELEMENTS (migrations)];

    clients_await_answers (self->clients, 5);
    clients_pause (self->clients);
    g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
    next_schema_add_step (next);
    arm (self, place);
    service_spawn (&self->service, NULL);
    await_kill (self, &place->point);
    self->n_kills++;
    bury (self, &place->point);
    clients_await_checked (self->clients);
  }
}

int
main (int argc, char **argv)
{
  fault_fixture_use_memory ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < N_CITIES; i++) {
    g_autofree char *path = g_strdup_printf ("/integration/kills/places/%u", i);

    g_test_add (path, Kills, GUINT_TO_POINTER (i), setup, test_places, teardown);
  }
  g_test_add ("/integration/kills/checkpoints", Kills, NULL, setup, test_checkpoints, teardown);
  g_test_add ("/integration/kills/migrations", Kills, NULL, setup, test_migrations, teardown);
  return g_test_run ();
}
