// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keys-private.h"

#include "jl-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* One key, and the file that it lies in. */

#define GROUP "key"
G_STATIC_ASSERT (JL_KEYS_SECRET_BYTES == crypto_sign_SEEDBYTES);
G_STATIC_ASSERT (JL_KEYS_SECRET_BYTES == crypto_generichash_KEYBYTES);
G_STATIC_ASSERT (JL_KEYS_SECRET_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
G_STATIC_ASSERT (JL_KEYS_SIGNATURE_BYTES == crypto_sign_BYTES);
G_STATIC_ASSERT (JL_KEYS_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES);

/**
 * jl_key_free: (skip)
 * @data: (transfer full): a #JlKey; its memory is overwritten
 */
void
jl_key_free (gpointer data)
{
  sodium_memzero (data, sizeof (JlKey));
  g_free (data);
}

/**
 * jl_key_make_public_id: (skip)
 * @public_key: of a signing key
 * @id: (out): the key's id, which anybody can make from its public part
 */
void
jl_key_make_public_id (const guint8 public_key[JL_KEYS_PUBLIC_BYTES], char id[JL_KEY_ID_SIZE])
{
  guint8 digest[crypto_generichash_BYTES_MIN];

  crypto_generichash (digest, sizeof digest, public_key, JL_KEYS_PUBLIC_BYTES, NULL, 0);
  sodium_bin2hex (id, JL_KEY_ID_SIZE, digest, JL_KEY_ID_SIZE / 2);
}

/* What follows from purpose and secret. */
static JlKey *
key_new (JlKeyPurpose purpose, gint64 number, const guint8 secret[JL_KEYS_SECRET_BYTES])
{
  static const char label[] = "jieli key id";
  JlKey *key = g_new0 (JlKey, 1);
  guint8 digest[crypto_generichash_BYTES_MIN];

  key->purpose = purpose;
  key->number = number;
  if (purpose == JL_KEY_SIGNING) {
    crypto_sign_seed_keypair (key->public_key, key->secret, secret);
    jl_key_make_public_id (key->public_key, key->id);
  } else {
    memcpy (key->secret, secret, JL_KEYS_SECRET_BYTES);
    crypto_generichash (
        digest, sizeof digest, (const guint8 *)label, sizeof label, secret, JL_KEYS_SECRET_BYTES);
    sodium_bin2hex (key->id, sizeof key->id, digest, JL_KEY_ID_SIZE / 2);
  }
  return key;
}

static gboolean
write_synced (const char *path, const char *text, GError **error)
{
  gsize length = strlen (text);
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean ok = fd >= 0 && write (fd, text, length) == (gssize)length && fsync (fd) == 0;

  if (!ok)
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s: %s", path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return ok;
}

/* Nothing is replaced: names have the id of their key in them. */
static gboolean
give_name (const char *draft, const char *path, const char *folder, GError **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && g_rename (draft, path) == 0 && fsync (fd) == 0;

  if (!ok)
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s: %s", path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return ok;
}

/**
 * jl_key_write_file: (skip)
 * @folder: of keys
 * @name: of the file, which nobody else writes
 * @text: what it shall hold
 * @error: INVALID
 *
 * Writes a file that nobody else can read at any moment. It has its name when it is whole and
 * synced: a service that reads the folder meanwhile, or after a crash, takes no half of a key.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_key_write_file (const char *folder, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *draft = g_strdup_printf ("%s.%d", path, (int)getpid ());
  gboolean ok = write_synced (draft, text, error) && give_name (draft, path, folder, error);

  if (!ok)
    g_remove (draft);
  return ok;
}

/**
 * jl_key_make: (skip)
 * @folder: of keys
 * @purpose: what for
 * @number: 1 for the first of this purpose
 * @error: INVALID
 *
 * Makes a key in a file of its own.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_key_make (const char *folder, JlKeyPurpose purpose, gint64 number, GError **error)
{
  guint8 secret[JL_KEYS_SECRET_BYTES];
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *base64 = NULL;
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  JlKey *key;
  gboolean ok;

  randombytes_buf (secret, sizeof secret);
  key = key_new (purpose, number, secret);
  base64 = g_base64_encode (secret, sizeof secret);
  g_key_file_set_string (file, GROUP, "purpose", jl_key_purpose_get_name (purpose));
  g_key_file_set_int64 (file, GROUP, "number", number);
  g_key_file_set_string (file, GROUP, "id", key->id);
  g_key_file_set_string (file, GROUP, "secret", base64);
  text = g_key_file_to_data (file, NULL, NULL);
  name = g_strdup_printf ("%s-%" G_GINT64_FORMAT "-%s" JL_KEYS_SUFFIX,
                          jl_key_purpose_get_name (purpose),
                          number,
                          key->id);
  ok = jl_key_write_file (folder, name, text, error);
  sodium_memzero (secret, sizeof secret);
  sodium_memzero (base64, strlen (base64));
  sodium_memzero (text, strlen (text));
  jl_key_free (key);
  return ok;
}

static JlKey *
read_secret (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *purpose_name = NULL;
  g_autofree char *id = NULL;
  g_autofree char *base64 = NULL;
  g_autofree guint8 *secret = NULL;
  gsize size = 0;
  guint purpose;
  JlKey *key;

  if (!jl_keys_check_permissions (path, S_IFREG, 0600, error))
    return NULL;
  if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL)) {
    purpose_name = g_key_file_get_string (file, GROUP, "purpose", NULL);
    id = g_key_file_get_string (file, GROUP, "id", NULL);
    base64 = g_key_file_get_string (file, GROUP, "secret", NULL);
  }
  for (purpose = 0; purpose < JL_N_KEY_PURPOSES; purpose++) {
    if (g_strcmp0 (purpose_name, jl_key_purpose_get_name (purpose)) == 0)
      break;
  }
  if (base64 != NULL) {
    secret = g_base64_decode (base64, &size);
    sodium_memzero (base64, strlen (base64));
  }
  if (purpose == JL_N_KEY_PURPOSES || size != JL_KEYS_SECRET_BYTES) {
    g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("%s: this is not a key of jielid"), path);
    return NULL;
  }
  key = key_new (purpose, g_key_file_get_int64 (file, GROUP, "number", NULL), secret);
  sodium_memzero (secret, size);
  if (g_strcmp0 (id, key->id) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("%s: the key is damaged"), path);
    jl_key_free (key);
    return NULL;
  }
  return key;
}

/**
 * jl_key_new_public: (skip)
 * @text: the public part of a signing key, in hexadecimal
 * @error: CORRUPT
 *
 * Returns: (transfer full): what verifies, %NULL with @error set
 */
JlKey *
jl_key_new_public (const char *text, GError **error)
{
  JlKey *key = g_new0 (JlKey, 1);
  gsize size = 0;

  key->purpose = JL_KEY_SIGNING;
  if (sodium_hex2bin (
          key->public_key, sizeof key->public_key, text, strlen (text), NULL, &size, NULL) == 0 &&
      size == sizeof key->public_key) {
    jl_key_make_public_id (key->public_key, key->id);
    return key;
  }
  g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("“%s” is no public key"), text);
  jl_key_free (key);
  return NULL;
}

static JlKey *
read_public (const char *path, GError **error)
{
  g_autofree char *text = NULL;

  if (!jl_keys_check_permissions (path, S_IFREG, 0600, error) ||
      !g_file_get_contents (path, &text, NULL, error))
    return NULL;
  return jl_key_new_public (g_strstrip (text), error);
}

/**
 * jl_key_is_name: (skip)
 * @name: of a file in the folder of keys
 *
 * Returns: whether it holds a key, or the public part of one
 */
gboolean
jl_key_is_name (const char *name)
{
  return g_str_has_suffix (name, JL_KEYS_SUFFIX) || g_str_has_suffix (name, JL_KEYS_PUBLIC_SUFFIX);
}

/**
 * jl_key_read: (skip)
 * @path: of a file with such a name
 * @error: INVALID if others have access to it, CORRUPT
 *
 * Returns: (transfer full): the key, %NULL with @error set
 */
JlKey *
jl_key_read (const char *path, GError **error)
{
  return g_str_has_suffix (path, JL_KEYS_SUFFIX) ? read_secret (path, error)
                                                 : read_public (path, error);
}
