// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-identifier.h"

#include <string.h>

static void
test_normalize (void)
{
  static const struct {
    const char *text;
    const char *plain;
  } vectors[] = {
    { "", "" },
    { "  ", "" },
    { "ma2yj1xr-9", "MA2YJ1XR9" },
    { "978-7-118-01984-1", "9787118019841" },
    { "978 7 118　01984 1", "9787118019841" },
    { "978‐7‑118–01984—1", "9787118019841" },
    { "978－7−118", "9787118" },
    { "９７８７ＡＢｃ", "9787ABC" },
    { "\xe2\x80\x8b"
      "12\xef\xbb\xbf"
      "3\n",
      "123" },
    { "é", "É" },
    { "张三", "张三" },
  };
  g_autofree char *longest = g_strnfill (JL_IDENTIFIER_MAX_BYTES, '1');
  g_autofree char *too_long = g_strnfill (JL_IDENTIFIER_MAX_BYTES + 1, '1');
  g_autofree char *same = jl_identifier_normalize (longest);
  GString *growing = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autofree char *plain = jl_identifier_normalize (vectors[i].text);

    g_assert_cmpstr (plain, ==, vectors[i].plain);
  }
  g_assert_cmpstr (same, ==, longest);
  g_assert_null (jl_identifier_normalize (too_long));
  g_assert_null (jl_identifier_normalize ("12\xff"
                                          "3"));
  g_assert_null (jl_identifier_normalize ("\xed\xa0\x80")); /* a surrogate */

  /* One character that NFKC makes 18 of. */
  while (growing->len + strlen ("ﷺ") <= JL_IDENTIFIER_MAX_BYTES)
    g_string_append (growing, "ﷺ");
  g_assert_null (jl_identifier_normalize (growing->str));
  g_string_free (growing, TRUE);
}

static void
test_luhn (void)
{
  g_assert_true (jl_luhn_is_valid ("79927398713"));
  g_assert_true (jl_luhn_is_valid ("4111111111111111"));
  g_assert_false (jl_luhn_is_valid ("79927398710"));
  g_assert_false (jl_luhn_is_valid (""));
  g_assert_false (jl_luhn_is_valid ("0"));
  g_assert_false (jl_luhn_is_valid ("7992739871x"));
  g_assert_cmpint (jl_luhn_compute ("7992739871", 10), ==, '3');
}

static void
test_imei (void)
{
  static const struct {
    const char *text;
    const char *imei;
    gboolean checked;
  } vectors[] = {
    { "354178036859789", "354178036859789", TRUE },
    { "490154203237518", "490154203237518", TRUE },
    { "49-015420-323751-8", "490154203237518", TRUE },
    { "４９０１５４２０３２３７５１８", "490154203237518", TRUE },
    { "49015420323751", "490154203237518", FALSE },
    { "4901542032375102", "490154203237518", FALSE },
  };
  static const char *const bad[] = {
    "",
    "4901542032375",     /* 13 digits */
    "49015420323751802", /* 17 */
    "49015420323751A",
    "A0000012345678", /* a MEID is no IMEI */
    "490154203237517",
    "\xff",
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autoptr (GError) error = NULL;
    gboolean checked = !vectors[i].checked;
    g_autofree char *imei = jl_imei_parse (vectors[i].text, &checked, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (imei, ==, vectors[i].imei);
    g_assert_cmpint (checked, ==, vectors[i].checked);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (jl_imei_parse (bad[i], NULL, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  }
}

/* Luhn finds every single wrong digit. */
static void
test_imei_mutations (void)
{
  static const char *const good[] = { "354178036859789", "490154203237518" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    for (gsize at = 0; at < strlen (good[i]); at++) {
      for (char c = '0'; c <= '9'; c++) {
        g_autofree char *text = g_strdup (good[i]);

        text[at] = c;
        if (c != good[i][at])
          g_assert_null (jl_imei_parse (text, NULL, NULL));
      }
    }
  }
}

static void
test_mobile (void)
{
  static const char *const good[] = { "13812341234",     "138 1234 1234",         "138-1234-1234",
                                      "+86 13812341234", "+8613812341234",        "8613812341234",
                                      "008613812341234", "１３８１２３４１２３４" };
  static const char *const bad[] = { "",
                                     "1381234123",
                                     "138123412345",
                                     "12812341234",
                                     "10812341234",
                                     "23812341234",
                                     "03118888888",
                                     "1381234123a",
                                     "+1 3812341234",
                                     "+86",
                                     "86138123412",
                                     "+86+8613812341234",
                                     "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autofree char *mobile = jl_mobile_parse (good[i], NULL);

    g_assert_cmpstr (mobile, ==, "13812341234");
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (jl_mobile_parse (bad[i], &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  }
  for (char c = '3'; c <= '9'; c++) {
    g_autofree char *text = g_strdup_printf ("1%c900000000", c);
    g_autofree char *mobile = jl_mobile_parse (text, NULL);

    g_assert_cmpstr (mobile, ==, text);
  }
}

static void
test_mobile_mask (void)
{
  static const struct {
    const char *mobile;
    const char *mask;
  } vectors[] = {
    { "13856781234", "138****1234" },
    { "+8613856781234", "***********" },
    { "138567812", "***********" },
    { "secret text", "***********" },
    { "", "***********" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autofree char *mask = jl_mobile_mask (vectors[i].mobile);

    g_assert_cmpstr (mask, ==, vectors[i].mask);
  }
}

static void
test_resident_id (void)
{
  const char *good = "11010519491231002X";

  g_assert_true (jl_resident_id_is_valid (good));
  g_assert_true (jl_resident_id_is_valid ("110105 19491231 002x"));
  g_assert_false (jl_resident_id_is_valid (""));
  g_assert_false (jl_resident_id_is_valid ("11010519491231002"));
  g_assert_false (jl_resident_id_is_valid ("1101051949123100XX"));
  g_assert_false (jl_resident_id_is_valid ("110105194912310020"));
  g_assert_false (jl_resident_id_is_valid ("\xff"));
  /* The check character fits, the month does not exist. */
  g_assert_false (jl_resident_id_is_valid ("110105194913310021"));
  g_assert_true (jl_resident_id_is_valid ("110105194912310046"));

  for (gsize at = 0; at < strlen (good) - 1; at++) {
    for (char c = '0'; c <= '9'; c++) {
      g_autofree char *text = g_strdup (good);

      text[at] = c;
      if (c != good[at])
        g_assert_false (jl_resident_id_is_valid (text));
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/identifier/normalize", test_normalize);
  g_test_add_func ("/common/identifier/luhn", test_luhn);
  g_test_add_func ("/common/identifier/imei", test_imei);
  g_test_add_func ("/common/identifier/imei-mutations", test_imei_mutations);
  g_test_add_func ("/common/identifier/mobile", test_mobile);
  g_test_add_func ("/common/identifier/mobile-mask", test_mobile_mask);
  g_test_add_func ("/common/identifier/resident-id", test_resident_id);
  return g_test_run ();
}
