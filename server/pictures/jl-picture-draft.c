// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-picture-draft.h"

#include "jl-error.h"
#include "jl-picture-files.h"

/* Width, height, colour, and the bytes of the file of each size. */
#define DRAFT_TYPE "(uusaay)"

/**
 * jl_picture_draft_free:
 * @self: (transfer full): a draft
 */
void
jl_picture_draft_free (JlPictureDraft *self)
{
  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++)
    g_clear_pointer (&self->files[i], g_bytes_unref);
  g_free (self);
}

/**
 * jl_picture_draft_to_variant:
 * @self: a draft
 *
 * Returns: (transfer floating): it, to be sent
 */
GVariant *
jl_picture_draft_to_variant (const JlPictureDraft *self)
{
  GVariantBuilder files;

  g_variant_builder_init (&files, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++)
    g_variant_builder_add_value (
        &files, g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, self->files[i], TRUE));
  return g_variant_new (DRAFT_TYPE, self->width, self->height, self->colour, &files);
}

/**
 * jl_picture_draft_from_variant:
 * @variant: what the picture worker has sent, which foreign data may have taken over: nothing in it
 *   is believed
 * @error: return location
 *
 * Returns: (transfer full): the draft, or %NULL with JL_ERROR_CORRUPT
 */
JlPictureDraft *
jl_picture_draft_from_variant (GVariant *variant, GError **error)
{
  g_autoptr (JlPictureDraft) self = g_new0 (JlPictureDraft, 1);
  g_autoptr (GVariant) files = NULL;
  const char *colour;
  gboolean ok;

  g_variant_get (variant, "(uu&s@aay)", &self->width, &self->height, &colour, &files);
  ok = self->width > 0 && self->height > 0 && jl_picture_colour_is_valid (colour) &&
       g_variant_n_children (files) == JL_N_PICTURE_SIZES;
  for (guint i = 0; ok && i < JL_N_PICTURE_SIZES; i++) {
    g_autoptr (GVariant) file = g_variant_get_child_value (files, i);

    self->files[i] = g_variant_get_data_as_bytes (file);
    ok = jl_picture_file_is_jpeg (self->files[i]);
  }
  if (!ok) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, "not a picture");
    return NULL;
  }
  g_strlcpy (self->colour, colour, sizeof self->colour);
  return g_steal_pointer (&self);
}

/**
 * jl_picture_draft_write:
 * @self: a draft
 * @photos_dir: (type filename): the folder of photos
 * @error: return location
 *
 * Names it by its content and writes its files; this waits for the disk.
 *
 * Returns: (transfer full): what is durably on disk, or %NULL with JL_ERROR_STORAGE_FULL or
 *   JL_ERROR_INTERNAL
 */
JlPicture *
jl_picture_draft_write (const JlPictureDraft *self, const char *photos_dir, GError **error)
{
  g_autofree char *name =
      g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->files[JL_PICTURE_FULL]);
  JlPicture *picture;

  if (!jl_picture_files_write (photos_dir, name, self->files, error))
    return NULL;
  picture = jl_picture_new (name, self->width, self->height, self->colour);
  for (guint i = 0; i < JL_N_PICTURE_SIZES; i++)
    picture->bytes[i] = g_bytes_get_size (self->files[i]);
  return picture;
}
