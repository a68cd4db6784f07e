// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-identifier.h"
#include "jl-date.h"
#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* NFKC makes at most 18 units of one; what grows beyond this is no identifier. */
#define MAX_UNITS (2 * JL_IDENTIFIER_MAX_BYTES)
#define IMEI_LENGTH 15
#define IMEI_UNCHECKED 14 /* type allocation code and serial number, without check digit */
#define IMEISV_LENGTH 16  /* the same, and two digits of software version */
#define MOBILE_LENGTH 11
#define RESIDENT_ID_LENGTH 18

/* Spaces, dashes of any width, and marks that show nothing but come along when text is copied. */
static gboolean
is_separator (UChar32 c)
{
  return u_isUWhiteSpace (c) || u_charType (c) == U_DASH_PUNCTUATION ||
         u_charType (c) == U_FORMAT_CHAR || c == 0x2212 /* minus sign */;
}

/**
 * jl_identifier_normalize:
 * @text: what somebody typed or scanned
 *
 * Brings an identifier into the form in which its characters can be checked: NFKC (full-width
 * becomes narrow), without spaces and hyphens, upper case.
 *
 * Returns: (transfer full) (nullable): the text, %NULL if it is not UTF-8 or longer than
 *   %JL_IDENTIFIER_MAX_BYTES
 */
char *
jl_identifier_normalize (const char *text)
{
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *nfkc = unorm2_getNFKCInstance (&status);
  UChar units[MAX_UNITS];
  UChar folded[MAX_UNITS];
  gsize length = strnlen (text, JL_IDENTIFIER_MAX_BYTES + 1);
  int32_t n_units = 0;
  int32_t n_folded = 0;
  g_autoptr (GString) plain = g_string_new (NULL);

  if (length > JL_IDENTIFIER_MAX_BYTES)
    return NULL;
  u_strFromUTF8 (units, MAX_UNITS, &n_units, text, (int32_t)length, &status);
  n_folded = unorm2_normalize (nfkc, units, n_units, folded, MAX_UNITS, &status);
  if (U_FAILURE (status))
    return NULL;

  for (int32_t i = 0; i < n_folded;) {
    UChar32 c;

    U16_NEXT (folded, i, n_folded, c);
    if (!is_separator (c))
      g_string_append_unichar (plain, (gunichar)u_toupper (c));
  }
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

static gboolean
all_digits (const char *text)
{
  return text[0] != '\0' && text[strspn (text, "0123456789")] == '\0';
}

/**
 * jl_luhn_compute:
 * @digits: decimal digits, without a check digit
 * @length: how many of them
 *
 * Returns: the check digit of ISO/IEC 7812-1 annex B (Luhn), as a character
 */
char
jl_luhn_compute (const char *digits, gsize length)
{
  guint sum = 0;

  for (gsize i = 0; i < length; i++) {
    guint digit = (guint)(digits[length - 1 - i] - '0');

    if (i % 2 == 0)
      digit = digit * 2 / 10 + digit * 2 % 10;
    sum += digit;
  }
  return (char)('0' + (10 - sum % 10) % 10);
}

/**
 * jl_luhn_is_valid:
 * @digits: a number whose last digit is its check digit
 *
 * Returns: whether @digits are at least two digits, the last of which is right
 */
gboolean
jl_luhn_is_valid (const char *digits)
{
  gsize length = strlen (digits);

  return length >= 2 && all_digits (digits) &&
         digits[length - 1] == jl_luhn_compute (digits, length - 1);
}

/**
 * jl_imei_parse:
 * @text: an IMEI of 15 digits; 14 (without its check digit) or 16 (IMEISV, with the software
 * version) are taken too, since tools print these forms
 * @checked: (out) (optional): whether a check digit was there to check
 * @error: %JL_ERROR_INVALID
 *
 * Brings all three forms to 15 digits, so that they can be compared (3GPP TS 23.003, 6.2).
 *
 * Returns: (transfer full): 15 digits, or %NULL on failure
 */
char *
jl_imei_parse (const char *text, gboolean *checked, GError **error)
{
  g_autofree char *plain = jl_identifier_normalize (text);
  gsize length = plain == NULL ? 0 : strlen (plain);

  if (length < IMEI_UNCHECKED || length > IMEISV_LENGTH || !all_digits (plain)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, _ ("An IMEI has 15 digits"));
    return NULL;
  }
  if (length == IMEI_LENGTH && !jl_luhn_is_valid (plain)) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_INVALID, _ ("The check digit of the IMEI is wrong"));
    return NULL;
  }

  if (checked != NULL)
    *checked = length == IMEI_LENGTH;
  return g_strdup_printf ("%.*s%c", IMEI_UNCHECKED, plain, jl_luhn_compute (plain, IMEI_UNCHECKED));
}

/**
 * jl_mobile_parse:
 * @text: a mobile number of mainland China, with or without +86, 0086 or 86
 * @error: %JL_ERROR_INVALID
 *
 * Returns: (transfer full): 11 digits, or %NULL on failure
 */
char *
jl_mobile_parse (const char *text, GError **error)
{
  static const char *const prefixes[] = { "+86", "0086", "86" };
  g_autofree char *plain = jl_identifier_normalize (text);
  const char *number = plain;

  for (guint i = 0; number == plain && plain != NULL && i < G_N_ELEMENTS (prefixes); i++) {
    if (g_str_has_prefix (plain, prefixes[i]))
      number += strlen (prefixes[i]);
  }
  if (number == NULL || strlen (number) != MOBILE_LENGTH || !all_digits (number) ||
      number[0] != '1' || number[1] < '3') {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, _ ("This is not a mobile number"));
    return NULL;
  }
  return g_strdup (number);
}

/**
 * jl_mobile_mask:
 * @mobile: a number from jl_mobile_parse()
 *
 * Returns: (transfer full): the number as others may see it, 138****1234; only asterisks if @mobile
 *   is not a parsed number, so that nothing else shows by mistake
 */
char *
jl_mobile_mask (const char *mobile)
{
  if (strlen (mobile) != MOBILE_LENGTH || !all_digits (mobile))
    return g_strdup ("***********");
  return g_strdup_printf ("%.3s****%s", mobile, mobile + 7);
}

/**
 * jl_resident_id_is_valid:
 * @text: what somebody typed
 *
 * Recognises a resident identity number (公民身份号码, GB 11643), so that a form can refuse it: we
 * never store one.
 *
 * Returns: whether @text is 18 characters with a real birthday and the right check character
 */
gboolean
jl_resident_id_is_valid (const char *text)
{
  static const guint weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  g_autofree char *plain = jl_identifier_normalize (text);
  guint birthday = 0;
  guint sum = 0;
  JlDate date;

  if (plain == NULL || strlen (plain) != RESIDENT_ID_LENGTH)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++) {
    if (!g_ascii_isdigit (plain[i]))
      return FALSE;
    sum += (guint)(plain[i] - '0') * weights[i];
    if (i >= 6 && i < 14)
      birthday = birthday * 10 + (guint)(plain[i] - '0');
  }
  return plain[RESIDENT_ID_LENGTH - 1] == "10X98765432"[sum % 11] &&
         jl_date_from_ymd (
             (int)(birthday / 10000), (int)(birthday / 100 % 100), (int)(birthday % 100), &date);
}
