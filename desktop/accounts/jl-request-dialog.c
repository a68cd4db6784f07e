// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-request-dialog.h"

#include "jl-people-actions.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

struct _JlRequestDialog {
  AdwWindow parent_instance;

  /* Template widgets */
  GtkEditable *who;
  GtkButton *find;
  GtkWidget *found;
  AdwActionRow *person_row;
  AdwComboRow *export_reason;
  AdwComboRow *erasure_reason;
  GtkButton *save;
  GtkButton *erase;
  GtkLabel *outcome;

  JlClient *client;          /* owned */
  JlRecord *person;          /* owned, nullable: who was found */
  GFile *file;               /* owned, nullable: where the answer goes */
  GCancellable *cancellable; /* owned: cancelled when the dialog goes */
};

G_DEFINE_FINAL_TYPE (JlRequestDialog, jl_request_dialog, ADW_TYPE_WINDOW)

/* Beside the person's own reason, which is not an administrator's. */
#define FIRST_ERASURE_REASON 1

static void
show_outcome (JlRequestDialog *self, const char *text, gboolean is_trouble)
{
  gtk_label_set_text (self->outcome, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->outcome), text != NULL);
  if (is_trouble)
    gtk_widget_add_css_class (GTK_WIDGET (self->outcome), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->outcome), "error");
}

static void
show_person (JlRequestDialog *self)
{
  char since[JL_TIME_CHINA_TEXT_SIZE];
  g_autofree char *subtitle = NULL;

  gtk_widget_set_visible (self->found, self->person != NULL);
  if (self->person == NULL)
    return;
  jl_time_to_china_text (jl_record_get_integer (self->person, JL_PERSON_CREATED_AT), since);
  subtitle = g_strdup_printf (
      _ ("%s · joined on %.10s"), jl_record_get_text (self->person, JL_PERSON_PHONE), since);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->person_row),
                                 jl_record_get_text (self->person, JL_PERSON_NICKNAME));
  adw_action_row_set_subtitle (self->person_row, subtitle);
}

static void
update_cb (JlRequestDialog *self)
{
  g_clear_object (&self->person);
  show_person (self);
  show_outcome (self, NULL, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->find), *gtk_editable_get_text (self->who) != '\0');
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) person = jl_client_run_record_finish (JL_CLIENT (source), result, &error);
  JlRequestDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_REQUEST_DIALOG (user_data);
  g_set_object (&self->person, person);
  show_person (self);
  show_outcome (self, person == NULL ? error->message : NULL, TRUE);
}

static void
find_cb (JlRequestDialog *self)
{
  g_autofree char *who = g_strstrip (g_strdup (gtk_editable_get_text (self->who)));
  g_autoptr (JlAction) action = jl_person_action_find (who);

  if (*who != '\0')
    jl_client_run_async (self->client, action, self->cancellable, found_cb, self);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) answer = jl_client_run_record_finish (JL_CLIENT (source), result, &error);
  g_autofree char *path = NULL;
  JlRequestDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_REQUEST_DIALOG (user_data);
  path = g_file_get_path (self->file);
  /* For nobody else on this computer. */
  if (answer != NULL &&
      g_file_set_contents_full (path,
                                jl_record_get_text (answer, JL_PERSON_ANSWER_PAGE),
                                -1,
                                G_FILE_SET_CONTENTS_CONSISTENT,
                                0600,
                                &error))
    show_outcome (self,
                  _ ("Saved. Give the file to the person and then remove it. They see among the "
                     "looks at their data that you saved it."),
                  FALSE);
  else
    show_outcome (self, error->message, TRUE);
}

static void
chosen_cb (GtkFileChooserNative *dialog, int response, JlRequestDialog *self)
{
  g_autoptr (JlAction) action = NULL;

  if (response == GTK_RESPONSE_ACCEPT && self->person != NULL) {
    g_clear_object (&self->file);
    self->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    action = jl_person_action_export (self->person,
                                      (int)adw_combo_row_get_selected (self->export_reason));
    jl_client_run_async (self->client, action, self->cancellable, exported_cb, self);
  }
  g_object_unref (dialog);
}

static void
save_cb (JlRequestDialog *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Save what is held"),
                                                              GTK_WINDOW (self),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE,
                                                              _ ("_Save"),
                                                              _ ("_Cancel"));
  g_autofree char *file = g_strconcat (_ ("What is held"), ".html", NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
erased_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean done = jl_client_run_finish (JL_CLIENT (source), result, &error);
  JlRequestDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_REQUEST_DIALOG (user_data);
  if (done) {
    g_clear_object (&self->person);
    show_person (self);
  }
  show_outcome (self, done ? _ ("Erased.") : error->message, !done);
}

static void
erase_response_cb (AdwMessageDialog *dialog, const char *response, JlRequestDialog *self)
{
  g_autoptr (JlAction) action = NULL;

  if (!g_str_equal (response, "erase") || self->person == NULL)
    return;
  action = jl_person_action_erase (
      self->person, FIRST_ERASURE_REASON + (int)adw_combo_row_get_selected (self->erasure_reason));
  jl_client_run_async (self->client, action, self->cancellable, erased_cb, self);
}

static void
erase_cb (JlRequestDialog *self)
{
  g_autofree char *title =
      g_strdup_printf (_ ("Erase %s?"), jl_record_get_text (self->person, JL_PERSON_NICKNAME));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
      GTK_WINDOW (self),
      title,
      _ ("Nickname, number and way to sign in are deleted for good; open reservations and what "
         "they look for are cancelled. Records of trade stay and no longer tell who it was.")));

  adw_message_dialog_add_responses (
      dialog, "no", _ ("_Keep as it is"), "erase", _ ("_Erase"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "erase", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "no");
  g_signal_connect_object (dialog, "response", G_CALLBACK (erase_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
set_reasons (AdwComboRow *row, const JlEnum *reasons, int first)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  for (int i = first; reasons->names[i] != NULL; i++)
    gtk_string_list_append (labels, jl_enum_get_label (reasons, i));
  adw_combo_row_set_model (row, G_LIST_MODEL (labels));
}

static void
jl_request_dialog_dispose (GObject *object)
{
  JlRequestDialog *self = JL_REQUEST_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->person);
  g_clear_object (&self->file);
  gtk_widget_dispose_template (GTK_WIDGET (object), JL_TYPE_REQUEST_DIALOG);
  G_OBJECT_CLASS (jl_request_dialog_parent_class)->dispose (object);
}

static void
jl_request_dialog_class_init (JlRequestDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_request_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/accounts/jl-request-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JlRequestDialog, who);
  gtk_widget_class_bind_template_child (widget_class, JlRequestDialog, find);
  gtk_widget_class_bind_template_child (widget_class, JlRequestDialog, found);
  gtk_widget_class_bind_template_child (widget_class, JlRequestDialog, person_row);
  gtk_widget_class_bind_template_child (widget_class, JlRequestDialog, export_reason);
  gtk_widget_class_bind_template_child (widget_class, JlRequestDialog, erasure_reason);
  gtk_widget_class_bind_template_child (widget_class, JlRequestDialog, save);
  gtk_widget_class_bind_template_child (widget_class, JlRequestDialog, erase);
  gtk_widget_class_bind_template_child (widget_class, JlRequestDialog, outcome);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, find_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, erase_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
jl_request_dialog_init (JlRequestDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  set_reasons (self->export_reason, &jl_export_reason_enum, 0);
  set_reasons (self->erasure_reason, &jl_erasure_reason_enum, FIRST_ERASURE_REASON);
  update_cb (self);
}

/**
 * jl_request_dialog_new:
 * @parent: the window it belongs to
 * @client: of an administrator
 *
 * Returns: (transfer floating): the dialog
 */
GtkWidget *
jl_request_dialog_new (GtkWindow *parent, JlClient *client)
{
  JlRequestDialog *self = g_object_new (JL_TYPE_REQUEST_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  gtk_widget_grab_focus (GTK_WIDGET (self->who));
  return GTK_WIDGET (self);
}
