// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-transaction-private.h"

G_BEGIN_DECLS

/**
 * JlExecution:
 *
 * What executing calls needs of the writer beside its session.
 *
 * A savepoint for each command takes a quarter of what SQLite takes for it: every page that the
 * command changes is copied before. So commands can be executed without; one that fails after it
 * has changed something, which is rare, then spoils the transaction: the caller rolls it back and
 * executes all of it again, with savepoints.
 */
typedef struct {
  JlSession *session;
  JlAuthenticate authenticate;
  gint64 now;
  gint64 position;  /* of the last change */
  gboolean changed; /* whether there is something to commit */
  gboolean uses_savepoints;
  gboolean is_spoiled; /* a command without a savepoint has failed half-way */
  /* borrowed, nullable: in whose name the service calls what it calls by itself; whoever sets it
   * has looked what they may */
  const JlCaller *stand_in;
} JlExecution;

JlReply *jl_execute_frame (JlExecution *self, const JlFrame *frame, gboolean own);
JlReply *jl_execute_bytes (JlExecution *self, GBytes *bytes, gboolean own);
JlReply *jl_execute_due (JlExecution *self, const JlCommand *command, gint64 id);

G_END_DECLS
