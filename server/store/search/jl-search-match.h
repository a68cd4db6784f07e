// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A valid expression that no document fits: what a text without anything to look for gives. */
#define JL_SEARCH_MATCH_NOTHING "\"#\""

/* More characters of a query than these are not read. */
#define JL_SEARCH_MATCH_MAX_CHARS 64

char *jl_search_match_new (const char *text, const char *const *facets);

G_END_DECLS
