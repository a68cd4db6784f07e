// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _JlClient JlClient;

/*
 * The service's server-sent events. A connection that breaks is made again, with growing pauses,
 * from the last event that arrived.
 */
#define JL_TYPE_CHANGE_STREAM (jl_change_stream_get_type ())
G_DECLARE_FINAL_TYPE (JlChangeStream, jl_change_stream, JL, CHANGE_STREAM, GObject)

JlChangeStream *jl_change_stream_new (JlClient *client);
void jl_change_stream_start (JlChangeStream *self);
void jl_change_stream_stop (JlChangeStream *self);
gboolean jl_change_stream_is_online (JlChangeStream *self);

G_END_DECLS
