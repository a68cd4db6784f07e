// SPDX-License-Identifier: GPL-3.0-or-later
/* Rows that name people, and the reports about them, lie sealed, each import's under a key of its
 * own. It lies beside them, wrapped by the service's key for what people entrusted to it, so that
 * it goes where they go; without that folder of keys nothing of them can be read. */
#include "jl-spreadsheets-private.h"

#include "jl-error.h"
#include "jl-exchange-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

/* In whose name it is wrapped: no person's. */
#define NOBODY 0

typedef struct {
  char master[JL_KEY_ID_SIZE];
  guint8 wrapped[JL_KEYS_WRAPPED_BYTES];
} KeyFile;
G_STATIC_ASSERT (JL_SHEET_KEY_BYTES == JL_KEYS_PERSON_BYTES);
G_STATIC_ASSERT (sizeof (KeyFile) == JL_KEY_ID_SIZE + JL_KEYS_WRAPPED_BYTES);

static JlKeys *keys;

/**
 * jl_import_key_configure: (skip)
 * @service_keys: (nullable): the service's, which outlive what is done with them
 */
void
jl_import_key_configure (JlKeys *service_keys)
{
  keys = service_keys;
}

static gboolean
write_file (const char *path, const KeyFile *file, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean ok = fd >= 0 && write (fd, file, sizeof *file) == sizeof *file && fdatasync (fd) == 0;
  int code = errno;

  if (fd >= 0)
    close (fd);
  return ok || jl_set_error_disk (error, code, path);
}

/**
 * jl_import_key_make: (skip)
 * @kind: what is imported
 * @data_dir: the service's folder
 * @folder: of the import
 * @key: (out caller-allocates): the key
 * @error: STORAGE_FULL, INTERNAL, UNAVAILABLE
 *
 * Makes the key of an import, if its rows name people.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_import_key_make (const JlImportKind *kind,
                    const char *data_dir,
                    const char *folder,
                    JlImportKey *key,
                    GError **error)
{
  g_autofree char *path = jl_exchange_folder_get_path (data_dir, folder, JL_EXCHANGE_KEY);
  KeyFile file = { { 0 } };

  key->bytes = NULL;
  if (!kind->holds_persons)
    return TRUE;
  if (keys == NULL) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_UNAVAILABLE, "this process has no keys");
    return FALSE;
  }
  randombytes_buf (key->storage, sizeof key->storage);
  key->bytes = key->storage;
  g_strlcpy (
      file.master, jl_keys_wrap (keys, NOBODY, key->storage, file.wrapped), sizeof file.master);
  return write_file (path, &file, error);
}

/**
 * jl_import_key_read: (skip)
 * @kind: (nullable): what is imported; %NULL: what nobody imports any more
 * @data_dir: the service's folder
 * @folder: of the import
 * @key: (out caller-allocates): the key; without bytes for rows that name nobody
 * @error: NOT_FOUND when the files are gone or nobody can read them any more
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_import_key_read (const JlImportKind *kind,
                    const char *data_dir,
                    const char *folder,
                    JlImportKey *key,
                    GError **error)
{
  g_autofree char *path = jl_exchange_folder_get_path (data_dir, folder, JL_EXCHANGE_KEY);
  g_autofree char *content = NULL;
  gsize size;
  KeyFile file;

  key->bytes = NULL;
  if (kind != NULL && !kind->holds_persons)
    return TRUE;
  if (keys != NULL && g_file_get_contents (path, &content, &size, NULL) && size == sizeof file) {
    memcpy (&file, content, sizeof file);
    file.master[JL_KEY_ID_SIZE - 1] = '\0';
    if (jl_keys_unwrap (keys, file.master, NOBODY, file.wrapped, key->storage, NULL)) {
      key->bytes = key->storage;
      return TRUE;
    }
  }
  g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("There is no such record"));
  return FALSE;
}

/**
 * jl_import_key_clear: (skip)
 * @key: a key that is not needed any more
 */
void
jl_import_key_clear (JlImportKey *key)
{
  sodium_memzero (key->storage, sizeof key->storage);
  key->bytes = NULL;
}
