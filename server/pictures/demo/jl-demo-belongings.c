// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-canvas.h"

#define PAPER 0xf6f0e2
#define STEEL 0xaab2b8

/* Books lying on each other, and one that stands open before them. */
static void
draw_books (JlDemoCanvas *canvas)
{
  int n = 4 + jl_demo_pick (canvas, 3);
  double y = 990;

  jl_demo_shadow (canvas, 800, 1000, 480, 40, 0.5);
  for (int i = 0; i < n; i++) {
    double w = 640 - jl_demo_pick (canvas, 160);
    double h = 64 + jl_demo_pick (canvas, 36);
    double x = 800 - w / 2 + jl_demo_pick (canvas, 70) - 35;
    JlDemoColour cover = i % 2 ? canvas->second : canvas->main;

    cover = jl_demo_tint (cover, 0.14 * (i % 3) - 0.1);
    y -= h;
    jl_demo_box (canvas, x, y, w, h, 10, cover);
    jl_demo_flat_box (canvas, x + w - 60, y + 10, 62, h - 20, 3, jl_demo_hex (PAPER));
    for (int line = 0; line < 3; line++)
      jl_demo_flat_box (canvas,
                        x + w - 58,
                        y + 18 + line * (h - 36) / 2,
                        58,
                        2,
                        1,
                        jl_demo_tint (jl_demo_hex (PAPER), -0.15));
    jl_demo_flat_box (canvas, x + 60, y + h / 2 - 8, w * 0.4, 16, 4, jl_demo_tint (cover, 0.55));
    jl_demo_flat_box (canvas, x + 30, y + 4, 10, h - 8, 2, jl_demo_tint (cover, -0.25));
  }
  jl_demo_oval (canvas, 770, y - 4, 74, 14, jl_demo_hex (0xffffff));
  jl_demo_box (canvas, 716, y - 92, 108, 88, 30, jl_demo_hex (0xffffff));
  jl_demo_ring (canvas, 838, y - 52, 24, 12, jl_demo_hex (0xf0efec));
  jl_demo_oval (canvas, 770, y - 86, 46, 9, jl_demo_hex (0x8a5a38));
}

static void
draw_cover (JlDemoCanvas *canvas, double x, double y, JlDemoColour cover, int figure)
{
  JlDemoColour light = jl_demo_tint (cover, 0.6);

  jl_demo_flat_box (canvas, x + 14, y + 12, 400, 540, 12, jl_demo_tint (canvas->ground, -0.45));
  jl_demo_flat_box (canvas, x + 8, y + 6, 400, 540, 10, jl_demo_hex (PAPER));
  jl_demo_box (canvas, x, y, 400, 540, 10, cover);
  jl_demo_flat_box (canvas, x, y, 34, 540, 8, jl_demo_tint (cover, -0.2));
  jl_demo_flat_box (canvas, x + 76, y + 60, 270, 90, 10, light);
  jl_demo_flat_box (canvas, x + 100, y + 84, 160, 16, 6, jl_demo_tint (cover, -0.2));
  jl_demo_flat_box (canvas, x + 100, y + 112, 110, 12, 6, cover);
  switch (figure) {
  case 0: /* geometry */
    jl_demo_ring (canvas, x + 214, y + 330, 96, 12, light);
    jl_demo_line (canvas, x + 118, y + 400, x + 310, y + 400, 10, light);
    jl_demo_line (canvas, x + 118, y + 400, x + 214, y + 240, 10, light);
    jl_demo_line (canvas, x + 310, y + 400, x + 214, y + 240, 10, light);
    break;
  case 1: /* a flask */
    jl_demo_box (canvas, x + 186, y + 220, 56, 120, 8, light);
    cairo_move_to (canvas->cr, x + 190, y + 320);
    cairo_line_to (canvas->cr, x + 110, y + 440);
    cairo_line_to (canvas->cr, x + 318, y + 440);
    cairo_line_to (canvas->cr, x + 238, y + 320);
    cairo_close_path (canvas->cr);
    jl_demo_fill_lit (canvas, light);
    jl_demo_disc (canvas, x + 190, y + 410, 16, cover);
    jl_demo_disc (canvas, x + 240, y + 390, 11, cover);
    break;
  default: /* the globe */
    jl_demo_disc (canvas, x + 214, y + 330, 104, light);
    jl_demo_ring (canvas, x + 214, y + 330, 104, 8, jl_demo_tint (cover, -0.1));
    jl_demo_oval (canvas, x + 180, y + 300, 44, 34, jl_demo_tint (cover, 0.1));
    jl_demo_oval (canvas, x + 258, y + 366, 34, 28, jl_demo_tint (cover, 0.1));
    break;
  }
  jl_demo_flat_box (canvas, x + 150, y + 480, 130, 14, 6, light);
}

static void
draw_textbooks (JlDemoCanvas *canvas)
{
  jl_demo_shadow (canvas, 800, 1020, 560, 40, 0.5);
  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, 1010, 700);
  cairo_rotate (canvas->cr, 0.1);
  draw_cover (canvas, -200, -270, canvas->second, jl_demo_pick (canvas, 3));
  cairo_restore (canvas->cr);
  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, 620, 720);
  cairo_rotate (canvas->cr, -0.06);
  draw_cover (canvas, -200, -270, canvas->main, jl_demo_pick (canvas, 3));
  cairo_restore (canvas->cr);
  jl_demo_line (canvas, 760, 1080, 1060, 1050, 22, jl_demo_hex (0xe2b13c));
  jl_demo_line (canvas, 1060, 1050, 1086, 1047, 12, jl_demo_hex (0x3a3a3a));
  jl_demo_line (canvas, 748, 1081, 764, 1080, 22, jl_demo_hex (0xd98b8b));
}

static void
draw_hanger (JlDemoCanvas *canvas)
{
  cairo_move_to (canvas->cr, 800, 190);
  cairo_curve_to (canvas->cr, 800, 150, 850, 150, 846, 120);
  cairo_curve_to (canvas->cr, 840, 84, 790, 90, 786, 120);
  cairo_set_source_rgb (canvas->cr, 0.5, 0.52, 0.55);
  cairo_set_line_width (canvas->cr, 10);
  cairo_stroke (canvas->cr);
  jl_demo_line (canvas, 800, 200, 600, 290, 22, canvas->wood);
  jl_demo_line (canvas, 800, 200, 1000, 290, 22, canvas->wood);
}

/* Half of a garment's outline, mirrored by the callers. */
static void
sleeve_path (cairo_t *cr, double side, double length)
{
  cairo_move_to (cr, 800 + side * 170, 268);
  cairo_curve_to (cr, 800 + side * 270, 300, 800 + side * 300, 420, 800 + side * 330, length);
  cairo_line_to (cr, 800 + side * 220, length + 30);
  cairo_curve_to (cr, 800 + side * 200, 560, 800 + side * 190, 480, 800 + side * 150, 440);
  cairo_close_path (cr);
}

static void
draw_coat (JlDemoCanvas *canvas)
{
  JlDemoColour cloth = canvas->main;
  JlDemoColour dark = jl_demo_tint (cloth, -0.28);

  jl_demo_shadow (canvas, 830, 600, 420, 480, 0.16);
  draw_hanger (canvas);
  for (int i = 0; i < 2; i++) {
    sleeve_path (canvas->cr, i ? 1 : -1, 780);
    jl_demo_fill_lit (canvas, jl_demo_tint (cloth, -0.12));
  }
  cairo_move_to (canvas->cr, 640, 262);
  cairo_curve_to (canvas->cr, 720, 236, 880, 236, 960, 262);
  cairo_curve_to (canvas->cr, 1000, 420, 1010, 800, 1040, 1040);
  cairo_curve_to (canvas->cr, 900, 1066, 700, 1066, 560, 1040);
  cairo_curve_to (canvas->cr, 590, 800, 600, 420, 640, 262);
  jl_demo_fill_lit (canvas, cloth);
  jl_demo_flat_box (canvas, 796, 420, 6, 630, 3, dark);
  for (int i = 0; i < 2; i++) { /* collar, pockets */
    double side = i ? 1 : -1;
    const double lapel[][2] = {
      { 800, 430 }, { 800 + side * 20, 250 }, { 800 + side * 120, 246 }, { 800 + side * 150, 350 }
    };

    jl_demo_polygon_path (canvas->cr, lapel, 4);
    jl_demo_fill_lit (canvas, jl_demo_tint (cloth, i ? -0.04 : 0.14));
    jl_demo_flat_box (canvas, i ? 860 : 620, 730, 120, 16, 8, dark);
  }
  jl_demo_flat_box (canvas, 600, 620, 400, 40, 6, jl_demo_tint (cloth, -0.2));
  jl_demo_box (canvas, 770, 612, 64, 56, 10, jl_demo_hex (STEEL));
  for (int i = 0; i < 4; i++)
    jl_demo_disc (canvas, 836, 470 + i * 132 + (i > 0 ? 40 : 0), 15, canvas->second);
}

static void
draw_shirt (JlDemoCanvas *canvas)
{
  JlDemoColour cloth = jl_demo_tint (canvas->main, 0.25);

  jl_demo_shadow (canvas, 830, 560, 420, 400, 0.16);
  draw_hanger (canvas);
  for (int i = 0; i < 2; i++) {
    sleeve_path (canvas->cr, i ? 1 : -1, 600);
    jl_demo_fill_lit (canvas, jl_demo_tint (cloth, -0.1));
  }
  cairo_move_to (canvas->cr, 640, 262);
  cairo_curve_to (canvas->cr, 720, 236, 880, 236, 960, 262);
  cairo_curve_to (canvas->cr, 990, 420, 980, 700, 984, 900);
  cairo_line_to (canvas->cr, 616, 900);
  cairo_curve_to (canvas->cr, 620, 700, 610, 420, 640, 262);
  jl_demo_fill_lit (canvas, cloth);
  for (int i = 0; i < 4; i++)
    jl_demo_flat_box (
        canvas, 618 + i, 500 + i * 90, 364 - 2 * i, 34, 0, jl_demo_tint (canvas->second, 0.2));
  jl_demo_oval (canvas, 800, 256, 84, 44, jl_demo_tint (cloth, -0.3));
  jl_demo_oval (canvas, 800, 244, 66, 30, jl_demo_tint (canvas->wall, -0.1));
}

static void
draw_shoe (JlDemoCanvas *canvas, double x, double y)
{
  cairo_t *cr = canvas->cr;

  cairo_save (cr);
  cairo_translate (cr, x, y);
  jl_demo_shadow (canvas, 250, 280, 330, 30, 0.45);
  cairo_move_to (cr, 10, 20);
  cairo_curve_to (cr, 60, 50, 110, 40, 150, 0);
  cairo_curve_to (cr, 220, 80, 330, 130, 440, 150);
  cairo_curve_to (cr, 520, 166, 540, 220, 530, 250);
  cairo_line_to (cr, 0, 250);
  cairo_curve_to (cr, -16, 180, -10, 80, 10, 20);
  jl_demo_fill_lit (canvas, canvas->main);
  cairo_move_to (cr, 400, 142);
  cairo_curve_to (cr, 520, 158, 545, 220, 530, 250);
  cairo_line_to (cr, 390, 250);
  cairo_close_path (cr);
  jl_demo_fill_lit (canvas, canvas->second);
  for (int i = 0; i < 4; i++)
    jl_demo_line (
        canvas, 176 + i * 52, 44 + i * 26, 140 + i * 56, 96 + i * 20, 12, jl_demo_hex (0xffffff));
  jl_demo_box (canvas, -12, 236, 556, 46, 22, jl_demo_hex (0xf7f5f0));
  jl_demo_flat_box (canvas, 0, 262, 530, 8, 4, jl_demo_tint (canvas->second, -0.1));
  cairo_restore (cr);
}

static void
draw_shoes (JlDemoCanvas *canvas)
{
  draw_shoe (canvas, 640, 560);
  draw_shoe (canvas, 400, 730);
}

static void
draw_bag (JlDemoCanvas *canvas)
{
  JlDemoColour leather = canvas->main;
  JlDemoColour gold = jl_demo_hex (0xd2ab5b);

  jl_demo_shadow (canvas, 800, 1000, 440, 42, 0.5);
  cairo_new_sub_path (canvas->cr);
  cairo_arc (canvas->cr, 800, 520, 190, G_PI, 2 * G_PI);
  cairo_set_line_width (canvas->cr, 34);
  cairo_set_source_rgb (canvas->cr, leather.red * 0.75, leather.green * 0.75, leather.blue * 0.75);
  cairo_stroke (canvas->cr);
  cairo_move_to (canvas->cr, 490, 500);
  cairo_line_to (canvas->cr, 1110, 500);
  cairo_curve_to (canvas->cr, 1160, 700, 1190, 860, 1180, 960);
  cairo_curve_to (canvas->cr, 1176, 990, 1150, 992, 1130, 992);
  cairo_line_to (canvas->cr, 470, 992);
  cairo_curve_to (canvas->cr, 440, 992, 424, 986, 420, 960);
  cairo_curve_to (canvas->cr, 410, 860, 440, 700, 490, 500);
  jl_demo_fill_lit (canvas, leather);
  cairo_move_to (canvas->cr, 482, 500);
  cairo_line_to (canvas->cr, 1118, 500);
  cairo_curve_to (canvas->cr, 1130, 620, 1060, 740, 800, 744);
  cairo_curve_to (canvas->cr, 540, 740, 470, 620, 482, 500);
  jl_demo_fill_lit (canvas, jl_demo_tint (leather, 0.1));
  jl_demo_box (canvas, 764, 690, 72, 92, 16, gold);
  jl_demo_disc (canvas, 800, 736, 14, jl_demo_tint (gold, -0.3));
  jl_demo_ring (canvas, 612, 520, 24, 10, gold);
  jl_demo_ring (canvas, 988, 520, 24, 10, gold);
}

const JlDemoSubject jl_demo_belongings[] = {
  { "fiction children_book history_society science_technology computing_book medicine_health "
    "economics_management law_politics art_book life_book foreign_book comic dictionary magazine "
    "old_book music_film book_other books",
    JL_DEMO_TABLE,
    draw_books },
  { "textbook workbook study_guide university_textbook exam_book teacher_book school_notes "
    "textbooks",
    JL_DEMO_TABLE,
    draw_textbooks },
  { "down_coat mens_clothing work_clothes", JL_DEMO_ROOM, draw_coat },
  { "womens_clothing sportswear school_uniform childrens_clothing", JL_DEMO_ROOM, draw_shirt },
  { "shoes childrens_shoes", JL_DEMO_TABLE, draw_shoes },
  { "bag school_bag", JL_DEMO_TABLE, draw_bag },
  { NULL },
};
