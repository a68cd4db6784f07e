// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-incoming.h"

G_BEGIN_DECLS

#define JL_SESSION_COOKIE "jieli_session"

/**
 * JlCredentials: what a request says about who asks. Zero-filled is nobody.
 */
typedef struct {
  GBytes *token_hash; /* owned, nullable */
  gboolean by_cookie;
  gint64 acting; /* organisation, 0: not said */
} JlCredentials;

gboolean jl_credentials_read (JlCredentials *self,
                              const JlIncoming *incoming,
                              const char *public_origin,
                              GError **error);
void jl_credentials_clear (JlCredentials *self);

char *jl_session_cookie_new (const char *token, gboolean secure);
char *jl_origin_from_url (const char *url);

G_END_DECLS
