// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-fold.h"

#include "jl-readings.h"

#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

/* What a diaeresis over u stands for when pinyin is typed on a plain keyboard: lü → lv. */
static gboolean
is_pinyin_umlaut (gunichar base, gunichar previous)
{
  return base == 0xFC && (previous == 'l' || previous == 'n');
}

/* The letter without its accents, for Latin letters; tones over pinyin are accents too. */
static gunichar
strip_accents (const UNormalizer2 *nfc, gunichar c, gunichar previous)
{
  while (c >= 0xC0 && c < 0x2000) {
    UChar parts[8];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = unorm2_getRawDecomposition (nfc, c, parts, G_N_ELEMENTS (parts), &status);
    UChar32 base;

    if (is_pinyin_umlaut (c, previous))
      return 'v';
    if (U_FAILURE (status) || n < 2)
      return c;
    U16_GET (parts, 0, 0, n, base);
    if (g_unichar_get_script (base) != G_UNICODE_SCRIPT_LATIN)
      return c;
    c = base;
  }
  return c;
}

static GArray *
fold_utf16 (const UChar *text, int32_t length, guint max_chars)
{
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance (&status);
  const UNormalizer2 *nfc = unorm2_getNFCInstance (&status);
  GArray *chars = g_array_sized_new (FALSE, FALSE, sizeof (gunichar), length);
  /* One UTF-16 unit becomes at most 18 (U+FDFA); anything near that is no text for us. */
  g_autofree UChar *folded = g_new (UChar, length * 18 + 1);
  int32_t n = unorm2_normalize (nfkc, text, length, folded, length * 18 + 1, &status);
  gunichar previous = 0;

  if (U_FAILURE (status))
    return chars;
  for (int32_t i = 0; i < n && chars->len < max_chars;) {
    UChar32 c;

    U16_NEXT (folded, i, n, c);
    previous = c < 0x80     ? (gunichar)c
               : c < 0x2000 ? strip_accents (nfc, c, previous)
                            : jl_readings_simplify (c);
    g_array_append_val (chars, previous);
  }
  return chars;
}

/**
 * jl_fold_text:
 * @text: any bytes; what is not UTF-8 becomes U+FFFD, which separates words
 * @length: in bytes, -1 if NUL-terminated
 * @max_chars: what is beyond is not read
 *
 * Makes one form of all ways to write the same: compatibility forms and case (NFKC_Casefold of
 * Unicode), accents of Latin letters, and traditional characters, which become the simplified
 * ones. Texts to index and what is searched for go through it alike.
 *
 * Returns: (transfer full) (element-type gunichar): the characters
 */
GArray *
jl_fold_text (const char *text, gssize length, guint max_chars)
{
  UErrorCode status = U_ZERO_ERROR;
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  g_autofree UChar *utf16 = NULL;
  int32_t n = 0;

  /* Four bytes are the longest character of UTF-8, so nothing that counts is cut off. */
  size = MIN (size, (gsize)max_chars * 4);
  utf16 = g_new (UChar, size + 1);
  u_strFromUTF8WithSub (utf16, size + 1, &n, text, size, 0xFFFD, NULL, &status);
  if (U_FAILURE (status))
    n = 0;
  return fold_utf16 (utf16, n, max_chars);
}
