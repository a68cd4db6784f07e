// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The service's folder:
 *
 *   jielid.conf   jieli.db   search.db   lock      keys/   photos/   uploads/   log/
 *
 * A lock on `lock` says that a program with the right to write works on it.
 */
gboolean jl_data_folder_create (const char *data_dir, GError **error);
gboolean jl_data_folder_make (const char *data_dir, const char *name, GError **error);
gboolean jl_data_folder_check (const char *data_dir, GError **error);
void jl_data_folder_clear (const char *data_dir);
char *jl_data_folder_get_search_path (const char *data_dir);
int jl_data_folder_lock (const char *data_dir, GError **error);

G_END_DECLS
