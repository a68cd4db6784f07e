// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-error.h"
#include "jl-label-code.h"

#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static const JlLabelCode codes[] = {
  { "SF", 123 },        { "SF", 1 },   { "SF", 999999 }, { "SF", 1000000 },
  { "CAQ", 31337 },     { "2S", 42 },  { "XHQA", 7 },    { "XHQA", JL_LABEL_COUNTER_MAX },
  { "00AZ", 90909090 }, { "ZZ", 100 },
};

static void
test_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *lower = NULL;
    g_auto (GStrv) parts = NULL;
    g_autofree char *joined = NULL;
    char text[JL_LABEL_CODE_TEXT_SIZE];
    const char *spellings[3];

    jl_label_code_to_text (&codes[i], text);
    lower = g_ascii_strdown (text, -1);
    parts = g_strsplit (text, "-", -1);
    g_assert_cmpuint (g_strv_length (parts), ==, 3);
    joined = g_strjoinv ("", parts);
    spellings[0] = text;
    spellings[1] = lower;
    spellings[2] = joined;
    for (guint j = 0; j < G_N_ELEMENTS (spellings); j++) {
      JlLabelCode code = { "", 0 };

      g_assert_true (jl_label_code_from_text (spellings[j], &code, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (code.prefix, ==, codes[i].prefix);
      g_assert_cmpuint (code.counter, ==, codes[i].counter);
    }
  }
}

/* Fixed texts: printed labels must stay readable by every later version. */
static void
test_vectors (void)
{
  static const char *const texts[] = { "SF-000123-G", "SF-999999-V", "SF-1000000-X" };
  static const guint indices[] = { 0, 2, 3 };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    char text[JL_LABEL_CODE_TEXT_SIZE];

    jl_label_code_to_text (&codes[indices[i]], text);
    g_assert_cmpstr (text, ==, texts[i]);
  }
}

static void
test_tolerance (void)
{
  static const char *const texts[] = {
    "sf-000123-G", "SF000123G",   " sf 000123 G ", "ＳＦ－０００１２３－G",
    "SF-OOO123-G", "SF-oooi23-G", "SF—000L23—G",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    JlLabelCode code = { "", 0 };

    g_assert_true (jl_label_code_from_text (texts[i], &code, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (code.prefix, ==, "SF");
    g_assert_cmpuint (code.counter, ==, 123);
  }
}

static void
test_substitutions (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    char text[JL_LABEL_CODE_TEXT_SIZE];

    jl_label_code_to_text (&codes[i], text);
    for (gsize at = 0; text[at] != '\0'; at++) {
      for (const char *c = alphabet; *c != '\0' && text[at] != '-'; c++) {
        g_autoptr (GError) error = NULL;
        g_autofree char *wrong = g_strdup (text);
        JlLabelCode code = { "", 0 };

        if (*c == text[at])
          continue;
        wrong[at] = *c;
        g_assert_false (jl_label_code_from_text (wrong, &code, &error));
        g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
        g_assert_cmpuint (code.counter, ==, 0);
      }
    }
  }
}

/* Any two characters swapped, the check character among them. */
static void
test_transpositions (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    char text[JL_LABEL_CODE_TEXT_SIZE];

    jl_label_code_to_text (&codes[i], text);
    for (gsize a = 0; text[a] != '\0'; a++) {
      for (gsize b = a + 1; text[b] != '\0'; b++) {
        g_autofree char *wrong = g_strdup (text);
        JlLabelCode code;

        if (text[a] == '-' || text[b] == '-' || text[a] == text[b])
          continue;
        wrong[a] = text[b];
        wrong[b] = text[a];
        g_assert_false (jl_label_code_from_text (wrong, &code, NULL));
      }
    }
  }
}

static void
test_check_characters_are_spread (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint counter = 1; counter <= 200; counter++) {
    JlLabelCode code = { "SF", counter };
    char text[JL_LABEL_CODE_TEXT_SIZE];
    char check;

    jl_label_code_to_text (&code, text);
    check = text[strlen (text) - 1];
    g_assert_nonnull (strchr (alphabet, check));
    g_hash_table_add (seen, GINT_TO_POINTER (check));
  }
  g_assert_cmpuint (g_hash_table_size (seen), ==, strlen (alphabet));
}

static void
test_refused (void)
{
  static const struct {
    const char *text;
    const char *hint;
  } vectors[] = {
    { "", "looks like" },
    { "SF-000123", "looks like" },
    { "ABCDE-12345678-X", "looks like" },
    { "9787118019841", "prefix" },
    { "490154203237518", "looks like" },
    { "S5000123X", "prefix" },
    { "SO000123X", "prefix" },
    { "ABCDE-000123-X", "prefix" },
    { "SF-00123-XX", "prefix" },
    { "SFA-12345-X", "at least six" },
    { "SF-000000-0", "at least six" },
    { "SF-0000123-7", "at least six" },
    { "SF-123456789-7", "at least six" },
    { "SF-0001*3-7", "at least six" },
    { "SF-000123-*", "last character" },
    { "SF-000123-U", "last character" },
    { "沙发-000123-7", "prefix" },
    { "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "looks like" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autoptr (GError) error = NULL;
    JlLabelCode code = { "QQ", 5 };

    g_assert_false (jl_label_code_from_text (vectors[i].text, &code, &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, vectors[i].hint));
    g_assert_cmpuint (code.counter, ==, 5);
  }
}

static void
test_prefix (void)
{
  static const char *const bad[] = { "",   "S",  "SFABC", "S5", "12",   "SO",
                                     "IF", "LF", "UF",    "S*", "沙发", "\xff" };
  g_autofree char *prefix = jl_label_prefix_parse (" s-f ", NULL);

  g_assert_cmpstr (prefix, ==, "SF");
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autofree char *same = jl_label_prefix_parse (codes[i].prefix, NULL);

    g_assert_cmpstr (same, ==, codes[i].prefix);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (jl_label_prefix_parse (bad[i], &error));
    g_assert_error (error, JL_ERROR, JL_ERROR_INVALID);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/common/label-code/round-trip", test_round_trip);
  g_test_add_func ("/common/label-code/vectors", test_vectors);
  g_test_add_func ("/common/label-code/tolerance", test_tolerance);
  g_test_add_func ("/common/label-code/substitutions", test_substitutions);
  g_test_add_func ("/common/label-code/transpositions", test_transpositions);
  g_test_add_func ("/common/label-code/check-characters-are-spread",
                   test_check_characters_are_spread);
  g_test_add_func ("/common/label-code/refused", test_refused);
  g_test_add_func ("/common/label-code/prefix", test_prefix);
  return g_test_run ();
}
