// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-picture.h"

G_BEGIN_DECLS

/**
 * JlPictureDraft:
 * @width: of the full rendition, in pixels
 * @height: of the full rendition, in pixels
 * @colour: the average colour as `#rrggbb`
 * @files: each rendition's bytes, a JPEG
 *
 * What the picture worker made, before it has a name and lies on disk: the worker itself may not
 * write anywhere.
 */
typedef struct {
  guint width;
  guint height;
  char colour[8];
  GBytes *files[JL_N_PICTURE_SIZES]; /* owned */
} JlPictureDraft;

void jl_picture_draft_free (JlPictureDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlPictureDraft, jl_picture_draft_free)

GVariant *jl_picture_draft_to_variant (const JlPictureDraft *self);
JlPictureDraft *jl_picture_draft_from_variant (GVariant *variant, GError **error);
JlPicture *
jl_picture_draft_write (const JlPictureDraft *self, const char *photos_dir, GError **error);

G_END_DECLS
