// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

/* A real FTS5 table in memory, as jl-search-index makes it, without its documents. */
typedef struct _JlTestFts JlTestFts;

JlTestFts *jl_test_fts_new (void);
void jl_test_fts_free (JlTestFts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlTestFts, jl_test_fts_free)

void jl_test_fts_insert (JlTestFts *self, int number, const char *tokens);
/* The numbers of what fits; the expression must be one that FTS5 takes. */
GHashTable *jl_test_fts_find (JlTestFts *self, const char *match);
gboolean jl_test_fts_has (JlTestFts *self, const char *match, int number);
