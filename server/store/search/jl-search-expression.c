// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-search-expression.h"

#include "jl-token-sets.h"

#include <string.h>

/* Conditions do not stand deeper within each other than jl_search_match_new() puts them. */
#define MAX_DEPTH 16

static JlSearchExpression *parse_any (const char **text, guint depth);

static void
free_part (gpointer data)
{
  jl_search_expression_free (data);
}

static JlSearchExpression *
parse_token (const char **text)
{
  const char *end = strchr (*text, '"');
  JlSearchExpression *self;

  if (end == NULL || end == *text)
    return NULL;
  self = g_new0 (JlSearchExpression, 1);
  self->kind = JL_SEARCH_TOKEN;
  self->digest = jl_token_digest (*text, end - *text);
  *text = end + 1;
  return self;
}

static gboolean
skip (const char **text, const char *word)
{
  if (!g_str_has_prefix (*text, word))
    return FALSE;
  *text += strlen (word);
  return TRUE;
}

static JlSearchExpression *
parse_unit (const char **text, guint depth)
{
  g_autoptr (JlSearchExpression) inner = NULL;

  if (skip (text, "\""))
    return parse_token (text);
  if (depth == MAX_DEPTH || !skip (text, "("))
    return NULL;
  inner = parse_any (text, depth + 1);
  return skip (text, ")") ? g_steal_pointer (&inner) : NULL;
}

/* Parts joined by AND, or such joined by OR. A part of the same kind takes what follows to itself,
 * which means the same. */
static JlSearchExpression *
parse_joined (const char **text, guint depth, guint kind)
{
  gboolean is_all = kind == JL_SEARCH_ALL;
  g_autoptr (JlSearchExpression) self = NULL;

  self = is_all ? parse_unit (text, depth) : parse_joined (text, depth, JL_SEARCH_ALL);
  while (self != NULL && skip (text, is_all ? " AND " : " OR ")) {
    JlSearchExpression *part =
        is_all ? parse_unit (text, depth) : parse_joined (text, depth, JL_SEARCH_ALL);

    if (part == NULL)
      return NULL;
    if (self->kind != kind) {
      JlSearchExpression *joined = g_new0 (JlSearchExpression, 1);

      joined->kind = kind;
      joined->parts = g_ptr_array_new_with_free_func (free_part);
      g_ptr_array_add (joined->parts, g_steal_pointer (&self));
      self = joined;
    }
    g_ptr_array_add (self->parts, part);
  }
  return g_steal_pointer (&self);
}

static JlSearchExpression *
parse_any (const char **text, guint depth)
{
  return parse_joined (text, depth, JL_SEARCH_ANY);
}

/**
 * jl_search_expression_parse:
 * @match: what jl_search_match_new() gave: tokens in double quotes, joined by ` AND ` and ` OR `,
 *   of which AND binds closer, and parentheses
 *
 * Returns: (transfer full) (nullable): its parts, %NULL if it is no such text
 */
JlSearchExpression *
jl_search_expression_parse (const char *match)
{
  g_autoptr (JlSearchExpression) self = parse_any (&match, 0);

  return *match == '\0' ? g_steal_pointer (&self) : NULL;
}

/**
 * jl_search_expression_free:
 * @self: (transfer full) (nullable): an expression
 */
void
jl_search_expression_free (JlSearchExpression *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_free (self);
}
