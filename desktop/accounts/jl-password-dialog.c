// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-password-dialog.h"

#include "jl-error.h"
#include "jl-people-actions.h"

#include <glib/gi18n-lib.h>

struct _JlPasswordDialog {
  AdwWindow parent_instance;

  /* Template widgets */
  GtkEditable *current;
  GtkEditable *chosen;
  GtkEditable *repeated;
  GtkLabel *trouble;
  GtkButton *confirm;

  JlClient *client;          /* owned */
  GCancellable *cancellable; /* owned: cancelled when the dialog goes */
};

enum { SIGNAL_DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlPasswordDialog, jl_password_dialog, ADW_TYPE_WINDOW)

static void
show_trouble (JlPasswordDialog *self, GtkEditable *where, const char *text)
{
  GtkEditable *rows[] = { self->current, self->chosen, self->repeated };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (rows[i] == where)
      gtk_widget_add_css_class (GTK_WIDGET (rows[i]), "error");
    else
      gtk_widget_remove_css_class (GTK_WIDGET (rows[i]), "error");
  }
  gtk_label_set_text (self->trouble, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), text != NULL);
  if (where != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (where));
}

static void
update_cb (JlPasswordDialog *self)
{
  show_trouble (self, NULL, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm),
                            *gtk_editable_get_text (self->current) != '\0' &&
                                *gtk_editable_get_text (self->chosen) != '\0' &&
                                *gtk_editable_get_text (self->repeated) != '\0');
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean done = jl_client_run_finish (JL_CLIENT (source), result, &error);
  JlPasswordDialog *self;
  const char *field;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_PASSWORD_DIALOG (user_data);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), TRUE);
  if (!done) {
    field = error->domain == JL_ERROR ? jl_error_get_field (error) : NULL;
    show_trouble (self,
                  g_strcmp0 (field, "old_password") == 0   ? self->current
                  : g_strcmp0 (field, "new_password") == 0 ? self->chosen
                                                           : NULL,
                  error->message);
    return;
  }
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
confirm_cb (JlPasswordDialog *self)
{
  const char *chosen = gtk_editable_get_text (self->chosen);
  gint64 least = jl_password_table.fields[JL_PASSWORD_NEW].min;
  g_autoptr (JlAction) action = NULL;

  if (g_utf8_strlen (chosen, -1) < least) {
    g_autofree char *text =
        g_strdup_printf (_ ("A password has at least %d characters"), (int)least);

    show_trouble (self, self->chosen, text);
    return;
  }
  if (!g_str_equal (chosen, gtk_editable_get_text (self->repeated))) {
    show_trouble (self, self->repeated, _ ("The new password was typed in two ways"));
    return;
  }
  action = jl_password_action_change (gtk_editable_get_text (self->current), chosen);
  show_trouble (self, NULL, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), FALSE);
  jl_client_run_async (self->client, action, self->cancellable, changed_cb, self);
}

static void
jl_password_dialog_dispose (GObject *object)
{
  JlPasswordDialog *self = JL_PASSWORD_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), JL_TYPE_PASSWORD_DIALOG);
  G_OBJECT_CLASS (jl_password_dialog_parent_class)->dispose (object);
}

static void
jl_password_dialog_class_init (JlPasswordDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_password_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/accounts/jl-password-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JlPasswordDialog, current);
  gtk_widget_class_bind_template_child (widget_class, JlPasswordDialog, chosen);
  gtk_widget_class_bind_template_child (widget_class, JlPasswordDialog, repeated);
  gtk_widget_class_bind_template_child (widget_class, JlPasswordDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, JlPasswordDialog, confirm);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, confirm_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[SIGNAL_DONE] = g_signal_new (
      "done", JL_TYPE_PASSWORD_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jl_password_dialog_init (JlPasswordDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  update_cb (self);
}

/**
 * jl_password_dialog_new:
 * @parent: the window it belongs to
 * @client: of who is signed in
 *
 * Returns: (transfer floating): the dialog
 */
GtkWidget *
jl_password_dialog_new (GtkWindow *parent, JlClient *client)
{
  JlPasswordDialog *self = g_object_new (JL_TYPE_PASSWORD_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  gtk_widget_grab_focus (GTK_WIDGET (self->current));
  return GTK_WIDGET (self);
}
