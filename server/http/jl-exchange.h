// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-answer.h"
#include "jl-authentication.h"
#include "jl-router.h"
#include "jl-worker.h"

G_BEGIN_DECLS

/*
 * One request to the API and its answer, from route to problem document, without sockets and
 * without libsoup: tests drive it by hand, jl-message.c from a SoupServerMessage.
 *
 * The order: open; for a route that reads: read; for one that writes: authenticate, take_json or
 * take_upload, (prepare), make_frame, take_reply. Whatever fails goes to take_error.
 */
typedef struct _JlExchange JlExchange;

/**
 * JlExchangeContext: what all exchanges of a worker share. Borrowed by them.
 */
typedef struct {
  const JlWorkerConfig *config;
  JlRouter *router;
  JlConnection *connection; /* read-only */
  char *origin;             /* of the public address, nullable */
} JlExchangeContext;

JlExchange *jl_exchange_new (const JlExchangeContext *context, const JlIncoming *incoming);
void jl_exchange_free (JlExchange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlExchange, jl_exchange_free)

gboolean jl_exchange_open (JlExchange *self, GError **error);
const JlRoute *jl_exchange_get_route (JlExchange *self);
guint jl_exchange_get_route_index (JlExchange *self);

gboolean jl_exchange_read (JlExchange *self, GError **error);

gboolean jl_exchange_authenticate (JlExchange *self, GError **error);
gboolean jl_exchange_take_json (JlExchange *self, GBytes *body, GError **error);
void jl_exchange_take_upload (JlExchange *self, const char *path, const guchar *sha256);
GVariant *jl_exchange_prepare (JlExchange *self, JlConnection *connection, GError **error);
GBytes *jl_exchange_make_frame (JlExchange *self, GVariant *prepared);
void jl_exchange_take_reply (JlExchange *self, JlReply *reply);

void jl_exchange_take_error (JlExchange *self, const GError *error);
JlAnswer *jl_exchange_get_answer (JlExchange *self);
const char *jl_exchange_get_language (JlExchange *self);
JlRequest *jl_exchange_get_request (JlExchange *self);
JlCaller *jl_exchange_steal_caller (JlExchange *self);
const JlCredentials *jl_exchange_get_credentials (JlExchange *self);

G_END_DECLS
