// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-qr.h"

#include <zint.h>

/* ISO/IEC 18004: so many empty modules around it. */
#define QUIET 4

/**
 * jl_qr_draw:
 * @cr: what to draw on
 * @text: what it says, UTF-8
 * @x: left edge of the square
 * @y: its upper edge
 * @size: its edge, with the empty margin that readers need
 *
 * Draws a QR code, black on white.
 *
 * Returns: %FALSE if @text does not fit into one
 */
gboolean
jl_qr_draw (cairo_t *cr, const char *text, double x, double y, double size)
{
  struct zint_symbol *symbol = ZBarcode_Create ();
  gboolean done;
  double module;

  symbol->symbology = BARCODE_QRCODE;
  symbol->input_mode = UNICODE_MODE;
  /* A quarter may be dirty. */
  symbol->option_1 = 3;
  done = ZBarcode_Encode (symbol, (const unsigned char *)text, 0) < ZINT_ERROR;
  if (done) {
    module = size / (symbol->width + 2 * QUIET);
    cairo_set_source_rgb (cr, 1, 1, 1);
    cairo_rectangle (cr, x, y, size, size);
    cairo_fill (cr);
    cairo_set_source_rgb (cr, 0, 0, 0);
    for (int row = 0; row < symbol->rows; row++)
      for (int column = 0; column < symbol->width; column++)
        if ((symbol->encoded_data[row][column / 8] >> (column % 8) & 1) != 0)
          cairo_rectangle (
              cr, x + (column + QUIET) * module, y + (row + QUIET) * module, module, module);
    cairo_fill (cr);
  }
  ZBarcode_Delete (symbol);
  return done;
}
