// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-canvas.h"

/**
 * jl_demo_screen:
 * @canvas: a canvas
 * @x: left
 * @y: top
 * @w: width
 * @h: height
 *
 * What a switched-on screen shows: hills and a sun.
 */
void
jl_demo_screen (JlDemoCanvas *canvas, double x, double y, double w, double h)
{
  static const guint32 skies[][3] = {
    { 0x9cc4d6, 0x6f9a8d, 0x4c7a73 },
    { 0xf0c49c, 0xb9707a, 0x6d4a6b },
    { 0x8fa9d6, 0x5a6ea8, 0x34457c },
    { 0xf2dca8, 0xc9964f, 0x8a5f3a },
  };
  const guint32 *sky = skies[jl_demo_pick (canvas, G_N_ELEMENTS (skies))];

  cairo_save (canvas->cr);
  cairo_rectangle (canvas->cr, x, y, w, h);
  cairo_clip (canvas->cr);
  jl_demo_box (canvas, x, y, w, h, 0, jl_demo_hex (sky[0]));
  jl_demo_disc (canvas, x + w * 0.72, y + h * 0.36, MIN (w, h) * 0.13, jl_demo_hex (0xfdf0cf));
  jl_demo_oval (canvas, x + w * 0.25, y + h * 1.05, w * 0.5, h * 0.5, jl_demo_hex (sky[1]));
  jl_demo_oval (canvas, x + w * 0.8, y + h * 1.15, w * 0.55, h * 0.5, jl_demo_hex (sky[2]));
  jl_demo_shine (canvas, x, y, w, h, 0.12);
  cairo_restore (canvas->cr);
}

static void
fill_wall (JlDemoCanvas *canvas, double height)
{
  cairo_rectangle (canvas->cr, 0, 0, JL_DEMO_WIDTH, height);
  jl_demo_fill_lit (canvas, canvas->wall);
}

/* Sun through a window of four panes, on the wall. */
static void
draw_sunlight (JlDemoCanvas *canvas)
{
  double x = 120 + jl_demo_pick (canvas, 5) * 210;
  cairo_matrix_t slant = { 1, 0, -0.35, 1, x + 80, 90 };
  JlDemoColour light = jl_demo_tint (canvas->wall, 0.45);

  cairo_save (canvas->cr);
  cairo_transform (canvas->cr, &slant);
  for (int pane = 0; pane < 4; pane++)
    jl_demo_flat_box (canvas, pane % 2 * 165, pane / 2 * 215, 150, 200, 2, light);
  cairo_restore (canvas->cr);
}

static void
draw_picture_frame (JlDemoCanvas *canvas, double x)
{
  JlDemoColour paper = jl_demo_tint (canvas->wall, 0.6);

  jl_demo_flat_box (canvas, x + 8, 148, 200, 250, 4, jl_demo_tint (canvas->wall, -0.12));
  jl_demo_box (canvas, x, 140, 200, 250, 4, canvas->wood);
  jl_demo_flat_box (canvas, x + 14, 154, 172, 222, 2, paper);
  cairo_save (canvas->cr);
  cairo_rectangle (canvas->cr, x + 36, 178, 128, 174);
  cairo_clip (canvas->cr);
  jl_demo_flat_box (canvas, x + 36, 178, 128, 174, 0, jl_demo_tint (canvas->second, 0.35));
  jl_demo_disc (canvas, x + 120, 230, 26, jl_demo_tint (canvas->second, -0.05));
  jl_demo_oval (canvas, x + 60, 370, 100, 80, jl_demo_tint (canvas->main, 0.3));
  jl_demo_oval (canvas, x + 150, 380, 80, 70, canvas->main);
  cairo_restore (canvas->cr);
}

static void
draw_plant (JlDemoCanvas *canvas, double x, double y)
{
  static const double leaves[][3] = {
    { -0.9, 150, 40 }, { -0.45, 210, 46 }, { 0.0, 240, 48 }, { 0.42, 205, 46 }, { 0.85, 150, 40 },
  };
  JlDemoColour green = jl_demo_hex (0x5d8a62);

  jl_demo_shadow (canvas, x, y, 110, 22, 0.35);
  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++) {
    cairo_save (canvas->cr);
    cairo_translate (canvas->cr, x, y - 130);
    cairo_rotate (canvas->cr, leaves[i][0]);
    cairo_move_to (canvas->cr, 0, 0);
    cairo_curve_to (canvas->cr, -leaves[i][2], -60, -leaves[i][2], -150, 0, -leaves[i][1]);
    cairo_curve_to (canvas->cr, leaves[i][2], -150, leaves[i][2], -60, 0, 0);
    jl_demo_fill_lit (canvas, jl_demo_tint (green, i % 2 ? 0.12 : -0.05));
    cairo_restore (canvas->cr);
  }
  cairo_move_to (canvas->cr, x - 70, y - 140);
  cairo_line_to (canvas->cr, x + 70, y - 140);
  cairo_line_to (canvas->cr, x + 48, y);
  cairo_line_to (canvas->cr, x - 48, y);
  cairo_close_path (canvas->cr);
  jl_demo_fill_lit (canvas, jl_demo_hex (0xd8cfc3));
}

/**
 * jl_demo_room:
 * @canvas: a canvas
 *
 * Wall, skirting board, floor boards, sunlight, and perhaps a picture or a plant at the side.
 */
void
jl_demo_room (JlDemoCanvas *canvas)
{
  JlDemoColour gap = jl_demo_tint (canvas->ground, -0.09);

  fill_wall (canvas, JL_DEMO_FLOOR_Y);
  draw_sunlight (canvas);
  jl_demo_flat_box (
      canvas, 0, JL_DEMO_FLOOR_Y - 30, JL_DEMO_WIDTH, 30, 0, jl_demo_tint (canvas->wall, 0.5));
  cairo_rectangle (canvas->cr, 0, JL_DEMO_FLOOR_Y, JL_DEMO_WIDTH, JL_DEMO_HEIGHT - JL_DEMO_FLOOR_Y);
  jl_demo_fill_lit (canvas, canvas->ground);
  for (int row = 0; row < 4; row++) {
    double y = JL_DEMO_FLOOR_Y + 40 + row * row * 18 + row * 40;

    jl_demo_flat_box (canvas, 0, y, JL_DEMO_WIDTH, 3, 0, gap);
    for (int board = 0; board < 4; board++)
      jl_demo_flat_box (canvas, 130 + board * 430 + row * 170 % 430, y, 3, 40 + row * 36, 0, gap);
  }
  jl_demo_shadow (canvas, 800, JL_DEMO_FLOOR_Y, 1100, 26, 0.22);
  switch (jl_demo_pick (canvas, 3)) {
  case 0:
    draw_picture_frame (canvas, jl_demo_pick (canvas, 2) ? 130 : 1270);
    break;
  case 1:
    draw_plant (canvas, jl_demo_pick (canvas, 2) ? 130 : 1475, JL_DEMO_FLOOR_Y + 60);
    break;
  default:
    break;
  }
}

/**
 * jl_demo_table:
 * @canvas: a canvas
 *
 * A table top before a wall, for small things.
 */
void
jl_demo_table (JlDemoCanvas *canvas)
{
  JlDemoColour grain = jl_demo_tint (canvas->ground, -0.06);

  fill_wall (canvas, JL_DEMO_TABLE_Y);
  draw_sunlight (canvas);
  jl_demo_shadow (canvas, 800, JL_DEMO_TABLE_Y, 1100, 30, 0.3);
  cairo_rectangle (canvas->cr, 0, JL_DEMO_TABLE_Y, JL_DEMO_WIDTH, JL_DEMO_HEIGHT - JL_DEMO_TABLE_Y);
  jl_demo_fill_lit (canvas, canvas->ground);
  for (int i = 0; i < 7; i++)
    jl_demo_flat_box (canvas,
                      jl_demo_pick (canvas, 1300),
                      JL_DEMO_TABLE_Y + 30 + i * 52,
                      200 + jl_demo_pick (canvas, 500),
                      4,
                      2,
                      grain);
}
