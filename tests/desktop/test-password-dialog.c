// SPDX-License-Identifier: GPL-3.0-or-later
/* Choosing another password, against the service in memory. */
#include "jl-fake-service.h"
#include "jl-password-dialog.h"
#include "jl-screen.h"
#include "jl-wait.h"

typedef struct {
  JlFakeService *service;
  JlClient *client;
  GtkWidget *dialog;
  GtkEditable *rows[3]; /* borrowed: current, new, repeated */
  GtkWidget *confirm;   /* borrowed */
  gboolean done;
  gboolean gone;
} Fixture;

static void
collect (Fixture *fixture, GtkWidget *root, guint *n)
{
  if (ADW_IS_PASSWORD_ENTRY_ROW (root))
    fixture->rows[(*n)++] = GTK_EDITABLE (root);
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), "C_hange") == 0)
    fixture->confirm = root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (fixture, child, n);
}

static void
set_flag (gboolean *flag)
{
  *flag = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint n = 0;

  fixture->service = jl_fake_service_new (0);
  fixture->client = jl_client_new (jl_fake_service_get_address (fixture->service));
  jl_client_sign_in_async (fixture->client, "clerk", "password", NULL, jl_wait_result_cb, &result);
  g_assert_true (jl_client_sign_in_finish (fixture->client, jl_wait_result (&result), NULL));
  fixture->dialog = jl_password_dialog_new (NULL, fixture->client);
  g_signal_connect_swapped (fixture->dialog, "done", G_CALLBACK (set_flag), &fixture->done);
  g_signal_connect_swapped (fixture->dialog, "destroy", G_CALLBACK (set_flag), &fixture->gone);
  collect (fixture, fixture->dialog, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_nonnull (fixture->confirm);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (!fixture->gone)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_object_unref (fixture->client);
  jl_fake_service_free (fixture->service);
}

static void
fill_in (Fixture *fixture, const char *current, const char *chosen, const char *repeated)
{
  gtk_editable_set_text (fixture->rows[0], current);
  gtk_editable_set_text (fixture->rows[1], chosen);
  gtk_editable_set_text (fixture->rows[2], repeated);
  g_assert_true (gtk_widget_get_sensitive (fixture->confirm));
  g_signal_emit_by_name (fixture->confirm, "clicked");
}

static gboolean
is_wrong (Fixture *fixture, guint row)
{
  return gtk_widget_has_css_class (GTK_WIDGET (fixture->rows[row]), "error");
}

static guint
count_requests (Fixture *fixture)
{
  return jl_fake_service_count_requests (fixture->service, "POST", "/password");
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->dialog));

  g_assert_true (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (fixture->rows[0])));
  g_assert_false (gtk_widget_get_sensitive (fixture->confirm));
  fill_in (fixture, "password", "correct horse", "correct horse");
  jl_wait_for (fixture->gone);
  g_assert_true (fixture->done);
  g_assert_cmpuint (count_requests (fixture), ==, 1);
}

/* The service is not asked about what can be seen here. */
static void
test_mistyped (Fixture *fixture, gconstpointer data)
{
  fill_in (fixture, "password", "short", "short");
  g_assert_true (is_wrong (fixture, 1));
  fill_in (fixture, "password", "correct horse", "correct house");
  g_assert_true (is_wrong (fixture, 2));
  g_assert_false (is_wrong (fixture, 1));
  g_assert_cmpuint (count_requests (fixture), ==, 0);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  fill_in (fixture, "wrong", "correct horse", "correct horse");
  jl_wait_for (is_wrong (fixture, 0));
  g_assert_false (fixture->done);
  g_assert_cmpstr (gtk_editable_get_text (fixture->rows[1]), ==, "correct horse");
  fill_in (fixture, "password", "correct horse", "correct horse");
  jl_wait_for (fixture->done);
}

/* Closed before the answer: nobody is told, nothing breaks. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  fill_in (fixture, "password", "correct horse", "correct horse");
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  jl_wait_for (fixture->gone);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (fixture->done);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/desktop/password-dialog/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_autofree char *schemas = g_build_filename (g_getenv ("JIELI_BUILD_DIR"), "data", NULL);

  jl_screen_enter (argv);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_setenv ("GSETTINGS_SCHEMA_DIR", schemas, TRUE);
  adw_init ();
  ADD ("change", test_change);
  ADD ("mistyped", test_mistyped);
  ADD ("refused", test_refused);
  ADD ("closed", test_closed);
  return g_test_run ();
}
