// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-chain-head.h"
#include "jl-journal.h"
#include "jl-keys.h"

G_BEGIN_DECLS

/*
 * Chain heads in a file that others keep (common/jl-chain-head.h has its form). Whoever takes one
 * signs it once more with keys of their own, so that not even this service's keys are enough to
 * make another one afterwards.
 */
JlRecord *jl_heads_export (JlConnection *connection, JlKeys *keys, gint64 now, GError **error);
gboolean jl_heads_check_signatures (JlRecord *heads, GError **error);
gboolean jl_heads_countersign (
    JlRecord *heads, JlConnection *connection, JlKeys *keys, gint64 now, GError **error);

GPtrArray *
jl_heads_compare (JlRecord *heads, JlConnection *connection, JlKeys *keys, GError **error);

G_END_DECLS
