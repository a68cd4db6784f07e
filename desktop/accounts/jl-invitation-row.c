// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-invitation-row.h"

#include "jl-people-texts.h"

#include <glib/gi18n-lib.h>

struct _JlInvitationRow {
  AdwActionRow parent_instance;

  JlRecord *invitation; /* owned */
};

enum { SIGNAL_SHOW_CODE, SIGNAL_TAKE_BACK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlInvitationRow, jl_invitation_row, ADW_TYPE_ACTION_ROW)

static void
update (JlInvitationRow *self)
{
  gboolean is_for_staff = jl_record_has (self->invitation, JL_INVITATION_ROLE) &&
                          !jl_record_is_null (self->invitation, JL_INVITATION_ROLE);
  int role = is_for_staff ? (int)jl_record_get_integer (self->invitation, JL_INVITATION_ROLE) : -1;
  g_autofree char *title = jl_people_text_dup_role (role);
  g_autofree char *summary = jl_invitation_text_dup_summary (self->invitation);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), summary);
}

static void
show_code_cb (JlInvitationRow *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_CODE], 0);
}

static void
take_back_cb (JlInvitationRow *self)
{
  g_signal_emit (self, signals[SIGNAL_TAKE_BACK], 0);
}

static void
jl_invitation_row_dispose (GObject *object)
{
  g_clear_object (&JL_INVITATION_ROW (object)->invitation);
  G_OBJECT_CLASS (jl_invitation_row_parent_class)->dispose (object);
}

static guint
add_signal (JlInvitationRowClass *klass, const char *name)
{
  return g_signal_new (
      name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jl_invitation_row_class_init (JlInvitationRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jl_invitation_row_dispose;
  signals[SIGNAL_SHOW_CODE] = add_signal (klass, "show-code");
  signals[SIGNAL_TAKE_BACK] = add_signal (klass, "take-back");
}

static void
jl_invitation_row_init (JlInvitationRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 3);
}

static void
add_button (JlInvitationRow *self, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
}

/**
 * jl_invitation_row_new:
 * @invitation: what it shows
 * @knows_code: whether there is a code to show again
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
jl_invitation_row_new (JlRecord *invitation, gboolean knows_code)
{
  JlInvitationRow *self = g_object_new (JL_TYPE_INVITATION_ROW, NULL);

  self->invitation = g_object_ref (invitation);
  if (knows_code)
    add_button (self, _ ("_Show code"), G_CALLBACK (show_code_cb));
  add_button (self, _ ("_Take back"), G_CALLBACK (take_back_cb));
  g_signal_connect_object (invitation, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

/**
 * jl_invitation_row_get_invitation:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
JlRecord *
jl_invitation_row_get_invitation (JlInvitationRow *self)
{
  return self->invitation;
}
