// SPDX-License-Identifier: GPL-3.0-or-later
/* Locking, and switching by PIN between those who share the computer. */
#include "jl-window-private.h"

#include "jl-administration-actions.h"
#include "jl-keyring.h"
#include "jl-people-actions.h"
#include "jl-pin-dialog.h"

#include <glib/gi18n-lib.h>

/* How often it is seen whether the keyboard has rested long enough. */
#define LOOK_S 15
/* How often the service is told that a session is used. */
#define RENEW_S (10 * 60)

static void
save_device (JlWindow *self)
{
  g_autofree char *text = jl_device_to_text (self->device);

  jl_keyring_store_device (self->device->server, text);
}

static gboolean
has_people (JlWindow *self)
{
  return self->device != NULL && self->device->people->len > 0;
}

static void
device_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = jl_keyring_lookup_finish (result, &error);
  g_autofree char *server = g_steal_pointer (&self->looked_up);

  /* Closed meanwhile. */
  if (self->states == NULL)
    return;
  g_clear_pointer (&self->device, jl_device_free);
  self->device = jl_device_new (server, text);
  jl_window_update_actions (self);
  if (self->workspace != NULL || !has_people (self))
    return;
  jl_sign_in_page_leave_off (self->sign_in);
  jl_window_show_lock (self, NULL);
}

/* Asks the keyring who has a PIN here; if there is somebody and nobody is signed in, they switch to
 * themselves. */
void
jl_window_look_up_device (JlWindow *self, const char *server)
{
  g_autofree char *normal = jl_client_normalize_server (server, NULL);

  if (normal == NULL || self->looked_up != NULL ||
      (self->device != NULL && g_str_equal (self->device->server, normal)))
    return;
  self->looked_up = g_steal_pointer (&normal);
  jl_keyring_lookup_device_async (self->looked_up, NULL, device_found_cb, g_object_ref (self));
}

/* Shows who can switch by PIN. */
void
jl_window_show_lock (JlWindow *self, const char *account)
{
  gtk_stack_set_visible_child_name (self->states, "locked");
  jl_lock_page_prepare (self->lock, self->device, account);
}

/* Where staff switch by PIN, they do so also when a session has come to its end. */
void
jl_window_offer_lock (JlWindow *self)
{
  if (has_people (self))
    jl_window_show_lock (self, NULL);
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  jl_client_sign_out_finish (JL_CLIENT (source), result, NULL);
}

/* What was being typed is kept for who typed it; their session ends here and at the service. */
static void
lock (JlWindow *self)
{
  g_autoptr (JlClient) client = g_object_ref (jl_workspace_get_client (self->workspace));
  g_autofree char *username = g_settings_get_string (self->settings, "username");
  g_autofree char *account =
      jl_record_dup_field_text (jl_client_get_account (client), JL_ACCOUNT_ID);

  jl_keyring_forget (jl_client_get_server (client), username);
  jl_window_begin_sign_in (self, NULL);
  jl_client_sign_out_async (client, NULL, left_cb, NULL);
  jl_window_show_lock (self, account);
}

static void
pin_set_cb (JlWindow *self)
{
  JlRecord *account = jl_client_get_account (jl_workspace_get_client (self->workspace));
  g_autofree char *id = jl_record_dup_field_text (account, JL_ACCOUNT_ID);
  const char *nickname = jl_record_get_text (account, JL_ACCOUNT_NICKNAME);

  jl_device_add (self->device,
                 id,
                 nickname != NULL ? nickname : jl_record_get_text (account, JL_ACCOUNT_USERNAME));
  save_device (self);
  jl_window_update_actions (self);
  jl_window_show_toast (self, _ ("PIN set. Ctrl+L locks, and lets others switch to themselves."));
}

/* Opens the dialog in which who is signed in sets a PIN for this computer. */
void
jl_window_set_pin (JlWindow *self)
{
  GtkWidget *dialog;

  if (self->device == NULL)
    return;
  dialog = jl_pin_dialog_new (
      GTK_WINDOW (self), jl_workspace_get_client (self->workspace), self->device->secret);
  g_signal_connect_object (dialog, "done", G_CALLBACK (pin_set_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Locks; who is the first to do so sets a PIN before. */
void
jl_window_lock (JlWindow *self)
{
  JlRecord *account = jl_client_get_account (jl_workspace_get_client (self->workspace));
  g_autofree char *id = jl_record_dup_field_text (account, JL_ACCOUNT_ID);

  if (self->device != NULL && jl_device_knows (self->device, id))
    lock (self);
  else
    jl_window_set_pin (self);
}

static void
forgotten_here_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  jl_client_run_finish (JL_CLIENT (source), result, NULL);
}

/* Who is signed in has no PIN here from now on. */
void
jl_window_forget_pin (JlWindow *self)
{
  JlClient *client = jl_workspace_get_client (self->workspace);
  g_autofree char *id = jl_record_dup_field_text (jl_client_get_account (client), JL_ACCOUNT_ID);
  g_autoptr (JlAction) action = jl_pin_action_forget (self->device->secret);

  jl_client_run_async (client, action, NULL, forgotten_here_cb, NULL);
  jl_device_remove (self->device, id);
  save_device (self);
  jl_window_update_actions (self);
  jl_window_show_toast (self, _ ("Your PIN on this computer is forgotten"));
}

static void
forgotten_cb (JlWindow *self, const char *account)
{
  jl_device_remove (self->device, account);
  save_device (self);
}

static void
password_cb (JlWindow *self)
{
  gtk_stack_set_visible_child_name (self->states, "sign-in");
  gtk_widget_child_focus (GTK_WIDGET (self->sign_in), GTK_DIR_TAB_FORWARD);
}

/* Who works for nobody has no PIN. */
void
jl_window_update_pin_actions (JlWindow *self)
{
  JlClient *client = self->workspace != NULL ? jl_workspace_get_client (self->workspace) : NULL;
  JlRecord *account = client != NULL ? jl_client_get_account (client) : NULL;
  gboolean works =
      self->device != NULL && account != NULL && jl_client_get_membership (client) != NULL;
  g_autofree char *id = works ? jl_record_dup_field_text (account, JL_ACCOUNT_ID) : NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.lock", works);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.set-pin", works);
  gtk_widget_action_set_enabled (
      GTK_WIDGET (self), "win.forget-pin", works && jl_device_knows (self->device, id));
}

/* Resting */

static gboolean
event_cb (GtkEventControllerLegacy *controller, GdkEvent *event, JlWindow *self)
{
  self->active_at = g_get_monotonic_time ();
  return GDK_EVENT_PROPAGATE;
}

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  jl_client_run_finish (JL_CLIENT (source), result, NULL);
}

/* So the session lasts while it is used, and the list of sessions says when that was. */
void
jl_window_renew_session (JlWindow *self)
{
  g_autoptr (JlAction) action = jl_session_action_renew ();

  self->renewed_at = g_get_monotonic_time ();
  jl_client_run_async (jl_workspace_get_client (self->workspace), action, NULL, renewed_cb, NULL);
}

static gboolean
look_cb (gpointer user_data)
{
  JlWindow *self = user_data;
  gint64 minutes = g_settings_get_int (self->settings, "lock-minutes");
  gint64 now = g_get_monotonic_time ();
  gint64 rested = now - self->active_at;
  g_autofree char *id = NULL;

  if (self->workspace != NULL && self->active_at > self->renewed_at &&
      now - self->renewed_at > RENEW_S * G_USEC_PER_SEC)
    jl_window_renew_session (self);
  if (minutes == 0 || self->workspace == NULL || rested < minutes * 60 * G_USEC_PER_SEC)
    return G_SOURCE_CONTINUE;
  id = jl_record_dup_field_text (jl_client_get_account (jl_workspace_get_client (self->workspace)),
                                 JL_ACCOUNT_ID);
  /* Only who can come back by PIN is sent away. */
  if (self->device != NULL && jl_device_knows (self->device, id))
    lock (self);
  return G_SOURCE_CONTINUE;
}

/* Connects the page that is shown while nobody has switched to themselves. */
void
jl_window_install_lock (JlWindow *self)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  g_signal_connect_object (
      self->lock, "password", G_CALLBACK (password_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->lock, "forgotten", G_CALLBACK (forgotten_cb), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect (events, "event", G_CALLBACK (event_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), events);
  self->active_at = g_get_monotonic_time ();
  self->look_source = g_timeout_add_seconds (LOOK_S, look_cb, self);
}
