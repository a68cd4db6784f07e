// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-side-panes.h"

#define SPACING 24
#define MIN_WIDTH_FOR_TWO 820
#define MAX_WIDTH 1160
#define MAX_WIDTH_OF_ONE 640

struct _JlSidePanes {
  GtkWidget parent_instance;

  GtkWidget *main; /* child, nullable */
  GtkWidget *side; /* child, nullable */
};

G_DEFINE_FINAL_TYPE (JlSidePanes, jl_side_panes, GTK_TYPE_WIDGET)

static void
jl_side_panes_dispose (GObject *object)
{
  JlSidePanes *self = JL_SIDE_PANES (object);

  g_clear_pointer (&self->main, gtk_widget_unparent);
  g_clear_pointer (&self->side, gtk_widget_unparent);
  G_OBJECT_CLASS (jl_side_panes_parent_class)->dispose (object);
}

static GtkSizeRequestMode
jl_side_panes_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
get_height (GtkWidget *child, int width)
{
  int natural = 0;

  if (child != NULL)
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* Where both are put in a given width. Returns: the height that they need. */
static int
place (JlSidePanes *self, int width, GtkAllocation *main, GtkAllocation *side)
{
  gboolean two = width >= MIN_WIDTH_FOR_TWO;
  int used = MIN (width, two ? MAX_WIDTH : MAX_WIDTH_OF_ONE);
  int left = (width - used) / 2;

  *main = (GtkAllocation){ left, 0, used, 0 };
  *side = (GtkAllocation){ left, 0, used, 0 };
  if (two) {
    side->width = (used - SPACING) / 3;
    main->width = used - SPACING - side->width;
    side->x = left + main->width + SPACING;
  }
  main->height = get_height (self->main, main->width);
  side->height = get_height (self->side, side->width);
  if (two)
    return MAX (main->height, side->height);
  side->y = main->height + SPACING;
  return side->y + side->height;
}

static void
jl_side_panes_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  JlSidePanes *self = JL_SIDE_PANES (widget);
  GtkWidget *children[] = { self->main, self->side };
  GtkAllocation main;
  GtkAllocation side;

  if (orientation == GTK_ORIENTATION_VERTICAL) {
    *minimum = *natural = place (self, for_size < 0 ? MAX_WIDTH : for_size, &main, &side);
    return;
  }
  *minimum = 0;
  for (guint i = 0; i < G_N_ELEMENTS (children); i++) {
    int least = 0;

    if (children[i] != NULL)
      gtk_widget_measure (children[i], orientation, -1, &least, NULL, NULL, NULL);
    *minimum = MAX (*minimum, least);
  }
  *natural = MAX (*minimum, MAX_WIDTH);
}

static void
jl_side_panes_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  JlSidePanes *self = JL_SIDE_PANES (widget);
  GtkAllocation main;
  GtkAllocation side;

  place (self, width, &main, &side);
  if (self->main != NULL)
    gtk_widget_size_allocate (self->main, &main, -1);
  if (self->side != NULL)
    gtk_widget_size_allocate (self->side, &side, -1);
}

/* GTK goes by the places on the screen, and would come to the side first, because its middle lies
 * higher. */
static gboolean
jl_side_panes_focus (GtkWidget *widget, GtkDirectionType direction)
{
  JlSidePanes *self = JL_SIDE_PANES (widget);
  GtkWidget *present = gtk_widget_get_focus_child (widget);
  gboolean back = direction == GTK_DIR_TAB_BACKWARD;
  GtkWidget *first = back ? self->side : self->main;
  GtkWidget *second = back ? self->main : self->side;

  if (first == NULL || second == NULL)
    return FALSE;
  if (present != second && gtk_widget_child_focus (first, direction))
    return TRUE;
  return gtk_widget_child_focus (second, direction);
}

static void
jl_side_panes_class_init (JlSidePanesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_side_panes_dispose;
  widget_class->get_request_mode = jl_side_panes_get_request_mode;
  widget_class->measure = jl_side_panes_measure;
  widget_class->size_allocate = jl_side_panes_size_allocate;
  widget_class->focus = jl_side_panes_focus;
}

static void
jl_side_panes_init (JlSidePanes *self)
{
}

/**
 * jl_side_panes_set_children:
 * @self: empty panes
 * @main: (transfer floating): the main one
 * @side: (transfer floating): what stands beside it
 */
void
jl_side_panes_set_children (JlSidePanes *self, GtkWidget *main, GtkWidget *side)
{
  g_return_if_fail (self->main == NULL);
  self->main = main;
  self->side = side;
  gtk_widget_set_parent (main, GTK_WIDGET (self));
  gtk_widget_set_parent (side, GTK_WIDGET (self));
}
