// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-heads-file.h"

G_BEGIN_DECLS

/* What is kept of each entry's hash beside a head, so that the entry can be named where history was
 * changed. Only the head proves anything. */
#define JL_HEADS_MARK_SIZE 4

gboolean jl_heads_check_head (JlRecord *head, JlKeys *own, GPtrArray *others, GError **error);

G_END_DECLS
