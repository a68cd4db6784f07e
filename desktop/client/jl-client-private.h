// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-change-stream.h"
#include "jl-client.h"
#include "jl-photo-cache.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

struct _JlClient {
  GObject parent_instance;

  char *server;               /* owned: origin without a slash at its end */
  char *language;             /* owned, nullable: Accept-Language */
  char *token;                /* owned, nullable */
  JlRecord *account;          /* owned, nullable */
  JlRecord *membership;       /* owned, nullable */
  SoupSession *session;       /* owned: requests */
  JlChangeStream *stream;     /* owned, nullable */
  JlPhotoCache *photos;       /* owned */
  GHashTable *photo_requests; /* owned: key -> GPtrArray of GTasks that wait for one download */
  gboolean online;
};

SoupMessage *jl_client_new_message (JlClient *self, const char *method, const char *path);
void jl_client_set_online (JlClient *self, gboolean online);
void jl_client_end_session (JlClient *self);
GError *jl_client_wrap_network_error (const GError *error);

void jl_client_set_device (JlRecord *body, guint field);

GError *jl_problem_read (SoupMessage *message, GBytes *body);

G_END_DECLS
