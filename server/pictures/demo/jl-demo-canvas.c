// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-canvas.h"

#include <math.h>

/* Wall and floor that go together: rooms that one would like to live in. */
static const struct {
  guint32 wall, floor;
} rooms[] = {
  { 0xebe4d8, 0xc9ad8a }, { 0xdce6e2, 0xbda183 }, { 0xe6dde4, 0xb0937f }, { 0xd8e1ea, 0xb9a58d },
  { 0xf0e4cf, 0xa78b6b }, { 0xdde4d4, 0xc4ab8b }, { 0xecdcd2, 0x9c8271 }, { 0xe3e5e8, 0xc7b49b },
};

/* The thing's own colour and one beside it. */
static const struct {
  guint32 main, second;
} pairs[] = {
  { 0x2f7f86, 0xe0a458 }, { 0xc8643c, 0xf0dcc0 }, { 0xd99e3d, 0x3f5f75 }, { 0x2f4a6d, 0xe3b868 },
  { 0x7c9a78, 0xf1e2c8 }, { 0x7a4e6b, 0xe7c9a9 }, { 0x6f7b86, 0xd98b5f }, { 0x3f6b52, 0xe8c37e },
  { 0xa8483d, 0xf2e3cf }, { 0x5c8fb5, 0xf3d9a4 }, { 0xb9788a, 0xf4e7d8 }, { 0x48565f, 0x9fc2b8 },
};

static const guint32 calms[] = { 0xf6f4ef, 0xe9ebec, 0xd5d9dc, 0xf1ece2, 0xc9ced3, 0xe4e0d8 };
static const guint32 woods[] = { 0xb9834f, 0xa06a3e, 0xcfa26e, 0x8a5a38, 0xd9b588, 0x74503a };

/**
 * jl_demo_hex:
 * @rgb: 0xrrggbb
 *
 * Returns: the colour
 */
JlDemoColour
jl_demo_hex (guint32 rgb)
{
  JlDemoColour colour = { (rgb >> 16 & 255) / 255.0,
                          (rgb >> 8 & 255) / 255.0,
                          (rgb & 255) / 255.0 };

  return colour;
}

/**
 * jl_demo_tint:
 * @colour: a colour
 * @amount: above 0 towards white, below 0 towards a warm black; ±1 is all the way
 *
 * Returns: the changed colour
 */
JlDemoColour
jl_demo_tint (JlDemoColour colour, double amount)
{
  static const JlDemoColour white = { 1, 1, 1 };
  static const JlDemoColour black = { 0.08, 0.06, 0.08 };
  const JlDemoColour *towards = amount > 0 ? &white : &black;
  double part = fabs (amount);

  colour.red += (towards->red - colour.red) * part;
  colour.green += (towards->green - colour.green) * part;
  colour.blue += (towards->blue - colour.blue) * part;
  return colour;
}

/**
 * jl_demo_canvas_init:
 * @canvas: (out): a canvas
 * @cr: what to draw on
 * @seed: the same seed gives the same picture
 */
void
jl_demo_canvas_init (JlDemoCanvas *canvas, cairo_t *cr, guint32 seed)
{
  int room;
  int pair;

  canvas->cr = cr;
  canvas->random = g_rand_new_with_seed (seed);
  room = jl_demo_pick (canvas, G_N_ELEMENTS (rooms));
  pair = jl_demo_pick (canvas, G_N_ELEMENTS (pairs));
  canvas->wall = jl_demo_hex (rooms[room].wall);
  canvas->ground = jl_demo_hex (rooms[room].floor);
  canvas->main = jl_demo_hex (pairs[pair].main);
  canvas->second = jl_demo_hex (pairs[pair].second);
  canvas->calm = jl_demo_hex (calms[jl_demo_pick (canvas, G_N_ELEMENTS (calms))]);
  canvas->wood = jl_demo_hex (woods[jl_demo_pick (canvas, G_N_ELEMENTS (woods))]);
}

/**
 * jl_demo_canvas_clear:
 * @canvas: a canvas
 */
void
jl_demo_canvas_clear (JlDemoCanvas *canvas)
{
  g_rand_free (canvas->random);
}

/**
 * jl_demo_pick:
 * @canvas: a canvas
 * @n: how many there are
 *
 * Returns: one of 0 … @n - 1
 */
int
jl_demo_pick (JlDemoCanvas *canvas, int n)
{
  return g_rand_int_range (canvas->random, 0, n);
}

static void
set_source (cairo_t *cr, JlDemoColour colour, double alpha)
{
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, alpha);
}

/**
 * jl_demo_fill:
 * @canvas: a canvas
 * @colour: what with
 *
 * Fills the current path.
 */
void
jl_demo_fill (JlDemoCanvas *canvas, JlDemoColour colour)
{
  set_source (canvas->cr, colour, 1);
  cairo_fill (canvas->cr);
}

/**
 * jl_demo_fill_lit:
 * @canvas: a canvas
 * @colour: what with
 *
 * Fills the current path, a little lighter where the light comes from.
 */
void
jl_demo_fill_lit (JlDemoCanvas *canvas, JlDemoColour colour)
{
  double x1, y1, x2, y2;
  cairo_pattern_t *pattern;
  JlDemoColour light = jl_demo_tint (colour, 0.09);
  JlDemoColour dark = jl_demo_tint (colour, -0.1);

  cairo_path_extents (canvas->cr, &x1, &y1, &x2, &y2);
  pattern = cairo_pattern_create_linear (x1, y1, x1 + (x2 - x1) * 0.35, y2);
  cairo_pattern_add_color_stop_rgb (pattern, 0, light.red, light.green, light.blue);
  cairo_pattern_add_color_stop_rgb (pattern, 1, dark.red, dark.green, dark.blue);
  cairo_set_source (canvas->cr, pattern);
  cairo_pattern_destroy (pattern);
  cairo_fill (canvas->cr);
}

/**
 * jl_demo_round_path:
 * @cr: a context
 * @x: left
 * @y: top
 * @w: width
 * @h: height
 * @r: radius of the corners
 */
void
jl_demo_round_path (cairo_t *cr, double x, double y, double w, double h, double r)
{
  r = MIN (r, MIN (w, h) / 2);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + w - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, x + w - r, y + h - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, y + h - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

/**
 * jl_demo_box:
 * @canvas: a canvas
 * @x: left
 * @y: top
 * @w: width
 * @h: height
 * @r: radius of the corners
 * @colour: of its surface, lit
 */
void
jl_demo_box (
    JlDemoCanvas *canvas, double x, double y, double w, double h, double r, JlDemoColour colour)
{
  jl_demo_round_path (canvas->cr, x, y, w, h, r);
  jl_demo_fill_lit (canvas, colour);
}

/**
 * jl_demo_flat_box:
 * @canvas: a canvas
 * @x: left
 * @y: top
 * @w: width
 * @h: height
 * @r: radius of the corners
 * @colour: of its surface, even
 */
void
jl_demo_flat_box (
    JlDemoCanvas *canvas, double x, double y, double w, double h, double r, JlDemoColour colour)
{
  jl_demo_round_path (canvas->cr, x, y, w, h, r);
  jl_demo_fill (canvas, colour);
}

/**
 * jl_demo_disc:
 * @canvas: a canvas
 * @x: centre
 * @y: centre
 * @r: radius
 * @colour: of its surface, lit
 */
void
jl_demo_disc (JlDemoCanvas *canvas, double x, double y, double r, JlDemoColour colour)
{
  jl_demo_oval (canvas, x, y, r, r, colour);
}

/**
 * jl_demo_oval:
 * @canvas: a canvas
 * @x: centre
 * @y: centre
 * @rx: half its width
 * @ry: half its height
 * @colour: of its surface, lit
 */
void
jl_demo_oval (JlDemoCanvas *canvas, double x, double y, double rx, double ry, JlDemoColour colour)
{
  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, x, y);
  cairo_scale (canvas->cr, rx, ry);
  cairo_new_sub_path (canvas->cr);
  cairo_arc (canvas->cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_restore (canvas->cr);
  jl_demo_fill_lit (canvas, colour);
}

/**
 * jl_demo_ring:
 * @canvas: a canvas
 * @x: centre
 * @y: centre
 * @r: radius of the line's middle
 * @width: of the line
 * @colour: of the line
 */
void
jl_demo_ring (JlDemoCanvas *canvas, double x, double y, double r, double width, JlDemoColour colour)
{
  cairo_new_sub_path (canvas->cr);
  cairo_arc (canvas->cr, x, y, r, 0, 2 * G_PI);
  set_source (canvas->cr, colour, 1);
  cairo_set_line_width (canvas->cr, width);
  cairo_stroke (canvas->cr);
}

/**
 * jl_demo_line:
 * @canvas: a canvas
 * @x1: from
 * @y1: from
 * @x2: to
 * @y2: to
 * @width: of the line, with round ends
 * @colour: of the line
 */
void
jl_demo_line (JlDemoCanvas *canvas,
              double x1,
              double y1,
              double x2,
              double y2,
              double width,
              JlDemoColour colour)
{
  cairo_set_line_cap (canvas->cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (canvas->cr, width);
  cairo_move_to (canvas->cr, x1, y1);
  cairo_line_to (canvas->cr, x2, y2);
  set_source (canvas->cr, colour, 1);
  cairo_stroke (canvas->cr);
}

/**
 * jl_demo_polygon_path:
 * @cr: a context
 * @points: (array length=n): its corners
 * @n: how many
 */
void
jl_demo_polygon_path (cairo_t *cr, const double (*points)[2], guint n)
{
  cairo_move_to (cr, points[0][0], points[0][1]);
  for (guint i = 1; i < n; i++)
    cairo_line_to (cr, points[i][0], points[i][1]);
  cairo_close_path (cr);
}

/**
 * jl_demo_shadow:
 * @canvas: a canvas
 * @x: centre of where a thing touches the ground
 * @y: likewise
 * @rx: half its width
 * @ry: half its depth
 * @strength: 0 … 1
 */
void
jl_demo_shadow (JlDemoCanvas *canvas, double x, double y, double rx, double ry, double strength)
{
  cairo_pattern_t *pattern = cairo_pattern_create_radial (0, 0, 0, 0, 0, 1);

  cairo_pattern_add_color_stop_rgba (pattern, 0, 0.12, 0.08, 0.08, strength);
  cairo_pattern_add_color_stop_rgba (pattern, 0.6, 0.12, 0.08, 0.08, strength * 0.55);
  cairo_pattern_add_color_stop_rgba (pattern, 1, 0.12, 0.08, 0.08, 0);
  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, x, y);
  cairo_scale (canvas->cr, rx, ry);
  cairo_set_source (canvas->cr, pattern);
  cairo_arc (canvas->cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_fill (canvas->cr);
  cairo_restore (canvas->cr);
  cairo_pattern_destroy (pattern);
}

/**
 * jl_demo_shine:
 * @canvas: a canvas
 * @x: left
 * @y: top
 * @w: width
 * @h: height
 * @alpha: how strong
 *
 * Light that falls slantwise over glass.
 */
void
jl_demo_shine (JlDemoCanvas *canvas, double x, double y, double w, double h, double alpha)
{
  cairo_t *cr = canvas->cr;

  cairo_save (cr);
  cairo_rectangle (cr, x, y, w, h);
  cairo_clip (cr);
  cairo_move_to (cr, x + w * 0.1, y);
  cairo_line_to (cr, x + w * 0.52, y);
  cairo_line_to (cr, x + w * 0.22, y + h);
  cairo_line_to (cr, x - w * 0.2, y + h);
  cairo_close_path (cr);
  cairo_set_source_rgba (cr, 1, 1, 1, alpha);
  cairo_fill (cr);
  cairo_move_to (cr, x + w * 0.6, y);
  cairo_line_to (cr, x + w * 0.68, y);
  cairo_line_to (cr, x + w * 0.38, y + h);
  cairo_line_to (cr, x + w * 0.3, y + h);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_restore (cr);
}
