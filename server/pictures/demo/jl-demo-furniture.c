// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-demo-canvas.h"

static void
draw_rug (JlDemoCanvas *canvas, double rx)
{
  JlDemoColour rug = jl_demo_tint (canvas->second, 0.3);

  jl_demo_oval (canvas, 800, 1030, rx, 110, jl_demo_tint (rug, -0.06));
  jl_demo_oval (canvas, 800, 1026, rx - 24, 96, rug);
}

static void
draw_cushion (JlDemoCanvas *canvas, double x, double y, double turn, JlDemoColour colour)
{
  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, x, y);
  cairo_rotate (canvas->cr, turn);
  jl_demo_flat_box (canvas, -66, -58, 140, 132, 34, jl_demo_tint (canvas->main, -0.25));
  jl_demo_box (canvas, -70, -66, 140, 132, 34, colour);
  cairo_restore (canvas->cr);
}

/* @seats: 1 to 3 */
static void
draw_seats (JlDemoCanvas *canvas, int seats)
{
  double inner = seats == 1 ? 360 : seats * 300;
  double left = 800 - inner / 2;
  double seat = inner / seats;
  JlDemoColour back = jl_demo_tint (canvas->main, -0.1);
  JlDemoColour seam = jl_demo_tint (canvas->main, -0.28);

  draw_rug (canvas, inner * 0.62 + 160);
  jl_demo_shadow (canvas, 800, 1000, inner / 2 + 220, 46, 0.55);
  for (int i = 0; i < 2; i++)
    jl_demo_flat_box (canvas,
                      i ? left + inner + 40 : left - 70,
                      930,
                      30,
                      76,
                      8,
                      jl_demo_tint (canvas->wood, -0.3));
  jl_demo_box (canvas, left - 40, 480, inner + 80, 420, 56, back);
  for (int i = 0; i < seats; i++)
    jl_demo_box (canvas, left + i * seat + 5, 505, seat - 10, 290, 44, jl_demo_tint (back, 0.06));
  jl_demo_box (canvas, left - 60, 820, inner + 120, 130, 24, seam);
  for (int i = 0; i < seats; i++) {
    jl_demo_flat_box (canvas, left + i * seat + 2, 756, seat - 4, 134, 36, seam);
    jl_demo_box (
        canvas, left + i * seat + 4, 742, seat - 8, 132, 36, jl_demo_tint (canvas->main, 0.06));
  }
  for (int i = 0; i < 2; i++) {
    double x = i ? left + inner - 18 : left - 122;

    jl_demo_flat_box (canvas, x + (i ? -8 : 8), 648, 140, 300, 62, seam);
    jl_demo_box (canvas, x, 640, 140, 306, 62, canvas->main);
  }
  draw_cushion (canvas, left + 95, 700, -0.16, canvas->second);
  if (seats > 1)
    draw_cushion (canvas, left + inner - 100, 704, 0.2, jl_demo_tint (canvas->second, 0.45));
}

static void
draw_sofa (JlDemoCanvas *canvas)
{
  draw_seats (canvas, 2 + jl_demo_pick (canvas, 2));
}

static void
draw_armchair (JlDemoCanvas *canvas)
{
  draw_seats (canvas, 1);
}

static void
draw_bed (JlDemoCanvas *canvas)
{
  JlDemoColour frame = jl_demo_tint (canvas->wood, -0.05);
  JlDemoColour linen = jl_demo_hex (0xf7f3ec);
  JlDemoColour cover = canvas->main;

  jl_demo_shadow (canvas, 800, 1030, 720, 60, 0.5);
  jl_demo_box (canvas, 320, 430, 960, 470, 30, frame);
  for (int i = 0; i < 3; i++)
    jl_demo_box (canvas, 350 + i * 303, 462, 293, 280, 20, jl_demo_tint (canvas->second, 0.12));
  jl_demo_box (canvas, 330, 700, 940, 230, 50, linen);
  for (int i = 0; i < 2; i++) {
    double x = i ? 830 : 410;

    jl_demo_flat_box (canvas, x + 6, 636, 360, 140, 60, jl_demo_tint (linen, -0.16));
    jl_demo_box (canvas, x, 622, 360, 140, 60, linen);
  }
  jl_demo_round_path (canvas->cr, 296, 780, 1008, 200, 46);
  jl_demo_fill_lit (canvas, cover);
  jl_demo_box (canvas, 296, 772, 1008, 70, 34, jl_demo_tint (cover, 0.3));
  jl_demo_box (canvas, 280, 930, 1040, 76, 16, frame);
  for (int i = 0; i < 2; i++)
    jl_demo_flat_box (canvas, i ? 1240 : 310, 1000, 46, 44, 6, jl_demo_tint (frame, -0.3));
}

static void
draw_wardrobe (JlDemoCanvas *canvas)
{
  int doors = 2 + jl_demo_pick (canvas, 2);
  gboolean has_mirror = jl_demo_pick (canvas, 2);
  double width = doors * 260;
  double left = 800 - width / 2;
  JlDemoColour body = jl_demo_pick (canvas, 2) ? canvas->wood : canvas->calm;

  jl_demo_shadow (canvas, 800, 985, width / 2 + 110, 40, 0.55);
  jl_demo_flat_box (canvas, left + 10, 940, width - 20, 46, 4, jl_demo_tint (body, -0.4));
  jl_demo_box (canvas, left - 14, 150, width + 28, 810, 10, jl_demo_tint (body, -0.14));
  jl_demo_box (canvas, left - 26, 138, width + 52, 34, 8, jl_demo_tint (body, 0.05));
  for (int i = 0; i < doors; i++) {
    double x = left + i * 260 + 5;

    jl_demo_box (canvas, x, 182, 250, 560, 6, body);
    if (has_mirror && i == doors - 1) {
      jl_demo_box (canvas, x + 22, 206, 206, 512, 6, jl_demo_hex (0xc3d5dc));
      jl_demo_shine (canvas, x + 22, 206, 206, 512, 0.32);
    } else {
      jl_demo_flat_box (canvas, x + 24, 208, 202, 508, 6, jl_demo_tint (body, -0.07));
      jl_demo_box (canvas, x + 30, 214, 190, 496, 6, jl_demo_tint (body, 0.04));
    }
    jl_demo_flat_box (canvas, i % 2 ? x + 12 : x + 228, 420, 10, 90, 5, jl_demo_hex (0x8d8579));
    jl_demo_box (canvas, x, 754, 250, 186, 6, body);
    jl_demo_flat_box (canvas, x + 90, 838, 70, 10, 5, jl_demo_hex (0x8d8579));
  }
}

/* A low or high case of drawers on legs. */
static void
draw_drawers (JlDemoCanvas *canvas)
{
  int rows = 2 + jl_demo_pick (canvas, 3);
  int columns = rows > 3 ? 1 : 1 + jl_demo_pick (canvas, 2);
  double width = columns == 1 ? 520 : 900;
  double height = rows * 150 + 30;
  double left = 800 - width / 2;
  double top = 930 - height;
  JlDemoColour knob = jl_demo_hex (0xc9a45c);

  jl_demo_shadow (canvas, 800, 1010, width / 2 + 90, 36, 0.5);
  for (int i = 0; i < 2; i++)
    jl_demo_flat_box (canvas,
                      i ? left + width - 66 : left + 36,
                      920,
                      30,
                      92,
                      8,
                      jl_demo_tint (canvas->wood, -0.35));
  jl_demo_box (canvas, left, top, width, height, 14, jl_demo_tint (canvas->wood, -0.12));
  jl_demo_box (canvas, left - 18, top - 20, width + 36, 34, 10, jl_demo_tint (canvas->wood, 0.1));
  for (int i = 0; i < rows * columns; i++) {
    double w = (width - 20) / columns - 10;
    double x = left + 15 + i % columns * (w + 10);
    double y = top + 26 + i / columns * ((height - 40) / rows);

    jl_demo_box (canvas, x, y, w, (height - 40) / rows - 10, 8, canvas->wood);
    jl_demo_disc (canvas, x + w / 2, y + (height - 40) / rows / 2 - 5, 13, knob);
  }
  jl_demo_box (canvas, left + 60, top - 150, 84, 132, 30, canvas->main);
  jl_demo_oval (canvas, left + 102, top - 148, 30, 9, jl_demo_tint (canvas->main, -0.3));
}

static void
draw_row_of_books (JlDemoCanvas *canvas, double x, double floor, double room)
{
  static const guint32 spines[] = { 0xb5523f, 0x3f6d7a, 0xd9a84e, 0x5d7c5a,
                                    0x7a5a74, 0xe8dcc4, 0x2f4858 };
  double end = x + room * (0.5 + 0.1 * jl_demo_pick (canvas, 5));

  while (x < end) {
    double w = 22 + jl_demo_pick (canvas, 22);
    double h = 96 + jl_demo_pick (canvas, 46);
    JlDemoColour spine = jl_demo_hex (spines[jl_demo_pick (canvas, G_N_ELEMENTS (spines))]);

    jl_demo_box (canvas, x, floor - h, w, h, 3, spine);
    jl_demo_flat_box (canvas, x + 4, floor - h + 18, w - 8, 6, 1, jl_demo_tint (spine, 0.5));
    x += w + 3;
  }
}

static void
draw_bookcase (JlDemoCanvas *canvas)
{
  JlDemoColour wood = canvas->wood;

  jl_demo_shadow (canvas, 800, 990, 440, 36, 0.55);
  jl_demo_box (canvas, 460, 140, 680, 850, 10, jl_demo_tint (wood, -0.1));
  for (int row = 0; row < 4; row++) {
    double y = 166 + row * 202;
    gboolean is_right = jl_demo_pick (canvas, 2);

    jl_demo_flat_box (canvas, 486, y, 628, 184, 2, jl_demo_tint (wood, -0.42));
    draw_row_of_books (canvas, is_right ? 680 : 500, y + 184, 420);
    if (row % 2)
      jl_demo_box (canvas, is_right ? 540 : 1020, y + 104, 66, 80, 20, canvas->main);
    else
      jl_demo_disc (canvas, is_right ? 580 : 1050, y + 156, 28, canvas->second);
    jl_demo_flat_box (canvas, 486, y + 184, 628, 18, 0, jl_demo_tint (wood, 0.1));
  }
  jl_demo_box (canvas, 448, 126, 704, 34, 8, jl_demo_tint (wood, 0.12));
}

static void
draw_table_legs (JlDemoCanvas *canvas, double left, double right, double top, JlDemoColour colour)
{
  const double legs[][4][2] = {
    { { left, top }, { left + 46, top }, { left + 16, 1000 }, { left - 14, 1000 } },
    { { right - 46, top }, { right, top }, { right + 14, 1000 }, { right - 16, 1000 } },
    { { left + 130, top }, { left + 166, top }, { left + 136, 930 }, { left + 112, 930 } },
    { { right - 166, top }, { right - 130, top }, { right - 112, 930 }, { right - 136, 930 } },
  };

  for (int i = 3; i >= 0; i--) {
    jl_demo_polygon_path (canvas->cr, legs[i], 4);
    jl_demo_fill_lit (canvas, jl_demo_tint (colour, i > 1 ? -0.3 : -0.08));
  }
}

static void
draw_dining_table (JlDemoCanvas *canvas)
{
  jl_demo_shadow (canvas, 800, 985, 640, 50, 0.45);
  draw_table_legs (canvas, 310, 1290, 600, canvas->wood);
  jl_demo_box (canvas, 290, 596, 1020, 50, 8, jl_demo_tint (canvas->wood, -0.2));
  jl_demo_box (canvas, 220, 560, 1160, 48, 16, jl_demo_tint (canvas->wood, 0.1));
  jl_demo_box (canvas, 700, 440, 200, 122, 56, canvas->main);
  jl_demo_flat_box (canvas, 690, 436, 220, 26, 12, jl_demo_tint (canvas->main, 0.25));
  for (int i = 0; i < 4; i++)
    jl_demo_disc (
        canvas, 742 + i * 40, i % 2 ? 416 : 430, 34, jl_demo_hex (i % 2 ? 0xe39a3b : 0xcf5b3f));
}

static void
draw_desk (JlDemoCanvas *canvas)
{
  JlDemoColour knob = jl_demo_hex (0xc9a45c);

  jl_demo_shadow (canvas, 800, 985, 600, 46, 0.45);
  draw_table_legs (canvas, 330, 1270, 620, canvas->wood);
  jl_demo_box (canvas, 920, 620, 330, 250, 10, jl_demo_tint (canvas->wood, -0.06));
  for (int i = 0; i < 2; i++) {
    jl_demo_box (canvas, 934, 634 + i * 116, 302, 108, 6, jl_demo_tint (canvas->wood, 0.05));
    jl_demo_disc (canvas, 1085, 688 + i * 116, 12, knob);
  }
  jl_demo_box (canvas, 250, 582, 1100, 46, 14, jl_demo_tint (canvas->wood, 0.12));
  /* a lamp and some books */
  jl_demo_oval (canvas, 420, 576, 74, 14, jl_demo_hex (0x4a4f55));
  jl_demo_line (canvas, 420, 570, 380, 400, 12, jl_demo_hex (0x4a4f55));
  jl_demo_line (canvas, 380, 400, 500, 300, 12, jl_demo_hex (0x4a4f55));
  cairo_save (canvas->cr);
  cairo_translate (canvas->cr, 516, 300);
  cairo_rotate (canvas->cr, -0.5);
  cairo_move_to (canvas->cr, -28, -46);
  cairo_line_to (canvas->cr, 28, -46);
  cairo_line_to (canvas->cr, 92, 64);
  cairo_line_to (canvas->cr, -92, 64);
  cairo_close_path (canvas->cr);
  jl_demo_fill_lit (canvas, canvas->main);
  cairo_restore (canvas->cr);
  draw_row_of_books (canvas, 1040, 584, 240);
}

static void
draw_chair (JlDemoCanvas *canvas)
{
  JlDemoColour wood = canvas->wood;
  JlDemoColour dark = jl_demo_tint (wood, -0.3);

  jl_demo_shadow (canvas, 800, 1015, 330, 40, 0.5);
  jl_demo_line (canvas, 660, 720, 640, 960, 30, dark);
  jl_demo_line (canvas, 940, 720, 960, 960, 30, dark);
  jl_demo_line (canvas, 640, 330, 654, 720, 34, wood);
  jl_demo_line (canvas, 960, 330, 946, 720, 34, wood);
  jl_demo_box (canvas, 626, 320, 348, 90, 30, jl_demo_tint (wood, 0.08));
  for (int i = 0; i < 3; i++)
    jl_demo_flat_box (canvas, 710 + i * 80, 400, 22, 310, 8, jl_demo_tint (wood, -0.06));
  jl_demo_box (canvas, 566, 724, 468, 50, 18, wood);
  jl_demo_box (canvas, 576, 686, 448, 64, 30, canvas->main);
  jl_demo_line (canvas, 600, 780, 580, 1000, 34, wood);
  jl_demo_line (canvas, 1000, 780, 1020, 1000, 34, wood);
  jl_demo_flat_box (canvas, 600, 872, 400, 20, 8, dark);
}

static void
draw_office_chair (JlDemoCanvas *canvas)
{
  JlDemoColour frame = jl_demo_hex (0x3c4249);

  jl_demo_shadow (canvas, 800, 1040, 340, 40, 0.5);
  jl_demo_flat_box (canvas, 784, 760, 32, 190, 6, jl_demo_tint (frame, 0.25));
  for (int i = -2; i <= 2; i++) {
    jl_demo_line (canvas, 800, 940, 800 + i * 120, 1010 - ABS (i) * 14, 26, frame);
    jl_demo_disc (canvas, 800 + i * 120, 1028 - ABS (i) * 14, 22, jl_demo_tint (frame, -0.3));
  }
  jl_demo_flat_box (canvas, 780, 560, 40, 200, 8, frame);
  jl_demo_box (canvas, 620, 250, 360, 400, 90, canvas->main);
  jl_demo_box (canvas, 652, 284, 296, 332, 70, jl_demo_tint (canvas->main, 0.1));
  for (int i = 0; i < 2; i++) {
    jl_demo_line (canvas, i ? 1030 : 570, 620, i ? 1010 : 590, 740, 24, frame);
    jl_demo_box (canvas, i ? 980 : 520, 600, 100, 30, 15, frame);
  }
  jl_demo_flat_box (canvas, 580, 726, 440, 80, 38, jl_demo_tint (canvas->main, -0.3));
  jl_demo_box (canvas, 572, 700, 456, 82, 40, canvas->main);
}

const JlDemoSubject jl_demo_furniture[] = {
  { "sofa", JL_DEMO_ROOM, draw_sofa },
  { "armchair", JL_DEMO_ROOM, draw_armchair },
  { "bed mattress cot", JL_DEMO_ROOM, draw_bed },
  { "wardrobe", JL_DEMO_ROOM, draw_wardrobe },
  { "chest_of_drawers bedside_table sideboard tv_stand shoe_cabinet", JL_DEMO_ROOM, draw_drawers },
  { "bookcase shelf", JL_DEMO_ROOM, draw_bookcase },
  { "dining_table coffee_table", JL_DEMO_ROOM, draw_dining_table },
  { "desk childrens_desk dressing_table", JL_DEMO_ROOM, draw_desk },
  { "dining_chair", JL_DEMO_ROOM, draw_chair },
  { "office_chair office_furniture", JL_DEMO_ROOM, draw_office_chair },
  { NULL },
};
