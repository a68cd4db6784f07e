// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-picture-kind.h"

#include <string.h>

static gboolean
has_at (const guint8 *data, gsize size, gsize offset, const char *text, gsize length)
{
  return size >= offset + length && memcmp (data + offset, text, length) == 0;
}

/* ISO/IEC 23008-12: a `ftyp` box of a major brand, a version and compatible brands. Only brands of
 * HEVC still pictures and bursts count; `avif` and videos (`mp42`, `qt  `) are other kinds. */
static gboolean
is_heic (const guint8 *data, gsize size)
{
  static const char *const brands[] = { "heic", "heix", "heim", "heis", "hevc" };
  gsize box_size;

  if (!has_at (data, size, 4, "ftyp", 4))
    return FALSE;

  box_size = (gsize)data[0] << 24 | (gsize)data[1] << 16 | (gsize)data[2] << 8 | data[3];
  for (gsize offset = 8; offset + 4 <= MIN (box_size, size); offset += 4) {
    if (offset == 12) /* the minor version */
      continue;
    for (guint i = 0; i < G_N_ELEMENTS (brands); i++) {
      if (has_at (data, size, offset, brands[i], 4))
        return TRUE;
    }
  }
  return FALSE;
}

/**
 * jl_picture_kind_sniff:
 * @data: the first bytes of a file
 * @size: how many, JL_PICTURE_KIND_BYTES if the file has so many
 *
 * Returns: what the file claims to be by its signature; whether it really is shows when it is
 * decoded
 */
JlPictureKind
jl_picture_kind_sniff (gconstpointer data, gsize size)
{
  const guint8 *bytes = data;

  if (has_at (bytes, size, 0, "\xff\xd8\xff", 3))
    return JL_PICTURE_KIND_JPEG;
  if (has_at (bytes, size, 0, "\x89PNG\r\n\x1a\n", 8))
    return JL_PICTURE_KIND_PNG;
  if (has_at (bytes, size, 0, "RIFF", 4) && has_at (bytes, size, 8, "WEBP", 4))
    return JL_PICTURE_KIND_WEBP;
  if (is_heic (bytes, size))
    return JL_PICTURE_KIND_HEIC;
  return JL_PICTURE_KIND_OTHER;
}
