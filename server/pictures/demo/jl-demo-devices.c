// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-canvas.h"

#define STEEL 0xb4bbc1
#define DARK 0x26292e

/* Front and back of a phone, leaning side by side. */
static void
draw_smartphone (JlDemoCanvas *canvas)
{
  JlDemoColour frame = jl_demo_hex (DARK);

  jl_demo_shadow (canvas, 640, 1010, 230, 34, 0.5);
  jl_demo_shadow (canvas, 1000, 1010, 230, 34, 0.5);
  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, 1010, 650);
  cairo_rotate (canvas->cr, 0.06);
  jl_demo_box (canvas, -178, -360, 356, 720, 58, jl_demo_tint (canvas->main, -0.2));
  jl_demo_box (canvas, -170, -352, 340, 704, 52, canvas->main);
  jl_demo_box (canvas, -146, -328, 150, 190, 40, jl_demo_tint (canvas->main, 0.12));
  for (int i = 0; i < 3; i++) {
    double x = i == 2 ? -40 : -100;
    double y = i == 2 ? -232 : -280 + i * 94;

    jl_demo_disc (canvas, x, y, 38, jl_demo_hex (STEEL));
    jl_demo_disc (canvas, x, y, 30, frame);
    jl_demo_disc (canvas, x - 8, y - 8, 9, jl_demo_hex (0x6b7f96));
  }
  jl_demo_disc (canvas, 0, 40, 40, jl_demo_tint (canvas->main, 0.25));
  cairo_restore (canvas->cr);
  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, 630, 650);
  cairo_rotate (canvas->cr, -0.05);
  jl_demo_box (canvas, -182, -366, 364, 732, 60, jl_demo_hex (STEEL));
  jl_demo_box (canvas, -174, -358, 348, 716, 54, frame);
  jl_demo_round_path (canvas->cr, -158, -342, 316, 684, 42);
  cairo_clip (canvas->cr);
  jl_demo_screen (canvas, -158, -342, 316, 684);
  jl_demo_flat_box (canvas, -50, -326, 100, 28, 14, frame);
  for (int i = 0; i < 4; i++)
    jl_demo_box (canvas, -134 + i * 70, 250, 56, 56, 16, i % 2 ? canvas->main : canvas->second);
  jl_demo_flat_box (canvas, -60, 322, 120, 8, 4, jl_demo_hex (0xffffff));
  cairo_restore (canvas->cr);
}

static void
draw_tablet (JlDemoCanvas *canvas)
{
  static const double stand[][2] = { { 800, 620 }, { 1190, 990 }, { 700, 990 } };

  jl_demo_shadow (canvas, 820, 1010, 600, 44, 0.5);
  jl_demo_polygon_path (canvas->cr, stand, 3);
  jl_demo_fill_lit (canvas, jl_demo_tint (canvas->main, -0.2));
  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, 800, 660);
  cairo_rotate (canvas->cr, -0.02);
  jl_demo_box (canvas, -490, -350, 980, 690, 44, jl_demo_hex (STEEL));
  jl_demo_box (canvas, -482, -342, 964, 674, 38, jl_demo_hex (DARK));
  jl_demo_screen (canvas, -444, -304, 888, 598);
  for (int i = 0; i < 5; i++)
    jl_demo_box (canvas, -270 + i * 112, 190, 84, 84, 20, i % 2 ? canvas->main : canvas->second);
  cairo_restore (canvas->cr);
  jl_demo_line (canvas, 1340, 1030, 1420, 700, 20, jl_demo_hex (0xf4f2ee));
  jl_demo_line (canvas, 1337, 1042, 1343, 1018, 12, jl_demo_hex (DARK));
}

static void
draw_smart_watch (JlDemoCanvas *canvas)
{
  jl_demo_shadow (canvas, 800, 1060, 260, 30, 0.5);
  jl_demo_box (canvas, 690, 190, 220, 300, 60, jl_demo_tint (canvas->main, -0.06));
  jl_demo_box (canvas, 690, 780, 220, 280, 60, jl_demo_tint (canvas->main, -0.06));
  for (int i = 0; i < 4; i++)
    jl_demo_oval (canvas, 800, 850 + i * 46, 12, 8, jl_demo_tint (canvas->main, -0.45));
  jl_demo_box (canvas, 990, 570, 30, 90, 14, jl_demo_hex (STEEL));
  jl_demo_box (canvas, 600, 420, 400, 440, 110, jl_demo_hex (STEEL));
  jl_demo_box (canvas, 616, 436, 368, 408, 96, jl_demo_hex (DARK));
  jl_demo_ring (canvas, 800, 640, 130, 26, jl_demo_tint (canvas->main, -0.5));
  cairo_new_sub_path (canvas->cr);
  cairo_arc (canvas->cr, 800, 640, 130, -G_PI_2, G_PI * 0.8);
  cairo_set_source_rgb (canvas->cr, canvas->second.red, canvas->second.green, canvas->second.blue);
  cairo_set_line_width (canvas->cr, 26);
  cairo_stroke (canvas->cr);
  jl_demo_line (canvas, 800, 640, 800, 560, 12, jl_demo_hex (0xffffff));
  jl_demo_line (canvas, 800, 640, 856, 674, 12, jl_demo_hex (0xffffff));
}

static void
draw_laptop (JlDemoCanvas *canvas)
{
  static const double deck[][2] = { { 330, 850 }, { 1270, 850 }, { 1420, 1020 }, { 180, 1020 } };
  static const double pad[][2] = { { 690, 966 }, { 910, 966 }, { 926, 1010 }, { 674, 1010 } };
  JlDemoColour body =
      jl_demo_pick (canvas, 3) ? jl_demo_hex (STEEL) : jl_demo_tint (canvas->main, 0.1);

  jl_demo_shadow (canvas, 800, 1040, 720, 44, 0.5);
  jl_demo_box (canvas, 330, 270, 940, 590, 30, jl_demo_tint (body, -0.1));
  jl_demo_box (canvas, 342, 282, 916, 566, 22, jl_demo_hex (DARK));
  jl_demo_screen (canvas, 372, 312, 856, 500);
  jl_demo_polygon_path (canvas->cr, deck, 4);
  jl_demo_fill_lit (canvas, body);
  jl_demo_flat_box (canvas, 180, 1018, 1240, 24, 12, jl_demo_tint (body, -0.22));
  for (int row = 0; row < 4; row++) {
    double y = 868 + row * 23;
    double left = 372 - row * 18;
    double pitch = (1600 - 2 * left) / 13;

    for (int key = 0; key < 13; key++)
      jl_demo_flat_box (canvas, left + key * pitch, y, pitch - 7, 17, 4, jl_demo_hex (DARK));
  }
  jl_demo_polygon_path (canvas->cr, pad, 4);
  jl_demo_fill (canvas, jl_demo_tint (body, -0.12));
}

static void
draw_monitor (JlDemoCanvas *canvas)
{
  jl_demo_shadow (canvas, 760, 990, 420, 34, 0.5);
  jl_demo_shadow (canvas, 1340, 990, 160, 30, 0.5);
  jl_demo_box (canvas, 700, 760, 120, 190, 8, jl_demo_hex (STEEL));
  jl_demo_box (canvas, 560, 936, 400, 44, 20, jl_demo_hex (STEEL));
  jl_demo_box (canvas, 240, 250, 1040, 600, 20, jl_demo_hex (DARK));
  jl_demo_screen (canvas, 260, 270, 1000, 536);
  jl_demo_box (canvas, 1300, 430, 190, 550, 14, jl_demo_hex (0x34383e));
  for (int i = 0; i < 6; i++)
    jl_demo_flat_box (canvas, 1326, 720 + i * 32, 138, 12, 6, jl_demo_hex (0x23262a));
  jl_demo_disc (canvas, 1395, 500, 20, canvas->main);
  jl_demo_box (canvas, 430, 1040, 560, 62, 14, canvas->calm);
  for (int i = 0; i < 24; i++)
    jl_demo_flat_box (canvas,
                      444 + i % 12 * 45,
                      1050 + i / 12 * 24,
                      38,
                      18,
                      4,
                      jl_demo_tint (canvas->calm, -0.2));
  jl_demo_box (canvas, 1040, 1036, 66, 84, 33, canvas->calm);
}

static void
draw_printer (JlDemoCanvas *canvas)
{
  JlDemoColour body = canvas->calm;

  jl_demo_shadow (canvas, 800, 1000, 520, 42, 0.5);
  jl_demo_box (canvas, 560, 330, 480, 260, 6, jl_demo_hex (0xffffff));
  jl_demo_flat_box (canvas, 530, 520, 540, 60, 10, jl_demo_tint (body, -0.3));
  jl_demo_box (canvas, 360, 560, 880, 420, 40, body);
  jl_demo_box (canvas, 360, 560, 880, 110, 40, jl_demo_tint (body, -0.1));
  jl_demo_flat_box (canvas, 1030, 590, 160, 54, 8, jl_demo_hex (DARK));
  jl_demo_disc (canvas, 980, 617, 20, canvas->main);
  jl_demo_flat_box (canvas, 480, 740, 640, 110, 14, jl_demo_hex (DARK));
  jl_demo_box (canvas, 550, 790, 500, 240, 4, jl_demo_hex (0xffffff));
  for (int i = 0; i < 4; i++)
    jl_demo_flat_box (canvas, 590, 860 + i * 34, i == 3 ? 220 : 420, 10, 5, jl_demo_hex (0xc4c9ce));
  jl_demo_box (canvas, 590, 806, 130, 36, 4, canvas->main);
}

static void
draw_camera (JlDemoCanvas *canvas)
{
  JlDemoColour body = jl_demo_hex (DARK);

  jl_demo_shadow (canvas, 800, 1000, 520, 42, 0.5);
  cairo_move_to (canvas->cr, 360, 560); /* strap */
  cairo_curve_to (canvas->cr, 120, 760, 160, 1120, 460, 1060);
  cairo_set_source_rgb (canvas->cr, canvas->main.red, canvas->main.green, canvas->main.blue);
  cairo_set_line_width (canvas->cr, 34);
  cairo_stroke (canvas->cr);
  jl_demo_box (canvas, 640, 380, 330, 190, 40, jl_demo_hex (STEEL));
  jl_demo_box (canvas, 420, 448, 110, 60, 14, jl_demo_hex (STEEL));
  jl_demo_box (canvas, 1090, 440, 130, 70, 20, body);
  jl_demo_box (canvas, 350, 490, 900, 490, 54, body);
  jl_demo_box (canvas, 350, 490, 900, 120, 54, jl_demo_hex (STEEL));
  jl_demo_flat_box (canvas, 350, 560, 900, 56, 0, jl_demo_hex (STEEL));
  jl_demo_box (canvas, 380, 640, 160, 310, 30, jl_demo_tint (canvas->main, -0.1));
  jl_demo_box (canvas, 700, 410, 210, 90, 16, jl_demo_hex (0x4d5a66));
  jl_demo_disc (canvas, 806, 756, 230, jl_demo_tint (body, -0.5));
  jl_demo_disc (canvas, 800, 750, 226, jl_demo_hex (0x3b4047));
  jl_demo_disc (canvas, 800, 750, 186, jl_demo_hex (DARK));
  jl_demo_disc (canvas, 800, 750, 140, jl_demo_hex (0x30455c));
  jl_demo_disc (canvas, 800, 750, 86, jl_demo_hex (0x1c2733));
  jl_demo_disc (canvas, 752, 702, 34, jl_demo_hex (0x9fbdd6));
  jl_demo_disc (canvas, 848, 800, 16, jl_demo_hex (0x6d8ba6));
  jl_demo_disc (canvas, 1150, 560, 22, canvas->main);
}

static void
draw_headphones (JlDemoCanvas *canvas)
{
  jl_demo_shadow (canvas, 800, 1020, 400, 38, 0.5);
  cairo_new_sub_path (canvas->cr);
  cairo_arc (canvas->cr, 800, 660, 300, G_PI, 2 * G_PI);
  cairo_set_line_width (canvas->cr, 64);
  cairo_set_line_cap (canvas->cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_source_rgb (canvas->cr, canvas->main.red, canvas->main.green, canvas->main.blue);
  cairo_stroke (canvas->cr);
  cairo_new_sub_path (canvas->cr);
  cairo_arc (canvas->cr, 800, 668, 286, G_PI * 1.2, G_PI * 1.8);
  cairo_set_line_width (canvas->cr, 34);
  cairo_set_source_rgb (canvas->cr, canvas->second.red, canvas->second.green, canvas->second.blue);
  cairo_stroke (canvas->cr);
  for (int i = 0; i < 2; i++) {
    double x = i ? 1010 : 430;

    jl_demo_flat_box (canvas, i ? 1082 : 482, 640, 36, 120, 10, jl_demo_hex (STEEL));
    jl_demo_box (canvas, i ? 990 : 520, 690, 90, 300, 44, jl_demo_tint (canvas->second, -0.05));
    jl_demo_box (canvas, x + (i ? 30 : 0), 670, 130, 340, 64, canvas->main);
    jl_demo_box (canvas, x + (i ? 64 : 26), 740, 70, 200, 34, jl_demo_tint (canvas->main, 0.15));
  }
}

static void
draw_speaker (JlDemoCanvas *canvas)
{
  JlDemoColour cloth = jl_demo_hex (0x3a3d42);

  for (int i = 0; i < 2; i++) {
    double x = i ? 850 : 400;

    jl_demo_shadow (canvas, x + 175, 1000, 240, 34, 0.5);
    jl_demo_box (canvas, x, 330, 350, 660, 20, canvas->wood);
    jl_demo_box (canvas, x + 24, 354, 302, 612, 12, cloth);
    jl_demo_disc (canvas, x + 175, 500, 76, jl_demo_tint (cloth, -0.4));
    jl_demo_disc (canvas, x + 175, 500, 40, canvas->second);
    jl_demo_disc (canvas, x + 175, 770, 134, jl_demo_tint (cloth, -0.4));
    jl_demo_disc (canvas, x + 175, 770, 100, canvas->second);
    jl_demo_disc (canvas, x + 175, 770, 42, jl_demo_tint (cloth, -0.2));
  }
}

static void
draw_game_console (JlDemoCanvas *canvas)
{
  jl_demo_shadow (canvas, 800, 1000, 640, 40, 0.5);
  jl_demo_box (canvas, 230, 480, 1140, 500, 90, jl_demo_hex (DARK));
  jl_demo_box (canvas, 220, 470, 250, 510, 110, canvas->main);
  jl_demo_box (canvas, 1130, 470, 250, 510, 110, canvas->second);
  jl_demo_flat_box (canvas, 410, 470, 780, 510, 10, jl_demo_hex (DARK));
  jl_demo_screen (canvas, 446, 514, 708, 420);
  jl_demo_disc (canvas, 330, 620, 56, jl_demo_tint (canvas->main, -0.35));
  jl_demo_disc (canvas, 330, 612, 42, jl_demo_hex (0x4b5058));
  jl_demo_disc (canvas, 1262, 810, 56, jl_demo_tint (canvas->second, -0.35));
  jl_demo_disc (canvas, 1262, 802, 42, jl_demo_hex (0x4b5058));
  for (int i = 0; i < 4; i++) {
    static const int dx[] = { 0, 52, 0, -52 };
    static const int dy[] = { -52, 0, 52, 0 };

    jl_demo_disc (canvas, 330 + dx[i], 800 + dy[i], 24, jl_demo_hex (0x4b5058));
    jl_demo_disc (canvas, 1262 + dx[i], 624 + dy[i], 24, jl_demo_hex (0x4b5058));
  }
}

const JlDemoSubject jl_demo_devices[] = {
  { "smartphone feature_phone phone_accessory", JL_DEMO_TABLE, draw_smartphone },
  { "tablet e_reader", JL_DEMO_TABLE, draw_tablet },
  { "smart_watch jewellery_watch", JL_DEMO_TABLE, draw_smart_watch },
  { "laptop", JL_DEMO_TABLE, draw_laptop },
  { "monitor desktop_computer all_in_one keyboard_mouse", JL_DEMO_TABLE, draw_monitor },
  { "printer office_machine", JL_DEMO_TABLE, draw_printer },
  { "camera camera_lens camcorder", JL_DEMO_TABLE, draw_camera },
  { "headphones", JL_DEMO_TABLE, draw_headphones },
  { "speaker smart_speaker", JL_DEMO_TABLE, draw_speaker },
  { "game_console video_game", JL_DEMO_TABLE, draw_game_console },
  { NULL },
};
