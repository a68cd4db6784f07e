// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-indexer.h"

G_BEGIN_DECLS

/* What `jielid check` does with the search file: only reads, beside a service that runs. */
gboolean jl_search_check (JlConnection *connection,
                          const JlSearchSource *source,
                          GPtrArray *problems,
                          GError **error);

gboolean jl_search_check_sets (JlConnection *connection, GPtrArray *problems, GError **error);

G_END_DECLS
