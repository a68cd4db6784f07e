// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-form-layout.h"

#define COLUMN_SPACING 18
#define ROW_SPACING 14
#define WIDE "jl-form-layout-wide"

struct _JlFormLayout {
  GtkLayoutManager parent_instance;

  guint max_columns;
  int min_column_width;
};

G_DEFINE_FINAL_TYPE (JlFormLayout, jl_form_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
jl_form_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* The least width that every child can live with; of those that share a row when @shared. */
static int
get_narrowest (GtkWidget *widget, gboolean shared)
{
  int narrowest = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int least;

    if (!gtk_widget_should_layout (child) ||
        (shared && g_object_get_data (G_OBJECT (child), WIDE) != NULL))
      continue;
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
    narrowest = MAX (narrowest, least);
  }
  return narrowest;
}

static guint
count_columns (JlFormLayout *self, GtkWidget *widget, int width)
{
  int least = MAX (self->min_column_width, get_narrowest (widget, TRUE));
  int fits = (width + COLUMN_SPACING) / (least + COLUMN_SPACING);

  return CLAMP (fits, 1, (int)self->max_columns);
}

/* One row: the children from @first on that stand side by side. Returns: the first of the next. */
static GtkWidget *
take_row (GtkWidget *first, guint n_columns, guint *n_children)
{
  GtkWidget *child = first;

  *n_children = 0;
  while (child != NULL && *n_children < n_columns) {
    gboolean wide = g_object_get_data (G_OBJECT (child), WIDE) != NULL;

    if (gtk_widget_should_layout (child)) {
      if (wide && *n_children > 0)
        return child;
      (*n_children)++;
    }
    if (wide && *n_children > 0)
      return gtk_widget_get_next_sibling (child);
    child = gtk_widget_get_next_sibling (child);
  }
  return child;
}

/* Measures the rows below each other, and places them when @allocate. */
static int
go_through_rows (JlFormLayout *self, GtkWidget *widget, int width, gboolean allocate)
{
  guint n_columns = count_columns (self, widget, width);
  int column = (width - COLUMN_SPACING * ((int)n_columns - 1)) / (int)n_columns;
  GtkWidget *first = gtk_widget_get_first_child (widget);
  int y = 0;

  while (first != NULL) {
    guint n_children;
    GtkWidget *next = take_row (first, n_columns, &n_children);
    int height = 0;
    int x = 0;

    for (int pass = 0; pass < (allocate ? 2 : 1); pass++)
      for (GtkWidget *child = first; child != next; child = gtk_widget_get_next_sibling (child)) {
        gboolean wide = g_object_get_data (G_OBJECT (child), WIDE) != NULL;
        int child_width = wide ? width : column;
        int natural;

        if (!gtk_widget_should_layout (child))
          continue;
        gtk_widget_measure (
            child, GTK_ORIENTATION_VERTICAL, child_width, NULL, &natural, NULL, NULL);
        height = MAX (height, natural);
        if (pass == 0)
          continue;
        gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, child_width, height }, -1);
        x += column + COLUMN_SPACING;
      }
    if (n_children > 0)
      y += height + ROW_SPACING;
    first = next;
  }
  return MAX (y - ROW_SPACING, 0);
}

static void
measure_width (JlFormLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = get_narrowest (widget, FALSE);
  *natural = MAX (*minimum,
                  self->min_column_width * (int)self->max_columns +
                      COLUMN_SPACING * ((int)self->max_columns - 1));
}

static void
jl_form_layout_measure (GtkLayoutManager *manager,
                        GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  JlFormLayout *self = JL_FORM_LAYOUT (manager);
  int width = for_size;

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    measure_width (self, widget, minimum, natural);
    return;
  }
  if (width < 0)
    measure_width (self, widget, minimum, &width);
  *natural = *minimum = go_through_rows (self, widget, width, FALSE);
}

static void
jl_form_layout_allocate (
    GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  go_through_rows (JL_FORM_LAYOUT (manager), widget, width, TRUE);
}

static void
jl_form_layout_class_init (JlFormLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = jl_form_layout_get_request_mode;
  manager_class->measure = jl_form_layout_measure;
  manager_class->allocate = jl_form_layout_allocate;
}

static void
jl_form_layout_init (JlFormLayout *self)
{
}

/**
 * jl_form_layout_new:
 * @max_columns: how many columns there may be
 * @min_column_width: how many pixels each needs
 *
 * Returns: (transfer full): a layout
 */
GtkLayoutManager *
jl_form_layout_new (guint max_columns, int min_column_width)
{
  JlFormLayout *self = g_object_new (JL_TYPE_FORM_LAYOUT, NULL);

  self->max_columns = max_columns;
  self->min_column_width = min_column_width;
  return GTK_LAYOUT_MANAGER (self);
}

/**
 * jl_form_layout_make_box:
 * @max_columns: how many columns there may be
 * @min_column_width: how many pixels each needs
 *
 * Returns: (transfer floating): a box with such a layout; gtk_box_append() adds to it
 */
GtkWidget *
jl_form_layout_make_box (guint max_columns, int min_column_width)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_layout_manager (box, jl_form_layout_new (max_columns, min_column_width));
  return box;
}

/**
 * jl_form_layout_set_wide:
 * @child: a widget in such a layout
 *
 * Gives it a row of its own.
 */
void
jl_form_layout_set_wide (GtkWidget *child)
{
  g_object_set_data (G_OBJECT (child), WIDE, GINT_TO_POINTER (TRUE));
}
