// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keys-backup-private.h"

#include "jl-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
file_free (gpointer data)
{
  JlKeysBackupFile *file = data;

  g_free (file->name);
  g_free (file->path);
  g_free (file);
}

/**
 * jl_keys_backup_add:
 * @files: from jl_keys_backup_list()
 * @name: of the file in the folder of keys
 * @path: where it is to be read
 */
void
jl_keys_backup_add (GPtrArray *files, const char *name, const char *path)
{
  JlKeysBackupFile *file = g_new (JlKeysBackupFile, 1);

  *file = (JlKeysBackupFile){ g_strdup (name), g_strdup (path) };
  g_ptr_array_add (files, file);
}

/**
 * jl_keys_backup_list:
 * @data_dir: the service's folder
 * @error: as g_dir_open()
 *
 * Returns: (transfer full) (element-type JlKeysBackupFile): the keys that are files of their own
 */
GPtrArray *
jl_keys_backup_list (const char *data_dir, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (file_free);
  g_auto (GStrv) names = jl_keys_list_files (data_dir, error);

  if (names == NULL)
    return NULL;
  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *path = g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, names[i], NULL);

    jl_keys_backup_add (files, names[i], path);
  }
  return g_steal_pointer (&files);
}

/**
 * jl_keys_backup_derive: (skip)
 * @head: with salt and cost
 * @passphrase: of whoever keeps the backup
 * @key: (out): what it is sealed with
 * @error: STORAGE_FULL: there is not so much memory
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_keys_backup_derive (const JlKeysBackupHead *head,
                       const char *passphrase,
                       guint8 key[crypto_secretstream_xchacha20poly1305_KEYBYTES],
                       GError **error)
{
  if (crypto_pwhash (key,
                     crypto_secretstream_xchacha20poly1305_KEYBYTES,
                     passphrase,
                     strlen (passphrase),
                     head->salt,
                     GUINT32_FROM_LE (head->passes),
                     (gsize)GUINT32_FROM_LE (head->memory_kib) * 1024,
                     crypto_pwhash_ALG_ARGON2ID13) == 0)
    return TRUE;
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_STORAGE_FULL,
               _ ("there are not %u MiB of free memory, which the passphrase needs"),
               GUINT32_FROM_LE (head->memory_kib) / 1024);
  return FALSE;
}

/* A backup that is being written. */
typedef struct {
  FILE *file;
  crypto_secretstream_xchacha20poly1305_state state;
  const guint8 *head; /* of what is authenticated with the first message, else %NULL */
} Writer;

static gboolean
put (Writer *self, char kind, gconstpointer data, gsize size, GError **error)
{
  guint8 plain[1 + JL_KEYS_BACKUP_PIECE];
  guint8 sealed[sizeof plain + crypto_secretstream_xchacha20poly1305_ABYTES];
  guint32 length = GUINT32_TO_LE (1 + size + crypto_secretstream_xchacha20poly1305_ABYTES);
  gboolean ok;

  plain[0] = (guint8)kind;
  if (size > 0)
    memcpy (plain + 1, data, size);
  crypto_secretstream_xchacha20poly1305_push (&self->state,
                                              sealed,
                                              NULL,
                                              plain,
                                              1 + size,
                                              self->head,
                                              self->head != NULL ? sizeof (JlKeysBackupHead) : 0,
                                              kind == 'E'
                                                  ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                                  : crypto_secretstream_xchacha20poly1305_TAG_PUSH);
  self->head = NULL;
  sodium_memzero (plain, 1 + size);
  ok = fwrite (&length, sizeof length, 1, self->file) == 1 &&
       fwrite (sealed, GUINT32_FROM_LE (length), 1, self->file) == 1;
  if (!ok)
    jl_keys_backup_set_errno (error, NULL);
  return ok;
}

static gboolean
put_file (Writer *self, const JlKeysBackupFile *file, GError **error)
{
  guint8 piece[JL_KEYS_BACKUP_PIECE];
  FILE *source = g_fopen (file->path, "rbe");
  gboolean ok = source != NULL && put (self, 'F', file->name, strlen (file->name), error);
  gsize n;

  if (source == NULL) {
    jl_keys_backup_set_errno (error, file->path);
    return FALSE;
  }
  while (ok && (n = fread (piece, 1, sizeof piece, source)) > 0)
    ok = put (self, 'D', piece, n, error);
  if (ok && ferror (source)) {
    jl_keys_backup_set_errno (error, file->path);
    ok = FALSE;
  }
  sodium_memzero (piece, sizeof piece);
  fclose (source);
  return ok;
}

static gboolean
begin (Writer *self,
       const char *passphrase,
       const JlKeysBackupCost *cost,
       JlKeysBackupHead *head,
       GError **error)
{
  guint8 key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
  guint passes = cost != NULL && cost->passes != 0 ? cost->passes : crypto_pwhash_OPSLIMIT_MODERATE;
  guint memory = cost != NULL && cost->memory_kib != 0 ? cost->memory_kib
                                                       : crypto_pwhash_MEMLIMIT_MODERATE / 1024;

  memcpy (head->magic, JL_KEYS_BACKUP_MAGIC, sizeof head->magic);
  randombytes_buf (head->salt, sizeof head->salt);
  head->passes = GUINT32_TO_LE (passes);
  head->memory_kib = GUINT32_TO_LE (memory);
  if (!jl_keys_backup_derive (head, passphrase, key, error))
    return FALSE;
  crypto_secretstream_xchacha20poly1305_init_push (&self->state, head->stream, key);
  sodium_memzero (key, sizeof key);
  self->head = (const guint8 *)head;
  if (fwrite (head, sizeof *head, 1, self->file) == 1)
    return TRUE;
  jl_keys_backup_set_errno (error, NULL);
  return FALSE;
}

static gboolean
write_all (Writer *self,
           GPtrArray *files,
           const char *passphrase,
           const JlKeysBackupCost *cost,
           GError **error)
{
  JlKeysBackupHead head;

  if (!begin (self, passphrase, cost, &head, error))
    return FALSE;
  for (guint i = 0; i < files->len; i++) {
    if (!put_file (self, files->pdata[i], error))
      return FALSE;
  }
  if (!put (self, 'E', NULL, 0, error))
    return FALSE;
  if (fflush (self->file) == 0 && fsync (fileno (self->file)) == 0)
    return TRUE;
  jl_keys_backup_set_errno (error, NULL);
  return FALSE;
}

/**
 * jl_keys_backup_write:
 * @path: of the backup; must not exist
 * @files: (element-type JlKeysBackupFile): what goes in
 * @passphrase: at least %JL_KEYS_BACKUP_MIN_PASSPHRASE characters
 * @cost: (nullable): of trying a passphrase
 * @error: INVALID or STORAGE_FULL
 *
 * Returns: %FALSE with @error set; then there is no file
 */
gboolean
jl_keys_backup_write (const char *path,
                      GPtrArray *files,
                      const char *passphrase,
                      const JlKeysBackupCost *cost,
                      GError **error)
{
  Writer writer = { NULL };
  gboolean ok;

  if (g_utf8_strlen (passphrase, -1) < JL_KEYS_BACKUP_MIN_PASSPHRASE) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 _ ("the passphrase must have at least %d characters"),
                 JL_KEYS_BACKUP_MIN_PASSPHRASE);
    return FALSE;
  }
  if (sodium_init () < 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "libsodium does not start");
    return FALSE;
  }
  writer.file = jl_keys_backup_create (path, error);
  if (writer.file == NULL)
    return FALSE;
  ok = write_all (&writer, files, passphrase, cost, error);
  if (fclose (writer.file) != 0 && ok) {
    jl_keys_backup_set_errno (error, path);
    ok = FALSE;
  }
  sodium_memzero (&writer, sizeof writer);
  if (!ok)
    g_remove (path);
  return ok;
}
