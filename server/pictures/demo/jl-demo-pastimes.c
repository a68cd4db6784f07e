// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-canvas.h"

#define STEEL 0xaab2b8
#define DARK 0x2b3036

static void
draw_bicycle_wheel (JlDemoCanvas *canvas, double x)
{
  jl_demo_ring (canvas, x, 800, 212, 22, jl_demo_hex (DARK));
  jl_demo_ring (canvas, x, 800, 198, 8, jl_demo_hex (STEEL));
  for (int i = 0; i < 12; i++) {
    cairo_save (canvas->cr);
    cairo_translate (canvas->cr, x, 800);
    cairo_rotate (canvas->cr, i * G_PI / 6);
    jl_demo_flat_box (canvas, -1.5, -196, 3, 392, 1, jl_demo_hex (0x8d959b));
    cairo_restore (canvas->cr);
  }
  jl_demo_disc (canvas, x, 800, 18, jl_demo_hex (DARK));
}

static void
draw_bicycle (JlDemoCanvas *canvas)
{
  JlDemoColour frame = canvas->main;
  JlDemoColour dark = jl_demo_hex (DARK);

  jl_demo_shadow (canvas, 800, 1016, 640, 34, 0.5);
  draw_bicycle_wheel (canvas, 450);
  draw_bicycle_wheel (canvas, 1150);
  jl_demo_line (canvas, 450, 800, 740, 810, 22, frame);
  jl_demo_line (canvas, 450, 800, 650, 510, 20, frame);
  jl_demo_line (canvas, 740, 810, 640, 470, 26, frame);
  jl_demo_line (canvas, 740, 810, 1034, 520, 26, frame);
  if (jl_demo_pick (canvas, 2))
    jl_demo_line (canvas, 654, 520, 1030, 510, 24, frame);
  else
    jl_demo_line (canvas, 690, 660, 1032, 516, 24, frame);
  jl_demo_line (canvas, 1010, 420, 1070, 640, 26, jl_demo_tint (frame, -0.1));
  jl_demo_line (canvas, 1070, 640, 1150, 800, 22, jl_demo_tint (frame, -0.1));
  jl_demo_line (canvas, 630, 430, 644, 490, 16, jl_demo_hex (STEEL));
  jl_demo_box (canvas, 540, 400, 180, 44, 22, dark);
  jl_demo_line (canvas, 1012, 424, 1000, 380, 18, jl_demo_hex (STEEL));
  jl_demo_line (canvas, 1000, 376, 930, 356, 18, jl_demo_hex (STEEL));
  jl_demo_line (canvas, 930, 356, 880, 366, 30, canvas->wood);
  jl_demo_disc (canvas, 740, 810, 62, dark);
  jl_demo_ring (canvas, 740, 810, 50, 6, jl_demo_hex (STEEL));
  jl_demo_line (canvas, 740, 810, 800, 900, 16, jl_demo_hex (STEEL));
  jl_demo_flat_box (canvas, 770, 896, 76, 22, 8, dark);
  jl_demo_line (canvas, 450, 800, 740, 864, 5, dark);
  jl_demo_box (canvas, 1060, 380, 210, 150, 20, canvas->wood);
  for (int i = 0; i < 4; i++)
    jl_demo_flat_box (canvas, 1070, 408 + i * 30, 190, 5, 2, jl_demo_tint (canvas->wood, -0.3));
  jl_demo_flat_box (canvas, 1050, 372, 230, 26, 13, jl_demo_tint (canvas->wood, 0.1));
}

static void
draw_ball (JlDemoCanvas *canvas)
{
  JlDemoColour leather = jl_demo_hex (0xd9773c);
  JlDemoColour seam = jl_demo_hex (0x5a3020);

  jl_demo_shadow (canvas, 820, 1010, 360, 44, 0.55);
  jl_demo_disc (canvas, 800, 690, 320, leather);
  cairo_save (canvas->cr);
  cairo_new_sub_path (canvas->cr);
  cairo_arc (canvas->cr, 800, 690, 320, 0, 2 * G_PI);
  cairo_clip (canvas->cr);
  cairo_translate (canvas->cr, 800, 690);
  cairo_rotate (canvas->cr, -0.4);
  jl_demo_flat_box (canvas, -330, -6, 660, 12, 0, seam);
  jl_demo_flat_box (canvas, -6, -330, 12, 660, 0, seam);
  jl_demo_ring (canvas, -430, 0, 320, 12, seam);
  jl_demo_ring (canvas, 430, 0, 320, 12, seam);
  cairo_restore (canvas->cr);
}

static void
draw_racket (JlDemoCanvas *canvas)
{
  jl_demo_shadow (canvas, 800, 1030, 460, 34, 0.4);
  for (int i = 0; i < 2; i++) {
    JlDemoColour face = i ? canvas->second : canvas->main;

    cairo_save (canvas->cr);
    cairo_translate (canvas->cr, i ? 1000 : 600, 560);
    cairo_rotate (canvas->cr, i ? 0.42 : -0.42);
    jl_demo_box (canvas, -34, 200, 68, 270, 20, canvas->wood);
    jl_demo_oval (canvas, 0, 0, 246, 264, jl_demo_tint (canvas->wood, 0.2));
    jl_demo_oval (canvas, 0, -8, 232, 248, face);
    jl_demo_box (canvas, -120, 196, 240, 50, 20, canvas->wood);
    cairo_restore (canvas->cr);
  }
  jl_demo_disc (canvas, 806, 956, 58, jl_demo_hex (0xfbfaf4));
}

static void
draw_drill (JlDemoCanvas *canvas)
{
  static const double grip[][2] = { { 900, 560 }, { 1090, 560 }, { 1130, 870 }, { 950, 870 } };
  JlDemoColour body = canvas->main;
  JlDemoColour dark = jl_demo_hex (DARK);

  jl_demo_shadow (canvas, 960, 1010, 420, 40, 0.5);
  jl_demo_line (canvas, 300, 470, 480, 470, 18, jl_demo_hex (STEEL));
  jl_demo_box (canvas, 430, 420, 110, 100, 18, jl_demo_hex (STEEL));
  jl_demo_box (canvas, 520, 390, 90, 160, 24, dark);
  jl_demo_polygon_path (canvas->cr, grip, 4);
  jl_demo_fill_lit (canvas, body);
  for (int i = 0; i < 4; i++)
    jl_demo_flat_box (canvas, 996 + i * 8, 640 + i * 48, 110, 22, 11, dark);
  jl_demo_box (canvas, 590, 360, 620, 220, 60, body);
  jl_demo_box (canvas, 590, 360, 200, 220, 40, jl_demo_tint (body, -0.2));
  jl_demo_box (canvas, 860, 590, 46, 90, 20, dark);
  for (int i = 0; i < 4; i++)
    jl_demo_flat_box (canvas, 1070 + i * 30, 420, 14, 90, 7, dark);
  jl_demo_flat_box (canvas, 830, 430, 180, 40, 10, jl_demo_tint (body, 0.55));
  jl_demo_box (canvas, 860, 860, 340, 130, 26, dark);
  jl_demo_flat_box (canvas, 900, 900, 120, 20, 8, canvas->second);
  for (int i = 0; i < 3; i++)
    jl_demo_disc (canvas, 1080 + i * 34, 912, 9, jl_demo_hex (i < 2 ? 0x7ed08a : 0x596069));
}

static void
draw_toolbox (JlDemoCanvas *canvas)
{
  JlDemoColour metal = canvas->main;

  jl_demo_shadow (canvas, 800, 1000, 560, 42, 0.5);
  jl_demo_line (canvas, 560, 660, 500, 360, 30, jl_demo_hex (STEEL)); /* spanner, hammer */
  jl_demo_ring (canvas, 494, 330, 40, 26, jl_demo_hex (STEEL));
  jl_demo_line (canvas, 800, 660, 820, 350, 34, canvas->wood);
  jl_demo_box (canvas, 730, 300, 190, 76, 16, jl_demo_hex (0x596069));
  jl_demo_line (canvas, 1020, 660, 1070, 420, 16, jl_demo_hex (STEEL));
  jl_demo_line (canvas, 1070, 420, 1092, 310, 50, canvas->second);
  jl_demo_box (canvas, 320, 620, 960, 370, 24, metal);
  jl_demo_box (canvas, 300, 590, 1000, 90, 20, jl_demo_tint (metal, -0.2));
  for (int i = 0; i < 2; i++) {
    jl_demo_box (canvas, i ? 1040 : 460, 656, 100, 70, 12, jl_demo_hex (STEEL));
    jl_demo_flat_box (canvas, i ? 1074 : 494, 686, 32, 26, 6, jl_demo_hex (DARK));
  }
  jl_demo_flat_box (canvas, 640, 800, 320, 90, 14, jl_demo_tint (metal, 0.5));
  jl_demo_flat_box (canvas, 680, 834, 240, 20, 8, jl_demo_tint (metal, -0.2));
}

static void
guitar_body_path (cairo_t *cr)
{
  cairo_move_to (cr, 0, 60);
  cairo_curve_to (cr, 190, 60, 170, 220, 130, 270);
  cairo_curve_to (cr, 120, 300, 240, 340, 240, 480);
  cairo_curve_to (cr, 240, 640, 120, 690, 0, 690);
  cairo_curve_to (cr, -120, 690, -240, 640, -240, 480);
  cairo_curve_to (cr, -240, 340, -120, 300, -130, 270);
  cairo_curve_to (cr, -170, 220, -190, 60, 0, 60);
  cairo_close_path (cr);
}

static void
draw_guitar (JlDemoCanvas *canvas)
{
  JlDemoColour top = jl_demo_tint (canvas->wood, 0.12);
  JlDemoColour dark = jl_demo_hex (0x4a3226);

  jl_demo_shadow (canvas, 790, 1060, 330, 36, 0.5);
  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, 838, 446);
  cairo_rotate (canvas->cr, 0.12);
  cairo_scale (canvas->cr, 0.86, 0.86);
  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, 12, 10);
  guitar_body_path (canvas->cr);
  jl_demo_fill (canvas, jl_demo_tint (top, -0.5));
  cairo_restore (canvas->cr);
  guitar_body_path (canvas->cr);
  jl_demo_fill_lit (canvas, top);
  jl_demo_disc (canvas, 0, 340, 84, canvas->main);
  jl_demo_disc (canvas, 0, 340, 70, jl_demo_hex (0x2d1f18));
  jl_demo_box (canvas, -36, -300, 72, 590, 8, dark);
  for (int i = 0; i < 11; i++)
    jl_demo_flat_box (canvas, -36, -270 + i * 50, 72, 5, 1, jl_demo_hex (0xc9b58a));
  jl_demo_box (canvas, -54, -390, 108, 110, 20, jl_demo_tint (canvas->wood, -0.2));
  for (int i = 0; i < 6; i++)
    jl_demo_disc (canvas, i % 2 ? 64 : -64, -370 + i / 2 * 34, 14, jl_demo_hex (0xe6e0d2));
  jl_demo_box (canvas, -110, 520, 220, 40, 12, dark);
  for (int i = 0; i < 6; i++)
    jl_demo_flat_box (canvas, -28 + i * 11, -380, 2.5, 920, 1, jl_demo_hex (0xf3ead6));
  cairo_restore (canvas->cr);
}

static void
draw_erhu (JlDemoCanvas *canvas)
{
  JlDemoColour rosewood = jl_demo_hex (jl_demo_pick (canvas, 2) ? 0x6b3226 : 0x4b2a22);

  jl_demo_shadow (canvas, 800, 1050, 300, 36, 0.5);
  jl_demo_box (canvas, 784, 110, 32, 800, 14, rosewood);
  cairo_move_to (canvas->cr, 784, 130); /* the scroll */
  cairo_curve_to (canvas->cr, 780, 60, 850, 40, 880, 80);
  cairo_curve_to (canvas->cr, 850, 70, 816, 90, 816, 140);
  cairo_close_path (canvas->cr);
  jl_demo_fill_lit (canvas, rosewood);
  for (int i = 0; i < 2; i++) {
    jl_demo_line (canvas, 796, 230 + i * 110, 660, 230 + i * 110, 24, rosewood);
    jl_demo_disc (canvas, 650, 230 + i * 110, 22, jl_demo_tint (rosewood, 0.2));
  }
  jl_demo_line (canvas, 920, 160, 920, 960, 12, jl_demo_hex (0xc8a465)); /* the bow */
  jl_demo_line (canvas, 908, 170, 900, 950, 6, jl_demo_hex (0xf6f1e6));
  jl_demo_box (canvas, 906, 900, 30, 80, 10, rosewood);
  jl_demo_line (canvas, 792, 240, 792, 920, 3, jl_demo_hex (0xe8e4da));
  jl_demo_line (canvas, 806, 350, 806, 920, 3, jl_demo_hex (0xe8e4da));
  jl_demo_box (canvas, 640, 1000, 320, 46, 14, jl_demo_tint (rosewood, -0.1));
  {
    static const double drum[][2] = { { 740, 800 },  { 860, 800 },  { 920, 860 }, { 920, 950 },
                                      { 860, 1010 }, { 740, 1010 }, { 680, 950 }, { 680, 860 } };

    jl_demo_polygon_path (canvas->cr, drum, G_N_ELEMENTS (drum));
    jl_demo_fill_lit (canvas, jl_demo_tint (rosewood, 0.06));
  }
  jl_demo_disc (canvas, 800, 905, 84, jl_demo_hex (0xd8c49a));
  for (int i = 0; i < 16; i++) /* snake's skin */
    jl_demo_oval (canvas, 746 + i % 4 * 36, 856 + i / 4 * 32, 12, 9, jl_demo_hex (0x8a734a));
  jl_demo_box (canvas, 776, 890, 48, 20, 6, canvas->wood);
  jl_demo_box (canvas, 770, 560, 60, 16, 8, canvas->main);
}

static void
draw_keyboard (JlDemoCanvas *canvas)
{
  JlDemoColour body = jl_demo_hex (DARK);

  jl_demo_shadow (canvas, 800, 1030, 700, 40, 0.5);
  jl_demo_line (canvas, 360, 1020, 1160, 760, 26, jl_demo_hex (0x596069));
  jl_demo_line (canvas, 1240, 1020, 440, 760, 26, jl_demo_hex (0x596069));
  jl_demo_box (canvas, 180, 560, 1240, 220, 24, body);
  jl_demo_flat_box (canvas, 700, 584, 200, 60, 8, jl_demo_hex (0x7fb8c9));
  for (int i = 0; i < 6; i++)
    jl_demo_disc (canvas, 300 + i * 60, 612, 16, i == 2 ? canvas->main : jl_demo_hex (0x596069));
  for (int i = 0; i < 5; i++)
    jl_demo_flat_box (
        canvas, 960 + i * 80, 600, 56, 24, 6, i ? jl_demo_hex (0x596069) : canvas->second);
  jl_demo_flat_box (canvas, 200, 664, 1200, 104, 4, jl_demo_hex (0xfaf8f3));
  for (int i = 1; i < 29; i++)
    jl_demo_flat_box (canvas, 200 + i * 1200 / 29.0, 664, 3, 104, 0, jl_demo_hex (0xb9b6af));
  for (int i = 0; i < 28; i++) {
    if (i % 7 != 2 && i % 7 != 6)
      jl_demo_box (canvas, 200 + (i + 1) * 1200 / 29.0 - 12, 664, 24, 62, 4, body);
  }
}

const JlDemoSubject jl_demo_pastimes[] = {
  { "bicycle", JL_DEMO_ROOM, draw_bicycle },
  { "ball_sport sports_other", JL_DEMO_TABLE, draw_ball },
  { "racket table_tennis", JL_DEMO_TABLE, draw_racket },
  { "power_tool", JL_DEMO_TABLE, draw_drill },
  { "hand_tool hardware tool_other", JL_DEMO_TABLE, draw_toolbox },
  { "guitar ukulele", JL_DEMO_ROOM, draw_guitar },
  { "erhu", JL_DEMO_ROOM, draw_erhu },
  { "electric_piano piano", JL_DEMO_ROOM, draw_keyboard },
  { NULL },
};
