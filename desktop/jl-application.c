// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-application.h"

#include "jl-local-service.h"
#include "jl-locale.h"
#include "jl-window.h"

#include <glib/gi18n-lib.h>

#define APPLICATION_ID "cn.jieli.Jieli"

struct _JlApplication {
  AdwApplication parent_instance;

  GSettings *settings; /* owned */
  char *server;        /* owned, nullable: of the command line */
};

G_DEFINE_FINAL_TYPE (JlApplication, jl_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "server",
    's',
    0,
    G_OPTION_ARG_STRING,
    NULL,
    N_ ("Address of the service, e.g. http://127.0.0.1:8420"),
    N_ ("URL") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Say the version and leave"), NULL },
  { NULL },
};

/* All shortcuts of the program, in the order of the shortcuts window (jl-shortcuts.ui). */
static const struct {
  const char *action;
  const char *keys[3];
} shortcuts[] = {
  { "win.new-item", { "<Control>n" } },
  { "win.search", { "<Control>f" } },
  { "win.reload", { "F5", "<Control>r" } },
  { "win.back", { "<Alt>Left" } },
  { "win.toggle-sidebar", { "F9" } },
  { "win.notices", { "<Control>m" } },
  { "win.lock", { "<Control>l" } },
  { "win.show-page(1)", { "<Alt>1" } },
  { "win.show-page(2)", { "<Alt>2" } },
  { "win.show-page(3)", { "<Alt>3" } },
  { "win.show-page(4)", { "<Alt>4" } },
  { "win.show-page(5)", { "<Alt>5" } },
  { "win.show-page(6)", { "<Alt>6" } },
  { "win.show-page(7)", { "<Alt>7" } },
  { "win.show-page(8)", { "<Alt>8" } },
  { "win.show-page(9)", { "<Alt>9" } },
  { "win.show-help-overlay", { "<Control>question" } },
  { "app.help", { "F1" } },
  { "item.edit", { "<Control>e" } },
  { "item.publish", { "<Control>p" } },
  { "item.hand-over", { "<Control>h" } },
  { "item.sale", { "<Control>s" } },
  { "window.close", { "<Control>w" } },
  { "app.quit", { "<Control>q" } },
};

static void
jl_application_finalize (GObject *object)
{
  JlApplication *self = JL_APPLICATION (object);

  g_clear_object (&self->settings);
  g_free (self->server);
  G_OBJECT_CLASS (jl_application_parent_class)->finalize (object);
}

static void
apply_color_scheme (JlApplication *self)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT,
                                            ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };

  adw_style_manager_set_color_scheme (
      adw_style_manager_get_default (),
      schemes[g_settings_get_enum (self->settings, "color-scheme")]);
}

/* The window is made anew in the other language; who is signed in, and the page, stay. */
static void
apply_language (JlApplication *self)
{
  GtkWindow *old = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autofree char *language = g_settings_get_string (self->settings, "language");

  jl_locale_set_language (language);
  if (old == NULL)
    return;
  gtk_window_present (GTK_WINDOW (jl_window_new_like (self, JL_WINDOW (old))));
  gtk_window_destroy (old);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const char *const developers[] = { "The Jieli developers", NULL };
  GtkWindow *parent = gtk_application_get_active_window (user_data);

  adw_show_about_window (
      parent,
      "application-name",
      _ ("Jieli"),
      "application-icon",
      APPLICATION_ID,
      "version",
      JL_VERSION,
      "developers",
      developers,
      "license-type",
      GTK_LICENSE_GPL_3_0,
      "comments",
      _ ("Jieli means relay: goods are passed on. Take them in, offer them, keep "
         "them for who reserved them, hand them over."),
      NULL);
}

/* The service has the help, so that a clerk reads what fits the service. */
static void
help_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  JlApplication *self = JL_APPLICATION (user_data);
  g_autofree char *used = g_settings_get_string (self->settings, "server");
  const char *server = *used != '\0' ? used : self->server;
  /* Translators: the path of the help in your language, /help.html or /help-en.html. */
  const char *path = C_ ("path", "/help-en.html");
  g_autofree char *uri = NULL;

  if (server == NULL)
    return;
  uri = g_uri_resolve_relative (server, path, G_URI_FLAGS_NONE, NULL);
  if (uri != NULL)
    gtk_show_uri (gtk_application_get_active_window (user_data), uri, GDK_CURRENT_TIME);
}

static void
update_help (JlApplication *self)
{
  g_autofree char *used = g_settings_get_string (self->settings, "server");
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "help");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), *used != '\0' || self->server != NULL);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GList *windows = gtk_application_get_windows (user_data);

  while (windows != NULL) {
    GtkWindow *window = windows->data;

    windows = windows->next;
    gtk_window_close (window);
  }
}

static const GActionEntry actions[] = {
  { "about", about_cb },
  { "help", help_cb },
  { "quit", quit_cb },
};

static void
jl_application_startup (GApplication *application)
{
  JlApplication *self = JL_APPLICATION (application);
  g_autofree char *language = NULL;
  g_autoptr (GAction) language_action = NULL;
  g_autoptr (GAction) scheme_action = NULL;
  g_autoptr (GAction) lock_action = NULL;

  self->settings = g_settings_new (APPLICATION_ID);
  language = g_settings_get_string (self->settings, "language");
  jl_locale_set_language (language);
  G_APPLICATION_CLASS (jl_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  language_action = g_settings_create_action (self->settings, "language");
  scheme_action = g_settings_create_action (self->settings, "color-scheme");
  g_action_map_add_action (G_ACTION_MAP (self), language_action);
  lock_action = g_settings_create_action (self->settings, "lock-minutes");
  g_action_map_add_action (G_ACTION_MAP (self), scheme_action);
  g_action_map_add_action (G_ACTION_MAP (self), lock_action);
  g_signal_connect_object (self->settings,
                           "changed::color-scheme",
                           G_CALLBACK (apply_color_scheme),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->settings, "changed::language", G_CALLBACK (apply_language), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->settings, "changed::server", G_CALLBACK (update_help), self, G_CONNECT_SWAPPED);
  apply_color_scheme (self);
  update_help (self);
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (
        GTK_APPLICATION (self), shortcuts[i].action, shortcuts[i].keys);
  gtk_window_set_default_icon_name (APPLICATION_ID);
}

static void
jl_application_activate (GApplication *application)
{
  JlApplication *self = JL_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    window = GTK_WINDOW (jl_window_new (self, self->server));
  gtk_window_present (window);
}

static void
jl_application_shutdown (GApplication *application)
{
  jl_local_service_stop ();
  G_APPLICATION_CLASS (jl_application_parent_class)->shutdown (application);
}

static int
jl_application_handle_local_options (GApplication *application, GVariantDict *dict)
{
  JlApplication *self = JL_APPLICATION (application);

  if (g_variant_dict_contains (dict, "version")) {
    g_print ("jieli %s\n", JL_VERSION);
    return 0;
  }
  g_variant_dict_lookup (dict, "server", "s", &self->server);
  return -1;
}

static void
jl_application_class_init (JlApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = jl_application_finalize;
  application_class->startup = jl_application_startup;
  application_class->activate = jl_application_activate;
  application_class->shutdown = jl_application_shutdown;
  application_class->handle_local_options = jl_application_handle_local_options;
}

static void
jl_application_init (JlApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * jl_application_new:
 *
 * Several can run side by side, e.g. two clerks' windows on two services; each is its own process.
 *
 * Returns: (transfer full): the application
 */
JlApplication *
jl_application_new (void)
{
  return g_object_new (JL_TYPE_APPLICATION,
                       "application-id",
                       APPLICATION_ID,
                       "flags",
                       G_APPLICATION_NON_UNIQUE,
                       "resource-base-path",
                       "/cn/jieli/Jieli",
                       NULL);
}

/**
 * jl_application_get_settings:
 * @self: the application
 *
 * Returns: (transfer none): what the person has set
 */
GSettings *
jl_application_get_settings (JlApplication *self)
{
  return self->settings;
}
