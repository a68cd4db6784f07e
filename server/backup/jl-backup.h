// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-backup-manifest.h"
#include "jl-keys.h"
#include "jl-picture-files.h"
#include "jl-writer.h"

G_BEGIN_DECLS

/*
 * A folder of backups. Each backup has a folder of its own, named by when it was made; their
 * photos, which are named by content and never change, lie in one place and are copied once.
 *
 *   lock
 *   incoming/                         files that are being copied; none has its name before it is
 * synced photos/ab/abcd…-full.jpg 20261123T205500Z/manifest.json    what this backup is, with the
 * digests of the others 20261123T205500Z/jieli.db         the database, as a single file
 *   20261123T205500Z/photos.sha256    its photos: sha256sum -c reads it too
 *   20261123T205500Z/heads.json       the journal's signed heads: jielid journal verify --heads
 *   20261123T205500Z/jielid.conf      if there was any
 *
 * While it is made, a backup's folder ends in `.partial`: what has its name is complete and synced.
 * Keys are never part of it.
 */

/**
 * JlListPhotos:
 * @connection: to a database
 * @func: told of each content name once, in ascending order
 * @user_data: for @func
 * @error: as jl_statement_step(), or @func's
 *
 * Lists the photos that a database names.
 *
 * Returns: %FALSE with @error set
 */
typedef gboolean (*JlListPhotos) (JlConnection *connection,
                                  JlPhotoFunc func,
                                  gpointer user_data,
                                  GError **error);

typedef enum { JL_BACKUP_DATABASE, JL_BACKUP_PHOTOS } JlBackupPhase;

/**
 * JlBackupProgress:
 * @phase: what is copied or read now
 * @n_done: bytes of the database, or photo files
 * @n_total: of how many
 */
typedef struct {
  JlBackupPhase phase;
  gint64 n_done;
  gint64 n_total;
} JlBackupProgress;

/**
 * JlBackupWork: how any of this is done.
 * @list_photos: see #JlListPhotos
 * @stop: as soon as it is not 0, the work ends with UNAVAILABLE
 * @progress: told now and then
 * @problems: (element-type utf8): takes what is wrong and does not end the work
 */
typedef struct {
  JlListPhotos list_photos;
  const volatile int *stop;
  void (*progress) (const JlBackupProgress *progress);
  GPtrArray *problems;
} JlBackupWork;

/**
 * JlBackup: one that is complete.
 */
typedef struct {
  char *folder;       /* owned: of all backups */
  char *name;         /* owned: its folder in that */
  JlRecord *manifest; /* owned: of jl_backup_manifest_table */
} JlBackup;
void jl_backup_free (JlBackup *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlBackup, jl_backup_free)

GPtrArray *jl_backups_list (const char *folder, GError **error);
JlBackup *jl_backup_find (const char *path, GError **error);

JlBackup *jl_backup_make (const char *data_dir,
                          const char *folder,
                          JlKeys *keys,
                          const JlBackupWork *work,
                          GError **error);
gboolean
jl_backups_prune (const char *folder, guint n_kept, const JlBackupWork *work, GError **error);

gboolean jl_backup_check (const JlBackup *backup,
                          const JlSchema *const *schemas,
                          const JlBackupWork *work,
                          GError **error);
gboolean jl_backup_restore (const JlBackup *backup,
                            const char *data_dir,
                            const JlBackupWork *work,
                            GError **error);
/* Where a restore puts the database, until all else is done. */
#define JL_BACKUP_RESTORING "restoring"

G_END_DECLS
