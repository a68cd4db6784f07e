// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-people-page.h"

#include "jl-invitation-row.h"
#include "jl-invite-dialog.h"
#include "jl-list-scroll.h"
#include "jl-member-dialog.h"
#include "jl-member-row.h"
#include "jl-page-state.h"
#include "jl-people-actions.h"
#include "jl-request-dialog.h"
#include "jl-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _JlPeoplePage {
  AdwBin parent_instance;

  /* Template widgets */
  GtkToggleButton *show_invitations;
  GtkWidget *answer;
  GtkStack *lists;
  JlPageState *invitations_state;
  GtkScrolledWindow *invitations_scroll;
  GtkListBox *invitations_box;
  JlPageState *members_state;
  GtkScrolledWindow *members_scroll;
  GtkListBox *members_box;

  JlWorkspace *workspace;    /* owned */
  JlRemoteList *invitations; /* owned */
  JlRemoteList *members;     /* owned */
  GArray *roles;             /* owned: (element-type int): as what one may invite, -1: resident */
  GHashTable *codes;         /* owned: id -> JlRecord with its code, of this session */
  GCancellable *cancellable; /* owned */
};

G_DEFINE_FINAL_TYPE (JlPeoplePage, jl_people_page, ADW_TYPE_BIN)

static void
toast (JlPeoplePage *self, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (JL_IS_WINDOW (root))
    jl_window_show_toast (JL_WINDOW (root), text);
}

/* Invitations */

static JlRecord *
find_code (JlPeoplePage *self, JlRecord *invitation)
{
  g_autofree char *id = jl_record_dup_field_text (invitation, JL_INVITATION_ID);

  return g_hash_table_lookup (self->codes, id);
}

static void
show_code_cb (JlPeoplePage *self, JlInvitationRow *row)
{
  JlRecord *made = find_code (self, jl_invitation_row_get_invitation (row));
  g_autoptr (JlRecord) invitation = NULL;

  if (made == NULL)
    return;
  /* With what is left of it by now. */
  invitation = jl_record_copy (jl_invitation_row_get_invitation (row));
  jl_record_set_text (
      invitation, JL_INVITATION_CODE, jl_record_get_text (made, JL_INVITATION_CODE));
  jl_record_set_text (
      invitation, JL_INVITATION_JOIN_URL, jl_record_get_text (made, JL_INVITATION_JOIN_URL));
  gtk_window_present (GTK_WINDOW (jl_invite_dialog_new_for_code (
      GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->workspace, invitation)));
}

static void
taken_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JlPeoplePage) self = user_data;
  g_autoptr (GError) error = NULL;

  toast (self,
         jl_client_run_finish (JL_CLIENT (source), result, &error) ? _ ("Invitation taken back")
                                                                   : error->message);
}

static void
take_back_response_cb (AdwMessageDialog *dialog, const char *response, JlInvitationRow *row)
{
  JlPeoplePage *self =
      JL_PEOPLE_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (row), JL_TYPE_PEOPLE_PAGE));
  g_autoptr (JlAction) action = NULL;

  if (self == NULL || !g_str_equal (response, "take-back"))
    return;
  action = jl_invitation_action_remove (jl_invitation_row_get_invitation (row));
  jl_client_run_async (
      jl_workspace_get_client (self->workspace), action, NULL, taken_back_cb, g_object_ref (self));
}

static void
take_back_cb (JlPeoplePage *self, JlInvitationRow *row)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                              _ ("Take this invitation back?"),
                              _ ("Its code opens nothing from then on. Who has joined stays.")));

  adw_message_dialog_add_responses (
      dialog, "no", _ ("_Keep as it is"), "take-back", _ ("_Take back"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "take-back", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "no");
  g_signal_connect_object (dialog, "response", G_CALLBACK (take_back_response_cb), row, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
make_invitation_row (gpointer item, gpointer user_data)
{
  JlPeoplePage *self = user_data;
  GtkWidget *row = jl_invitation_row_new (item, find_code (self, item) != NULL);

  g_signal_connect_object (row, "show-code", G_CALLBACK (show_code_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "take-back", G_CALLBACK (take_back_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static void
bind_invitations (JlPeoplePage *self)
{
  gtk_list_box_bind_model (
      self->invitations_box, G_LIST_MODEL (self->invitations), make_invitation_row, self, NULL);
}

static void
invited_cb (JlPeoplePage *self, JlRecord *invitation)
{
  g_hash_table_insert (self->codes,
                       jl_record_dup_field_text (invitation, JL_INVITATION_ID),
                       g_object_ref (invitation));
  gtk_toggle_button_set_active (self->show_invitations, TRUE);
  /* The stream may have been quicker, and have shown it without its code. */
  bind_invitations (self);
  jl_remote_list_reload (self->invitations);
}

static void
invite_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  JlPeoplePage *self = JL_PEOPLE_PAGE (widget);
  GtkWidget *dialog = jl_invite_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (widget)), self->workspace, self->roles);

  g_signal_connect_object (dialog, "invited", G_CALLBACK (invited_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
answer_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  JlPeoplePage *self = JL_PEOPLE_PAGE (widget);

  gtk_window_present (GTK_WINDOW (jl_request_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (widget)), jl_workspace_get_client (self->workspace))));
}

/* Only administrators look after people who ask in writing. */
static gboolean
may_answer (JlClient *client)
{
  JlRecord *membership = jl_client_get_membership (client);

  return membership != NULL && g_str_equal (jl_enum_get_name (&jl_membership_role_enum,
                                                              (int)jl_record_get_integer (
                                                                  membership, JL_MEMBERSHIP_ROLE)),
                                            "administrator");
}

/* Members */

static void
change_member_cb (JlPeoplePage *self, JlMemberRow *row)
{
  jl_member_dialog_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                            self->workspace,
                            jl_member_row_get_member (row),
                            self->roles);
}

/* What one may invite as, one may also give and take. */
static gboolean
may_change (JlPeoplePage *self, JlRecord *member)
{
  for (guint i = 0; i < self->roles->len; i++) {
    if (g_array_index (self->roles, int, i) == jl_record_get_integer (member, JL_MEMBER_ROLE))
      return TRUE;
  }
  return FALSE;
}

static GtkWidget *
make_member_row (gpointer item, gpointer user_data)
{
  JlPeoplePage *self = user_data;
  JlRecord *account = jl_client_get_account (jl_workspace_get_client (self->workspace));
  gboolean is_self = account != NULL && jl_record_get_integer (account, JL_ACCOUNT_ID) ==
                                            jl_record_get_integer (item, JL_MEMBER_ACCOUNT);
  GtkWidget *row = jl_member_row_new (item, is_self, !is_self && may_change (self, item));

  g_signal_connect_object (row, "change", G_CALLBACK (change_member_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static void
bind_members (JlPeoplePage *self)
{
  gtk_list_box_bind_model (
      self->members_box, G_LIST_MODEL (self->members), make_member_row, self, NULL);
}

/* Page */

static GArray *
read_roles (GPtrArray *records)
{
  GArray *roles = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < records->len; i++) {
    JlRecord *record = records->pdata[i];
    gboolean is_resident = jl_record_is_null (record, JL_INVITATION_ROLE_ROLE);
    int role = is_resident ? -1 : (int)jl_record_get_integer (record, JL_INVITATION_ROLE_ROLE);

    g_array_append_val (roles, role);
  }
  return roles;
}

static void
roles_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records =
      jl_client_run_list_finish (JL_CLIENT (source), result, NULL, &error);
  g_autoptr (GArray) roles = NULL;
  JlPeoplePage *self;

  /* Asked again when the service is back. */
  if (records == NULL)
    return;
  self = JL_PEOPLE_PAGE (user_data);
  roles = read_roles (records);
  /* Rows are made anew only for a reason: somebody may be moving among them with the keyboard. */
  if (roles->len == self->roles->len &&
      (roles->len == 0 || memcmp (roles->data, self->roles->data, roles->len * sizeof (int)) == 0))
    return;
  g_array_unref (self->roles);
  self->roles = g_steal_pointer (&roles);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "people.invite", self->roles->len > 0);
  bind_members (self);
}

static void
load_roles (JlPeoplePage *self)
{
  g_autoptr (JlAction) action = jl_invitation_action_list_roles ();

  jl_client_run_async (
      jl_workspace_get_client (self->workspace), action, self->cancellable, roles_cb, self);
}

static void
show_cb (JlPeoplePage *self)
{
  gtk_stack_set_visible_child_name (
      self->lists,
      gtk_toggle_button_get_active (self->show_invitations) ? "invitations" : "members");
}

static void
jl_people_page_dispose (GObject *object)
{
  JlPeoplePage *self = JL_PEOPLE_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->invitations != NULL) {
    gtk_list_box_bind_model (self->invitations_box, NULL, NULL, NULL, NULL);
    gtk_list_box_bind_model (self->members_box, NULL, NULL, NULL, NULL);
  }
  g_clear_object (&self->invitations);
  g_clear_object (&self->members);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->roles, g_array_unref);
  g_clear_pointer (&self->codes, g_hash_table_unref);
  /* AdwBin does not know that the template's end is its child's end. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), JL_TYPE_PEOPLE_PAGE);
  G_OBJECT_CLASS (jl_people_page_parent_class)->dispose (object);
}

static void
jl_people_page_class_init (JlPeoplePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_people_page_dispose;
  g_type_ensure (JL_TYPE_PAGE_STATE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/accounts/jl-people-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JlPeoplePage, show_invitations);
  gtk_widget_class_bind_template_child (widget_class, JlPeoplePage, answer);
  gtk_widget_class_bind_template_child (widget_class, JlPeoplePage, lists);
  gtk_widget_class_bind_template_child (widget_class, JlPeoplePage, invitations_state);
  gtk_widget_class_bind_template_child (widget_class, JlPeoplePage, invitations_scroll);
  gtk_widget_class_bind_template_child (widget_class, JlPeoplePage, invitations_box);
  gtk_widget_class_bind_template_child (widget_class, JlPeoplePage, members_state);
  gtk_widget_class_bind_template_child (widget_class, JlPeoplePage, members_scroll);
  gtk_widget_class_bind_template_child (widget_class, JlPeoplePage, members_box);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
  gtk_widget_class_install_action (widget_class, "people.invite", NULL, invite_cb);
  gtk_widget_class_install_action (widget_class, "people.answer", NULL, answer_cb);
}

static void
jl_people_page_init (JlPeoplePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->roles = g_array_new (FALSE, FALSE, sizeof (int));
  self->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "people.invite", FALSE);
  jl_page_state_set_content (self->invitations_state, GTK_WIDGET (self->invitations_scroll));
  jl_page_state_set_empty (self->invitations_state,
                           "mail-unread-symbolic",
                           _ ("No open invitations"),
                           _ ("A resident or a colleague joins with an invitation code."),
                           _ ("Invite…"),
                           "people.invite");
  jl_page_state_set_content (self->members_state, GTK_WIDGET (self->members_scroll));
  jl_page_state_set_empty (self->members_state,
                           "system-users-symbolic",
                           _ ("Nobody works here yet"),
                           _ ("Colleagues join with an invitation code."),
                           NULL,
                           NULL);
}

/* Begins to show @list in its state. */
static void
attach (JlPageState *state, GtkScrolledWindow *scroll, JlRemoteList *list)
{
  jl_list_scroll_attach (scroll, list);
  jl_page_state_set_list (state, list);
  jl_remote_list_reload (list);
}

/**
 * jl_people_page_new:
 * @workspace: of who is signed in
 *
 * Returns: (transfer floating): the page, which has begun to load
 */
GtkWidget *
jl_people_page_new (JlWorkspace *workspace)
{
  JlPeoplePage *self = g_object_new (JL_TYPE_PEOPLE_PAGE, NULL);
  JlClient *client = jl_workspace_get_client (workspace);

  self->workspace = g_object_ref (workspace);
  gtk_widget_set_visible (self->answer, may_answer (client));
  self->invitations = jl_remote_list_new (client, &jl_invitation_table, "/invitations");
  self->members = jl_remote_list_new (client, &jl_member_table, "/members");
  jl_remote_list_add_kind (self->members, jl_membership_table.name);
  bind_invitations (self);
  bind_members (self);
  attach (self->invitations_state, self->invitations_scroll, self->invitations);
  attach (self->members_state, self->members_scroll, self->members);
  g_signal_connect_object (client, "caught-up", G_CALLBACK (load_roles), self, G_CONNECT_SWAPPED);
  load_roles (self);
  return GTK_WIDGET (self);
}
