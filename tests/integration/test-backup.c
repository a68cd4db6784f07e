// SPDX-License-Identifier: GPL-3.0-or-later
/* `jielid backup`, `check --backup` and `restore` as people run them, beside a service that is
 * used. */
#include "jl-exit.h"
#include "service-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define MANAGER "li.na"

typedef struct {
  ServiceFixture service;
  char *base;       /* owned: for all folders of the test */
  char *backups;    /* owned */
  char *new_dir;    /* owned: of the restored service */
  char *keys;       /* owned: a copy of the service's keys */
  char *sealed;     /* owned: a backup of the keys */
  char *passphrase; /* owned: a file */
  char *shop;       /* owned */
  char *manager;    /* owned: token */
  ServiceFixture restored;
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  g_autofree char *root = NULL;

  service_fixture_open (&self->service);
  self->base = g_path_get_dirname (self->service.data_dir);
  self->backups = g_build_filename (self->base, "backups", NULL);
  self->new_dir = g_build_filename (self->base, "new", NULL);
  self->keys = g_build_filename (self->service.data_dir, "keys", NULL);
  self->sealed = g_build_filename (self->base, "sealed", NULL);
  self->passphrase = g_build_filename (self->base, "passphrase", NULL);
  g_assert_true (g_file_set_contents (self->passphrase, "correct horse battery\n", -1, NULL));
  service_start (&self->service, NULL);
  root = service_sign_in (&self->service, SERVICE_ADMINISTRATOR);
  self->shop =
      service_add_organisation (&self->service, root, "shop", "惠民寄卖店", "HM", "130102001002");
  self->manager = service_add_member (&self->service, root, self->shop, "manager", MANAGER);
  self->restored = (ServiceFixture){
    .data_dir = self->new_dir,
    .port_file = g_build_filename (self->base, "port-2", NULL),
    .notify_path = g_build_filename (self->base, "notify-2", NULL),
    .program = self->service.program,
    .session = service_new_session (),
  };
}

static void
teardown (Fixture *self, gconstpointer data)
{
  if (self->restored.process != NULL)
    service_end (&self->restored, SIGKILL);
  g_object_unref (self->restored.session);
  g_free (self->restored.port_file);
  g_free (self->restored.notify_path);
  service_fixture_close (&self->service);
  g_free (self->manager);
  g_free (self->shop);
  g_free (self->keys);
  g_free (self->sealed);
  g_free (self->passphrase);
  g_free (self->new_dir);
  g_free (self->backups);
  g_free (self->base);
}

/* Runs @line, in which DATA, BACKUPS, NEW, KEYS, SEALED and PASS stand for folders and files; it
 * must leave with @status and say @text. Returns: all that it said. */
static char *
run (Fixture *self, const char *line, JlExit status, const char *text)
{
  const char *const names[][2] = { { "DATA", self->service.data_dir }, { "BACKUPS", self->backups },
                                   { "NEW", self->new_dir },           { "SEALED", self->sealed },
                                   { "PASS", self->passphrase },       { "KEYS", self->keys } };
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  char *output = NULL;
  int actual;

  for (guint i = 0; words[i] != NULL; i++) {
    g_autoptr (GString) word = g_string_new (words[i]);

    for (guint j = 0; j < G_N_ELEMENTS (names); j++)
      g_string_replace (word, names[j][0], names[j][1], 0);
    g_free (words[i]);
    words[i] = g_strdup (word->str);
  }
  actual = service_run (&self->service, (const char *const *)words, &output);
  if (actual != (int)status || strstr (output, text) == NULL)
    g_error ("jielid %s: %d: %s", line, actual, output); /* nocheck: ends a test */
  return output;
}

static void
expect (Fixture *self, const char *line, JlExit status, const char *text)
{
  g_autofree char *output = run (self, line, status, text);
}

static ServiceAnswer *
create (ServiceFixture *service, SoupSession *session, const char *token, const char *key)
{
  g_autofree char *body =
      g_strdup_printf ("{\"category\":\"sofa\",\"title\":\"沙发 %s\",\"mode\":\"give\"}", key);
  const ServiceRequest request = {
    .method = "POST", .path = "/api/v1/items", .token = token, .key = key, .body = body
  };
  ServiceAnswer *answer = service_send_with (session, service->port, &request);

  if (answer->status != 201)
    g_error ("%u %s", answer->status, answer->text); /* nocheck: ends a test */
  return answer;
}

static ServiceAnswer *
edit (ServiceFixture *service, const char *token, const char *id, const char *title)
{
  g_autofree char *path = g_strconcat ("/api/v1/items/", id, NULL);
  g_autofree char *body = g_strdup_printf ("{\"title\":\"%s\"}", title);
  ServiceAnswer *answer = service_send (
      service,
      &(ServiceRequest){
          .method = "PATCH", .path = path, .token = token, .if_match = 1, .body = body });

  g_assert_cmpuint (answer->status, ==, 200);
  return answer;
}

static void
upload (Fixture *self, const char *item, const char *picture)
{
  g_autofree char *file =
      g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "pictures", picture, NULL);
  g_autofree char *path = g_strdup_printf ("/api/v1/items/%s/photos", item);
  g_autoptr (ServiceAnswer) answer = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *data;
  gsize size;

  g_assert_true (g_file_get_contents (file, &data, &size, NULL));
  bytes = g_bytes_new_take (data, size);
  answer = service_send (
      &self->service,
      &(ServiceRequest){ .method = "POST", .path = path, .token = self->manager, .upload = bytes });
  g_assert_cmpuint (answer->status, ==, 201);
}

/* Writes as fast as it is answered. */
typedef struct {
  Fixture *fixture; /* borrowed */
  GMutex lock;
  GPtrArray *ids;    /* owned: of what was answered */
  GPtrArray *labels; /* owned */
  gboolean is_ending;
} Client;

static gpointer
client_thread (gpointer data)
{
  Client *self = data;
  g_autoptr (SoupSession) session = service_new_session ();
  gboolean is_ending = FALSE;

  for (guint i = 0; !is_ending; i++) {
    g_autofree char *key = g_strdup_printf ("load-%u", i);
    g_autoptr (ServiceAnswer) answer =
        create (&self->fixture->service, session, self->fixture->manager, key);

    g_mutex_lock (&self->lock);
    g_ptr_array_add (self->ids, g_strdup (service_answer_get_text (answer, "id")));
    g_ptr_array_add (self->labels, g_strdup (service_answer_get_text (answer, "label_code")));
    is_ending = self->is_ending;
    g_mutex_unlock (&self->lock);
  }
  return NULL;
}

static guint
count_answered (Client *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->ids->len;
  g_mutex_unlock (&self->lock);
  return n;
}

static void
await_answers (Client *self, guint n)
{
  while (count_answered (self) < n)
    g_thread_yield ();
}

/* What the restored service knows of what was written before the backup, and gives out after. */
static void
assert_restored (Fixture *self, Client *client, guint n_before)
{
  g_autofree char *token = service_sign_in (&self->restored, MANAGER);
  g_autoptr (ServiceAnswer) again =
      create (&self->restored, self->restored.session, token, "load-3");
  g_autoptr (ServiceAnswer) fresh = create (&self->restored, self->restored.session, token, "new");
  g_autoptr (ServiceAnswer) ready = service_get (&self->restored, "/readyz", NULL);
  g_autoptr (ServiceAnswer) old_session =
      service_get (&self->restored, "/api/v1/sessions", self->manager);

  for (guint i = 0; i < n_before; i++) {
    g_autofree char *path = g_strconcat ("/api/v1/items/", client->ids->pdata[i], NULL);
    g_autoptr (ServiceAnswer) answer = service_get (&self->restored, path, token);

    g_assert_cmpuint (answer->status, ==, 200);
    g_assert_cmpstr (service_answer_get_text (answer, "label_code"), ==, client->labels->pdata[i]);
  }
  /* A key is remembered beyond the loss. */
  g_assert_cmpstr (service_answer_get_text (again, "id"), ==, client->ids->pdata[3]);
  /* No id and no label of the lost service is given out again, not even those after the backup. */
  for (guint i = 0; i < client->ids->len; i++) {
    g_assert_cmpstr (service_answer_get_text (fresh, "id"), >, client->ids->pdata[i]);
    g_assert_cmpstr (service_answer_get_text (fresh, "label_code"), !=, client->labels->pdata[i]);
  }
  g_assert_cmpuint (old_session->status, ==, 401);
  g_assert_nonnull (strstr (ready->text, "ready\nrestored at "));
  g_assert_nonnull (strstr (ready->text, "epoch 2"));
}

static gint64
get_metric (ServiceFixture *service, const char *name)
{
  g_autoptr (ServiceAnswer) answer = service_get (service, "/metrics", NULL);
  g_autofree char *line = g_strdup_printf ("\n%s ", name);
  const char *found = strstr (answer->text, line);

  g_assert_nonnull (found);
  return atoll (found + strlen (line));
}

/* A backup beside a service that is written to, then another machine. */
static void
test_under_load (Fixture *self, gconstpointer data)
{
  Client client = { .fixture = self,
                    .ids = g_ptr_array_new_with_free_func (g_free),
                    .labels = g_ptr_array_new_with_free_func (g_free) };
  GThread *thread;
  guint n_before;

  g_mutex_init (&client.lock);
  thread = g_thread_new ("client", client_thread, &client);
  await_answers (&client, 30);
  upload (self, client.ids->pdata[0], "sofa-front.jpg");
  upload (self, client.ids->pdata[1], "sofa-side.jpg");
  n_before = count_answered (&client);
  expect (self, "backup --data DATA --to BACKUPS", JL_EXIT_OK, "is complete");
  await_answers (&client, count_answered (&client) + 20);
  g_mutex_lock (&client.lock);
  client.is_ending = TRUE;
  g_mutex_unlock (&client.lock);
  g_thread_join (thread);
  g_assert_true (WIFSIGNALED (service_end (&self->service, SIGKILL)));

  expect (self, "check --backup BACKUPS", JL_EXIT_OK, "is in order");
  expect (self, "restore --from BACKUPS --data NEW --keys KEYS", JL_EXIT_OK, "is restored as of");
  expect (self, "check --data NEW", JL_EXIT_OK, "in order");
  service_start (&self->restored, NULL);
  assert_restored (self, &client, n_before);
  g_assert_cmpint (service_end (&self->restored, SIGTERM), ==, 0);
  expect (self, "check --data NEW", JL_EXIT_OK, "in order");
  expect (self, "journal verify --data NEW", JL_EXIT_OK, "whole");
  g_ptr_array_unref (client.ids);
  g_ptr_array_unref (client.labels);
  g_mutex_clear (&client.lock);
}

/* What anybody keeps of the lost service is never taken for what is true now. */
static void
test_not_the_old_one (Fixture *self, gconstpointer data)
{
  g_autoptr (ServiceAnswer) item =
      create (&self->service, self->service.session, self->manager, "one");
  const char *id = service_answer_get_text (item, "id");
  g_autofree char *path = g_strconcat ("/api/v1/items/", id, NULL);
  g_autoptr (ServiceAnswer) edited = NULL;
  g_autoptr (ServiceAnswer) lost = NULL;
  g_autoptr (ServiceAnswer) edited_again = NULL;
  g_autoptr (ServiceAnswer) kept = NULL;
  g_autofree char *token = NULL;
  gint64 position;

  expect (self, "backup --data DATA --to BACKUPS", JL_EXIT_OK, "is complete");
  edited = edit (&self->service, self->manager, id, "沙发, lost");
  lost = service_get (&self->service, path, self->manager);
  position = get_metric (&self->service, "jieli_journal_position");
  g_assert_true (WIFSIGNALED (service_end (&self->service, SIGKILL)));
  expect (self, "restore --from BACKUPS --data NEW --keys KEYS", JL_EXIT_OK, "is restored as of");
  service_start (&self->restored, NULL);
  token = service_sign_in (&self->restored, MANAGER);
  edited_again = edit (&self->restored, token, id, "沙发, kept");
  kept = service_get (&self->restored, path, token);
  /* The same version of it, but nobody is told that nothing has changed. */
  g_assert_true (g_str_has_prefix (lost->etag, "\"2."));
  g_assert_true (g_str_has_prefix (kept->etag, "\"2."));
  g_assert_cmpstr (kept->etag, !=, lost->etag);
  g_assert_cmpint (get_metric (&self->restored, "jieli_journal_position"), >, position + 1000000);
}

/* Time of the last backup, for whoever watches the service. */
static void
test_metrics (Fixture *self, gconstpointer data)
{
  gint64 age;

  g_assert_cmpint (get_metric (&self->service, "jieli_backup_time_seconds"), ==, 0);
  g_assert_cmpint (get_metric (&self->service, "jieli_epoch"), ==, 1);
  expect (self, "backup --data DATA --to BACKUPS", JL_EXIT_OK, "is complete");
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
  service_start (&self->service, NULL);
  age = g_get_real_time () / G_USEC_PER_SEC -
        get_metric (&self->service, "jieli_backup_time_seconds");
  g_assert_cmpint (age, >=, 0);
  g_assert_cmpint (age, <, 120);
}

/* Whether any file below @path has @text in it. */
static gboolean
tree_has (const char *path, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *bytes = NULL;
  const char *name;
  gsize size;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (tree_has (child, text))
      return TRUE;
  }
  return dir == NULL && g_file_get_contents (path, &bytes, &size, NULL) &&
         memmem (bytes, size, text, strlen (text)) != NULL;
}

/* Neither a key nor its bytes are in a backup; what it takes to verify with is. */
static void
test_no_keys (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->keys, 0, NULL);
  const char *name;
  guint n = 0;

  expect (self, "backup --data DATA --to BACKUPS", JL_EXIT_OK, "is complete");
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (self->keys, name, NULL);
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autofree char *secret = NULL;
    g_autofree guint8 *raw = NULL;
    g_autofree char *bytes = NULL;
    gsize size;

    /* People's keys, each wrapped by one of these. */
    if (g_str_has_prefix (name, "person-keys.db")) {
      g_autofree char *copy = g_build_filename (self->backups, name, NULL);

      g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
      continue;
    }
    g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
    secret = g_key_file_get_string (file, "key", "secret", NULL);
    raw = g_base64_decode (secret, &size);
    g_assert_true (tree_has (self->service.data_dir, secret));
    g_assert_false (tree_has (self->backups, secret));
    /* A piece of the bytes that has no zero in it. */
    bytes = g_strndup ((char *)raw, 8);
    if (strlen (bytes) == 8)
      g_assert_false (tree_has (self->backups, bytes));
    n++;
  }
  g_assert_cmpuint (n, >=, 2);
}

/* Without the old keys a service can be restored all the same, and says what that means. */
static void
test_new_keys (Fixture *self, gconstpointer data)
{
  g_autoptr (ServiceAnswer) item =
      create (&self->service, self->service.session, self->manager, "one");
  g_autofree char *token = NULL;

  /* So that heads are signed. */
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
  expect (self, "backup --data DATA --to BACKUPS", JL_EXIT_OK, "is complete");
  expect (self, "restore --from BACKUPS --data NEW", JL_EXIT_USAGE, "--new-keys");
  expect (self, "restore --from BACKUPS --data NEW --new-keys", JL_EXIT_OK, "new keys");
  /* Old signatures still count. */
  expect (self, "journal verify --data NEW", JL_EXIT_OK, "whole");
  expect (self, "check --data NEW", JL_EXIT_OK, "in order");
  service_start (&self->restored, NULL);
  token = service_sign_in (&self->restored, MANAGER);
  g_assert_nonnull (token);
  g_assert_cmpint (service_end (&self->restored, SIGTERM), ==, 0);
  expect (self, "check --data NEW", JL_EXIT_OK, "in order");
}

/* They sign in by their number on the other machine, and all that they have told is there. */
static void
assert_remembered (Fixture *self, const char *phone)
{
  g_autofree char *token = service_sign_in (&self->restored, phone);
  g_autoptr (ServiceAnswer) own = service_get (&self->restored, "/api/v1/account", token);
  g_autoptr (ServiceAnswer) all = service_get (&self->restored, "/api/v1/account/export", token);

  g_assert_cmpstr (service_answer_get_text (own, "nickname"), ==, phone);
  g_assert_cmpuint (all->status, ==, 200);
  g_assert_nonnull (strstr (all->text, phone));
}

/* With what `jielid backup` and `jielid keys backup` wrote, and nothing else of the lost machine.
 */
static void
test_other_machine (Fixture *self, gconstpointer data)
{
  g_autofree char *lost = g_build_filename (self->base, "lost", NULL);

  g_free (service_add_member (&self->service, self->manager, self->shop, NULL, "13800001234"));
  expect (
      self, "keys backup --data DATA --passphrase-file PASS SEALED", JL_EXIT_OK, "holds the keys");
  expect (self, "keys rotate --data DATA lookup", JL_EXIT_OK, "a new key");
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
  service_start (&self->service, NULL);
  g_assert_cmpint (service_end (&self->service, SIGTERM), ==, 0);
  expect (self, "backup --data DATA --to BACKUPS", JL_EXIT_OK, "is complete");

  /* A backup of keys that is too old is told from one that fits, before anything serves. */
  expect (self,
          "restore --from BACKUPS --data NEW --keys SEALED --passphrase-file PASS",
          JL_EXIT_DATA,
          "not the keys, or not all of them");
  g_assert_cmpint (g_remove (self->sealed), ==, 0);
  expect (
      self, "keys backup --data DATA --passphrase-file PASS SEALED", JL_EXIT_OK, "holds the keys");
  g_assert_cmpint (g_rename (self->service.data_dir, lost), ==, 0);
  expect (self,
          "restore --from BACKUPS --data NEW --keys SEALED --passphrase-file /dev/null",
          JL_EXIT_DATA,
          "/dev/null");
  expect (self,
          "restore --from BACKUPS --data NEW --keys SEALED --passphrase-file PASS",
          JL_EXIT_OK,
          "is restored as of");
  service_start (&self->restored, NULL);
  assert_remembered (self, "13800001234");
  g_assert_cmpint (service_end (&self->restored, SIGTERM), ==, 0);
  expect (self, "check --data NEW", JL_EXIT_OK, "in order");
}

static void
damage (Fixture *self, const char *name)
{
  g_autoptr (GDir) dir = g_dir_open (self->backups, 0, NULL);
  const char *folder;

  while ((folder = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (self->backups, folder, name, NULL);
    FILE *file = g_ascii_isdigit (*folder) ? fopen (path, "r+") : NULL;

    if (file == NULL)
      continue;
    fseek (file, 8000, SEEK_SET);
    fputs ("damaged", file);
    fclose (file);
  }
}

/* A restore takes no folder that is used, and makes no service of what is damaged. */
static void
test_restore_refuses (Fixture *self, gconstpointer data)
{
  g_autofree char *database = g_build_filename (self->new_dir, "jieli.db", NULL);

  expect (self, "backup --data DATA --to DATA/inside", JL_EXIT_FAILURE, "elsewhere");
  expect (self, "backup --data DATA", JL_EXIT_USAGE, "--to");
  expect (self, "backup --data DATA --to BACKUPS --keep 0", JL_EXIT_USAGE, "--keep");
  expect (self, "restore --from BACKUPS --data NEW --new-keys", JL_EXIT_DATA, "No such file");
  expect (self, "backup --data DATA --to BACKUPS", JL_EXIT_OK, "is complete");
  expect (self, "restore --from BACKUPS --data DATA --new-keys", JL_EXIT_IN_USE, "is not empty");
  damage (self, "jieli.db");
  expect (self, "check --backup BACKUPS", JL_EXIT_PROBLEMS, "jieli.db is damaged");
  expect (self, "restore --from BACKUPS --data NEW --new-keys", JL_EXIT_DATA, "is damaged");
  g_assert_false (g_file_test (database, G_FILE_TEST_EXISTS));
  expect (self, "serve --data NEW --listen 127.0.0.1:0", JL_EXIT_DATA, "");
}

/* Killed at any moment, a restore leaves nothing that serves, and can be run again. */
static void
test_restore_killed (Fixture *self, gconstpointer data)
{
  g_autoptr (ServiceAnswer) item =
      create (&self->service, self->service.session, self->manager, "one");
  g_autofree char *database = g_build_filename (self->new_dir, "jieli.db", NULL);
  guint n_killed = 0;

  upload (self, service_answer_get_text (item, "id"), "sofa-front.jpg");
  expect (self, "backup --data DATA --to BACKUPS --keep 3", JL_EXIT_OK, "is complete");
  for (guint i = 0; i < 12 && !g_file_test (database, G_FILE_TEST_EXISTS); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GSubprocess) process =
        g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                          &error,
                          self->service.program,
                          "restore",
                          "--from",
                          self->backups,
                          "--data",
                          self->new_dir,
                          "--keys",
                          self->keys,
                          NULL);

    g_assert_no_error (error);
    g_usleep (g_test_rand_int_range (0, 10000 * (i + 1))); /* nocheck: at another point each time */
    g_subprocess_force_exit (process);
    g_subprocess_wait (process, NULL, NULL);
    n_killed += g_subprocess_get_if_signaled (process);
  }
  g_assert_cmpuint (n_killed, >, 0);
  if (!g_file_test (database, G_FILE_TEST_EXISTS))
    expect (self, "restore --from BACKUPS --data NEW --keys KEYS", JL_EXIT_OK, "is restored");
  expect (self, "check --data NEW", JL_EXIT_OK, "in order");
  expect (self, "restore --from BACKUPS --data NEW --keys KEYS", JL_EXIT_IN_USE, "not empty");
}

#define TEST(path, func)                                                                           \
  g_test_add ("/integration/backup/" path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("under-load", test_under_load);
  TEST ("not-the-old-one", test_not_the_old_one);
  TEST ("metrics", test_metrics);
  TEST ("no-keys", test_no_keys);
  TEST ("new-keys", test_new_keys);
  TEST ("other-machine", test_other_machine);
  TEST ("restore-refuses", test_restore_refuses);
  TEST ("restore-killed", test_restore_killed);
  return g_test_run ();
}
