// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-token.h"

#include <nettle/sha2.h>
#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 32

/**
 * jl_token_new:
 *
 * Returns: (transfer full): a session token of 256 random bits, as URL-safe text
 */
char *
jl_token_new (void)
{
  guchar bytes[TOKEN_BYTES];
  gsize size = sodium_base64_ENCODED_LEN (TOKEN_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  char *text = g_malloc (size);

  randombytes_buf (bytes, sizeof bytes);
  sodium_bin2base64 (text, size, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero (bytes, sizeof bytes);
  return text;
}

/**
 * jl_token_hash:
 * @token: a token as a client sends it
 *
 * What is stored of a token, and what travels to the writer: a SHA-256. Tokens are random, so that
 * a slow hash would gain nothing.
 *
 * Returns: (transfer full): 32 bytes
 */
GBytes *
jl_token_hash (const char *token)
{
  guchar *hash = g_malloc (SHA256_DIGEST_SIZE);
  struct sha256_ctx state;

  sha256_init (&state);
  sha256_update (&state, strlen (token), (const guchar *)token);
  sha256_digest (&state, SHA256_DIGEST_SIZE, hash);
  return g_bytes_new_take (hash, SHA256_DIGEST_SIZE);
}
