// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * JlSearchExpression:
 * @kind: one token, or several parts of which all or any one must be there
 * @digest: of a token, see jl_token_digest()
 * @parts: (element-type JlSearchExpression): of the others; two or more
 *
 * What jl_search_match_new() wrote, taken apart.
 */
typedef struct {
  enum { JL_SEARCH_TOKEN, JL_SEARCH_ALL, JL_SEARCH_ANY } kind;
  guint64 digest;
  GPtrArray *parts; /* owned, nullable */
} JlSearchExpression;

JlSearchExpression *jl_search_expression_parse (const char *match);
void jl_search_expression_free (JlSearchExpression *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlSearchExpression, jl_search_expression_free)

G_END_DECLS
