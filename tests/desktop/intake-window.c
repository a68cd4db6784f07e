// SPDX-License-Identifier: GPL-3.0-or-later
/* A window with nothing but the form in which goods are taken in, for tests that type into it.
 *
 * usage: intake-window SERVER USERNAME PASSWORD [ITEM] */
#include "jl-intake-page.h"
#include "jl-item-actions.h"

#include <locale.h>
#include <libintl.h>

typedef struct {
  GtkApplication *application;
  JlClient *client;
  char **arguments;
  GtkWidget *window;
} Program;

static void
closed_cb (Program *program)
{
  gtk_window_destroy (GTK_WINDOW (program->window));
}

static void
show_page (Program *program, JlIntakePage *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *size = g_getenv ("JIELI_WINDOW_SIZE");
  int width = 1366;
  int height = 768;

  if (size != NULL)
    sscanf (size, "%dx%d", &width, &height);
  program->window = adw_application_window_new (program->application);
  gtk_window_set_default_size (GTK_WINDOW (program->window), width, height);
  gtk_window_set_title (GTK_WINDOW (program->window), jl_intake_page_get_title (page));
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (page));
  gtk_widget_set_vexpand (GTK_WIDGET (page), TRUE);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (program->window), box);
  g_signal_connect_swapped (page, "closed", G_CALLBACK (closed_cb), program);
  gtk_window_present (GTK_WINDOW (program->window));
}

static void
item_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Program *program = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) item = jl_client_run_record_finish (program->client, result, &error);

  g_assert_no_error (error);
  show_page (program, jl_intake_page_new_for_item (program->client, item));
  g_application_release (G_APPLICATION (program->application));
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Program *program = user_data;
  g_autoptr (GError) error = NULL;
  gboolean signed_in = jl_client_sign_in_finish (program->client, result, &error);

  g_assert_no_error (error);
  g_assert_true (signed_in);
  jl_client_start_changes (program->client);
  if (program->arguments[4] != NULL) {
    g_autoptr (JlAction) action = jl_item_action_get (program->arguments[4]);

    jl_client_run_async (program->client, action, NULL, item_cb, program);
    return;
  }
  show_page (program, jl_intake_page_new (program->client));
  g_application_release (G_APPLICATION (program->application));
}

static void
activate_cb (GApplication *application, Program *program)
{
  g_application_hold (application);
  if (g_getenv ("JIELI_DARK") != NULL)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);
  jl_client_sign_in_async (
      program->client, program->arguments[2], program->arguments[3], NULL, signed_in_cb, program);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application = adw_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_autoptr (JlClient) client = argc > 3 ? jl_client_new (argv[1]) : NULL;
  Program program = { GTK_APPLICATION (application), client, argv, NULL };

  if (client == NULL) {
    g_printerr ("usage: intake-window SERVER USERNAME PASSWORD [ITEM]\n");
    return 2;
  }
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("JIELI_LOCALE_DIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &program);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
