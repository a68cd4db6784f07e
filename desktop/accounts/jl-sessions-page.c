// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-sessions-page.h"

#include "jl-administration-actions.h"
#include "jl-list-scroll.h"
#include "jl-page-state.h"
#include "jl-people-texts.h"
#include "jl-window.h"

#include <glib/gi18n-lib.h>

struct _JlSessionsPage {
  AdwBin parent_instance;

  /* Template widgets */
  GtkWidget *switcher;
  GtkToggleButton *show_own;
  JlPageState *state;
  GtkScrolledWindow *scroll;
  GtkListBox *rows;

  JlWorkspace *workspace; /* owned */
  JlRemoteList *sessions; /* owned: those that are shown */
};

G_DEFINE_FINAL_TYPE (JlSessionsPage, jl_sessions_page, ADW_TYPE_BIN)

static gboolean
shows_own (JlSessionsPage *self)
{
  return gtk_toggle_button_get_active (self->show_own);
}

static void
toast (JlSessionsPage *self, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (JL_IS_WINDOW (root))
    jl_window_show_toast (JL_WINDOW (root), text);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlSessionsPage) self = user_data;
  g_autoptr (GError) error = NULL;

  toast (self,
         jl_client_run_finish (JL_CLIENT (source), result, &error) ? _ ("Session ended")
                                                                   : error->message);
  if (self->sessions != NULL)
    jl_remote_list_reload (self->sessions);
}

static void
run (JlSessionsPage *self, JlAction *action)
{
  jl_client_run_async (
      jl_workspace_get_client (self->workspace), action, NULL, ended_cb, g_object_ref (self));
}

static void
end_cb (JlSessionsPage *self, GtkWidget *button)
{
  g_autoptr (JlAction) action =
      jl_session_action_end (gtk_widget_get_name (button), !shows_own (self));

  gtk_widget_set_sensitive (button, FALSE);
  run (self, action);
}

static void
end_others_response_cb (AdwMessageDialog *dialog, const char *response, JlSessionsPage *self)
{
  g_autoptr (JlAction) action = NULL;

  if (!g_str_equal (response, "end"))
    return;
  action = jl_session_action_end_others ();
  run (self, action);
}

static void
end_others_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                              _ ("End all your other sessions?"),
                              _ ("Wherever else you are signed in, the password is asked for "
                                 "again. This computer stays.")));

  adw_message_dialog_add_responses (
      dialog, "no", _ ("_Keep as it is"), "end", _ ("_End them"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "end", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "no");
  g_signal_connect_object (dialog, "response", G_CALLBACK (end_others_response_cb), widget, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Both tables have the same members, but for whose the session is. */
static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  JlSessionsPage *self = user_data;
  const JlRecordTable *table = jl_record_get_table (item);
  gboolean current =
      jl_record_get_integer (item, (guint)jl_record_table_find (table, "current")) != 0;
  g_autofree char *id = jl_record_dup_field_text (item, (guint)jl_record_table_find (table, "id"));
  g_autofree char *title = jl_session_text_dup_title (item);
  g_autofree char *summary = jl_session_text_dup_summary (item);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *end =
      current ? gtk_label_new (_ ("This session")) : gtk_button_new_with_label (_ ("End"));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), summary);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  gtk_widget_set_valign (end, GTK_ALIGN_CENTER);
  if (!current) {
    g_autofree char *spoken = g_strdup_printf (_ ("End the session: %s"), title);

    gtk_widget_add_css_class (end, "flat");
    gtk_widget_set_name (end, id);
    gtk_accessible_update_property (
        GTK_ACCESSIBLE (end), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    g_signal_connect_object (end, "clicked", G_CALLBACK (end_cb), self, G_CONNECT_SWAPPED);
  }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), end);
  return row;
}

/* Begins to show the list that was chosen. */
static void
show_cb (JlSessionsPage *self)
{
  JlClient *client;

  if (self->workspace == NULL)
    return;
  client = jl_workspace_get_client (self->workspace);
  gtk_list_box_bind_model (self->rows, NULL, NULL, NULL, NULL);
  g_clear_object (&self->sessions);
  self->sessions = shows_own (self)
                       ? jl_remote_list_new (client, &jl_session_table, "/sessions")
                       : jl_remote_list_new (client, &jl_member_session_table, "/members/sessions");
  gtk_list_box_bind_model (self->rows, G_LIST_MODEL (self->sessions), make_row, self, NULL);
  jl_list_scroll_attach (self->scroll, self->sessions);
  jl_page_state_set_list (self->state, self->sessions);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    jl_remote_list_reload (self->sessions);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sessions.end-others", shows_own (self));
}

/* Sessions are no records of the change stream: what is seen again is read again. */
static void
map_cb (JlSessionsPage *self)
{
  if (self->sessions != NULL)
    jl_remote_list_reload (self->sessions);
}

static void
jl_sessions_page_dispose (GObject *object)
{
  JlSessionsPage *self = JL_SESSIONS_PAGE (object);

  if (self->sessions != NULL)
    gtk_list_box_bind_model (self->rows, NULL, NULL, NULL, NULL);
  g_clear_object (&self->sessions);
  g_clear_object (&self->workspace);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_SESSIONS_PAGE);
  G_OBJECT_CLASS (jl_sessions_page_parent_class)->dispose (object);
}

static void
jl_sessions_page_class_init (JlSessionsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_sessions_page_dispose;
  g_type_ensure (JL_TYPE_PAGE_STATE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/accounts/jl-sessions-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JlSessionsPage, switcher);
  gtk_widget_class_bind_template_child (widget_class, JlSessionsPage, show_own);
  gtk_widget_class_bind_template_child (widget_class, JlSessionsPage, state);
  gtk_widget_class_bind_template_child (widget_class, JlSessionsPage, scroll);
  gtk_widget_class_bind_template_child (widget_class, JlSessionsPage, rows);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
  gtk_widget_class_install_action (widget_class, "sessions.end-others", NULL, end_others_cb);
}

static void
jl_sessions_page_init (JlSessionsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  jl_page_state_set_content (self->state, GTK_WIDGET (self->scroll));
  jl_page_state_set_empty (
      self->state, "computer-symbolic", _ ("Nobody is signed in"), NULL, NULL, NULL);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
}

static gboolean
answers_for_others (JlClient *client)
{
  JlRecord *membership = jl_client_get_membership (client);
  const char *role =
      membership != NULL
          ? jl_enum_get_name (&jl_membership_role_enum,
                              (int)jl_record_get_integer (membership, JL_MEMBERSHIP_ROLE))
          : "";

  return g_str_equal (role, "manager") || g_str_equal (role, "administrator");
}

/**
 * jl_sessions_page_new:
 * @workspace: of who is signed in
 *
 * Returns: (transfer floating): the page; it loads when it is seen
 */
GtkWidget *
jl_sessions_page_new (JlWorkspace *workspace)
{
  JlSessionsPage *self = g_object_new (JL_TYPE_SESSIONS_PAGE, NULL);

  self->workspace = g_object_ref (workspace);
  gtk_widget_set_visible (self->switcher, answers_for_others (jl_workspace_get_client (workspace)));
  show_cb (self);
  return GTK_WIDGET (self);
}
