// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/*
 * What the demo city's pictures are drawn with: flat shapes with soft light from the upper left, on
 * a canvas of 1600 × 1200.
 */
#define JL_DEMO_WIDTH 1600
#define JL_DEMO_HEIGHT 1200
/* Where the wall ends and the floor, or the table, begins. */
#define JL_DEMO_FLOOR_Y 850
#define JL_DEMO_TABLE_Y 800

typedef struct {
  double red, green, blue;
} JlDemoColour;

typedef struct {
  cairo_t *cr;         /* borrowed */
  GRand *random;       /* owned */
  JlDemoColour wall;   /* behind everything */
  JlDemoColour ground; /* floor or table */
  JlDemoColour main;   /* of the thing itself, from lively colours */
  JlDemoColour second; /* goes with main */
  JlDemoColour calm;   /* white, grey, beige: casings */
  JlDemoColour wood;
} JlDemoCanvas;

typedef void (*JlDemoDraw) (JlDemoCanvas *canvas);

typedef enum { JL_DEMO_ROOM, JL_DEMO_TABLE } JlDemoScene;

/* A drawing; @names are the categories' codes, separated by spaces, that it suits. */
typedef struct {
  const char *names;
  JlDemoScene scene;
  JlDemoDraw draw;
} JlDemoSubject;

extern const JlDemoSubject jl_demo_furniture[];
extern const JlDemoSubject jl_demo_appliances[];
extern const JlDemoSubject jl_demo_devices[];
extern const JlDemoSubject jl_demo_belongings[];
extern const JlDemoSubject jl_demo_children[];
extern const JlDemoSubject jl_demo_household[];
extern const JlDemoSubject jl_demo_pastimes[];

void jl_demo_canvas_init (JlDemoCanvas *canvas, cairo_t *cr, guint32 seed);
void jl_demo_canvas_clear (JlDemoCanvas *canvas);
int jl_demo_pick (JlDemoCanvas *canvas, int n);

JlDemoColour jl_demo_hex (guint32 rgb);
JlDemoColour jl_demo_tint (JlDemoColour colour, double amount);

void jl_demo_room (JlDemoCanvas *canvas);
void jl_demo_table (JlDemoCanvas *canvas);
void
jl_demo_shadow (JlDemoCanvas *canvas, double x, double y, double rx, double ry, double strength);

void jl_demo_round_path (cairo_t *cr, double x, double y, double w, double h, double r);
void jl_demo_fill (JlDemoCanvas *canvas, JlDemoColour colour);
void jl_demo_fill_lit (JlDemoCanvas *canvas, JlDemoColour colour);
void jl_demo_box (
    JlDemoCanvas *canvas, double x, double y, double w, double h, double r, JlDemoColour colour);
void jl_demo_flat_box (
    JlDemoCanvas *canvas, double x, double y, double w, double h, double r, JlDemoColour colour);
void jl_demo_disc (JlDemoCanvas *canvas, double x, double y, double r, JlDemoColour colour);
void
jl_demo_oval (JlDemoCanvas *canvas, double x, double y, double rx, double ry, JlDemoColour colour);
void jl_demo_ring (
    JlDemoCanvas *canvas, double x, double y, double r, double width, JlDemoColour colour);
void jl_demo_line (JlDemoCanvas *canvas,
                   double x1,
                   double y1,
                   double x2,
                   double y2,
                   double width,
                   JlDemoColour colour);
void jl_demo_polygon_path (cairo_t *cr, const double (*points)[2], guint n);
void jl_demo_screen (JlDemoCanvas *canvas, double x, double y, double w, double h);
void jl_demo_shine (JlDemoCanvas *canvas, double x, double y, double w, double h, double alpha);

G_END_DECLS
