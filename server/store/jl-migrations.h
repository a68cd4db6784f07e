// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"

G_BEGIN_DECLS

/* `schema_dir` may be NULL everywhere: the program's own. */
char *jl_schema_get_dir (void);
gboolean jl_schema_get_version (const char *schema_dir, guint *version, GError **error);
gboolean
jl_migrate_is_due (JlConnection *connection, const char *schema_dir, gboolean *due, GError **error);
gboolean jl_migrate (const char *path, const char *schema_dir, GError **error);

G_END_DECLS
