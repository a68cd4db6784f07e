// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-plot.h"

#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MIN_WIDTH 220
#define NATURAL_WIDTH 380
#define HEIGHT 130
/* Room for the times below. */
#define BOTTOM 18
#define TOP 6
/* A line does not go on over what was not measured: so many times the usual distance. */
#define GAP 3

struct _JlPlot {
  GtkWidget parent_instance;

  GtkWidget *box;   /* owned: the only child */
  GtkLabel *now;    /* borrowed */
  GtkWidget *space; /* borrowed: what the line is drawn over */

  char *title; /* owned */
  JlPlotFormat format;
  GArray *points; /* owned: (element-type JlPlotPoint) */
  gint64 begin;
  gint64 end;
  double top;
};

G_DEFINE_FINAL_TYPE (JlPlot, jl_plot, GTK_TYPE_WIDGET)

/**
 * jl_plot_get_top:
 * @highest: a value
 *
 * Returns: the next of 1, 2, 5, 10, 20 … that is not below it; at least 1
 */
double
jl_plot_get_top (double highest)
{
  static const double steps[] = { 1, 2, 5, 10 };
  double scale = highest > 1 ? pow (10, floor (log10 (highest))) : 1;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (steps[i] * scale >= highest)
      return steps[i] * scale;
  }
  return highest;
}

static void
draw_text (cairo_t *cr, PangoLayout *layout, const char *text, double x, double y, double align)
{
  int width, height;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (cr, x - align * width, y);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_time (cairo_t *cr, PangoLayout *layout, gint64 at, double x, double y, double align)
{
  char text[JL_TIME_CHINA_TEXT_SIZE];
  g_autofree char *minutes = NULL;

  jl_time_to_china_text (at, text);
  /* 2026-11-23 16:05:30 */
  minutes = g_strndup (text + strlen ("2026-11-23 "), strlen ("16:05"));
  draw_text (cr, layout, minutes, x, y, align);
}

static double
get_x (JlPlot *self, gint64 at, double width)
{
  return width * (double)(at - self->begin) / (double)MAX (self->end - self->begin, 1);
}

static double
get_y (JlPlot *self, double value, double height)
{
  return TOP + (height - TOP - BOTTOM) * (1 - MIN (value, self->top) / self->top);
}

/* Goes along the points from @first until the next gap. Returns: the first one behind it. */
static guint
trace (JlPlot *self, cairo_t *cr, guint first, double width, double height)
{
  gint64 usual = self->points->len > 1
                     ? (g_array_index (self->points, JlPlotPoint, self->points->len - 1).at -
                        g_array_index (self->points, JlPlotPoint, 0).at) /
                           (self->points->len - 1)
                     : 0;
  guint i;

  for (i = first; i < self->points->len; i++) {
    const JlPlotPoint *point = &g_array_index (self->points, JlPlotPoint, i);

    if (i > first && point->at - (point - 1)->at > GAP * MAX (usual, 1))
      break;
    cairo_line_to (cr, get_x (self, point->at, width), get_y (self, point->value, height));
  }
  return i;
}

static void
draw_line (JlPlot *self, cairo_t *cr, const GdkRGBA *colour, double width, double height)
{
  guint first = 0;

  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 2);
  while (first < self->points->len) {
    const JlPlotPoint *begin = &g_array_index (self->points, JlPlotPoint, first);
    guint next;

    cairo_new_path (cr);
    next = trace (self, cr, first, width, height);
    gdk_cairo_set_source_rgba (cr, colour);
    cairo_stroke_preserve (cr);
    cairo_line_to (cr, get_x (self, (begin + (next - first) - 1)->at, width), height - BOTTOM);
    cairo_line_to (cr, get_x (self, begin->at, width), height - BOTTOM);
    cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, 0.15);
    cairo_fill (cr);
    first = next;
  }
}

static void
draw_frame (JlPlot *self, cairo_t *cr, const GdkRGBA *ink, double width, double height)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_absolute_size (font, 11 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  for (guint i = 0; i <= 2; i++) {
    double value = self->top * i / 2;
    double y = floor (get_y (self, value, height)) + 0.5;
    g_autofree char *text = self->format (value);

    cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 0.15);
    cairo_set_line_width (cr, 1);
    cairo_move_to (cr, 0, y);
    cairo_line_to (cr, width, y);
    cairo_stroke (cr);
    cairo_set_source_rgba (cr, ink->red, ink->green, ink->blue, 0.65);
    if (i > 0)
      draw_text (cr, layout, text, 2, y + 1, 0);
  }
  draw_time (cr, layout, self->begin, 0, height - BOTTOM + 3, 0);
  draw_time (
      cr, layout, self->begin + (self->end - self->begin) / 2, width / 2, height - BOTTOM + 3, 0.5);
  draw_time (cr, layout, self->end, width, height - BOTTOM + 3, 1);
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  JlPlot *self = user_data;
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (area));
  GdkRGBA ink, colour;

  gtk_style_context_get_color (style, &ink);
  if (!gtk_style_context_lookup_color (style, "accent_bg_color", &colour))
    colour = ink;
  if (self->end == 0)
    return;
  draw_line (self, cr, &colour, width, height);
  draw_frame (self, cr, &ink, width, height);
}

static void
describe (JlPlot *self)
{
  double highest = 0, last = 0;
  g_autofree char *now = NULL;
  g_autofree char *most = NULL;
  g_autofree char *text = NULL;
  g_autofree char *spoken = NULL;

  for (guint i = 0; i < self->points->len; i++) {
    last = g_array_index (self->points, JlPlotPoint, i).value;
    highest = MAX (highest, last);
  }
  now = self->format (last);
  most = self->format (highest);
  text = self->points->len == 0 ? g_strdup (_ ("Nothing measured yet"))
                                : g_strdup_printf (_ ("now %s, at most %s"), now, most);
  spoken = g_strdup_printf ("%s: %s", self->title, text);
  gtk_label_set_text (self->now, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
jl_plot_dispose (GObject *object)
{
  JlPlot *self = JL_PLOT (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->points, g_array_unref);
  G_OBJECT_CLASS (jl_plot_parent_class)->dispose (object);
}

static void
jl_plot_class_init (JlPlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jl_plot_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
jl_plot_init (JlPlot *self)
{
  self->points = g_array_new (FALSE, FALSE, sizeof (JlPlotPoint));
}

/**
 * jl_plot_new:
 * @title: what is measured
 * @format: how a value reads
 *
 * Returns: (transfer floating): an empty plot
 */
GtkWidget *
jl_plot_new (const char *title, JlPlotFormat format)
{
  JlPlot *self = g_object_new (JL_TYPE_PLOT, NULL);
  GtkWidget *heading = gtk_label_new (title);
  GtkWidget *now = gtk_label_new (NULL);

  self->title = g_strdup (title);
  self->format = format;
  self->now = GTK_LABEL (now);
  self->space = gtk_drawing_area_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_add_css_class (self->box, "plot");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_label_set_xalign (self->now, 0);
  gtk_label_set_wrap (self->now, TRUE);
  gtk_widget_add_css_class (now, "caption");
  gtk_widget_set_size_request (self->space, MIN_WIDTH, HEIGHT);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->space), NATURAL_WIDTH);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->space), draw_cb, self, NULL);
  gtk_box_append (GTK_BOX (self->box), heading);
  gtk_box_append (GTK_BOX (self->box), now);
  gtk_box_append (GTK_BOX (self->box), self->space);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  describe (self);
  return GTK_WIDGET (self);
}

/**
 * jl_plot_set_points:
 * @self: a plot
 * @points: (element-type JlPlotPoint): what was measured, the oldest first
 * @begin: time at its left edge, milliseconds UTC
 * @end: time at its right edge
 * @least_top: its upper edge is not below this
 */
void
jl_plot_set_points (JlPlot *self, GArray *points, gint64 begin, gint64 end, double least_top)
{
  double highest = 0;

  for (guint i = 0; i < points->len; i++)
    highest = MAX (highest, g_array_index (points, JlPlotPoint, i).value);
  g_array_unref (self->points);
  self->points = g_array_ref (points);
  self->begin = begin;
  self->end = end;
  self->top = highest > least_top || least_top <= 0 ? jl_plot_get_top (highest) : least_top;
  describe (self);
  gtk_widget_queue_draw (self->space);
}
