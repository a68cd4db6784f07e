// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-static.h"
#include "jl-worker.h"

G_BEGIN_DECLS

/*
 * Pages that capabilities put something into. What was made stays until the journal grows.
 */
typedef struct _JlPageCache JlPageCache;

JlPageCache *
jl_page_cache_new (const JlWorkerConfig *config, JlStatic *pages, JlConnection *connection);
void jl_page_cache_free (JlPageCache *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlPageCache, jl_page_cache_free)

void jl_page_cache_forget (JlPageCache *self);
gboolean jl_page_cache_answer (JlPageCache *self, const JlIncoming *incoming, JlAnswer *answer);

G_END_DECLS
