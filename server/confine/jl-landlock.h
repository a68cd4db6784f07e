// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-confine.h"

G_BEGIN_DECLS

int jl_landlock_get_version (void);
int jl_landlock_open (int version);
gboolean jl_landlock_allow (
    int ruleset, int version, JlConfineAccess access, const char *path, GError **error);
gboolean jl_landlock_enter (int ruleset, GError **error);

G_END_DECLS
