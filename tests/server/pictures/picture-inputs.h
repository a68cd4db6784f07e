// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vips/vips.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VipsImage, g_object_unref)

/* Corners of test_quadrants(), clockwise from the upper left. */
typedef enum { CORNER_RED, CORNER_GREEN, CORNER_YELLOW, CORNER_BLUE } Corner;

VipsImage *test_quadrants (int width, int height);
void test_add_exif (VipsImage *image, int orientation);
void test_save (VipsImage *image, const char *path, const char *options);
void test_save_bytes (const char *path, gconstpointer data, gsize size);
void test_save_png_header (const char *path, guint32 width, guint32 height);
void test_truncate (const char *from, const char *to, double part);

void test_assert_pixel (
    VipsImage *image, double x, double y, guint red, guint green, guint blue, guint tolerance);
void test_assert_corner (VipsImage *image, gboolean right, gboolean bottom, Corner corner);
void test_assert_clean_jpeg (const char *path, gboolean is_progressive);

G_END_DECLS
