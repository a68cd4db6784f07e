// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"
#include "jl-search-block.h"

G_BEGIN_DECLS

gboolean jl_search_row_load (JlConnection *connection, gint64 id, GByteArray *row, GError **error);
gboolean
jl_search_row_store (JlConnection *connection, gint64 id, const GByteArray *row, GError **error);
gboolean jl_search_row_set_corrupt (GError **error);

gboolean jl_search_merge (JlConnection *connection, const JlSearchBlock *block, GError **error);

G_END_DECLS
