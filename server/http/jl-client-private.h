// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-client.h"
#include "jl-lane.h"

G_BEGIN_DECLS

typedef enum {
  JL_CLIENT_HANDSHAKE, /* of TLS */
  JL_CLIENT_WAITING,   /* for the header of a request */
  JL_CLIENT_SERVING,   /* libsoup has a stream */
  JL_CLIENT_STREAMING, /* see jl_client_begin_streaming() */
  JL_CLIENT_LAST,      /* sends what waits, then lingers */
  JL_CLIENT_LINGERING, /* throws away what comes, so that the other end reads our last answer */
} JlClientState;

/* Which bytes of the connection the stream gives to libsoup. */
typedef enum {
  JL_FEED_HEADER,
  JL_FEED_BODY,
  JL_FEED_END,
} JlFeed;

struct _JlClient {
  JlClients *clients; /* borrowed */
  JlTransport transport;
  JlWatch watch;
  JlDeadline deadline;
  JlDeferred deferred;     /* go on after a request */
  GCancellable *handshake; /* owned, nullable */
  char *address;           /* owned */
  JlClientState state;
  gboolean readable; /* until the system said that it would block */
  gboolean hung_up;  /* the other end sends no more */
  gboolean writable;
  gboolean has_served; /* at least one request */

  /* Received and not taken: data[start] to data[end]. */
  char *data; /* owned, nullable */
  gsize start;
  gsize end;
  gsize size;
  gsize scanned; /* no end of a header before data[scanned] */

  /* Of the request that is served. */
  JlLane *lane;     /* borrowed, NULL: libsoup has nothing of it */
  gint64 served_at; /* monotonic microseconds */
  JlFeed feed;
  gint64 left;       /* bytes of the header or body that are still to be given */
  gboolean chunked;  /* left does not count */
  gboolean in_serve; /* within clients->serve() */
  gboolean prepared; /* libsoup writes an answer of ours */
  gboolean hold;     /* the header waits in out for the body, so that both leave at once */
  gboolean keep_alive;
  gboolean answered;  /* all of the answer is sent */
  gboolean detached;  /* libsoup's answer is not wanted */
  gboolean streaming; /* after libsoup let go */
  gboolean broken;    /* nothing can be sent any more */
  JlClientReleased released;
  gpointer released_data;

  GByteArray *out; /* owned, nullable: not taken by the system yet */
  const JlClientStreamingFuncs *streaming_funcs;
  gpointer streaming_data;
};

/* jl-client.c */
void jl_client_set_lane (JlClient *self, JlLane *lane);
JlLane *jl_client_get_lane (JlClient *self);
gboolean jl_client_is_through (JlClient *self);
void jl_client_release (JlClient *self);
void jl_client_set_timeout (JlClient *self, JlTimeout timeout);

/* jl-client-io.c */
gssize jl_client_fill (JlClient *self);
gssize jl_client_read (JlClient *self, gpointer buffer, gsize size, GError **error);
gssize jl_client_write (JlClient *self, gconstpointer buffer, gsize size, GError **error);
gboolean jl_client_is_readable (JlClient *self);
gboolean jl_client_is_writable (JlClient *self);
gboolean jl_client_flush (JlClient *self);

G_END_DECLS
