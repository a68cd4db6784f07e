// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-catalog.h"

G_BEGIN_DECLS

/* The writing side of ready JSON; the reading side is in jl-command.h. */
gboolean jl_ready_store (
    JlConnection *connection, const JlKindSql *sql, JlRecord *record, GBytes *own, GError **error);
gboolean jl_ready_remove (JlConnection *connection, gint64 id, GError **error);
gboolean jl_ready_rebuild (JlConnection *connection, const JlCatalog *catalog, GError **error);

G_END_DECLS
