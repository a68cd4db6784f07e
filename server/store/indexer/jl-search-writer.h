// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"
#include "jl-search-block.h"

G_BEGIN_DECLS

/*
 * Writes what documents have into the blocks of the search file. All calls are within one write
 * transaction of the connection's; jl_search_writer_finish() comes before its commit,
 * jl_search_writer_abandon() after its rollback.
 */
typedef struct _JlSearchWriter JlSearchWriter;

/* The tables; see jl-search-block.h. */
extern const char jl_search_writer_schema[];

JlSearchWriter *jl_search_writer_new (JlConnection *connection);
void jl_search_writer_free (JlSearchWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlSearchWriter, jl_search_writer_free)

gint64 jl_search_writer_get_n_docs (JlSearchWriter *self);
void jl_search_writer_abandon (JlSearchWriter *self, gint64 n_docs);

gboolean
jl_search_writer_append (JlSearchWriter *self, const char *tokens, gint64 *doc, GError **error);
void jl_search_writer_change (JlSearchWriter *self, gint64 doc, const char *tokens, gboolean has);
gboolean
jl_search_writer_set_price (JlSearchWriter *self, gint64 doc, gint64 price, GError **error);
gboolean jl_search_writer_finish (JlSearchWriter *self, GError **error);

G_END_DECLS
