// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-poller.h"
#include "jl-transport.h"

G_BEGIN_DECLS

/*
 * One connection of a client. Between requests it is ours: it waits in the poller, and nothing of
 * libsoup exists for it. When the header of a request is complete, libsoup gets a stream that holds
 * this request and nothing else; when libsoup closes that stream, the connection is ours again. So
 * slow headers, idle connections, limits and keep-alive never reach libsoup, whose own keep-alive
 * loses a descriptor with each connection that its client closes (3.2.3).
 */
typedef struct _JlClient JlClient;
typedef struct _JlClients JlClients;

typedef enum {
  JL_TIMEOUT_HEADER,
  JL_TIMEOUT_BODY,
  JL_TIMEOUT_UPLOAD,
  JL_TIMEOUT_ANSWER,
  JL_TIMEOUT_IDLE,
  JL_TIMEOUT_LINGER,
  /* Not of connections, but by the same clock. */
  JL_TIMEOUT_ACCEPT_PAUSE,
  JL_TIMEOUT_STREAM_TICK,
  JL_TIMEOUT_STREAM_HEARTBEAT,
  JL_TIMEOUT_CENSUS,
  JL_N_TIMEOUTS
} JlTimeout;
G_STATIC_ASSERT (JL_N_TIMEOUTS <= JL_POLLER_MAX_KINDS);

typedef enum {
  JL_FAULT_HEADER_LATE,
  JL_FAULT_BODY_LATE,
  JL_FAULT_HEADER_TOO_LONG,
  JL_FAULT_UNKNOWN_METHOD,
  JL_FAULT_MALFORMED, /* the header cannot be read */
} JlFault;

/**
 * JlClients: what all connections of a listener share. Owned by the listener.
 */
struct _JlClients {
  JlPoller *poller;             /* borrowed */
  GTlsCertificate *certificate; /* borrowed, nullable */
  gsize max_header;
  gboolean stopping; /* each answer ends its connection */
  /* The header of a request is complete: jl_lanes_serve() is expected. */
  void (*serve) (JlClient *client, gpointer user_data);
  /* The answer is expected by jl_client_refuse(). */
  void (*fault) (JlClient *client, JlFault fault, gpointer user_data);
  void (*timed_out) (JlClient *client, JlTimeout timeout, gpointer user_data);
  void (*gone) (JlClient *client, gpointer user_data); /* it is about to be freed */
  gpointer user_data;
};

/* A body whose length only its end tells. */
#define JL_CLIENT_CHUNKED (-1)

JlClient *jl_client_new (JlClients *clients, int fd, char *address);
void jl_client_start (JlClient *self);
void jl_client_close (JlClient *self);
void jl_client_drain (JlClient *self);
const char *jl_client_get_address (JlClient *self);

/* While a request is served. */
gint64 jl_client_get_served_at (JlClient *self);
gboolean jl_client_set_body (JlClient *self, gint64 length, JlTimeout timeout);
void jl_client_got_body (JlClient *self);
void jl_client_prepare_answer (JlClient *self, gboolean has_body, gboolean keep_alive);
void jl_client_set_answered (JlClient *self);
void jl_client_refuse (JlClient *self, GBytes *answer);

typedef void (*JlClientReleased) (JlClient *client, gpointer user_data);
void jl_client_set_released (JlClient *self, JlClientReleased released, gpointer user_data);

/* Instead of an answer by libsoup: bytes for as long as both ends like. */
typedef struct {
  void (*sent) (JlClient *client, gpointer user_data);   /* all that waited has left */
  void (*closed) (JlClient *client, gpointer user_data); /* the last call */
} JlClientStreamingFuncs;

void
jl_client_begin_streaming (JlClient *self, const JlClientStreamingFuncs *funcs, gpointer user_data);
gsize jl_client_send (JlClient *self, const char *bytes, gsize length);
void jl_client_end_streaming (JlClient *self);

G_END_DECLS
