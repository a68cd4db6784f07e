// SPDX-License-Identifier: GPL-3.0-or-later
/* Buttons below a card: each as wide as its text, and a new line where the next does not fit.
 * GtkFlowBox gives all of a column the same width, and AdwWrapBox came after libadwaita 1.2. */
#include "jl-wrap-layout.h"

struct _JlWrapLayout {
  GtkLayoutManager parent_instance;

  int spacing; /* pixels, between children and between lines */
};

G_DEFINE_FINAL_TYPE (JlWrapLayout, jl_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
jl_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Lays the lines below each other, and places the children when @allocate. Returns: the height. */
static int
go_through_lines (JlWrapLayout *self, GtkWidget *widget, int width, gboolean allocate)
{
  int x = 0;
  int y = 0;
  int line_height = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int natural;
    int height;

    if (!gtk_widget_should_layout (child))
      continue;
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
    natural = MIN (natural, width);
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, natural, NULL, &height, NULL, NULL);
    if (x > 0 && x + natural > width) {
      x = 0;
      y += line_height + self->spacing;
      line_height = 0;
    }
    if (allocate)
      gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, natural, height }, -1);
    x += natural + self->spacing;
    line_height = MAX (line_height, height);
  }
  return y + line_height;
}

/* At least the widest child; at best all beside each other. */
static void
measure_width (JlWrapLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = 0;
  *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int least;
    int best;

    if (!gtk_widget_should_layout (child))
      continue;
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &best, NULL, NULL);
    *minimum = MAX (*minimum, least);
    *natural += best + (*natural > 0 ? self->spacing : 0);
  }
}

static void
jl_wrap_layout_measure (GtkLayoutManager *manager,
                        GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  JlWrapLayout *self = JL_WRAP_LAYOUT (manager);
  int width = for_size;

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    measure_width (self, widget, minimum, natural);
    return;
  }
  if (width < 0)
    measure_width (self, widget, minimum, &width);
  *natural = *minimum = go_through_lines (self, widget, width, FALSE);
}

static void
jl_wrap_layout_allocate (
    GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  go_through_lines (JL_WRAP_LAYOUT (manager), widget, width, TRUE);
}

static void
jl_wrap_layout_class_init (JlWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = jl_wrap_layout_get_request_mode;
  manager_class->measure = jl_wrap_layout_measure;
  manager_class->allocate = jl_wrap_layout_allocate;
}

static void
jl_wrap_layout_init (JlWrapLayout *self)
{
}

/**
 * jl_wrap_layout_make_box:
 * @spacing: pixels between children and between lines
 *
 * Returns: (transfer floating): a box with such a layout; gtk_box_append() adds to it
 */
GtkWidget *
jl_wrap_layout_make_box (int spacing)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  JlWrapLayout *layout = g_object_new (JL_TYPE_WRAP_LAYOUT, NULL);

  layout->spacing = spacing;
  gtk_widget_set_layout_manager (box, GTK_LAYOUT_MANAGER (layout));
  return box;
}
