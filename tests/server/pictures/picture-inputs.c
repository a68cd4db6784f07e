// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture-inputs.h"

#include <string.h>
#include <zlib.h>

static const guint8 corner_colours[4][3] = {
  [CORNER_RED] = { 220, 30, 30 },
  [CORNER_GREEN] = { 30, 180, 30 },
  [CORNER_YELLOW] = { 230, 220, 30 },
  [CORNER_BLUE] = { 30, 30, 220 },
};

/* Red and green above, blue and yellow below: shows every turn and mirroring. */
VipsImage *
test_quadrants (int width, int height)
{
  static const Corner corners[2][2] = { { CORNER_RED, CORNER_GREEN },
                                        { CORNER_BLUE, CORNER_YELLOW } };
  g_autofree guint8 *pixels = g_malloc ((gsize)width * height * 3);
  g_autoptr (VipsImage) plain = NULL;
  VipsImage *image;

  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++)
      memcpy (pixels + 3 * ((gsize)y * width + x),
              corner_colours[corners[y >= height / 2][x >= width / 2]],
              3);
  }
  plain = vips_image_new_from_memory_copy (
      pixels, (gsize)width * height * 3, width, height, 3, VIPS_FORMAT_UCHAR);
  g_assert_nonnull (plain);
  g_assert_cmpint (
      vips_copy (plain, &image, "interpretation", VIPS_INTERPRETATION_sRGB, NULL), ==, 0);
  return image;
}

/* As a phone writes it: who made it, how it was held, where. */
void
test_add_exif (VipsImage *image, int orientation)
{
  vips_image_set_string (image, "exif-ifd0-Make", "Apple");
  vips_image_set_string (image, "exif-ifd0-Model", "iPhone 15");
  vips_image_set_string (image, "exif-ifd3-GPSLatitudeRef", "N");
  vips_image_set_string (image, "exif-ifd3-GPSLatitude", "38/1 2/1 30/1");
  vips_image_set_string (image, "exif-ifd3-GPSLongitudeRef", "E");
  vips_image_set_string (image, "exif-ifd3-GPSLongitude", "114/1 28/1 0/1");
  vips_image_set_int (image, VIPS_META_ORIENTATION, orientation);
}

void
test_save (VipsImage *image, const char *path, const char *options)
{
  g_autofree char *target = g_strconcat (path, options, NULL);

  if (vips_image_write_to_file (image, target, NULL) != 0)
    g_error ("%s: %s", target, vips_error_buffer ());
}

void
test_save_bytes (const char *path, gconstpointer data, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, size, &error);
  g_assert_no_error (error);
}

static void
append_chunk (GByteArray *png, const char *type, gconstpointer data, guint32 size)
{
  guint32 big = GUINT32_TO_BE (size);
  guint32 crc;

  g_byte_array_append (png, (guint8 *)&big, 4);
  crc = GUINT32_TO_BE (crc32 (crc32 (0, (const guint8 *)type, 4), data, size));
  g_byte_array_append (png, (const guint8 *)type, 4);
  g_byte_array_append (png, data, size);
  g_byte_array_append (png, (guint8 *)&crc, 4);
}

/* A valid PNG of zeros but that it ends early: 64 KiB of scan lines in about a hundred bytes. */
void
test_save_png_header (const char *path, guint32 width, guint32 height)
{
  g_autoptr (GByteArray) png = g_byte_array_new ();
  guint32 sizes[] = { GUINT32_TO_BE (width), GUINT32_TO_BE (height) };
  guint8 header[13] = { [8] = 8, [9] = 2 };
  g_autofree guint8 *zeros = g_malloc0 (65536);
  guint8 packed[1024];
  uLongf length = sizeof packed;

  memcpy (header, sizes, 8);
  g_assert_cmpint (compress (packed, &length, zeros, 65536), ==, Z_OK);
  g_byte_array_append (png, (const guint8 *)"\x89PNG\r\n\x1a\n", 8);
  append_chunk (png, "IHDR", header, sizeof header);
  append_chunk (png, "IDAT", packed, length);
  append_chunk (png, "IEND", "", 0);
  test_save_bytes (path, png->data, png->len);
}

void
test_truncate (const char *from, const char *to, double part)
{
  g_autofree char *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (from, &data, &size, NULL));
  test_save_bytes (to, data, size * part);
}

/* @x and @y as parts of the whole. */
void
test_assert_pixel (
    VipsImage *image, double x, double y, guint red, guint green, guint blue, guint tolerance)
{
  guint expected[] = { red, green, blue };
  g_autofree double *values = NULL;
  int n;

  g_assert_cmpint (
      vips_getpoint (image, &values, &n, x * image->Xsize, y * image->Ysize, NULL), ==, 0);
  g_assert_cmpint (n, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (values[i], expected[i], tolerance);
}

void
test_assert_corner (VipsImage *image, gboolean right, gboolean bottom, Corner corner)
{
  const guint8 *colour = corner_colours[corner];

  test_assert_pixel (
      image, right ? 0.75 : 0.25, bottom ? 0.75 : 0.25, colour[0], colour[1], colour[2], 12);
}

/* Walks the markers up to the scan: only what a decoder needs may be there, so no EXIF, GPS, XMP,
 * ICC, maker's notes or comments, whoever wrote them. */
void
test_assert_clean_jpeg (const char *path, gboolean is_progressive)
{
  g_autofree char *contents = NULL;
  const guint8 *data;
  gsize size;
  gsize at = 2;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  data = (const guint8 *)contents;
  g_assert_cmpmem (data, 2, "\xff\xd8", 2);
  while (data[at + 1] != 0xda) {
    guint8 marker = data[at + 1];

    g_assert_cmphex (data[at], ==, 0xff);
    g_assert_true (marker == 0xe0 || marker == 0xdb || marker == 0xc4 ||
                   marker == (is_progressive ? 0xc2 : 0xc0));
    at += 2 + (data[at + 2] << 8 | data[at + 3]);
    g_assert_cmpuint (at + 4, <, size);
  }
}
