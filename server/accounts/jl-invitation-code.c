// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-accounts-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>

/* Crockford's alphabet: no I, L, O, U. Nine random characters are 45 bits, which nobody guesses
 * within an invitation's life at the rate sign-in allows; the tenth detects a slip. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
#define N_RANDOM 9

/* Luhn's algorithm for 32 characters: finds each wrong character and nearly every swap. */
static char
compute_check (const char *code)
{
  guint factor = 2, sum = 0;

  for (int i = N_RANDOM - 1; i >= 0; i--) {
    guint product = factor * (guint)(strchr (alphabet, code[i]) - alphabet);

    sum += product / 32 + product % 32;
    factor = factor == 2 ? 1 : 2;
  }
  return alphabet[(32 - sum % 32) % 32];
}

/**
 * jl_invitation_code_new:
 *
 * Returns: (transfer full): a new code of ten characters in two groups, e.g. `7KQ4M-2ZB8X`
 */
char *
jl_invitation_code_new (void)
{
  char code[N_RANDOM + 2] = { 0 };

  for (guint i = 0; i < N_RANDOM; i++)
    code[i] = alphabet[randombytes_uniform (32)];
  code[N_RANDOM] = compute_check (code);
  return g_strdup_printf ("%.5s-%s", code, code + 5);
}

/**
 * jl_invitation_code_parse:
 * @text: what somebody typed
 * @error: return location
 *
 * Case, blanks and hyphens do not matter; I and L are read as 1, O as 0.
 *
 * Returns: (transfer full): the ten characters, %NULL with INVALID, field `code`
 */
char *
jl_invitation_code_parse (const char *text, GError **error)
{
  g_autoptr (GString) code = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++) {
    char c = g_ascii_toupper (*p);

    if (c == ' ' || c == '-')
      continue;
    c = c == 'I' || c == 'L' ? '1' : c == 'O' ? '0' : c;
    g_string_append_c (code, c);
  }
  if (code->len != N_RANDOM + 1 || strspn (code->str, alphabet) != code->len ||
      compute_check (code->str) != code->str[N_RANDOM]) {
    jl_set_error_field (error,
                        JL_ERROR_INVALID,
                        "code",
                        _ ("This is not an invitation code: please compare it with the paper"));
    return NULL;
  }
  return g_strdup (code->str);
}

/**
 * jl_invitation_code_digest:
 * @code: a parsed code
 *
 * Returns: (transfer full): what is stored of it: SHA-256
 */
GBytes *
jl_invitation_code_digest (const char *code)
{
  guchar digest[crypto_hash_sha256_BYTES];

  crypto_hash_sha256 (digest, (const guchar *)code, strlen (code));
  return g_bytes_new (digest, sizeof digest);
}
