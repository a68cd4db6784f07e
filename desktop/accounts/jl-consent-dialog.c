// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-consent-dialog.h"

#include "jl-consent.h"
#include "jl-people-actions.h"

#include <glib/gi18n-lib.h>

struct _JlConsentDialog {
  AdwWindow parent_instance;

  /* Template widgets */
  GtkLabel *heading;
  GtkLabel *text;
  GtkLabel *question;
  GtkCheckButton *old_enough;
  GtkCheckButton *too_young;
  GtkCheckButton *agreed;
  GtkLabel *trouble;
  GtkButton *confirm;

  JlClient *client;          /* owned */
  GCancellable *cancellable; /* owned: cancelled when the dialog goes */
  gint64 version;            /* of the text, 0: it is not there yet */
};

G_DEFINE_FINAL_TYPE (JlConsentDialog, jl_consent_dialog, ADW_TYPE_WINDOW)

static void
show_trouble (JlConsentDialog *self, const char *text)
{
  gtk_label_set_text (self->trouble, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), text != NULL);
}

static void
update_cb (JlConsentDialog *self)
{
  gboolean said = gtk_check_button_get_active (self->old_enough) ||
                  gtk_check_button_get_active (self->too_young);

  show_trouble (self, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm),
                            self->version != 0 && said &&
                                gtk_check_button_get_active (self->agreed));
}

static void
set_age (JlConsentDialog *self, gint64 age)
{
  g_autofree char *question = g_strdup_printf (_ ("Are you %d or older?"), (int)age);
  g_autofree char *yes = g_strdup_printf (_ ("%d or older"), (int)age);
  g_autofree char *no = g_strdup_printf (_ ("Younger than %d"), (int)age);

  gtk_label_set_text (self->question, question);
  gtk_check_button_set_label (self->old_enough, yes);
  gtk_check_button_set_label (self->too_young, no);
}

static JlRecord *
find_text (JlConsentDialog *self, GPtrArray *texts)
{
  JlConsentAudience audience =
      jl_client_get_membership (self->client) != NULL ? JL_CONSENT_STAFF : JL_CONSENT_RESIDENT;

  for (guint i = 0; i < texts->len; i++) {
    if (jl_record_get_integer (texts->pdata[i], JL_CONSENT_TEXT_AUDIENCE) == audience &&
        jl_record_get_integer (texts->pdata[i], JL_CONSENT_TEXT_IN_FORCE))
      return texts->pdata[i];
  }
  return NULL;
}

static void
texts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) texts =
      jl_client_run_list_finish (JL_CLIENT (source), result, NULL, &error);
  g_autoptr (GString) paragraphs = NULL;
  JlConsentDialog *self;
  JlRecord *text;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_CONSENT_DIALOG (user_data);
  if (texts == NULL) {
    show_trouble (self, error->message);
    return;
  }
  text = find_text (self, texts);
  if (text == NULL)
    return;
  self->version = jl_record_get_integer (text, JL_CONSENT_TEXT_VERSION);
  gtk_label_set_text (self->heading, jl_record_get_text (text, JL_CONSENT_TEXT_TITLE));
  paragraphs = g_string_new (jl_record_get_text (text, JL_CONSENT_TEXT_TEXT));
  g_string_replace (paragraphs, "\n", "\n\n", 0);
  gtk_label_set_text (self->text, paragraphs->str);
  set_age (self, jl_record_get_integer (text, JL_CONSENT_TEXT_MINIMUM_AGE));
  update_cb (self);
}

static void
agreed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean done = jl_client_run_finish (JL_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (done) {
    gtk_window_close (GTK_WINDOW (user_data));
    return;
  }
  gtk_widget_set_sensitive (GTK_WIDGET (JL_CONSENT_DIALOG (user_data)->confirm), TRUE);
  show_trouble (user_data, error->message);
}

static void
confirm_cb (JlConsentDialog *self)
{
  g_autoptr (JlAction) action =
      jl_consent_action_give (self->version, gtk_check_button_get_active (self->old_enough));

  show_trouble (self, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), FALSE);
  jl_client_run_async (self->client, action, self->cancellable, agreed_cb, self);
}

static void
jl_consent_dialog_dispose (GObject *object)
{
  JlConsentDialog *self = JL_CONSENT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), JL_TYPE_CONSENT_DIALOG);
  G_OBJECT_CLASS (jl_consent_dialog_parent_class)->dispose (object);
}

static void
jl_consent_dialog_class_init (JlConsentDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_consent_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/accounts/jl-consent-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JlConsentDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, JlConsentDialog, text);
  gtk_widget_class_bind_template_child (widget_class, JlConsentDialog, question);
  gtk_widget_class_bind_template_child (widget_class, JlConsentDialog, old_enough);
  gtk_widget_class_bind_template_child (widget_class, JlConsentDialog, too_young);
  gtk_widget_class_bind_template_child (widget_class, JlConsentDialog, agreed);
  gtk_widget_class_bind_template_child (widget_class, JlConsentDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, JlConsentDialog, confirm);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, confirm_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
jl_consent_dialog_init (JlConsentDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  update_cb (self);
}

/**
 * jl_consent_dialog_new:
 * @parent: the window it belongs to
 * @client: of who is signed in, and has something to agree to
 *
 * Returns: (transfer floating): the dialog
 */
GtkWidget *
jl_consent_dialog_new (GtkWindow *parent, JlClient *client)
{
  JlConsentDialog *self = g_object_new (JL_TYPE_CONSENT_DIALOG, "transient-for", parent, NULL);
  g_autoptr (JlAction) action = jl_consent_action_list_texts ();

  self->client = g_object_ref (client);
  jl_client_run_async (client, action, self->cancellable, texts_cb, self);
  return GTK_WIDGET (self);
}
