// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-application.h"
#include "jl-exit.h"

G_BEGIN_DECLS

JlExit jl_worker_process_run (const JlApplication *application, guint slot);

G_END_DECLS
