// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keeping-page.h"

#include "jl-hold-dialog.h"
#include "jl-keeping-actions.h"
#include "jl-keeping-texts.h"
#include "jl-page-state.h"
#include "jl-time.h"
#include "jl-window.h"

#include <glib/gi18n-lib.h>

struct _JlKeepingPage {
  AdwBin parent_instance;

  /* Template widgets */
  JlPageState *state;
  GtkWidget *content;
  AdwActionRow *purge;
  GtkWidget *plan;
  GtkWidget *begin;
  GtkWidget *cancel;
  GtkListBox *holds;
  GtkListBox *kept;

  JlClient *client;          /* owned */
  GCancellable *cancellable; /* owned */
  char *purge_id;            /* owned, nullable: the newest purge's */
};

G_DEFINE_FINAL_TYPE (JlKeepingPage, jl_keeping_page, ADW_TYPE_BIN)

static void load_cb (JlKeepingPage *self);

static void
clear_list (GtkListBox *list)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
}

static GtkWidget *
new_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  return row;
}

/* What was read, NULL when the page is gone or shows why not. */
static GPtrArray *
take_list (GObject *source, GAsyncResult *result, JlKeepingPage *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = jl_client_run_list_finish (JL_CLIENT (source), result, NULL, &error);

  if (list == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    jl_page_state_show (self->state, JL_LIST_ERROR, error);
  return list;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  JlKeepingPage *self = user_data;
  g_autoptr (GPtrArray) list = take_list (source, result, self);

  if (list == NULL)
    return;
  clear_list (self->kept);
  for (guint i = 0; i < list->len; i++) {
    const char *record = jl_record_get_text (list->pdata[i], JL_KEPT_RECORD);
    g_autofree char *rule = jl_keeping_text_dup_rule (list->pdata[i]);
    g_autofree char *count = jl_keeping_text_dup_count (list->pdata[i]);
    GtkWidget *row = new_row (jl_keeping_text_get_record (record), rule);
    GtkWidget *label = gtk_label_new (count);

    gtk_widget_add_css_class (label, "dim-label");
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    gtk_list_box_append (self->kept, row);
  }
  jl_page_state_show (self->state, JL_LIST_CONTENT, NULL);
}

static void
purges_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  JlKeepingPage *self = user_data;
  g_autoptr (GPtrArray) list = take_list (source, result, self);
  JlRecord *purge;
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  gint64 state;

  if (list == NULL)
    return;
  purge = list->len > 0 ? list->pdata[0] : NULL;
  state = purge != NULL ? jl_record_get_integer (purge, JL_PURGE_STATE) : JL_PURGE_DONE;
  title = jl_keeping_text_dup_state (purge);
  subtitle = jl_keeping_text_dup_result (purge);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->purge), title);
  adw_action_row_set_subtitle (self->purge, subtitle);
  g_free (self->purge_id);
  self->purge_id = purge != NULL ? jl_record_dup_field_text (purge, JL_PURGE_ID) : NULL;
  gtk_widget_set_visible (self->begin, state == JL_PURGE_PLANNED);
  gtk_widget_set_visible (self->cancel, state == JL_PURGE_PLANNED);
  gtk_widget_set_visible (self->plan, state == JL_PURGE_DONE || state == JL_PURGE_CANCELLED);
}

static void
release_cb (JlKeepingPage *self, GtkWidget *button)
{
  GtkWidget *dialog =
      jl_hold_dialog_new_release (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                  self->client,
                                  gtk_widget_get_name (button));

  g_signal_connect_object (dialog, "done", G_CALLBACK (load_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
new_hold_row (JlKeepingPage *self, JlRecord *hold)
{
  const char *name = jl_record_get_text (hold, JL_HOLD_SUBJECT_NAME);
  g_autofree char *id = jl_record_dup_field_text (hold, JL_HOLD_ID);
  g_autofree char *subtitle = NULL;
  char since[JL_TIME_CHINA_TEXT_SIZE];
  GtkWidget *row, *button;

  jl_time_to_china_text (jl_record_get_integer (hold, JL_HOLD_CREATED_AT), since);
  subtitle =
      g_strdup_printf (_ ("since %s · %s"), since, jl_record_get_text (hold, JL_HOLD_REASON));
  row = new_row (*name != '\0' ? name : _ ("A person"), subtitle);
  if (!jl_record_is_null (hold, JL_HOLD_RELEASED_AT)) {
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_label_new (_ ("ended")));
    return row;
  }
  button = gtk_button_new_with_label (_ ("End…"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_name (button, id);
  g_signal_connect_object (button, "clicked", G_CALLBACK (release_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
holds_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  JlKeepingPage *self = user_data;
  g_autoptr (GPtrArray) list = take_list (source, result, self);

  if (list == NULL)
    return;
  clear_list (self->holds);
  for (guint i = 0; i < list->len; i++)
    gtk_list_box_append (self->holds, new_hold_row (self, list->pdata[i]));
  if (list->len == 0)
    gtk_list_box_append (self->holds, new_row (_ ("There is no legal hold"), NULL));
}

static void
load_cb (JlKeepingPage *self)
{
  g_autoptr (JlAction) kept = jl_keeping_action_list_kept ();
  g_autoptr (JlAction) purges = jl_keeping_action_list_purges ();
  g_autoptr (JlAction) holds = jl_keeping_action_list_holds ();

  jl_client_run_async (self->client, purges, self->cancellable, purges_cb, self);
  jl_client_run_async (self->client, holds, self->cancellable, holds_cb, self);
  jl_client_run_async (self->client, kept, self->cancellable, kept_cb, self);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlKeepingPage) self = user_data;
  g_autoptr (GError) error = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (!jl_client_run_finish (JL_CLIENT (source), result, &error) && JL_IS_WINDOW (root))
    jl_window_show_toast (JL_WINDOW (root), error->message);
  if (self->client != NULL)
    load_cb (self);
}

static void
run (JlKeepingPage *self, JlAction *action)
{
  jl_client_run_async (self->client, action, NULL, done_cb, g_object_ref (self));
}

static void
plan_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (JlAction) action = jl_purge_action_plan ();

  run (JL_KEEPING_PAGE (widget), action);
}

static void
cancel_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  JlKeepingPage *self = JL_KEEPING_PAGE (widget);
  g_autoptr (JlAction) action = jl_purge_action_cancel (self->purge_id);

  run (self, action);
}

static void
begin_response_cb (AdwMessageDialog *dialog, const char *response, JlKeepingPage *self)
{
  g_autoptr (JlAction) action = NULL;

  if (!g_str_equal (response, "begin") || self->purge_id == NULL)
    return;
  action = jl_purge_action_begin (self->purge_id);
  run (self, action);
}

static void
begin_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                              _ ("Delete for good?"),
                              _ ("What need not be kept any longer is removed now. It cannot be "
                                 "brought back but from a backup.")));

  adw_message_dialog_add_responses (
      dialog, "no", _ ("_Keep as it is"), "begin", _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "begin", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "no");
  g_signal_connect_object (dialog, "response", G_CALLBACK (begin_response_cb), widget, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
hold_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  JlKeepingPage *self = JL_KEEPING_PAGE (widget);
  GtkWidget *dialog =
      jl_hold_dialog_new_place (GTK_WINDOW (gtk_widget_get_root (widget)), self->client);

  g_signal_connect_object (dialog, "done", G_CALLBACK (load_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
jl_keeping_page_dispose (GObject *object)
{
  JlKeepingPage *self = JL_KEEPING_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_pointer (&self->purge_id, g_free);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_KEEPING_PAGE);
  G_OBJECT_CLASS (jl_keeping_page_parent_class)->dispose (object);
}

static void
jl_keeping_page_class_init (JlKeepingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_keeping_page_dispose;
  g_type_ensure (JL_TYPE_PAGE_STATE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/keeping/jl-keeping-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JlKeepingPage, state);
  gtk_widget_class_bind_template_child (widget_class, JlKeepingPage, content);
  gtk_widget_class_bind_template_child (widget_class, JlKeepingPage, purge);
  gtk_widget_class_bind_template_child (widget_class, JlKeepingPage, plan);
  gtk_widget_class_bind_template_child (widget_class, JlKeepingPage, begin);
  gtk_widget_class_bind_template_child (widget_class, JlKeepingPage, cancel);
  gtk_widget_class_bind_template_child (widget_class, JlKeepingPage, holds);
  gtk_widget_class_bind_template_child (widget_class, JlKeepingPage, kept);
  gtk_widget_class_bind_template_callback (widget_class, load_cb);
  gtk_widget_class_install_action (widget_class, "keeping.plan", NULL, plan_cb);
  gtk_widget_class_install_action (widget_class, "keeping.begin", NULL, begin_cb);
  gtk_widget_class_install_action (widget_class, "keeping.cancel", NULL, cancel_cb);
  gtk_widget_class_install_action (widget_class, "keeping.hold", NULL, hold_cb);
}

static void
jl_keeping_page_init (JlKeepingPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  jl_page_state_set_content (self->state, self->content);
}

/**
 * jl_keeping_page_new:
 * @workspace: of an administrator
 *
 * Returns: (transfer floating): the page, which has begun to load
 */
GtkWidget *
jl_keeping_page_new (JlWorkspace *workspace)
{
  JlKeepingPage *self = g_object_new (JL_TYPE_KEEPING_PAGE, NULL);

  self->client = g_object_ref (jl_workspace_get_client (workspace));
  jl_page_state_show (self->state, JL_LIST_LOADING, NULL);
  g_signal_connect_object (
      self->client, "caught-up", G_CALLBACK (load_cb), self, G_CONNECT_SWAPPED);
  /* Purges and holds are rare: what is seen again is read again. */
  g_signal_connect (self, "map", G_CALLBACK (load_cb), NULL);
  return GTK_WIDGET (self);
}
