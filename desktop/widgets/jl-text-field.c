// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-text-field.h"

#include "jl-attribute-text.h"

#include <glib/gi18n-lib.h>

/* A counter is shown when this part of the room is used up. */
#define COUNT_FROM(max) ((max)*2 / 3)

struct _JlTextField {
  JlFormField parent_instance;

  GtkWidget *entry;     /* borrowed, NULL when it has many lines */
  GtkWidget *view;      /* borrowed, NULL when it has one line */
  GtkWidget *row;       /* borrowed: entry with what stands before and behind it */
  GtkWidget *calendar;  /* borrowed, nullable */
  GtkTextBuffer *lines; /* borrowed, nullable */
  guint max;
};

G_DEFINE_FINAL_TYPE (JlTextField, jl_text_field, JL_TYPE_FORM_FIELD)

static char *
jl_text_field_dup_text (JlFormField *field)
{
  JlTextField *self = JL_TEXT_FIELD (field);
  GtkTextIter start;
  GtkTextIter end;

  if (self->entry != NULL)
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  gtk_text_buffer_get_bounds (self->lines, &start, &end);
  return gtk_text_buffer_get_text (self->lines, &start, &end, FALSE);
}

static void
jl_text_field_set_text (JlFormField *field, const char *text)
{
  JlTextField *self = JL_TEXT_FIELD (field);

  if (self->entry != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  else
    gtk_text_buffer_set_text (self->lines, text, -1);
}

static void
jl_text_field_class_init (JlTextFieldClass *klass)
{
  JL_FORM_FIELD_CLASS (klass)->dup_text = jl_text_field_dup_text;
  JL_FORM_FIELD_CLASS (klass)->set_text = jl_text_field_set_text;
}

static void
jl_text_field_init (JlTextField *self)
{
}

static void
update_count (JlTextField *self)
{
  g_autofree char *text = NULL;
  g_autofree char *count = NULL;
  glong length;

  if (self->max == 0)
    return;
  text = jl_text_field_dup_text (JL_FORM_FIELD (self));
  length = g_utf8_strlen (text, -1);
  /* Translators: how many characters were typed, and how many may be */
  count = g_strdup_printf (_ ("%ld of %u"), length, self->max);
  jl_form_field_set_note (JL_FORM_FIELD (self), length >= COUNT_FROM (self->max) ? count : "");
}

static void
changed_cb (JlTextField *self)
{
  update_count (self);
  jl_form_field_emit_changed (JL_FORM_FIELD (self));
}

/**
 * jl_text_field_new:
 * @path: of the member
 * @label: what people call it
 *
 * Returns: (transfer floating): a field of one line
 */
JlFormField *
jl_text_field_new (const char *path, const char *label)
{
  JlTextField *self = g_object_new (JL_TYPE_TEXT_FIELD, NULL);

  self->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->entry = gtk_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 6);
  gtk_box_append (GTK_BOX (self->row), self->entry);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (changed_cb), self);
  jl_form_field_set_up (JL_FORM_FIELD (self), path, self->row, self->entry);
  jl_form_field_set_label (JL_FORM_FIELD (self), label);
  return JL_FORM_FIELD (self);
}

/**
 * jl_text_field_new_lines:
 * @path: of the member
 * @label: what people call it
 *
 * Returns: (transfer floating): a field of many lines; Tab leaves it
 */
JlFormField *
jl_text_field_new_lines (const char *path, const char *label)
{
  JlTextField *self = g_object_new (JL_TYPE_TEXT_FIELD, NULL);
  GtkWidget *window = gtk_scrolled_window_new ();

  self->view = gtk_text_view_new ();
  self->lines = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (window, "lines");
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (window), 64);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (window), 200);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (window), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), self->view);
  g_signal_connect_swapped (self->lines, "changed", G_CALLBACK (changed_cb), self);
  jl_form_field_set_up (JL_FORM_FIELD (self), path, window, self->view);
  jl_form_field_set_label (JL_FORM_FIELD (self), label);
  return JL_FORM_FIELD (self);
}

static void
day_selected_cb (GtkCalendar *calendar, JlTextField *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (calendar);
  g_autofree char *text = g_date_time_format (date, "%Y-%m-%d");

  jl_form_field_set_text (JL_FORM_FIELD (self), text);
}

/* The calendar opens on the day that stands in the field. */
static void
calendar_shown_cb (JlTextField *self)
{
  g_autoptr (GDateTime) shown = NULL;
  JlDate date;
  int year;
  int month;
  int day;

  if (!jl_date_text_read (gtk_editable_get_text (GTK_EDITABLE (self->entry)), &date, NULL))
    return;
  jl_date_to_ymd (date, &year, &month, &day);
  shown = g_date_time_new_utc (year, month, day, 0, 0, 0);
  g_signal_handlers_block_by_func (self->calendar, day_selected_cb, self);
  gtk_calendar_select_day (GTK_CALENDAR (self->calendar), shown);
  g_signal_handlers_unblock_by_func (self->calendar, day_selected_cb, self);
}

static gboolean
open_calendar_cb (GtkWidget *entry, GVariant *arguments, gpointer button)
{
  gtk_menu_button_popup (button);
  return TRUE;
}

/* Who types goes on to the next field with one Tab; Alt and Down open the calendar. */
static void
add_calendar_key (JlTextField *self, GtkWidget *button)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_widget_set_focusable (gtk_widget_get_first_child (button), FALSE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Down, GDK_ALT_MASK),
                        gtk_callback_action_new (open_calendar_cb, button, NULL)));
  gtk_widget_add_controller (self->entry, controller);
}

/**
 * jl_text_field_new_date:
 * @path: of the member
 * @label: what people call it
 *
 * Returns: (transfer floating): a field for a day, typed or chosen from a calendar
 */
JlFormField *
jl_text_field_new_date (const char *path, const char *label)
{
  JlFormField *field = jl_text_field_new (path, label);
  JlTextField *self = JL_TEXT_FIELD (field);
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("2024-03-05"));
  self->calendar = gtk_calendar_new ();
  gtk_popover_set_child (GTK_POPOVER (popover), self->calendar);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_tooltip_text (button, _ ("Choose from a calendar"));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Choose from a calendar"), -1);
  gtk_box_append (GTK_BOX (self->row), button);
  add_calendar_key (self, button);
  g_signal_connect (self->calendar, "day-selected", G_CALLBACK (day_selected_cb), self);
  g_signal_connect_swapped (popover, "show", G_CALLBACK (calendar_shown_cb), self);
  return field;
}

/**
 * jl_text_field_set_max:
 * @self: a field
 * @n_characters: how long the text may be; counted where it gets narrow. More can be typed, so that
 *   nothing of a pasted text is lost, and is then told
 */
void
jl_text_field_set_max (JlTextField *self, guint n_characters)
{
  self->max = n_characters;
  update_count (self);
}

/**
 * jl_text_field_set_unit:
 * @self: a field of one line
 * @unit: what its number counts
 */
void
jl_text_field_set_unit (JlTextField *self, const char *unit)
{
  GtkWidget *label = gtk_label_new (unit);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (self->row), label);
}

/**
 * jl_text_field_set_prefix:
 * @self: a field of one line
 * @prefix: what stands before it, e.g. `¥`
 */
void
jl_text_field_set_prefix (JlTextField *self, const char *prefix)
{
  GtkWidget *label = gtk_label_new (prefix);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_prepend (GTK_BOX (self->row), label);
}

/**
 * jl_text_field_set_purpose:
 * @self: a field of one line
 * @purpose: what is typed in it
 */
void
jl_text_field_set_purpose (JlTextField *self, GtkInputPurpose purpose)
{
  gtk_entry_set_input_purpose (GTK_ENTRY (self->entry), purpose);
}

/**
 * jl_text_field_set_approved:
 * @self: a field of one line
 * @approved: whether a sign says that what stands there was checked and is right
 */
void
jl_text_field_set_approved (JlTextField *self, gboolean approved)
{
  gtk_entry_set_icon_from_icon_name (
      GTK_ENTRY (self->entry), GTK_ENTRY_ICON_SECONDARY, approved ? "emblem-ok-symbolic" : NULL);
  gtk_entry_set_icon_tooltip_text (GTK_ENTRY (self->entry),
                                   GTK_ENTRY_ICON_SECONDARY,
                                   approved ? _ ("The check digit is right") : NULL);
}
