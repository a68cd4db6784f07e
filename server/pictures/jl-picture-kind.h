// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Kinds of photos that are taken, told by their first bytes, never by a name or a content type. */
typedef enum {
  JL_PICTURE_KIND_OTHER,
  JL_PICTURE_KIND_JPEG,
  JL_PICTURE_KIND_PNG,
  JL_PICTURE_KIND_WEBP,
  JL_PICTURE_KIND_HEIC,
} JlPictureKind;

/* As many bytes as jl_picture_kind_sniff() likes to see. */
#define JL_PICTURE_KIND_BYTES 128

JlPictureKind jl_picture_kind_sniff (gconstpointer data, gsize size);

G_END_DECLS
