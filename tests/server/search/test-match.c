// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-pinyin.h"
#include "jl-search-match.h"
#include "jl-test-fts.h"
#include "jl-tokenizer.h"

#include <string.h>

static void
assert_match (const char *text, const char *expected)
{
  g_autofree char *match = jl_search_match_new (text, NULL);

  g_assert_cmpstr (match, ==, expected);
}

static void
test_expressions (void)
{
  assert_match ("沙发", "\"沙发\"");
  assert_match ("沙", "\"沙\"");
  assert_match ("三人位", "\"三人\" AND \"人位\"");
  assert_match ("沙发 沙发 红", "\"沙发\" AND \"红\"");
  assert_match ("iphone", "\"<iphone\"");
  assert_match ("shafa", "(\"<shafa\" OR \"~shafa\" OR \"~shafan\" OR \"~shafang\")");
  assert_match ("s", "(\"<s\" OR \"=s\")");
  assert_match ("65寸", "(\"65寸\" OR (\"65\" AND \"寸\"))");
}

static void
test_nothing (void)
{
  static const char *const texts[] = { "",  " ", "　", "!!!",      "\"", "'",
                                       "*", "😀", "()", "\xff\xfe", "-" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_match (texts[i], JL_SEARCH_MATCH_NOTHING);
}

/* Whether @query finds what is called @names and described by @body. */
static gboolean
finds (const char *query, const char *names, const char *body)
{
  g_autoptr (JlTestFts) fts = jl_test_fts_new ();
  g_autoptr (GString) tokens = g_string_new (NULL);
  g_autofree char *match = jl_search_match_new (query, NULL);

  jl_tokenizer_add_names (tokens, names);
  jl_tokenizer_add_body (tokens, body);
  jl_test_fts_insert (fts, 1, tokens->str);
  return jl_test_fts_has (fts, match, 1);
}

static void
test_nothing_finds_nothing (void)
{
  g_assert_false (finds ("", "沙发 # \"#\"", "#"));
  g_assert_false (finds ("#", "沙发 #", "#"));
}

/* What an item of the shop looks like, and what people type to find it. */
static void
test_item (void)
{
  const char *names =
      "三人位布艺沙发 L型\nSONY Bravia 65寸电视 KD-65X9000H\n谈固社区\n长安区\nYH-000123-7";
  const char *body = "宽1.8米，高80cm，九成新，iPhone 13 充电口。";
  static const char *const found[] = {
    "三人位", "沙发 电视", "L型",        "sony",        "SON",       "sony bravia", "65",
    "65寸",   "65 寸",     "kd-65",      "KD-65X9000",  "65x9000h",  "tangu",       "谈固",
    "长安区", "changan",   "caq",        "YH-000123-7", "yh-000123", "000123",      "123",
    "1.8米",  "1.8",       "80cm",       "九成新",      "iphone",    "iphone13",    "iPhone 13",
    "bysf",   "电视 65",   "沙发，长安", "沙发\"电视",  "ＳＯＮＹ",  "社区 布艺",
  };
  static const char *const others[] = {
    "650",     "6",       "x900h",     "沙 发位", "三人沙发", "jiuchengxin", "jcx",  "iphone14",
    "YH-0002", "zhangan", "沙发 冰箱", "1.9米",   "23",       "sonyx",       "发沙", "80km",
  };

  for (guint i = 0; i < G_N_ELEMENTS (found); i++) {
    if (!finds (found[i], names, body)) {
      g_test_message ("%s does not find it", found[i]);
      g_test_fail ();
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    if (finds (others[i], names, body)) {
      g_test_message ("%s finds it", others[i]);
      g_test_fail ();
    }
  }
}

/* FTS5's syntax is nothing but letters and marks here. */
static void
test_syntax_is_harmless (void)
{
  static const char *const texts[] = {
    "沙发 OR 电视", "沙发 NOT 沙发", "NEAR(沙发 电视)", "tokens:沙发", "沙*",  "^沙发",
    "\"沙发",       "沙发\"",        "沙发' OR 1=1",    "{a b}:沙发",  "+沙",  "- 沙发",
    "沙发;",        "沙发 AND",      "((沙发",          "沙发))",      "\"\"", "沙发\\",
  };
  g_autoptr (JlTestFts) fts = jl_test_fts_new ();
  g_autoptr (GString) tokens = g_string_new (NULL);

  jl_tokenizer_add_names (tokens, "沙发");
  jl_test_fts_insert (fts, 1, tokens->str);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *match = jl_search_match_new (texts[i], NULL);
    g_autoptr (GHashTable) result = jl_test_fts_find (fts, match);

    g_assert_nonnull (result);
  }
  g_assert_false (finds ("沙发 OR 电视", "沙发", ""));
  g_assert_true (finds ("沙发 OR 电视", "沙发电视 or", ""));
  g_assert_true (finds ("沙发))", "沙发", ""));
}

static void
test_facets (void)
{
  static const char *const sofa[] = { "c:sofa", NULL };
  static const char *const both[] = { "c:sofa", "o:1", NULL };
  static const char *const hostile[] = { "c\" OR \"沙发", NULL };
  g_autofree char *with_sofa = jl_search_match_new ("沙发", sofa);
  g_autofree char *with_both = jl_search_match_new ("shafa", both);
  g_autofree char *with_hostile = jl_search_match_new ("沙发", hostile);
  g_autofree char *nothing = jl_search_match_new ("!", sofa);
  g_autoptr (JlTestFts) fts = jl_test_fts_new ();
  g_autoptr (GString) tokens = g_string_new (NULL);

  jl_tokenizer_add_names (tokens, "沙发");
  jl_tokenizer_add_facet (tokens, "c:sofa");
  jl_test_fts_insert (fts, 1, tokens->str);
  g_assert_cmpstr (with_sofa, ==, "\"沙发\" AND \"#c:sofa\"");
  g_assert_true (jl_test_fts_has (fts, with_sofa, 1));
  g_assert_false (jl_test_fts_has (fts, with_both, 1));
  g_assert_false (jl_test_fts_has (fts, with_hostile, 1));
  g_assert_false (jl_test_fts_has (fts, nothing, 1));
}

static void
assert_splits (const char *letters, const char *expected)
{
  JlPinyinSplit splits[8];
  guint n = jl_pinyin_split (letters, splits, G_N_ELEMENTS (splits));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++) {
    guint start = 0;

    g_string_append (text, i > 0 ? ", " : "");
    for (guint j = 0; j < splits[i].n; j++) {
      g_string_append (text, j > 0 ? " " : "");
      g_string_append_len (text, letters + start, splits[i].ends[j] - start);
      start = splits[i].ends[j];
    }
  }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_splits (void)
{
  assert_splits ("shafa", "sha fa");
  assert_splits ("shaf", "sha f");
  assert_splits ("xian", "xian, xia n, xi an");
  assert_splits ("fangan", "fang an, fan gan, fang a n, fan ga n");
  assert_splits ("zh", "zh");
  assert_splits ("sanrenwei", "san ren wei");
  assert_splits ("iphone", "");
  assert_splits ("", "");
  assert_splits ("vvv", "");
}

static void
test_umlaut (void)
{
  g_autofree char *lue = jl_pinyin_normalize ("lveqv");
  g_autofree char *lv = jl_pinyin_normalize ("lvvnv");

  g_assert_cmpstr (lue, ==, "luequ");
  g_assert_cmpstr (lv, ==, "lvvnv");
  g_assert_true (finds ("lüzhi", "绿植", ""));
  g_assert_true (finds ("lvzhi", "绿植", ""));
  g_assert_true (finds ("lüe", "略", ""));
}

/* However hostile, a query stays short and quick. */
static void
test_bounded (void)
{
  static const char *const parts[] = { "a", "gang", "xian", "沙", "zh ", "沙a", "1a", "😀", "é" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (JlTestFts) fts = jl_test_fts_new ();
    g_autofree char *match = NULL;
    g_autoptr (GHashTable) found = NULL;

    while (text->len < 1000000)
      g_string_append (text, parts[i]);
    match = jl_search_match_new (text->str, NULL);
    g_assert_cmpuint (strlen (match), <, 16384);
    found = jl_test_fts_find (fts, match);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/search/match/expressions", test_expressions);
  g_test_add_func ("/search/match/nothing", test_nothing);
  g_test_add_func ("/search/match/nothing-finds-nothing", test_nothing_finds_nothing);
  g_test_add_func ("/search/match/item", test_item);
  g_test_add_func ("/search/match/syntax-is-harmless", test_syntax_is_harmless);
  g_test_add_func ("/search/match/facets", test_facets);
  g_test_add_func ("/search/match/splits", test_splits);
  g_test_add_func ("/search/match/umlaut", test_umlaut);
  g_test_add_func ("/search/match/bounded", test_bounded);
  return g_test_run ();
}
