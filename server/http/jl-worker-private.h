// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-access-log.h"
#include "jl-event-stream.h"
#include "jl-exchange.h"
#include "jl-lane.h"
#include "jl-listener.h"
#include "jl-page-cache.h"
#include "jl-preparer.h"
#include "jl-static.h"
#include "jl-worker.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

struct _JlWorker {
  JlWorkerConfig config;
  JlExchangeContext exchange;
  JlPoller *poller;        /* owned */
  JlListener *listener;    /* owned */
  SoupServer *server;      /* owned */
  JlLanes *lanes;          /* owned */
  JlPreparer *preparer;    /* owned */
  JlEventStreams *streams; /* owned */
  JlStatic *pages;         /* owned, nullable */
  JlPageCache *page_cache; /* owned, nullable */
  JlAccessLog *access_log; /* owned */
  GPtrArray *capabilities; /* owned, NULL-terminated: ours and the configuration's */
  char **route_names;      /* owned: see jl_metrics_to_text() */
  GBytes *openapi;         /* owned */
  char *openapi_etag;      /* owned */
  GMainContext *context;   /* owned */
  JlDeadline census;       /* counts descriptors */
  guint n_writes;          /* sent to the writer and not answered */
  gboolean ready;
  gboolean stopping;
};

/* What a worker serves beside the routes: their indexes in metrics follow those of the routes. */
typedef enum {
  JL_BUILTIN_HEALTH,
  JL_BUILTIN_READY,
  JL_BUILTIN_METRICS,
  JL_BUILTIN_OPENAPI,
  JL_BUILTIN_PAGE,
  JL_BUILTIN_NONE, /* no route */
  JL_N_BUILTINS
} JlBuiltin;

extern const char *const jl_builtin_names[JL_N_BUILTINS];

/* jl-builtin.c */
JlBuiltin jl_builtin_find (const char *path);
gboolean jl_builtin_answer (JlWorker *worker,
                            JlBuiltin builtin,
                            const JlIncoming *incoming,
                            JlAnswer *answer,
                            GError **error);

/* jl-server-message.c */
void jl_server_message_begin (JlWorker *worker, JlClient *client, SoupServerMessage *message);
void jl_server_message_got_headers (SoupServerMessage *message);
void jl_server_message_got_body (SoupServerMessage *message);
void jl_server_message_finished (JlWorker *worker, SoupServerMessage *message);

G_END_DECLS
