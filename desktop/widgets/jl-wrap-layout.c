// SPDX-License-Identifier: GPL-3.0-or-later
/* Buttons below a card: each as wide as its text, and a new line where the next does not fit.
 * GtkFlowBox gives all of a column the same width, and AdwWrapBox came after libadwaita 1.2. */
#include "jl-wrap-layout.h"

/* Pixels between children and between lines. */
#define SPACING 6

static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Lays the lines below each other, and places the children when @allocate. Returns: the height. */
static int
go_through_lines (GtkWidget *widget, int width, gboolean allocate)
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
      y += line_height + SPACING;
      line_height = 0;
    }
    if (allocate)
      gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, natural, height }, -1);
    x += natural + SPACING;
    line_height = MAX (line_height, height);
  }
  return y + line_height;
}

/* At least the widest child; at best all beside each other. */
static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
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
    *natural += best + (*natural > 0 ? SPACING : 0);
  }
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  int width = for_size;

  if (orientation == GTK_ORIENTATION_HORIZONTAL || for_size < 0)
    measure_width (widget, minimum, natural);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  if (for_size < 0)
    width = *natural;
  *natural = *minimum = go_through_lines (widget, width, FALSE);
}

static void
allocate (GtkWidget *widget, int width, int height, int baseline)
{
  go_through_lines (widget, width, TRUE);
}

/**
 * jl_wrap_layout_make_box:
 *
 * Returns: (transfer floating): a box that wraps; gtk_box_append() adds to it
 */
GtkWidget *
jl_wrap_layout_make_box (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (box, gtk_custom_layout_new (get_request_mode, measure, allocate));
  return box;
}
