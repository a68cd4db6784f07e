// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keys-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const purpose_names[] = {
  [JL_KEY_SIGNING] = "signing",
  [JL_KEY_LOOKUP] = "lookup",
  [JL_KEY_PERSON] = "person",
};
G_STATIC_ASSERT (G_N_ELEMENTS (purpose_names) == JL_N_KEY_PURPOSES);

static JlKeys *
keys_new (const char *data_dir)
{
  JlKeys *self = g_new0 (JlKeys, 1);

  g_mutex_init (&self->lock);
  self->keys = g_ptr_array_new_with_free_func (jl_key_free);
  self->data_dir = g_strdup (data_dir);
  return self;
}

/**
 * jl_keys_free:
 * @self: (transfer full): keys; their memory is overwritten
 */
void
jl_keys_free (JlKeys *self)
{
  g_ptr_array_unref (self->keys);
  g_mutex_clear (&self->lock);
  g_free (self->data_dir);
  g_free (self);
}

static const JlKey *
find_locked (JlKeys *self, JlKeyPurpose purpose, const char *id)
{
  for (guint i = 0; i < self->keys->len; i++) {
    const JlKey *key = g_ptr_array_index (self->keys, i);

    if (key->purpose == purpose && (id != NULL ? strcmp (key->id, id) == 0 : key->number > 0))
      return key;
  }
  return NULL;
}

/**
 * jl_keys_find_current: (skip)
 * @self: keys
 * @purpose: what for
 *
 * Returns: (transfer none) (nullable): the newest
 */
const JlKey *
jl_keys_find_current (JlKeys *self, JlKeyPurpose purpose)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return find_locked (self, purpose, NULL);
}

/**
 * jl_keys_find: (skip)
 * @self: keys
 * @purpose: what for
 * @id: of the key
 *
 * Returns: (transfer none) (nullable): the key, maybe its public part alone
 */
const JlKey *
jl_keys_find (JlKeys *self, JlKeyPurpose purpose, const char *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return find_locked (self, purpose, id);
}

/**
 * jl_keys_has:
 * @self: keys
 * @purpose: what for
 * @id: (nullable): of a key; %NULL: any
 *
 * Returns: whether it is there, and not its public part alone
 */
gboolean
jl_keys_has (JlKeys *self, JlKeyPurpose purpose, const char *id)
{
  const JlKey *key =
      id != NULL ? jl_keys_find (self, purpose, id) : jl_keys_find_current (self, purpose);

  return key != NULL && key->number > 0;
}

/**
 * jl_keys_get_secret: (skip)
 * @self: keys
 * @purpose: what for; not signing
 * @id: (inout): of the key; %NULL: the newest
 *
 * A key that is not known may have been added since the folder was read: so that a key can be
 * rotated while processes work with it, without telling them.
 *
 * Returns: (transfer none) (nullable): 32 bytes, %NULL if there is no such key
 */
const guint8 *
jl_keys_get_secret (JlKeys *self, JlKeyPurpose purpose, const char **id)
{
  const JlKey *key;

  if (*id != NULL && !jl_keys_has (self, purpose, *id) && self->data_dir != NULL)
    jl_keys_reload (self, NULL);
  key = *id == NULL ? jl_keys_find_current (self, purpose) : jl_keys_find (self, purpose, *id);
  if (key == NULL)
    return NULL;
  *id = key->id;
  return key->secret;
}

/**
 * jl_key_purpose_get_name:
 * @purpose: what a key is for
 *
 * Returns: its name in files and on the command line
 */
const char *
jl_key_purpose_get_name (JlKeyPurpose purpose)
{
  return purpose_names[purpose];
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const JlKey *left = *(JlKey *const *)a;
  const JlKey *right = *(JlKey *const *)b;

  return (left->number < right->number) - (left->number > right->number);
}

static gboolean
read_folder (JlKeys *self, const char *folder, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    JlKey *key;

    if (!jl_key_is_name (name))
      continue;
    key = jl_key_read (path, error);
    if (key == NULL)
      return FALSE;
    g_ptr_array_add (self->keys, key);
  }
  g_ptr_array_sort (self->keys, compare_keys);
  return dir != NULL;
}

/**
 * jl_keys_load_any:
 * @data_dir: the service's folder
 * @error: as jl_keys_load()
 *
 * As jl_keys_load(), for those who say themselves what must be there.
 *
 * Returns: (transfer full): the keys, %NULL with @error set
 */
JlKeys *
jl_keys_load_any (const char *data_dir, GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, NULL);
  g_autoptr (JlKeys) self = keys_new (data_dir);

  if (sodium_init () < 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "libsodium does not start");
    return NULL;
  }
  if (!jl_keys_check_folder (data_dir, error) || !read_folder (self, folder, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* A folder of before there were keys of people has none, and no data that would need it. */
static gboolean
is_missing (JlKeys *self, JlKeyPurpose purpose)
{
  g_autofree char *people = jl_keys_get_person_path (self->data_dir);

  return jl_keys_find_current (self, purpose) == NULL &&
         (purpose != JL_KEY_PERSON || g_file_test (people, G_FILE_TEST_EXISTS));
}

/**
 * jl_keys_load:
 * @data_dir: the service's folder
 * @error: return location
 *
 * Reads all keys. A folder or file that anybody else has access to is refused.
 *
 * Returns: (transfer full): the keys, or %NULL with JL_ERROR_INVALID, or JL_ERROR_CORRUPT if one is
 *   missing or not what it should be
 */
JlKeys *
jl_keys_load (const char *data_dir, GError **error)
{
  g_autoptr (JlKeys) self = jl_keys_load_any (data_dir, error);

  if (self == NULL)
    return NULL;
  for (guint purpose = 0; purpose < JL_N_KEY_PURPOSES; purpose++) {
    if (is_missing (self, purpose)) {
      jl_keys_set_lost (error, data_dir, purpose, NULL);
      return NULL;
    }
  }
  return g_steal_pointer (&self);
}

/* Whether it was not there, or its public part alone. */
static gboolean
is_new (JlKeys *self, const JlKey *key)
{
  const JlKey *known = find_locked (self, key->purpose, key->id);

  return known == NULL || (known->number == 0 && key->number > 0);
}

/**
 * jl_keys_reload:
 * @self: keys that are in use
 * @error: as jl_keys_load()
 *
 * Takes what jl_keys_rotate() has added meanwhile.
 *
 * Returns: %FALSE with @error set; then @self is as it was
 */
gboolean
jl_keys_reload (JlKeys *self, GError **error)
{
  g_autoptr (JlKeys) fresh = jl_keys_load (self->data_dir, error);
  g_autoptr (GMutexLocker) locker = NULL;

  if (fresh == NULL)
    return FALSE;
  locker = g_mutex_locker_new (&self->lock);
  for (guint i = fresh->keys->len; i-- > 0;) {
    if (is_new (self, g_ptr_array_index (fresh->keys, i)))
      g_ptr_array_add (self->keys, g_ptr_array_steal_index_fast (fresh->keys, i));
  }
  g_ptr_array_sort (self->keys, compare_keys);
  return TRUE;
}

/**
 * jl_keys_get_current_id:
 * @self: keys
 * @purpose: what for; there must be one
 *
 * Returns: (transfer none): the id of the newest key
 */
const char *
jl_keys_get_current_id (JlKeys *self, JlKeyPurpose purpose)
{
  return jl_keys_find_current (self, purpose)->id;
}

/**
 * jl_keys_sign:
 * @self: keys
 * @data: what to sign
 * @size: of it
 * @signature: (out): Ed25519 signature
 *
 * Returns: (transfer none): the id of the key that signed
 */
const char *
jl_keys_sign (JlKeys *self,
              gconstpointer data,
              gsize size,
              guint8 signature[JL_KEYS_SIGNATURE_BYTES])
{
  const JlKey *key = jl_keys_find_current (self, JL_KEY_SIGNING);

  crypto_sign_detached (signature, NULL, data, size, key->secret);
  return key->id;
}

/**
 * jl_keys_verify:
 * @self: keys
 * @key_id: the key that is said to have signed
 * @data: what was signed
 * @size: of it
 * @signature: Ed25519 signature
 * @error: return location
 *
 * Returns: %FALSE with JL_ERROR_CORRUPT if the key is unknown or the signature is not one of it
 */
gboolean
jl_keys_verify (JlKeys *self,
                const char *key_id,
                gconstpointer data,
                gsize size,
                const guint8 signature[JL_KEYS_SIGNATURE_BYTES],
                GError **error)
{
  const JlKey *key = jl_keys_find (self, JL_KEY_SIGNING, key_id);

  if (key == NULL) {
    g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("signed with an unknown key: %s"), key_id);
    return FALSE;
  }
  return jl_keys_verify_with (key->public_key, key_id, data, size, signature, error);
}

/**
 * jl_keys_verify_with:
 * @public_key: a signing key of somebody else, as they gave it
 * @key_id: its id, as they gave it
 * @data: what was signed
 * @size: of it
 * @signature: Ed25519 signature
 * @error: return location
 *
 * Returns: %FALSE with JL_ERROR_CORRUPT if the id is not that of the key, or the signature not one
 *   of it
 */
gboolean
jl_keys_verify_with (const guint8 public_key[JL_KEYS_PUBLIC_BYTES],
                     const char *key_id,
                     gconstpointer data,
                     gsize size,
                     const guint8 signature[JL_KEYS_SIGNATURE_BYTES],
                     GError **error)
{
  char id[JL_KEY_ID_SIZE];

  jl_key_make_public_id (public_key, id);
  if (strcmp (id, key_id) != 0) {
    g_set_error (
        error, JL_ERROR, JL_ERROR_CORRUPT, _ ("key %s is given with another key's id"), key_id);
    return FALSE;
  }
  if (crypto_sign_verify_detached (signature, data, size, public_key) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("the signature is wrong"));
    return FALSE;
  }
  return TRUE;
}

/**
 * jl_keys_new_public:
 *
 * Returns: (transfer full): no keys; those that are added can only verify
 */
JlKeys *
jl_keys_new_public (void)
{
  return keys_new (NULL);
}

/**
 * jl_keys_add_public:
 * @self: keys
 * @text: the public part of a signing key, in hexadecimal
 * @error: %JL_ERROR_CORRUPT
 *
 * Adds a key to verify with.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_keys_add_public (JlKeys *self, const char *text, GError **error)
{
  JlKey *key = jl_key_new_public (text, error);

  if (key == NULL)
    return FALSE;
  if (jl_keys_find (self, JL_KEY_SIGNING, key->id) == NULL)
    g_ptr_array_add (self->keys, key);
  else
    jl_key_free (key);
  return TRUE;
}

/**
 * jl_keys_get_public:
 * @self: keys
 * @key_id: of a signing key
 *
 * Returns: (transfer none) (nullable) (array fixed-size=32): its public part
 */
const guint8 *
jl_keys_get_public (JlKeys *self, const char *key_id)
{
  const JlKey *key = jl_keys_find (self, JL_KEY_SIGNING, key_id);

  return key != NULL ? key->public_key : NULL;
}

/**
 * jl_keys_list:
 * @self: keys
 * @purpose: what for
 *
 * Returns: (transfer full): the ids of all keys of @purpose, the one that is used now first
 */
GStrv
jl_keys_list (JlKeys *self, JlKeyPurpose purpose)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < self->keys->len; i++) {
    const JlKey *key = g_ptr_array_index (self->keys, i);

    if (key->purpose == purpose)
      g_strv_builder_add (ids, key->id);
  }
  return g_strv_builder_end (ids);
}
