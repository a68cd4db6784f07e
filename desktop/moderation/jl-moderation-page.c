// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-moderation-page.h"

#include "jl-list-scroll.h"
#include "jl-moderation-dialog.h"
#include "jl-moderation-rows.h"
#include "jl-page-state.h"
#include "jl-window.h"

#include <glib/gi18n-lib.h>

struct _JlModerationPage {
  AdwBin parent_instance;

  /* Template widgets */
  GtkToggleButton *show_reports;
  GtkToggleButton *show_hidings;
  GtkToggleButton *show_log;
  GtkCheckButton *open_only;
  GtkWidget *log_bar;
  GtkDropDown *action;
  GtkWidget *everybody;
  GtkStack *lists;
  JlPageState *reports_state;
  GtkScrolledWindow *reports_scroll;
  GtkListBox *reports_box;
  JlPageState *hidings_state;
  GtkScrolledWindow *hidings_scroll;
  GtkListBox *hidings_box;
  JlPageState *log_state;
  GtkScrolledWindow *log_scroll;
  GtkListBox *log_box;

  JlWorkspace *workspace;    /* owned */
  JlRemoteList *reports;     /* owned, nullable: for those who may see them */
  JlRemoteList *hidings;     /* owned */
  JlRemoteList *log;         /* owned, nullable: for those who may see it */
  JlModerationView view;     /* its reasons are owned */
  char *person;              /* owned, nullable: account whose entries the log shows */
  GCancellable *cancellable; /* owned */
};

G_DEFINE_FINAL_TYPE (JlModerationPage, jl_moderation_page, ADW_TYPE_BIN)

static void
toast (JlModerationPage *self, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (JL_IS_WINDOW (root))
    jl_window_show_toast (JL_WINDOW (root), text);
}

/* Rows */

static GtkWidget *
make_report_row (gpointer item, gpointer user_data)
{
  return jl_moderation_row_new (item, jl_report_row_fill, &JL_MODERATION_PAGE (user_data)->view);
}

static GtkWidget *
make_hiding_row (gpointer item, gpointer user_data)
{
  return jl_moderation_row_new (item, jl_hiding_row_fill, &JL_MODERATION_PAGE (user_data)->view);
}

static GtkWidget *
make_log_row (gpointer item, gpointer user_data)
{
  return jl_moderation_row_new (item, jl_log_row_fill, &JL_MODERATION_PAGE (user_data)->view);
}

static void
bind (JlModerationPage *self)
{
  gtk_list_box_bind_model (
      self->reports_box, G_LIST_MODEL (self->reports), make_report_row, self, NULL);
  gtk_list_box_bind_model (
      self->hidings_box, G_LIST_MODEL (self->hidings), make_hiding_row, self, NULL);
  gtk_list_box_bind_model (self->log_box, G_LIST_MODEL (self->log), make_log_row, self, NULL);
}

static void
unbind (JlModerationPage *self)
{
  gtk_list_box_bind_model (self->reports_box, NULL, NULL, NULL, NULL);
  gtk_list_box_bind_model (self->hidings_box, NULL, NULL, NULL, NULL);
  gtk_list_box_bind_model (self->log_box, NULL, NULL, NULL, NULL);
}

/* What is shown */

static void
filter_cb (JlModerationPage *self)
{
  gboolean open_only = gtk_check_button_get_active (self->open_only);

  if (self->reports != NULL)
    jl_remote_list_set_query (self->reports, open_only ? "state=open" : "");
  if (self->hidings != NULL)
    jl_remote_list_set_query (self->hidings, open_only ? "state=appealed" : "");
}

static void
show_cb (JlModerationPage *self)
{
  gboolean log = gtk_toggle_button_get_active (self->show_log);
  const char *name = gtk_toggle_button_get_active (self->show_reports) ? "reports" : "hidings";

  gtk_stack_set_visible_child_name (self->lists, log ? "log" : name);
  gtk_widget_set_visible (GTK_WIDGET (self->open_only), !log && self->view.decides);
  gtk_widget_set_visible (self->log_bar, log);
}

static char *
dup_log_query (JlModerationPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->action);
  GString *query = g_string_new (NULL);

  if (selected > 0 && selected <= jl_log_actions_get_n ())
    g_string_append_printf (query, "action=%s", jl_log_action_get_name (selected - 1));
  if (self->person != NULL)
    g_string_append_printf (query, "%saccount=%s", query->len > 0 ? "&" : "", self->person);
  return g_string_free (query, FALSE);
}

static void
log_filter_cb (JlModerationPage *self)
{
  g_autofree char *query = NULL;

  if (self->log == NULL)
    return;
  query = dup_log_query (self);
  jl_remote_list_set_query (self->log, query);
}

static void
only_person_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  JlModerationPage *self = JL_MODERATION_PAGE (widget);
  const char *account = g_variant_get_string (parameter, NULL);

  g_free (self->person);
  self->person = *account != '\0' ? g_strdup (account) : NULL;
  gtk_widget_set_visible (self->everybody, self->person != NULL);
  log_filter_cb (self);
}

/* Steps */

static const struct {
  const char *action;
  JlModerationStep step;
} steps[] = {
  { "moderation.hide", JL_MODERATION_HIDE },     { "moderation.dismiss", JL_MODERATION_DISMISS },
  { "moderation.appeal", JL_MODERATION_APPEAL }, { "moderation.uphold", JL_MODERATION_UPHOLD },
  { "moderation.lift", JL_MODERATION_LIFT },
};

static JlRecord *
find_record (JlRemoteList *list, const char *id)
{
  guint position;

  return list != NULL && jl_remote_list_find (list, id, &position)
             ? g_list_model_get_item (G_LIST_MODEL (list), position)
             : NULL;
}

static void
step_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  JlModerationPage *self = JL_MODERATION_PAGE (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  g_autoptr (JlRecord) report = find_record (self->reports, id);
  g_autoptr (JlRecord) hiding = find_record (self->hidings, id);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (g_str_equal (steps[i].action, name) && (report != NULL || hiding != NULL))
      gtk_window_present (
          GTK_WINDOW (jl_moderation_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                                self->workspace,
                                                steps[i].step,
                                                report != NULL ? report : hiding)));
  }
}

/* The log as a table */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlModerationPage) self = user_data;
  g_autoptr (GError) error = NULL;

  toast (self,
         g_file_replace_contents_finish (G_FILE (source), result, NULL, &error) ? _ ("Table saved")
                                                                                : error->message);
}

typedef struct {
  JlModerationPage *page; /* owned */
  GFile *file;            /* owned */
} Saving;

static void
downloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Saving *saving = user_data;
  g_autoptr (GFile) file = saving->file;
  g_autoptr (JlModerationPage) self = saving->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) table = jl_client_fetch_finish (JL_CLIENT (source), result, &error);

  if (table == NULL) {
    toast (self, error->message);
    return;
  }
  g_file_replace_contents_bytes_async (file,
                                       table,
                                       NULL,
                                       FALSE,
                                       G_FILE_CREATE_REPLACE_DESTINATION,
                                       NULL,
                                       written_cb,
                                       g_object_ref (self));
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, JlModerationPage *self)
{
  g_autofree char *query = dup_log_query (self);
  g_autoptr (JlAction) action = jl_action_new_get ("/moderation/log.csv?%s", query);
  Saving *saving;

  if (response == GTK_RESPONSE_ACCEPT) {
    saving = g_new0 (Saving, 1);
    saving->page = g_object_ref (self);
    saving->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    jl_client_fetch_async (
        jl_workspace_get_client (self->workspace), action, NULL, downloaded_cb, saving);
  }
  g_object_unref (dialog);
}

static void
save_log_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Save the log as a table"),
                                   GTK_WINDOW (gtk_widget_get_root (widget)),
                                   GTK_FILE_CHOOSER_ACTION_SAVE,
                                   _ ("_Save"),
                                   _ ("_Cancel"));
  g_autofree char *file = g_strconcat (_ ("Log"), ".csv", NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* Page */

static void
reasons_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) reasons =
      jl_client_run_list_finish (JL_CLIENT (source), result, NULL, &error);
  JlModerationPage *self;

  /* Asked again when the service is back. */
  if (reasons == NULL)
    return;
  self = JL_MODERATION_PAGE (user_data);
  /* Rows are made anew only for a reason: somebody may be moving among them. */
  if (self->view.reasons->len > 0)
    return;
  g_ptr_array_unref (self->view.reasons);
  self->view.reasons = g_steal_pointer (&reasons);
  bind (self);
}

static void
load_reasons (JlModerationPage *self)
{
  g_autoptr (JlAction) action = jl_moderation_action_list_reasons ();

  jl_client_run_async (
      jl_workspace_get_client (self->workspace), action, self->cancellable, reasons_cb, self);
}

static void
jl_moderation_page_dispose (GObject *object)
{
  JlModerationPage *self = JL_MODERATION_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->hidings != NULL)
    unbind (self);
  g_clear_object (&self->reports);
  g_clear_object (&self->hidings);
  g_clear_object (&self->log);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->view.reasons, g_ptr_array_unref);
  g_clear_pointer (&self->person, g_free);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_MODERATION_PAGE);
  G_OBJECT_CLASS (jl_moderation_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    gtk_widget_class_install_action (widget_class, steps[i].action, "s", step_cb);
  gtk_widget_class_install_action (widget_class, "moderation.only-person", "s", only_person_cb);
  gtk_widget_class_install_action (widget_class, "moderation.save-log", NULL, save_log_cb);
}

static void
jl_moderation_page_class_init (JlModerationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_moderation_page_dispose;
  g_type_ensure (JL_TYPE_PAGE_STATE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/moderation/jl-moderation-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, show_reports);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, show_hidings);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, show_log);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, open_only);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, log_bar);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, action);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, everybody);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, lists);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, reports_state);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, reports_scroll);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, reports_box);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, hidings_state);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, hidings_scroll);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, hidings_box);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, log_state);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, log_scroll);
  gtk_widget_class_bind_template_child (widget_class, JlModerationPage, log_box);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, log_filter_cb);
  install_actions (widget_class);
}

static void
jl_moderation_page_init (JlModerationPage *self)
{
  g_autoptr (GtkStringList) actions = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->view.reasons = g_ptr_array_new ();
  gtk_string_list_append (actions, _ ("All actions"));
  for (guint i = 0; i < jl_log_actions_get_n (); i++)
    gtk_string_list_append (actions, jl_log_action_get_label (jl_log_action_get_name (i)));
  gtk_drop_down_set_model (self->action, G_LIST_MODEL (actions));
  jl_page_state_set_content (self->reports_state, GTK_WIDGET (self->reports_scroll));
  jl_page_state_set_empty (self->reports_state,
                           "emblem-ok-symbolic",
                           _ ("No reports"),
                           _ ("When somebody reports an item, it appears at once."),
                           NULL,
                           NULL);
  jl_page_state_set_content (self->hidings_state, GTK_WIDGET (self->hidings_scroll));
  jl_page_state_set_empty (self->hidings_state,
                           "emblem-ok-symbolic",
                           _ ("Nothing is hidden"),
                           _ ("What is taken from view stands here, with the reason."),
                           NULL,
                           NULL);
  jl_page_state_set_content (self->log_state, GTK_WIDGET (self->log_scroll));
  jl_page_state_set_empty (self->log_state,
                           "document-open-recent-symbolic",
                           _ ("Nothing in the log"),
                           _ ("What administrators do stands here."),
                           NULL,
                           NULL);
}

/* Begins to show a list of @path in its state. A notice tells of what belongs to others. */
static JlRemoteList *
attach (JlModerationPage *self,
        JlPageState *state,
        GtkScrolledWindow *scroll,
        const JlRecordTable *table,
        const char *path)
{
  JlRemoteList *list = jl_remote_list_new (jl_workspace_get_client (self->workspace), table, path);

  jl_remote_list_add_kind (list, "notice");
  jl_remote_list_add_kind (list, jl_report_table.name);
  jl_remote_list_add_kind (list, jl_hiding_table.name);
  jl_list_scroll_attach (scroll, list);
  jl_page_state_set_list (state, list);
  return list;
}

/**
 * jl_moderation_page_new:
 * @workspace: of who is signed in
 *
 * Returns: (transfer floating): the page, which has begun to load
 */
GtkWidget *
jl_moderation_page_new (JlWorkspace *workspace)
{
  JlModerationPage *self = g_object_new (JL_TYPE_MODERATION_PAGE, NULL);
  JlClient *client = jl_workspace_get_client (workspace);
  JlRecord *membership = jl_client_get_membership (client);

  self->workspace = g_object_ref (workspace);
  self->view.decides = jl_membership_is_administrator (membership);
  self->view.appeals = jl_membership_is_manager (membership);
  self->hidings = attach (
      self, self->hidings_state, self->hidings_scroll, &jl_hiding_table, "/moderation/hidings");
  if (self->view.decides || self->view.appeals) {
    self->reports = attach (
        self, self->reports_state, self->reports_scroll, &jl_report_table, "/moderation/reports");
    self->log =
        attach (self, self->log_state, self->log_scroll, &jl_log_entry_table, "/moderation/log");
    jl_remote_list_reload (self->log);
  } else {
    gtk_widget_set_visible (GTK_WIDGET (self->show_reports), FALSE);
    gtk_widget_set_visible (GTK_WIDGET (self->show_log), FALSE);
  }
  bind (self);
  gtk_toggle_button_set_active (self->reports != NULL ? self->show_reports : self->show_hidings,
                                TRUE);
  show_cb (self);
  /* Sets the queries, which begins to load. */
  if (self->view.decides)
    gtk_check_button_set_active (self->open_only, TRUE);
  else
    filter_cb (self);
  g_signal_connect_object (client, "caught-up", G_CALLBACK (load_reasons), self, G_CONNECT_SWAPPED);
  load_reasons (self);
  return GTK_WIDGET (self);
}
