// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-label-code.h"
#include "jl-error.h"
#include "jl-identifier.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PREFIX_MIN 2
#define COUNTER_MIN_DIGITS 6
#define COUNTER_MAX_DIGITS 8
/* x^5 + x^2 + 1, which makes the field GF(2^5). */
#define POLYNOMIAL 37

/* Crockford's base 32: no I, L, O, U. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* The value of a character of the alphabet, -1 for others. */
static int
char_value (char c)
{
  const char *found = c == '\0' ? NULL : strchr (alphabet, c);

  return found == NULL ? -1 : (int)(found - alphabet);
}

/*
 * The check character of @length characters: Damm's algorithm (H. M. Damm, Total anti-symmetrische
 * Quasigruppen, 2004) with the quasigroup a * b = 2 (a + b) over GF(2^5). It finds every single
 * wrong character and every swap of two, next to each other or not. Unlike ISO 7064 MOD 37,36 its
 * check characters are those of the alphabet, without look-alikes.
 */
static char
compute_check (const char *text, gsize length)
{
  guint interim = 0;

  for (gsize i = 0; i < length; i++) {
    interim = (interim ^ (guint)char_value (text[i])) << 1;
    if (interim & 32)
      interim ^= POLYNOMIAL;
  }
  return alphabet[interim];
}

static gboolean
is_prefix (const char *text, gsize length)
{
  if (length < PREFIX_MIN || length > JL_LABEL_PREFIX_MAX || !g_ascii_isupper (text[length - 1]))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (char_value (text[i]) < 0)
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_label_prefix_parse:
 * @text: the prefix that somebody wants for the labels of an organisation
 * @error: %JL_ERROR_INVALID
 *
 * A prefix is 2 to 4 letters and digits without I, L, O and U, which look like others. The last one
 * is a letter, so that prefix and counter can be told apart without their hyphen.
 *
 * Returns: (transfer full): the prefix in upper case, or %NULL on failure
 */
char *
jl_label_prefix_parse (const char *text, GError **error)
{
  g_autofree char *plain = jl_identifier_normalize (text);

  if (plain == NULL || !is_prefix (plain, strlen (plain))) {
    g_set_error_literal (
        error,
        JL_ERROR,
        JL_ERROR_INVALID,
        _ ("A label prefix has 2 to 4 letters and digits without I, L, O and U, and "
           "ends with a letter"));
    return NULL;
  }
  return g_steal_pointer (&plain);
}

/**
 * jl_label_code_to_text:
 * @self: a code
 * @text: (out caller-allocates): room for %JL_LABEL_CODE_TEXT_SIZE characters
 *
 * Writes @self as it is printed and stored: `SF-000123-G`; more than six digits once it must be.
 */
void
jl_label_code_to_text (const JlLabelCode *self, char text[JL_LABEL_CODE_TEXT_SIZE])
{
  char plain[JL_LABEL_CODE_TEXT_SIZE];

  g_return_if_fail (is_prefix (self->prefix, strlen (self->prefix)));
  g_return_if_fail (self->counter >= 1 && self->counter <= JL_LABEL_COUNTER_MAX);

  g_snprintf (plain, sizeof plain, "%s%0*u", self->prefix, COUNTER_MIN_DIGITS, self->counter);
  g_snprintf (text,
              JL_LABEL_CODE_TEXT_SIZE,
              "%s-%0*u-%c",
              self->prefix,
              COUNTER_MIN_DIGITS,
              self->counter,
              compute_check (plain, strlen (plain)));
}

/* Reads the digits of a counter, with O, I and L for 0 and 1, and makes them plain in place. */
static gboolean
read_counter (char *digits, gsize length, guint *counter)
{
  guint value = 0;

  if (length < COUNTER_MIN_DIGITS || length > COUNTER_MAX_DIGITS)
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (digits[i] == 'O')
      digits[i] = '0';
    else if (digits[i] == 'I' || digits[i] == 'L')
      digits[i] = '1';
    if (!g_ascii_isdigit (digits[i]))
      return FALSE;
    value = value * 10 + (guint)(digits[i] - '0');
  }
  /* More digits than needed would be a second name for the same label. */
  if (value == 0 || (length > COUNTER_MIN_DIGITS && digits[0] == '0'))
    return FALSE;
  *counter = value;
  return TRUE;
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, message);
  return FALSE;
}

/* The length of the prefix: it ends with the last true letter before the check character. */
static gsize
find_prefix_length (const char *plain, gsize length)
{
  gsize end = length - 1;

  while (end > 0 && !(g_ascii_isupper (plain[end - 1]) && char_value (plain[end - 1]) >= 0))
    end--;
  return end;
}

/**
 * jl_label_code_from_text:
 * @text: what was scanned or typed
 * @code: (out): the code, untouched on failure
 * @error: %JL_ERROR_INVALID, with a sentence that tells what to look at
 *
 * Reads a label code in any case, full-width, with or without hyphens, with O for 0, I or L for 1.
 *
 * Returns: %FALSE if @text is not a label code
 */
gboolean
jl_label_code_from_text (const char *text, JlLabelCode *code, GError **error)
{
  g_autofree char *plain = jl_identifier_normalize (text);
  gsize length = plain == NULL ? 0 : strlen (plain);
  gsize prefix_length;
  char *check;
  guint counter;

  if (length < PREFIX_MIN + COUNTER_MIN_DIGITS + 1 ||
      length > JL_LABEL_PREFIX_MAX + COUNTER_MAX_DIGITS + 1)
    return refuse (error, _ ("A label code looks like SF-000123-G"));

  prefix_length = find_prefix_length (plain, length);
  if (!is_prefix (plain, prefix_length))
    return refuse (error,
                   _ ("A label code begins with the organisation's prefix, like SF-000123-G"));
  if (!read_counter (plain + prefix_length, length - 1 - prefix_length, &counter))
    return refuse (error,
                   _ ("The number of a label code has at least six digits, like SF-000123-G"));

  check = plain + length - 1;
  *check = *check == 'O' ? '0' : *check == 'I' || *check == 'L' ? '1' : *check;
  if (*check != compute_check (plain, length - 1))
    return refuse (error, _ ("The last character does not fit the label code: is it typed right?"));

  memset (code, 0, sizeof *code);
  memcpy (code->prefix, plain, prefix_length);
  code->counter = counter;
  return TRUE;
}
