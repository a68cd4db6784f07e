// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-command.h"
#include "jl-request.h"
#include "jl-writer.h"

G_BEGIN_DECLS

/*
 * The API is one table: each capability has a static array of routes. Dispatch, authorisation,
 * OpenAPI and the tests' matrix come from it. Paths are below /api/v1; {id} parameters are ids,
 * {code} parameters are texts.
 */
typedef enum {
  JL_ROUTE_LIST = 1 << 0,    /* answers {"items": [out…], "next"}; takes limit and cursor */
  JL_ROUTE_UPLOAD = 1 << 1,  /* the body is streamed to a file: JlRequest.upload_path */
  JL_ROUTE_STREAM = 1 << 2,  /* answered by http's change stream when asked for text/event-stream */
  JL_ROUTE_PRIVATE = 1 << 3, /* never cached by anybody */
  JL_ROUTE_SESSION = 1 << 4, /* begins a session (its answer has `token` and `expires_at`) or, with
                                DELETE, ends the caller's own: http turns the token into a cookie
                                for pages that send `Jieli-Session: cookie`, and clears it */
  JL_ROUTE_LONG = 1 << 5,    /* its prepare step may take seconds: nobody who signs in waits behind
                                it */
  JL_ROUTE_NAMELESS = 1 << 6, /* an upload that may name people: its file has no name, so that
                                 nothing of it stays in the folder when the process is killed */
} JlRouteFlags;

/**
 * JlReadHandler:
 * @request: what is asked
 *
 * Answers a GET from the worker's read-only connection. Never waits.
 *
 * Returns: (transfer full): the response, or %NULL with an error
 */
typedef JlResponse *(*JlReadHandler) (JlRequest *request, GError **error);

/**
 * JlPrepare:
 * @request: what is asked
 *
 * What a write must do before its command and outside the writer: hash a password, re-encode a
 * photo. Runs on a bounded thread pool of the worker, with a read-only connection of that thread.
 *
 * Returns: (transfer full): floating a{sv} for JlCall.prepared, or %NULL with an error
 */
typedef GVariant *(*JlPrepare) (JlRequest *request, GError **error);

struct _JlRoute {
  const char *method;
  const char *path;
  JlRoleSet roles;
  JlRouteFlags flags;
  const JlRecordTable *query;  /* query parameters beside limit and cursor; NULL: none */
  const JlRecordTable *input;  /* NULL: no body */
  const JlRecordTable *output; /* NULL: no content */
  const JlKind *kind;          /* what jl_ready_handler() reads; else NULL */
  guint status;                /* of success; 0: 200 */
  JlReadHandler read;          /* GET */
  const JlCommand *command;    /* everything else */
  JlPrepare prepare;           /* nullable */
  const char *summary;         /* English, for OpenAPI */
};

JlResponse *jl_ready_handler (JlRequest *request, GError **error);

/**
 * JlPagePart:
 * @page: which page, e.g. `/index.html`
 * @name: which place in it: what is between `<!-- name -->` and `<!-- /name -->`
 * @read: answers with HTML for nobody in particular, in the request's language; the request has no
 *   query, and the journal alone decides the answer
 *
 * What a page shows before its script has come: on a slow line that is two seconds later.
 */
typedef struct {
  const char *page;
  const char *name;
  JlReadHandler read;
} JlPagePart;

/**
 * JlCapability: all that main.c must know of one.
 */
typedef struct {
  const char *name;
  const JlSchema *schema;
  const JlRoute *routes;   /* terminated by a NULL method */
  const JlPagePart *parts; /* nullable; terminated by a NULL page */
} JlCapability;

G_END_DECLS
