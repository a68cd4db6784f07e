// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-import-dialog.h"

#include "jl-error.h"
#include "jl-file-saver.h"
#include "jl-import-invitations.h"
#include "jl-import-table.h"
#include "jl-spreadsheet-actions.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* Between two looks how far it has come. */
#define POLL_MS 400
#define NO_ENCODING -1

/* What is different by what the rows are. */
typedef struct {
  const char *name; /* as the service calls them */
  const char *title;
  const char *description;
  const char *start;
  const char *ready; /* formats of counts: taken, all, partly, refused */
  const char *finished;
  const char *taken_before;
} Words;

static const Words all_words[] = {
  [JL_IMPORT_ITEMS] = {
    .name = "items",
    .title = N_ ("Import a Table"),
    .description = N_ (
        "An Excel workbook (xlsx) or CSV. The first row has the headings, as in a table that was "
        "exported: title, category and mode are needed; price, grade, description and the rest may "
        "follow. You see what becomes of each row before anything is taken in."),
    .start = N_ ("_Take the rows in"),
    .ready = N_ ("%1$s of %2$s rows can be taken in (%3$s of them only as drafts), %4$s cannot."),
    .finished = N_ ("%1$s of %2$s rows were taken in (%3$s of them only as drafts), %4$s were "
                    "refused."),
    .taken_before =
        N_ ("This very file was taken in before: its goods would be there twice."),
  },
  [JL_IMPORT_ORGANISATIONS] = {
    .name = "organisations",
    .title = N_ ("Import Organisations"),
    .description = N_ (
        "An Excel workbook (xlsx) or CSV. The first row has the headings: name, kind, division and "
        "label prefix are needed; social credit code, address, telephone and opening hours may "
        "follow. A division can be written by its name. What is there already stays as it is."),
    .start = N_ ("_Take the rows in"),
    .ready = N_ ("%1$s of %2$s rows are right (%3$s of them differ from what is there already), "
                 "%4$s are not."),
    .finished = N_ ("%1$s of %2$s rows are done (%3$s of them differ from what was there already), "
                    "%4$s were refused."),
    .taken_before = N_ ("This very file was taken in before. That does no harm."),
  },
  [JL_IMPORT_ACCOUNTS] = {
    .name = "accounts",
    .title = N_ ("Invite the People of a List"),
    .description = N_ (
        "An Excel workbook (xlsx) or CSV with the headings organisation, role and name. Write the "
        "label prefix or the name of the organisation. Each person gets an invitation to be "
        "printed, and chooses a user name and a password on joining. Who works there already or "
        "was invited is passed over."),
    .start = N_ ("Invi_te Them"),
    .ready = N_ ("%1$s of %2$s rows are right, %4$s are not."),
    .finished = N_ ("%1$s of %2$s rows are done, %4$s were refused. The invitations can be printed "
                    "until tomorrow: later nobody can read the codes."),
    .taken_before = N_ ("This very file was taken in before. That does no harm."),
  },
};

struct _JlImportDialog {
  AdwWindow parent_instance;

  /* Template widgets */
  GtkStack *stack;
  AdwStatusPage *choice;
  GtkButton *dismiss;
  GtkButton *start;
  GtkLabel *trouble;
  GtkBox *encodings;
  GtkButton *choose;
  GtkLabel *headline;
  GtkLabel *notice;
  GtkProgressBar *progress;
  GtkColumnView *table;
  GtkButton *report;
  GtkButton *print;
  GtkButton *cancel;

  const Words *words;
  JlClient *client;              /* owned */
  GCancellable *cancellable;     /* owned */
  GListStore *rows;              /* owned: JlRecord */
  GtkFileChooserNative *chooser; /* owned, nullable */
  char *name;                    /* owned, nullable: of the file */
  GBytes *content;               /* owned, nullable: the file, while it is not taken */
  JlRecord *import;              /* owned, nullable */
  guint poll_source;
};

G_DEFINE_FINAL_TYPE (JlImportDialog, jl_import_dialog, ADW_TYPE_WINDOW)

static void poll_later (JlImportDialog *self);

static JlImportState
get_state (JlImportDialog *self)
{
  return (JlImportState)jl_record_get_integer (self->import, JL_IMPORT_JOB_STATE);
}

static gint64
get_count (JlImportDialog *self, guint field)
{
  return jl_record_get_integer (self->import, field);
}

static void
show_trouble (JlImportDialog *self, const char *text)
{
  gtk_label_set_text (self->trouble, text == NULL ? "" : text);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), text != NULL);
  gtk_label_set_text (self->notice, text == NULL ? "" : text);
  gtk_widget_set_visible (GTK_WIDGET (self->notice), text != NULL);
}

/* Words have their own order of counts in each language. */
static char *
dup_counts (JlImportDialog *self, const char *format)
{
  static const guint fields[] = {
    JL_IMPORT_JOB_TAKEN, JL_IMPORT_JOB_ROWS, JL_IMPORT_JOB_PARTLY, JL_IMPORT_JOB_REFUSED
  };
  GString *text = g_string_new (_ (format));

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autofree char *place = g_strdup_printf ("%%%u$s", i + 1);
    g_autofree char *count = g_strdup_printf ("%" PRId64, get_count (self, fields[i]));

    g_string_replace (text, place, count, 0);
  }
  return g_string_free (text, FALSE);
}

static char *
dup_headline (JlImportDialog *self)
{
  switch (get_state (self)) {
  case JL_IMPORT_CHECKING:
    return g_strdup_printf (_ ("Checking %" PRId64 " rows. Nothing is taken in yet."),
                            get_count (self, JL_IMPORT_JOB_ROWS));
  case JL_IMPORT_READY:
    return dup_counts (self, self->words->ready);
  case JL_IMPORT_RUNNING:
    return g_strdup_printf (_ ("%" PRId64 " of %" PRId64
                               " rows are done. You can close this window: the service goes on."),
                            get_count (self, JL_IMPORT_JOB_DONE),
                            get_count (self, JL_IMPORT_JOB_ROWS));
  case JL_IMPORT_FINISHED:
    return dup_counts (self, self->words->finished);
  case JL_IMPORT_CANCELLED:
    return g_strdup (_ ("Cancelled. Rows that were taken in stay."));
  default:
    return g_strdup (jl_record_get_text (self->import, JL_IMPORT_JOB_PROBLEM));
  }
}

static void
show_import (JlImportDialog *self)
{
  JlImportState state = get_state (self);
  gboolean is_busy = state == JL_IMPORT_CHECKING || state == JL_IMPORT_RUNNING;
  gint64 n_rows = get_count (self, JL_IMPORT_JOB_ROWS);
  g_autofree char *headline = dup_headline (self);
  gboolean was_taken = jl_record_has (self->import, JL_IMPORT_JOB_TAKEN_BEFORE) &&
                       !jl_record_is_null (self->import, JL_IMPORT_JOB_TAKEN_BEFORE);

  gtk_label_set_text (self->headline, headline);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), is_busy);
  gtk_progress_bar_set_fraction (
      self->progress, n_rows == 0 ? 0 : (double)get_count (self, JL_IMPORT_JOB_DONE) / n_rows);
  show_trouble (self, state <= JL_IMPORT_READY && was_taken ? _ (self->words->taken_before) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->start), state <= JL_IMPORT_READY);
  gtk_widget_set_sensitive (GTK_WIDGET (self->start),
                            state == JL_IMPORT_READY && get_count (self, JL_IMPORT_JOB_TAKEN) > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel), state == JL_IMPORT_RUNNING);
  gtk_widget_set_visible (GTK_WIDGET (self->report),
                          !is_busy && (get_count (self, JL_IMPORT_JOB_REFUSED) > 0 ||
                                       get_count (self, JL_IMPORT_JOB_PARTLY) > 0));
  gtk_widget_set_visible (GTK_WIDGET (self->print),
                          self->words == &all_words[JL_IMPORT_ACCOUNTS] &&
                              state >= JL_IMPORT_FINISHED &&
                              get_count (self, JL_IMPORT_JOB_TAKEN) > 0);
  gtk_button_set_label (self->dismiss, state < JL_IMPORT_RUNNING ? _ ("_Cancel") : _ ("_Close"));
}

static void
rows_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = jl_client_run_list_finish (JL_CLIENT (source), result, NULL, &error);
  JlImportDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_IMPORT_DIALOG (user_data);
  if (rows == NULL)
    show_trouble (self, error->message);
  else
    g_list_store_splice (self->rows,
                         0,
                         g_list_model_get_n_items (G_LIST_MODEL (self->rows)),
                         rows->pdata,
                         rows->len);
}

static void
load_rows (JlImportDialog *self)
{
  g_autoptr (JlAction) action = jl_import_action_list_rows (self->import, NULL);

  jl_client_run_async (self->client, action, self->cancellable, rows_cb, self);
}

static void
take_import (JlImportDialog *self, JlRecord *import)
{
  gboolean is_news =
      self->import == NULL ||
      get_state (self) != (JlImportState)jl_record_get_integer (import, JL_IMPORT_JOB_STATE);

  g_set_object (&self->import, import);
  show_import (self);
  if (is_news)
    load_rows (self);
  if (get_state (self) == JL_IMPORT_CHECKING || get_state (self) == JL_IMPORT_RUNNING)
    poll_later (self);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) import = jl_client_run_record_finish (JL_CLIENT (source), result, &error);
  JlImportDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_IMPORT_DIALOG (user_data);
  if (import != NULL) {
    take_import (self, import);
    return;
  }
  show_trouble (self, error->message);
  poll_later (self);
}

static gboolean
poll_cb (gpointer user_data)
{
  JlImportDialog *self = user_data;
  g_autoptr (JlAction) action = jl_import_action_get (self->import);

  self->poll_source = 0;
  jl_client_run_async (self->client, action, self->cancellable, answered_cb, self);
  return G_SOURCE_REMOVE;
}

static void
poll_later (JlImportDialog *self)
{
  if (self->poll_source == 0)
    self->poll_source = g_timeout_add (POLL_MS, poll_cb, self);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) import = jl_client_run_record_finish (JL_CLIENT (source), result, &error);
  JlImportDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_IMPORT_DIALOG (user_data);
  gtk_widget_set_sensitive (GTK_WIDGET (self->choose), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->encodings),
                          error != NULL && g_strcmp0 (jl_error_get_field (error), "encoding") == 0);
  if (import == NULL) {
    show_trouble (self, error->message);
    return;
  }
  jl_import_table_set_columns (self->table, import);
  gtk_stack_set_visible_child_name (self->stack, "table");
  take_import (self, import);
  gtk_widget_grab_focus (GTK_WIDGET (self->start));
}

static void
send_file (JlImportDialog *self, int encoding)
{
  g_autoptr (JlAction) action = jl_import_action_send (self->words->name, self->name, encoding);

  show_trouble (self, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->choose), FALSE);
  jl_client_upload_async (self->client,
                          action,
                          self->content,
                          "application/octet-stream",
                          NULL,
                          NULL,
                          self->cancellable,
                          sent_cb,
                          self);
}

static void
as_utf8_cb (JlImportDialog *self)
{
  send_file (self, JL_TEXT_UTF8);
}

static void
as_gbk_cb (JlImportDialog *self)
{
  send_file (self, JL_TEXT_GBK);
}

static void
file_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GBytes *content = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  JlImportDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_IMPORT_DIALOG (user_data);
  if (content == NULL) {
    show_trouble (self, error->message);
    return;
  }
  g_clear_pointer (&self->content, g_bytes_unref);
  self->content = content;
  send_file (self, NO_ENCODING);
}

/**
 * jl_import_dialog_read:
 * @self: the dialog, in which no file was taken yet
 * @file: CSV or xlsx
 *
 * Reads a file and sends it.
 */
void
jl_import_dialog_read (JlImportDialog *self, GFile *file)
{
  if (self->import != NULL)
    return;
  g_free (self->name);
  self->name = g_file_get_basename (file);
  g_file_load_bytes_async (file, self->cancellable, file_read_cb, self);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, JlImportDialog *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    jl_import_dialog_read (self, file);
}

static void
choose_cb (JlImportDialog *self)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  if (self->chooser == NULL) {
    self->chooser = gtk_file_chooser_native_new (_ ("Choose a Table"),
                                                 GTK_WINDOW (self),
                                                 GTK_FILE_CHOOSER_ACTION_OPEN,
                                                 _ ("_Open"),
                                                 _ ("_Cancel"));
    gtk_file_filter_set_name (filter, _ ("Tables (xlsx, csv)"));
    gtk_file_filter_add_suffix (filter, "xlsx");
    gtk_file_filter_add_suffix (filter, "csv");
    gtk_file_filter_add_suffix (filter, "txt");
    gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
    gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
    g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static gboolean
drop_cb (JlImportDialog *self, const GValue *value)
{
  if (!G_VALUE_HOLDS (value, G_TYPE_FILE) || self->import != NULL)
    return FALSE;
  jl_import_dialog_read (self, g_value_get_object (value));
  return TRUE;
}

static void
start_cb (JlImportDialog *self)
{
  g_autoptr (JlAction) action = jl_import_action_start (self->import);

  gtk_widget_set_sensitive (GTK_WIDGET (self->start), FALSE);
  jl_client_run_async (self->client, action, self->cancellable, answered_cb, self);
}

static void
cancel_cb (JlImportDialog *self)
{
  g_autoptr (JlAction) action = jl_import_action_cancel (self->import);

  jl_client_run_async (self->client, action, self->cancellable, answered_cb, self);
}

static void
saved_cb (const char *name, const GError *error, gpointer user_data)
{
  JlImportDialog *self = JL_IMPORT_DIALOG (user_data);
  g_autofree char *text = name == NULL ? NULL : g_strdup_printf (_ ("Saved as “%s”"), name);

  if (self->import != NULL)
    show_trouble (self, error != NULL ? error->message : text);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) report = jl_client_fetch_finish (JL_CLIENT (source), result, &error);
  JlImportDialog *self;
  g_autofree char *name = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_IMPORT_DIALOG (user_data);
  if (report == NULL) {
    show_trouble (self, error->message);
    return;
  }
  name = g_strdup_printf (_ ("%s refused.csv"), self->name);
  jl_file_saver_run (GTK_WINDOW (self), _ ("Save the Report"), name, report, saved_cb, self);
}

static void
report_cb (JlImportDialog *self)
{
  g_autoptr (JlAction) action = jl_import_action_get_report (self->import);

  jl_client_fetch_async (self->client, action, self->cancellable, fetched_cb, self);
}

static void
shown_cb (const char *problem, gpointer user_data)
{
  g_autoptr (JlImportDialog) self = user_data;

  if (self->import == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->print), TRUE);
  show_trouble (self, problem);
}

static void
print_cb (JlImportDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->print), FALSE);
  jl_import_invitations_print (
      GTK_WINDOW (self), self->client, self->import, shown_cb, g_object_ref (self));
}

/* One that was never started is of no use to anybody. */
static void
leave (JlImportDialog *self)
{
  g_autoptr (JlAction) action = NULL;

  if (self->import == NULL || get_state (self) > JL_IMPORT_READY)
    return;
  action = jl_import_action_cancel (self->import);
  jl_client_run_async (self->client, action, NULL, NULL, NULL);
}

static void
jl_import_dialog_dispose (GObject *object)
{
  JlImportDialog *self = JL_IMPORT_DIALOG (object);

  g_clear_handle_id (&self->poll_source, g_source_remove);
  if (self->client != NULL)
    leave (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->import);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->client);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_pointer (&self->name, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), JL_TYPE_IMPORT_DIALOG);
  G_OBJECT_CLASS (jl_import_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JlImportDialog, choice);
  gtk_widget_class_bind_template_child (widget_class, JlImportDialog, print);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
  gtk_widget_class_bind_template_child (widget_class, JlImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, JlImportDialog, dismiss);
  gtk_widget_class_bind_template_child (widget_class, JlImportDialog, start);
  gtk_widget_class_bind_template_child (widget_class, JlImportDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, JlImportDialog, encodings);
  gtk_widget_class_bind_template_child (widget_class, JlImportDialog, choose);
  gtk_widget_class_bind_template_child (widget_class, JlImportDialog, headline);
  gtk_widget_class_bind_template_child (widget_class, JlImportDialog, notice);
  gtk_widget_class_bind_template_child (widget_class, JlImportDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, JlImportDialog, table);
  gtk_widget_class_bind_template_child (widget_class, JlImportDialog, report);
  gtk_widget_class_bind_template_child (widget_class, JlImportDialog, cancel);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, as_utf8_cb);
  gtk_widget_class_bind_template_callback (widget_class, as_gbk_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, report_cb);
}

static void
jl_import_dialog_class_init (JlImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_import_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/spreadsheets/jl-import-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
jl_import_dialog_init (JlImportDialog *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  self->cancellable = g_cancellable_new ();
  self->rows = g_list_store_new (JL_TYPE_RECORD);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_column_view_set_model (
      self->table,
      GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->rows)))));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * jl_import_dialog_new:
 * @parent: the window it belongs to
 * @workspace: of who is signed in
 * @kind: what the rows are
 *
 * Returns: (transfer floating): the dialog
 */
GtkWidget *
jl_import_dialog_new (GtkWindow *parent, JlWorkspace *workspace, JlImportDialogKind kind)
{
  const Words *words = &all_words[kind];
  JlImportDialog *self = g_object_new (
      JL_TYPE_IMPORT_DIALOG, "transient-for", parent, "title", _ (words->title), NULL);

  self->words = words;
  gtk_button_set_label (self->start, _ (words->start));
  adw_status_page_set_description (self->choice, _ (words->description));

  self->client = g_object_ref (jl_workspace_get_client (workspace));
  gtk_widget_grab_focus (GTK_WIDGET (self->choose));
  return GTK_WIDGET (self);
}
