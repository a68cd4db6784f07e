// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-exit.h"
#include "journal-forger.h"
#include "service-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  ServiceFixture city;
  ServiceFixture department;
  char *heads; /* owned: a file */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  service_fixture_open (&fixture->city);
  service_fixture_open (&fixture->department);
  fixture->heads = g_strconcat (fixture->city.data_dir, "-heads.json", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->heads);
  g_free (fixture->heads);
  service_fixture_close (&fixture->department);
  service_fixture_close (&fixture->city);
}

/* Runs `journal` with the rest of @options and looks for @text in what it says. */
static void
assert_journal (ServiceFixture *service,
                const char *command,
                const char *option,
                const char *file,
                const char *output,
                JlExit status,
                const char *text)
{
  const char *arguments[] = { "journal",  command, "--data", service->data_dir, option, file,
                              "--output", output,  NULL };
  g_autofree char *said = NULL;
  int actual;

  if (output == NULL)
    arguments[option == NULL ? 4 : 6] = NULL;
  actual = service_run (service, arguments, &said);
  if (actual != (int)status || strstr (said, text) == NULL)
    g_error ("jielid journal %s: %d: %s", command, actual, said);
}

/* The city leaves its heads with a department, which signs them too. Then somebody edits an old row
 * and makes all that follows anew: the journal verifies, and what the department kept tells. */
static void
test_forger (Fixture *fixture, gconstpointer data)
{
  ServiceFixture *city = &fixture->city;
  g_autofree char *database = g_build_filename (city->data_dir, "jieli.db", NULL);
  g_autofree char *chain = NULL;
  g_autofree char *key = NULL;
  g_autofree char *signer = NULL;

  assert_journal (city, "heads", "--output", fixture->heads, NULL, JL_EXIT_OK, "");
  assert_journal (&fixture->department,
                  "heads",
                  "--countersign",
                  fixture->heads,
                  fixture->heads,
                  JL_EXIT_OK,
                  "");
  assert_journal (city, "verify", "--heads", fixture->heads, NULL, JL_EXIT_OK, "2 entries");
  assert_journal (city, "verify", "--heads", fixture->heads, NULL, JL_EXIT_OK, "by this service");
  assert_journal (city, "verify", "--heads", fixture->heads, NULL, JL_EXIT_OK, "ask them");

  chain = journal_forger_query (database, "SELECT organisation FROM chain;");
  journal_forger_edit (database, g_ascii_strtoll (chain, NULL, 10), 1, "石家庄市", "某某庄市");
  assert_journal (city, "verify", NULL, NULL, NULL, JL_EXIT_OK, "all chains are whole");
  assert_journal (city,
                  "verify",
                  "--heads",
                  fixture->heads,
                  NULL,
                  JL_EXIT_PROBLEMS,
                  " 1: this is the first entry that is not what it was when entry 2 was signed");
}

static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  g_autofree char *database = g_build_filename (fixture->city.data_dir, "jieli.db", NULL);
  g_autofree char *chain = journal_forger_query (database, "SELECT organisation FROM chain;");

  assert_journal (&fixture->city, "heads", "--output", fixture->heads, NULL, JL_EXIT_OK, "");
  journal_forger_cut (database, g_ascii_strtoll (chain, NULL, 10), 2);
  assert_journal (&fixture->city, "verify", NULL, NULL, NULL, JL_EXIT_OK, "1 entry");
  assert_journal (&fixture->city,
                  "verify",
                  "--heads",
                  fixture->heads,
                  NULL,
                  JL_EXIT_PROBLEMS,
                  " 2: the journal ends before this entry");
}

/* Another service's journal, and what nobody signed. */
static void
test_strangers (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GString) edited = NULL;

  assert_journal (&fixture->department, "heads", "--output", fixture->heads, NULL, JL_EXIT_OK, "");
  assert_journal (&fixture->city,
                  "verify",
                  "--heads",
                  fixture->heads,
                  NULL,
                  JL_EXIT_PROBLEMS,
                  "signed with an unknown key");

  g_assert_true (g_file_get_contents (fixture->heads, &text, NULL, NULL));
  edited = g_string_new (text);
  g_assert_cmpuint (g_string_replace (edited, "\"sequence\":2", "\"sequence\":1", 0), ==, 1);
  g_assert_true (g_file_set_contents (fixture->heads, edited->str, -1, NULL));
  assert_journal (&fixture->city,
                  "heads",
                  "--countersign",
                  fixture->heads,
                  NULL,
                  JL_EXIT_PROBLEMS,
                  "the signature is wrong");

  g_assert_true (g_file_set_contents (fixture->heads, "{}", -1, NULL));
  assert_journal (&fixture->city,
                  "verify",
                  "--heads",
                  fixture->heads,
                  NULL,
                  JL_EXIT_USAGE,
                  "chain_heads_format");
  assert_journal (&fixture->city,
                  "heads",
                  "--countersign",
                  "/nonexistent/heads",
                  NULL,
                  JL_EXIT_USAGE,
                  "/nonexistent/heads");
  assert_journal (&fixture->city,
                  "heads",
                  "--output",
                  "/nonexistent/heads",
                  NULL,
                  JL_EXIT_FAILURE,
                  "/nonexistent/heads");
}

#define TEST(path, func)                                                                           \
  g_test_add ("/process/cli-journal/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  TEST ("forger", test_forger);
  TEST ("cut-off", test_cut_off);
  TEST ("strangers", test_strangers);
  return g_test_run ();
}
