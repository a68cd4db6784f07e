// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-token-sets.h"

#include <string.h>

#define ENTRY_SIZE sizeof (guint64)
#define SIZE_BITS (64 - JL_TOKEN_DIGEST_BITS)

/**
 * jl_token_digest:
 * @token: a token, not empty
 * @length: of @token in bytes
 *
 * Returns: what it is known by: %JL_TOKEN_DIGEST_BITS bits (FNV-1a, stirred once more so that
 *   tokens that differ in their last byte do not lie side by side)
 */
guint64
jl_token_digest (const char *token, gsize length)
{
  guint64 digest = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (gsize i = 0; i < length; i++)
    digest = (digest ^ (guint8)token[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  digest = (digest ^ digest >> 33) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  digest = (digest ^ digest >> 33) * G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
  return digest >> SIZE_BITS;
}

/**
 * jl_token_sets_begin:
 * @self: (out caller-allocates): stands before the first set
 * @row: (nullable): a row, which outlives @self
 * @size: of @row in bytes
 *
 * Returns: %FALSE if @row is none; it then has no set
 */
gboolean
jl_token_sets_begin (JlTokenSets *self, gconstpointer row, gsize size)
{
  guint32 n = 0;

  *self = (JlTokenSets){ 0 };
  if (size == 0)
    return TRUE;
  if (size < sizeof n)
    return FALSE;
  memcpy (&n, row, sizeof n);
  n = GUINT32_FROM_LE (n);
  if (n > (size - sizeof n) / ENTRY_SIZE)
    return FALSE;
  self->entries = (const guint8 *)row + sizeof n;
  self->n_entries = n;
  self->end = (const guint8 *)row + size;
  self->set = self->entries + n * ENTRY_SIZE;
  return TRUE;
}

/**
 * jl_token_sets_next:
 * @self: a row
 *
 * Goes to the next set.
 *
 * Returns: %FALSE at the end, and where the row turns out to be damaged
 */
gboolean
jl_token_sets_next (JlTokenSets *self)
{
  guint64 entry;

  if (self->n_entries == 0) {
    self->set = NULL;
    return FALSE;
  }
  memcpy (&entry, self->entries, sizeof entry);
  entry = GUINT64_FROM_LE (entry);
  self->entries += ENTRY_SIZE;
  self->n_entries--;
  self->set += self->size;
  self->is_damaged = entry >> SIZE_BITS < self->digest;
  self->digest = entry >> SIZE_BITS;
  self->size = entry & ((1 << SIZE_BITS) - 1);
  self->is_damaged |= self->size > (gsize)(self->end - self->set);
  if (!self->is_damaged)
    return TRUE;
  self->n_entries = 0;
  self->set = NULL;
  return FALSE;
}

/**
 * jl_token_sets_maker_init:
 * @self: (out caller-allocates): an empty row
 */
void
jl_token_sets_maker_init (JlTokenSetsMaker *self)
{
  self->entries = g_byte_array_new ();
  self->sets = g_byte_array_new ();
}

/**
 * jl_token_sets_maker_clear:
 * @self: a row
 */
void
jl_token_sets_maker_clear (JlTokenSetsMaker *self)
{
  g_byte_array_unref (self->entries);
  g_byte_array_unref (self->sets);
}

/**
 * jl_token_sets_maker_add:
 * @self: a row
 * @digest: of a token, above that of the token before
 * @set: its set, as it is kept
 * @size: of @set in bytes
 *
 * Puts a set into the row.
 */
void
jl_token_sets_maker_add (JlTokenSetsMaker *self, guint64 digest, gconstpointer set, gsize size)
{
  guint64 entry = GUINT64_TO_LE (digest << SIZE_BITS | size);

  g_return_if_fail (size < 1 << SIZE_BITS);

  g_byte_array_append (self->entries, (const guint8 *)&entry, sizeof entry);
  g_byte_array_append (self->sets, set, (guint)size);
}

/**
 * jl_token_sets_maker_end:
 * @self: a row, which is empty again
 * @row: (out caller-allocates): emptied, then takes the row as it is kept
 *
 * Returns: whether there is anything in it
 */
gboolean
jl_token_sets_maker_end (JlTokenSetsMaker *self, GByteArray *row)
{
  guint32 n = GUINT32_TO_LE ((guint32)(self->entries->len / ENTRY_SIZE));

  g_byte_array_set_size (row, 0);
  g_byte_array_append (row, (const guint8 *)&n, sizeof n);
  g_byte_array_append (row, self->entries->data, self->entries->len);
  g_byte_array_append (row, self->sets->data, self->sets->len);
  g_byte_array_set_size (self->entries, 0);
  g_byte_array_set_size (self->sets, 0);
  return n > 0;
}
