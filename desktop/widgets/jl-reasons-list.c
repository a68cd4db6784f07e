// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-reasons-list.h"

#include "jl-form-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _JlReasonsList {
  GtkWidget parent_instance;

  GtkWidget *box;     /* child */
  GtkLabel *title;    /* child of box */
  GtkListBox *list;   /* child of box */
  GtkWidget *settled; /* child of box: that all of it was looked at */
};

enum { SIGNAL_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JlReasonsList, jl_reasons_list, GTK_TYPE_WIDGET)

#define PATH "jl-path"
#define SIGN "jl-sign"

static void
jl_reasons_list_dispose (GObject *object)
{
  JlReasonsList *self = JL_REASONS_LIST (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (jl_reasons_list_parent_class)->dispose (object);
}

/* The first that is still to be put right. */
static gboolean
jl_reasons_list_grab_focus (GtkWidget *widget)
{
  JlReasonsList *self = JL_REASONS_LIST (widget);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

static gboolean
jl_reasons_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_child_focus (JL_REASONS_LIST (widget)->box, direction);
}

static void
jl_reasons_list_class_init (JlReasonsListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_reasons_list_dispose;
  widget_class->grab_focus = jl_reasons_list_grab_focus;
  widget_class->focus = jl_reasons_list_focus;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen",
                                         JL_TYPE_REASONS_LIST,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "jlreasons");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, JlReasonsList *self)
{
  const char *path = g_object_get_data (G_OBJECT (row), PATH);

  if (path != NULL)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, path);
}

static void
jl_reasons_list_init (JlReasonsList *self)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *title = gtk_label_new (NULL);

  self->title = GTK_LABEL (title);
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_wrap (self->title, TRUE);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (header, "title");
  gtk_box_append (GTK_BOX (header), jl_form_icon_new ("dialog-warning-symbolic"));
  gtk_box_append (GTK_BOX (header), title);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  self->settled = gtk_label_new (_ ("All of this was changed. Try again."));
  gtk_label_set_xalign (GTK_LABEL (self->settled), 0);
  gtk_label_set_wrap (GTK_LABEL (self->settled), TRUE);
  gtk_widget_add_css_class (self->settled, "settled");

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->box), header);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (self->box), self->settled);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  jl_reasons_list_clear (self);
}

/**
 * jl_reasons_list_new:
 *
 * Returns: (transfer floating): an empty list, which is not seen
 */
JlReasonsList *
jl_reasons_list_new (void)
{
  return g_object_new (JL_TYPE_REASONS_LIST, NULL);
}

/**
 * jl_reasons_list_clear:
 * @self: a list
 *
 * Takes everything from it; it is not seen then.
 */
void
jl_reasons_list_clear (JlReasonsList *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  gtk_widget_set_visible (self->settled, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * jl_reasons_list_set_title:
 * @self: a list
 * @title: what is refused
 */
void
jl_reasons_list_set_title (JlReasonsList *self, const char *title)
{
  gtk_label_set_text (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

/**
 * jl_reasons_list_add:
 * @self: a list
 * @path: (nullable): of the member at fault
 * @label: (nullable): what people call it
 * @detail: what is wrong with it
 */
void
jl_reasons_list_add (JlReasonsList *self, const char *path, const char *label, const char *detail)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *sign = jl_form_icon_new (path != NULL ? "go-next-symbolic" : NULL);
  /* Some details name the field themselves. */
  g_autofree char *text = label != NULL && strstr (detail, label) == NULL
                              ? g_strdup_printf ("%s: %s", label, detail)
                              : NULL;
  GtkWidget *words = gtk_label_new (text != NULL ? text : detail);

  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (words), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), sign);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), path != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (words)),
                                  -1);
  g_object_set_data_full (G_OBJECT (row), PATH, g_strdup (path), g_free);
  g_object_set_data (G_OBJECT (row), SIGN, sign);
  gtk_list_box_append (self->list, row);
  gtk_widget_set_visible (GTK_WIDGET (self->list), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

/**
 * jl_reasons_list_settle:
 * @self: a list
 * @path: of a member that was changed since
 *
 * Marks the lines that lead there as dealt with.
 */
void
jl_reasons_list_settle (JlReasonsList *self, const char *path)
{
  gboolean all = TRUE;
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++) {
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), PATH), path) == 0) {
      gtk_widget_add_css_class (GTK_WIDGET (row), "done");
      gtk_image_set_from_icon_name (g_object_get_data (G_OBJECT (row), SIGN),
                                    "object-select-symbolic");
    }
    all = all && gtk_widget_has_css_class (GTK_WIDGET (row), "done");
  }
  gtk_widget_set_visible (self->settled,
                          all && gtk_list_box_get_row_at_index (self->list, 0) != NULL);
}
