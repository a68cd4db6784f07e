// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-application.h"
#include "jl-exit.h"

G_BEGIN_DECLS

JlExit
jl_parent_run (const JlApplication *application, const JlConfig *config, const char *port_file);

G_END_DECLS
