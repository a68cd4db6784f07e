// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-member-row.h"

#include "jl-people-texts.h"

#include <glib/gi18n-lib.h>

struct _JlMemberRow {
  AdwActionRow parent_instance;

  JlRecord *member; /* owned */
  gboolean is_self;
};

enum { SIGNAL_CHANGE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlMemberRow, jl_member_row, ADW_TYPE_ACTION_ROW)

static void
update (JlMemberRow *self)
{
  const char *nickname = jl_record_get_text (self->member, JL_MEMBER_NICKNAME);
  g_autofree char *summary = jl_member_text_dup_summary (self->member);
  g_autofree char *name =
      self->is_self ? g_strdup_printf (_ ("%s (you)"), nickname) : g_strdup (nickname);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), summary);
  if (jl_record_get_integer (self->member, JL_MEMBER_ACTIVE))
    gtk_widget_remove_css_class (GTK_WIDGET (self), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "dim-label");
}

static void
change_cb (JlMemberRow *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGE], 0);
}

static void
jl_member_row_dispose (GObject *object)
{
  g_clear_object (&JL_MEMBER_ROW (object)->member);
  G_OBJECT_CLASS (jl_member_row_parent_class)->dispose (object);
}

static void
jl_member_row_class_init (JlMemberRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jl_member_row_dispose;
  signals[SIGNAL_CHANGE] = g_signal_new (
      "change", JL_TYPE_MEMBER_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jl_member_row_init (JlMemberRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 3);
}

/**
 * jl_member_row_new:
 * @member: of jl_member_table
 * @is_self: whether it is who looks at it
 * @may_change: whether to offer changing role and membership
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
jl_member_row_new (JlRecord *member, gboolean is_self, gboolean may_change)
{
  JlMemberRow *self = g_object_new (JL_TYPE_MEMBER_ROW, NULL);

  self->member = g_object_ref (member);
  self->is_self = is_self;
  if (may_change) {
    GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Change…"));
    g_autofree char *name =
        g_strdup_printf (_ ("Change %s"), jl_record_get_text (member, JL_MEMBER_NICKNAME));

    gtk_accessible_update_property (
        GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class (button, "flat");
    g_signal_connect_object (button, "clicked", G_CALLBACK (change_cb), self, G_CONNECT_SWAPPED);
    adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  }
  g_signal_connect_object (member, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

/**
 * jl_member_row_get_member:
 * @self: a row
 *
 * Returns: (transfer none): who it shows
 */
JlRecord *
jl_member_row_get_member (JlMemberRow *self)
{
  return self->member;
}
