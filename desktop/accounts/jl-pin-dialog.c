// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-pin-dialog.h"

#include "jl-people-actions.h"
#include "jl-pin.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _JlPinDialog {
  AdwWindow parent_instance;

  /* Template widgets */
  GtkEditable *chosen;
  GtkEditable *repeated;
  GtkLabel *trouble;
  GtkButton *confirm;

  JlClient *client;          /* owned */
  char *device;              /* owned */
  GCancellable *cancellable; /* owned */
};

enum { SIGNAL_DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlPinDialog, jl_pin_dialog, ADW_TYPE_WINDOW)

static void
show_trouble (JlPinDialog *self, const char *text)
{
  gtk_label_set_text (self->trouble, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), text != NULL);
}

static gboolean
is_pin (const char *text)
{
  return strlen (text) == JL_PIN_LENGTH && strspn (text, "0123456789") == JL_PIN_LENGTH;
}

static void
update_cb (JlPinDialog *self)
{
  show_trouble (self, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm),
                            is_pin (gtk_editable_get_text (self->chosen)) &&
                                *gtk_editable_get_text (self->repeated) != '\0');
}

/* Nobody should have to look for the way to the second field. */
static void
chosen_cb (JlPinDialog *self)
{
  update_cb (self);
  if (is_pin (gtk_editable_get_text (self->chosen)))
    gtk_widget_grab_focus (GTK_WIDGET (self->repeated));
}

static void
set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean done = jl_client_run_finish (JL_CLIENT (source), result, &error);
  JlPinDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_PIN_DIALOG (user_data);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), TRUE);
  if (!done) {
    show_trouble (self, error->message);
    gtk_widget_grab_focus (GTK_WIDGET (self->chosen));
    return;
  }
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
confirm_cb (JlPinDialog *self)
{
  const char *chosen = gtk_editable_get_text (self->chosen);
  g_autoptr (JlAction) action = NULL;

  if (!g_str_equal (chosen, gtk_editable_get_text (self->repeated))) {
    show_trouble (self, _ ("The PIN was typed in two ways"));
    gtk_widget_grab_focus (GTK_WIDGET (self->repeated));
    return;
  }
  action = jl_pin_action_set (self->device, chosen);
  show_trouble (self, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), FALSE);
  jl_client_run_async (self->client, action, self->cancellable, set_cb, self);
}

static void
jl_pin_dialog_dispose (GObject *object)
{
  JlPinDialog *self = JL_PIN_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_pointer (&self->device, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), JL_TYPE_PIN_DIALOG);
  G_OBJECT_CLASS (jl_pin_dialog_parent_class)->dispose (object);
}

static void
jl_pin_dialog_class_init (JlPinDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_pin_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/accounts/jl-pin-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JlPinDialog, chosen);
  gtk_widget_class_bind_template_child (widget_class, JlPinDialog, repeated);
  gtk_widget_class_bind_template_child (widget_class, JlPinDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, JlPinDialog, confirm);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, confirm_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[SIGNAL_DONE] = g_signal_new (
      "done", JL_TYPE_PIN_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jl_pin_dialog_init (JlPinDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  update_cb (self);
}

/**
 * jl_pin_dialog_new:
 * @parent: the window it belongs to
 * @client: of who is signed in
 * @device: the secret by which the service knows this computer
 *
 * Returns: (transfer floating): the dialog
 */
GtkWidget *
jl_pin_dialog_new (GtkWindow *parent, JlClient *client, const char *device)
{
  JlPinDialog *self = g_object_new (JL_TYPE_PIN_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  self->device = g_strdup (device);
  gtk_widget_grab_focus (GTK_WIDGET (self->chosen));
  return GTK_WIDGET (self);
}
