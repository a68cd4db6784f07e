// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-exchange.h"

G_BEGIN_DECLS

struct _JlExchange {
  const JlExchangeContext *context; /* borrowed */
  JlIncoming incoming;              /* borrowed: not after the request was read */
  JlRouteMatch match;
  JlCredentials credentials;
  JlRequest request;
  JlCaller *caller;      /* owned, nullable until authenticated */
  JlRecord *query;       /* owned, nullable */
  char *cursor;          /* owned, nullable */
  JlRecord *input;       /* owned, nullable */
  char *input_text;      /* owned, nullable */
  char *upload_path;     /* owned, nullable */
  char *idempotency_key; /* owned, nullable */
  gint64 if_match;       /* 0: not given */
  GBytes *digest;        /* owned, nullable: of the request */
  gboolean wants_cookie; /* a page that wants its session as a cookie */
  JlAnswer answer;
};

/* jl-exchange-query.c */
gboolean jl_exchange_read_query (JlExchange *self, GError **error);

/* jl-exchange-write.c */
gboolean jl_exchange_read_write_headers (JlExchange *self, GError **error);

G_END_DECLS
