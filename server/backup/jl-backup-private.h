// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-backup-list.h"
#include "jl-backup.h"

G_BEGIN_DECLS

/* Names in a folder of backups and in a backup. */
#define JL_BACKUP_INCOMING "incoming"
#define JL_BACKUP_PHOTO_FOLDER "photos"
#define JL_BACKUP_PARTIAL ".partial"
#define JL_BACKUP_MANIFEST "manifest.json"
#define JL_BACKUP_DATABASE_NAME "jieli.db"
#define JL_BACKUP_LIST_NAME "photos.sha256"
#define JL_BACKUP_HEADS_NAME "heads.json"
#define JL_BACKUP_CONFIGURATION "jielid.conf"

/* In the ascending order of their paths. */
extern const JlPictureSize jl_backup_size_order[JL_N_PICTURE_SIZES];

char *jl_backup_get_path (const JlBackup *self, const char *name);
int jl_backups_lock (const char *folder, GError **error);
void jl_backups_remove_leftovers (const char *folder);
gboolean jl_backup_go_on (
    const JlBackupWork *work, JlBackupPhase phase, gint64 n_done, gint64 n_total, GError **error);
void jl_backup_add_problem (const JlBackupWork *work, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Told of each photo of a backup. */
typedef gboolean (*JlBackupPhotoFunc) (const JlBackupList *photo,
                                       gpointer user_data,
                                       GError **error);
gboolean jl_backup_foreach_photo (const JlBackup *self,
                                  const JlBackupWork *work,
                                  JlBackupPhotoFunc func,
                                  gpointer user_data,
                                  GError **error);

G_END_DECLS
