// SPDX-License-Identifier: GPL-3.0-or-later
/* The program as an administrator has it, on a service of its own: the pages of who looks after it,
 * and switching by PIN. */
#include "jl-screen.h"
#include "service-fixture.h"

#include <signal.h>

typedef struct {
  ServiceFixture service;
  GSubprocess *program; /* owned */
} Fixture;

/* A small city: what an administrator looks after. */
static void
start_service (Fixture *fixture)
{
  const char *const demo[] = { "demo", "--data", fixture->service.data_dir, "--items", "12", NULL };
  const char *const options[] = { "--workers", "1", NULL };
  g_autofree char *said = NULL;

  g_assert_cmpint (service_run (&fixture->service, demo, &said), ==, 0);
  service_start (&fixture->service, options);
}

static void
start_program (Fixture *fixture)
{
  const char *build = g_getenv ("JIELI_BUILD_DIR");
  g_autofree char *jieli = g_build_filename (build, "desktop", "jieli", NULL);
  g_autofree char *schemas = g_build_filename (build, "data", NULL);
  g_autofree char *keyring = g_strconcat (fixture->service.data_dir, "-keyring", NULL);
  g_autofree char *server = g_strdup_printf ("http://127.0.0.1:%u", fixture->service.port);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "GSETTINGS_SCHEMA_DIR", schemas, TRUE);
  g_subprocess_launcher_setenv (launcher, "LANGUAGE", "en", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "XDG_DATA_DIRS");
  /* Where choosers of files keep what they know. */
  g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", g_get_user_config_dir (), TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", g_get_user_data_dir (), TRUE);
  g_subprocess_launcher_setenv (launcher, "G_DEBUG", "fatal-warnings", TRUE);
  /* A keyring in a file, as in a sandbox. */
  g_subprocess_launcher_setenv (launcher, "SECRET_BACKEND", "file", TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_subprocess_launcher_setenv (launcher, "SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  fixture->program =
      g_subprocess_launcher_spawn (launcher, &error, jieli, "--server", server, NULL);
  g_assert_no_error (error);
}

/* @data: a page that whoever signs in has, after their name */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *const *who = data;
  g_autofree char *typed = g_strconcat (who[0], "\tjieli-demo\n", NULL);

  service_fixture_make (&fixture->service);
  start_service (fixture);
  start_program (fixture);
  jl_screen_expect ("Username or mobile number", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Jieli");
  jl_screen_type (typed);
  jl_screen_expect (who[1], ATSPI_STATE_VISIBLE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  /* It was there until now. */
  g_assert_nonnull (g_subprocess_get_identifier (fixture->program));
  g_subprocess_send_signal (fixture->program, SIGTERM);
  g_assert_true (g_subprocess_wait (fixture->program, NULL, NULL));
  g_object_unref (fixture->program);
  service_fixture_close (&fixture->service);
}

/* Alt and the place in the sidebar. What is on a page is visible to GTK 4.8 also when another page
 * is shown, so the sidebar tells. */
static void
open_page (const char *keys, const char *name)
{
  jl_screen_press (keys);
  jl_screen_expect (name, ATSPI_STATE_SELECTED);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  open_page ("alt+4", "Organisations");
  jl_screen_expect ("Search organisations", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("All districts", ATSPI_STATE_VISIBLE);
  jl_screen_activate ("Add…");
  jl_screen_expect ("Label prefix", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Add an organisation");
  jl_screen_press ("Escape");
  jl_screen_expect_gone ("Label prefix", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Jieli");
  open_page ("alt+5", "Sessions");
  jl_screen_expect ("This session", ATSPI_STATE_VISIBLE);
  open_page ("alt+6", "Rules in force");
  jl_screen_expect ("Goods that may not be traded", ATSPI_STATE_VISIBLE);
  open_page ("alt+8", "Health of the service");
  jl_screen_expect ("In order", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("Last day", ATSPI_STATE_VISIBLE);
}

/* Returns: (transfer full): a member of the newest item that is published. */
static char *
dup_of_newest (Fixture *fixture, const char *member)
{
  g_autoptr (ServiceAnswer) list = service_get (&fixture->service, "/api/v1/items?limit=1", NULL);
  JsonArray *items = json_object_get_array_member (json_node_get_object (list->json), "items");

  return g_strdup (
      json_object_get_string_member (json_array_get_object_element (items, 0), member));
}

/* A passer-by reports it. */
static void
report (Fixture *fixture, const char *item)
{
  g_autofree char *path = g_strdup_printf ("/api/v1/items/%s/reports", item);
  const ServiceRequest request = {
    .method = "POST",
    .path = path,
    .key = "report",
    .body = "{\"reason\":\"unsafe\",\"text\":\"The cord is bare at the plug\"}",
  };
  g_autoptr (ServiceAnswer) answer = service_send (&fixture->service, &request);

  g_assert_cmpuint (answer->status, ==, 201);
}

/* From a passer-by's report to what the log says of the answer. */
static void
test_moderation (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = dup_of_newest (fixture, "id");

  open_page ("alt+3", "Reports and appeals");
  report (fixture, id);
  jl_screen_expect ("The cord is bare at the plug", ATSPI_STATE_VISIBLE);
  jl_screen_activate ("Take from view…");
  jl_screen_focus_window ("Take from view");
  jl_screen_expect ("Why", ATSPI_STATE_FOCUSED);
  jl_screen_press ("alt+t");
  jl_screen_expect ("Please say why", ATSPI_STATE_VISIBLE);
  jl_screen_type ("A new cord mends it");
  jl_screen_press ("alt+t");
  jl_screen_expect_gone ("Take from view", ATSPI_STATE_VISIBLE);
  jl_screen_expect_gone ("The cord is bare at the plug", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Jieli");
  jl_screen_activate ("Hidden and appeals");
  jl_screen_press ("alt+o");
  jl_screen_expect ("A new cord mends it", ATSPI_STATE_VISIBLE);
  jl_screen_activate ("Log");
  jl_screen_expect ("Took an item from view", ATSPI_STATE_VISIBLE);
}

/* What a court wants is held and let go; a purge is planned and taken back. */
static void
test_keeping (Fixture *fixture, gconstpointer data)
{
  g_autofree char *label = dup_of_newest (fixture, "label_code");

  open_page ("alt+7", "Keeping and deleting");
  jl_screen_expect ("Items whose story has ended", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("There is no legal hold", ATSPI_STATE_VISIBLE);
  jl_screen_press ("alt+h");
  jl_screen_focus_window ("Legal hold");
  jl_screen_type (label);
  jl_screen_press ("Tab");
  jl_screen_type ("Letter 17 of the court");
  jl_screen_press ("alt+h");
  jl_screen_expect_gone ("Legal hold", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Jieli");
  jl_screen_activate ("End…");
  jl_screen_focus_window ("End the legal hold");
  jl_screen_type ("The case is closed");
  jl_screen_press ("alt+e");
  jl_screen_expect ("ended", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Jieli");
  jl_screen_press ("alt+p");
  jl_screen_expect ("Run it now…", ATSPI_STATE_VISIBLE);
  jl_screen_press ("alt+r");
  jl_screen_expect ("Delete for good?", ATSPI_STATE_VISIBLE);
}

/* Set once, then locked; a wrong PIN opens nothing, the right one the workplace. */
static void
test_pin (Fixture *fixture, gconstpointer data)
{
  jl_screen_press ("ctrl+l");
  jl_screen_expect ("PIN for this computer", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("PIN for this computer");
  jl_screen_type ("482913482913\n");
  jl_screen_expect_gone ("PIN for this computer", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Jieli");
  jl_screen_press ("ctrl+l");
  jl_screen_expect ("Who is there?", ATSPI_STATE_VISIBLE);
  jl_screen_expect_gone ("Organisations", ATSPI_STATE_VISIBLE);
  jl_screen_type ("111112");
  jl_screen_expect ("The PIN is wrong", ATSPI_STATE_VISIBLE);
  jl_screen_type ("482913");
  jl_screen_expect ("Organisations", ATSPI_STATE_VISIBLE);
}

/* Opens a list's or table's dialog from its menu, and chooses a file in it. Returns: its path. */
static char *
choose_table (Fixture *fixture, const char *menu, const char *entry, const char *text)
{
  char *path = g_build_filename (fixture->service.data_dir, "uploads", "list.csv", NULL);
  g_autofree char *typed = g_strconcat (path, "\n", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  jl_screen_activate (menu);
  jl_screen_activate (entry);
  jl_screen_press ("alt+f");
  jl_screen_focus_window ("Choose a Table");
  jl_screen_type (typed);
  jl_screen_expect ("Rows of the table", ATSPI_STATE_VISIBLE);
  return path;
}

/* Organisations of a list, with what is wrong at its cell. */
static void
test_organisations (Fixture *fixture, gconstpointer data)
{
  g_autofree char *shops = NULL;

  open_page ("alt+4", "Organisations");
  shops = choose_table (fixture,
                        "Lists",
                        "Import Organisations…",
                        "name,kind,division,label_prefix\n"
                        "Old and good,shop,光华路社区,ZZA\n"
                        "Nowhere,shop,Atlantis,ZZB\n");
  jl_screen_focus_window ("Import Organisations");
  jl_screen_expect ("There is no division “Atlantis” here", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("1 of 2 rows are right (0 of them differ from what is there already), 1 are "
                    "not.",
                    ATSPI_STATE_VISIBLE);
  jl_screen_press ("alt+t");
  jl_screen_expect ("1 of 2 rows are done (0 of them differ from what was there already), 1 were "
                    "refused.",
                    ATSPI_STATE_VISIBLE);
  jl_screen_press ("Escape");
  jl_screen_expect_gone ("Rows of the table", ATSPI_STATE_VISIBLE);
}

/* The people of a list, whose invitations are to be printed. */
static void
test_people (Fixture *fixture, gconstpointer data)
{
  g_autofree char *people = NULL;

  open_page ("alt+4", "Organisations");
  people = choose_table (fixture,
                         "Lists",
                         "Invite the People of a List…",
                         "organisation,role,name\nCAA,clerk,Zhao Qian\nCAA,manager,Sun Li\n");
  jl_screen_focus_window ("Invite the People of a List");
  jl_screen_expect ("2 of 2 rows are right, 0 are not.", ATSPI_STATE_VISIBLE);
  jl_screen_press ("alt+t");
  jl_screen_expect ("Print the Invitations…", ATSPI_STATE_VISIBLE);
  jl_screen_press ("alt+p");
  jl_screen_expect ("Page 1 of 2", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Invitations");
  jl_screen_activate ("Next page");
  jl_screen_expect ("Page 2 of 2", ATSPI_STATE_VISIBLE);
}

/* Goods of a table, with what is wrong at its cell; and goods out into one. */
static void
test_tables (Fixture *fixture, gconstpointer data)
{
  g_autofree char *goods = NULL;

  goods = choose_table (fixture,
                        "Import and export",
                        "Import a Table…",
                        "title,category,mode,price,grade,attributes.seats\n"
                        "Red sofa,sofa,sell,450,B,3\n"
                        "Blue sofa,sofa,sell,much,B,3\n");
  jl_screen_focus_window ("Import a Table");
  jl_screen_expect ("1 of 2 rows can be taken in (0 of them only as drafts), 1 cannot.",
                    ATSPI_STATE_VISIBLE);
  jl_screen_expect ("Refused", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("much", ATSPI_STATE_VISIBLE);
  jl_screen_press ("alt+t");
  jl_screen_expect ("1 of 2 rows were taken in (0 of them only as drafts), 1 were refused.",
                    ATSPI_STATE_VISIBLE);
  jl_screen_expect ("Save the Report…", ATSPI_STATE_VISIBLE);
  jl_screen_press ("Escape");
  jl_screen_expect_gone ("Rows of the table", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Jieli");
  jl_screen_activate ("Import and export");
  jl_screen_activate ("Export a Table…");
  jl_screen_focus_window ("Export a Table");
  jl_screen_expect ("Excel workbook (xlsx)", ATSPI_STATE_VISIBLE);
}

static const char *const administrator[] = { "admin", "Organisations" };
static const char *const manager[] = { "caa-manager1", "Items" };

#define ADD_FOR(path, who, function) g_test_add (path, Fixture, who, set_up, function, tear_down)
#define ADD(path, function) ADD_FOR (path, administrator, function)

int
main (int argc, char **argv)
{
  jl_screen_enter (argv);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/desktop/administration-window/pages", test_pages);
  ADD ("/desktop/administration-window/pin", test_pin);
  ADD ("/desktop/administration-window/moderation", test_moderation);
  ADD ("/desktop/administration-window/keeping", test_keeping);
  ADD ("/desktop/administration-window/organisations", test_organisations);
  ADD ("/desktop/administration-window/people", test_people);
  ADD_FOR ("/desktop/administration-window/tables", manager, test_tables);
  return g_test_run ();
}
