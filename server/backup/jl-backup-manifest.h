// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"
#include "jl-record.h"

G_BEGIN_DECLS

#define JL_BACKUP_FORMAT 1

/* What a backup says of itself. */
enum {
  JL_BACKUP_FORMAT_NUMBER,
  JL_BACKUP_PROGRAM,
  JL_BACKUP_MADE_AT,
  JL_BACKUP_CITY,
  JL_BACKUP_NODE,
  JL_BACKUP_EPOCH,
  JL_BACKUP_PUBLIC_URL,
  JL_BACKUP_SCHEMA,
  JL_BACKUP_ENTRIES,
  JL_BACKUP_LAST_AT,
  JL_BACKUP_CHANGES,
  JL_BACKUP_DATABASE_BYTES,
  JL_BACKUP_DATABASE_SHA256,
  JL_BACKUP_PHOTO_FILES,
  JL_BACKUP_PHOTO_BYTES,
  JL_BACKUP_PHOTOS_SHA256,
  JL_BACKUP_CONFIGURATION_SHA256,
  JL_BACKUP_HEADS_SHA256,
  JL_BACKUP_MISSING,
  JL_BACKUP_KEYS,
  JL_BACKUP_N_FIELDS
};
extern const JlRecordTable jl_backup_manifest_table;

JlRecord *jl_backup_manifest_new (JlConnection *connection, gint64 made_at, GError **error);
char *jl_backup_manifest_to_text (JlRecord *self);
JlRecord *jl_backup_manifest_read (const char *path, GError **error);

G_END_DECLS
