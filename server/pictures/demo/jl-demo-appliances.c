// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-canvas.h"

#define STEEL 0x9aa3aa
#define DARK 0x2b3036
#define GLASS 0x35424b

static void
draw_screw_feet (JlDemoCanvas *canvas, double left, double right, double y)
{
  jl_demo_flat_box (canvas, left, y, 50, 24, 6, jl_demo_hex (DARK));
  jl_demo_flat_box (canvas, right - 50, y, 50, 24, 6, jl_demo_hex (DARK));
}

static void
draw_handle (JlDemoCanvas *canvas, double x, double y, double h)
{
  jl_demo_flat_box (canvas, x + 5, y + 5, 16, h, 8, jl_demo_tint (canvas->calm, -0.25));
  jl_demo_box (canvas, x, y, 16, h, 8, jl_demo_hex (STEEL));
}

/* One door with a freezer below or above, or two doors. */
static void
draw_fridge (JlDemoCanvas *canvas)
{
  int kind = jl_demo_pick (canvas, 3);
  JlDemoColour body = jl_demo_pick (canvas, 3) ? canvas->calm : canvas->main;
  JlDemoColour gap = jl_demo_tint (body, -0.4);
  double width = kind == 2 ? 560 : 430;
  double left = 800 - width / 2;

  jl_demo_shadow (canvas, 800, 1000, width / 2 + 100, 38, 0.55);
  draw_screw_feet (canvas, left + 20, left + width - 20, 980);
  jl_demo_box (canvas, left, 150, width, 836, 26, gap);
  if (kind == 2) {
    for (int i = 0; i < 2; i++) {
      jl_demo_box (canvas, left + i * 282, 150, 278, 830, 22, body);
      draw_handle (canvas, left + (i ? 302 : 240), 430, 260);
    }
    jl_demo_box (canvas, left + 64, 350, 130, 190, 14, jl_demo_hex (DARK));
    jl_demo_flat_box (canvas, left + 84, 372, 90, 34, 6, jl_demo_hex (0x7fb8c9));
  } else {
    double split = kind ? 400 : 660;

    jl_demo_box (canvas, left, 150, width, split - 154, 22, body);
    jl_demo_box (canvas, left, split + 4, width, 976 - split, 22, body);
    draw_handle (canvas, left + 30, kind ? 240 : 420, kind ? 120 : 190);
    draw_handle (canvas, left + 30, split + 40, kind ? 190 : 130);
    jl_demo_flat_box (canvas, left + width - 120, 190, 70, 12, 6, jl_demo_hex (STEEL));
    for (int i = 0; i < 3; i++) /* magnets and a note */
      jl_demo_box (canvas,
                   left + 190 + i * 66,
                   split - 110 + i % 2 * 30,
                   i == 1 ? 60 : 30,
                   i == 1 ? 70 : 30,
                   i == 1 ? 2 : 15,
                   i == 1 ? jl_demo_hex (0xfbf0b8) : canvas->second);
  }
}

static void
draw_washing_machine (JlDemoCanvas *canvas)
{
  JlDemoColour body = canvas->calm;

  jl_demo_shadow (canvas, 800, 1006, 420, 40, 0.55);
  draw_screw_feet (canvas, 500, 1100, 980);
  jl_demo_box (canvas, 470, 330, 660, 656, 24, body);
  jl_demo_box (canvas, 470, 330, 660, 130, 24, jl_demo_tint (body, -0.08));
  jl_demo_box (canvas, 500, 356, 180, 78, 10, body);
  jl_demo_flat_box (canvas, 530, 412, 120, 8, 4, jl_demo_tint (body, -0.25));
  jl_demo_disc (canvas, 800, 394, 40, jl_demo_hex (STEEL));
  jl_demo_disc (canvas, 800, 394, 30, jl_demo_tint (body, 0.2));
  jl_demo_line (canvas, 800, 374, 800, 388, 6, canvas->main);
  jl_demo_flat_box (canvas, 900, 362, 140, 60, 8, jl_demo_hex (DARK));
  jl_demo_flat_box (canvas, 918, 380, 60, 24, 3, jl_demo_hex (0x7fd0c9));
  for (int i = 0; i < 3; i++)
    jl_demo_disc (canvas, 1062 + i % 2 * 30, 376 + i / 2 * 32, 9, canvas->main);
  jl_demo_disc (canvas, 806, 728, 226, jl_demo_tint (body, -0.22));
  jl_demo_disc (canvas, 800, 720, 226, jl_demo_hex (STEEL));
  jl_demo_disc (canvas, 800, 720, 196, jl_demo_tint (body, 0.1));
  jl_demo_disc (canvas, 800, 720, 164, jl_demo_hex (GLASS));
  cairo_save (canvas->cr);
  cairo_arc (canvas->cr, 800, 720, 164, 0, 2 * G_PI);
  cairo_clip (canvas->cr);
  jl_demo_oval (canvas, 760, 850, 140, 80, canvas->main);
  jl_demo_oval (canvas, 880, 860, 110, 76, canvas->second);
  jl_demo_shine (canvas, 636, 556, 328, 328, 0.16);
  cairo_restore (canvas->cr);
  jl_demo_box (canvas, 580, 690, 26, 64, 10, jl_demo_hex (DARK));
}

static void
draw_air_conditioner (JlDemoCanvas *canvas)
{
  JlDemoColour body = jl_demo_hex (0xf7f6f2);

  jl_demo_flat_box (canvas, 396, 316, 840, 270, 40, jl_demo_tint (canvas->wall, -0.14));
  jl_demo_box (canvas, 380, 290, 840, 270, 40, body);
  jl_demo_box (canvas, 380, 480, 840, 80, 36, jl_demo_tint (body, -0.08));
  jl_demo_flat_box (canvas, 430, 498, 740, 16, 8, jl_demo_hex (0x6d767d));
  jl_demo_flat_box (canvas, 430, 522, 740, 22, 11, jl_demo_tint (body, 0.4));
  jl_demo_flat_box (canvas, 1090, 400, 70, 34, 6, jl_demo_hex (0x86c6c9));
  for (int i = 0; i < 4; i++) { /* the breeze */
    double x = 500 + i * 200;

    cairo_move_to (canvas->cr, x, 600);
    cairo_curve_to (canvas->cr, x - 30, 640, x + 30, 680, x, 720);
    cairo_set_source_rgba (canvas->cr, 1, 1, 1, 0.7);
    cairo_set_line_width (canvas->cr, 12);
    cairo_stroke (canvas->cr);
  }
}

static void
draw_television (JlDemoCanvas *canvas)
{
  jl_demo_shadow (canvas, 800, 1010, 640, 40, 0.5);
  jl_demo_box (canvas, 260, 830, 1080, 150, 14, canvas->wood);
  for (int i = 0; i < 3; i++)
    jl_demo_box (canvas, 280 + i * 350, 850, 340, 112, 8, jl_demo_tint (canvas->wood, 0.12));
  jl_demo_flat_box (canvas, 320, 976, 30, 40, 4, jl_demo_tint (canvas->wood, -0.4));
  jl_demo_flat_box (canvas, 1250, 976, 30, 40, 4, jl_demo_tint (canvas->wood, -0.4));
  jl_demo_flat_box (canvas, 520, 800, 60, 32, 6, jl_demo_hex (DARK));
  jl_demo_flat_box (canvas, 1020, 800, 60, 32, 6, jl_demo_hex (DARK));
  jl_demo_box (canvas, 330, 260, 940, 550, 16, jl_demo_hex (DARK));
  jl_demo_screen (canvas, 346, 276, 908, 506);
}

static void
draw_microwave (JlDemoCanvas *canvas)
{
  JlDemoColour body = jl_demo_pick (canvas, 2) ? canvas->calm : canvas->main;

  jl_demo_shadow (canvas, 800, 980, 580, 44, 0.5);
  draw_screw_feet (canvas, 330, 1270, 946);
  jl_demo_box (canvas, 290, 440, 1020, 516, 26, body);
  jl_demo_box (canvas, 316, 466, 720, 464, 18, jl_demo_hex (DARK));
  jl_demo_box (canvas, 360, 510, 600, 376, 30, jl_demo_hex (0x4a4136));
  jl_demo_oval (canvas, 660, 850, 220, 26, jl_demo_hex (0x8aa0a8));
  jl_demo_box (canvas, 570, 740, 180, 100, 40, canvas->second);
  jl_demo_shine (canvas, 360, 510, 600, 376, 0.12);
  draw_handle (canvas, 994, 540, 310);
  jl_demo_flat_box (canvas, 1080, 486, 190, 80, 10, jl_demo_hex (DARK));
  jl_demo_flat_box (canvas, 1104, 508, 96, 36, 4, jl_demo_hex (0x8fe0b8));
  for (int i = 0; i < 9; i++)
    jl_demo_disc (canvas,
                  1116 + i % 3 * 60,
                  620 + i / 3 * 62,
                  20,
                  jl_demo_tint (body, i == 8 ? -0.4 : -0.18));
  jl_demo_disc (canvas, 1176, 866, 46, jl_demo_hex (STEEL));
}

static void
draw_rice_cooker (JlDemoCanvas *canvas)
{
  JlDemoColour body = jl_demo_pick (canvas, 2) ? canvas->calm : jl_demo_tint (canvas->main, 0.2);

  jl_demo_shadow (canvas, 800, 1000, 440, 44, 0.5);
  jl_demo_box (canvas, 440, 540, 720, 450, 150, body);
  jl_demo_box (canvas, 452, 480, 696, 190, 95, jl_demo_tint (body, 0.12));
  jl_demo_flat_box (canvas, 446, 636, 708, 14, 7, jl_demo_hex (STEEL));
  jl_demo_oval (canvas, 800, 500, 110, 24, jl_demo_hex (STEEL));
  jl_demo_oval (canvas, 800, 496, 40, 10, jl_demo_hex (DARK));
  jl_demo_box (canvas, 660, 700, 280, 210, 30, jl_demo_hex (DARK));
  jl_demo_flat_box (canvas, 700, 730, 200, 70, 8, jl_demo_hex (0x7fd0c9));
  for (int i = 0; i < 3; i++)
    jl_demo_disc (canvas, 730 + i * 70, 856, 20, i == 1 ? canvas->second : jl_demo_hex (STEEL));
  for (int i = 0; i < 3; i++) { /* steam */
    double x = 730 + i * 70;

    cairo_move_to (canvas->cr, x, 450);
    cairo_curve_to (canvas->cr, x - 36, 400, x + 36, 360, x, 300 - i % 2 * 30);
    cairo_set_source_rgba (canvas->cr, 1, 1, 1, 0.6);
    cairo_set_line_width (canvas->cr, 14);
    cairo_stroke (canvas->cr);
  }
}

static void
draw_fan (JlDemoCanvas *canvas)
{
  JlDemoColour body = canvas->calm;

  jl_demo_shadow (canvas, 800, 1030, 260, 34, 0.5);
  jl_demo_flat_box (canvas, 784, 620, 32, 400, 10, jl_demo_tint (body, -0.2));
  jl_demo_oval (canvas, 800, 1014, 200, 34, body);
  jl_demo_box (canvas, 752, 740, 96, 120, 20, body);
  for (int i = 0; i < 3; i++)
    jl_demo_disc (canvas, 800, 770 + i * 30, 8, i ? jl_demo_hex (STEEL) : canvas->main);
  jl_demo_disc (canvas, 800, 430, 276, jl_demo_tint (canvas->wall, 0.4));
  for (int i = 0; i < 5; i++) {
    cairo_save (canvas->cr);
    cairo_translate (canvas->cr, 800, 430);
    cairo_rotate (canvas->cr, i * 2 * G_PI / 5);
    cairo_move_to (canvas->cr, 0, 0);
    cairo_curve_to (canvas->cr, 40, -120, 150, -240, 20, -244);
    cairo_curve_to (canvas->cr, -110, -236, -70, -90, 0, 0);
    jl_demo_fill_lit (canvas, jl_demo_tint (canvas->main, 0.2));
    cairo_restore (canvas->cr);
  }
  for (int i = 0; i < 24; i++) {
    cairo_save (canvas->cr);
    cairo_translate (canvas->cr, 800, 430);
    cairo_rotate (canvas->cr, i * G_PI / 12);
    jl_demo_flat_box (canvas, -2, 50, 4, 226, 2, jl_demo_hex (STEEL));
    cairo_restore (canvas->cr);
  }
  jl_demo_ring (canvas, 800, 430, 276, 14, jl_demo_tint (body, -0.1));
  jl_demo_ring (canvas, 800, 430, 160, 4, jl_demo_hex (STEEL));
  jl_demo_disc (canvas, 800, 430, 54, body);
}

static void
draw_vacuum (JlDemoCanvas *canvas)
{
  JlDemoColour body = canvas->main;
  JlDemoColour dark = jl_demo_hex (DARK);

  jl_demo_shadow (canvas, 620, 1030, 250, 34, 0.5);
  jl_demo_shadow (canvas, 1090, 1040, 190, 26, 0.5);
  cairo_move_to (canvas->cr, 700, 800);
  cairo_curve_to (canvas->cr, 740, 420, 980, 340, 1000, 520);
  cairo_set_line_width (canvas->cr, 34);
  cairo_set_line_cap (canvas->cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_source_rgb (canvas->cr, 0.3, 0.32, 0.35);
  cairo_stroke (canvas->cr);
  jl_demo_line (canvas, 996, 470, 1080, 1000, 26, jl_demo_hex (STEEL));
  jl_demo_line (canvas, 990, 440, 1004, 540, 40, dark);
  jl_demo_box (canvas, 960, 990, 260, 50, 22, dark);
  jl_demo_box (canvas, 420, 760, 420, 230, 100, body);
  jl_demo_box (canvas, 470, 720, 240, 120, 60, jl_demo_tint (body, 0.2));
  jl_demo_line (canvas, 520, 730, 660, 730, 20, dark);
  jl_demo_disc (canvas, 520, 950, 80, dark);
  jl_demo_disc (canvas, 520, 950, 36, jl_demo_hex (STEEL));
  jl_demo_disc (canvas, 790, 1000, 30, dark);
}

const JlDemoSubject jl_demo_appliances[] = {
  { "fridge freezer wine_cooler", JL_DEMO_ROOM, draw_fridge },
  { "washing_machine dryer dishwasher", JL_DEMO_ROOM, draw_washing_machine },
  { "air_conditioner", JL_DEMO_ROOM, draw_air_conditioner },
  { "television", JL_DEMO_ROOM, draw_television },
  { "microwave oven small_kitchen_appliance", JL_DEMO_TABLE, draw_microwave },
  { "rice_cooker induction_cooker", JL_DEMO_TABLE, draw_rice_cooker },
  { "fan heater", JL_DEMO_ROOM, draw_fan },
  { "vacuum_cleaner", JL_DEMO_ROOM, draw_vacuum },
  { NULL },
};
