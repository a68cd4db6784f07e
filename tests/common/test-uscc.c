// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-uscc.h"

#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static const char *const good_codes[] = {
  "91110000600037341L",
  "91350200MA2YJ1XR9G",
  /* Made up, for a division 139999 that does not exist. */
  "91139999MA0TE5T085",
  "92139999MA0TE5T16W",
  "N2139999MF0TE5T22E",
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good_codes); i++) {
    g_autoptr (GError) error = NULL;
    JlUsccDoubts doubts = JL_USCC_CHECK_CHARACTER;
    g_autofree char *uscc = jl_uscc_parse (good_codes[i], NULL, &error);
    g_autofree char *again = jl_uscc_parse (good_codes[i], &doubts, NULL);

    g_assert_no_error (error);
    g_assert_cmpstr (uscc, ==, good_codes[i]);
    g_assert_cmpstr (again, ==, good_codes[i]);
    g_assert_cmpuint (doubts, ==, JL_USCC_NO_DOUBTS);
  }
}

static void
test_normalized (void)
{
  g_autofree char *uscc = jl_uscc_parse (" 91350200-ma2yj1xr9g ", NULL, NULL);
  g_autofree char *wide = jl_uscc_parse ("９１３５０２００ＭＡ２ＹＪ１ＸＲ９Ｇ", NULL, NULL);
  g_autofree char *division = jl_uscc_get_division (uscc);
  g_autofree char *code = jl_uscc_get_organisation_code (uscc);

  g_assert_cmpstr (uscc, ==, "91350200MA2YJ1XR9G");
  g_assert_cmpstr (wide, ==, uscc);
  g_assert_cmpstr (division, ==, "350200");
  g_assert_cmpstr (code, ==, "MA2YJ1XR9");
}

/* A public validator has this one as an exception: it needs a reason to be taken. */
static void
test_wrong_check_character (void)
{
  const char *text = "91350203M0001QAY9B";
  g_autoptr (GError) error = NULL;
  JlUsccDoubts doubts = JL_USCC_NO_DOUBTS;
  g_autofree char *uscc = NULL;

  g_assert_null (jl_uscc_parse (text, NULL, &error));
  g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  g_clear_error (&error);

  uscc = jl_uscc_parse (text, &doubts, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (uscc, ==, text);
  g_assert_cmpuint (doubts, ==, JL_USCC_CHECK_CHARACTER);
}

static void
test_organisation_code_mismatch_warns (void)
{
  /* MA2YJ1XR-8 instead of -9, and the check character that then fits. */
  const char *text = "91350200MA2YJ1XR8D";
  g_autoptr (GError) error = NULL;
  JlUsccDoubts doubts = JL_USCC_NO_DOUBTS;
  g_autofree char *uscc = jl_uscc_parse (text, &doubts, &error);
  g_autofree char *strict = jl_uscc_parse (text, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (uscc, ==, text);
  g_assert_cmpstr (strict, ==, text);
  g_assert_cmpuint (doubts, ==, JL_USCC_ORGANISATION_CODE);
}

static void
test_malformed (void)
{
  static const char *const bad[] = {
    "",
    "91350200MA2YJ1XR9",   /* 17 */
    "91350200MA2YJ1XR9GG", /* 19 */
    "91350200MA2YJ1XR9I",  /* I, O, S, V, Z are not in the alphabet */
    "91350200MO2YJ1XR9G",
    "9135020AMA2YJ1XR9G", /* the division is digits */
    "91350200MA2YJ1XR9!",
    "91350200MA2YJ1XR张",
    "\xff",
    "11010519491231002X", /* a resident's number has the length, but not the check character */
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (jl_uscc_parse (bad[i], NULL, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad) - 1; i++) {
    g_autoptr (GError) error = NULL;
    JlUsccDoubts doubts = JL_USCC_NO_DOUBTS;

    /* A reason helps against a wrong check character only. */
    g_assert_null (jl_uscc_parse (bad[i], &doubts, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    g_assert_cmpuint (doubts, ==, JL_USCC_NO_DOUBTS);
  }
}

/* MOD 31 with these weights finds every single wrong character. */
static void
test_mutations (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good_codes); i++) {
    for (gsize at = 0; at < JL_USCC_LENGTH; at++) {
      for (const char *c = alphabet; *c != '\0'; c++) {
        g_autofree char *text = g_strdup (good_codes[i]);
        g_autoptr (GError) error = NULL;

        if (*c == text[at])
          continue;
        text[at] = *c;
        g_assert_null (jl_uscc_parse (text, NULL, &error));
        g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
      }
    }
  }
}

static void
test_organisation_code (void)
{
  static const char *const bad[] = {
    "", "MA2YJ1XR", "MA2YJ1XR8", "MA2YJ1XRX", "MA2YJ1X?9", "\xff"
  };
  static const char *const good[] = { "MA2YJ1XR9", "600037341", "D2143569X" };
  g_autofree char *code = jl_organisation_code_parse ("ma2yj1xr-9", NULL);

  g_assert_cmpstr (code, ==, "MA2YJ1XR9");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (jl_organisation_code_parse (bad[i], &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  }
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autofree char *same = jl_organisation_code_parse (good[i], NULL);

    g_assert_cmpstr (same, ==, good[i]);
    /* MOD 11 finds every digit taken for another one. */
    for (gsize at = 0; at < JL_ORGANISATION_CODE_LENGTH; at++) {
      for (char c = '0'; c <= '9' && g_ascii_isdigit (good[i][at]); c++) {
        g_autofree char *text = g_strdup (good[i]);

        text[at] = c;
        if (c != good[i][at])
          g_assert_null (jl_organisation_code_parse (text, NULL));
      }
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/uscc/good", test_good);
  g_test_add_func ("/common/uscc/normalized", test_normalized);
  g_test_add_func ("/common/uscc/wrong-check-character", test_wrong_check_character);
  g_test_add_func ("/common/uscc/organisation-code-mismatch-warns",
                   test_organisation_code_mismatch_warns);
  g_test_add_func ("/common/uscc/malformed", test_malformed);
  g_test_add_func ("/common/uscc/mutations", test_mutations);
  g_test_add_func ("/common/uscc/organisation-code", test_organisation_code);
  return g_test_run ();
}
