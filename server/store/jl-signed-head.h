// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-journal.h"
#include "jl-keys.h"
#include "jl-writer.h"

G_BEGIN_DECLS

/*
 * The end of each chain, signed regularly. Left with others (an upstream node, desktops, the
 * department), a signed head proves any later change of what stood before it.
 */
gboolean jl_signed_heads_sign (JlWriter *writer, JlKeys *keys, guint *n_signed, GError **error);
char *jl_signed_head_make_statement (gint64 organisation, gint64 seq, const char *hash, gint64 at);
gboolean jl_signed_heads_find_unknown_key (JlConnection *connection,
                                           JlKeys *keys,
                                           char **key_id,
                                           GError **error);
GPtrArray *jl_signed_heads_verify (JlConnection *connection, JlKeys *keys, GError **error);

G_END_DECLS
