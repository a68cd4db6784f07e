// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * JlPictureSize:
 * @JL_PICTURE_THUMB: longest side 320 px: lists
 * @JL_PICTURE_SCREEN: longest side 1280 px: a phone's or window's page
 * @JL_PICTURE_FULL: longest side 2560 px: to read a type plate or look for a scratch
 *
 * The renditions that each photo has on disk.
 */
typedef enum {
  JL_PICTURE_THUMB,
  JL_PICTURE_SCREEN,
  JL_PICTURE_FULL,
  JL_N_PICTURE_SIZES
} JlPictureSize;

const char *jl_picture_size_get_name (JlPictureSize size);
gboolean jl_picture_size_from_name (const char *name, JlPictureSize *size);

/**
 * JlPicture:
 * @name: SHA-256 of the full rendition, 64 lower-case hexadecimal digits
 * @width: of the full rendition, in pixels; the others have the same proportions
 * @height: of the full rendition, in pixels
 * @bytes: size of each file
 * @colour: the average colour as `#rrggbb`, for a page to show until the photo arrives
 *
 * A photo as it lies on disk.
 */
typedef struct {
  char *name;
  guint width;
  guint height;
  guint64 bytes[JL_N_PICTURE_SIZES];
  char colour[8];
} JlPicture;

JlPicture *jl_picture_new (const char *name, guint width, guint height, const char *colour);
void jl_picture_free (JlPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlPicture, jl_picture_free)

GVariant *jl_picture_to_variant (const JlPicture *self);
JlPicture *jl_picture_from_variant (GVariant *variant, GError **error);

gboolean jl_picture_name_is_valid (const char *name);
gboolean jl_picture_colour_is_valid (const char *colour);
char *jl_picture_get_path (const char *photos_dir, const char *name, JlPictureSize size);

G_END_DECLS
