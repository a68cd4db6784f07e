// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-choice-field.h"

#include <glib/gi18n-lib.h>

/* A list of more can be searched. */
#define MAX_SEEN_AT_ONCE 8

struct _JlChoiceField {
  JlFormField parent_instance;

  GPtrArray *codes;     /* owned: of the values */
  GtkStringList *names; /* owned: of the values; of a list the first is "not said" */
  GtkWidget *list;      /* borrowed, nullable */
  GtkWidget *bar;       /* borrowed, nullable: its children are the buttons */
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (JlChoiceField, jl_choice_field, JL_TYPE_FORM_FIELD)

static void
jl_choice_field_finalize (GObject *object)
{
  JlChoiceField *self = JL_CHOICE_FIELD (object);

  g_ptr_array_unref (self->codes);
  g_object_unref (self->names);
  G_OBJECT_CLASS (jl_choice_field_parent_class)->finalize (object);
}

/* The button of a value; NULL behind the last. */
static GtkToggleButton *
get_button (JlChoiceField *self, guint position)
{
  GtkWidget *button = gtk_widget_get_first_child (self->bar);

  for (; button != NULL && position > 0; position--)
    button = gtk_widget_get_next_sibling (button);
  return (GtkToggleButton *)button;
}

/* Returns: the position of the chosen value, -1 when there is none. */
static int
get_chosen (JlChoiceField *self)
{
  if (self->list != NULL)
    return (int)gtk_drop_down_get_selected (GTK_DROP_DOWN (self->list)) - 1;
  for (guint i = 0; i < self->codes->len; i++)
    if (gtk_toggle_button_get_active (get_button (self, i)))
      return i;
  return -1;
}

static int
find_code (JlChoiceField *self, const char *code)
{
  for (guint i = 0; i < self->codes->len; i++)
    if (g_str_equal (self->codes->pdata[i], code))
      return i;
  return -1;
}

static char *
jl_choice_field_dup_text (JlFormField *field)
{
  JlChoiceField *self = JL_CHOICE_FIELD (field);
  int chosen = get_chosen (self);

  return g_strdup (chosen >= 0 && chosen < (int)self->codes->len ? self->codes->pdata[chosen] : "");
}

/* Only the chosen button, or the first, is reached by Tab; the arrow keys go on from there. */
static void
update_focusable (JlChoiceField *self)
{
  int chosen = MAX (get_chosen (self), 0);

  for (guint i = 0; i < self->codes->len; i++)
    gtk_widget_set_focusable (GTK_WIDGET (get_button (self, i)), (int)i == chosen);
}

/* The list's button is all that takes the keyboard: it says what is chosen. */
static void
say_choice (JlChoiceField *self)
{
  g_autofree char *spoken = NULL;

  if (self->list == NULL)
    return;
  spoken =
      g_strdup_printf ("%s: %s",
                       jl_form_field_get_label (JL_FORM_FIELD (self)),
                       gtk_string_list_get_string (self->names, (guint)(get_chosen (self) + 1)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (self->list)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken,
                                  -1);
}

static void
choose (JlChoiceField *self, int position)
{
  self->setting = TRUE;
  if (self->list != NULL)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->list), position + 1);
  for (guint i = 0; self->bar != NULL && i < self->codes->len; i++)
    gtk_toggle_button_set_active (get_button (self, i), (int)i == position);
  if (self->bar != NULL)
    update_focusable (self);
  say_choice (self);
  self->setting = FALSE;
  jl_form_field_emit_changed (JL_FORM_FIELD (self));
}

static void
jl_choice_field_set_text (JlFormField *field, const char *text)
{
  JlChoiceField *self = JL_CHOICE_FIELD (field);

  choose (self, find_code (self, text));
}

static char *
jl_choice_field_describe (JlFormField *field, const char *text)
{
  JlChoiceField *self = JL_CHOICE_FIELD (field);
  int position = find_code (self, text);

  if (position < 0)
    return g_strdup (text);
  return g_strdup (
      gtk_string_list_get_string (self->names, self->list != NULL ? position + 1 : position));
}

static gboolean
jl_choice_field_grab_focus (GtkWidget *widget)
{
  JlChoiceField *self = JL_CHOICE_FIELD (widget);

  if (self->bar == NULL)
    return gtk_widget_grab_focus (self->list);
  return self->codes->len > 0 &&
         gtk_widget_grab_focus (GTK_WIDGET (get_button (self, MAX (get_chosen (self), 0))));
}

static void
jl_choice_field_class_init (JlChoiceFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jl_choice_field_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = jl_choice_field_grab_focus;
  JL_FORM_FIELD_CLASS (klass)->dup_text = jl_choice_field_dup_text;
  JL_FORM_FIELD_CLASS (klass)->set_text = jl_choice_field_set_text;
  JL_FORM_FIELD_CLASS (klass)->describe = jl_choice_field_describe;
}

static void
jl_choice_field_init (JlChoiceField *self)
{
  self->codes = g_ptr_array_new_with_free_func (g_free);
  self->names = gtk_string_list_new (NULL);
}

static void
selected_cb (JlChoiceField *self)
{
  if (self->setting)
    return;
  say_choice (self);
  jl_form_field_emit_changed (JL_FORM_FIELD (self));
}

/* On a closed list the arrow keys choose the one above or below; Delete takes the choice back. */
static gboolean
list_key_cb (GtkEventControllerKey *controller,
             guint key,
             guint code,
             GdkModifierType state,
             JlChoiceField *self)
{
  int chosen = get_chosen (self);

  if ((state & (GDK_ALT_MASK | GDK_CONTROL_MASK)) != 0)
    return FALSE;
  if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    choose (self, MIN (chosen + 1, (int)self->codes->len - 1));
  else if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    choose (self, MAX (chosen - 1, -1));
  else if (key == GDK_KEY_Delete || key == GDK_KEY_BackSpace)
    choose (self, -1);
  else
    return FALSE;
  return TRUE;
}

/**
 * jl_choice_field_new_list:
 * @path: of the member
 * @label: what people call it
 *
 * Returns: (transfer floating): a field whose values are a list that opens
 */
JlFormField *
jl_choice_field_new_list (const char *path, const char *label)
{
  JlChoiceField *self = g_object_new (JL_TYPE_CHOICE_FIELD, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_string_list_append (self->names, _ ("Not said"));
  self->list =
      gtk_drop_down_new (g_object_ref (G_LIST_MODEL (self->names)),
                         gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  gtk_widget_set_hexpand (self->list, TRUE);
  g_signal_connect_swapped (self->list, "notify::selected", G_CALLBACK (selected_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (list_key_cb), self);
  /* The list that opens has its own use for the arrow keys, and its keys do not come here first. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_TARGET);
  gtk_widget_add_controller (gtk_widget_get_first_child (self->list), keys);
  jl_form_field_set_up (
      JL_FORM_FIELD (self), path, self->list, gtk_widget_get_first_child (self->list));
  jl_form_field_set_label (JL_FORM_FIELD (self), label);
  say_choice (self);
  return JL_FORM_FIELD (self);
}

/* Goes to the button beside the one that has the keyboard, and chooses it. */
static void
step (JlChoiceField *self, int by)
{
  int next = get_chosen (self) + by;

  if (get_chosen (self) < 0)
    next = by > 0 ? 0 : (int)self->codes->len - 1;
  if (next < 0 || next >= (int)self->codes->len)
    return;
  choose (self, next);
  gtk_widget_grab_focus (GTK_WIDGET (get_button (self, next)));
}

static gboolean
bar_key_cb (GtkEventControllerKey *controller,
            guint key,
            guint code,
            GdkModifierType state,
            JlChoiceField *self)
{
  if ((state & (GDK_ALT_MASK | GDK_CONTROL_MASK)) != 0)
    return FALSE;
  if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    step (self, -1);
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    step (self, 1);
  else if (key == GDK_KEY_Delete || key == GDK_KEY_BackSpace)
    choose (self, -1);
  else
    return FALSE;
  return TRUE;
}

/* Pressing one button lets the others go; pressing the chosen one takes the choice back. */
static void
toggled_cb (GtkToggleButton *button, JlChoiceField *self)
{
  if (self->setting)
    return;
  self->setting = TRUE;
  for (guint i = 0; i < self->codes->len; i++)
    if (get_button (self, i) != button)
      gtk_toggle_button_set_active (get_button (self, i), FALSE);
  update_focusable (self);
  self->setting = FALSE;
  jl_form_field_emit_changed (JL_FORM_FIELD (self));
}

/**
 * jl_choice_field_new_buttons:
 * @path: of the member
 * @label: what people call it
 *
 * Returns: (transfer floating): a field whose values are buttons side by side
 */
JlFormField *
jl_choice_field_new_buttons (const char *path, const char *label)
{
  JlChoiceField *self = g_object_new (JL_TYPE_CHOICE_FIELD, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->bar = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  gtk_widget_add_css_class (self->bar, "linked");
  g_signal_connect (keys, "key-pressed", G_CALLBACK (bar_key_cb), self);
  gtk_widget_add_controller (self->bar, keys);
  jl_form_field_set_up (JL_FORM_FIELD (self), path, self->bar, self->bar);
  jl_form_field_set_label (JL_FORM_FIELD (self), label);
  return JL_FORM_FIELD (self);
}

static void
add_button (JlChoiceField *self, const char *name)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (name);
  g_autofree char *spoken =
      g_strdup_printf ("%s: %s", jl_form_field_get_label (JL_FORM_FIELD (self)), name);

  gtk_widget_set_hexpand (button, TRUE);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_focusable (button, self->codes->len == 1);
  gtk_box_append (GTK_BOX (self->bar), button);
  g_signal_connect (button, "toggled", G_CALLBACK (toggled_cb), self);
}

/**
 * jl_choice_field_add:
 * @self: a field
 * @code: of a value
 * @name: for people
 */
void
jl_choice_field_add (JlChoiceField *self, const char *code, const char *name)
{
  g_ptr_array_add (self->codes, g_strdup (code));
  gtk_string_list_append (self->names, name);
  if (self->bar != NULL)
    add_button (self, name);
  else
    gtk_drop_down_set_enable_search (GTK_DROP_DOWN (self->list),
                                     self->codes->len > MAX_SEEN_AT_ONCE);
}
