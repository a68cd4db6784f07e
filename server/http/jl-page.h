// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-answer.h"
#include "jl-incoming.h"

G_BEGIN_DECLS

/**
 * JlPage: a file as it is served, named by its content. Immutable.
 */
typedef struct {
  GBytes *body;     /* owned */
  GBytes *gzip;     /* owned, nullable: does not pay */
  char *etag;       /* owned */
  char *gzip_etag;  /* owned, nullable */
  char *policy;     /* owned, nullable: what an HTML page may load and run */
  const char *type; /* static */
} JlPage;

JlPage *jl_page_new (const char *path, GBytes *body);
void jl_page_free (JlPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlPage, jl_page_free)

JlPage *jl_page_new_styled (JlPage *page, const char *path, JlPage *style, const char *style_path);
JlPage *jl_page_new_translated (JlPage *page, const char *path, GBytes *body);
JlPage *jl_page_new_filled (JlPage *page, const char *path, const char *name, GBytes *part);
void jl_page_answer (JlPage *self, const JlIncoming *incoming, guint status, JlAnswer *answer);

gboolean jl_accepts_gzip (const char *accept_encoding);
GBytes *jl_gzip (GBytes *bytes, int level);

G_END_DECLS
