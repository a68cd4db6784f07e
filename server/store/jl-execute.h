// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-transaction-private.h"

G_BEGIN_DECLS

/**
 * JlExecution: what executing calls needs of the writer beside its session.
 */
typedef struct {
  JlSession *session;
  JlAuthenticate authenticate;
  gint64 now;
  gint64 position;  /* of the last change */
  gboolean changed; /* whether there is something to commit */
} JlExecution;

JlReply *jl_execute_frame (JlExecution *self, const JlFrame *frame, gboolean own);
JlReply *jl_execute_bytes (JlExecution *self, GBytes *bytes, gboolean own);
JlReply *jl_execute_due (JlExecution *self, const JlCommand *command, gint64 id);

G_END_DECLS
