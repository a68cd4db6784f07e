// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-doc-set.h"

#include <string.h>

static gboolean
add_places (guint64 *words, guint span, const guint8 *data, gsize size)
{
  guint beyond = 0;

  for (gsize i = 0; i < size; i += 2) {
    guint place = data[i] | data[i + 1] << 8;

    beyond |= place;
    words[(place & (span - 1)) / 64] |= G_GUINT64_CONSTANT (1) << place % 64;
  }
  return beyond < span;
}

static void
add_bits (guint64 *words, guint span, const guint8 *data)
{
  for (guint i = 0; i < JL_DOC_SET_N_WORDS (span); i++) {
    guint64 word;

    memcpy (&word, data + i * sizeof word, sizeof word);
    words[i] |= GUINT64_FROM_LE (word);
  }
}

/**
 * jl_doc_set_add:
 * @words: (inout): the bits of a block of @span documents
 * @span: a power of two
 * @data: (nullable): a set of the same block, as it is kept
 * @size: of @data in bytes
 *
 * Adds what is in @data to the bits. Nothing outside @words is touched, whatever is in @data.
 *
 * Returns: %FALSE if @data is no set of such a block
 */
gboolean
jl_doc_set_add (guint64 *words, guint span, gconstpointer data, gsize size)
{
  if (size % 2 == 0)
    return add_places (words, span, data, size);
  if (size != span / 8 + 1)
    return FALSE;
  add_bits (words, span, data);
  return TRUE;
}

static void
append_places (const guint64 *words, guint span, guint n, GByteArray *data)
{
  guint8 *place_bytes;

  g_byte_array_set_size (data, n * 2);
  place_bytes = data->data;
  for (guint i = 0; i < JL_DOC_SET_N_WORDS (span); i++) {
    for (guint64 word = words[i]; word != 0; word &= word - 1) {
      guint place = i * 64 + (guint)__builtin_ctzll (word);

      *place_bytes++ = place & 0xff;
      *place_bytes++ = place >> 8;
    }
  }
}

static void
append_bits (const guint64 *words, guint span, GByteArray *data)
{
  static const guint8 end = 0;

  for (guint i = 0; i < JL_DOC_SET_N_WORDS (span); i++) {
    guint64 word = GUINT64_TO_LE (words[i]);

    g_byte_array_append (data, (const guint8 *)&word, sizeof word);
  }
  g_byte_array_append (data, &end, 1);
}

/**
 * jl_doc_set_encode:
 * @words: the bits of a block of @span documents
 * @span: a power of two
 * @data: (out caller-allocates): emptied, then takes the set as it is kept
 *
 * Returns: whether there is anything in the set
 */
gboolean
jl_doc_set_encode (const guint64 *words, guint span, GByteArray *data)
{
  guint n = 0;

  for (guint i = 0; i < JL_DOC_SET_N_WORDS (span); i++)
    n += (guint)__builtin_popcountll (words[i]);
  g_byte_array_set_size (data, 0);
  if (span == JL_DOC_SET_MIN_SPAN || n * 2 <= span / 8)
    append_places (words, span, n, data);
  else
    append_bits (words, span, data);
  return n > 0;
}
