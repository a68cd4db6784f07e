// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-frame.h"
#include "jl-transaction-private.h"

G_BEGIN_DECLS

#define JL_IDEMPOTENCY_DAYS 30

gboolean jl_idempotency_recall (JlSession *session,
                                const JlFrame *frame,
                                const JlCaller *caller,
                                gint64 now,
                                JlReply **reply,
                                GError **error);
gboolean jl_idempotency_remember (JlConnection *connection,
                                  const JlFrame *frame,
                                  const JlCaller *caller,
                                  gint64 now,
                                  const JlReply *reply,
                                  GError **error);
/**
 * JlIdempotencySweep: the last key that was looked at, zeros: none.
 */
typedef struct {
  gint64 account;
  char *key; /* owned, nullable */
} JlIdempotencySweep;
gboolean jl_idempotency_forget_old (JlConnection *connection,
                                    JlIdempotencySweep *sweep,
                                    gint64 now,
                                    guint limit,
                                    gboolean *more,
                                    GError **error);

G_END_DECLS
