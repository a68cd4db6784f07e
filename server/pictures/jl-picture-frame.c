// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-picture-frame.h"

#include <string.h>

/**
 * jl_picture_frame_new:
 * @message: (transfer floating): a request or reply
 *
 * Returns: (transfer full): the frame to send
 */
GBytes *
jl_picture_frame_new (GVariant *message)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (message);
  gsize size = g_variant_get_size (owned);
  guint8 *data = g_malloc (JL_PICTURE_FRAME_HEADER + size);
  guint32 header = GUINT32_TO_BE (size);

  memcpy (data, &header, JL_PICTURE_FRAME_HEADER);
  memcpy (data + JL_PICTURE_FRAME_HEADER, g_variant_get_data (owned), size);
  return g_bytes_new_take (data, JL_PICTURE_FRAME_HEADER + size);
}

/**
 * jl_picture_frame_parse_header:
 * @header: the first bytes of a frame
 * @length: (out): how many bytes follow, untouched on failure
 *
 * Returns: %FALSE if that is more than any message has
 */
gboolean
jl_picture_frame_parse_header (const guint8 header[JL_PICTURE_FRAME_HEADER], gsize *length)
{
  guint32 value;

  memcpy (&value, header, sizeof value);
  value = GUINT32_FROM_BE (value);
  if (value > JL_PICTURE_FRAME_MAX)
    return FALSE;
  *length = value;
  return TRUE;
}

/**
 * jl_picture_frame_parse_body:
 * @body: what followed the header
 * @type: the message's type
 *
 * Returns: (transfer full) (nullable): the message, %NULL if the bytes are none
 */
GVariant *
jl_picture_frame_parse_body (GBytes *body, const GVariantType *type)
{
  g_autoptr (GVariant) message = g_variant_ref_sink (g_variant_new_from_bytes (type, body, FALSE));

  return g_variant_is_normal_form (message) ? g_steal_pointer (&message) : NULL;
}
