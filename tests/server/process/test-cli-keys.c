// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-exit.h"
#include "journal-forger.h"
#include "service-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define PHONE "13800001234"

typedef struct {
  ServiceFixture service;
  char *folder;     /* owned: of keys */
  char *backup;     /* owned */
  char *passphrase; /* owned: a file */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  service_fixture_open (&fixture->service);
  fixture->folder = g_build_filename (fixture->service.data_dir, "keys", NULL);
  fixture->backup = g_strconcat (fixture->service.data_dir, "-keys", NULL);
  fixture->passphrase = g_strconcat (fixture->service.data_dir, "-passphrase", NULL);
  g_assert_true (g_file_set_contents (fixture->passphrase, "correct horse battery\n", -1, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  service_fixture_close (&fixture->service);
  g_free (fixture->folder);
  g_free (fixture->backup);
  g_free (fixture->passphrase);
}

/* Runs `jielid keys` with what @line says: FOLDER, BACKUP and PASS stand for the files. */
static char *
run (Fixture *fixture, const char *line, JlExit status, const char *text)
{
  g_autoptr (GString) filled = g_string_new (line);
  g_auto (GStrv) words = NULL;
  char *said = NULL;
  int actual;

  g_string_replace (filled, "FOLDER", fixture->service.data_dir, 0);
  g_string_replace (filled, "BACKUP", fixture->backup, 0);
  g_string_replace (filled, "PASS", fixture->passphrase, 0);
  words = g_strsplit (filled->str, " ", -1);
  actual = service_run (&fixture->service, (const char *const *)words, &said);
  if (actual != (int)status || strstr (said, text) == NULL)
    g_error ("jielid %s: %d: %s", line, actual, said);
  return said;
}

static void
remove_key (Fixture *fixture, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

    if (g_str_has_prefix (name, prefix))
      g_remove (path);
  }
}

static char *
query (Fixture *fixture, const char *sql)
{
  g_autofree char *database = g_build_filename (fixture->service.data_dir, "jieli.db", NULL);

  return g_strchomp (journal_forger_query (database, sql));
}

/* A running service takes the new key; what the old one signed still verifies. */
static void
test_rotate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *token = NULL;
  char *list;

  service_start (&fixture->service, NULL);
  g_assert_true (WIFEXITED (service_end (&fixture->service, SIGTERM)));
  before = query (fixture, "SELECT DISTINCT key_id FROM signed_head;");
  g_assert_cmpuint (strlen (before), ==, 16);

  service_start (&fixture->service, NULL);
  g_free (run (fixture, "keys rotate --data FOLDER signing", JL_EXIT_OK, "a new key"));
  kill (fixture->service.pid, SIGHUP);
  token = service_sign_in (&fixture->service, SERVICE_ADMINISTRATOR);
  g_free (service_add_organisation (
      &fixture->service, token, "shop", "惠民寄卖店", "HMA", "130102001002"));
  service_end (&fixture->service, SIGTERM);
  after = query (fixture, "SELECT key_id FROM signed_head ORDER BY signed_at DESC LIMIT 1;");
  g_assert_cmpuint (strlen (after), ==, 16);
  g_assert_cmpstr (after, !=, before);
  list = run (fixture, "keys list --data FOLDER", JL_EXIT_OK, "older");
  g_assert_nonnull (strstr (list, before));
  g_assert_nonnull (strstr (list, after));
  g_free (list);
  g_free (run (fixture, "journal verify --data FOLDER", JL_EXIT_OK, "all chains are whole"));
}

static void
test_backup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *people = g_build_filename (fixture->folder, "person-keys.db", NULL);
  g_autofree char *answer = NULL;

  if (!g_file_test (people, G_FILE_TEST_EXISTS))
    g_free (journal_forger_query (people, "PRAGMA journal_mode = WAL; CREATE TABLE t (x);"));
  g_chmod (people, 0600);
  g_free (run (fixture,
               "keys backup --data FOLDER --passphrase-file PASS BACKUP",
               JL_EXIT_OK,
               "holds the keys"));
  g_free (run (fixture,
               "keys backup --data FOLDER --passphrase-file PASS BACKUP",
               JL_EXIT_FAILURE,
               "-keys"));
  remove_key (fixture, "");
  g_rmdir (fixture->folder);
  g_free (run (fixture, "serve --data FOLDER", JL_EXIT_DATA, "jielid keys restore --data"));
  g_free (run (fixture,
               "keys restore --data FOLDER --passphrase-file /dev/null BACKUP",
               JL_EXIT_USAGE,
               "/dev/null"));
  g_free (run (fixture,
               "keys restore --data FOLDER --passphrase-file PASS BACKUP",
               JL_EXIT_OK,
               "are there again"));
  answer = g_strchomp (journal_forger_query (people, "PRAGMA integrity_check;"));
  g_assert_cmpstr (answer, ==, "ok");
  service_start (&fixture->service, NULL);
  g_free (service_sign_in (&fixture->service, SERVICE_ADMINISTRATOR));
  service_end (&fixture->service, SIGTERM);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* The names of all files, and nothing of what is in them. */
static char *
list_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    /* SQLite's own files come and go with those who read. */
    if (!g_str_has_suffix (name, "-wal") && !g_str_has_suffix (name, "-shm"))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **)names->pdata);
}

/* As the unit does it each night: into a folder, with the passphrase that systemd gives. */
static void
test_nightly (Fixture *fixture, gconstpointer data)
{
  g_autofree char *credentials = g_strconcat (fixture->service.data_dir, "-credentials", NULL);
  g_autofree char *secret = g_build_filename (credentials, "jieli.keys-passphrase", NULL);
  g_autofree char *older =
      g_build_filename (fixture->backup, "jieli-keys-20250101T000000Z.sealed", NULL);
  g_autofree char *strange = g_build_filename (fixture->backup, "letter", NULL);
  g_autofree char *kept = NULL;
  g_autofree char *line = NULL;

  g_assert_cmpint (g_mkdir (fixture->backup, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (credentials, 0700), ==, 0);
  g_assert_true (g_file_set_contents (secret, "correct horse battery\n", -1, NULL));
  g_assert_true (g_file_set_contents (older, "older", -1, NULL));
  g_assert_true (g_file_set_contents (strange, "dear", -1, NULL));
  fixture->service.environment =
      g_environ_setenv (g_get_environ (), "CREDENTIALS_DIRECTORY", credentials, TRUE);
  g_free (run (fixture, "keys backup --data FOLDER --keep 0 BACKUP", JL_EXIT_USAGE, "--keep"));
  g_free (run (fixture, "keys backup --data FOLDER --keep 1 BACKUP", JL_EXIT_OK, "jieli-keys-20"));
  kept = list_folder (fixture->backup);
  g_assert_true (g_str_has_prefix (kept, "jieli-keys-20"));
  g_assert_true (g_str_has_suffix (kept, ".sealed letter"));
  g_assert_null (strstr (kept, "20250101"));

  remove_key (fixture, "");
  kept[strlen (kept) - strlen (" letter")] = '\0';
  line = g_strdup_printf ("keys restore --data FOLDER BACKUP/%s", kept);
  g_free (run (fixture, line, JL_EXIT_OK, "are there again"));
}

/* Without a key, without its backup, and with another one than before. */
static void
test_lost (Fixture *fixture, gconstpointer data)
{
  service_start (&fixture->service, NULL);
  service_end (&fixture->service, SIGTERM);
  remove_key (fixture, "signing-");
  g_free (run (fixture, "serve --data FOLDER", JL_EXIT_DATA, "no key for signing"));
  g_free (run (fixture, "keys rotate --data FOLDER signing", JL_EXIT_DATA, "no key for signing"));
  g_free (run (fixture, "keys rotate --data FOLDER --lost signing", JL_EXIT_OK, "a new key"));
  /* Everything works; what the lost key signed can no longer be checked, and that is said. */
  g_free (run (fixture, "journal verify --data FOLDER", JL_EXIT_PROBLEMS, "signature"));
  service_start (&fixture->service, NULL);
  g_free (service_sign_in (&fixture->service, SERVICE_ADMINISTRATOR));
  service_end (&fixture->service, SIGTERM);

  remove_key (fixture, "lookup-");
  g_free (run (fixture, "serve --data FOLDER", JL_EXIT_DATA, "no key for lookup"));
  g_free (run (fixture, "keys rotate --data FOLDER --lost signing", JL_EXIT_DATA, "not lost"));
}

/* The service does not start, says @text, and makes nothing new beside the data that are there. */
static void
assert_refused (Fixture *fixture, const char *text)
{
  g_autofree char *before = list_folder (fixture->folder);
  g_autofree char *after = NULL;

  g_free (run (fixture, "serve --data FOLDER", JL_EXIT_DATA, text));
  after = list_folder (fixture->folder);
  g_assert_cmpstr (before, ==, after);
}

static void
begin_city (Fixture *fixture)
{
  g_autofree char *root = NULL;
  g_autofree char *shop = NULL;
  g_autofree char *manager = NULL;

  service_start (&fixture->service, NULL);
  root = service_sign_in (&fixture->service, SERVICE_ADMINISTRATOR);
  shop = service_add_organisation (
      &fixture->service, root, "shop", "惠民寄卖店", "HMA", "130102001002");
  manager = service_add_member (&fixture->service, root, shop, "manager", "li.na");
  g_free (service_add_member (&fixture->service, manager, shop, NULL, PHONE));
  g_free (run (fixture, "keys rotate --data FOLDER --lost lookup", JL_EXIT_IN_USE, ""));
  service_end (&fixture->service, SIGTERM);
}

static void
await_renewed (Fixture *fixture)
{
  gint64 end = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;

  while (g_get_monotonic_time () < end) {
    g_autofree char *list = run (fixture, "keys list --data FOLDER", JL_EXIT_OK, "in use");

    if (strstr (list, "made anew") == NULL)
      return;
  }
  g_assert_not_reached ();
}

/* Without its key for lookup everybody is found again by another one. */
static void
test_lost_lookup (Fixture *fixture, gconstpointer data)
{
  begin_city (fixture);
  remove_key (fixture, "lookup-");
  g_free (run (fixture, "keys rotate --data FOLDER --lost lookup", JL_EXIT_OK, "made anew"));
  service_start (&fixture->service, NULL);
  await_renewed (fixture);
  g_free (service_sign_in (&fixture->service, PHONE));
  service_end (&fixture->service, SIGTERM);
}

static void
shell (const char *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "sh", "-c", command, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
}

/* The keys of another service: each is a key, and none is the right one. */
static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  static const char *const prefixes[] = { "signing", "lookup", "person" };
  ServiceFixture other = { NULL };
  g_autofree char *aside = g_strconcat (fixture->folder, ".aside", NULL);
  g_autofree char *other_folder = NULL;

  begin_city (fixture);
  service_fixture_open (&other);
  other_folder = g_build_filename (other.data_dir, "keys", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++) {
    g_autofree char *text =
        g_strdup_printf ("for %s, which the service works with, is missing", prefixes[i]);
    /* The keys of people are called alike. */
    g_autofree char *command =
        g_strdup_printf ("cp -a '%s' '%s' && rm '%s'/%s-[0-9]* && cp '%s'/%s-1-* '%s'",
                         fixture->folder,
                         aside,
                         fixture->folder,
                         prefixes[i],
                         other_folder,
                         prefixes[i],
                         fixture->folder);
    g_autofree char *back =
        g_strdup_printf ("rm -r '%s' && mv '%s' '%s'", fixture->folder, aside, fixture->folder);

    shell (command);
    assert_refused (fixture, text);
    assert_refused (fixture, "jielid keys restore --data");
    shell (back);
  }
  service_fixture_close (&other);
  service_start (&fixture->service, NULL);
  g_free (service_sign_in (&fixture->service, PHONE));
  service_end (&fixture->service, SIGTERM);
}

/* Whoever loses the keys of people has goods, staff and journal still, and nobody's name. */
static void
test_lost_people (Fixture *fixture, gconstpointer data)
{
  g_autofree char *people = g_build_filename (fixture->folder, "person-keys.db", NULL);
  g_autofree char *token = NULL;

  begin_city (fixture);
  g_assert_cmpint (g_remove (people), ==, 0);
  assert_refused (fixture, "the keys of people are missing");
  remove_key (fixture, "person-");
  assert_refused (fixture, "jielid keys restore --data");
  g_free (run (fixture, "keys rotate --data FOLDER --lost person", JL_EXIT_OK, "are lost"));
  service_start (&fixture->service, NULL);
  token = service_sign_in (&fixture->service, SERVICE_ADMINISTRATOR);
  service_end (&fixture->service, SIGTERM);
  g_free (run (fixture, "keys rotate --data FOLDER --lost person", JL_EXIT_DATA, "not lost"));
}

static void
test_usage (Fixture *fixture, gconstpointer data)
{
  g_free (run (fixture, "keys rotate --data FOLDER", JL_EXIT_USAGE, "PURPOSE"));
  g_free (run (fixture, "keys rotate --data FOLDER nothing", JL_EXIT_USAGE, "nothing"));
  g_free (run (fixture, "keys backup --data FOLDER", JL_EXIT_USAGE, "FILE"));
  g_free (run (fixture, "keys list", JL_EXIT_USAGE, "--data"));
  g_assert_true (g_file_set_contents (fixture->passphrase, "short", -1, NULL));
  g_free (run (fixture,
               "keys backup --data FOLDER --passphrase-file PASS BACKUP",
               JL_EXIT_FAILURE,
               "at least 12"));
}

#define TEST(path, func)                                                                           \
  g_test_add ("/process/cli-keys/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("rotate", test_rotate);
  TEST ("backup", test_backup);
  TEST ("nightly", test_nightly);
  TEST ("lost", test_lost);
  TEST ("lost-lookup", test_lost_lookup);
  TEST ("lost-people", test_lost_people);
  TEST ("wrong", test_wrong);
  TEST ("usage", test_usage);
  return g_test_run ();
}
