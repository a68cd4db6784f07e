// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-invite-dialog.h"

#include "jl-invitation-sheet.h"
#include "jl-people-actions.h"
#include "jl-people-texts.h"
#include "jl-print-dialog.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

/* A notice in the stairway is read by many, a colleague is one. */
#define RESIDENTS 20

/* In the order of the choices of jl-invite-dialog.ui. */
static const int valid_days[] = { 1, 7, 14, 30 };
#define TWO_WEEKS 2

struct _JlInviteDialog {
  AdwWindow parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkButton *confirm;
  AdwComboRow *role;
  GtkSpinButton *uses;
  AdwComboRow *valid;
  GtkLabel *trouble;
  GtkLabel *code;
  GtkLabel *how;
  GtkLabel *summary;
  GtkButton *copy;
  GtkButton *dismiss;

  JlWorkspace *workspace;    /* owned */
  GCancellable *cancellable; /* owned */
  JlRecord *invitation;      /* owned, nullable: with its code */
  GArray *roles;             /* owned, nullable: (element-type int): -1 is a resident */
  char *organisation;        /* owned, nullable: id */
  char *organisation_name;   /* owned, nullable */
};

enum { SIGNAL_INVITED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlInviteDialog, jl_invite_dialog, ADW_TYPE_WINDOW)

static int
get_role (JlInviteDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->role);

  return selected < self->roles->len ? g_array_index (self->roles, int, selected) : -1;
}

static void
role_cb (JlInviteDialog *self)
{
  if (self->roles != NULL)
    gtk_spin_button_set_value (self->uses, get_role (self) < 0 ? RESIDENTS : 1);
}

static void
show_code (JlInviteDialog *self, JlRecord *invitation)
{
  gboolean staff = !jl_record_is_null (invitation, JL_INVITATION_ROLE) &&
                   jl_record_has (invitation, JL_INVITATION_ROLE);
  const char *address = jl_record_get_text (invitation, JL_INVITATION_JOIN_URL);
  g_autofree char *summary = jl_invitation_text_dup_summary (invitation);
  g_autofree char *how = g_strdup_printf (
      staff ? _ ("Your colleague opens %s, types this code and chooses a username and a password.")
            : _ ("On a phone: open %s and type this code."),
      address);

  g_set_object (&self->invitation, invitation);
  gtk_label_set_text (self->code, jl_record_get_text (invitation, JL_INVITATION_CODE));
  gtk_label_set_text (self->how, how);
  gtk_label_set_text (self->summary, summary);
  gtk_widget_set_visible (GTK_WIDGET (self->confirm), FALSE);
  gtk_button_set_label (self->dismiss, _ ("_Close"));
  gtk_window_set_title (GTK_WINDOW (self), _ ("Invitation code"));
  gtk_stack_set_visible_child_name (self->stack, "code");
  gtk_window_set_default_widget (GTK_WINDOW (self), GTK_WIDGET (self->copy));
  gtk_widget_grab_focus (GTK_WIDGET (self->copy));
}

static void
show_trouble (JlInviteDialog *self, const char *text)
{
  gtk_label_set_text (self->trouble, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), text != NULL);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) invitation =
      jl_client_run_record_finish (JL_CLIENT (source), result, &error);
  JlInviteDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_INVITE_DIALOG (user_data);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), TRUE);
  if (invitation == NULL) {
    show_trouble (self, error->message);
    return;
  }
  show_code (self, invitation);
  g_signal_emit (self, signals[SIGNAL_INVITED], 0, invitation);
}

static void
confirm_cb (JlInviteDialog *self)
{
  JlClient *client = jl_workspace_get_client (self->workspace);
  g_autoptr (JlRecord) invitation = jl_record_new (&jl_invitation_table);
  g_autoptr (JlAction) action = NULL;
  gint64 now = g_get_real_time () / 1000;
  int role = get_role (self);

  if (self->organisation == NULL)
    return;
  if (role >= 0)
    jl_record_set_integer (invitation, JL_INVITATION_ROLE, role);
  gtk_spin_button_update (self->uses);
  jl_record_set_integer (
      invitation, JL_INVITATION_USES_LEFT, gtk_spin_button_get_value_as_int (self->uses));
  jl_record_set_integer (invitation,
                         JL_INVITATION_EXPIRES_AT,
                         now + valid_days[adw_combo_row_get_selected (self->valid)] * JL_TIME_DAY);
  action = jl_invitation_action_create (self->organisation, invitation);
  show_trouble (self, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), FALSE);
  jl_client_run_async (client, action, self->cancellable, created_cb, self);
}

static void
copy_cb (JlInviteDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->code));
  gtk_button_set_label (self->copy, _ ("Copied"));
}

static void
print_cb (JlInviteDialog *self)
{
  GPtrArray *sheets = g_ptr_array_new_with_free_func ((GDestroyNotify)jl_invitation_sheet_free);
  const JlPrintJob job = { .draw = jl_invitation_sheet_draw,
                           .n_pages = 1,
                           .content = sheets,
                           .free = (GDestroyNotify)g_ptr_array_unref };

  g_ptr_array_add (
      sheets,
      jl_invitation_sheet_new (
          self->invitation, self->organisation_name != NULL ? self->organisation_name : "", NULL));
  gtk_window_present (GTK_WINDOW (jl_print_dialog_new (GTK_WINDOW (self), _ ("Invitation"), &job)));
}

static void
jl_invite_dialog_dispose (GObject *object)
{
  JlInviteDialog *self = JL_INVITE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->workspace);
  g_clear_object (&self->invitation);
  g_clear_pointer (&self->roles, g_array_unref);
  g_clear_pointer (&self->organisation, g_free);
  g_clear_pointer (&self->organisation_name, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), JL_TYPE_INVITE_DIALOG);
  G_OBJECT_CLASS (jl_invite_dialog_parent_class)->dispose (object);
}

static void
jl_invite_dialog_class_init (JlInviteDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_invite_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/cn/jieli/Jieli/accounts/jl-invite-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JlInviteDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, JlInviteDialog, confirm);
  gtk_widget_class_bind_template_child (widget_class, JlInviteDialog, role);
  gtk_widget_class_bind_template_child (widget_class, JlInviteDialog, uses);
  gtk_widget_class_bind_template_child (widget_class, JlInviteDialog, valid);
  gtk_widget_class_bind_template_child (widget_class, JlInviteDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, JlInviteDialog, code);
  gtk_widget_class_bind_template_child (widget_class, JlInviteDialog, how);
  gtk_widget_class_bind_template_child (widget_class, JlInviteDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, JlInviteDialog, copy);
  gtk_widget_class_bind_template_child (widget_class, JlInviteDialog, dismiss);
  gtk_widget_class_bind_template_callback (widget_class, role_cb);
  gtk_widget_class_bind_template_callback (widget_class, confirm_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[SIGNAL_INVITED] = g_signal_new ("invited",
                                          JL_TYPE_INVITE_DIALOG,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          JL_TYPE_RECORD);
}

static void
jl_invite_dialog_init (JlInviteDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_selected (self->valid, TWO_WEEKS);
}

/* Who invites, does so for the organisation they act for. */
static void
set_workspace (JlInviteDialog *self, JlWorkspace *workspace)
{
  JlRecord *membership = jl_client_get_membership (jl_workspace_get_client (workspace));

  self->workspace = g_object_ref (workspace);
  if (membership == NULL)
    return;
  self->organisation = jl_record_dup_field_text (membership, JL_MEMBERSHIP_ORGANISATION);
  self->organisation_name =
      g_strdup (jl_record_get_text (membership, JL_MEMBERSHIP_ORGANISATION_NAME));
}

/**
 * jl_invite_dialog_set_organisation:
 * @self: a dialog
 * @organisation: the one to invite into, in place of the one acted for
 */
void
jl_invite_dialog_set_organisation (JlInviteDialog *self, JlRecord *organisation)
{
  g_free (self->organisation);
  self->organisation = jl_record_dup_field_text (organisation, JL_ORGANISATION_ID);
  g_free (self->organisation_name);
  self->organisation_name = g_strdup (jl_record_get_text (organisation, JL_ORGANISATION_NAME));
}

/**
 * jl_invite_dialog_new:
 * @parent: the window it belongs to
 * @workspace: of who is signed in
 * @roles: (element-type int): as what others may be invited, -1 is a resident; not empty
 *
 * Returns: (transfer floating): the dialog
 */
GtkWidget *
jl_invite_dialog_new (GtkWindow *parent, JlWorkspace *workspace, GArray *roles)
{
  JlInviteDialog *self = g_object_new (JL_TYPE_INVITE_DIALOG, "transient-for", parent, NULL);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  set_workspace (self, workspace);
  for (guint i = 0; i < roles->len; i++) {
    g_autofree char *name = jl_people_text_dup_role (g_array_index (roles, int, i));

    gtk_string_list_append (names, name);
  }
  self->roles = g_array_ref (roles);
  adw_combo_row_set_model (self->role, G_LIST_MODEL (names));
  role_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->confirm));
  return GTK_WIDGET (self);
}

/**
 * jl_invite_dialog_new_for_code:
 * @parent: the window it belongs to
 * @workspace: of who is signed in
 * @invitation: one that was made before, with its code
 *
 * Returns: (transfer floating): the dialog, which shows the code again
 */
GtkWidget *
jl_invite_dialog_new_for_code (GtkWindow *parent, JlWorkspace *workspace, JlRecord *invitation)
{
  JlInviteDialog *self = g_object_new (JL_TYPE_INVITE_DIALOG, "transient-for", parent, NULL);

  set_workspace (self, workspace);
  show_code (self, invitation);
  return GTK_WIDGET (self);
}
