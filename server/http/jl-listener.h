// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"
#include "jl-metrics.h"
#include "jl-worker.h"

G_BEGIN_DECLS

/*
 * Takes connections from the shared socket and owns them: counts them, by address too, and ends
 * those that keep us waiting. libsoup sees a connection only while a request of it is being
 * answered.
 */
typedef struct _JlListener JlListener;

/**
 * JlServe:
 * @client: which has the complete header of a request and waits for jl_lanes_serve()
 * @user_data: of jl_listener_new()
 */
typedef void (*JlServe) (JlClient *client, gpointer user_data);

JlListener *jl_listener_new (const JlWorkerConfig *config,
                             JlPoller *poller,
                             JlServe serve,
                             gpointer user_data,
                             GError **error);
void jl_listener_free (JlListener *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlListener, jl_listener_free)

/* Takes no more connections, ends idle ones now and the others after their answer. */
void jl_listener_stop (JlListener *self);
guint jl_listener_get_n_clients (JlListener *self);
GSocketAddress *jl_listener_get_address (JlListener *self);
gboolean jl_listener_is_trusted (JlListener *self, const char *address);

G_END_DECLS
