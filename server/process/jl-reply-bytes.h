// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-command.h"

G_BEGIN_DECLS

/* A reply as it crosses the socket from the writer to a worker, with the error's field and reasons.
 */
GBytes *jl_reply_to_bytes (const JlReply *reply);
JlReply *jl_reply_from_bytes (GBytes *bytes);

G_END_DECLS
