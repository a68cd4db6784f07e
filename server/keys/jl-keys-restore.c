// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-keys-backup-private.h"

#include "jl-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A backup cannot ask for more than this, whoever has made it. */
#define MAX_PASSES 64
#define MAX_MEMORY_KIB (4 * 1024 * 1024)
#define MAX_NAME 100

/**
 * jl_keys_backup_set_errno: (skip)
 * @error: return location
 * @path: (nullable): of the file that errno is about; %NULL: the backup
 */
void
jl_keys_backup_set_errno (GError **error, const char *path)
{
  int code = errno;

  g_set_error (error,
               JL_ERROR,
               code == ENOSPC ? JL_ERROR_STORAGE_FULL : JL_ERROR_INVALID,
               "%s%s%s",
               path != NULL ? path : "",
               path != NULL ? ": " : "",
               g_strerror (code));
}

/**
 * jl_keys_backup_create: (skip)
 * @path: of a file that must not exist
 * @error: INVALID
 *
 * Returns: the file, which nobody else can read at any moment
 */
FILE *
jl_keys_backup_create (const char *path, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0) {
    jl_keys_backup_set_errno (error, path);
    return NULL;
  }
  return fdopen (fd, "wb");
}

/* A backup that is being read into a folder of its own. */
typedef struct {
  FILE *file;
  const char *folder; /* borrowed */
  crypto_secretstream_xchacha20poly1305_state state;
  const guint8 *head; /* until the first message was opened */
  FILE *target;       /* nullable: the file that is being written */
  GPtrArray *names;   /* owned: of files that were begun */
} Reader;

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (
      error, JL_ERROR, JL_ERROR_CORRUPT, _ ("the key backup is damaged or incomplete"));
  return FALSE;
}

/* A name as we give them, which leads nowhere else. */
static gboolean
is_name (const char *name, gsize size)
{
  if (size == 0 || size > MAX_NAME || name[0] == '.')
    return FALSE;
  for (gsize i = 0; i < size; i++) {
    if (!g_ascii_isalnum (name[i]) && strchr ("._-", name[i]) == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
close_target (Reader *self, GError **error)
{
  FILE *target = g_steal_pointer (&self->target);
  gboolean ok;

  if (target == NULL)
    return TRUE;
  ok = fflush (target) == 0 && fsync (fileno (target)) == 0;
  ok = fclose (target) == 0 && ok;
  if (!ok)
    jl_keys_backup_set_errno (error, self->folder);
  return ok;
}

static gboolean
take (Reader *self, char kind, const char *data, gsize size, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  if (kind == 'D') {
    if (self->target == NULL)
      return set_damaged (error);
    if (fwrite (data, 1, size, self->target) == size)
      return TRUE;
    jl_keys_backup_set_errno (error, self->folder);
    return FALSE;
  }
  if (!close_target (self, error))
    return FALSE;
  if (kind == 'E')
    return TRUE;
  if (kind != 'F' || !is_name (data, size))
    return set_damaged (error);
  name = g_strndup (data, size);
  path = g_build_filename (self->folder, name, NULL);
  self->target = jl_keys_backup_create (path, error);
  if (self->target != NULL)
    g_ptr_array_add (self->names, g_steal_pointer (&name));
  return self->target != NULL;
}

/* Opens one message. A first one that does not open: the passphrase is another, or the backup is
 * damaged, which nobody can tell apart. */
static gboolean
read_message (Reader *self, guchar *tag, GError **error)
{
  guint8 sealed[1 + JL_KEYS_BACKUP_PIECE + crypto_secretstream_xchacha20poly1305_ABYTES];
  guint8 plain[1 + JL_KEYS_BACKUP_PIECE];
  unsigned long long size;
  guint32 length;
  gboolean ok;

  if (fread (&length, sizeof length, 1, self->file) != 1)
    return set_damaged (error);
  length = GUINT32_FROM_LE (length);
  if (length <= crypto_secretstream_xchacha20poly1305_ABYTES || length > sizeof sealed ||
      fread (sealed, length, 1, self->file) != 1)
    return set_damaged (error);
  if (crypto_secretstream_xchacha20poly1305_pull (&self->state,
                                                  plain,
                                                  &size,
                                                  tag,
                                                  sealed,
                                                  length,
                                                  self->head,
                                                  self->head != NULL ? sizeof (JlKeysBackupHead)
                                                                     : 0) != 0) {
    if (self->head == NULL)
      return set_damaged (error);
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("the passphrase is not the one of this backup"));
    return FALSE;
  }
  self->head = NULL;
  ok = take (self, (char)plain[0], (const char *)plain + 1, size - 1, error);
  sodium_memzero (plain, sizeof plain);
  return ok;
}

static gboolean
begin (Reader *self, const char *passphrase, JlKeysBackupHead *head, GError **error)
{
  guint8 key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
  gboolean ok;

  if (fread (head, sizeof *head, 1, self->file) != 1 ||
      memcmp (head->magic, JL_KEYS_BACKUP_MAGIC, sizeof head->magic) != 0) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_INVALID, _ ("this is not a key backup that can be read here"));
    return FALSE;
  }
  if (GUINT32_FROM_LE (head->passes) < crypto_pwhash_OPSLIMIT_MIN ||
      GUINT32_FROM_LE (head->passes) > MAX_PASSES ||
      GUINT32_FROM_LE (head->memory_kib) < crypto_pwhash_MEMLIMIT_MIN / 1024 ||
      GUINT32_FROM_LE (head->memory_kib) > MAX_MEMORY_KIB)
    return set_damaged (error);
  if (!jl_keys_backup_derive (head, passphrase, key, error))
    return FALSE;
  ok = crypto_secretstream_xchacha20poly1305_init_pull (&self->state, head->stream, key) == 0;
  sodium_memzero (key, sizeof key);
  self->head = (const guint8 *)head;
  return ok || set_damaged (error);
}

/* All of it, to the end that only a complete one has. */
static gboolean
read_all (Reader *self, const char *passphrase, GError **error)
{
  JlKeysBackupHead head;
  guchar tag = 0;

  if (!begin (self, passphrase, &head, error))
    return FALSE;
  while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
    if (!read_message (self, &tag, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
same_content (const char *path, const char *other)
{
  g_autofree char *text = NULL;
  g_autofree char *other_text = NULL;
  gsize size;
  gsize other_size;

  return g_file_get_contents (path, &text, &size, NULL) &&
         g_file_get_contents (other, &other_text, &other_size, NULL) && size == other_size &&
         memcmp (text, other_text, size) == 0;
}

/* The keys of people change all the time: what is there is newer than any backup. */
static gboolean
may_differ (const char *name)
{
  return !g_str_has_suffix (name, JL_KEYS_SUFFIX);
}

/* A key that is there already stays; one that is there and another must be moved by a person. */
static gboolean
check_free (const Reader *self, const char *keys, GError **error)
{
  for (guint i = 0; i < self->names->len; i++) {
    g_autofree char *from = g_build_filename (self->folder, self->names->pdata[i], NULL);
    g_autofree char *to = g_build_filename (keys, self->names->pdata[i], NULL);

    if (g_file_test (to, G_FILE_TEST_EXISTS) && !may_differ (self->names->pdata[i]) &&
        !same_content (from, to)) {
      g_set_error (error,
                   JL_ERROR,
                   JL_ERROR_CONFLICT,
                   _ ("%s is there and is not what the backup has. Nothing was restored. Move it "
                      "to another place first, then try again"),
                   to);
      return FALSE;
    }
  }
  return TRUE;
}

/* link() does not replace anything, whoever else is at work in the folder. */
static gboolean
move_all (const Reader *self, const char *keys, guint *n_moved, GError **error)
{
  for (guint i = 0; i < self->names->len; i++) {
    g_autofree char *from = g_build_filename (self->folder, self->names->pdata[i], NULL);
    g_autofree char *to = g_build_filename (keys, self->names->pdata[i], NULL);

    if (link (from, to) == 0) {
      (*n_moved)++;
    } else if (errno != EEXIST) {
      jl_keys_backup_set_errno (error, to);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
sync_folder (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (!ok)
    jl_keys_backup_set_errno (error, path);
  if (fd >= 0)
    close (fd);
  return ok;
}

static void
remove_folder (const Reader *self)
{
  for (guint i = 0; i < self->names->len; i++) {
    g_autofree char *path = g_build_filename (self->folder, self->names->pdata[i], NULL);

    g_remove (path);
  }
  g_rmdir (self->folder);
}

static gboolean
put_back (const Reader *self, const char *data_dir, guint *n_moved, GError **error)
{
  g_autofree char *keys = g_build_filename (data_dir, JL_KEYS_FOLDER_NAME, NULL);

  if (!check_free (self, keys, error))
    return FALSE;
  if (g_mkdir (keys, 0700) != 0 && errno != EEXIST) {
    jl_keys_backup_set_errno (error, keys);
    return FALSE;
  }
  return move_all (self, keys, n_moved, error) && sync_folder (keys, error) &&
         sync_folder (data_dir, error);
}

/**
 * jl_keys_backup_restore:
 * @path: of a backup
 * @data_dir: the service's folder
 * @passphrase: that it was made with
 * @n_restored: (out): how many files were missing and are there now
 * @error: FORBIDDEN: another passphrase; CORRUPT, INVALID: no whole backup; CONFLICT: a key that is
 *   there is not what the backup has
 *
 * Puts back what is missing in the folder of keys, once all of the backup was found whole. Nothing
 * that is there is ever replaced.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_keys_backup_restore (const char *path,
                        const char *data_dir,
                        const char *passphrase,
                        guint *n_restored,
                        GError **error)
{
  g_autofree char *folder =
      g_build_filename (data_dir, JL_KEYS_FOLDER_NAME ".restored-XXXXXX", NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  Reader reader = { .folder = folder, .names = names };
  gboolean ok;

  *n_restored = 0;
  if (sodium_init () < 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "libsodium does not start");
    return FALSE;
  }
  reader.file = g_fopen (path, "rbe");
  if (reader.file == NULL) {
    jl_keys_backup_set_errno (error, path);
    return FALSE;
  }
  if (g_mkdtemp (folder) == NULL) {
    jl_keys_backup_set_errno (error, data_dir);
    fclose (reader.file);
    return FALSE;
  }
  ok = read_all (&reader, passphrase, error) && put_back (&reader, data_dir, n_restored, error);
  if (reader.target != NULL)
    fclose (reader.target);
  fclose (reader.file);
  remove_folder (&reader);
  sodium_memzero (&reader.state, sizeof reader.state);
  return ok;
}
