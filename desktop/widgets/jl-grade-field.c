// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-grade-field.h"

#include <glib/gi18n-lib.h>

struct _JlGradeField {
  JlFormField parent_instance;

  GtkWidget *list;  /* borrowed */
  GPtrArray *codes; /* owned */
  GPtrArray *names; /* owned */
  char *other;      /* owned, nullable: a code that this scale does not have */
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (JlGradeField, jl_grade_field, JL_TYPE_FORM_FIELD)

static void
jl_grade_field_finalize (GObject *object)
{
  JlGradeField *self = JL_GRADE_FIELD (object);

  g_ptr_array_unref (self->codes);
  g_ptr_array_unref (self->names);
  g_free (self->other);
  G_OBJECT_CLASS (jl_grade_field_parent_class)->finalize (object);
}

static int
find_code (JlGradeField *self, const char *code)
{
  for (guint i = 0; i < self->codes->len; i++)
    if (g_str_equal (self->codes->pdata[i], code))
      return i;
  return -1;
}

static char *
jl_grade_field_dup_text (JlFormField *field)
{
  JlGradeField *self = JL_GRADE_FIELD (field);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));

  if (row != NULL)
    return g_strdup (self->codes->pdata[gtk_list_box_row_get_index (row)]);
  return g_strdup (self->other != NULL ? self->other : "");
}

static void
jl_grade_field_set_text (JlFormField *field, const char *text)
{
  JlGradeField *self = JL_GRADE_FIELD (field);
  int position = find_code (self, text);

  g_free (self->other);
  self->other = position < 0 ? g_strdup (text) : NULL;
  self->setting = TRUE;
  gtk_list_box_select_row (
      GTK_LIST_BOX (self->list),
      position >= 0 ? gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), position) : NULL);
  self->setting = FALSE;
  jl_form_field_emit_changed (field);
}

static char *
jl_grade_field_describe (JlFormField *field, const char *text)
{
  JlGradeField *self = JL_GRADE_FIELD (field);
  int position = find_code (self, text);

  return g_strdup (position >= 0 ? self->names->pdata[position] : text);
}

static gboolean
jl_grade_field_grab_focus (GtkWidget *widget)
{
  JlGradeField *self = JL_GRADE_FIELD (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));

  if (row == NULL)
    row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0);
  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

/* One stop for Tab. The list's own way would choose a grade only because the keyboard came by. */
static gboolean
jl_grade_field_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_get_focus_child (widget) == NULL && jl_grade_field_grab_focus (widget);
}

static void
jl_grade_field_class_init (JlGradeFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jl_grade_field_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = jl_grade_field_grab_focus;
  GTK_WIDGET_CLASS (klass)->focus = jl_grade_field_focus;
  JL_FORM_FIELD_CLASS (klass)->dup_text = jl_grade_field_dup_text;
  JL_FORM_FIELD_CLASS (klass)->set_text = jl_grade_field_set_text;
  JL_FORM_FIELD_CLASS (klass)->describe = jl_grade_field_describe;
}

static void
jl_grade_field_init (JlGradeField *self)
{
  self->codes = g_ptr_array_new_with_free_func (g_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
}

/* Tab comes to the chosen grade, or to the first, and leaves the list from there. */
static void
update_focusable (JlGradeField *self)
{
  GtkListBoxRow *chosen = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    gtk_widget_set_focusable (GTK_WIDGET (row), chosen != NULL ? row == chosen : i == 0);
}

static void
choose (JlGradeField *self, int position)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), position);

  if (row == NULL)
    return;
  gtk_widget_set_focusable (GTK_WIDGET (row), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (row));
  gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint key,
        guint code,
        GdkModifierType state,
        JlGradeField *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  int position = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if ((state & (GDK_ALT_MASK | GDK_CONTROL_MASK)) != 0)
    return FALSE;
  if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    choose (self, MIN (position + 1, (int)self->codes->len - 1));
  else if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    choose (self, MAX (position - 1, 0));
  else if (key == GDK_KEY_Home)
    choose (self, 0);
  else if (key == GDK_KEY_End)
    choose (self, (int)self->codes->len - 1);
  else
    return FALSE;
  return TRUE;
}

static void
selected_cb (JlGradeField *self)
{
  update_focusable (self);
  if (self->setting)
    return;
  g_clear_pointer (&self->other, g_free);
  jl_form_field_emit_changed (JL_FORM_FIELD (self));
}

/**
 * jl_grade_field_new:
 * @path: of the member, whose text is a grade's code
 * @label: what people call it
 *
 * Returns: (transfer floating): a field without grades; see jl_grade_field_set_category()
 */
JlFormField *
jl_grade_field_new (const char *path, const char *label)
{
  JlGradeField *self = g_object_new (JL_TYPE_GRADE_FIELD, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_SINGLE);
  gtk_widget_add_css_class (self->list, "grades");
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (selected_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (self->list, keys);
  jl_form_field_set_up (JL_FORM_FIELD (self), path, self->list, self->list);
  jl_form_field_set_label (JL_FORM_FIELD (self), label);
  return JL_FORM_FIELD (self);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
bind_sign_cb (GtkListBoxRow *row, GtkStateFlags old, GtkWidget *sign)
{
  gboolean chosen = (gtk_widget_get_state_flags (GTK_WIDGET (row)) & GTK_STATE_FLAG_SELECTED) != 0;

  gtk_widget_set_opacity (sign, chosen ? 1 : 0);
}

/* A row: its name in a column of its own, the criterion beside it, a sign when it is chosen. */
static void
add_grade (JlGradeField *self, const JlGoodsGrade *grade, GtkSizeGroup *names)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = make_label (grade->name, "grade");
  GtkWidget *criterion = make_label (grade->criterion, "criterion");
  GtkWidget *sign = jl_form_icon_new ("object-select-symbolic");
  g_autofree char *spoken =
      g_strdup_printf ("%s. %s", grade->name, grade->criterion != NULL ? grade->criterion : "");

  gtk_size_group_add_widget (names, name);
  gtk_widget_set_valign (name, GTK_ALIGN_START);
  gtk_widget_set_valign (criterion, GTK_ALIGN_START);
  gtk_widget_set_hexpand (criterion, TRUE);
  gtk_widget_set_opacity (sign, 0);
  gtk_widget_set_valign (sign, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), criterion);
  if (!grade->tradable) {
    GtkWidget *warning = make_label (_ ("recycling only"), "note");

    gtk_label_set_wrap (GTK_LABEL (warning), FALSE);
    gtk_widget_set_valign (warning, GTK_ALIGN_START);
    gtk_box_append (GTK_BOX (box), warning);
  }
  gtk_box_append (GTK_BOX (box), sign);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_signal_connect (row, "state-flags-changed", G_CALLBACK (bind_sign_cb), sign);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

/**
 * jl_grade_field_set_category:
 * @self: a field
 * @category: (nullable): whose grades are to be chosen from
 *
 * A grade that was chosen stays chosen, if there is one of that code.
 */
void
jl_grade_field_set_category (JlGradeField *self, const JlGoodsCategory *category)
{
  g_autofree char *chosen = jl_grade_field_dup_text (JL_FORM_FIELD (self));
  g_autoptr (GtkSizeGroup) names = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  GtkListBoxRow *row;

  self->setting = TRUE;
  while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
  g_ptr_array_set_size (self->codes, 0);
  g_ptr_array_set_size (self->names, 0);
  for (guint i = 0; category != NULL && i < category->grades->len; i++) {
    const JlGoodsGrade *grade = &g_array_index (category->grades, JlGoodsGrade, i);

    g_ptr_array_add (self->codes, g_strdup (grade->code));
    g_ptr_array_add (self->names, g_strdup (grade->name));
    add_grade (self, grade, names);
  }
  self->setting = FALSE;
  update_focusable (self);
  jl_grade_field_set_text (JL_FORM_FIELD (self), chosen);
}
