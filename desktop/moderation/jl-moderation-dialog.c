// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-moderation-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _JlModerationDialog {
  AdwWindow parent_instance;

  /* Template widgets */
  GtkButton *confirm;
  GtkLabel *subject;
  GtkLabel *explanation;
  GtkWidget *reason_box;
  AdwComboRow *reason;
  GtkTextView *text;
  GtkLabel *trouble;

  JlWorkspace *workspace;    /* owned */
  GCancellable *cancellable; /* owned */
  JlModerationStep step;
  JlRecord *record;   /* owned */
  GPtrArray *reasons; /* owned, (element-type JlRecord) */
};

G_DEFINE_FINAL_TYPE (JlModerationDialog, jl_moderation_dialog, ADW_TYPE_WINDOW)

/* In the order of JlModerationStep. */
static const struct {
  const char *title;
  const char *explanation;
  const char *button;
  gboolean destroys;
} steps[] = {
  [JL_MODERATION_HIDE] = { N_ ("Take from view"),
                           N_ ("It disappears at once for everybody but whose it is; reservations "
                               "end. Say what is wrong and what would mend it: they read this."),
                           N_ ("_Take from view"),
                           TRUE },
  [JL_MODERATION_DISMISS] = { N_ ("Leave in view"),
                              N_ ("Who reported it gets a notice. Say why it stays."),
                              N_ ("_Leave in view"),
                              FALSE },
  [JL_MODERATION_APPEAL] = { N_ ("Appeal"),
                             N_ ("Say why this should be in view again. Another administrator "
                                 "decides. You can appeal once."),
                             N_ ("_Appeal"),
                             FALSE },
  [JL_MODERATION_UPHOLD] = { N_ ("Reject the appeal"),
                             N_ ("It stays hidden. Say why: whose it is reads this."),
                             N_ ("_Reject"),
                             TRUE },
  [JL_MODERATION_LIFT] = { N_ ("Show again"),
                           N_ ("It is in view again at once. Say why: whose it is reads this."),
                           N_ ("_Show again"),
                           FALSE },
};

static void
show_trouble (JlModerationDialog *self, const char *text)
{
  gtk_label_set_text (self->trouble, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), text != NULL);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = jl_client_run_finish (JL_CLIENT (source), result, &error);
  JlModerationDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_MODERATION_DIALOG (user_data);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), TRUE);
  if (ok)
    gtk_window_destroy (GTK_WINDOW (self));
  else
    show_trouble (self, error->message);
}

static const char *
get_reason (JlModerationDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->reason);

  return selected < self->reasons->len
             ? jl_record_get_text (self->reasons->pdata[selected], JL_REPORT_REASON_CODE)
             : NULL;
}

static char *
dup_text (JlModerationDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

static void
confirm_cb (JlModerationDialog *self)
{
  g_autofree char *text = dup_text (self);
  g_autoptr (JlAction) action = NULL;

  if (*text == '\0') {
    show_trouble (self, _ ("Please say why"));
    gtk_widget_grab_focus (GTK_WIDGET (self->text));
    return;
  }
  action = jl_moderation_action_new (self->step, self->record, get_reason (self), text);
  show_trouble (self, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), FALSE);
  jl_client_run_async (
      jl_workspace_get_client (self->workspace), action, self->cancellable, done_cb, self);
}

static void
jl_moderation_dialog_dispose (GObject *object)
{
  JlModerationDialog *self = JL_MODERATION_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->workspace);
  g_clear_object (&self->record);
  g_clear_pointer (&self->reasons, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), JL_TYPE_MODERATION_DIALOG);
  G_OBJECT_CLASS (jl_moderation_dialog_parent_class)->dispose (object);
}

static void
jl_moderation_dialog_class_init (JlModerationDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_moderation_dialog_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/cn/jieli/Jieli/moderation/jl-moderation-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JlModerationDialog, confirm);
  gtk_widget_class_bind_template_child (widget_class, JlModerationDialog, subject);
  gtk_widget_class_bind_template_child (widget_class, JlModerationDialog, explanation);
  gtk_widget_class_bind_template_child (widget_class, JlModerationDialog, reason_box);
  gtk_widget_class_bind_template_child (widget_class, JlModerationDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, JlModerationDialog, text);
  gtk_widget_class_bind_template_child (widget_class, JlModerationDialog, trouble);
  gtk_widget_class_bind_template_callback (widget_class, confirm_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
jl_moderation_dialog_init (JlModerationDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->reasons = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The reasons to choose from; that of the report is chosen already. */
static void
fill_reasons (JlModerationDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const char *reported = jl_record_get_text (self->record, JL_REPORT_REASON);
  guint selected = 0;

  for (guint i = 0; i < self->reasons->len; i++) {
    JlRecord *reason = self->reasons->pdata[i];

    gtk_string_list_append (names, jl_record_get_text (reason, JL_REPORT_REASON_NAME));
    if (g_strcmp0 (jl_record_get_text (reason, JL_REPORT_REASON_CODE), reported) == 0)
      selected = i;
  }
  adw_combo_row_set_model (self->reason, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->reason, selected);
}

static void
reasons_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) reasons =
      jl_client_run_list_finish (JL_CLIENT (source), result, NULL, &error);
  JlModerationDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_MODERATION_DIALOG (user_data);
  if (reasons == NULL) {
    show_trouble (self, error->message);
    return;
  }
  g_ptr_array_unref (self->reasons);
  self->reasons = g_steal_pointer (&reasons);
  fill_reasons (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), TRUE);
}

static void
load_reasons (JlModerationDialog *self)
{
  g_autoptr (JlAction) action = jl_moderation_action_list_reasons ();

  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), FALSE);
  jl_client_run_async (
      jl_workspace_get_client (self->workspace), action, self->cancellable, reasons_cb, self);
}

/**
 * jl_moderation_dialog_new:
 * @parent: the window it belongs to
 * @workspace: of who is signed in
 * @step: what is to be done
 * @record: a report or a hiding, see jl_moderation_action_new()
 *
 * Returns: (transfer floating): the dialog
 */
GtkWidget *
jl_moderation_dialog_new (GtkWindow *parent,
                          JlWorkspace *workspace,
                          JlModerationStep step,
                          JlRecord *record)
{
  JlModerationDialog *self =
      g_object_new (JL_TYPE_MODERATION_DIALOG, "transient-for", parent, NULL);
  gboolean of_report = step == JL_MODERATION_HIDE || step == JL_MODERATION_DISMISS;

  self->workspace = g_object_ref (workspace);
  self->step = step;
  self->record = g_object_ref (record);
  gtk_window_set_title (GTK_WINDOW (self), _ (steps[step].title));
  gtk_label_set_text (
      self->subject,
      jl_record_get_text (record, of_report ? JL_REPORT_SUBJECT_TITLE : JL_HIDING_SUBJECT_TITLE));
  gtk_label_set_text (self->explanation, _ (steps[step].explanation));
  gtk_button_set_label (self->confirm, _ (steps[step].button));
  gtk_widget_add_css_class (GTK_WIDGET (self->confirm),
                            steps[step].destroys ? "destructive-action" : "suggested-action");
  gtk_widget_set_visible (self->reason_box, step == JL_MODERATION_HIDE);
  if (step == JL_MODERATION_HIDE)
    load_reasons (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
  return GTK_WIDGET (self);
}
