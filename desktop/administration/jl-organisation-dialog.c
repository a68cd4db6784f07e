// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-organisation-dialog.h"

#include "jl-administration-actions.h"
#include "jl-choice-field.h"
#include "jl-division-field.h"
#include "jl-error.h"
#include "jl-form-layout.h"
#include "jl-invite-dialog.h"
#include "jl-member-row.h"
#include "jl-text-field.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GB 1e9

struct _JlOrganisationDialog {
  AdwWindow parent_instance;

  /* Template widgets */
  GtkButton *confirm;
  GtkBox *form;
  GtkLabel *trouble;
  GtkWidget *people;
  GtkListBox *members;
  GtkButton *activity;

  JlFormField *kind;         /* borrowed, nullable: of a new one */
  JlFormField *community;    /* borrowed: one of these two is shown */
  JlFormField *district;     /* borrowed */
  GPtrArray *fields;         /* owned: (element-type JlFormField), borrowed */
  JlWorkspace *workspace;    /* owned */
  JlRecord *organisation;    /* owned, nullable: as it was; %NULL: a new one */
  GCancellable *cancellable; /* owned */
};

enum { SIGNAL_DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlOrganisationDialog, jl_organisation_dialog, ADW_TYPE_WINDOW)

static JlClient *
get_client (JlOrganisationDialog *self)
{
  return jl_workspace_get_client (self->workspace);
}

/* What is wrong is said at its field, and below where it has none. */
static void
show_error (JlOrganisationDialog *self, const GError *error)
{
  const char *field =
      error != NULL && error->domain == JL_ERROR ? jl_error_get_field (error) : NULL;
  gboolean found = FALSE;

  for (guint i = 0; i < self->fields->len; i++) {
    JlFormField *candidate = self->fields->pdata[i];
    gboolean is_it = gtk_widget_get_visible (GTK_WIDGET (candidate)) &&
                     g_strcmp0 (jl_form_field_get_path (candidate), field) == 0;

    jl_form_field_set_problem (candidate, is_it ? error->message : NULL);
    if (is_it && !found)
      gtk_widget_child_focus (GTK_WIDGET (candidate), GTK_DIR_TAB_FORWARD);
    found = found || is_it;
  }
  gtk_label_set_text (self->trouble, error != NULL && !found ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), error != NULL && !found);
}

static void
done (JlOrganisationDialog *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_DONE], 0, text);
  gtk_window_close (GTK_WINDOW (self));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) answer = jl_client_run_record_finish (JL_CLIENT (source), result, &error);
  JlOrganisationDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_ORGANISATION_DIALOG (user_data);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->activity), TRUE);
  if (answer == NULL)
    show_error (self, error);
  else
    done (self, self->organisation == NULL ? _ ("Organisation added") : _ ("Changes saved"));
}

static void
send (JlOrganisationDialog *self, JlRecord *content)
{
  g_autoptr (JlAction) action = self->organisation == NULL
                                    ? jl_organisation_action_create (content)
                                    : jl_organisation_action_edit (self->organisation, content);

  show_error (self, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->activity), FALSE);
  jl_client_run_async (get_client (self), action, self->cancellable, sent_cb, self);
}

static char *
dup_quota (JlRecord *organisation)
{
  double quota = (double)jl_record_get_integer (organisation, JL_ORGANISATION_PHOTO_QUOTA);

  return g_strdup_printf ("%g", round (quota / GB * 10) / 10);
}

/* What is typed of room for photos is in GB. What was not typed over stays to the byte. */
static gboolean
read_quota (JlOrganisationDialog *self, JlRecord *content, const char *text, GError **error)
{
  g_autofree char *before = dup_quota (self->organisation);
  g_autofree char *dotted = g_strdelimit (g_strdup (text), ",，。", '.');
  char *end;
  double value = g_ascii_strtod (dotted, &end);

  if (g_str_equal (text, before)) {
    jl_record_set_integer (content,
                           JL_ORGANISATION_PHOTO_QUOTA,
                           jl_record_get_integer (self->organisation, JL_ORGANISATION_PHOTO_QUOTA));
    return TRUE;
  }
  if (end == dotted || *g_strchug (end) != '\0' || !(value >= 0) || value > 1e6) {
    jl_set_error_field (error, JL_ERROR_INVALID, "photo_quota", _ ("This is not a number of GB"));
    return FALSE;
  }
  jl_record_set_integer (content, JL_ORGANISATION_PHOTO_QUOTA, llround (value * GB));
  return TRUE;
}

static gboolean
read_field (JlOrganisationDialog *self, JlFormField *form_field, JlRecord *content, GError **error)
{
  const char *path = jl_form_field_get_path (form_field);
  g_autofree char *text = g_strstrip (jl_form_field_dup_text (form_field));
  guint field = (guint)jl_record_table_find (&jl_organisation_table, path);

  if (field == JL_ORGANISATION_PHOTO_QUOTA)
    return read_quota (self, content, text, error);
  if (*text == '\0' && (jl_organisation_table.fields[field].flags & JL_FIELD_NULLABLE) != 0) {
    jl_record_set_null (content, field);
    return TRUE;
  }
  if (*text == '\0' && (jl_organisation_table.fields[field].flags & JL_FIELD_REQUIRED) != 0) {
    jl_set_error_field (error, JL_ERROR_INVALID, path, _ ("This is needed"));
    return FALSE;
  }
  return jl_record_read_parameter (content, path, text, error);
}

/* Of a known organisation, only what is otherwise now. */
static JlRecord *
read_form (JlOrganisationDialog *self, GError **error)
{
  g_autoptr (JlRecord) content = jl_record_new (&jl_organisation_table);

  for (guint i = 0; i < self->fields->len; i++) {
    JlFormField *form_field = self->fields->pdata[i];
    guint field =
        (guint)jl_record_table_find (&jl_organisation_table, jl_form_field_get_path (form_field));

    if (!gtk_widget_get_visible (GTK_WIDGET (form_field)))
      continue;
    if (!read_field (self, form_field, content, error))
      return NULL;
    if (self->organisation != NULL && jl_record_field_equal (content, self->organisation, field))
      jl_record_unset (content, field);
  }
  return g_steal_pointer (&content);
}

static void
confirm_cb (JlOrganisationDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JlRecord) content = read_form (self, &error);

  if (content == NULL)
    show_error (self, error);
  else
    send (self, content);
}

/* Closing and opening */

static void
set_active (JlOrganisationDialog *self, gboolean active)
{
  g_autoptr (JlRecord) changes = jl_record_new (&jl_organisation_table);

  jl_record_set_integer (changes, JL_ORGANISATION_ACTIVE, active);
  send (self, changes);
}

static void
close_response_cb (AdwMessageDialog *dialog, const char *response, JlOrganisationDialog *self)
{
  if (g_str_equal (response, "close-it"))
    set_active (self, FALSE);
}

static void
activity_cb (JlOrganisationDialog *self)
{
  AdwMessageDialog *dialog;

  if (!jl_record_get_integer (self->organisation, JL_ORGANISATION_ACTIVE)) {
    set_active (self, TRUE);
    return;
  }
  dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (self),
                              _ ("Close this organisation?"),
                              _ ("Its people can no longer act for it, and residents no longer "
                                 "find it. Nothing is deleted; "
                                 "you can open it again.")));
  adw_message_dialog_add_responses (
      dialog, "no", _ ("_Keep as it is"), "close-it", _ ("C_lose it"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "close-it", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "no");
  g_signal_connect_object (dialog, "response", G_CALLBACK (close_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* People */

static void
members_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members =
      jl_client_run_list_finish (JL_CLIENT (source), result, NULL, &error);
  JlOrganisationDialog *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = JL_ORGANISATION_DIALOG (user_data);
  for (guint i = 0; members != NULL && i < members->len; i++)
    gtk_list_box_append (self->members, jl_member_row_new (members->pdata[i], FALSE, FALSE));
  gtk_widget_set_visible (GTK_WIDGET (self->members), members != NULL && members->len > 0);
}

static void
load_members (JlOrganisationDialog *self)
{
  g_autofree char *id = jl_record_dup_field_text (self->organisation, JL_ORGANISATION_ID);
  g_autoptr (JlAction) action = jl_action_new_get ("/organisations/%s/members?limit=100", id);

  jl_action_set_output (action, &jl_member_table);
  jl_client_run_async (get_client (self), action, self->cancellable, members_cb, self);
}

/* Who is invited from outside: those who then invite the others. */
static void
invite_cb (JlOrganisationDialog *self)
{
  static const char *const managing[] = { "manager" };
  static const char *const serving[] = { "officer", "administrator" };
  gboolean department = jl_record_get_integer (self->organisation, JL_ORGANISATION_KIND) ==
                        JL_ORGANISATION_DEPARTMENT;
  const char *const *names = department ? serving : managing;
  guint n = department ? G_N_ELEMENTS (serving) : G_N_ELEMENTS (managing);
  g_autoptr (GArray) roles = g_array_new (FALSE, FALSE, sizeof (int));
  GtkWidget *dialog;

  for (guint i = 0; i < n; i++) {
    int role = jl_enum_from_name (&jl_membership_role_enum, names[i]);

    g_array_append_val (roles, role);
  }
  dialog = jl_invite_dialog_new (GTK_WINDOW (self), self->workspace, roles);
  jl_invite_dialog_set_organisation (JL_INVITE_DIALOG (dialog), self->organisation);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The form */

static JlFormField *
add_field (JlOrganisationDialog *self, JlFormField *field, gboolean wide)
{
  const JlField *described =
      &jl_organisation_table
           .fields[jl_record_table_find (&jl_organisation_table, jl_form_field_get_path (field))];

  jl_form_field_set_required (field, (described->flags & JL_FIELD_REQUIRED) != 0);
  if (JL_IS_TEXT_FIELD (field) && described->type == JL_FIELD_TEXT && described->max > 0)
    jl_text_field_set_max (JL_TEXT_FIELD (field), (guint)described->max);
  if (wide)
    jl_form_layout_set_wide (GTK_WIDGET (field));
  gtk_box_append (self->form, GTK_WIDGET (field));
  g_ptr_array_add (self->fields, field);
  return field;
}

/* A department stands in a district or the city, everybody else in a community: one of two fields.
 */
static void
kind_cb (JlOrganisationDialog *self)
{
  gboolean department;

  if (self->organisation != NULL) {
    department = jl_record_get_integer (self->organisation, JL_ORGANISATION_KIND) ==
                 JL_ORGANISATION_DEPARTMENT;
  } else {
    g_autofree char *kind = jl_form_field_dup_text (self->kind);

    department = g_str_equal (
        kind, jl_enum_get_name (&jl_organisation_kind_enum, JL_ORGANISATION_DEPARTMENT));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->district), department);
  gtk_widget_set_visible (GTK_WIDGET (self->community), !department);
}

static void
add_kind_and_prefix (JlOrganisationDialog *self)
{
  JlFormField *prefix;

  self->kind = add_field (self, jl_choice_field_new_list ("kind", _ ("Kind")), FALSE);
  for (int i = 0; jl_organisation_kind_enum.names[i] != NULL; i++)
    jl_choice_field_add (JL_CHOICE_FIELD (self->kind),
                         jl_organisation_kind_enum.names[i],
                         jl_enum_get_label (&jl_organisation_kind_enum, i));
  g_signal_connect_object (self->kind, "changed", G_CALLBACK (kind_cb), self, G_CONNECT_SWAPPED);
  prefix = add_field (self, jl_text_field_new ("label_prefix", _ ("Label prefix")), FALSE);
  jl_form_field_set_help (
      prefix,
      _ ("Two to four letters, with which all its label codes begin. It cannot be changed."));
}

static void
build_form (JlOrganisationDialog *self)
{
  const JlDivisions *divisions = jl_workspace_get_divisions (self->workspace);
  JlFormField *field;

  add_field (self, jl_text_field_new ("name", _ ("Name")), TRUE);
  if (self->organisation == NULL)
    add_kind_and_prefix (self);
  self->community = add_field (self, jl_community_field_new ("division", divisions), TRUE);
  self->district = add_field (self, jl_district_field_new ("division", divisions), TRUE);
  kind_cb (self);
  field = add_field (self, jl_text_field_new ("uscc", _ ("Unified social credit code")), FALSE);
  jl_form_field_set_help (field, _ ("18 characters, as on the licence; empty for a committee."));
  add_field (self,
             jl_text_field_new ("uscc_override",
                                _ ("Why a code that fails its check is right all the same")),
             FALSE);
  add_field (self, jl_text_field_new ("address", _ ("Address")), TRUE);
  add_field (self, jl_text_field_new ("telephone", _ ("Telephone")), FALSE);
  add_field (self, jl_text_field_new ("opening_hours", _ ("Opening hours")), FALSE);
  if (self->organisation != NULL) {
    field = add_field (self, jl_text_field_new ("photo_quota", _ ("Room for photos")), FALSE);
    jl_text_field_set_unit (JL_TEXT_FIELD (field), "GB");
  }
}

static void
fill_form (JlOrganisationDialog *self, JlRecord *supervised)
{
  gboolean active = jl_record_get_integer (self->organisation, JL_ORGANISATION_ACTIVE) != 0;

  for (guint i = 0; i < self->fields->len; i++) {
    JlFormField *field = self->fields->pdata[i];
    const char *path = jl_form_field_get_path (field);
    guint index = (guint)jl_record_table_find (&jl_organisation_table, path);
    g_autofree char *text = jl_record_dup_field_text (self->organisation, index);

    if (index == JL_ORGANISATION_PHOTO_QUOTA) {
      g_free (text);
      text = dup_quota (self->organisation);
    }
    jl_form_field_set_text (field, text != NULL ? text : "");
  }
  gtk_window_set_title (GTK_WINDOW (self),
                        jl_record_get_text (self->organisation, JL_ORGANISATION_NAME));
  gtk_button_set_label (self->confirm, _ ("_Save"));
  gtk_button_set_label (self->activity,
                        active ? _ ("_Close this organisation…") : _ ("_Open it again"));
}

static void
jl_organisation_dialog_dispose (GObject *object)
{
  JlOrganisationDialog *self = JL_ORGANISATION_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->organisation);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), JL_TYPE_ORGANISATION_DIALOG);
  G_OBJECT_CLASS (jl_organisation_dialog_parent_class)->dispose (object);
}

static void
jl_organisation_dialog_class_init (JlOrganisationDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_organisation_dialog_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/cn/jieli/Jieli/administration/jl-organisation-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JlOrganisationDialog, confirm);
  gtk_widget_class_bind_template_child (widget_class, JlOrganisationDialog, form);
  gtk_widget_class_bind_template_child (widget_class, JlOrganisationDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, JlOrganisationDialog, people);
  gtk_widget_class_bind_template_child (widget_class, JlOrganisationDialog, members);
  gtk_widget_class_bind_template_child (widget_class, JlOrganisationDialog, activity);
  gtk_widget_class_bind_template_callback (widget_class, confirm_cb);
  gtk_widget_class_bind_template_callback (widget_class, invite_cb);
  gtk_widget_class_bind_template_callback (widget_class, activity_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[SIGNAL_DONE] = g_signal_new ("done",
                                       JL_TYPE_ORGANISATION_DIALOG,
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       1,
                                       G_TYPE_STRING);
}

static void
jl_organisation_dialog_init (JlOrganisationDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->fields = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->form), jl_form_layout_new (2, 220));
}

/**
 * jl_organisation_dialog_new:
 * @parent: the window it belongs to
 * @workspace: of an administrator
 * @supervised: (nullable): of jl_supervised_organisation_table; %NULL: to add one
 *
 * Returns: (transfer floating): the dialog
 */
GtkWidget *
jl_organisation_dialog_new (GtkWindow *parent, JlWorkspace *workspace, JlRecord *supervised)
{
  JlOrganisationDialog *self =
      g_object_new (JL_TYPE_ORGANISATION_DIALOG, "transient-for", parent, NULL);

  self->workspace = g_object_ref (workspace);
  if (supervised != NULL)
    self->organisation = jl_record_copy (jl_record_get_record (supervised, JL_SUPERVISED_RECORD));
  gtk_widget_set_visible (self->people, supervised != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->activity), supervised != NULL);
  build_form (self);
  if (supervised != NULL) {
    fill_form (self, supervised);
    load_members (self);
  }
  gtk_widget_child_focus (GTK_WIDGET (self->form), GTK_DIR_TAB_FORWARD);
  return GTK_WIDGET (self);
}
