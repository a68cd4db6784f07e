// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-search-expression.h"
#include "jl-token-sets.h"

#include <string.h>

/* Three sets in a row, one of them empty. */
static GByteArray *
make_row (void)
{
  GByteArray *row = g_byte_array_new ();
  g_auto (JlTokenSetsMaker) maker = { 0 };

  jl_token_sets_maker_init (&maker);
  g_assert_false (jl_token_sets_maker_end (&maker, row));
  jl_token_sets_maker_add (&maker, 7, "ab", 2);
  jl_token_sets_maker_add (&maker, 8, NULL, 0);
  jl_token_sets_maker_add (&maker, (G_GUINT64_CONSTANT (1) << 48) - 1, "cdef", 4);
  g_assert_true (jl_token_sets_maker_end (&maker, row));
  return row;
}

static void
test_round_trip (void)
{
  static const struct {
    guint64 digest;
    const char *set;
  } expected[] = { { 7, "ab" }, { 8, "" }, { (G_GUINT64_CONSTANT (1) << 48) - 1, "cdef" } };
  g_autoptr (GByteArray) row = make_row ();
  JlTokenSets sets;

  g_assert_true (jl_token_sets_begin (&sets, row->data, row->len));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_assert_true (jl_token_sets_next (&sets));
    g_assert_cmpuint (sets.digest, ==, expected[i].digest);
    g_assert_cmpmem (sets.set, sets.size, expected[i].set, strlen (expected[i].set));
  }
  g_assert_false (jl_token_sets_next (&sets));
  g_assert_false (sets.is_damaged);
  g_assert_null (sets.set);

  g_assert_true (jl_token_sets_begin (&sets, NULL, 0));
  g_assert_false (jl_token_sets_next (&sets));
}

/* Whatever happens to a row, nothing outside it is read, and most of it is noticed. */
static void
test_damaged (void)
{
  g_autoptr (GByteArray) row = make_row ();
  guint n_noticed = 0;

  for (guint length = 1; length < row->len; length++) {
    g_autofree guint8 *part = g_memdup2 (row->data, length);
    JlTokenSets sets;

    if (jl_token_sets_begin (&sets, part, length)) {
      while (jl_token_sets_next (&sets))
        g_assert_true (sets.set >= part && sets.set + sets.size <= part + length);
      g_assert_true (sets.is_damaged);
    }
  }
  for (guint i = 0; i < 2000; i++) {
    g_autofree guint8 *other = g_memdup2 (row->data, row->len);
    JlTokenSets sets;

    other[g_test_rand_int_range (0, (gint32)row->len)] ^= 1 << g_test_rand_int_range (0, 8);
    if (!jl_token_sets_begin (&sets, other, row->len)) {
      n_noticed++;
      continue;
    }
    while (jl_token_sets_next (&sets))
      g_assert_true (sets.set >= other && sets.set + sets.size <= other + row->len);
    n_noticed += sets.is_damaged;
  }
  g_assert_cmpuint (n_noticed, >, 500);
}

static void
test_digest (void)
{
  static const char *const tokens[] = { "沙发", "沙", "发沙", "<a", "<b", "~sha", "~shaf", "=s" };

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++) {
    guint64 digest = jl_token_digest (tokens[i], strlen (tokens[i]));

    g_assert_cmpuint (digest >> JL_TOKEN_DIGEST_BITS, ==, 0);
    for (guint j = 0; j < i; j++)
      g_assert_cmpuint (digest, !=, jl_token_digest (tokens[j], strlen (tokens[j])));
  }
  /* The file's form: another digest needs another version of the file. */
  g_assert_cmpuint (jl_token_digest ("*", 1), ==, G_GUINT64_CONSTANT (0x1d273896e6f7));
}

/* Parts in parentheses, with their kind. */
static void
append_parts (const JlSearchExpression *self, GString *text)
{
  if (self->kind == JL_SEARCH_TOKEN) {
    g_string_append_c (text, 't');
    return;
  }
  g_string_append_printf (text, "%s(", self->kind == JL_SEARCH_ALL ? "all" : "any");
  for (guint i = 0; i < self->parts->len; i++)
    append_parts (self->parts->pdata[i], text);
  g_string_append_c (text, ')');
}

static void
test_expression (void)
{
  static const char *const cases[][2] = {
    { "\"a\"", "t" },
    { "\"a\" AND \"b\" AND \"c\"", "all(ttt)" },
    { "(\"a\" OR \"b\") AND \"c\"", "all(any(tt)t)" },
    { "\"a\" OR \"b\" AND \"c\"", "any(tall(tt))" },
    { "(\"a\" OR (\"b\" AND \"c\")) AND (\"d\")", "all(any(tall(tt))t)" },
    { "", NULL },
    { "a", NULL },
    { "\"\"", NULL },
    { "\"a", NULL },
    { "(\"a\"", NULL },
    { "\"a\")", NULL },
    { "\"a\" \"b\"", NULL },
    { "\"a\" AND ", NULL },
    { "NOT \"a\"", NULL },
  };
  g_autoptr (GString) deep = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JlSearchExpression) expression = jl_search_expression_parse (cases[i][0]);
    g_autoptr (GString) text = g_string_new (NULL);

    g_test_message ("%s", cases[i][0]);
    if (cases[i][1] == NULL) {
      g_assert_null (expression);
      continue;
    }
    g_assert_nonnull (expression);
    append_parts (expression, text);
    g_assert_cmpstr (text->str, ==, cases[i][1]);
  }
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '(');
  g_assert_null (jl_search_expression_parse (deep->str));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/token-sets/round-trip", test_round_trip);
  g_test_add_func ("/search/token-sets/damaged", test_damaged);
  g_test_add_func ("/search/token-sets/digest", test_digest);
  g_test_add_func ("/search/token-sets/expression", test_expression);
  return g_test_run ();
}
