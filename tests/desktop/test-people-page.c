// SPDX-License-Identifier: GPL-3.0-or-later
/* The page of invitations and members, in a window, against the service in memory. */
#include "jl-fake-service.h"
#include "jl-people-page.h"
#include "jl-screen.h"
#include "jl-wait.h"

#include <adwaita.h>

enum { CLERK, ADMINISTRATOR = 7 };

#define CODE "7KQ4M-2ZB8X"
/* The address that residents reach, not that of this computer. */
#define HOW "On a phone: open https://jieli.example/join and type this code."

typedef struct {
  JlFakeService *service;
  JlClient *client;
  JlWorkspace *workspace;
  GtkWidget *window;
  GtkWidget *page;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  fixture->service = jl_fake_service_new (0);
  jl_fake_service_add_member (fixture->service, "Li Na", "li.na", CLERK);
  jl_fake_service_add_member (fixture->service, "Boss", "boss", ADMINISTRATOR);
  fixture->client = jl_client_new (jl_fake_service_get_address (fixture->service));
  jl_client_sign_in_async (fixture->client, "clerk", "password", NULL, jl_wait_result_cb, &result);
  g_assert_true (jl_client_sign_in_finish (fixture->client, jl_wait_result (&result), NULL));
  fixture->workspace = jl_workspace_new (fixture->client, "en");
  fixture->page = jl_people_page_new (fixture->workspace);
  jl_client_start_changes (fixture->client);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->page);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  jl_client_stop_changes (fixture->client);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->page);
  g_assert_finalize_object (fixture->workspace);
  g_object_unref (fixture->client);
  jl_fake_service_free (fixture->service);
}

static const char *
get_text (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_BUTTON (widget))
    return gtk_button_get_label (GTK_BUTTON (widget));
  return NULL;
}

/* The first widget in @root that is seen and says @text. */
static GtkWidget *
find (GtkWidget *root, GType type, const char *text)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && gtk_widget_get_mapped (root) &&
      g_strcmp0 (get_text (root), text) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, type, text);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static gboolean
shows (GtkWidget *root, const char *text)
{
  return find (root, GTK_TYPE_LABEL, text) != NULL;
}

static void
click (GtkWidget *root, const char *label)
{
  GtkWidget *button = find (root, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

/* A window that opened above ours; NULL: none. */
static GtkWidget *
get_dialog (Fixture *fixture)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

    if (window != fixture->window && gtk_widget_get_visible (window) &&
        gtk_window_get_transient_for (GTK_WINDOW (window)) == GTK_WINDOW (fixture->window))
      return window;
  }
  return NULL;
}

/* Presses a button of the question that was asked. */
static void
answer (Fixture *fixture, const char *label)
{
  jl_wait_for (get_dialog (fixture) != NULL);
  jl_wait_for (find (get_dialog (fixture), GTK_TYPE_BUTTON, label) != NULL);
  click (get_dialog (fixture), label);
  jl_wait_for (get_dialog (fixture) == NULL);
}

/* The button waits until it is known as what one may invite. */
static void
open_invite_dialog (Fixture *fixture)
{
  jl_wait_for (find (fixture->window, GTK_TYPE_BUTTON, "_Invite…") != NULL);
  jl_wait_for (gtk_widget_get_sensitive (find (fixture->window, GTK_TYPE_BUTTON, "_Invite…")));
  click (fixture->window, "_Invite…");
  jl_wait_for (get_dialog (fixture) != NULL);
}

/* Made, shown at once and again, and taken back. */
static void
test_invite (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;

  jl_wait_for (shows (fixture->window, "No open invitations"));
  open_invite_dialog (fixture);
  dialog = get_dialog (fixture);
  jl_wait_for (find (dialog, GTK_TYPE_BUTTON, "_Make a code") != NULL);
  click (dialog, "_Make a code");
  jl_wait_for (shows (dialog, CODE));
  g_assert_true (shows (dialog, HOW));
  gtk_window_close (GTK_WINDOW (dialog));
  jl_wait_for (get_dialog (fixture) == NULL);

  jl_wait_for (find (fixture->window, GTK_TYPE_BUTTON, "_Show code") != NULL);
  g_assert_true (shows (fixture->window, "Resident"));
  click (fixture->window, "_Show code");
  jl_wait_for (get_dialog (fixture) != NULL);
  dialog = get_dialog (fixture);
  jl_wait_for (shows (dialog, CODE));
  g_assert_true (shows (dialog, HOW));
  gtk_window_close (GTK_WINDOW (dialog));
  jl_wait_for (get_dialog (fixture) == NULL);

  click (fixture->window, "_Take back");
  answer (fixture, "_Take back");
  jl_wait_for (shows (fixture->window, "No open invitations"));
}

static GtkWidget *
get_row (Fixture *fixture, const char *name)
{
  return gtk_widget_get_ancestor (find (fixture->window, GTK_TYPE_LABEL, name),
                                  ADW_TYPE_ACTION_ROW);
}

/* Whoever may not give a role cannot take it; what was changed shows by itself. */
static void
test_members (Fixture *fixture, gconstpointer data)
{
  GtkWidget *toggle;

  jl_wait_for (find (fixture->window, GTK_TYPE_TOGGLE_BUTTON, "Members") != NULL);
  toggle = find (fixture->window, GTK_TYPE_TOGGLE_BUTTON, "Members");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), TRUE);
  jl_wait_for (shows (fixture->window, "Boss"));
  jl_wait_for (find (fixture->window, GTK_TYPE_BUTTON, "_Change…") != NULL);
  g_assert_null (find (get_row (fixture, "Boss"), GTK_TYPE_BUTTON, "_Change…"));
  click (get_row (fixture, "Li Na"), "_Change…");
  answer (fixture, "_End membership");
  jl_wait_for (shows (fixture->window, "Clerk · membership has ended · li.na"));

  click (get_row (fixture, "Li Na"), "_Change…");
  answer (fixture, "_Begin again");
  jl_wait_for (!shows (fixture->window, "Clerk · membership has ended · li.na"));
}

/* Without the service there is no list, and no guess at what one may do. */
static void
test_offline (Fixture *fixture, gconstpointer data)
{
  jl_wait_for (shows (fixture->window, "No open invitations"));
  open_invite_dialog (fixture);
  jl_wait_for (find (get_dialog (fixture), GTK_TYPE_BUTTON, "_Make a code") != NULL);
  jl_fake_service_set_offline (fixture->service, TRUE);
  click (get_dialog (fixture), "_Make a code");
  /* The trouble is told in the dialog, which stays as it was filled in. */
  jl_wait_for (
      gtk_widget_get_sensitive (find (get_dialog (fixture), GTK_TYPE_BUTTON, "_Make a code")));
  g_assert_false (shows (get_dialog (fixture), CODE));
  jl_fake_service_set_offline (fixture->service, FALSE);
  click (get_dialog (fixture), "_Make a code");
  jl_wait_for (shows (get_dialog (fixture), CODE));
  gtk_window_close (GTK_WINDOW (get_dialog (fixture)));
  jl_wait_for (get_dialog (fixture) == NULL);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/desktop/people-page/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_autofree char *schemas = g_build_filename (g_getenv ("JIELI_BUILD_DIR"), "data", NULL);

  jl_screen_enter (argv);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_setenv ("GSETTINGS_SCHEMA_DIR", schemas, TRUE);
  adw_init ();
  ADD ("invite", test_invite);
  ADD ("members", test_members);
  ADD ("offline", test_offline);
  return g_test_run ();
}
