// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-uscc.h"
#include "jl-error.h"
#include "jl-identifier.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DIVISION_START 2
#define DIVISION_LENGTH 6
#define ORGANISATION_CODE_START 8

/* GB 32100-2015: no I, O, S, V, Z. A character's value is its place. */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* The check character for the first 17 (GB 32100-2015, 4.2: MOD 31). */
static char
compute_check (const char *uscc)
{
  static const guint weights[] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
  guint sum = 0;

  G_STATIC_ASSERT (G_N_ELEMENTS (weights) == JL_USCC_LENGTH - 1);
  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    sum += (guint)(strchr (alphabet, uscc[i]) - alphabet) * weights[i];
  return alphabet[(31 - sum % 31) % 31];
}

/* The check character for the first 8 of an organisation code (GB 11714-1997: MOD 11). */
static char
compute_organisation_check (const char *code)
{
  static const guint weights[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
  guint sum = 0;

  G_STATIC_ASSERT (G_N_ELEMENTS (weights) == JL_ORGANISATION_CODE_LENGTH - 1);
  for (guint i = 0; i < G_N_ELEMENTS (weights); i++) {
    guint value = g_ascii_isdigit (code[i]) ? (guint)(code[i] - '0') : (guint)(code[i] - 'A') + 10;

    sum += value * weights[i];
  }
  return "0X987654321"[sum % 11];
}

static gboolean
has_uscc_shape (const char *text)
{
  if (strlen (text) != JL_USCC_LENGTH || strspn (text, alphabet) != JL_USCC_LENGTH)
    return FALSE;
  for (int i = DIVISION_START; i < DIVISION_START + DIVISION_LENGTH; i++) {
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_uscc_parse:
 * @text: a unified social credit code (统一社会信用代码) as it was typed
 * @doubts: (out) (optional): which checks failed; if given, a wrong check character is reported
 * here and is no error, so that the caller can take the code with a reason
 * @error: %JL_ERROR_INVALID
 *
 * Checks shape and check character of GB 32100-2015. The registering office (characters 3 to 8) is
 * not looked up: it may be a city, a zone or an abolished division.
 *
 * Returns: (transfer full): 18 characters, or %NULL on failure
 */
char *
jl_uscc_parse (const char *text, JlUsccDoubts *doubts, GError **error)
{
  g_autofree char *plain = jl_identifier_normalize (text);
  JlUsccDoubts found = JL_USCC_NO_DOUBTS;

  if (plain == NULL || !has_uscc_shape (plain)) {
    g_set_error_literal (
        error,
        JL_ERROR,
        JL_ERROR_INVALID,
        _ ("A unified social credit code has 18 digits and capital letters, none of "
           "them I, O, S, V or Z, and the third to eighth are digits"));
    return NULL;
  }

  if (plain[JL_USCC_LENGTH - 1] != compute_check (plain))
    found |= JL_USCC_CHECK_CHARACTER;
  if (plain[JL_USCC_LENGTH - 2] != compute_organisation_check (plain + ORGANISATION_CODE_START))
    found |= JL_USCC_ORGANISATION_CODE;
  if (doubts == NULL && found & JL_USCC_CHECK_CHARACTER) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_INVALID,
                         _ ("The check character of the unified social credit code is wrong"));
    return NULL;
  }

  if (doubts != NULL)
    *doubts = found;
  return g_steal_pointer (&plain);
}

/**
 * jl_uscc_get_division:
 * @uscc: a code from jl_uscc_parse()
 *
 * Returns: (transfer full): the six digits of the division whose office registered it
 */
char *
jl_uscc_get_division (const char *uscc)
{
  return g_strndup (uscc + DIVISION_START, DIVISION_LENGTH);
}

/**
 * jl_uscc_get_organisation_code:
 * @uscc: a code from jl_uscc_parse()
 *
 * Returns: (transfer full): the nine characters of the organisation code inside it
 */
char *
jl_uscc_get_organisation_code (const char *uscc)
{
  return g_strndup (uscc + ORGANISATION_CODE_START, JL_ORGANISATION_CODE_LENGTH);
}

/**
 * jl_organisation_code_parse:
 * @text: an organisation code (组织机构代码) as it was typed, with or without its hyphen
 * @error: %JL_ERROR_INVALID
 *
 * Checks shape and check character of GB 11714-1997, which older papers carry instead of a unified
 * social credit code.
 *
 * Returns: (transfer full): nine characters without hyphen, or %NULL on failure
 */
char *
jl_organisation_code_parse (const char *text, GError **error)
{
  g_autofree char *plain = jl_identifier_normalize (text);
  gboolean good = plain != NULL && strlen (plain) == JL_ORGANISATION_CODE_LENGTH;

  for (int i = 0; good && i < JL_ORGANISATION_CODE_LENGTH - 1; i++)
    good = g_ascii_isalnum (plain[i]);
  if (!good) {
    g_set_error_literal (
        error,
        JL_ERROR,
        JL_ERROR_INVALID,
        _ ("An organisation code has eight digits or letters and a check character"));
    return NULL;
  }
  if (plain[JL_ORGANISATION_CODE_LENGTH - 1] != compute_organisation_check (plain)) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_INVALID,
                         _ ("The check character of the organisation code is wrong"));
    return NULL;
  }
  return g_steal_pointer (&plain);
}
