// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"

G_BEGIN_DECLS

gboolean jl_scrub (JlConnection *connection, const char *data_dir, GError **error);

G_END_DECLS
