// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-journal.h"
#include "jl-route.h"

G_BEGIN_DECLS

/*
 * What has changed, after the fact: sequence, kind, id and version, never content. For those who
 * poll, GET /api/v1/changes; for those who listen, jl-event-stream.h.
 */
extern const JlCapability jl_changes_capability;

/**
 * JlTopics: which kinds somebody wants to hear of.
 */
typedef struct {
  char **kinds; /* owned, NULL: all */
} JlTopics;

gboolean jl_topics_read (JlTopics *self, JlRecord *query, GError **error);
void jl_topics_clear (JlTopics *self);
gint64 jl_changes_query_get_after (JlRecord *query);

gboolean
jl_changes_may_see (const JlChange *change, const JlCaller *caller, const JlTopics *topics);
void jl_changes_append_json (const JlChange *change, GString *out);

G_END_DECLS
