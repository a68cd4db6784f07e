// SPDX-License-Identifier: GPL-3.0-or-later
/* Keys are rotated while people sign in and join, and whoever works on it is killed at chosen
 * moments. Nobody is ever told that they are not known. */
#include "fault-fixture.h"
#include "jl-exit.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define N_PEOPLE 55 /* more than are made anew in one go */
#define N_KILLS 20
#define PATIENCE_SECONDS 30

typedef struct {
  const char *purpose;
  FaultPoint point;
  int most;
} Place;

static const Place places[] = {
  { "person", { "within a key's file", "keys", FAULT_WRITE, "/keys/person-*", TRUE }, 1 },
  { "lookup", { "before a key's file is safe", "keys", FAULT_SYNC, "/keys/lookup-*", FALSE }, 1 },
  { "lookup",
    { "before a key's file has its name", "keys", FAULT_RENAME, "/keys/lookup-*", FALSE },
    1 },
  { "person",
    { "within a commit of keys of people", "serve", FAULT_WRITE, "/person-keys.db-wal", TRUE },
    2 },
  { "person",
    { "before keys of people are safe", "serve", FAULT_SYNC, "/person-keys.db-wal", FALSE },
    1 },
  { "person",
    { "between keys of people and the database", "serve", FAULT_SYNC, "/person-keys.db-wal", TRUE },
    2 },
  { "lookup", { "within a commit of digests", "serve", FAULT_WRITE, "/jieli.db-wal", TRUE }, 6 },
  { "lookup", { "before digests are safe", "serve", FAULT_SYNC, "/jieli.db-wal", FALSE }, 3 },
  { "lookup", { "after digests are safe", "serve", FAULT_SYNC, "/jieli.db-wal", TRUE }, 3 },
};

typedef struct {
  ServiceFixture service;
  FaultFixture faults;
  char *shop;    /* owned */
  char *manager; /* owned: token */
  guint n_people;
} Fixture;

static char *
get_phone (guint i)
{
  return g_strdup_printf ("1380000%04u", i);
}

static void
add_person (Fixture *self)
{
  g_autofree char *phone = get_phone (self->n_people++);

  g_free (service_add_member (&self->service, self->manager, self->shop, NULL, phone));
}

static void
setup (Fixture *self, gconstpointer data)
{
  g_autofree char *settings = NULL;
  g_autofree char *root = NULL;

  service_fixture_make (&self->service);
  fault_fixture_open (&self->faults, &self->service, FALSE);
  service_fixture_init (&self->service);
  settings = g_build_filename (self->service.data_dir, "jielid.conf", NULL);
  /* As cheap as can be: this is not about the cost of passwords. */
  g_assert_true (
      g_file_set_contents (settings, "[accounts]\nhash_bytes=8388608\nhash_passes=1\n", -1, NULL));
  service_start (&self->service, NULL);
  root = service_sign_in (&self->service, SERVICE_ADMINISTRATOR);
  self->shop =
      service_add_organisation (&self->service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  self->manager = service_add_member (&self->service, root, self->shop, "manager", "li.na");
  while (self->n_people < N_PEOPLE)
    add_person (self);
}

static void
teardown (Fixture *self, gconstpointer data)
{
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
  fault_fixture_close (&self->faults);
  service_fixture_close (&self->service);
  g_free (self->shop);
  g_free (self->manager);
}

static guint
try_to_sign_in (Fixture *self, guint i)
{
  g_autofree char *phone = get_phone (i);
  g_autofree char *body =
      g_strdup_printf ("{\"username\":\"%s\",\"password\":\"%s\"}", phone, SERVICE_PASSWORD);
  g_autoptr (ServiceAnswer) answer = service_send (
      &self->service,
      &(ServiceRequest){ .method = "POST", .path = "/api/v1/sessions", .body = body });

  return answer->status;
}

/* Found by number, and their name can be read; the number cannot join a second time. */
static void
assert_known (Fixture *self, guint i)
{
  g_autofree char *phone = get_phone (i);
  g_autofree char *token = service_sign_in (&self->service, phone);
  g_autoptr (ServiceAnswer) own = service_get (&self->service, "/api/v1/account", token);

  g_assert_cmpuint (own->status, ==, 200);
  g_assert_cmpstr (service_answer_get_text (own, "nickname"), ==, phone);
}

static void
assert_taken (Fixture *self, guint i)
{
  g_autofree char *phone = get_phone (i);
  g_autofree char *path = g_strdup_printf ("/api/v1/organisations/%s/invitations", self->shop);
  g_autofree char *join = NULL;
  g_autoptr (ServiceAnswer) invited = NULL;
  g_autoptr (ServiceAnswer) joined = NULL;

  invited = service_send (
      &self->service,
      &(ServiceRequest){ .method = "POST", .path = path, .token = self->manager, .body = "{}" });
  g_assert_cmpuint (invited->status, ==, 201);
  join = g_strdup_printf ("{\"code\":\"%s\",\"nickname\":\"again\",\"phone\":\"%s\","
                          "\"password\":\"%s\",\"consent\":1,\"of_age\":true}",
                          service_answer_get_text (invited, "code"),
                          phone,
                          SERVICE_PASSWORD);
  joined = service_send (
      &self->service,
      &(ServiceRequest){ .method = "POST", .path = "/api/v1/accounts", .body = join });
  g_assert_cmpuint (joined->status, ==, 409);
}

static void
assert_some_known (Fixture *self)
{
  assert_known (self, 0);
  assert_known (self, self->n_people - 1);
  assert_known (self, (guint)g_test_rand_int_range (0, (int)self->n_people));
}

static gboolean
run (Fixture *self, const char *command, const char *option, char **output)
{
  const char *const arguments[] = { command, option, "--data", self->service.data_dir, NULL };
  const char *const short_arguments[] = { command, "--data", self->service.data_dir, NULL };

  return service_run (&self->service, option != NULL ? arguments : short_arguments, output) ==
         JL_EXIT_OK;
}

static gboolean
is_done (Fixture *self)
{
  g_autofree char *list = NULL;

  g_assert_true (run (self, "keys", "list", &list));
  return strstr (list, "made anew") == NULL && strstr (list, "waiting for") == NULL;
}

/* A rotation after another one waits until that is done. */
static void
await_done (Fixture *self)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_TIME_SPAN_SECOND;

  while (!is_done (self)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    kill (self->service.pid, SIGHUP);
    g_assert_cmpuint (try_to_sign_in (self, 0), ==, 201);
  }
}

/* In a process of its own, which may be the one that dies. */
static void
rotate (Fixture *self, const char *purpose)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_environ (launcher, self->service.environment);
  process = g_subprocess_launcher_spawn (launcher,
                                         &error,
                                         self->service.program,
                                         "keys",
                                         "rotate",
                                         "--data",
                                         self->service.data_dir,
                                         purpose,
                                         NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (process) ||
                 g_subprocess_get_exit_status (process) == JL_EXIT_OK);
}

/* People sign in meanwhile: to be told that the service is away is all that may happen. */
static void
await_kill (Fixture *self, const FaultPoint *point)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_SECONDS * G_TIME_SPAN_SECOND;

  while (atomic_load (&self->faults.control->killed) == 0) {
    guint status = try_to_sign_in (self, (guint)g_test_rand_int_range (0, (int)self->n_people));

    if (status != 201 && status != 503 && status != 0)
      g_error ("%s: sign-in was answered with %u", point->name, status); /* nocheck: ends a test */
    if (g_get_monotonic_time () > end)
      g_error ("nobody died %s", point->name); /* nocheck: ends a test */
  }
}

static void
assert_in_order (Fixture *self, const char *when)
{
  g_autofree char *output = NULL;

  if (!run (self, "check", NULL, &output))
    g_error ("%s: jielid check: %s", when, output); /* nocheck: ends a test */
}

static void
kill_once (Fixture *self, const Place *place)
{
  fault_arm (&self->faults, &place->point, (guint)g_test_rand_int_range (1, place->most + 1));
  rotate (self, place->purpose);
  if (strcmp (place->point.program, "serve") == 0)
    kill (self->service.pid, SIGHUP);
  await_kill (self, &place->point);
  if (fault_disarm (&self->faults) == self->service.pid) {
    g_assert_true (g_subprocess_wait (self->service.process, NULL, NULL));
    service_end (&self->service, SIGKILL);
    assert_in_order (self, place->point.name);
    service_start (&self->service, NULL);
  }
  assert_some_known (self);
  assert_taken (self, (guint)g_test_rand_int_range (0, (int)self->n_people));
  add_person (self);
  await_done (self);
  assert_known (self, self->n_people - 1);
}

static void
remove_key (Fixture *self, const char *id)
{
  g_autofree char *folder = g_build_filename (self->service.data_dir, "keys", NULL);
  g_autofree char *ending = g_strdup_printf ("-%s.key", id);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_str_has_suffix (name, ending))
      g_assert_cmpint (g_remove (path), ==, 0);
  }
}

/* All but the newest key of @purpose. */
static void
remove_older (Fixture *self, const char *purpose)
{
  g_autofree char *list = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (run (self, "keys", "list", &list));
  lines = g_strsplit (list, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", 3);
    if (g_str_has_prefix (lines[i], purpose) && g_str_has_suffix (lines[i], "older"))
      remove_key (self, words[1]);
  }
}

static void
test_kills (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < N_KILLS; i++)
    kill_once (self, &places[i % G_N_ELEMENTS (places)]);

  /* Nothing is left of the older keys. */
  remove_older (self, "lookup");
  remove_older (self, "person");
  service_end (&self->service, SIGTERM);
  assert_in_order (self, "at the end");
  service_start (&self->service, NULL);
  for (guint i = 0; i < self->n_people; i++)
    assert_known (self, i);
}

int
main (int argc, char **argv)
{
  fault_fixture_use_memory ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/integration/key-rotation/kills", Fixture, NULL, setup, test_kills, teardown);
  return g_test_run ();
}
