// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-picture-draft.h"

#include <vips/vips.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VipsImage, g_object_unref)

/* Longest side of the full rendition, in pixels. */
#define JL_PICTURE_FULL_SIDE 2560

JlPictureDraft *jl_picture_encode (VipsImage *full, GError **error);

G_END_DECLS
