// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-confine.h"

G_BEGIN_DECLS

gboolean jl_call_filter_enter (JlConfineRole role, const char *name, GError **error);

G_END_DECLS
