// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-application.h"
#include "jl-exit.h"

G_BEGIN_DECLS

JlExit jl_cli_run (const JlApplication *application, int argc, char **argv);

G_END_DECLS
