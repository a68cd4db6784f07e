// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keys-private.h"

#include "jl-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROUP "key"
/* The public part of a signing key that is lost: its id. */
#define PUBLIC_SUFFIX ".public"
/* Of a signing key the Ed25519 seed, of a lookup key the key of BLAKE2b, of a person key that of
 * XChaCha20-Poly1305. */
#define SECRET_BYTES JL_KEYS_SECRET_BYTES
G_STATIC_ASSERT (SECRET_BYTES == crypto_sign_SEEDBYTES);
G_STATIC_ASSERT (SECRET_BYTES == crypto_generichash_KEYBYTES);
G_STATIC_ASSERT (SECRET_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
G_STATIC_ASSERT (JL_KEYS_SIGNATURE_BYTES == crypto_sign_BYTES);
G_STATIC_ASSERT (JL_KEYS_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES);

static const char *const purpose_names[] = {
  [JL_KEY_SIGNING] = "signing",
  [JL_KEY_LOOKUP] = "lookup",
  [JL_KEY_PERSON] = "person",
};
G_STATIC_ASSERT (G_N_ELEMENTS (purpose_names) == JL_N_KEY_PURPOSES);

/* Hexadecimal digits and the terminating NUL. */
#define KEY_ID_SIZE 17

typedef struct {
  JlKeyPurpose purpose;
  gint64 number;        /* the first of its purpose is 1; 0: only the public part is known */
  char id[KEY_ID_SIZE]; /* of a digest of the public key, or of the secret */
  guint8 secret[crypto_sign_SECRETKEYBYTES];
  guint8 public_key[JL_KEYS_PUBLIC_BYTES]; /* of a signing key */
} Key;

struct _JlKeys {
  GPtrArray *keys; /* owned: (element-type Key), the newest of a purpose first */
};

static void
key_free (gpointer data)
{
  sodium_memzero (data, sizeof (Key));
  g_free (data);
}

/* The id of a signing key, which anybody can make from its public part. */
static void
make_public_id (const guint8 public_key[JL_KEYS_PUBLIC_BYTES], char id[KEY_ID_SIZE])
{
  guint8 digest[crypto_generichash_BYTES_MIN];

  crypto_generichash (digest, sizeof digest, public_key, JL_KEYS_PUBLIC_BYTES, NULL, 0);
  sodium_bin2hex (id, KEY_ID_SIZE, digest, KEY_ID_SIZE / 2);
}

/* What follows from purpose and secret. */
static Key *
key_new (JlKeyPurpose purpose, gint64 number, const guint8 secret[SECRET_BYTES])
{
  static const char label[] = "jieli key id";
  Key *key = g_new0 (Key, 1);
  guint8 digest[crypto_generichash_BYTES_MIN];

  key->purpose = purpose;
  key->number = number;
  if (purpose == JL_KEY_SIGNING) {
    crypto_sign_seed_keypair (key->public_key, key->secret, secret);
    make_public_id (key->public_key, key->id);
  } else {
    memcpy (key->secret, secret, SECRET_BYTES);
    crypto_generichash (
        digest, sizeof digest, (const guint8 *)label, sizeof label, secret, SECRET_BYTES);
    sodium_bin2hex (key->id, sizeof key->id, digest, KEY_ID_SIZE / 2);
  }
  return key;
}

/* Writes a file that nobody else can read at any moment, and syncs it and its folder. */
static gboolean
write_secret_file (const char *folder, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize length = strlen (text);
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  int folder_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && folder_fd >= 0 && write (fd, text, length) == (gssize)length &&
                fsync (fd) == 0 && fsync (folder_fd) == 0;

  if (!ok)
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s: %s", path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  if (folder_fd >= 0)
    close (folder_fd);
  return ok;
}

static gboolean
make_key (const char *folder, JlKeyPurpose purpose, gint64 number, GError **error)
{
  guint8 secret[SECRET_BYTES];
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *base64 = NULL;
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  Key *key;
  gboolean ok;

  randombytes_buf (secret, sizeof secret);
  key = key_new (purpose, number, secret);
  base64 = g_base64_encode (secret, sizeof secret);
  g_key_file_set_string (file, GROUP, "purpose", purpose_names[purpose]);
  g_key_file_set_int64 (file, GROUP, "number", number);
  g_key_file_set_string (file, GROUP, "id", key->id);
  g_key_file_set_string (file, GROUP, "secret", base64);
  text = g_key_file_to_data (file, NULL, NULL);
  name = g_strdup_printf (
      "%s-%" G_GINT64_FORMAT "-%s" JL_KEYS_SUFFIX, purpose_names[purpose], number, key->id);
  ok = write_secret_file (folder, name, text, error);
  sodium_memzero (secret, sizeof secret);
  sodium_memzero (base64, strlen (base64));
  sodium_memzero (text, strlen (text));
  key_free (key);
  return ok;
}

static Key *
read_key (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *purpose_name = NULL;
  g_autofree char *id = NULL;
  g_autofree char *base64 = NULL;
  g_autofree guint8 *secret = NULL;
  gsize size = 0;
  guint purpose;
  Key *key;

  if (!jl_keys_check_permissions (path, S_IFREG, 0600, error))
    return NULL;
  if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL)) {
    purpose_name = g_key_file_get_string (file, GROUP, "purpose", NULL);
    id = g_key_file_get_string (file, GROUP, "id", NULL);
    base64 = g_key_file_get_string (file, GROUP, "secret", NULL);
  }
  for (purpose = 0; purpose < JL_N_KEY_PURPOSES; purpose++) {
    if (g_strcmp0 (purpose_name, purpose_names[purpose]) == 0)
      break;
  }
  if (base64 != NULL) {
    secret = g_base64_decode (base64, &size);
    sodium_memzero (base64, strlen (base64));
  }
  if (purpose == JL_N_KEY_PURPOSES || size != SECRET_BYTES) {
    g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("%s: this is not a key of jielid"), path);
    return NULL;
  }
  key = key_new (purpose, g_key_file_get_int64 (file, GROUP, "number", NULL), secret);
  sodium_memzero (secret, size);
  if (g_strcmp0 (id, key->id) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("%s: the key is damaged"), path);
    key_free (key);
    return NULL;
  }
  return key;
}

/* @text: the public part of a signing key, in hexadecimal */
static Key *
key_new_public (const char *text, GError **error)
{
  Key *key = g_new0 (Key, 1);
  gsize size = 0;

  key->purpose = JL_KEY_SIGNING;
  if (sodium_hex2bin (
          key->public_key, sizeof key->public_key, text, strlen (text), NULL, &size, NULL) == 0 &&
      size == sizeof key->public_key) {
    make_public_id (key->public_key, key->id);
    return key;
  }
  g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("“%s” is no public key"), text);
  key_free (key);
  return NULL;
}

static Key *
read_public (const char *path, GError **error)
{
  g_autofree char *text = NULL;

  if (!jl_keys_check_permissions (path, S_IFREG, 0600, error) ||
      !g_file_get_contents (path, &text, NULL, error))
    return NULL;
  return key_new_public (g_strstrip (text), error);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const Key *left = *(Key *const *)a;
  const Key *right = *(Key *const *)b;

  return (left->number < right->number) - (left->number > right->number);
}

static const Key *
find_current (JlKeys *self, JlKeyPurpose purpose)
{
  for (guint i = 0; i < self->keys->len; i++) {
    const Key *key = g_ptr_array_index (self->keys, i);

    if (key->purpose == purpose && key->number > 0)
      return key;
  }
  return NULL;
}

static const Key *
find_key (JlKeys *self, JlKeyPurpose purpose, const char *id)
{
  for (guint i = 0; i < self->keys->len; i++) {
    const Key *key = g_ptr_array_index (self->keys, i);

    if (key->purpose == purpose && strcmp (key->id, id) == 0)
      return key;
  }
  return NULL;
}

/**
 * jl_keys_get_secret: (skip)
 * @self: keys
 * @purpose: what for; not signing
 * @id: (inout): of the key; %NULL: the one that is used now
 *
 * Returns: (transfer none) (nullable): 32 bytes, %NULL if there is no such key
 */
const guint8 *
jl_keys_get_secret (JlKeys *self, JlKeyPurpose purpose, const char **id)
{
  const Key *key = *id == NULL ? find_current (self, purpose) : find_key (self, purpose, *id);

  if (key == NULL)
    return NULL;
  *id = key->id;
  return key->secret;
}

/**
 * jl_keys_create:
 * @data_dir: the service's folder
 * @error: return location
 *
 * Makes the folder of keys and the first key of each purpose.
 *
 * Returns: %FALSE with JL_ERROR_INVALID if a file cannot be written or is there already
 */
gboolean
jl_keys_create (const char *data_dir, GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, NULL);

  if (sodium_init () < 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "libsodium does not start");
    return FALSE;
  }
  if (g_mkdir (folder, 0700) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s: %s", folder, g_strerror (errno));
    return FALSE;
  }
  for (guint purpose = 0; purpose < JL_N_KEY_PURPOSES; purpose++) {
    if (!make_key (folder, purpose, 1, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
copy_file (const char *from, const char *folder, const char *name, GError **error)
{
  g_autofree char *source = g_build_filename (from, name, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *bytes = NULL;
  gsize size;
  gboolean copied;

  if (!g_file_get_contents (source, &bytes, &size, error))
    return FALSE;
  copied = g_file_set_contents_full (path,
                                     bytes,
                                     (gssize)size,
                                     G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                     0600,
                                     error);
  sodium_memzero (bytes, size);
  return copied;
}

static gboolean
is_key_name (const char *name)
{
  return g_str_has_suffix (name, JL_KEYS_SUFFIX) || g_str_has_suffix (name, PUBLIC_SUFFIX);
}

/**
 * jl_keys_copy:
 * @from: a folder of keys
 * @data_dir: the folder of a service that has none yet
 * @error: return location
 *
 * Gives a service that was restored its old keys, and whatever else lies with them. That they are
 * whole is for jl_keys_load() to say.
 *
 * Returns: %FALSE with JL_ERROR_INVALID if a file cannot be written, or a #GFileError
 */
gboolean
jl_keys_copy (const char *from, const char *data_dir, GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, NULL);
  g_autoptr (GDir) dir = g_dir_open (from, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;
  if (g_mkdir (folder, 0700) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s: %s", folder, g_strerror (errno));
    return FALSE;
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (from, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && !copy_file (from, folder, name, error))
      return FALSE;
  }
  return TRUE;
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

/**
 * jl_keys_rotate:
 * @data_dir: the service's folder
 * @purpose: which key
 * @error: return location
 *
 * Adds a key, which is used from the next start or jl_keys_reload() on. The older ones stay, to
 * verify with.
 *
 * Returns: %FALSE with an error of jl_keys_load(), or JL_ERROR_INVALID
 */
gboolean
jl_keys_rotate (const char *data_dir, JlKeyPurpose purpose, GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, NULL);
  g_autoptr (JlKeys) keys = jl_keys_load (data_dir, error);

  return keys != NULL &&
         make_key (folder, purpose, find_current (keys, purpose)->number + 1, error);
}

/* What a lost key means for a service, and what can be done. */
static const char *const losses[] = {
  [JL_KEY_SIGNING] =
      N_ ("Everything that was stored is whole. But the service can sign nothing, and "
          "cannot check what it has signed."),
  [JL_KEY_LOOKUP] = N_ ("Everything that was stored is whole. But nobody is found by telephone "
                        "number, so nobody could sign in by it, and one number could join twice."),
  [JL_KEY_PERSON] = N_ ("Names, telephone numbers and what else is personal cannot be read, by "
                        "anybody, ever, without it."),
};
G_STATIC_ASSERT (G_N_ELEMENTS (losses) == JL_N_KEY_PURPOSES);

static void
set_lost (GError **error, const char *data_dir, JlKeyPurpose purpose)
{
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_CORRUPT,
               _ ("%s/%s: there is no key for %s. %s Put it back from your key backup: jielid keys "
                  "restore --data %s BACKUP"),
               data_dir,
               JL_KEYS_FOLDER_NAME,
               purpose_names[purpose],
               _ (losses[purpose]),
               data_dir);
}

static gboolean
check_folder (const char *data_dir, const char *folder, GError **error)
{
  if (g_file_test (folder, G_FILE_TEST_EXISTS))
    return jl_keys_check_permissions (folder, S_IFDIR, 0700, error);
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_INVALID,
               _ ("%s: the folder of keys is missing. Everything that was stored is whole, but the "
                  "service does not start without its keys. Put them back from your key backup: "
                  "jielid keys restore --data %s BACKUP"),
               folder,
               data_dir);
  return FALSE;
}

/* The parts of the folder that are not texts; SQLite's own files beside one are as it is. */
static gboolean
check_person_file (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, JL_KEYS_PERSON_FILE, NULL);

  return !g_file_test (path, G_FILE_TEST_EXISTS) ||
         jl_keys_check_permissions (path, S_IFREG, 0600, error);
}

/* A folder of before there were keys of people has none, and no data that would need it. */
static gboolean
is_missing (JlKeys *self, const char *folder, JlKeyPurpose purpose)
{
  g_autofree char *person = g_build_filename (folder, JL_KEYS_PERSON_FILE, NULL);

  return find_current (self, purpose) == NULL &&
         (purpose != JL_KEY_PERSON || g_file_test (person, G_FILE_TEST_EXISTS));
}

static gboolean
load_folder (JlKeys *self, const char *folder, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    Key *key;

    if (!is_key_name (name))
      continue;
    key = g_str_has_suffix (name, JL_KEYS_SUFFIX) ? read_key (path, error)
                                                  : read_public (path, error);
    if (key == NULL)
      return FALSE;
    g_ptr_array_add (self->keys, key);
  }
  g_ptr_array_sort (self->keys, compare_keys);
  return dir != NULL;
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
  g_autofree char *folder = g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, NULL);
  g_autoptr (JlKeys) self = g_new0 (JlKeys, 1);

  self->keys = g_ptr_array_new_with_free_func (key_free);
  if (sodium_init () < 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "libsodium does not start");
    return NULL;
  }
  if (!check_folder (data_dir, folder, error) || !check_person_file (folder, error) ||
      !load_folder (self, folder, error))
    return NULL;
  for (guint purpose = 0; purpose < JL_N_KEY_PURPOSES; purpose++) {
    if (is_missing (self, folder, purpose)) {
      set_lost (error, data_dir, purpose);
      return NULL;
    }
  }
  return g_steal_pointer (&self);
}

/**
 * jl_keys_reload:
 * @self: keys that are in use
 * @data_dir: the service's folder
 * @error: as jl_keys_load()
 *
 * Takes what jl_keys_rotate() has added meanwhile.
 *
 * Returns: %FALSE with @error set; then @self is as it was
 */
gboolean
jl_keys_reload (JlKeys *self, const char *data_dir, GError **error)
{
  g_autoptr (JlKeys) fresh = jl_keys_load (data_dir, error);
  GPtrArray *keys = self->keys;

  if (fresh == NULL)
    return FALSE;
  self->keys = fresh->keys;
  fresh->keys = keys;
  return TRUE;
}

/**
 * jl_keys_make_lost:
 * @data_dir: the service's folder
 * @purpose: whose key is lost, and no backup of it is left
 * @error: CONFLICT: there is one
 *
 * Begins with a first key once more. Nothing that was made with the lost one can be checked.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_keys_make_lost (const char *data_dir, JlKeyPurpose purpose, GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, NULL);
  g_autoptr (JlKeys) keys = g_new0 (JlKeys, 1);

  keys->keys = g_ptr_array_new_with_free_func (key_free);
  if (sodium_init () < 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "libsodium does not start");
    return FALSE;
  }
  if (!g_file_test (folder, G_FILE_TEST_EXISTS) && g_mkdir (folder, 0700) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s: %s", folder, g_strerror (errno));
    return FALSE;
  }
  if (!jl_keys_check_permissions (folder, S_IFDIR, 0700, error) ||
      !load_folder (keys, folder, error))
    return FALSE;
  if (find_current (keys, purpose) != NULL) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_CONFLICT,
                 _ ("%s: there is a key for %s; it is not lost"),
                 folder,
                 purpose_names[purpose]);
    return FALSE;
  }
  return make_key (folder, purpose, 1, error);
}

/**
 * jl_keys_complete:
 * @data_dir: the service's folder
 * @error: return location
 *
 * Adds the key that wraps the keys of people to a folder that was made before there were such. Only
 * for the process that has the folder's lock.
 *
 * Returns: %FALSE with an error of jl_keys_load()
 */
gboolean
jl_keys_complete (const char *data_dir, GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, NULL);
  g_autoptr (JlKeys) keys = jl_keys_load (data_dir, error);

  return keys != NULL &&
         (find_current (keys, JL_KEY_PERSON) != NULL || make_key (folder, JL_KEY_PERSON, 1, error));
}

/**
 * jl_keys_free:
 * @self: (transfer full): keys; their memory is overwritten
 */
void
jl_keys_free (JlKeys *self)
{
  g_ptr_array_unref (self->keys);
  g_free (self);
}

/**
 * jl_keys_get_current_id:
 * @self: keys
 * @purpose: what for
 *
 * Returns: (transfer none): the id of the key that is used now
 */
const char *
jl_keys_get_current_id (JlKeys *self, JlKeyPurpose purpose)
{
  return find_current (self, purpose)->id;
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
  const Key *key = find_current (self, JL_KEY_SIGNING);

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
  const Key *key = find_key (self, JL_KEY_SIGNING, key_id);

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
  char id[KEY_ID_SIZE];

  make_public_id (public_key, id);
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
  JlKeys *self = g_new0 (JlKeys, 1);

  self->keys = g_ptr_array_new_with_free_func (key_free);
  return self;
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
  Key *key = key_new_public (text, error);

  if (key == NULL)
    return FALSE;
  if (find_key (self, JL_KEY_SIGNING, key->id) == NULL)
    g_ptr_array_add (self->keys, key);
  else
    key_free (key);
  return TRUE;
}

/**
 * jl_keys_keep_public:
 * @data_dir: the service's folder
 * @text: the public part of a signing key, in hexadecimal
 * @error: an error of jl_keys_load(), %JL_ERROR_CORRUPT or %JL_ERROR_INVALID
 *
 * Keeps it with the service's keys, if it is not there: what a lost key has signed can be verified
 * from the next start on.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_keys_keep_public (const char *data_dir, const char *text, GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, NULL);
  g_autoptr (JlKeys) keys = jl_keys_load (data_dir, error);
  Key *key = keys != NULL ? key_new_public (text, error) : NULL;
  gboolean kept;

  if (key == NULL)
    return FALSE;
  kept = find_key (keys, JL_KEY_SIGNING, key->id) != NULL;
  if (!kept) {
    g_autofree char *name =
        g_strdup_printf ("%s-%s" PUBLIC_SUFFIX, purpose_names[key->purpose], key->id);

    kept = write_secret_file (folder, name, text, error);
  }
  key_free (key);
  return kept;
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
  const Key *key = find_key (self, JL_KEY_SIGNING, key_id);

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
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < self->keys->len; i++) {
    const Key *key = g_ptr_array_index (self->keys, i);

    if (key->purpose == purpose)
      g_strv_builder_add (ids, key->id);
  }
  return g_strv_builder_end (ids);
}
