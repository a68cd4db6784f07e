// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean jl_file_set_errno (GError **error, const char *path);
gboolean jl_file_sync (const char *path, GError **error);
gboolean jl_file_rename (const char *from, const char *to, GError **error);
gboolean jl_file_remove_log (const char *database, GError **error);
gboolean jl_file_remove_database (const char *database, GError **error);

G_END_DECLS
