// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-route.h"

G_BEGIN_DECLS

/* The journal as those see it whose organisation it is of: its signed heads, to be kept. */
extern const JlCapability jl_journal_capability;

G_END_DECLS
