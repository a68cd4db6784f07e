// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-writer.h"

G_BEGIN_DECLS

/* The capability of the tests, with one route of each sort, and who may use it. */
extern const JlSchema http_schema;
void http_find_commands (void);
JlCaller *http_authenticate (
    JlConnection *connection, GBytes *token_hash, gint64 acting, gint64 now, GError **error);

G_END_DECLS
