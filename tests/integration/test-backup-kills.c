// SPDX-License-Identifier: GPL-3.0-or-later
/* Backup and restore are killed at chosen moments, beside a service that is written to. After each
 * kill an earlier backup is still one, and the same command comes to its end. */
#include "clients.h"
#include "fault-fixture.h"
#include "jl-exit.h"

#include <glib/gstdio.h>
#include <signal.h>

#define N_CLIENTS 2
/* Each place is hit so often. */
#define ROUNDS 2
/* New goods and photos between two kills. */
#define N_ANSWERS 30

/* @most: it dies when it comes to the place for the so many-th time, at most. */
typedef struct {
  FaultPoint point;
  int most;
} Place;

static const Place backup_places[] = {
  { { "within the database's copy", "backup", FAULT_WRITE, ".partial/jieli.db", TRUE }, 20 },
  { { "between database and photos", "backup", FAULT_RENAME, "/heads.json", FALSE }, 1 },
  { { "before a photo has anything in it", "backup", FAULT_WRITE, "/incoming/*", FALSE }, 2 },
  { { "before a photo is safe", "backup", FAULT_SYNC, "/incoming/*", FALSE }, 2 },
  { { "between the names of photos", "backup", FAULT_RENAME, ".jpg", TRUE }, 2 },
  { { "before the manifest has its name", "backup", FAULT_RENAME, "/manifest.json", FALSE }, 1 },
  { { "before a backup has its name", "backup", FAULT_RENAME, "Z", FALSE }, 1 },
  { { "after a backup has its name", "backup", FAULT_RENAME, "Z", TRUE }, 1 },
};

static const Place restore_places[] = {
  { { "within the database's copy", "restore", FAULT_WRITE, "/incoming/*", TRUE }, 3 },
  { { "between the names of photos", "restore", FAULT_RENAME, ".jpg", TRUE }, 5 },
  { { "before a key has its name", "restore", FAULT_RENAME, "/keys/*", FALSE }, 2 },
  { { "within the new epoch", "restore", FAULT_WRITE, "/restoring/jieli.db-wal", TRUE }, 3 },
  { { "before the database has its name", "restore", FAULT_RENAME, "/new/jieli.db", FALSE }, 1 },
  { { "after the database has its name", "restore", FAULT_RENAME, "/new/jieli.db", TRUE }, 1 },
};

typedef struct {
  ServiceFixture service;
  FaultFixture faults;
  char *base;    /* owned: for all folders of the test */
  char *backups; /* owned */
  char *new_dir; /* owned */
  char *keys;    /* owned */
  char *manager; /* owned: token */
  Clients *clients;
  guint n_kills;
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  g_autofree char *root = NULL;
  g_autofree char *shop = NULL;

  service_fixture_make (&self->service);
  fault_fixture_open (&self->faults, &self->service, FALSE);
  self->base = g_path_get_dirname (self->service.data_dir);
  self->service.environment =
      g_environ_setenv (self->service.environment, FAULT_FOLDER_VARIABLE, self->base, TRUE);
  self->backups = g_build_filename (self->base, "backups", NULL);
  self->new_dir = g_build_filename (self->base, "new", NULL);
  self->keys = g_build_filename (self->service.data_dir, "keys", NULL);
  service_fixture_init (&self->service);
  service_start (&self->service, NULL);
  root = service_sign_in (&self->service, SERVICE_ADMINISTRATOR);
  shop =
      service_add_organisation (&self->service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  self->manager = service_add_member (&self->service, root, shop, "manager", "li.na");
  self->clients = clients_start (&self->service, self->manager, N_CLIENTS, NULL, NULL);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  clients_resume (self->clients);
  clients_stop (self->clients);
  g_test_message ("%u kills, %u items", self->n_kills, clients_count_items (self->clients));
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
  clients_free (self->clients);
  fault_fixture_close (&self->faults);
  service_fixture_close (&self->service);
  g_free (self->base);
  g_free (self->backups);
  g_free (self->new_dir);
  g_free (self->keys);
  g_free (self->manager);
}

static void
expect (Fixture *self, const char *const *arguments, JlExit status, const char *when)
{
  g_autofree char *output = NULL;
  int actual = service_run (&self->service, arguments, &output);

  if (actual != (int)status)
    g_error ("killed %s: jielid %s: %d: %s",
             when,
             arguments[0],
             actual,
             output); /* nocheck: ends a test */
}

/* Runs what is to die. FALSE: it did not come to the place, because there was nothing to do there.
 */
static gboolean
run_killed (Fixture *self, const char *const *arguments, const Place *place)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (argv, self->service.program);
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (char *)arguments[i]);
  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_set_environ (launcher, self->service.environment);
  fault_arm (&self->faults, &place->point, (guint)g_test_rand_int_range (1, place->most + 1));
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  if (fault_disarm (&self->faults) == 0) {
    g_assert_cmpint (g_subprocess_get_exit_status (process), ==, JL_EXIT_OK);
    return FALSE;
  }
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGKILL);
  self->n_kills++;
  return TRUE;
}

/* The first of all backups, whatever came after it. */
static char *
get_oldest (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->backups, 0, NULL);
  char *oldest = NULL;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    if (!g_ascii_isdigit (*name) || (oldest != NULL && g_strcmp0 (name, oldest) > 0))
      continue;
    g_free (oldest);
    oldest = g_strdup (name);
  }
  g_assert_nonnull (oldest);
  return oldest;
}

static void
check_all (Fixture *self, const char *earlier, const char *when)
{
  g_autofree char *path = g_build_filename (self->backups, earlier, NULL);
  const char *const check_earlier[] = { "check", "--backup", path, NULL };
  const char *const check_newest[] = { "check", "--backup", self->backups, NULL };

  expect (self, check_earlier, JL_EXIT_OK, when);
  expect (self, check_newest, JL_EXIT_OK, when);
}

static void
test_backup (Fixture *self, gconstpointer data)
{
  const char *const backup[] = { "backup", "--data",      self->service.data_dir,
                                 "--to",   self->backups, NULL };
  g_autofree char *earlier = NULL;

  clients_await_answers (self->clients, N_ANSWERS);
  expect (self, backup, JL_EXIT_OK, "never");
  earlier = get_oldest (self);
  for (guint i = 0; i < ROUNDS * G_N_ELEMENTS (backup_places); i++) {
    const Place *place = &backup_places[i % G_N_ELEMENTS (backup_places)];

    do
      clients_await_answers (self->clients, N_ANSWERS);
    while (!run_killed (self, backup, place));
    check_all (self, earlier, place->point.name);
    expect (self, backup, JL_EXIT_OK, place->point.name);
    check_all (self, earlier, place->point.name);
  }
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

/* How often it comes to a place depends on how much there is to restore. */
static void
kill_restore (Fixture *self, const char *const *restore, const Place *place)
{
  for (guint tries = 0; !run_killed (self, restore, place); tries++) {
    g_assert_cmpuint (tries, <, 20);
    remove_tree (self->new_dir);
  }
}

/* What a killed restore leaves is no service, or a whole one. */
static void
test_restore (Fixture *self, gconstpointer data)
{
  const char *const backup[] = { "backup", "--data",      self->service.data_dir,
                                 "--to",   self->backups, NULL };
  const char *const restore[] = { "restore",     "--from", self->backups, "--data",
                                  self->new_dir, "--keys", self->keys,    NULL };
  const char *const serve[] = { "serve", "--data", self->new_dir, "--listen", "127.0.0.1:0", NULL };
  const char *const check[] = { "check", "--data", self->new_dir, NULL };
  g_autofree char *database = g_build_filename (self->new_dir, "jieli.db", NULL);

  clients_await_answers (self->clients, N_ANSWERS);
  clients_pause (self->clients);
  expect (self, backup, JL_EXIT_OK, "never");
  for (guint i = 0; i < ROUNDS * G_N_ELEMENTS (restore_places); i++) {
    const Place *place = &restore_places[i % G_N_ELEMENTS (restore_places)];

    kill_restore (self, restore, place);
    if (!g_file_test (database, G_FILE_TEST_EXISTS)) {
      expect (self, serve, JL_EXIT_DATA, place->point.name);
      expect (self, restore, JL_EXIT_OK, place->point.name);
    }
    expect (self, check, JL_EXIT_OK, place->point.name);
    remove_tree (self->new_dir);
  }
}

int
main (int argc, char **argv)
{
  fault_fixture_use_memory ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/integration/backup-kills/" name, Fixture, NULL, setup, func, teardown)
  ADD ("backup", test_backup);
  ADD ("restore", test_restore);
#undef ADD
  return g_test_run ();
}
