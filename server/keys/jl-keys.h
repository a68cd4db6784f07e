// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The service's keys, each in a file of its own in DATA/keys, which is never part of a data backup.
 * Of each purpose there may be several: the newest is used, older ones still verify what was made
 * with them. Whatever a key made names that key's id. May be used by several threads.
 */
typedef struct _JlKeys JlKeys;

/**
 * JlKeyPurpose:
 * @JL_KEY_SIGNING: Ed25519: chain heads, certificates
 * @JL_KEY_LOOKUP: keys of keyed digests are derived from it: by such a digest a phone number can be
 *   found without being readable
 * @JL_KEY_PERSON: wraps the keys of people, one each, which lie in a file of their own beside it
 *   (server/store/jl-person-keys.h)
 */
typedef enum { JL_KEY_SIGNING, JL_KEY_LOOKUP, JL_KEY_PERSON, JL_N_KEY_PURPOSES } JlKeyPurpose;

/* Hexadecimal digits and the terminating NUL. */
#define JL_KEY_ID_SIZE 17
#define JL_KEYS_SIGNATURE_BYTES 64
#define JL_KEYS_PUBLIC_BYTES 32
/* A person's key, and the same as it is kept: nonce, key and authentication. */
#define JL_KEYS_PERSON_BYTES 32
#define JL_KEYS_WRAPPED_BYTES (24 + JL_KEYS_PERSON_BYTES + 16)

gboolean jl_keys_create (const char *data_dir, GError **error);
const char *jl_key_purpose_get_name (JlKeyPurpose purpose);
gboolean jl_keys_copy (const char *from, const char *data_dir, GError **error);
gboolean jl_keys_rotate (const char *data_dir, JlKeyPurpose purpose, GError **error);
char *
jl_keys_make_lost (const char *data_dir, JlKeyPurpose purpose, const char *used, GError **error);
gboolean jl_keys_complete (const char *data_dir, GError **error);
JlKeys *jl_keys_load (const char *data_dir, GError **error);
JlKeys *jl_keys_load_any (const char *data_dir, GError **error);
gboolean jl_keys_reload (JlKeys *self, GError **error);
void jl_keys_free (JlKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlKeys, jl_keys_free)

const char *jl_keys_get_current_id (JlKeys *self, JlKeyPurpose purpose);
gboolean jl_keys_has (JlKeys *self, JlKeyPurpose purpose, const char *id);
void jl_keys_set_lost (GError **error, const char *data_dir, JlKeyPurpose purpose, const char *id);

const char *jl_keys_sign (JlKeys *self,
                          gconstpointer data,
                          gsize size,
                          guint8 signature[JL_KEYS_SIGNATURE_BYTES]);
gboolean jl_keys_verify (JlKeys *self,
                         const char *key_id,
                         gconstpointer data,
                         gsize size,
                         const guint8 signature[JL_KEYS_SIGNATURE_BYTES],
                         GError **error);
/* What verifies with keys of another service, of which only the public parts are known. */
JlKeys *jl_keys_new_public (void);
gboolean jl_keys_add_public (JlKeys *self, const char *text, GError **error);
gboolean jl_keys_keep_public (const char *data_dir, const char *text, GError **error);
const guint8 *jl_keys_get_public (JlKeys *self, const char *key_id);
gboolean jl_keys_verify_with (const guint8 public_key[JL_KEYS_PUBLIC_BYTES],
                              const char *key_id,
                              gconstpointer data,
                              gsize size,
                              const guint8 signature[JL_KEYS_SIGNATURE_BYTES],
                              GError **error);
GStrv jl_keys_list (JlKeys *self, JlKeyPurpose purpose);

const char *jl_keys_wrap (JlKeys *self,
                          gint64 person,
                          const guint8 key[JL_KEYS_PERSON_BYTES],
                          guint8 wrapped[JL_KEYS_WRAPPED_BYTES]);
gboolean jl_keys_unwrap (JlKeys *self,
                         const char *key_id,
                         gint64 person,
                         const guint8 wrapped[JL_KEYS_WRAPPED_BYTES],
                         guint8 key[JL_KEYS_PERSON_BYTES],
                         GError **error);

/* What lies in the folder: for whoever copies or checks it. */
char *jl_keys_get_person_path (const char *data_dir);
GStrv jl_keys_list_files (const char *data_dir, GError **error);

GBytes *jl_keys_derive_lookup (JlKeys *self, const char *id, const char *domain);

G_END_DECLS
