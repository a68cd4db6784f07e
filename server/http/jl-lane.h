// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/*
 * What libsoup takes for connections. A lane is a stream that libsoup keeps and reads one request
 * after another from, whoever sent them: a client whose request is complete gets a free lane, and
 * with the end of the answer the lane is free again. So there are as many lanes as requests are
 * being served at a time, however many connections are open, and what libsoup needs for a
 * connection is made once and not for each request.
 *
 * A lane holds one request and nothing else. It goes on to the next client only when all of that
 * request was read and all of the answer is written; libsoup closes it otherwise.
 */
typedef struct _JlLane JlLane;
typedef struct _JlLanes JlLanes;

JlLanes *jl_lanes_new (SoupServer *server, GSocketAddress *address, GError **error);
void jl_lanes_free (JlLanes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlLanes, jl_lanes_free)

void jl_lanes_serve (JlLanes *self, JlClient *client);
JlClient *jl_lanes_find_client (JlLanes *self, SoupServerMessage *message);
void jl_lanes_finish (JlLanes *self, SoupServerMessage *message, JlClient *client);
guint jl_lanes_get_n_free (JlLanes *self);

/* For the client that has it. */
void jl_lane_forget (JlLane *self);

G_END_DECLS
