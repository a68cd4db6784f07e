// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-config.h"

G_BEGIN_DECLS

/*
 * Which files each process of the service keeps (server/confine/jl-confine.h). Called once all that
 * needs more is open, and before anything of strangers is read.
 */
gboolean
jl_confinement_enter_parent (const JlConfig *config, const char *port_file, GError **error);
gboolean jl_confinement_enter_worker (const JlConfig *config, GError **error);
gboolean jl_confinement_enter_indexer (const JlConfig *config, GError **error);

G_END_DECLS
