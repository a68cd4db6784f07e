// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-moderation-row.h"

#include "jl-time-label.h"
#include "jl-wrap-layout.h"

struct _JlModerationRow {
  GtkListBoxRow parent_instance;

  GtkBox *box;      /* borrowed: the child */
  GtkBox *buttons;  /* borrowed, nullable: in box */
  JlRecord *record; /* owned */
  JlModerationFill fill;
  gpointer owner; /* borrowed */
};

G_DEFINE_FINAL_TYPE (JlModerationRow, jl_moderation_row, GTK_TYPE_LIST_BOX_ROW)

static void
update (JlModerationRow *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  self->buttons = NULL;
  self->fill (self, self->record, self->owner);
}

static void
jl_moderation_row_dispose (GObject *object)
{
  g_clear_object (&JL_MODERATION_ROW (object)->record);
  G_OBJECT_CLASS (jl_moderation_row_parent_class)->dispose (object);
}

static void
jl_moderation_row_class_init (JlModerationRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jl_moderation_row_dispose;
}

static void
jl_moderation_row_init (JlModerationRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  self->box = GTK_BOX (box);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
}

/**
 * jl_moderation_row_new:
 * @record: what it shows
 * @fill: adds the lines
 * @owner: for @fill; outlives the row
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
jl_moderation_row_new (JlRecord *record, JlModerationFill fill, gpointer owner)
{
  JlModerationRow *self = g_object_new (JL_TYPE_MODERATION_ROW, NULL);

  self->record = g_object_ref (record);
  self->fill = fill;
  self->owner = owner;
  g_signal_connect_object (record, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

/**
 * jl_moderation_row_set_heading:
 * @self: a row that is being filled
 * @title: what it is about
 * @icon: of its state
 * @state: (nullable): its state in words
 */
void
jl_moderation_row_set_heading (JlModerationRow *self,
                               const char *title,
                               const char *icon,
                               const char *state)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = make_label (title, "heading");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (line), label);
  if (state != NULL) {
    gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name (icon));
    gtk_box_append (GTK_BOX (line), gtk_label_new (state));
  }
  gtk_box_append (self->box, line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
add_line (JlModerationRow *self, const char *heading, GtkWidget *content)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = make_label (heading, "dim-label");

  gtk_label_set_width_chars (GTK_LABEL (label), 14);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 14);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_set_hexpand (content, TRUE);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), content);
  gtk_box_append (self->box, line);
}

/**
 * jl_moderation_row_add_text:
 * @self: a row that is being filled
 * @heading: what the text is
 * @text: (nullable): left out when there is none
 */
void
jl_moderation_row_add_text (JlModerationRow *self, const char *heading, const char *text)
{
  GtkWidget *label;

  if (text == NULL || *text == '\0')
    return;
  label = make_label (text, NULL);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  add_line (self, heading, label);
}

/**
 * jl_moderation_row_add_time:
 * @self: a row that is being filled
 * @heading: what happened, or must happen, then
 * @time: milliseconds UTC
 * @is_future: whether it is a term
 */
void
jl_moderation_row_add_time (JlModerationRow *self,
                            const char *heading,
                            gint64 time,
                            gboolean is_future)
{
  GtkWidget *label = jl_time_label_new ();

  gtk_widget_set_halign (label, GTK_ALIGN_START);
  if (is_future)
    jl_time_label_set_future (JL_TIME_LABEL (label), time);
  else
    jl_time_label_set_past (JL_TIME_LABEL (label), time);
  add_line (self, heading, label);
}

/**
 * jl_moderation_row_add_button:
 * @self: a row that is being filled
 * @label: what it does
 * @action: the name of an action that takes a text
 * @target: its parameter
 */
void
jl_moderation_row_add_button (JlModerationRow *self,
                              const char *label,
                              const char *action,
                              const char *target)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  if (self->buttons == NULL) {
    self->buttons = GTK_BOX (jl_wrap_layout_make_box ());
    gtk_widget_set_margin_top (GTK_WIDGET (self->buttons), 6);
    gtk_box_append (self->box, GTK_WIDGET (self->buttons));
  }
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_box_append (self->buttons, button);
}
