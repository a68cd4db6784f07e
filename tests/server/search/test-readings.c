// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-fold.h"
#include "jl-readings.h"

#include <string.h>

/* All readings of a text: syllables joined by spaces, variants by a bar. */
static char *
read_text (const char *text)
{
  g_autoptr (GArray) chars = jl_fold_text (text, -1, 1000);
  g_autofree JlReading *readings = g_new (JlReading, chars->len);
  GString *result = g_string_new (NULL);

  jl_readings_look_up ((const gunichar *)chars->data, chars->len, readings);
  for (guint i = 0; i < chars->len; i++) {
    g_string_append (result, i > 0 ? " " : "");
    for (guint j = 0; j < readings[i].n_syllables; j++) {
      g_string_append (result, j > 0 ? "|" : "");
      g_string_append (result, jl_readings_get_syllable (readings[i].syllables[j]));
    }
  }
  return g_string_free (result, FALSE);
}

static void
assert_reading (const char *text, const char *expected)
{
  g_autofree char *reading = read_text (text);

  g_assert_cmpstr (reading, ==, expected);
}

static void
test_words_decide (void)
{
  assert_reading ("长安", "chang an");
  assert_reading ("校长", "xiao zhang");
  assert_reading ("音乐", "yin yue");
  assert_reading ("快乐", "kuai le");
  assert_reading ("重庆", "chong qing");
  assert_reading ("重量", "zhong liang");
  assert_reading ("银行", "yin hang");
  assert_reading ("行李", "xing li");
  assert_reading ("自行车", "zi xing che");
  /* Words side by side, each read in its own way. */
  assert_reading ("长安音乐行李", "chang an yin yue xing li");
}

static void
test_outside_words (void)
{
  assert_reading ("长", "chang|zhang");
  assert_reading ("乐", "le|yue");
  /* Readings that hardly occur are no common ones. */
  assert_reading ("车", "che");
  assert_reading ("石", "shi");
  /* No reading: Latin, digits, kana. */
  assert_reading ("aかé1", "   ");
}

static void
test_two_readings_of_a_word (void)
{
  assert_reading ("同行", "tong hang|xing");
}

static void
test_traditional (void)
{
  assert_reading ("長安", "chang an");
  assert_reading ("音樂", "yin yue");
  assert_reading ("衣櫃", "yi gui");
  assert_reading ("乾隆", "qian long");
}

static void
test_word_starts (void)
{
  g_autoptr (GArray) chars = jl_fold_text ("三人位沙发", -1, 100);
  JlReading readings[5];

  g_assert_cmpuint (chars->len, ==, 5);
  jl_readings_look_up ((const gunichar *)chars->data, chars->len, readings);
  g_assert_true (readings[0].starts_word);
  g_assert_false (readings[1].starts_word);
  g_assert_true (readings[2].starts_word);
  g_assert_true (readings[3].starts_word);
  g_assert_false (readings[4].starts_word);
}

static void
test_syllables (void)
{
  guint first = 0, end = 0;

  g_assert_true (jl_readings_find_syllables ("zhuang", 6, &first, &end));
  g_assert_cmpuint (end, ==, first + 1);
  g_assert_cmpstr (jl_readings_get_syllable (first), ==, "zhuang");
  g_assert_true (jl_readings_find_syllables ("sha", 3, &first, &end));
  g_assert_cmpstr (jl_readings_get_syllable (first), ==, "sha");
  g_assert_cmpstr (jl_readings_get_syllable (end - 1), ==, "shao");
  g_assert_false (jl_readings_find_syllables ("v", 1, &first, &end));
  g_assert_false (jl_readings_find_syllables ("shaf", 4, &first, &end));
  g_assert_false (jl_readings_find_syllables ("zhuangs", 7, &first, &end));
  g_assert_cmpuint (jl_readings_get_n_syllables (), >, 390);
  g_assert_cmpuint (jl_readings_get_n_syllables (), <, 430);
}

static void
assert_fold (const char *text, gssize length, const char *expected)
{
  g_autoptr (GArray) chars = jl_fold_text (text, length, 50);
  g_autofree char *folded =
      g_ucs4_to_utf8 ((const gunichar *)chars->data, chars->len, NULL, NULL, NULL);

  g_assert_cmpstr (folded, ==, expected);
}

static void
test_fold (void)
{
  assert_fold ("ＩＰｈｏｎｅ　１３", -1, "iphone 13");
  assert_fold ("Café Ünlü", -1, "cafe unlv");
  assert_fold ("lǜ NǙ", -1, "lv nv");
  assert_fold ("shāfā", -1, "shafa");
  assert_fold ("三人位沙發", -1, "三人位沙发");
  assert_fold ("㎏①", -1, "kg1");
  assert_fold ("ок", -1, "ок");
  assert_fold ("", -1, "");
  /* Not UTF-8, NUL inside, cut in the middle of a character. */
  assert_fold ("a\xff\xfe沙\x80", -1, "a\uFFFD\uFFFD沙\uFFFD");
  assert_fold ("沙发", 4, "沙\uFFFD");
}

static void
test_fold_limit (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) chars = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "沙");
  chars = jl_fold_text (text->str, text->len, 200);
  g_assert_cmpuint (chars->len, ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/search/readings/words-decide", test_words_decide);
  g_test_add_func ("/search/readings/outside-words", test_outside_words);
  g_test_add_func ("/search/readings/two-readings-of-a-word", test_two_readings_of_a_word);
  g_test_add_func ("/search/readings/traditional", test_traditional);
  g_test_add_func ("/search/readings/word-starts", test_word_starts);
  g_test_add_func ("/search/readings/syllables", test_syllables);
  g_test_add_func ("/search/fold/forms", test_fold);
  g_test_add_func ("/search/fold/limit", test_fold_limit);
  return g_test_run ();
}
