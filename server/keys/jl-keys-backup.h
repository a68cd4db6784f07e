// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * All that lies in the folder of keys in one file, sealed with a passphrase:
 *
 *   "jieli keys 1\n"   what it is, and its form
 *   16 bytes           salt of Argon2id
 *   4 + 4 bytes        its passes, and its memory in KiB, little-endian
 *   24 bytes           header of libsodium's secretstream (XChaCha20-Poly1305)
 *   then messages, each 4 bytes length, little-endian, and so many bytes: sealed 'F' and a file's
 *   name, 'D' and a piece of that file, and once, with the tag FINAL, 'E'. What stands before the
 *   first message is authenticated with it.
 */

/**
 * JlKeysBackupFile: @path is copied as @name.
 */
typedef struct {
  char *name; /* owned */
  char *path; /* owned */
} JlKeysBackupFile;
GPtrArray *jl_keys_backup_list (const char *data_dir, GError **error);
void jl_keys_backup_add (GPtrArray *files, const char *name, const char *path);

/* How hard it is to try passphrases; 0: as libsodium recommends for what is worth it. */
typedef struct {
  guint passes;
  guint memory_kib;
} JlKeysBackupCost;

#define JL_KEYS_BACKUP_MIN_PASSPHRASE 12

gboolean jl_keys_backup_write (const char *path,
                               GPtrArray *files,
                               const char *passphrase,
                               const JlKeysBackupCost *cost,
                               GError **error);
gboolean jl_keys_backup_restore (const char *path,
                                 const char *data_dir,
                                 const char *passphrase,
                                 guint *n_restored,
                                 GError **error);

G_END_DECLS
