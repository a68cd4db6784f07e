// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-keys-backup.h"

#include "jl-keys-private.h"

#include <stdio.h>

G_BEGIN_DECLS

#define JL_KEYS_BACKUP_MAGIC "jieli keys 1\n"
#define JL_KEYS_BACKUP_PIECE (64 * 1024)

/* What a backup begins with, in this very order. */
typedef struct {
  char magic[sizeof JL_KEYS_BACKUP_MAGIC - 1];
  guint8 salt[crypto_pwhash_SALTBYTES];
  guint32 passes;     /* little-endian */
  guint32 memory_kib; /* little-endian */
  guint8 stream[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
} __attribute__ ((packed)) JlKeysBackupHead;

gboolean jl_keys_backup_derive (const JlKeysBackupHead *head,
                                const char *passphrase,
                                guint8 key[crypto_secretstream_xchacha20poly1305_KEYBYTES],
                                GError **error);
void jl_keys_backup_set_errno (GError **error, const char *path);
FILE *jl_keys_backup_create (const char *path, GError **error);

G_END_DECLS
