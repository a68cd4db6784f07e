// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *jl_token_new (void);
GBytes *jl_token_hash (const char *token);

G_END_DECLS
