// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What client and picture worker say to each other: a length of four bytes, most significant first,
 * then a GVariant.
 */
#define JL_PICTURE_FRAME_HEADER 4
#define JL_PICTURE_FRAME_MAX (16 * 1024 * 1024)

/* With the photo's descriptor; or, to draw a picture for the demo city, without one but with the
 * code of a category and a seed. */
#define JL_PICTURE_REQUEST_TYPE G_VARIANT_TYPE ("(su)")
/* Wire name of a JlErrorCode and its untranslated message, or "" twice; a JlPictureDraft, or none.
 */
#define JL_PICTURE_REPLY_TYPE G_VARIANT_TYPE ("(ssm(uusaay))")

GBytes *jl_picture_frame_new (GVariant *message);
gboolean jl_picture_frame_parse_header (const guint8 header[JL_PICTURE_FRAME_HEADER],
                                        gsize *length);
GVariant *jl_picture_frame_parse_body (GBytes *body, const GVariantType *type);

G_END_DECLS
