// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"

G_BEGIN_DECLS

/* Told now and then of how much is copied. Returns: %FALSE to stop. */
typedef gboolean (*JlDatabaseCopyProgress) (gint64 n_done, gint64 n_bytes, gpointer user_data);

gboolean jl_database_copy (JlConnection *source,
                           const char *path,
                           JlDatabaseCopyProgress progress,
                           gpointer user_data,
                           GError **error);

G_END_DECLS
