// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-item-query.h"

G_BEGIN_DECLS

/* Facets are words of the search file that nobody types: what lists are narrowed by, and whether
 * everybody may see an item. With them the index itself leaves out what a list would not show. */
GStrv jl_item_facets_new (JlRecord *item);
GStrv jl_item_facets_from_query (const JlItemQuery *query);

G_END_DECLS
