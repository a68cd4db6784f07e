// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-canvas.h"

#define STEEL 0xaab2b8

static void
draw_wheel (JlDemoCanvas *canvas, double x, double y, double r)
{
  JlDemoColour tyre = jl_demo_hex (0x33373c);

  jl_demo_disc (canvas, x, y, r, tyre);
  jl_demo_disc (canvas, x, y, r * 0.7, jl_demo_hex (0xe7e5e0));
  for (int i = 0; i < 6; i++)
    jl_demo_line (canvas,
                  x,
                  y,
                  x + r * 0.66 *
                          ((i == 0) - (i == 3) + 0.5 * ((i == 1) + (i == 5) - (i == 2) - (i == 4))),
                  y + r * 0.57 * ((i == 1) + (i == 2) - (i == 4) - (i == 5)),
                  7,
                  jl_demo_hex (STEEL));
  jl_demo_disc (canvas, x, y, r * 0.2, canvas->second);
}

static void
draw_pram (JlDemoCanvas *canvas)
{
  JlDemoColour frame = jl_demo_hex (0x596069);
  JlDemoColour hood = canvas->main;

  jl_demo_shadow (canvas, 780, 1050, 460, 38, 0.5);
  jl_demo_line (canvas, 560, 940, 1030, 600, 26, frame);
  jl_demo_line (canvas, 1010, 940, 560, 640, 26, frame);
  jl_demo_line (canvas, 1030, 600, 1200, 410, 26, frame);
  jl_demo_line (canvas, 1190, 420, 1260, 440, 34, canvas->wood);
  draw_wheel (canvas, 550, 940, 110);
  draw_wheel (canvas, 1020, 940, 110);
  cairo_move_to (canvas->cr, 420, 520);
  cairo_line_to (canvas->cr, 1070, 520);
  cairo_curve_to (canvas->cr, 1050, 720, 960, 780, 760, 780);
  cairo_curve_to (canvas->cr, 540, 780, 440, 700, 420, 520);
  jl_demo_fill_lit (canvas, hood);
  jl_demo_box (canvas, 410, 500, 670, 44, 22, jl_demo_tint (hood, -0.2));
  for (int i = 0; i < 4; i++) {
    double from = G_PI + i * 0.42;

    cairo_move_to (canvas->cr, 760, 510);
    cairo_arc (canvas->cr, 760, 510, 330, from, from + 0.42);
    cairo_close_path (canvas->cr);
    jl_demo_fill_lit (canvas, i % 2 ? canvas->second : hood);
  }
  jl_demo_oval (canvas, 900, 500, 130, 40, jl_demo_hex (0xfbf7f0));
}

static void
draw_teddy (JlDemoCanvas *canvas)
{
  JlDemoColour fur = jl_demo_hex (jl_demo_pick (canvas, 2) ? 0xb98352 : 0xd9b48a);
  JlDemoColour light = jl_demo_tint (fur, 0.4);
  JlDemoColour dark = jl_demo_hex (0x3a2a22);

  jl_demo_shadow (canvas, 800, 1030, 380, 40, 0.5);
  for (int i = 0; i < 2; i++) {
    double side = i ? 1 : -1;

    jl_demo_disc (canvas, 800 + side * 150, 280, 78, fur);
    jl_demo_disc (canvas, 800 + side * 150, 286, 44, light);
    jl_demo_oval (canvas, 800 + side * 230, 720, 80, 130, jl_demo_tint (fur, -0.06));
    jl_demo_oval (canvas, 800 + side * 190, 960, 120, 100, jl_demo_tint (fur, -0.04));
    jl_demo_oval (canvas, 800 + side * 210, 980, 66, 60, light);
  }
  jl_demo_oval (canvas, 800, 790, 230, 230, fur);
  jl_demo_oval (canvas, 800, 820, 140, 150, light);
  jl_demo_oval (canvas, 800, 430, 220, 190, fur);
  jl_demo_oval (canvas, 800, 490, 100, 78, light);
  jl_demo_oval (canvas, 800, 456, 34, 24, dark);
  jl_demo_line (canvas, 800, 480, 800, 510, 8, dark);
  jl_demo_disc (canvas, 710, 400, 20, dark);
  jl_demo_disc (canvas, 890, 400, 20, dark);
  jl_demo_box (canvas, 700, 596, 90, 70, 20, canvas->main);
  jl_demo_box (canvas, 810, 596, 90, 70, 20, canvas->main);
  jl_demo_disc (canvas, 800, 630, 26, jl_demo_tint (canvas->main, -0.2));
}

static void
draw_blocks (JlDemoCanvas *canvas)
{
  static const guint32 colours[] = { 0xd9534a, 0x3f86b5, 0xe9b83f, 0x5b9a63 };
  static const int places[][3] = { { 380, 850, 3 }, { 720, 850, 2 }, { 960, 850, 3 },
                                   { 470, 720, 2 }, { 710, 720, 3 }, { 620, 590, 2 } };

  jl_demo_shadow (canvas, 830, 990, 560, 42, 0.5);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    JlDemoColour colour = jl_demo_hex (colours[(i + jl_demo_pick (canvas, 2)) % 4]);
    double w = places[i][2] * 110;

    for (int stud = 0; stud < places[i][2]; stud++)
      jl_demo_box (canvas,
                   places[i][0] + 24 + stud * 110,
                   places[i][1] - 26,
                   62,
                   40,
                   8,
                   jl_demo_tint (colour, 0.08));
    jl_demo_box (canvas, places[i][0], places[i][1], w - 6, 126, 10, colour);
  }
}

const JlDemoSubject jl_demo_children[] = {
  { "pushchair", JL_DEMO_ROOM, draw_pram },
  { "toy children_other", JL_DEMO_ROOM, draw_teddy },
  { "building_blocks early_learning", JL_DEMO_TABLE, draw_blocks },
  { NULL },
};
