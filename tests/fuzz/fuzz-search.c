// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "jl-search-expression.h"
#include "jl-search-match.h"
#include "jl-test-fts.h"
#include "jl-tokenizer.h"

#include <string.h>

/* Longer than what any 64 characters can ask for. */
#define MAX_MATCH 16384

/* The first line is what somebody types, the rest a text to find. Whatever they are: the expression
 * is short and FTS5 takes it, and tokens are separated by single spaces. */

/* Always empty, and made once: making it takes far longer than asking it. */
static JlTestFts *
get_fts (void)
{
  static JlTestFts *fts;

  if (fts == NULL)
    fts = jl_test_fts_new ();
  return fts;
}

/**
 * LLVMFuzzerTestOneInput:
 * @data: any bytes
 * @size: how many
 *
 * Returns: 0
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *input = g_strndup ((const char *)data, size);
  char *text = strchr (input, '\n');
  g_autoptr (GString) tokens = g_string_new (NULL);
  g_autoptr (GHashTable) found = NULL;
  g_autofree char *match = NULL;
  g_autoptr (JlSearchExpression) expression = NULL;
  g_autoptr (JlSearchExpression) typed = jl_search_expression_parse (input);

  if (text != NULL)
    *text++ = '\0';
  match = jl_search_match_new (input, NULL);
  g_assert_cmpuint (strlen (match), <, MAX_MATCH);
  expression = jl_search_expression_parse (match);
  g_assert_nonnull (expression);

  jl_tokenizer_add_names (tokens, text != NULL ? text : input);
  jl_tokenizer_add_body (tokens, input);
  g_assert_null (strstr (tokens->str, "  "));
  g_assert_true (tokens->len == 0 || tokens->str[0] != ' ');
  found = jl_test_fts_find (get_fts (), match);
  g_assert_cmpuint (g_hash_table_size (found), ==, 0);
  return 0;
}
