// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-indexer.h"
#include "jl-item.h"
#include "jl-rules.h"

G_BEGIN_DECLS

void jl_item_describe (const JlRules *rules, JlRecord *item, JlSearchEntry *entry);
void jl_items_init_search_source (JlSearchSource *source, const JlRules *rules);

G_END_DECLS
