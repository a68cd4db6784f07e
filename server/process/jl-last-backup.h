// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `DATA/last-backup` says when the last backup that is complete was made, for the service to tell.
 */
gboolean jl_last_backup_write (
    const char *data_dir, gint64 made_at, const char *folder, const char *name, GError **error);
gint64 jl_last_backup_read (const char *data_dir);

G_END_DECLS
