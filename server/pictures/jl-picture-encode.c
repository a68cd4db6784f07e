// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-picture-encode.h"

#include "jl-error.h"

/* Quality: what a buyer needs to see grows with the size; 4:2:0 throughout. Thumbs are small enough
 * for progressive order to cost more than it gives. */
static const struct {
  int longest_side;
  int quality;
  gboolean is_progressive;
} renditions[] = {
  [JL_PICTURE_THUMB] = { 320, 75, FALSE },
  [JL_PICTURE_SCREEN] = { 1280, 78, TRUE },
  [JL_PICTURE_FULL] = { JL_PICTURE_FULL_SIDE, 82, TRUE },
};
G_STATIC_ASSERT (G_N_ELEMENTS (renditions) == JL_N_PICTURE_SIZES);

/* The pixels are all there: what fails now is memory, or libvips. */
static void
set_vips_error (GError **error)
{
  g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "libvips: %s", vips_error_buffer ());
}

static VipsImage *
shrink (VipsImage *image, JlPictureSize size, GError **error)
{
  g_autoptr (VipsImage) lazy = NULL;
  VipsImage *pixels = NULL;
  int side = renditions[size].longest_side;

  if (vips_thumbnail_image (
          image, &lazy, side, "height", side, "size", VIPS_SIZE_DOWN, "no_rotate", TRUE, NULL) == 0)
    pixels = vips_image_copy_memory (lazy);
  if (pixels == NULL)
    set_vips_error (error);
  return pixels;
}

static GBytes *
encode (VipsImage *image, JlPictureSize size, GError **error)
{
  void *data;
  gsize length;

  if (vips_jpegsave_buffer (image,
                            &data,
                            &length,
                            "Q",
                            renditions[size].quality,
                            "interlace",
                            renditions[size].is_progressive,
                            "optimize_coding",
                            TRUE,
                            "strip",
                            TRUE,
                            NULL) != 0) {
    set_vips_error (error);
    return NULL;
  }
  return g_bytes_new_take (data, length);
}

static void
average_colour (VipsImage *thumb, char colour[8])
{
  const guint8 *pixels = VIPS_IMAGE_ADDR (thumb, 0, 0);
  gsize n = (gsize)thumb->Xsize * thumb->Ysize;
  guint64 sums[3] = { 0, 0, 0 };

  for (gsize i = 0; i < n; i++) {
    for (guint band = 0; band < 3; band++)
      sums[band] += pixels[3 * i + band];
  }
  g_snprintf (colour,
              8,
              "#%02x%02x%02x",
              (guint)(sums[0] / n) & 0xff,
              (guint)(sums[1] / n) & 0xff,
              (guint)(sums[2] / n) & 0xff);
}

/**
 * jl_picture_encode:
 * @full: upright sRGB pixels with three bands, in memory, no side longer than JL_PICTURE_FULL_SIDE
 * @error: return location
 *
 * Makes the smaller sizes and encodes all three.
 *
 * Returns: (transfer full): the picture, or %NULL with JL_ERROR_INTERNAL
 */
JlPictureDraft *
jl_picture_encode (VipsImage *full, GError **error)
{
  g_autoptr (VipsImage) screen = shrink (full, JL_PICTURE_SCREEN, error);
  g_autoptr (VipsImage) thumb = NULL;
  g_autoptr (JlPictureDraft) draft = g_new0 (JlPictureDraft, 1);
  VipsImage *images[JL_N_PICTURE_SIZES];

  if (screen == NULL)
    return NULL;
  thumb = shrink (screen, JL_PICTURE_THUMB, error);
  if (thumb == NULL)
    return NULL;

  images[JL_PICTURE_THUMB] = thumb;
  images[JL_PICTURE_SCREEN] = screen;
  images[JL_PICTURE_FULL] = full;
  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++) {
    draft->files[i] = encode (images[i], i, error);
    if (draft->files[i] == NULL)
      return NULL;
  }
  draft->width = full->Xsize;
  draft->height = full->Ysize;
  average_colour (thumb, draft->colour);
  return g_steal_pointer (&draft);
}
