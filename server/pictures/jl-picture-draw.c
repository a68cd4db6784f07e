// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-picture-maker.h"

#include "jl-demo-picture.h"
#include "jl-error.h"
#include "jl-picture-encode.h"

/* Cairo's pixels are 0xXXRRGGBB in the machine's byte order. */
static VipsImage *
copy_pixels (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  VipsImage *image = vips_image_new_memory ();
  g_autofree guint8 *line = g_malloc (3 * (gsize)width);

  vips_image_init_fields (
      image, width, height, 3, VIPS_FORMAT_UCHAR, VIPS_CODING_NONE, VIPS_INTERPRETATION_sRGB, 1, 1);
  for (int y = 0; y < height; y++) {
    const guint32 *pixels = (const guint32 *)(data + (gsize)y * stride);

    for (int x = 0; x < width; x++) {
      line[3 * x] = pixels[x] >> 16 & 0xff;
      line[3 * x + 1] = pixels[x] >> 8 & 0xff;
      line[3 * x + 2] = pixels[x] & 0xff;
    }
    if (vips_image_write_line (image, y, line) != 0) {
      g_object_unref (image);
      return NULL;
    }
  }
  return image;
}

/**
 * jl_picture_draw:
 * @category: code of a category, e.g. `sofa`
 * @seed: chooses colours and variants; the same seed gives the same picture
 * @error: return location
 *
 * Draws a picture for the demo city, in the three sizes.
 *
 * Returns: (transfer full): the picture, or %NULL with JL_ERROR_INTERNAL
 */
JlPictureDraft *
jl_picture_draw (const char *category, guint32 seed, GError **error)
{
  cairo_surface_t *surface = jl_demo_picture_draw (category, seed);
  g_autoptr (VipsImage) image = copy_pixels (surface);

  cairo_surface_destroy (surface);
  if (image == NULL) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "libvips: %s", vips_error_buffer ());
    return NULL;
  }
  return jl_picture_encode (image, error);
}
