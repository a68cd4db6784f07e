// SPDX-License-Identifier: GPL-3.0-or-later
/* The program as a clerk has it: a real window, keys from a keyboard, and what a screen reader
 * would say, against the service in memory. */
#include "jl-fake-service.h"
#include "jl-label-code.h"
#include "jl-screen.h"

#include <signal.h>

typedef struct {
  JlFakeService *service;
  GSubprocess *program;
  char *sofa;
} Fixture;

static void
start_program (Fixture *fixture, const char *server)
{
  const char *build = g_getenv ("JIELI_BUILD_DIR");
  g_autofree char *path = g_build_filename (build, "desktop", "jieli", NULL);
  g_autofree char *schemas = g_build_filename (build, "data", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "GSETTINGS_SCHEMA_DIR", schemas, TRUE);
  g_subprocess_launcher_setenv (launcher, "LANGUAGE", "en", TRUE);
  /* Icons are read by what the system knows of file types, and a warning is a failure. */
  g_subprocess_launcher_unsetenv (launcher, "XDG_DATA_DIRS");
  g_subprocess_launcher_setenv (launcher, "G_DEBUG", "fatal-warnings", TRUE);
  fixture->program = g_subprocess_launcher_spawn (launcher, &error, path, "--server", server, NULL);
  g_assert_no_error (error);
}

static void
sign_in (void)
{
  jl_screen_expect ("Username or mobile number", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Jieli");
  jl_screen_type ("clerk\tpassword\n");
}

/* A scanner types the label of the fourth item that the shop has taken in, and Enter. */
static void
scan_sofa (void)
{
  JlLabelCode code = { .prefix = "YY", .counter = 4 };
  char label[JL_LABEL_CODE_TEXT_SIZE];
  g_autofree char *keys = NULL;

  jl_label_code_to_text (&code, label);
  keys = g_strconcat (label, "\n", NULL);
  jl_screen_type (keys);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->service = jl_fake_service_new (0);
  jl_fake_service_add_items (fixture->service, 3);
  fixture->sofa = jl_fake_service_add_item (fixture->service, "Grey sofa", 80000);
  start_program (fixture, jl_fake_service_get_address (fixture->service));
  sign_in ();
  jl_screen_expect ("Grey sofa", ATSPI_STATE_VISIBLE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_subprocess_send_signal (fixture->program, SIGTERM);
  g_assert_true (g_subprocess_wait (fixture->program, NULL, NULL));
  /* It was there until now. */
  g_assert_true (g_subprocess_get_if_signaled (fixture->program));
  g_assert_cmpint (g_subprocess_get_term_sig (fixture->program), ==, SIGTERM);
  g_object_unref (fixture->program);
  jl_fake_service_free (fixture->service);
  g_free (fixture->sofa);
}

/* A service on this computer is offered where the one that was named does not answer. */
static void
test_no_service (Fixture *fixture, gconstpointer data)
{
  fixture->service = jl_fake_service_new (0);
  jl_fake_service_set_offline (fixture->service, TRUE);
  start_program (fixture, jl_fake_service_get_address (fixture->service));
  jl_screen_expect ("Start a service on this computer", ATSPI_STATE_VISIBLE);
}

static void
test_service_answers (Fixture *fixture, gconstpointer data)
{
  fixture->service = jl_fake_service_new (0);
  start_program (fixture, jl_fake_service_get_address (fixture->service));
  jl_screen_expect ("Username or mobile number", ATSPI_STATE_VISIBLE);
  while (jl_fake_service_count_requests (fixture->service, "GET", "/account") == 0)
    jl_screen_pause ();
  jl_screen_expect_gone ("Start a service on this computer", ATSPI_STATE_VISIBLE);
}

/* Somebody else's item appears, changes and goes without anybody pressing a key. */
static void
test_live (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = jl_fake_service_add_item (fixture->service, "Oak bookcase", 15000);

  jl_screen_expect ("Oak bookcase", ATSPI_STATE_VISIBLE);
  jl_fake_service_change_title (fixture->service, id, "Pine bookcase");
  jl_screen_expect ("Pine bookcase", ATSPI_STATE_VISIBLE);
  jl_fake_service_remove_item (fixture->service, id);
  jl_screen_expect_gone ("Pine bookcase", ATSPI_STATE_VISIBLE);
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  jl_screen_press ("ctrl+f");
  jl_screen_type ("sofa");
  jl_screen_expect_gone ("Thing 001", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("Grey sofa", ATSPI_STATE_VISIBLE);
  jl_screen_type ("xyz");
  jl_screen_expect ("Nothing found", ATSPI_STATE_VISIBLE);
  jl_screen_press ("Escape");
  jl_screen_expect ("Thing 001", ATSPI_STATE_VISIBLE);
}

/* A scanner types into whatever has the focus; the item opens and the field is as it was. */
static void
test_scan (Fixture *fixture, gconstpointer data)
{
  jl_screen_press ("alt+2");
  jl_screen_expect ("No reservations here", ATSPI_STATE_VISIBLE);
  scan_sofa ();
  jl_screen_expect ("Record the sale", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("History", ATSPI_STATE_VISIBLE);
}

/* The story's end: reserved, seen at once, sold, with every step in the history. */
static void
test_sale (Fixture *fixture, gconstpointer data)
{
  g_autofree char *reservation =
      jl_fake_service_reserve (fixture->service, fixture->sofa, "Xiao Li");

  jl_screen_expect ("Notices: 1 unread", ATSPI_STATE_VISIBLE);
  jl_screen_press ("alt+2");
  jl_screen_expect ("Xiao Li", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("138****5678", ATSPI_STATE_VISIBLE);
  scan_sofa ();
  jl_screen_expect ("Record the sale", ATSPI_STATE_SENSITIVE);
  jl_screen_press ("ctrl+s");
  jl_screen_expect ("Price paid in yuan", ATSPI_STATE_VISIBLE);
  jl_screen_focus_window ("Record the sale");
  jl_screen_press ("Return");
  jl_screen_expect ("Sold", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("Sale recorded", ATSPI_STATE_VISIBLE);
  g_assert_cmpuint (jl_fake_service_count_requests (fixture->service, "POST", "/items"), ==, 1);
}

/* What a colleague gave back to its owner says so, and is received before it is published. */
static void
test_returned (Fixture *fixture, gconstpointer data)
{
  scan_sofa ();
  jl_screen_expect ("Record the sale", ATSPI_STATE_SENSITIVE);
  jl_fake_service_move_item (fixture->service, fixture->sofa, "return");
  jl_screen_expect ("Returned to owner", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("Receive", ATSPI_STATE_SENSITIVE);
  jl_screen_expect_gone ("Publish", ATSPI_STATE_VISIBLE);
  jl_screen_activate ("Receive");
  jl_screen_expect ("Publish", ATSPI_STATE_SENSITIVE);
  jl_screen_expect_gone ("Receive", ATSPI_STATE_VISIBLE);
}

/* Handed over first and paid afterwards. */
static void
test_due (Fixture *fixture, gconstpointer data)
{
  jl_fake_service_move_item (fixture->service, fixture->sofa, "hand-over");
  scan_sofa ();
  jl_screen_expect ("Payment due", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("Record the sale", ATSPI_STATE_SENSITIVE);
  jl_screen_activate ("Record the sale");
  jl_screen_focus_window ("Record the sale");
  jl_screen_press ("Return");
  jl_screen_expect ("Sold", ATSPI_STATE_VISIBLE);
}

/* Who reserved it is at the counter: handed over from the list, and then there is to be paid. */
static void
test_hand_over (Fixture *fixture, gconstpointer data)
{
  g_autofree char *reservation =
      jl_fake_service_reserve (fixture->service, fixture->sofa, "Xiao Li");

  jl_screen_press ("alt+2");
  jl_screen_expect ("Xiao Li", ATSPI_STATE_VISIBLE);
  jl_screen_activate ("Hand over…");
  jl_screen_expect ("Hand this item over?", ATSPI_STATE_VISIBLE);
  jl_screen_activate ("Hand over");
  jl_screen_expect ("Payment due", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("Record the sale", ATSPI_STATE_SENSITIVE);
}

/* All reasons at once, and none of them only a colour. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  scan_sofa ();
  jl_screen_expect ("Record the sale", ATSPI_STATE_VISIBLE);
  jl_fake_service_withdraw (fixture->service, fixture->sofa);
  jl_screen_expect ("Publish", ATSPI_STATE_SENSITIVE);
  jl_screen_press ("ctrl+p");
  jl_screen_expect ("Add at least one photo", ATSPI_STATE_VISIBLE);
  jl_screen_expect ("Say what it is made of", ATSPI_STATE_VISIBLE);
}

/* The service goes away and comes back: said, and nothing lost. */
static void
test_offline (Fixture *fixture, gconstpointer data)
{
  const char *text = "No connection to the service. What you type is kept; trying again by itself.";
  g_autofree char *id = NULL;

  jl_fake_service_set_offline (fixture->service, TRUE);
  jl_screen_expect (text, ATSPI_STATE_VISIBLE);
  jl_screen_expect ("Grey sofa", ATSPI_STATE_VISIBLE);
  jl_fake_service_set_offline (fixture->service, FALSE);
  jl_screen_expect_gone (text, ATSPI_STATE_VISIBLE);
  id = jl_fake_service_add_item (fixture->service, "Oak bookcase", 15000);
  jl_screen_expect ("Oak bookcase", ATSPI_STATE_VISIBLE);
}

/* Whoever presses Ctrl+N types the category at once, wherever the focus was before. */
static void
test_new_item (Fixture *fixture, gconstpointer data)
{
  scan_sofa ();
  jl_screen_expect ("Record the sale", ATSPI_STATE_SENSITIVE);
  jl_screen_press ("ctrl+n");
  jl_screen_expect ("Category", ATSPI_STATE_FOCUSED);
}

static void
test_session_ended (Fixture *fixture, gconstpointer data)
{
  jl_fake_service_end_sessions (fixture->service);
  jl_screen_press ("F5");
  jl_screen_expect ("Your session has ended. Please sign in again.", ATSPI_STATE_VISIBLE);
}

static void
test_shortcuts (Fixture *fixture, gconstpointer data)
{
  jl_screen_press ("ctrl+question");
  jl_screen_expect ("Show or hide the sidebar", ATSPI_STATE_VISIBLE);
}

static gboolean
needs_name (AtspiRole role)
{
  switch (role) {
  case ATSPI_ROLE_PUSH_BUTTON:
  case ATSPI_ROLE_TOGGLE_BUTTON:
  case ATSPI_ROLE_CHECK_BOX:
  case ATSPI_ROLE_COMBO_BOX:
  case ATSPI_ROLE_ENTRY:
  case ATSPI_ROLE_PASSWORD_TEXT:
  case ATSPI_ROLE_TEXT:
    return TRUE;
  default:
    return FALSE;
  }
}

/* GTK gives what has no name that of its class. The eye in libadwaita's row for passwords is an
 * image that can be pressed; the row itself has a name. */
static gboolean
is_a_name (const char *name)
{
  if (g_str_equal (name, "GtkImage"))
    return TRUE;
  return *name != '\0' && !g_str_has_prefix (name, "Gtk") && !g_str_has_prefix (name, "Adw") &&
         !g_str_has_prefix (name, "Jl");
}

static gboolean
count_nameless_cb (const JlScreenThing *thing, gpointer user_data)
{
  guint *count = user_data;

  /* The text within an entry that has a name is the same control. */
  if (is_a_name (thing->name) || is_a_name (thing->parent->name) ||
      !needs_name (jl_screen_thing_get_role (thing)))
    return FALSE;
  g_test_message ("%s in %s has no name", thing->name, thing->parent->name);
  (*count)++;
  return FALSE;
}

/* A screen reader has a name for every control of every page. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  static const char *const pages[] = { "alt+1", "alt+2", NULL };

  scan_sofa ();
  jl_screen_expect ("Record the sale", ATSPI_STATE_SENSITIVE);
  for (guint i = 0; pages[i] != NULL; i++) {
    guint n = 0;

    jl_screen_press (pages[i]);
    jl_screen_pause ();
    jl_screen_walk (count_nameless_cb, &n);
    g_assert_cmpuint (n, ==, 0);
  }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  jl_screen_enter (argv);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/desktop/window/no-service", Fixture, NULL, NULL, test_no_service, tear_down);
  g_test_add (
      "/desktop/window/service-answers", Fixture, NULL, NULL, test_service_answers, tear_down);
  ADD ("/desktop/window/live", test_live);
  ADD ("/desktop/window/search", test_search);
  ADD ("/desktop/window/scan", test_scan);
  ADD ("/desktop/window/sale", test_sale);
  ADD ("/desktop/window/returned", test_returned);
  ADD ("/desktop/window/due", test_due);
  ADD ("/desktop/window/hand-over", test_hand_over);
  ADD ("/desktop/window/refused", test_refused);
  ADD ("/desktop/window/offline", test_offline);
  ADD ("/desktop/window/new-item", test_new_item);
  ADD ("/desktop/window/session-ended", test_session_ended);
  ADD ("/desktop/window/shortcuts", test_shortcuts);
  ADD ("/desktop/window/names", test_names);
  return g_test_run ();
}
