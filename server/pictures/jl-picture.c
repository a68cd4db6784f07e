// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-picture.h"

#include "jl-error.h"

#include <string.h>

#define NAME_LENGTH 64

static const char *const size_names[] = {
  [JL_PICTURE_THUMB] = "thumb",
  [JL_PICTURE_SCREEN] = "screen",
  [JL_PICTURE_FULL] = "full",
};
G_STATIC_ASSERT (G_N_ELEMENTS (size_names) == JL_N_PICTURE_SIZES);

/**
 * jl_picture_size_get_name:
 * @size: a size
 *
 * Returns: (transfer none): its name in file names and in `GET /photos/{id}?size=`
 */
const char *
jl_picture_size_get_name (JlPictureSize size)
{
  g_return_val_if_fail (size < JL_N_PICTURE_SIZES, "thumb");
  return size_names[size];
}

/**
 * jl_picture_size_from_name:
 * @name: (nullable): `thumb`, `screen` or `full`
 * @size: (out): the size, untouched on failure
 *
 * Returns: %FALSE if no size has that name
 */
gboolean
jl_picture_size_from_name (const char *name, JlPictureSize *size)
{
  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++) {
    if (g_strcmp0 (name, size_names[i]) == 0) {
      *size = i;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * jl_picture_new:
 * @name: content name
 * @width: of the full rendition, in pixels
 * @height: of the full rendition, in pixels
 * @colour: `#rrggbb`
 *
 * Returns: (transfer full): a picture whose byte counts are still zero
 */
JlPicture *
jl_picture_new (const char *name, guint width, guint height, const char *colour)
{
  JlPicture *self = g_new0 (JlPicture, 1);

  self->name = g_strdup (name);
  self->width = width;
  self->height = height;
  g_strlcpy (self->colour, colour, sizeof self->colour);
  return self;
}

/**
 * jl_picture_free:
 * @self: (transfer full): a picture; its files stay
 */
void
jl_picture_free (JlPicture *self)
{
  g_free (self->name);
  g_free (self);
}

/**
 * jl_picture_to_variant:
 * @self: a picture
 *
 * Returns: (transfer floating): an `a{sv}` with `name`, `width`, `height`, `colour` and the bytes
 * of each file as `thumb`, `screen` and `full`
 */
GVariant *
jl_picture_to_variant (const JlPicture *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "name", g_variant_new_string (self->name));
  g_variant_builder_add (&builder, "{sv}", "width", g_variant_new_uint32 (self->width));
  g_variant_builder_add (&builder, "{sv}", "height", g_variant_new_uint32 (self->height));
  g_variant_builder_add (&builder, "{sv}", "colour", g_variant_new_string (self->colour));
  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++)
    g_variant_builder_add (&builder, "{sv}", size_names[i], g_variant_new_uint64 (self->bytes[i]));
  return g_variant_builder_end (&builder);
}

/**
 * jl_picture_colour_is_valid:
 * @colour: text that should be a colour
 *
 * Returns: whether it is one, as `#rrggbb`
 */
gboolean
jl_picture_colour_is_valid (const char *colour)
{
  if (strlen (colour) != 7 || colour[0] != '#')
    return FALSE;
  return strspn (colour + 1, "0123456789abcdef") == 6;
}

/**
 * jl_picture_from_variant:
 * @variant: an `a{sv}` from another process: nothing in it is believed
 * @error: return location
 *
 * Returns: (transfer full): the picture, or %NULL with JL_ERROR_CORRUPT
 */
JlPicture *
jl_picture_from_variant (GVariant *variant, GError **error)
{
  g_autoptr (JlPicture) self = NULL;
  const char *name;
  const char *colour;
  guint32 width;
  guint32 height;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT) ||
      !g_variant_lookup (variant, "name", "&s", &name) ||
      !g_variant_lookup (variant, "width", "u", &width) ||
      !g_variant_lookup (variant, "height", "u", &height) ||
      !g_variant_lookup (variant, "colour", "&s", &colour) || !jl_picture_name_is_valid (name) ||
      !jl_picture_colour_is_valid (colour) || width == 0 || height == 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, "not the description of a picture");
    return NULL;
  }

  self = jl_picture_new (name, width, height, colour);
  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++) {
    if (!g_variant_lookup (variant, size_names[i], "t", &self->bytes[i])) {
      g_set_error (
          error, JL_ERROR, JL_ERROR_CORRUPT, "the picture's size ‘%s’ is missing", size_names[i]);
      return NULL;
    }
  }
  return g_steal_pointer (&self);
}

/**
 * jl_picture_name_is_valid:
 * @name: (nullable): text that should be a content name
 *
 * Whatever passes can be made into a path: it holds nothing but hexadecimal digits.
 *
 * Returns: whether it is one
 */
gboolean
jl_picture_name_is_valid (const char *name)
{
  return name != NULL && strspn (name, "0123456789abcdef") == NAME_LENGTH &&
         name[NAME_LENGTH] == '\0';
}

/**
 * jl_picture_get_path:
 * @photos_dir: the folder of photos, `DIR/photos`
 * @name: a valid content name
 * @size: which rendition
 *
 * Returns: (transfer full) (type filename): the rendition's path
 */
char *
jl_picture_get_path (const char *photos_dir, const char *name, JlPictureSize size)
{
  g_return_val_if_fail (jl_picture_name_is_valid (name), NULL);
  g_return_val_if_fail (size < JL_N_PICTURE_SIZES, NULL);

  return g_strdup_printf (
      "%s/%.2s/%s-%s.jpg", photos_dir, name, name, jl_picture_size_get_name (size));
}
