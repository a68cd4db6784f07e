// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Hexadecimal digits of SHA-256 and the terminating NUL. */
#define JL_BACKUP_DIGEST_SIZE 65

/*
 * Copies files so that one that has its name is whole and on the disk, whenever the power goes.
 */
typedef struct _JlBackupCopier JlBackupCopier;

JlBackupCopier *jl_backup_copier_new (const char *incoming, GError **error);
void jl_backup_copier_free (JlBackupCopier *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlBackupCopier, jl_backup_copier_free)

gboolean jl_backup_copier_copy (JlBackupCopier *self,
                                const char *from,
                                const char *to,
                                const char *expected,
                                char digest[JL_BACKUP_DIGEST_SIZE],
                                gint64 *n_bytes,
                                GError **error);
gboolean jl_backup_copier_finish (JlBackupCopier *self, GError **error);

gboolean jl_backup_digest_file (const char *path,
                                char digest[JL_BACKUP_DIGEST_SIZE],
                                gint64 *n_bytes,
                                GError **error);
void jl_backup_remove_folder (const char *path);

G_END_DECLS
