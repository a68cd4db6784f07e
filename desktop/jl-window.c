// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-window-private.h"

#include "jl-consent-dialog.h"
#include "jl-locale.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (JlWindow, jl_window, ADW_TYPE_APPLICATION_WINDOW)

static void
online_cb (JlClient *client, GParamSpec *pspec, JlWindow *self)
{
  gtk_widget_set_visible (self->offline, !jl_client_is_online (client));
}

static void
session_ended_cb (JlClient *client, JlWindow *self)
{
  jl_window_begin_sign_in (self, _ ("Your session has ended. Please sign in again."));
  jl_window_offer_lock (self);
}

static const char *
get_role_label (JlRecord *membership)
{
  return jl_enum_get_label (&jl_membership_role_enum,
                            jl_record_get_integer (membership, JL_MEMBERSHIP_ROLE));
}

static void
show_account (JlWindow *self, JlClient *client)
{
  JlRecord *account = jl_client_get_account (client);
  JlRecord *membership = jl_client_get_membership (client);
  const char *nickname = jl_record_get_text (account, JL_ACCOUNT_NICKNAME);
  GPtrArray *memberships = jl_record_get_list (account, JL_ACCOUNT_MEMBERSHIPS);
  g_autoptr (GMenu) menu = g_menu_new ();

  gtk_label_set_text (self->account_name,
                      nickname != NULL ? nickname
                                       : jl_record_get_text (account, JL_ACCOUNT_USERNAME));
  gtk_label_set_text (self->account_role,
                      membership != NULL ? get_role_label (membership) : _ ("No organisation"));
  gtk_label_set_text (self->organisation_name,
                      membership != NULL
                          ? jl_record_get_text (membership, JL_MEMBERSHIP_ORGANISATION_NAME)
                          : _ ("Jieli"));
  for (guint i = 0; memberships != NULL && i < memberships->len; i++) {
    g_autofree char *id =
        jl_record_dup_field_text (memberships->pdata[i], JL_MEMBERSHIP_ORGANISATION);
    g_autofree char *label = g_strdup_printf (
        "%s (%s)",
        jl_record_get_text (memberships->pdata[i], JL_MEMBERSHIP_ORGANISATION_NAME),
        get_role_label (memberships->pdata[i]));
    g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

    g_menu_item_set_action_and_target (item, "win.act-for", "s", id);
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_menu_model (self->organisation, G_MENU_MODEL (menu));
  /* With one membership it is only a name. */
  gtk_menu_button_set_always_show_arrow (self->organisation,
                                         memberships != NULL && memberships->len > 1);
  gtk_widget_set_can_target (GTK_WIDGET (self->organisation),
                             memberships != NULL && memberships->len > 1);
  gtk_widget_set_focusable (GTK_WIDGET (self->organisation),
                            memberships != NULL && memberships->len > 1);
}

/* Shows the workplace of who has signed in. */
void
jl_window_begin_work (JlWindow *self, JlClient *client)
{
  g_autofree char *organisation = g_settings_get_string (self->settings, "organisation");
  JlRecord *account = jl_client_get_account (client);

  g_settings_set_string (self->settings, "server", jl_client_get_server (client));
  g_settings_set_string (
      self->settings, "username", jl_record_get_text (account, JL_ACCOUNT_USERNAME));
  if (jl_client_get_membership (client) != NULL && *organisation != '\0')
    jl_client_set_membership (client, organisation);
  jl_client_set_language (client, jl_locale_get_tag ());

  jl_window_clear_pages (self);
  g_clear_object (&self->workspace);
  self->workspace = jl_workspace_new (client, jl_locale_get_short ());
  g_signal_connect_object (client, "notify::online", G_CALLBACK (online_cb), self, 0);
  g_signal_connect_object (client, "session-ended", G_CALLBACK (session_ended_cb), self, 0);
  show_account (self, client);
  jl_window_fill_pages (self);
  jl_workspace_load (self->workspace);
  jl_window_look_up_device (self, jl_client_get_server (client));
  jl_window_renew_session (self);
  jl_client_start_changes (client);
  jl_window_begin_watch (self, client);
  gtk_stack_set_visible_child_name (self->states, "work");
  jl_window_update_actions (self);
  if (jl_record_get_integer (account, JL_ACCOUNT_CONSENT_DUE) != 0)
    gtk_window_present (GTK_WINDOW (jl_consent_dialog_new (GTK_WINDOW (self), client)));
}

/* Shows the sign-in page. */
void
jl_window_begin_sign_in (JlWindow *self, const char *message)
{
  g_autofree char *server = g_settings_get_string (self->settings, "server");
  g_autofree char *username = g_settings_get_string (self->settings, "username");

  if (self->workspace != NULL) {
    JlClient *client = jl_workspace_get_client (self->workspace);

    g_signal_handlers_disconnect_by_data (client, self);
    jl_client_stop_changes (client);
    jl_window_end_watch (self);
    jl_window_clear_pages (self);
    g_clear_object (&self->workspace);
  }
  gtk_widget_set_visible (self->offline, FALSE);
  gtk_stack_set_visible_child_name (self->states, "sign-in");
  jl_sign_in_page_prepare (self->sign_in, server, username);
  jl_sign_in_page_show_message (self->sign_in, message);
  jl_window_update_actions (self);
}

static void
signed_in_cb (JlWindow *self, JlClient *client)
{
  jl_window_begin_work (self, client);
}

static gboolean
close_request_cb (JlWindow *self)
{
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", MAX (width, 360));
  g_settings_set_int (self->settings, "window-height", MAX (height, 300));
  g_settings_set_boolean (
      self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  return GDK_EVENT_PROPAGATE;
}

static void
jl_window_dispose (GObject *object)
{
  JlWindow *self = JL_WINDOW (object);

  if (self->workspace != NULL)
    jl_window_clear_pages (self);
  g_clear_object (&self->head_watch);
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->scan, jl_scan_free);
  g_clear_pointer (&self->page, g_free);
  g_clear_handle_id (&self->look_source, g_source_remove);
  g_clear_pointer (&self->device, jl_device_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_WINDOW);
  G_OBJECT_CLASS (jl_window_parent_class)->dispose (object);
}

static void
row_activated_cb (JlWindow *self, GtkListBoxRow *row)
{
  jl_window_show_page (self, gtk_widget_get_name (GTK_WIDGET (row)));
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
jl_window_class_init (JlWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_window_dispose;
  g_type_ensure (JL_TYPE_SIGN_IN_PAGE);
  g_type_ensure (JL_TYPE_LOCK_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/jieli/Jieli/jl-window.ui");
  gtk_widget_class_bind_template_child (widget_class, JlWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, states);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, sign_in);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, lock);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, organisation);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, organisation_name);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, account_name);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, account_role);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, back);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, toggle_sidebar);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, title);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, new_item);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, notices);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, offline);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, history);
  gtk_widget_class_bind_template_child (widget_class, JlWindow, pages);
  gtk_widget_class_bind_template_callback (widget_class, signed_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_request_cb);
  jl_window_install_actions (widget_class);
}

static void
jl_window_init (JlWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->page = g_strdup ("items");
  jl_window_install_scanner (self);
  jl_window_install_lock (self);
}

static JlWindow *
new_window (JlApplication *application)
{
  JlWindow *self = g_object_new (JL_TYPE_WINDOW, "application", application, NULL);

  self->settings = g_object_ref (jl_application_get_settings (application));
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  return self;
}

/**
 * jl_window_new:
 * @application: the application
 * @server: (nullable): address of the command line; %NULL: the one used last
 *
 * Returns: (transfer none): a window that goes on with the kept session, or asks who is there
 */
JlWindow *
jl_window_new (JlApplication *application, const char *server)
{
  JlWindow *self = new_window (application);
  g_autofree char *used = NULL;

  if (server != NULL)
    g_settings_set_string (self->settings, "server", server);
  jl_window_begin_sign_in (self, NULL);
  used = g_settings_get_string (self->settings, "server");
  jl_window_look_up_device (self, used);
  jl_sign_in_page_resume (self->sign_in);
  return self;
}

/**
 * jl_window_new_like:
 * @application: the application
 * @other: a window that is about to be closed
 *
 * Returns: (transfer none): a window with the same session on the same page
 */
JlWindow *
jl_window_new_like (JlApplication *application, JlWindow *other)
{
  JlWindow *self = new_window (application);
  int width = gtk_widget_get_width (GTK_WIDGET (other));
  int height = gtk_widget_get_height (GTK_WIDGET (other));

  if (width > 0 && height > 0)
    gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (other->workspace == NULL) {
    jl_window_begin_sign_in (self, NULL);
    return self;
  }
  g_signal_handlers_disconnect_by_data (jl_workspace_get_client (other->workspace), other);
  g_free (self->page);
  self->page = g_strdup (other->page);
  jl_window_begin_work (self, jl_workspace_get_client (other->workspace));
  return self;
}

/**
 * jl_window_get_workspace:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): what its pages share; %NULL when nobody is signed in
 */
JlWorkspace *
jl_window_get_workspace (JlWindow *self)
{
  return self->workspace;
}

/**
 * jl_window_show_toast:
 * @self: a window
 * @text: what was done, or what went wrong and can simply be tried again
 */
void
jl_window_show_toast (JlWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/**
 * jl_window_show_retry_toast:
 * @self: a window
 * @text: what went wrong
 * @action: an action that tries the same again
 */
void
jl_window_show_retry_toast (JlWindow *self, const char *text, const char *action)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_button_label (toast, _ ("Try again"));
  adw_toast_set_action_name (toast, action);
  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}
