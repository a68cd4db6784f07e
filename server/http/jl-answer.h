// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-request.h"

G_BEGIN_DECLS

/* What a page of ours may do: nothing that comes from elsewhere, and no script within the page;
 * photos may also be previewed before they are sent (blob:). */
#define JL_PAGE_POLICY                                                                             \
  "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "           \
  "form-action 'self'; frame-ancestors 'none'"

/**
 * JlCaching: who may keep an answer.
 */
typedef enum {
  JL_CACHING_NONE,        /* no-store: somebody's own, or a problem */
  JL_CACHING_SHARED,      /* anybody, for two seconds: what everybody is shown */
  JL_CACHING_OWN,         /* not shared, and asked for with If-None-Match each time */
  JL_CACHING_SHORT,       /* anybody, for some minutes: pictures and code of the pages */
  JL_CACHING_CONTENT,     /* a photo that everybody is shown: see caching_values */
  JL_CACHING_CONTENT_OWN, /* the same, but not shared */
} JlCaching;

/**
 * JlAnswer: an HTTP answer, before libsoup knows of it. Zero-filled is empty.
 */
typedef struct {
  guint status;
  GBytes *body;             /* owned, nullable */
  const char *content_type; /* static or interned, nullable */
  const char *encoding;     /* static, nullable: Content-Encoding of the body */
  char *etag;               /* owned, nullable */
  JlCaching caching;
  gboolean varies;       /* by who asks and in which language */
  char *policy;          /* owned, nullable: HTML; its Content-Security-Policy */
  char *allow;           /* owned, nullable: 405 */
  guint retry_after_s;   /* 0: not said */
  gboolean challenge;    /* 401 */
  char *idempotency_key; /* owned, nullable */
  char *set_cookie;      /* owned, nullable */
  char *redirect;        /* owned, nullable: where nginx finds the body */
  gint64 fresh_until;    /* seconds since 1970, 0: not said; what nginx may keep is fresh for */
} JlAnswer;

void jl_answer_clear (JlAnswer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JlAnswer, jl_answer_clear)
void jl_answer_set_body (JlAnswer *self, guint status, GBytes *body, const char *content_type);
void jl_answer_set_error (JlAnswer *self, const GError *error, guint status, guint retry_after_s);
gboolean jl_answer_set_file (JlAnswer *self, const char *path, GError **error);
gboolean jl_answer_set_redirect (
    JlAnswer *self, const char *path, const char *dir, const char *location, GError **error);
void jl_answer_set_nginx (JlAnswer *self, gint64 now_s);
void
jl_answer_foreach_header (const JlAnswer *self,
                          void (*each) (const char *name, const char *value, gpointer user_data),
                          gpointer user_data);
GBytes *jl_answer_to_message (const JlAnswer *self);

#define JL_HTTP_DATE_SIZE 30
void jl_http_date (gint64 seconds, char text[JL_HTTP_DATE_SIZE]);

G_END_DECLS
