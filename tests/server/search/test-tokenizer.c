// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-tokenizer.h"

#include <string.h>

/* The tokens in the order of the text, duplicates left out. */
static char *
tokenize (const char *text, gboolean is_name)
{
  g_autoptr (GString) tokens = g_string_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) parts = NULL;
  GString *result = g_string_new (NULL);

  if (is_name)
    jl_tokenizer_add_names (tokens, text);
  else
    jl_tokenizer_add_body (tokens, text);
  parts = g_strsplit (tokens->str, " ", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    if (parts[i][0] != '\0' && g_hash_table_add (seen, parts[i]))
      g_string_append_printf (result, "%s%s", result->len > 0 ? " " : "", parts[i]);
  }
  return g_string_free (result, FALSE);
}

static void
assert_body (const char *text, const char *expected)
{
  g_autofree char *tokens = tokenize (text, FALSE);

  g_assert_cmpstr (tokens, ==, expected);
}

static void
assert_name (const char *text, const char *expected)
{
  g_autofree char *tokens = tokenize (text, TRUE);

  g_assert_cmpstr (tokens, ==, expected);
}

static void
test_bigrams (void)
{
  assert_body ("三人沙發", "三人 人沙 沙发");
  assert_body ("沙发，床", "沙发 床");
  assert_body ("床", "床");
  assert_body ("カメラ", "カメ メラ");
  assert_body ("", "");
  assert_body ("！？ … 😀 “”()*", "");
}

static void
test_readings (void)
{
  assert_name ("沙发", "沙 沙发 发 ~sha ~shaf ~shafa =s =sf ~fa =f");
  /* The initials of a pair only where a word begins. */
  assert_name ("位沙发",
               "位 位沙 沙 沙发 发 ~wei ~weis ~weisha =w =ws =wsf ~sha ~shaf ~shafa =s =sf ~fa =f");
  /* Names do not run into each other. */
  assert_name ("沙\n发", "沙 ~sha =s 发 ~fa =f");
  /* Outside of words every common reading. */
  assert_name ("长", "长 ~chang ~zhang =c =z");
}

static void
test_latin (void)
{
  assert_body ("Sony", "<s <so <son <sony");
  assert_body ("L'Oréal", "<l <lo <lor <lore <lorea <loreal");
  assert_body ("abcdefghijklmnopqrstuvwxyz",
               "<a <ab <abc <abcd <abcde <abcdef <abcdefg <abcdefgh <abcdefghi <abcdefghij"
               " <abcdefghijk <abcdefghijkl <abcdefghijklm <abcdefghijklmn <abcdefghijklmno"
               " <abcdefghijklmnop <abcdefghijklmnopq <abcdefghijklmnopqr <abcdefghijklmnopqrs"
               " <abcdefghijklmnopqrst");
}

static void
test_numbers (void)
{
  assert_body ("65", "65");
  assert_body ("1.8", "1.8");
  assert_body ("1.", "1");
  assert_body ("20240", "<2024 <20240");
  /* A label's counter is also found without its zeros. */
  assert_body ("000123", "<0001 <00012 <000123 123");
  assert_body ("0000", "<0000");
}

static void
test_mixed (void)
{
  assert_body ("65寸", "65 65寸 寸");
  assert_body ("65 寸", "65 65寸 寸");
  assert_body ("65,寸", "65 寸");
  assert_body ("L型", "<l l型 型");
  assert_body ("L 型", "<l 型");
  assert_body ("5G手机", "5 <g <5g g手 手机");
  assert_body ("X13", "<x 13 <x1 <x13");
  assert_body ("ＩＰｈｏｎｅ１３", "<i <ip <iph <ipho <iphon <iphone 13 <iphone1 <iphone13");
}

static void
test_facets (void)
{
  g_autoptr (GString) tokens = g_string_new (NULL);

  jl_tokenizer_add_facet (tokens, "c:sofa.bed_2-x");
  g_assert_cmpstr (tokens->str, ==, "#c:sofa.bed_2-x ");
  g_assert_false (jl_tokenizer_is_facet (""));
  g_assert_false (jl_tokenizer_is_facet ("c:so fa"));
  g_assert_false (jl_tokenizer_is_facet ("c\""));
  /* What is typed never makes a facet. */
  assert_name ("#c:1", "<c 1");
}

static void
test_version (void)
{
  g_autofree char *version = jl_tokenizer_get_version ();
  g_autofree char *again = jl_tokenizer_get_version ();

  g_assert_true (g_regex_match_simple ("^[0-9]+-[0-9a-f]{8}-[0-9.]+$", version, 0, 0));
  g_assert_cmpstr (version, ==, again);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/search/tokenizer/bigrams", test_bigrams);
  g_test_add_func ("/search/tokenizer/readings", test_readings);
  g_test_add_func ("/search/tokenizer/latin", test_latin);
  g_test_add_func ("/search/tokenizer/numbers", test_numbers);
  g_test_add_func ("/search/tokenizer/mixed", test_mixed);
  g_test_add_func ("/search/tokenizer/facets", test_facets);
  g_test_add_func ("/search/tokenizer/version", test_version);
  return g_test_run ();
}
