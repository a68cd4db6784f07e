// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-member-dialog.h"

#include "jl-people-actions.h"
#include "jl-people-texts.h"
#include "jl-window.h"

#include <glib/gi18n-lib.h>

/* What the dialog knows while it is open. */
typedef struct {
  GtkWindow *parent;   /* owned */
  JlClient *client;    /* owned */
  JlRecord *member;    /* owned */
  GArray *roles;       /* owned: those to choose from */
  GtkDropDown *choice; /* borrowed: child of the dialog */
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->parent);
  g_object_unref (question->client);
  g_object_unref (question->member);
  g_array_unref (question->roles);
  g_free (question);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) parent = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = jl_client_run_finish (JL_CLIENT (source), result, &error);

  if (JL_IS_WINDOW (parent))
    jl_window_show_toast (JL_WINDOW (parent), done ? _ ("Membership changed") : error->message);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  guint selected = gtk_drop_down_get_selected (question->choice);
  g_autoptr (JlAction) action = NULL;

  if (g_str_equal (response, "save") && selected < question->roles->len) {
    int role = g_array_index (question->roles, int, selected);

    if (role != jl_record_get_integer (question->member, JL_MEMBER_ROLE))
      action = jl_member_action_set_role (question->member, role);
  } else if (g_str_equal (response, "end") || g_str_equal (response, "begin")) {
    action = jl_member_action_set_active (question->member, g_str_equal (response, "begin"));
  }
  if (action != NULL)
    jl_client_run_async (question->client, action, NULL, done_cb, g_object_ref (question->parent));
}

static GtkWidget *
make_choice (Question *question)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *choice;
  guint selected = 0;

  for (guint i = 0; i < question->roles->len; i++) {
    int role = g_array_index (question->roles, int, i);
    g_autofree char *name = jl_people_text_dup_role (role);

    gtk_string_list_append (names, name);
    if (role == jl_record_get_integer (question->member, JL_MEMBER_ROLE))
      selected = i;
  }
  choice = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), selected);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Role"), -1);
  question->choice = GTK_DROP_DOWN (choice);
  return choice;
}

/* Only roles that the person may give; a resident has none. */
static GArray *
keep_roles (GArray *roles)
{
  GArray *kept = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < roles->len; i++) {
    if (g_array_index (roles, int, i) >= 0)
      g_array_append_val (kept, g_array_index (roles, int, i));
  }
  return kept;
}

/**
 * jl_member_dialog_present:
 * @parent: the window it belongs to; says what came of it
 * @workspace: of who is signed in
 * @member: of jl_member_table
 * @roles: (element-type int): which the person may give
 */
void
jl_member_dialog_present (GtkWindow *parent,
                          JlWorkspace *workspace,
                          JlRecord *member,
                          GArray *roles)
{
  Question *question = g_new0 (Question, 1);
  gboolean active = jl_record_get_integer (member, JL_MEMBER_ACTIVE) != 0;
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
      parent,
      jl_record_get_text (member, JL_MEMBER_NICKNAME),
      active ? _ ("Whoever leaves is signed in no longer for this organisation. What they did "
                  "stays in the history.")
             : _ ("This membership has ended. It can begin again with the same account.")));

  question->parent = g_object_ref (parent);
  question->client = g_object_ref (jl_workspace_get_client (workspace));
  question->member = g_object_ref (member);
  question->roles = keep_roles (roles);
  adw_message_dialog_set_extra_child (dialog, make_choice (question));
  gtk_widget_set_visible (GTK_WIDGET (question->choice), active);
  adw_message_dialog_add_response (dialog, "no", _ ("_Keep as it is"));
  if (active) {
    adw_message_dialog_add_response (dialog, "end", _ ("_End membership"));
    adw_message_dialog_set_response_appearance (dialog, "end", ADW_RESPONSE_DESTRUCTIVE);
    adw_message_dialog_add_response (dialog, "save", _ ("_Save role"));
    adw_message_dialog_set_response_appearance (dialog, "save", ADW_RESPONSE_SUGGESTED);
  } else {
    adw_message_dialog_add_response (dialog, "begin", _ ("_Begin again"));
    adw_message_dialog_set_response_appearance (dialog, "begin", ADW_RESPONSE_SUGGESTED);
  }
  adw_message_dialog_set_close_response (dialog, "no");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
