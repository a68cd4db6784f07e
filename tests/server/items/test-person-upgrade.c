// SPDX-License-Identifier: GPL-3.0-or-later
/* A city of before people's data were sealed: every capability's tables, so it is tested here. */
#include "city-fixture.h"

#include "jl-accounts.h"
#include "jl-items.h"
#include "jl-store.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEVICE "旧手机的浏览器"
#define ADDRESS "203.0.113.77"
#define PHONE "13912345678"
/* Shorter texts may stand elsewhere too: 小毛 is in 小毛巾. */
#define LONG_ENOUGH 12

static const JlCapability *const capabilities[] = { &jl_accounts_capability,
                                                    &jl_items_capability,
                                                    NULL };

typedef struct {
  CityFixture city;
  GPtrArray *texts; /* owned: what must not be found in plain text */
} Fixture;

static void
collect (Fixture *fixture, JlConnection *connection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      connection,
      "SELECT nickname FROM person_private UNION SELECT username FROM person_private",
      &error);

  g_assert_no_error (error);
  while (jl_statement_step (statement, &error)) {
    const char *text = jl_statement_get_text (statement, 0);

    if (text != NULL && strlen (text) >= LONG_ENOUGH)
      g_ptr_array_add (fixture->texts, g_strdup (text));
  }
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->texts->len, >, 10);
}

/* The database as version 3 left it, with a resident's number and a session, some rows of which
 * were deleted: they lie in free pages. */
static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dump =
      g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "schema", "v0003.sql", NULL);
  g_autofree char *path = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (JlConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  city_fixture_prepare (&fixture->city, capabilities);
  fixture->texts = g_ptr_array_new_with_free_func (g_free);
  path = jl_store_get_path (fixture->city.data_dir);
  g_assert_true (g_file_get_contents (dump, &sql, NULL, NULL));
  connection = jl_connection_open (path, JL_CONNECTION_CREATE, &error);
  g_assert_no_error (error);
  jl_connection_execute (connection, sql, &error);
  g_assert_no_error (error);
  jl_connection_execute (
      connection,
      "UPDATE person_private SET phone = '" PHONE "', phone_digest = x'01' WHERE person = "
      "(SELECT max (person) FROM person_private);"
      "INSERT INTO session (id, token_hash, account, created_at, seen_at, expires_at, device, "
      "address) SELECT 1, x'02', max (id), 1, 1, 9000000000000, '" DEVICE "', '" ADDRESS
      "' FROM account;",
      &error);
  g_assert_no_error (error);
  collect (fixture, connection);
  g_ptr_array_add (fixture->texts, g_strdup (DEVICE));
  g_ptr_array_add (fixture->texts, g_strdup (ADDRESS));
  g_ptr_array_add (fixture->texts, g_strdup (PHONE));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->texts);
  city_fixture_close (&fixture->city);
}

static gint64
read_number (CityFixture *city, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlStatement) statement = jl_connection_prepare (city->reader, sql, &error);

  g_assert_no_error (error);
  g_assert_true (jl_statement_step (statement, &error));
  return jl_statement_get_integer (statement, 0);
}

static void
assert_sealed (Fixture *fixture)
{
  CityFixture *city = &fixture->city;
  g_autoptr (GError) error = NULL;
  g_autofree char *found = city_find_text (city->data_dir, fixture->texts);
  g_autofree char *nickname = NULL;
  g_autofree char *phone = NULL;
  gint64 person = read_number (city, "SELECT max (person) FROM person_private");

  g_assert_cmpstr (found, ==, NULL);
  g_assert_cmpint (read_number (city, "SELECT count(*) FROM person_private"),
                   ==,
                   read_number (city, "SELECT count(*) FROM person"));
  g_assert_cmpint (
      read_number (city, "SELECT count(*) FROM sqlite_schema WHERE name = 'person_plain'"), ==, 0);
  g_assert_cmpint (read_number (city, "SELECT count(*) FROM session"), >, 100);
  nickname = jl_accounts_get_nickname (city->reader, person, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (nickname), >, 0);
  phone = jl_accounts_get_masked_phone (city->reader, person, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (phone, ==, "139****5678");
}

static void
test_upgrade (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = city_find_text (fixture->city.data_dir, fixture->texts);

  /* The test can fail. */
  g_assert_nonnull (before);
  city_fixture_reopen (&fixture->city);
  assert_sealed (fixture);
  city_fixture_reopen (&fixture->city);
  assert_sealed (fixture);
}

/* Killed ever later, in a process of its own. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  gboolean done = FALSE;
  guint n_killed = 0;

  for (guint delay_ms = 1; !done; delay_ms += 1 + delay_ms / 8) {
    int status;
    pid_t pid;

    city_fixture_suspend (&fixture->city);
    pid = fork ();
    if (pid == 0) {
      city_fixture_resume (&fixture->city);
      _exit (0);
    }
    g_poll (NULL, 0, delay_ms);
    kill (pid, SIGKILL);
    g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
    done = WIFEXITED (status);
    n_killed += !done;
  }
  g_test_message ("killed %u times", n_killed);
  g_assert_cmpuint (n_killed, >, 0);
  city_fixture_resume (&fixture->city);
  assert_sealed (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)
  ADD ("/items/person-upgrade/upgrade", test_upgrade);
  ADD ("/items/person-upgrade/killed", test_killed);
#undef ADD
  return g_test_run ();
}
