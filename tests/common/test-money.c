// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-money.h"

static void
test_to_text (void)
{
  static const struct {
    gint64 fen;
    const char *plain;
    const char *pretty;
  } vectors[] = {
    { 0, "0.00", "¥0.00" },
    { 5, "0.05", "¥0.05" },
    { -5, "-0.05", "-¥0.05" },
    { 99900, "999.00", "¥999.00" },
    { 100000, "1000.00", "¥1,000.00" },
    { 123450, "1234.50", "¥1,234.50" },
    { -12345678901, "-123456789.01", "-¥123,456,789.01" },
    { JL_MONEY_MAX_FEN, "100000000000.00", "¥100,000,000,000.00" },
    { G_MAXINT64, "92233720368547758.07", "¥92,233,720,368,547,758.07" },
    { G_MININT64, "-92233720368547758.08", "-¥92,233,720,368,547,758.08" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autofree char *plain = jl_money_to_text (vectors[i].fen, JL_MONEY_PLAIN);
    g_autofree char *pretty = jl_money_to_text (vectors[i].fen, JL_MONEY_GROUPED | JL_MONEY_SYMBOL);

    g_assert_cmpstr (plain, ==, vectors[i].plain);
    g_assert_cmpstr (pretty, ==, vectors[i].pretty);
  }
}

static void
test_to_capitals (void)
{
  static const struct {
    gint64 fen;
    const char *text;
  } vectors[] = {
    { 123450, "壹仟贰佰叁拾肆元伍角整" },
    { 0, "零元整" },
    { 5, "伍分" },
    { 50, "伍角整" },
    { 15, "壹角伍分" },
    { 100, "壹元整" },
    { 1000, "壹拾元整" },
    /* The examples of the rule itself. */
    { 140950, "壹仟肆佰零玖元伍角整" },
    { 600714, "陆仟零柒元壹角肆分" },
    { 168032, "壹仟陆佰捌拾元叁角贰分" },
    { 10700053, "壹拾万柒仟元伍角叁分" },
    { 1640902, "壹万陆仟肆佰零玖元零贰分" },
    { 32504, "叁佰贰拾伍元零肆分" },
    { 10001, "壹佰元零壹分" },
    { 100000, "壹仟元整" },
    { 100100, "壹仟零壹元整" },
    { 1000500, "壹万零伍元整" },
    { 10050000, "壹拾万零伍佰元整" },
    { 1000000500, "壹仟万零伍元整" },
    { 10000000000, "壹亿元整" },
    { 10000500000, "壹亿零伍仟元整" },
    { 10005000000, "壹亿零伍万元整" },
    { 10000000001, "壹亿元零壹分" },
    { 12345678999, "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元玖角玖分" },
    { 101010100000, "壹拾亿壹仟零壹拾万壹仟元整" },
    { JL_MONEY_MAX_FEN, "壹仟亿元整" },
    { -12300, "负壹佰贰拾叁元整" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autofree char *text = jl_money_to_capitals (vectors[i].fen);

    g_assert_cmpstr (text, ==, vectors[i].text);
  }
}

static void
test_from_text (void)
{
  static const struct {
    const char *text;
    gint64 fen;
  } vectors[] = {
    { "0", 0 },
    { "80", 8000 },
    { "¥80", 8000 },
    { "￥80", 8000 },
    { "¥ 80.5", 8050 },
    { "80元", 8000 },
    { "80 元", 8000 },
    { " 80 ", 8000 },
    { "1,234.5", 123450 },
    { "1,234,567.89", 123456789 },
    { "1234.50", 123450 },
    { "0012", 1200 },
    { ".5", 50 },
    { "5.", 500 },
    { "0.01", 1 },
    { "１，２３４．５", 123450 },
    { "　８０　", 8000 },
    { "8。5", 850 },
    { "100000000000", JL_MONEY_MAX_FEN },
    { "-0", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autoptr (GError) error = NULL;
    gint64 fen = -1;

    g_assert_true (jl_money_from_text (vectors[i].text, FALSE, &fen, &error));
    g_assert_no_error (error);
    g_assert_cmpint (fen, ==, vectors[i].fen);
  }
}

static void
test_negative (void)
{
  static const char *const texts[] = { "-12.50", "−12.50", "－１２．５０", "-¥12.50", "¥-12.50" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    gint64 fen = 0;

    g_assert_false (jl_money_from_text (texts[i], FALSE, &fen, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, "The amount may not be negative");
    g_assert_true (jl_money_from_text (texts[i], TRUE, &fen, NULL));
    g_assert_cmpint (fen, ==, -1250);
  }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    " ",
    ".",
    "¥",
    "-",
    "元",
    "abc",
    "12a",
    "1.2.3",
    "1.234",
    "1.230",
    "12,34",
    "1,5",
    ",123",
    "1234,567",
    "1,2345",
    "1,",
    "1,,234",
    "1 234",
    "--5",
    "-¥-5",
    "+5",
    "1e3",
    "0x10",
    "$5",
    "5元5",
    "100000000000.01",
    "99999999999999999999999999999999999999999999",
    "-100000000000.01",
    "\xff\xfe",
    "8\xfc",
    "NaN",
    "١٢",
  };
  g_autofree char *endless = g_strnfill (100000, '0');
  gint64 fen = 42;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (jl_money_from_text (texts[i], TRUE, &fen, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  }
  g_assert_false (jl_money_from_text (endless, TRUE, &fen, NULL));
  g_assert_cmpint (fen, ==, 42);
}

static void
test_round_trip (void)
{
  for (gint64 fen = 1; fen <= JL_MONEY_MAX_FEN; fen = fen * 3 + 1) {
    for (JlMoneyStyle style = 0; style <= (JL_MONEY_GROUPED | JL_MONEY_SYMBOL); style++) {
      g_autofree char *text = jl_money_to_text (-fen, style);
      gint64 back = 0;

      g_assert_true (jl_money_from_text (text, TRUE, &back, NULL));
      g_assert_cmpint (back, ==, -fen);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/money/to-text", test_to_text);
  g_test_add_func ("/common/money/to-capitals", test_to_capitals);
  g_test_add_func ("/common/money/from-text", test_from_text);
  g_test_add_func ("/common/money/negative", test_negative);
  g_test_add_func ("/common/money/refused", test_refused);
  g_test_add_func ("/common/money/round-trip", test_round_trip);
  return g_test_run ();
}
