// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-keys.h"

#include <sodium.h>
#include <sys/stat.h>

G_BEGIN_DECLS

#define JL_KEYS_FOLDER_NAME "keys"
#define JL_KEYS_SUFFIX ".key"
/* The public part of a signing key that is lost: its id. */
#define JL_KEYS_PUBLIC_SUFFIX ".public"
#define JL_KEYS_PERSON_FILE "person-keys.db"
/* Of a signing key the Ed25519 seed, of a lookup key the key of BLAKE2b, of a person key that of
 * XChaCha20-Poly1305. */
#define JL_KEYS_SECRET_BYTES 32

typedef struct {
  JlKeyPurpose purpose;
  gint64 number;           /* the first of its purpose is 1; 0: only the public part is known */
  char id[JL_KEY_ID_SIZE]; /* of a digest of the public key, or of the secret */
  guint8 secret[crypto_sign_SECRETKEYBYTES];
  guint8 public_key[JL_KEYS_PUBLIC_BYTES]; /* of a signing key */
} JlKey;

/* Keys are only added, so that a key that was found stays as long as all do. */
struct _JlKeys {
  GMutex lock;
  GPtrArray *keys; /* owned: (element-type JlKey), under @lock; the newest of a purpose first */
  char *data_dir;  /* owned, nullable: where a key that is not known may have been added */
};

/* jl-key-file.c */
void jl_key_free (gpointer data);
void jl_key_make_public_id (const guint8 public_key[JL_KEYS_PUBLIC_BYTES], char id[JL_KEY_ID_SIZE]);
gboolean jl_key_make (const char *folder, JlKeyPurpose purpose, gint64 number, GError **error);
gboolean jl_key_write_file (const char *folder, const char *name, const char *text, GError **error);
JlKey *jl_key_new_public (const char *text, GError **error);
gboolean jl_key_is_name (const char *name);
JlKey *jl_key_read (const char *path, GError **error);

/* jl-keys-folder.c */
gboolean jl_keys_check_permissions (const char *path, mode_t kind, mode_t wanted, GError **error);
gboolean jl_keys_check_folder (const char *data_dir, GError **error);

/* jl-keys.c */
const JlKey *jl_keys_find_current (JlKeys *self, JlKeyPurpose purpose);
const JlKey *jl_keys_find (JlKeys *self, JlKeyPurpose purpose, const char *id);
const guint8 *jl_keys_get_secret (JlKeys *self, JlKeyPurpose purpose, const char **id);

G_END_DECLS
