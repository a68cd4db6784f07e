// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-sheet-seal.h"

#include <sodium.h>

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES

G_STATIC_ASSERT (JL_SHEET_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
G_STATIC_ASSERT (JL_SHEET_SEAL_BYTES == NONCE + TAG);

/**
 * jl_sheet_seal:
 * @key: of the file
 * @place: where the piece stands: a number that no other piece of the file has
 * @plain: the piece
 * @size: of it, in bytes
 * @sealed: (out): @size + %JL_SHEET_SEAL_BYTES bytes
 */
void
jl_sheet_seal (const guint8 key[JL_SHEET_KEY_BYTES],
               gint64 place,
               const guint8 *plain,
               gsize size,
               guint8 *sealed)
{
  gint64 label = GINT64_TO_BE (place);

  randombytes_buf (sealed, NONCE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (
      sealed + NONCE, NULL, plain, size, (const guint8 *)&label, sizeof label, NULL, sealed, key);
}

/**
 * jl_sheet_unseal:
 * @key: of the file
 * @place: where the piece stands
 * @sealed: as jl_sheet_seal() made it
 * @size: of @sealed, in bytes
 * @plain: (out): @size - %JL_SHEET_SEAL_BYTES bytes
 *
 * Returns: %FALSE if it is torn, or another's
 */
gboolean
jl_sheet_unseal (const guint8 key[JL_SHEET_KEY_BYTES],
                 gint64 place,
                 const guint8 *sealed,
                 gsize size,
                 guint8 *plain)
{
  gint64 label = GINT64_TO_BE (place);

  return size >= JL_SHEET_SEAL_BYTES &&
         crypto_aead_xchacha20poly1305_ietf_decrypt (plain,
                                                     NULL,
                                                     NULL,
                                                     sealed + NONCE,
                                                     size - NONCE,
                                                     (const guint8 *)&label,
                                                     sizeof label,
                                                     sealed,
                                                     key) == 0;
}
