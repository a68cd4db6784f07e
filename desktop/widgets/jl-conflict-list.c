// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-conflict-list.h"

#include <glib/gi18n-lib.h>

struct _JlConflictList {
  GtkWidget parent_instance;

  GtkWidget *box;      /* child */
  GtkWidget *rows;     /* child of box */
  GtkWidget *button;   /* child of box */
  GHashTable *choices; /* owned: path -> GtkCheckButton of theirs */
};

enum { SIGNAL_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlConflictList, jl_conflict_list, GTK_TYPE_WIDGET)

static void
jl_conflict_list_dispose (GObject *object)
{
  JlConflictList *self = JL_CONFLICT_LIST (object);

  g_clear_pointer (&self->choices, g_hash_table_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (jl_conflict_list_parent_class)->dispose (object);
}

static gboolean
jl_conflict_list_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (JL_CONFLICT_LIST (widget)->rows, GTK_DIR_TAB_FORWARD);
}

static gboolean
jl_conflict_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_child_focus (JL_CONFLICT_LIST (widget)->box, direction);
}

static void
jl_conflict_list_class_init (JlConflictListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_conflict_list_dispose;
  widget_class->grab_focus = jl_conflict_list_grab_focus;
  widget_class->focus = jl_conflict_list_focus;
  signals[SIGNAL_CHOSEN] = g_signal_new (
      "chosen", JL_TYPE_CONFLICT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "jlreasons");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
clicked_cb (JlConflictList *self)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
jl_conflict_list_init (JlConflictList *self)
{
  self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->button = gtk_button_new_with_label (_ ("Save With These"));
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->button, "suggested-action");
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_box_append (GTK_BOX (self->box),
                  make_label (_ ("Somebody else changed this item meanwhile"), "heading"));
  gtk_box_append (
      GTK_BOX (self->box),
      make_label (_ ("Nothing is saved yet. Choose for each of these what it is to be."), NULL));
  gtk_box_append (GTK_BOX (self->box), self->rows);
  gtk_box_append (GTK_BOX (self->box), self->button);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Somebody else changed this item meanwhile"),
                                  -1);
  jl_conflict_list_clear (self);
}

/**
 * jl_conflict_list_new:
 *
 * Returns: (transfer floating): an empty list, which is not seen
 */
JlConflictList *
jl_conflict_list_new (void)
{
  return g_object_new (JL_TYPE_CONFLICT_LIST, NULL);
}

/**
 * jl_conflict_list_clear:
 * @self: a list
 *
 * Takes everything from it; it is not seen then.
 */
void
jl_conflict_list_clear (JlConflictList *self)
{
  GtkWidget *row;

  g_hash_table_remove_all (self->choices);
  while ((row = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_box_remove (GTK_BOX (self->rows), row);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static GtkWidget *
make_choice (const char *label, const char *text)
{
  g_autofree char *spoken = g_strdup_printf ("%s. %s", label, text);
  GtkWidget *choice = gtk_check_button_new_with_label (text);

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return choice;
}

/**
 * jl_conflict_list_add:
 * @self: a list
 * @path: of a member
 * @label: what people call it
 * @mine: what this person has there
 * @theirs: what somebody else saved
 * @take_theirs: what is chosen at first
 */
void
jl_conflict_list_add (JlConflictList *self,
                      const char *path,
                      const char *label,
                      const char *mine,
                      const char *theirs,
                      gboolean take_theirs)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *own_text = g_strdup_printf (_ ("Yours: %s"), *mine ? mine : _ ("nothing"));
  g_autofree char *other_text =
      g_strdup_printf (_ ("Theirs: %s"), *theirs ? theirs : _ ("nothing"));
  GtkWidget *own = make_choice (label, own_text);
  GtkWidget *other = make_choice (label, other_text);

  gtk_check_button_set_group (GTK_CHECK_BUTTON (other), GTK_CHECK_BUTTON (own));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (take_theirs ? other : own), TRUE);
  gtk_box_append (GTK_BOX (row), make_label (label, "label"));
  gtk_box_append (GTK_BOX (row), own);
  gtk_box_append (GTK_BOX (row), other);
  gtk_box_append (GTK_BOX (self->rows), row);
  g_hash_table_replace (self->choices, g_strdup (path), other);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

/**
 * jl_conflict_list_takes_theirs:
 * @self: a list
 * @path: of a member in it
 *
 * Returns: whether the other's is to be taken
 */
gboolean
jl_conflict_list_takes_theirs (JlConflictList *self, const char *path)
{
  GtkWidget *choice = g_hash_table_lookup (self->choices, path);

  return choice != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (choice));
}
