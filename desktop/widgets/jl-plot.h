// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * JlPlotPoint:
 * @at: milliseconds UTC
 * @value: what was measured then; not negative
 */
typedef struct {
  gint64 at;
  double value;
} JlPlotPoint;

/**
 * JlPlotFormat:
 * @value: a value
 *
 * Returns: (transfer full): it as people read it, with its unit
 */
typedef char *(*JlPlotFormat) (double value);

/*
 * A line over time. What it shows is also said in words: under its title, and to screen readers.
 */
#define JL_TYPE_PLOT (jl_plot_get_type ())
G_DECLARE_FINAL_TYPE (JlPlot, jl_plot, JL, PLOT, GtkWidget)

GtkWidget *jl_plot_new (const char *title, JlPlotFormat format);
void jl_plot_set_points (JlPlot *self, GArray *points, gint64 begin, gint64 end, double least_top);

double jl_plot_get_top (double highest);

G_END_DECLS
