// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-backup-copier.h"

#include "jl-error.h"
#include "jl-file-sync.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <nettle/sha2.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_SIZE (256 * 1024)
/* Files that are synced together: the first sync of them writes the file system's own log for all.
 */
#define MAX_PENDING 128
#define FILE_MODE 0640
#define FOLDER_MODE 0750

typedef struct {
  int fd;
  char *draft; /* owned */
  char *path;  /* owned */
} Pending;

struct _JlBackupCopier {
  char *incoming;      /* owned */
  GArray *pending;     /* owned: (element-type Pending) */
  GHashTable *folders; /* owned: (element-type filename): have new names in them */
  guint n_files;
  guint8 buffer[BUFFER_SIZE];
};

static void
pending_clear (gpointer data)
{
  Pending *pending = data;

  if (pending->fd >= 0)
    close (pending->fd);
  if (pending->draft != NULL)
    g_unlink (pending->draft);
  g_free (pending->draft);
  g_free (pending->path);
}

/**
 * jl_backup_remove_folder:
 * @path: a folder with nothing but files in it; need not exist
 *
 * Removes it, as far as that goes.
 */
void
jl_backup_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    g_unlink (file);
  }
  g_rmdir (path);
}

/**
 * jl_backup_copier_new:
 * @incoming: a folder on the same file system as what is copied to; what an interrupted copier left
 *   in it is removed
 * @error: STORAGE_FULL or INTERNAL
 *
 * Returns: (transfer full): a copier; %NULL with @error set
 */
JlBackupCopier *
jl_backup_copier_new (const char *incoming, GError **error)
{
  g_autoptr (JlBackupCopier) self = g_new (JlBackupCopier, 1);

  self->incoming = g_strdup (incoming);
  self->pending = g_array_new (FALSE, FALSE, sizeof (Pending));
  g_array_set_clear_func (self->pending, pending_clear);
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->n_files = 0;
  jl_backup_remove_folder (incoming);
  if (g_mkdir_with_parents (incoming, FOLDER_MODE) != 0) {
    jl_file_set_errno (error, incoming);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * jl_backup_copier_free:
 * @self: (transfer full): a copier; what is not finished is removed
 */
void
jl_backup_copier_free (JlBackupCopier *self)
{
  g_array_unref (self->pending);
  g_hash_table_unref (self->folders);
  jl_backup_remove_folder (self->incoming);
  g_free (self->incoming);
  g_free (self);
}

static void
digest_to_text (struct sha256_ctx *context, char text[JL_BACKUP_DIGEST_SIZE])
{
  guint8 digest[SHA256_DIGEST_SIZE];

  sha256_digest (context, sizeof digest, digest);
  for (guint i = 0; i < sizeof digest; i++)
    g_snprintf (text + 2 * i, 3, "%02x", digest[i]);
}

static int
open_source (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

  if (fd < 0 && errno == ENOENT)
    g_set_error (error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("%s is missing"), path);
  else if (fd < 0)
    jl_file_set_errno (error, path);
  return fd;
}

static gboolean
write_all (int fd, const guint8 *data, gsize size)
{
  while (size > 0) {
    gssize n = write (fd, data, size);

    if (n < 0 && errno != EINTR)
      return FALSE;
    data += MAX (n, 0);
    size -= MAX (n, 0);
  }
  return TRUE;
}

/* Reads @from to its end. @to: where to write the same, -1: nowhere. */
static gboolean
pump (int from, int to, guint8 *buffer, char digest[JL_BACKUP_DIGEST_SIZE], gint64 *n_bytes)
{
  struct sha256_ctx context;
  gssize n;

  sha256_init (&context);
  *n_bytes = 0;
  posix_fadvise (from, 0, 0, POSIX_FADV_SEQUENTIAL);
  while ((n = read (from, buffer, BUFFER_SIZE)) != 0) {
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0 || (to >= 0 && !write_all (to, buffer, n)))
      return FALSE;
    sha256_update (&context, n, buffer);
    *n_bytes += n;
  }
  digest_to_text (&context, digest);
  return TRUE;
}

static gboolean
check_digest (const char *path, const char *expected, const char *digest, GError **error)
{
  if (expected == NULL || g_str_equal (expected, digest))
    return TRUE;
  g_set_error (error, JL_ERROR, JL_ERROR_CORRUPT, _ ("%s is damaged"), path);
  return FALSE;
}

/* What the copies need before they may have their names. */
static gboolean
flush (JlBackupCopier *self, GError **error)
{
  for (guint i = 0; i < self->pending->len; i++) {
    Pending *pending = &g_array_index (self->pending, Pending, i);

    if (fsync (pending->fd) != 0)
      return jl_file_set_errno (error, pending->path);
    /* The service's own pages are of more use in memory. */
    posix_fadvise (pending->fd, 0, 0, POSIX_FADV_DONTNEED);
  }
  for (guint i = 0; i < self->pending->len; i++) {
    Pending *pending = &g_array_index (self->pending, Pending, i);

    if (g_rename (pending->draft, pending->path) != 0)
      return jl_file_set_errno (error, pending->path);
    g_clear_pointer (&pending->draft, g_free);
  }
  g_array_set_size (self->pending, 0);
  return TRUE;
}

static gboolean
note_folder (JlBackupCopier *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_hash_table_contains (self->folders, folder))
    return TRUE;
  if (g_mkdir_with_parents (folder, FOLDER_MODE) != 0)
    return jl_file_set_errno (error, folder);
  g_hash_table_add (self->folders, g_path_get_dirname (folder));
  g_hash_table_add (self->folders, g_steal_pointer (&folder));
  return TRUE;
}

/**
 * jl_backup_copier_copy:
 * @self: a copier
 * @from: a file
 * @to: its copy; folders that are missing are made
 * @expected: (nullable): what its digest must be
 * @digest: (out): of what was copied
 * @n_bytes: (out): how much that is
 * @error: NOT_FOUND if there is no such file, CORRUPT if its digest is another one, STORAGE_FULL,
 *   INTERNAL
 *
 * Copies a file. It has its name at the latest after jl_backup_copier_finish().
 *
 * Returns: %FALSE with @error set; then there is nothing new at @to
 */
gboolean
jl_backup_copier_copy (JlBackupCopier *self,
                       const char *from,
                       const char *to,
                       const char *expected,
                       char digest[JL_BACKUP_DIGEST_SIZE],
                       gint64 *n_bytes,
                       GError **error)
{
  int source = open_source (from, error);
  Pending pending = { .fd = -1 };
  gboolean copied;

  if (source < 0)
    return FALSE;
  pending.draft = g_strdup_printf ("%s/%u", self->incoming, self->n_files++);
  pending.path = g_strdup (to);
  pending.fd = open (pending.draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
  copied = (pending.fd >= 0 && pump (source, pending.fd, self->buffer, digest, n_bytes)) ||
           jl_file_set_errno (error, from);
  close (source);
  if (!copied || !check_digest (from, expected, digest, error) || !note_folder (self, to, error)) {
    pending_clear (&pending);
    return FALSE;
  }
  g_array_append_val (self->pending, pending);
  return self->pending->len < MAX_PENDING || flush (self, error);
}

/**
 * jl_backup_copier_finish:
 * @self: a copier
 * @error: STORAGE_FULL or INTERNAL
 *
 * Returns once all copies have their names and survive a power cut.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_backup_copier_finish (JlBackupCopier *self, GError **error)
{
  GHashTableIter iter;
  gpointer folder;

  if (!flush (self, error))
    return FALSE;
  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, &folder, NULL)) {
    if (!jl_file_sync (folder, error))
      return FALSE;
    g_hash_table_iter_remove (&iter);
  }
  return TRUE;
}

/**
 * jl_backup_digest_file:
 * @path: a file
 * @digest: (out): SHA-256 of it
 * @n_bytes: (out): its size
 * @error: NOT_FOUND or INTERNAL
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_backup_digest_file (const char *path,
                       char digest[JL_BACKUP_DIGEST_SIZE],
                       gint64 *n_bytes,
                       GError **error)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER_SIZE);
  int fd = open_source (path, error);
  gboolean ok;

  if (fd < 0)
    return FALSE;
  ok = pump (fd, -1, buffer, digest, n_bytes) || jl_file_set_errno (error, path);
  close (fd);
  return ok;
}
