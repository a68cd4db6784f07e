// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * JlPrintDraw:
 * @cr: a page
 * @width: its width
 * @height: its height
 * @number: which page, from 0
 * @content: what is printed
 *
 * Draws the page: for the preview, the printer and the PDF alike.
 */
typedef void (*JlPrintDraw) (
    cairo_t *cr, double width, double height, guint number, gpointer content);

/**
 * JlPrintJob:
 * @draw: draws a page
 * @n_pages: how many there are, at least one
 * @content: for @draw
 * @free: frees @content
 */
typedef struct {
  JlPrintDraw draw;
  guint n_pages;
  gpointer content;
  GDestroyNotify free;
} JlPrintJob;

/* Shows pages as they will be on paper, prints them, and saves them as PDF. */
#define JL_TYPE_PRINT_DIALOG (jl_print_dialog_get_type ())
G_DECLARE_FINAL_TYPE (JlPrintDialog, jl_print_dialog, JL, PRINT_DIALOG, AdwWindow)

GtkWidget *jl_print_dialog_new (GtkWindow *parent, const char *title, const JlPrintJob *job);

gboolean jl_print_save_pdf (const char *path, const JlPrintJob *job, GError **error);

G_END_DECLS
