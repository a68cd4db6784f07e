// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "jl-picture-kind.h"

#include <glib.h>

/**
 * LLVMFuzzerTestOneInput:
 * @data: how a file begins
 * @size: how many bytes
 *
 * It is of one kind or of none, and that nobody reads beyond it the sanitizers see.
 *
 * Returns: 0
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  JlPictureKind kind = jl_picture_kind_sniff (data, MIN (size, JL_PICTURE_KIND_BYTES));

  g_assert_cmpint (kind, >=, JL_PICTURE_KIND_OTHER);
  g_assert_cmpint (kind, <=, JL_PICTURE_KIND_HEIC);
  if (size < 3)
    g_assert_cmpint (kind, ==, JL_PICTURE_KIND_OTHER);
  return 0;
}
