// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-canvas.h"

#define IRON 0x33373b
#define STEEL 0xaab2b8

static void
draw_wok (JlDemoCanvas *canvas)
{
  JlDemoColour iron = jl_demo_hex (IRON);

  jl_demo_shadow (canvas, 700, 990, 470, 42, 0.5);
  jl_demo_line (canvas, 1060, 700, 1220, 640, 46, jl_demo_hex (STEEL));
  jl_demo_line (canvas, 1200, 648, 1430, 560, 62, canvas->wood);
  jl_demo_disc (canvas, 1424, 562, 12, jl_demo_tint (canvas->wood, -0.5));
  cairo_move_to (canvas->cr, 270, 680);
  cairo_curve_to (canvas->cr, 320, 900, 480, 990, 690, 990);
  cairo_curve_to (canvas->cr, 900, 990, 1060, 900, 1110, 680);
  cairo_close_path (canvas->cr);
  jl_demo_fill_lit (canvas, iron);
  jl_demo_oval (canvas, 690, 680, 430, 96, jl_demo_tint (iron, 0.2));
  jl_demo_oval (canvas, 690, 690, 396, 78, jl_demo_tint (iron, -0.35));
  for (int i = 0; i < 14; i++) { /* supper */
    static const guint32 foods[] = { 0x6fa653, 0xd8543b, 0xe8b64c, 0x8fbf6a, 0xf0dca8 };

    jl_demo_oval (canvas,
                  480 + i * 32 + jl_demo_pick (canvas, 20),
                  670 + jl_demo_pick (canvas, 40),
                  34 + jl_demo_pick (canvas, 20),
                  18 + jl_demo_pick (canvas, 10),
                  jl_demo_hex (foods[jl_demo_pick (canvas, G_N_ELEMENTS (foods))]));
  }
  for (int i = 0; i < 3; i++) {
    double x = 580 + i * 110;

    cairo_move_to (canvas->cr, x, 560);
    cairo_curve_to (canvas->cr, x - 40, 500, x + 40, 450, x, 380 - i % 2 * 40);
    cairo_set_source_rgba (canvas->cr, 1, 1, 1, 0.55);
    cairo_set_line_width (canvas->cr, 16);
    cairo_stroke (canvas->cr);
  }
}

static void
draw_plates (JlDemoCanvas *canvas)
{
  JlDemoColour china = jl_demo_hex (0xf8f6f1);

  jl_demo_shadow (canvas, 640, 1000, 440, 42, 0.5);
  for (int i = 0; i < 6; i++) {
    double y = 970 - i * 26;

    jl_demo_oval (canvas, 640, y + 8, 380, 52, jl_demo_tint (china, -0.22));
    jl_demo_oval (canvas, 640, y, 380, 50, i % 2 ? china : jl_demo_tint (canvas->main, 0.35));
  }
  jl_demo_oval (canvas, 640, 838, 300, 34, jl_demo_tint (china, -0.08));
  for (int i = 0; i < 2; i++) {
    double y = 700 - i * 90;

    cairo_move_to (canvas->cr, 420, y);
    cairo_curve_to (canvas->cr, 440, y + 150, 840, y + 150, 860, y);
    cairo_close_path (canvas->cr);
    jl_demo_fill_lit (canvas, i ? china : jl_demo_tint (canvas->main, 0.1));
    jl_demo_oval (canvas, 640, y, 220, 34, jl_demo_tint (i ? china : canvas->main, -0.1));
  }
  jl_demo_shadow (canvas, 1240, 990, 170, 30, 0.45);
  jl_demo_box (canvas, 1130, 700, 220, 290, 40, canvas->second);
  jl_demo_oval (canvas, 1240, 712, 104, 22, jl_demo_tint (canvas->second, -0.35));
  for (int i = 0; i < 6; i++)
    jl_demo_line (canvas, 1180 + i * 24, 712, 1120 + i * 48, 440 - i % 2 * 30, 14, canvas->wood);
}

static void
draw_cup (JlDemoCanvas *canvas, double x, double y, JlDemoColour clay)
{
  jl_demo_shadow (canvas, x, y + 4, 90, 16, 0.4);
  cairo_move_to (canvas->cr, x - 72, y - 96);
  cairo_curve_to (canvas->cr, x - 64, y - 10, x - 40, y, x, y);
  cairo_curve_to (canvas->cr, x + 40, y, x + 64, y - 10, x + 72, y - 96);
  cairo_close_path (canvas->cr);
  jl_demo_fill_lit (canvas, clay);
  jl_demo_oval (canvas, x, y - 96, 72, 17, jl_demo_tint (clay, 0.25));
  jl_demo_oval (canvas, x, y - 93, 58, 11, jl_demo_hex (0x9a5b2b));
}

static void
draw_tea_set (JlDemoCanvas *canvas)
{
  JlDemoColour clay = jl_demo_pick (canvas, 2) ? jl_demo_hex (0x9a5a42) : canvas->main;

  jl_demo_shadow (canvas, 800, 1050, 640, 40, 0.4);
  jl_demo_box (canvas, 250, 960, 1100, 84, 26, canvas->wood);
  jl_demo_box (canvas, 270, 940, 1060, 44, 22, jl_demo_tint (canvas->wood, 0.14));
  cairo_set_line_cap (canvas->cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (canvas->cr, 840, 700); /* handle and spout */
  cairo_curve_to (canvas->cr, 990, 620, 1000, 860, 850, 850);
  cairo_set_line_width (canvas->cr, 36);
  cairo_set_source_rgb (canvas->cr, clay.red * 0.85, clay.green * 0.85, clay.blue * 0.85);
  cairo_stroke (canvas->cr);
  cairo_move_to (canvas->cr, 440, 800);
  cairo_curve_to (canvas->cr, 340, 790, 350, 690, 290, 650);
  cairo_line_to (canvas->cr, 336, 640);
  cairo_curve_to (canvas->cr, 400, 680, 420, 690, 480, 690);
  cairo_close_path (canvas->cr);
  jl_demo_fill_lit (canvas, clay);
  jl_demo_oval (canvas, 640, 770, 246, 186, clay);
  jl_demo_oval (canvas, 640, 610, 130, 34, jl_demo_tint (clay, -0.12));
  jl_demo_oval (canvas, 640, 598, 120, 34, jl_demo_tint (clay, 0.1));
  jl_demo_disc (canvas, 640, 552, 30, clay);
  draw_cup (canvas, 1040, 950, clay);
  draw_cup (canvas, 1210, 962, jl_demo_tint (clay, 0.08));
}

static void
draw_lamp (JlDemoCanvas *canvas)
{
  cairo_t *cr = canvas->cr;
  cairo_pattern_t *glow = cairo_pattern_create_radial (800, 520, 60, 800, 520, 620);

  cairo_pattern_add_color_stop_rgba (glow, 0, 1, 0.93, 0.72, 0.75);
  cairo_pattern_add_color_stop_rgba (glow, 1, 1, 0.93, 0.72, 0);
  cairo_set_source (cr, glow);
  cairo_paint (cr);
  cairo_pattern_destroy (glow);
  jl_demo_shadow (canvas, 800, 1000, 260, 36, 0.5);
  jl_demo_oval (canvas, 800, 984, 170, 30, jl_demo_tint (canvas->main, -0.15));
  jl_demo_box (canvas, 700, 700, 200, 280, 100, canvas->main);
  jl_demo_flat_box (canvas, 786, 620, 28, 90, 6, jl_demo_hex (0xc9a45c));
  cairo_move_to (cr, 660, 300);
  cairo_line_to (cr, 940, 300);
  cairo_line_to (cr, 1080, 640);
  cairo_line_to (cr, 520, 640);
  cairo_close_path (cr);
  jl_demo_fill_lit (canvas, jl_demo_hex (0xfdf1d4));
  jl_demo_flat_box (canvas, 518, 626, 564, 18, 9, jl_demo_tint (canvas->second, -0.1));
  jl_demo_flat_box (canvas, 656, 292, 288, 16, 8, jl_demo_tint (canvas->second, -0.1));
}

static void
draw_pot_plant (JlDemoCanvas *canvas)
{
  JlDemoColour green = jl_demo_hex (jl_demo_pick (canvas, 2) ? 0x5d8a62 : 0x4d8577);

  jl_demo_shadow (canvas, 800, 1010, 300, 40, 0.5);
  for (int i = -3; i <= 3; i++) {
    cairo_save (canvas->cr);
    cairo_translate (canvas->cr, 800, 720);
    cairo_rotate (canvas->cr, i * 0.33);
    cairo_move_to (canvas->cr, 0, 0);
    cairo_curve_to (canvas->cr, -90, -120, -90, -330, 0, -500 + ABS (i) * 40);
    cairo_curve_to (canvas->cr, 90, -330, 90, -120, 0, 0);
    jl_demo_fill_lit (canvas, jl_demo_tint (green, i % 2 ? 0.16 : -0.06));
    jl_demo_line (canvas, 0, -20, 0, -440 + ABS (i) * 40, 5, jl_demo_tint (green, -0.2));
    cairo_restore (canvas->cr);
  }
  cairo_move_to (canvas->cr, 590, 720);
  cairo_line_to (canvas->cr, 1010, 720);
  cairo_line_to (canvas->cr, 950, 1000);
  cairo_line_to (canvas->cr, 650, 1000);
  cairo_close_path (canvas->cr);
  jl_demo_fill_lit (canvas, canvas->main);
  jl_demo_box (canvas, 570, 690, 460, 70, 16, jl_demo_tint (canvas->main, 0.1));
  for (int i = 0; i < 5; i++)
    jl_demo_disc (canvas, 664 + i * 68, 860, 18, jl_demo_tint (canvas->second, 0.1));
}

/* For whatever has no drawing of its own: a moving box, open, with the next owner's things. */
static void
draw_box (JlDemoCanvas *canvas)
{
  static const double flaps[2][4][2] = {
    { { 440, 600 }, { 800, 600 }, { 700, 480 }, { 300, 510 } },
    { { 1160, 600 }, { 800, 600 }, { 900, 480 }, { 1300, 510 } },
  };
  JlDemoColour card = jl_demo_hex (0xc99e6b);

  jl_demo_shadow (canvas, 800, 1010, 520, 46, 0.5);
  jl_demo_flat_box (canvas, 440, 560, 720, 100, 0, jl_demo_tint (card, -0.35));
  jl_demo_box (canvas, 560, 380, 110, 300, 30, canvas->main);
  jl_demo_disc (canvas, 800, 540, 110, canvas->second);
  jl_demo_ring (canvas, 800, 540, 70, 10, jl_demo_tint (canvas->second, 0.4));
  for (int i = 0; i < 3; i++)
    jl_demo_box (canvas,
                 930 + i * 56,
                 440 + i * 26,
                 48,
                 240,
                 6,
                 jl_demo_tint (i == 1 ? canvas->second : canvas->main, 0.1 * i - 0.1));
  for (int i = 0; i < 2; i++) {
    jl_demo_polygon_path (canvas->cr, flaps[i], 4);
    jl_demo_fill_lit (canvas, jl_demo_tint (card, i ? -0.06 : 0.12));
  }
  jl_demo_box (canvas, 430, 598, 740, 402, 8, card);
  jl_demo_flat_box (canvas, 764, 598, 72, 402, 0, jl_demo_tint (card, 0.22));
  jl_demo_flat_box (canvas, 520, 760, 120, 34, 17, jl_demo_tint (card, -0.4));
  jl_demo_flat_box (canvas, 960, 760, 120, 34, 17, jl_demo_tint (card, -0.4));
  for (int i = 0; i < 2; i++) { /* this way up */
    double x = 1010 + i * 70;

    jl_demo_line (canvas, x, 950, x, 890, 10, jl_demo_tint (card, -0.45));
    jl_demo_line (canvas, x, 886, x - 18, 908, 10, jl_demo_tint (card, -0.45));
    jl_demo_line (canvas, x, 886, x + 18, 908, 10, jl_demo_tint (card, -0.45));
  }
}

const JlDemoSubject jl_demo_household[] = {
  { "pan", JL_DEMO_TABLE, draw_wok },
  { "tableware glassware kitchen_other", JL_DEMO_TABLE, draw_plates },
  { "tea_set", JL_DEMO_TABLE, draw_tea_set },
  { "lamp", JL_DEMO_TABLE, draw_lamp },
  { "plant_pot home_decor", JL_DEMO_TABLE, draw_pot_plant },
  { "storage_box", JL_DEMO_TABLE, draw_box },
  { NULL },
};
