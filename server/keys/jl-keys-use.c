// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keys-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What keys are used for, beside signing: the keys of people, and digests to look up by. */

G_STATIC_ASSERT (JL_KEYS_WRAPPED_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
                                              JL_KEYS_PERSON_BYTES +
                                              crypto_aead_xchacha20poly1305_ietf_ABYTES);

/* A wrapped key fits nobody else. */
static void
make_person_label (gint64 person, guint8 label[sizeof (gint64)])
{
  gint64 big_endian = GINT64_TO_BE (person);

  memcpy (label, &big_endian, sizeof big_endian);
}

/**
 * jl_keys_wrap:
 * @self: keys
 * @person: whose key it is
 * @key: the key
 * @wrapped: (out): the key as it is kept, for this person alone
 *
 * Returns: (transfer none): the id of the key that it is wrapped by
 */
const char *
jl_keys_wrap (JlKeys *self,
              gint64 person,
              const guint8 key[JL_KEYS_PERSON_BYTES],
              guint8 wrapped[JL_KEYS_WRAPPED_BYTES])
{
  const char *id = NULL;
  const guint8 *master = jl_keys_get_secret (self, JL_KEY_PERSON, &id);
  guint8 label[sizeof (gint64)];
  const gsize nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;

  g_return_val_if_fail (master != NULL, NULL);

  make_person_label (person, label);
  randombytes_buf (wrapped, nonce_size);
  crypto_aead_xchacha20poly1305_ietf_encrypt (wrapped + nonce_size,
                                              NULL,
                                              key,
                                              JL_KEYS_PERSON_BYTES,
                                              label,
                                              sizeof label,
                                              NULL,
                                              wrapped,
                                              master);
  return id;
}

/**
 * jl_keys_unwrap:
 * @self: keys
 * @key_id: the key that is said to have wrapped it
 * @person: whose key it is
 * @wrapped: as jl_keys_wrap() gave it
 * @key: (out): the key
 * @error: return location
 *
 * Returns: %FALSE with JL_ERROR_CORRUPT if the wrapping key is unknown or it is another's
 */
gboolean
jl_keys_unwrap (JlKeys *self,
                const char *key_id,
                gint64 person,
                const guint8 wrapped[JL_KEYS_WRAPPED_BYTES],
                guint8 key[JL_KEYS_PERSON_BYTES],
                GError **error)
{
  const guint8 *master = jl_keys_get_secret (self, JL_KEY_PERSON, &key_id);
  guint8 label[sizeof (gint64)];
  const gsize nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;

  if (master == NULL) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_CORRUPT,
                 _ ("key %s is missing in the folder of keys: what people entrusted to the service "
                    "cannot be read without it"),
                 key_id);
    return FALSE;
  }
  make_person_label (person, label);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt (key,
                                                  NULL,
                                                  NULL,
                                                  wrapped + nonce_size,
                                                  JL_KEYS_WRAPPED_BYTES - nonce_size,
                                                  label,
                                                  sizeof label,
                                                  wrapped,
                                                  master) == 0)
    return TRUE;
  g_set_error_literal (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("a person's key is damaged"));
  return FALSE;
}

/**
 * jl_keys_get_person_path:
 * @data_dir: the service's folder
 *
 * Returns: (transfer full): the file of people's keys (jl-person-keys.h)
 */
char *
jl_keys_get_person_path (const char *data_dir)
{
  return g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, JL_KEYS_PERSON_FILE, NULL);
}

/**
 * jl_keys_list_files:
 * @data_dir: the service's folder
 * @error: as g_dir_open()
 *
 * All that a copy of the keys must have beside the database of people's keys, to which a service
 * may be writing: that is copied by SQLite's means.
 *
 * Returns: (transfer full): names in the folder of keys
 */
GStrv
jl_keys_list_files (const char *data_dir, GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  const char *name;

  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL) {
    if (jl_key_is_name (name))
      g_strv_builder_add (names, name);
  }
  return g_strv_builder_end (names);
}

/**
 * jl_keys_derive_lookup:
 * @self: keys
 * @id: (nullable): of the lookup key; %NULL: the newest
 * @domain: what is looked up, e.g. `phone`; each domain has a key of its own
 *
 * Phone numbers are few enough to try them all against a digest without a key.
 *
 * Returns: (transfer full) (nullable): 32 bytes, always the same for the same lookup key and
 *   domain; %NULL if there is no such key
 */
GBytes *
jl_keys_derive_lookup (JlKeys *self, const char *id, const char *domain)
{
  const guint8 *secret = jl_keys_get_secret (self, JL_KEY_LOOKUP, &id);
  guint8 derived[JL_KEYS_SECRET_BYTES];

  if (secret == NULL)
    return NULL;
  crypto_generichash (derived,
                      sizeof derived,
                      (const guint8 *)domain,
                      strlen (domain),
                      secret,
                      JL_KEYS_SECRET_BYTES);
  return g_bytes_new (derived, sizeof derived);
}
