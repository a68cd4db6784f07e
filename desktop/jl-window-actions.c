// SPDX-License-Identifier: GPL-3.0-or-later
/* The commands of the window, and its scanner. */
#include "jl-window-private.h"

#include "jl-item.h"
#include "jl-keyring.h"
#include "jl-password-dialog.h"

#include <glib/gi18n-lib.h>

static void
search_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  JlWindow *self = JL_WINDOW (widget);

  jl_window_show_page (self, "items");
  jl_items_page_focus_search (jl_window_get_items_page (self));
}

static void
reload_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit_by_name (jl_workspace_get_client (JL_WINDOW (widget)->workspace), "caught-up");
}

static void
back_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  JlWindow *self = JL_WINDOW (widget);

  if (self->form != NULL)
    jl_window_close_form (self);
  else
    jl_items_page_go_back (jl_window_get_items_page (self));
  jl_window_update_actions (self);
}

static void
toggle_sidebar_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AdwFlap *flap = JL_WINDOW (widget)->flap;

  adw_flap_set_reveal_flap (flap, !adw_flap_get_reveal_flap (flap));
}

static void
notices_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  jl_notices_button_open (JL_WINDOW (widget)->notices_button);
}

static void
show_page_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  jl_window_show_nth_page (JL_WINDOW (widget), g_variant_get_int32 (parameter) - 1);
}

static void
show_item_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  jl_window_show_item (JL_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
new_item_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  jl_window_new_item (JL_WINDOW (widget));
}

static void
edit_item_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  jl_window_edit_item (JL_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
act_for_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  JlWindow *self = JL_WINDOW (widget);
  g_autoptr (JlClient) client = g_object_ref (jl_workspace_get_client (self->workspace));

  g_settings_set_string (self->settings, "organisation", g_variant_get_string (parameter, NULL));
  g_signal_handlers_disconnect_by_data (client, self);
  jl_window_begin_work (self, client);
}

static void
password_done_cb (JlWindow *self)
{
  jl_window_show_toast (self, _ ("Password changed"));
}

static void
change_password_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *dialog = jl_password_dialog_new (
      GTK_WINDOW (widget), jl_workspace_get_client (JL_WINDOW (widget)->workspace));

  g_signal_connect_object (
      dialog, "done", G_CALLBACK (password_done_cb), widget, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  jl_client_sign_out_finish (JL_CLIENT (source), result, NULL);
}

static void
sign_out_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  JlWindow *self = JL_WINDOW (widget);
  g_autoptr (JlClient) client = g_object_ref (jl_workspace_get_client (self->workspace));
  g_autofree char *username = g_settings_get_string (self->settings, "username");

  jl_keyring_forget (jl_client_get_server (client), username);
  jl_window_begin_sign_in (self, NULL);
  jl_client_sign_out_async (client, NULL, signed_out_cb, NULL);
}

static void
history_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  jl_window_show_history (JL_WINDOW (widget));
}

static void
lock_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  jl_window_lock (JL_WINDOW (widget));
}

static void
set_pin_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  jl_window_set_pin (JL_WINDOW (widget));
}

static void
forget_pin_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  jl_window_forget_pin (JL_WINDOW (widget));
}

static const struct {
  const char *name;
  const char *parameter;
  GtkWidgetActionActivateFunc activate;
} actions[] = {
  { "win.search", NULL, search_cb },
  { "win.reload", NULL, reload_cb },
  { "win.back", NULL, back_cb },
  { "win.toggle-sidebar", NULL, toggle_sidebar_cb },
  { "win.notices", NULL, notices_cb },
  { "win.show-page", "i", show_page_cb },
  { "win.show-item", "s", show_item_cb },
  { "win.act-for", "s", act_for_cb },
  { "win.sign-out", NULL, sign_out_cb },
  { "win.new-item", NULL, new_item_cb },
  { "win.edit-item", "s", edit_item_cb },
  { "win.change-password", NULL, change_password_cb },
  { "win.lock", NULL, lock_cb },
  { "win.set-pin", NULL, set_pin_cb },
  { "win.forget-pin", NULL, forget_pin_cb },
  { "win.history", NULL, history_cb },
};

/* The window's commands, for its class. */
void
jl_window_install_actions (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (
        widget_class, actions[i].name, actions[i].parameter, actions[i].activate);
}

/* The one place where the window's commands are enabled. */
void
jl_window_update_actions (JlWindow *self)
{
  gboolean works = self->workspace != NULL;
  JlItemsPage *items = works ? jl_window_get_items_page (self) : NULL;
  gboolean may_go_back =
      self->form != NULL ||
      (items != NULL && g_str_equal (self->page, "items") && jl_items_page_can_go_back (items));

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i].name, works);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.back", may_go_back);
  jl_window_update_pin_actions (self);
  gtk_widget_set_visible (GTK_WIDGET (self->back), may_go_back);
  /* In a narrow window there is room for one of the two. */
  gtk_widget_set_visible (GTK_WIDGET (self->toggle_sidebar),
                          !may_go_back || !adw_flap_get_folded (self->flap));
}

typedef struct {
  JlWindow *window; /* owned */
  char *code;       /* owned */
} Lookup;

static void
scanned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Lookup *lookup = user_data;
  g_autoptr (JlWindow) self = lookup->window;
  g_autofree char *code = lookup->code;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found =
      jl_client_run_list_finish (JL_CLIENT (source), result, NULL, &error);

  g_free (lookup);
  if (self->workspace == NULL || self->states == NULL)
    return;
  if (found == NULL) {
    jl_window_show_toast (self, error->message);
  } else if (found->len == 0) {
    g_autofree char *text = g_strdup_printf (_ ("No item has the label %s"), code);

    jl_window_show_toast (self, text);
  } else {
    g_autofree char *id = jl_record_dup_field_text (found->pdata[0], JL_ITEM_ID);

    jl_window_show_item (self, id);
  }
}

/* What the scanner typed went into the field that had the focus: out with it again. */
static void
remove_typed (JlWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  int length = jl_scan_get_length (self->scan);
  int position;

  if (focus == NULL || !GTK_IS_EDITABLE (focus))
    return;
  position = gtk_editable_get_position (GTK_EDITABLE (focus));
  if (position >= length)
    gtk_editable_delete_text (GTK_EDITABLE (focus), position - length, position);
}

static void
look_up (JlWindow *self, const char *code)
{
  JlClient *client = jl_workspace_get_client (self->workspace);
  JlRecord *membership = jl_client_get_membership (client);
  g_autofree char *organisation =
      membership != NULL ? jl_record_dup_field_text (membership, JL_MEMBERSHIP_ORGANISATION) : NULL;
  g_autoptr (JlAction) action = NULL;
  Lookup *lookup = g_new (Lookup, 1);

  /* A label of another shop is looked up among what everybody may see. */
  action = jl_action_new_get ("/items?label_code=%s%s%s",
                              code,
                              organisation != NULL ? "&organisation=" : "",
                              organisation != NULL ? organisation : "");
  jl_action_set_output (action, &jl_item_table);
  *lookup = (Lookup){ g_object_ref (self), g_strdup (code) };
  jl_client_run_async (client, action, NULL, scanned_cb, lookup);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        JlWindow *self)
{
  gboolean is_enter = keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter;
  gunichar key = is_enter ? '\n' : gdk_keyval_to_unicode (keyval);
  guint32 time = gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (controller));
  g_autofree char *code = NULL;

  if (self->workspace == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  code = jl_scan_take_key (self->scan, key, time);
  if (code == NULL)
    return GDK_EVENT_PROPAGATE;
  remove_typed (self);
  look_up (self, code);
  return GDK_EVENT_STOP;
}

/* Barcode scanners are keyboards: listens to the keys before any field gets them. */
void
jl_window_install_scanner (JlWindow *self)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  self->scan = jl_scan_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}
