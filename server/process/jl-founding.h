// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-application.h"
#include "jl-exit.h"

G_BEGIN_DECLS

gboolean jl_founding_run (const JlApplication *application,
                          const JlConfig *config,
                          const char *public_url,
                          const JlFounding *founding,
                          JlExit *status,
                          GError **error);
char *jl_founding_check_public_url (const char *text, GError **error);
char *jl_founding_make_password (void);

G_END_DECLS
