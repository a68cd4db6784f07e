// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-backup-copier.h"

#include <stdio.h>

G_BEGIN_DECLS

/* `photos/ab/<name>-screen.jpg` and the terminating NUL fit. */
#define JL_BACKUP_PATH_SIZE 96

/**
 * JlBackupList: the photos of a backup, read from the file that `sha256sum` would have made of
 * them, in the ascending order of their paths.
 * @path: of the photo in the folder of all backups
 * @digest: of its content
 */
typedef struct {
  FILE *file; /* owned */
  char *name; /* owned: for messages */
  char path[JL_BACKUP_PATH_SIZE];
  char digest[JL_BACKUP_DIGEST_SIZE];
} JlBackupList;

JlBackupList *jl_backup_list_open (const char *name, GError **error);
void jl_backup_list_close (JlBackupList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlBackupList, jl_backup_list_close)
/* %FALSE without error: there is no more, and @path is empty. */
gboolean jl_backup_list_next (JlBackupList *self, GError **error);
/* Goes on to the first photo whose path is not before @path. Returns: whether that is @path. */
gboolean
jl_backup_list_seek (JlBackupList *self, const char *path, gboolean *found, GError **error);

gboolean jl_backup_list_write (FILE *file, const char *path, const char *digest, GError **error);

G_END_DECLS
