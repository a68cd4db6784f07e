// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-application.h"
#include "jl-restoration.h"

G_BEGIN_DECLS

/*
 * A data folder that is being restored has a folder %JL_BACKUP_RESTORING until its database is that
 * of a new epoch: only then does the database get its name, without which nothing serves.
 */
gboolean jl_restored_database_begin (const char *data_dir, const char *name, GError **error);
gboolean jl_restored_database_complete (const JlApplication *application,
                                        const char *data_dir,
                                        const JlRestoration *restoration,
                                        gboolean keys_are_new,
                                        GError **error);

G_END_DECLS
