// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-caller.h"
#include "jl-connection.h"
#include "jl-etag.h"
#include "jl-record.h"

G_BEGIN_DECLS

typedef struct _JlRoute JlRoute;
typedef struct _JlPictureClient JlPictureClient;
typedef struct _JlHealthRing JlHealthRing;

/*
 * A request and a response as capabilities see them: no sockets, no libsoup. Made by server/http
 * from a message, and by tests by hand.
 */
typedef struct {
  const JlRoute *route;      /* borrowed: the one that matched */
  JlConnection *connection;  /* borrowed, read-only, search file attached as "search" */
  gpointer context;          /* borrowed: the JlRules */
  JlPictureClient *pictures; /* borrowed, nullable: for prepare, see jl_picture_client_make() */
  JlHealthRing *health;      /* borrowed, nullable: what was measured, see jl-health-ring.h */
  const char *data_dir;
  const char *public_url;
  gint64 now; /* milliseconds UTC */

  const JlCaller *caller;        /* borrowed, never NULL */
  const char *language;          /* "en" or "zh_CN" */
  const char *const *parameters; /* the path's, NULL-terminated */
  gint64 ids[3];                 /* those that are ids */
  JlRecord *query;               /* borrowed, nullable: read by the route's query table */
  guint limit;                   /* lists: 1–100 */
  const char *cursor;            /* lists, nullable: opaque to clients, as a handler made it */
  JlRecord *input;               /* borrowed, nullable: the body */
  const char *upload_path;       /* nullable: the streamed body's temporary file */
  JlEtag if_none_match;          /* what the client has; version 0: none */
} JlRequest;

typedef struct _JlResponse JlResponse;

JlResponse *jl_response_new_json (char *json);
JlResponse *jl_response_new_bytes (GBytes *body, const char *content_type);
JlResponse *jl_response_new_file (const char *path, const char *content_type);
JlResponse *jl_response_new_not_modified (void);
void jl_response_set_etag (JlResponse *self, const JlEtag *tag);
void jl_response_set_immutable (JlResponse *self);
void jl_response_free (JlResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlResponse, jl_response_free)

guint jl_response_get_status (JlResponse *self);
GBytes *jl_response_get_body (JlResponse *self);
const char *jl_response_get_file (JlResponse *self);
const char *jl_response_get_content_type (JlResponse *self);
const JlEtag *jl_response_get_etag (JlResponse *self);
gboolean jl_response_is_immutable (JlResponse *self);

/* A list's answer: append each element's ready JSON, then finish with the cursor of the last. */
typedef struct {
  GString *json;
  guint n;
} JlListBuilder;
void jl_list_builder_init (JlListBuilder *self);
void jl_list_builder_append (JlListBuilder *self, const char *json, gsize length);
JlResponse *jl_list_builder_finish (JlListBuilder *self, const char *next_cursor);
void jl_list_builder_clear (JlListBuilder *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JlListBuilder, jl_list_builder_clear)

/* Cursors: a few integers, opaque and checked: a foreign or edited one is INVALID. */
char *jl_cursor_new (guint n, const gint64 *values);
gboolean jl_cursor_parse (const char *cursor, guint n, gint64 *values, GError **error);

G_END_DECLS
