// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-article-number.h"
#include "jl-error.h"
#include "jl-identifier.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define EAN_13_LENGTH 13
#define EAN_8_LENGTH 8
#define UPC_A_LENGTH 12
#define ISBN_10_LENGTH 10
#define ISSN_LENGTH 8
#define PREFIX_LENGTH 3

static char *
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, message);
  return NULL;
}

static gboolean
all_digits (const char *text, gsize length)
{
  return strspn (text, "0123456789") >= length;
}

/* The check digit of GS1 for @length digits before it: weights 3, 1, 3 … from the right. */
static char
compute_gs1_check (const char *digits, gsize length)
{
  guint sum = 0;

  for (gsize i = 0; i < length; i++)
    sum += (guint)(digits[length - 1 - i] - '0') * (i % 2 == 0 ? 3 : 1);
  return (char)('0' + (10 - sum % 10) % 10);
}

/* The check character of ISBN-10 and ISSN for @length digits before it: falling weights down to 2,
   modulo 11, X for ten. */
static char
compute_mod11_check (const char *digits, gsize length)
{
  guint sum = 0;

  for (gsize i = 0; i < length; i++)
    sum += (guint)(digits[i] - '0') * (guint)(length + 1 - i);
  return "0X987654321"[sum % 11];
}

static gboolean
is_gs1_number (const char *text, gsize length)
{
  return strlen (text) == length && all_digits (text, length) &&
         text[length - 1] == compute_gs1_check (text, length - 1);
}

/**
 * jl_ean_parse:
 * @text: the digits of a bar code on goods: EAN-13, EAN-8 or UPC-A
 * @kind: (out) (optional): which of them
 * @error: %JL_ERROR_INVALID
 *
 * Checks the number by the GS1 General Specifications, 7.9. A UPC-A becomes the EAN-13 that it is
 * the same as, with a 0 in front, since scanners give either.
 *
 * Returns: (transfer full): 13 digits, or 8 of an EAN-8; %NULL on failure
 */
char *
jl_ean_parse (const char *text, JlEanKind *kind, GError **error)
{
  static const gsize lengths[] = {
    [JL_EAN_13] = EAN_13_LENGTH,
    [JL_EAN_8] = EAN_8_LENGTH,
    [JL_EAN_UPC_A] = UPC_A_LENGTH,
  };
  g_autofree char *plain = jl_identifier_normalize (text);
  gsize length = plain == NULL ? 0 : strlen (plain);

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    if (length != lengths[i] || !all_digits (plain, length))
      continue;
    if (!is_gs1_number (plain, length))
      return refuse (error, _ ("The check digit of the bar code is wrong"));
    if (kind != NULL)
      *kind = i;
    return i == JL_EAN_UPC_A ? g_strconcat ("0", plain, NULL) : g_steal_pointer (&plain);
  }
  return refuse (error, _ ("The bar code of goods has 8, 12 or 13 digits"));
}

/* 978, or 979 without 979-0, which is sheet music (ISMN). */
static gboolean
has_isbn_prefix (const char *ean)
{
  return g_str_has_prefix (ean, "978") || (g_str_has_prefix (ean, "979") && ean[3] != '0');
}

static char *
isbn10_to_isbn13 (const char *isbn10)
{
  char digits[EAN_13_LENGTH + 1] = "978";

  memcpy (digits + PREFIX_LENGTH, isbn10, ISBN_10_LENGTH - 1);
  digits[EAN_13_LENGTH - 1] = compute_gs1_check (digits, EAN_13_LENGTH - 1);
  return g_strdup (digits);
}

/**
 * jl_isbn_parse:
 * @text: an ISBN of 10 or 13 characters as it was typed or scanned
 * @error: %JL_ERROR_INVALID
 *
 * Checks an ISBN (ISO 2108) and brings it to 13 digits, the form that is stored.
 *
 * Returns: (transfer full): 13 digits, or %NULL on failure
 */
char *
jl_isbn_parse (const char *text, GError **error)
{
  g_autofree char *plain = jl_identifier_normalize (text);
  gsize length = plain == NULL ? 0 : strlen (plain);

  if (length == ISBN_10_LENGTH && all_digits (plain, ISBN_10_LENGTH - 1)) {
    if (plain[ISBN_10_LENGTH - 1] == compute_mod11_check (plain, ISBN_10_LENGTH - 1))
      return isbn10_to_isbn13 (plain);
    return refuse (error, _ ("The check digit of the ISBN is wrong"));
  }
  if (length == EAN_13_LENGTH && all_digits (plain, EAN_13_LENGTH) && has_isbn_prefix (plain)) {
    if (is_gs1_number (plain, EAN_13_LENGTH))
      return g_steal_pointer (&plain);
    return refuse (error, _ ("The check digit of the ISBN is wrong"));
  }
  return refuse (error, _ ("An ISBN has 13 digits that begin with 978 or 979, or 10 characters"));
}

/**
 * jl_isbn_to_isbn10:
 * @isbn: an ISBN from jl_isbn_parse()
 *
 * Returns: (transfer full) (nullable): the form of 10 characters, which older lists use; %NULL if
 *   @isbn begins with 979 and has none
 */
char *
jl_isbn_to_isbn10 (const char *isbn)
{
  char digits[ISBN_10_LENGTH + 1] = "";

  g_return_val_if_fail (strlen (isbn) == EAN_13_LENGTH, NULL);

  if (!g_str_has_prefix (isbn, "978"))
    return NULL;
  memcpy (digits, isbn + PREFIX_LENGTH, ISBN_10_LENGTH - 1);
  digits[ISBN_10_LENGTH - 1] = compute_mod11_check (digits, ISBN_10_LENGTH - 1);
  return g_strdup (digits);
}

/**
 * jl_issn_parse:
 * @text: an ISSN of 8 characters, or the 13 digits of a periodical's bar code (977…)
 * @error: %JL_ERROR_INVALID
 *
 * Checks an ISSN (ISO 3297). From a bar code the title's number is taken; the two digits of the
 * issue or price in it are dropped.
 *
 * Returns: (transfer full): 8 characters without hyphen, or %NULL on failure
 */
char *
jl_issn_parse (const char *text, GError **error)
{
  g_autofree char *plain = jl_identifier_normalize (text);
  gsize length = plain == NULL ? 0 : strlen (plain);

  if (length == ISSN_LENGTH && all_digits (plain, ISSN_LENGTH - 1)) {
    if (plain[ISSN_LENGTH - 1] == compute_mod11_check (plain, ISSN_LENGTH - 1))
      return g_steal_pointer (&plain);
    return refuse (error, _ ("The check digit of the ISSN is wrong"));
  }
  if (length == EAN_13_LENGTH && all_digits (plain, length) && g_str_has_prefix (plain, "977")) {
    const char *digits = plain + PREFIX_LENGTH;

    if (is_gs1_number (plain, EAN_13_LENGTH)) {
      return g_strdup_printf (
          "%.*s%c", ISSN_LENGTH - 1, digits, compute_mod11_check (digits, ISSN_LENGTH - 1));
    }
    return refuse (error, _ ("The check digit of the ISSN is wrong"));
  }
  return refuse (error, _ ("An ISSN has 8 characters, its bar code 13 digits that begin with 977"));
}

/**
 * jl_issn_to_barcode:
 * @issn: an ISSN from jl_issn_parse()
 * @variant: the two digits that the publisher uses for a price or issue, 0 to 99; 0 if unknown
 *
 * Returns: (transfer full): the 13 digits of the periodical's EAN-13
 */
char *
jl_issn_to_barcode (const char *issn, guint variant)
{
  char digits[EAN_13_LENGTH + 1] = "";

  g_return_val_if_fail (strlen (issn) == ISSN_LENGTH && variant <= 99, NULL);

  g_snprintf (digits, sizeof digits, "977%.*s%02u", ISSN_LENGTH - 1, issn, variant);
  digits[EAN_13_LENGTH - 1] = compute_gs1_check (digits, EAN_13_LENGTH - 1);
  return g_strdup (digits);
}
