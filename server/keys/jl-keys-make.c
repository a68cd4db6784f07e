// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keys-private.h"

#include "jl-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* Keys that are made, and brought from elsewhere. */

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
    if (!jl_key_make (folder, purpose, 1, error))
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
         jl_key_make (folder, purpose, jl_keys_find_current (keys, purpose)->number + 1, error);
}

/* With SQLite's own files beside it, so that it can still be opened by its new name. */
static gboolean
put_people_aside (const char *folder, GError **error)
{
  static const char *const suffixes[] = { "-wal", "-shm", "" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *path = g_strconcat (folder, "/" JL_KEYS_PERSON_FILE, suffixes[i], NULL);
    g_autofree char *aside =
        g_strconcat (folder, "/" JL_KEYS_PERSON_FILE ".lost", suffixes[i], NULL);

    if (g_rename (path, aside) != 0 && errno != ENOENT) {
      g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s: %s", path, g_strerror (errno));
      return FALSE;
    }
  }
  return TRUE;
}

/* @used: what the data were made with */
static gboolean
is_lost (JlKeys *keys, const char *data_dir, JlKeyPurpose purpose, const char *used)
{
  g_autofree char *people = jl_keys_get_person_path (data_dir);
  const JlKey *key = used != NULL ? jl_keys_find (keys, purpose, used) : NULL;

  if (used == NULL)
    return jl_keys_find_current (keys, purpose) == NULL;
  return key == NULL || key->number == 0 ||
         (purpose == JL_KEY_PERSON && !g_file_test (people, G_FILE_TEST_EXISTS));
}

static char *
replace_lost (const char *data_dir, JlKeyPurpose purpose, const char *used, GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, NULL);
  g_autoptr (JlKeys) keys = jl_keys_load_any (data_dir, error);

  if (keys == NULL)
    return NULL;
  if (!is_lost (keys, data_dir, purpose, used)) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_CONFLICT,
                 _ ("%s: there is a key for %s; it is not lost"),
                 folder,
                 jl_key_purpose_get_name (purpose));
    return NULL;
  }
  if (purpose == JL_KEY_PERSON && !put_people_aside (folder, error))
    return NULL;
  if (jl_keys_find_current (keys, purpose) == NULL) {
    if (!jl_key_make (folder, purpose, 1, error))
      return NULL;
    jl_keys_free (g_steal_pointer (&keys));
    keys = jl_keys_load_any (data_dir, error);
  }
  return keys != NULL ? g_strdup (jl_keys_get_current_id (keys, purpose)) : NULL;
}

/**
 * jl_keys_make_lost:
 * @data_dir: the service's folder
 * @purpose: whose key is lost, and no backup of it is left
 * @used: (nullable): the id of the key that the service has worked with
 * @error: CONFLICT: it is there
 *
 * Begins with another key, a new one if there is none at all. Nothing that was made with the lost
 * one can be checked. Keys of people that cannot be used without it are put aside.
 *
 * Returns: (transfer full): the id of the key that takes its place, %NULL with @error set
 */
char *
jl_keys_make_lost (const char *data_dir, JlKeyPurpose purpose, const char *used, GError **error)
{
  g_autofree char *folder = g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, NULL);

  if (g_mkdir (folder, 0700) != 0 && errno != EEXIST) {
    g_set_error (error, JL_ERROR, JL_ERROR_INVALID, "%s: %s", folder, g_strerror (errno));
    return NULL;
  }
  return replace_lost (data_dir, purpose, used, error);
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

  return keys != NULL && (jl_keys_find_current (keys, JL_KEY_PERSON) != NULL ||
                          jl_key_make (folder, JL_KEY_PERSON, 1, error));
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
  JlKey *key = keys != NULL ? jl_key_new_public (text, error) : NULL;
  gboolean kept;

  if (key == NULL)
    return FALSE;
  kept = jl_keys_find (keys, JL_KEY_SIGNING, key->id) != NULL;
  if (!kept) {
    g_autofree char *name = g_strdup_printf (
        "%s-%s" JL_KEYS_PUBLIC_SUFFIX, jl_key_purpose_get_name (key->purpose), key->id);

    kept = jl_key_write_file (folder, name, text, error);
  }
  jl_key_free (key);
  return kept;
}
