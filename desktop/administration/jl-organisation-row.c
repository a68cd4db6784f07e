// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-organisation-row.h"

#include "jl-health-texts.h"

#include <glib/gi18n-lib.h>

struct _JlOrganisationRow {
  AdwActionRow parent_instance;

  GtkLevelBar *used; /* borrowed */
  GtkLabel *quota;   /* borrowed */
  GtkWidget *closed; /* borrowed */

  JlRecord *supervised; /* owned */
};

G_DEFINE_FINAL_TYPE (JlOrganisationRow, jl_organisation_row, ADW_TYPE_ACTION_ROW)

static char *
dup_summary (JlRecord *supervised, JlRecord *organisation)
{
  int members = (int)jl_record_get_integer (supervised, JL_SUPERVISED_MEMBERS);
  g_autofree char *people =
      g_strdup_printf (ngettext ("%d person", "%d people", (gulong)members), members);

  return g_strjoin (
      " · ",
      jl_enum_get_label (&jl_organisation_kind_enum,
                         (int)jl_record_get_integer (organisation, JL_ORGANISATION_KIND)),
      jl_record_get_text (supervised, JL_SUPERVISED_DIVISION_NAME),
      jl_record_get_text (organisation, JL_ORGANISATION_LABEL_PREFIX),
      people,
      jl_record_get_text (organisation, JL_ORGANISATION_USCC),
      NULL);
}

static void
update (JlOrganisationRow *self)
{
  JlRecord *organisation = jl_record_get_record (self->supervised, JL_SUPERVISED_RECORD);
  double quota, used;
  g_autofree char *summary = NULL;
  g_autofree char *used_text = NULL;
  g_autofree char *quota_text = NULL;
  g_autofree char *text = NULL;

  if (organisation == NULL)
    return;
  quota = (double)jl_record_get_integer (organisation, JL_ORGANISATION_PHOTO_QUOTA);
  used = (double)jl_record_get_integer (self->supervised, JL_SUPERVISED_PHOTO_BYTES);
  summary = dup_summary (self->supervised, organisation);
  used_text = jl_health_text_dup_bytes (used);
  quota_text = jl_health_text_dup_bytes (quota);
  text = g_strdup_printf (_ ("Photos: %s of %s"), used_text, quota_text);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 jl_record_get_text (organisation, JL_ORGANISATION_NAME));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), summary);
  gtk_level_bar_set_value (self->used, quota > 0 ? MIN (used / quota, 1) : 0);
  gtk_label_set_text (self->quota, text);
  gtk_widget_set_visible (self->closed,
                          !jl_record_get_integer (organisation, JL_ORGANISATION_ACTIVE));
}

static void
jl_organisation_row_dispose (GObject *object)
{
  g_clear_object (&JL_ORGANISATION_ROW (object)->supervised);
  G_OBJECT_CLASS (jl_organisation_row_parent_class)->dispose (object);
}

static void
jl_organisation_row_class_init (JlOrganisationRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jl_organisation_row_dispose;
}

static void
jl_organisation_row_init (JlOrganisationRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *used = gtk_level_bar_new ();
  GtkWidget *quota = gtk_label_new (NULL);

  self->used = GTK_LEVEL_BAR (used);
  self->quota = GTK_LABEL (quota);
  self->closed = gtk_label_new (_ ("Closed"));
  gtk_widget_add_css_class (self->closed, "chip");
  gtk_widget_add_css_class (self->closed, "away");
  gtk_widget_set_valign (self->closed, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (used, 90, -1);
  /* The text says the same. */
  gtk_accessible_update_state (GTK_ACCESSIBLE (used), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_add_css_class (quota, "caption");
  gtk_label_set_wrap (self->quota, TRUE);
  gtk_label_set_max_width_chars (self->quota, 26);
  gtk_label_set_xalign (self->quota, 0);
  gtk_box_append (GTK_BOX (box), quota);
  gtk_box_append (GTK_BOX (box), used);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 4);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->closed);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), box);
}

/**
 * jl_organisation_row_new:
 * @supervised: of jl_supervised_organisation_table
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
jl_organisation_row_new (JlRecord *supervised)
{
  JlOrganisationRow *self = g_object_new (JL_TYPE_ORGANISATION_ROW, NULL);

  self->supervised = g_object_ref (supervised);
  g_signal_connect_object (supervised, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

/**
 * jl_organisation_row_get_record:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
JlRecord *
jl_organisation_row_get_record (JlOrganisationRow *self)
{
  return self->supervised;
}
