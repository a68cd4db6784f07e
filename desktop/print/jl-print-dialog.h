// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * JlPrintDraw:
 * @cr: a page
 * @width: its width
 * @height: its height
 * @content: what is printed
 *
 * Draws the page: for the preview, the printer and the PDF alike.
 */
typedef void (*JlPrintDraw) (cairo_t *cr, double width, double height, gpointer content);

/* Shows a page as it will be on paper, prints it, and saves it as PDF. */
#define JL_TYPE_PRINT_DIALOG (jl_print_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JlPrintDialog, jl_print_dialog, JL, PRINT_DIALOG, AdwWindow)

GtkWidget *jl_print_dialog_new (
    GtkWindow *parent, const char *title, JlPrintDraw draw, gpointer content, GDestroyNotify free);

gboolean jl_print_save_pdf (const char *path, JlPrintDraw draw, gpointer content, GError **error);

G_END_DECLS
