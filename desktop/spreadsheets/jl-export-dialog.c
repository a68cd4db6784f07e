// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-export-dialog.h"

#include "jl-file-saver.h"
#include "jl-spreadsheet-actions.h"

#include <glib/gi18n-lib.h>

/* In the order of the choices of jl-export-dialog.ui. */
static const struct {
  JlSpreadsheetFormat format;
  JlTextEncoding encoding;
} formats[] = {
  { JL_SPREADSHEET_XLSX, JL_TEXT_UTF8 },
  { JL_SPREADSHEET_CSV, JL_TEXT_UTF8 },
  { JL_SPREADSHEET_CSV, JL_TEXT_GBK },
};

struct _JlExportDialog {
  AdwWindow parent_instance;

  /* Template widgets */
  GtkLabel *what;
  AdwComboRow *format;
  GtkLabel *trouble;
  GtkSpinner *spinner;
  GtkButton *confirm;

  JlClient *client;          /* owned */
  GCancellable *cancellable; /* owned */
  char *query;               /* owned */
  JlRecord *made;            /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (JlExportDialog, jl_export_dialog, ADW_TYPE_WINDOW)

static void
show_trouble (JlExportDialog *self, const char *text)
{
  gtk_spinner_stop (self->spinner);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), TRUE);
  gtk_label_set_text (self->trouble, text == NULL ? "" : text);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), text != NULL);
}

static void
saved_cb (const char *name, const GError *error, gpointer user_data)
{
  JlExportDialog *self = JL_EXPORT_DIALOG (user_data);

  if (self->client == NULL)
    return;
  show_trouble (self, error == NULL ? NULL : error->message);
  if (name != NULL)
    gtk_window_close (GTK_WINDOW (self));
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = jl_client_fetch_finish (JL_CLIENT (source), result, &error);
  JlExportDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_EXPORT_DIALOG (user_data);
  show_trouble (self, error == NULL ? NULL : error->message);
  if (content != NULL)
    jl_file_saver_run (GTK_WINDOW (self),
                       _ ("Save the Table"),
                       jl_record_get_text (self->made, JL_EXPORT_FILE_NAME),
                       content,
                       saved_cb,
                       self);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) made = jl_client_run_record_finish (JL_CLIENT (source), result, &error);
  g_autoptr (JlAction) action = NULL;
  JlExportDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_EXPORT_DIALOG (user_data);
  if (made == NULL) {
    show_trouble (self, error->message);
    return;
  }
  g_set_object (&self->made, made);
  action = jl_export_action_fetch (made);
  jl_client_fetch_async (self->client, action, self->cancellable, fetched_cb, self);
}

static void
confirm_cb (JlExportDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->format);
  g_autoptr (JlRecord) order = jl_record_new (&jl_export_order_table);
  g_autoptr (JlAction) action = NULL;

  if (selected >= G_N_ELEMENTS (formats))
    return;
  jl_record_set_integer (order, JL_EXPORT_ORDER_FORMAT, formats[selected].format);
  if (formats[selected].format == JL_SPREADSHEET_CSV)
    jl_record_set_integer (order, JL_EXPORT_ORDER_ENCODING, formats[selected].encoding);
  action = jl_export_action_make (self->query, order);
  show_trouble (self, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), FALSE);
  gtk_spinner_start (self->spinner);
  jl_client_run_async (self->client, action, self->cancellable, made_cb, self);
}

static void
jl_export_dialog_dispose (GObject *object)
{
  JlExportDialog *self = JL_EXPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->made);
  g_clear_pointer (&self->query, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), JL_TYPE_EXPORT_DIALOG);
  G_OBJECT_CLASS (jl_export_dialog_parent_class)->dispose (object);
}

static void
jl_export_dialog_class_init (JlExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_export_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/spreadsheets/jl-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JlExportDialog, what);
  gtk_widget_class_bind_template_child (widget_class, JlExportDialog, format);
  gtk_widget_class_bind_template_child (widget_class, JlExportDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, JlExportDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, JlExportDialog, confirm);
  gtk_widget_class_bind_template_callback (widget_class, confirm_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
jl_export_dialog_init (JlExportDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * jl_export_dialog_new:
 * @parent: the window it belongs to
 * @workspace: of who is signed in
 * @query: of the list of the organisation's items
 * @n_filters: how many filters and words it has
 *
 * Returns: (transfer floating): the dialog
 */
GtkWidget *
jl_export_dialog_new (GtkWindow *parent, JlWorkspace *workspace, const char *query, guint n_filters)
{
  JlExportDialog *self = g_object_new (JL_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (jl_workspace_get_client (workspace));
  self->query = g_strdup (query);
  gtk_label_set_text (self->what,
                      n_filters == 0
                          ? _ ("All items of your organisation, drafts and concluded ones too.")
                          : _ ("The items of your organisation that the search and the filters of "
                               "the list leave."));
  gtk_widget_grab_focus (GTK_WIDGET (self->confirm));
  return GTK_WIDGET (self);
}
