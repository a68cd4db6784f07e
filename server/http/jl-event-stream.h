// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"
#include "jl-exchange.h"

G_BEGIN_DECLS

/*
 * All open change streams of a worker (text/event-stream). What a stream has got is one number, its
 * position in the changes; it gets more when all before has left and not more often than the tick,
 * so that a slow reader costs no memory and several changes of one record become one.
 */
typedef struct _JlEventStreams JlEventStreams;

JlEventStreams *jl_event_streams_new (const JlWorkerConfig *config,
                                      JlPoller *poller,
                                      JlConnection *connection,
                                      GError **error);
void jl_event_streams_free (JlEventStreams *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlEventStreams, jl_event_streams_free)

gboolean jl_event_streams_open (JlEventStreams *self,
                                JlClient *client,
                                JlExchange *exchange,
                                const char *last_event_id,
                                GError **error);
void jl_event_streams_wake (JlEventStreams *self, gint64 position);
void jl_event_streams_close_all (JlEventStreams *self);

G_END_DECLS
