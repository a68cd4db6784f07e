// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-hold-dialog.h"

#include "jl-keeping-actions.h"

#include <glib/gi18n-lib.h>

struct _JlHoldDialog {
  AdwWindow parent_instance;

  /* Template widgets */
  GtkEditable *label;
  GtkEditable *reason;
  GtkLabel *trouble;
  GtkButton *confirm;

  JlClient *client;          /* owned */
  GCancellable *cancellable; /* owned: cancelled when the dialog goes */
  char *hold;                /* owned, nullable: that which is to end */
};

enum { SIGNAL_DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlHoldDialog, jl_hold_dialog, ADW_TYPE_WINDOW)

static void
show_trouble (JlHoldDialog *self, const char *text)
{
  gtk_label_set_text (self->trouble, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), text != NULL);
}

static void
update_cb (JlHoldDialog *self)
{
  show_trouble (self, NULL);
  gtk_widget_set_sensitive (
      GTK_WIDGET (self->confirm),
      *gtk_editable_get_text (self->reason) != '\0' &&
          (self->hold != NULL || *gtk_editable_get_text (self->label) != '\0'));
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean done = jl_client_run_finish (JL_CLIENT (source), result, &error);
  JlHoldDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_HOLD_DIALOG (user_data);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), TRUE);
  if (!done) {
    show_trouble (self, error->message);
    return;
  }
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
confirm_cb (JlHoldDialog *self)
{
  const char *reason = gtk_editable_get_text (self->reason);
  g_autofree char *label = g_strstrip (g_strdup (gtk_editable_get_text (self->label)));
  g_autoptr (JlAction) action = self->hold != NULL ? jl_hold_action_release (self->hold, reason)
                                                   : jl_hold_action_place (label, reason);

  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), FALSE);
  jl_client_run_async (self->client, action, self->cancellable, done_cb, self);
}

static void
jl_hold_dialog_dispose (GObject *object)
{
  JlHoldDialog *self = JL_HOLD_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_pointer (&self->hold, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), JL_TYPE_HOLD_DIALOG);
  G_OBJECT_CLASS (jl_hold_dialog_parent_class)->dispose (object);
}

static void
jl_hold_dialog_class_init (JlHoldDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_hold_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/keeping/jl-hold-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JlHoldDialog, label);
  gtk_widget_class_bind_template_child (widget_class, JlHoldDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, JlHoldDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, JlHoldDialog, confirm);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, confirm_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[SIGNAL_DONE] = g_signal_new (
      "done", JL_TYPE_HOLD_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jl_hold_dialog_init (JlHoldDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GtkWidget *
new_dialog (
    GtkWindow *parent, JlClient *client, const char *hold, const char *title, const char *confirm)
{
  JlHoldDialog *self =
      g_object_new (JL_TYPE_HOLD_DIALOG, "transient-for", parent, "title", title, NULL);

  self->client = g_object_ref (client);
  self->hold = g_strdup (hold);
  gtk_button_set_label (self->confirm, confirm);
  gtk_widget_set_visible (GTK_WIDGET (self->label), hold == NULL);
  update_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (hold == NULL ? self->label : self->reason));
  return GTK_WIDGET (self);
}

/**
 * jl_hold_dialog_new_place:
 * @parent: the window it belongs to
 * @client: of an administrator
 *
 * Returns: (transfer floating): a dialog that keeps an item until further notice
 */
GtkWidget *
jl_hold_dialog_new_place (GtkWindow *parent, JlClient *client)
{
  return new_dialog (parent, client, NULL, _ ("Legal hold"), _ ("_Hold"));
}

/**
 * jl_hold_dialog_new_release:
 * @parent: the window it belongs to
 * @client: of an administrator
 * @hold: id of a hold
 *
 * Returns: (transfer floating): a dialog that ends it
 */
GtkWidget *
jl_hold_dialog_new_release (GtkWindow *parent, JlClient *client, const char *hold)
{
  return new_dialog (parent, client, hold, _ ("End the legal hold"), _ ("_End"));
}
