// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-upload.h"

#include "jl-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <nettle/sha2.h>
#include <unistd.h>

#define FILE_PREFIX "upload-"
/* Longer than the longest time-out that the configuration allows for an upload. */
#define STALE_S (2 * 60 * 60)

G_STATIC_ASSERT (JL_UPLOAD_HASH_SIZE == SHA256_DIGEST_SIZE);

struct _JlUpload {
  char *path; /* owned */
  int fd;     /* owned, -1: closed */
  gboolean is_nameless;
  gsize size;
  struct sha256_ctx hash;
};

static char *
get_folder (const char *data_dir)
{
  return g_build_filename (data_dir, "photos", "incoming", NULL);
}

/**
 * jl_upload_sweep:
 * @data_dir: the service's folder
 * @now_s: seconds since 1970
 *
 * Removes what uploads left behind whose process was killed: files that nobody has touched for
 * longer than any upload may take.
 */
void
jl_upload_sweep (const char *data_dir, gint64 now_s)
{
  g_autofree char *folder = get_folder (data_dir);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    GStatBuf info;

    if (g_str_has_prefix (name, FILE_PREFIX) && g_lstat (path, &info) == 0 &&
        S_ISREG (info.st_mode) && info.st_mtime < now_s - STALE_S)
      g_unlink (path);
  }
}

/**
 * jl_upload_new:
 * @data_dir: the service's folder
 * @is_nameless: whether its file is in no folder; its path is good in this process, while it lives
 * @error: %JL_ERROR_STORAGE_FULL or %JL_ERROR_INTERNAL
 *
 * Returns: (transfer full) (nullable): an empty upload
 */
JlUpload *
jl_upload_new (const char *data_dir, gboolean is_nameless, GError **error)
{
  g_autofree char *dir = get_folder (data_dir);
  g_autoptr (JlUpload) self = g_new0 (JlUpload, 1);

  self->fd = -1;
  if (g_mkdir_with_parents (dir, 0700) != 0) {
    jl_set_error_disk (error, errno, dir);
    return NULL;
  }
  self->path = g_build_filename (dir, FILE_PREFIX "XXXXXX", NULL);
  self->fd = g_mkstemp_full (self->path, O_RDWR | O_CLOEXEC, 0600);
  if (self->fd < 0) {
    jl_set_error_disk (error, errno, dir);
    g_clear_pointer (&self->path, g_free);
    return NULL;
  }
  if (is_nameless) {
    g_unlink (self->path);
    g_free (self->path);
    self->path = g_strdup_printf ("/proc/self/fd/%d", self->fd);
    self->is_nameless = TRUE;
  }
  sha256_init (&self->hash);
  return g_steal_pointer (&self);
}

/**
 * jl_upload_free:
 * @self: (transfer full) (nullable): an upload; its file is removed if it is still there
 */
void
jl_upload_free (JlUpload *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  if (self->path != NULL && !self->is_nameless)
    g_unlink (self->path);
  g_free (self->path);
  g_free (self);
}

/**
 * jl_upload_write:
 * @self: an upload
 * @bytes: what has come
 * @size: of @bytes
 * @error: %JL_ERROR_STORAGE_FULL or %JL_ERROR_INTERNAL
 *
 * Returns: %FALSE if the file cannot take it
 */
gboolean
jl_upload_write (JlUpload *self, gconstpointer bytes, gsize size, GError **error)
{
  const guchar *p = bytes;

  sha256_update (&self->hash, size, p);
  self->size += size;
  while (size > 0) {
    gssize n = write (self->fd, p, size);

    if (n < 0 && errno != EINTR)
      return jl_set_error_disk (error, errno, self->path);
    if (n > 0) {
      p += n;
      size -= (gsize)n;
    }
  }
  return TRUE;
}

/**
 * jl_upload_finish:
 * @self: an upload that has all of its bytes
 * @hash: (out caller-allocates): SHA-256 of the bytes
 * @error: %JL_ERROR_STORAGE_FULL or %JL_ERROR_INTERNAL
 *
 * Closes the file, unless it has no name. Making it safe against a loss of power is for whoever
 * keeps it.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_upload_finish (JlUpload *self, guchar hash[JL_UPLOAD_HASH_SIZE], GError **error)
{
  int fd = self->fd;

  sha256_digest (&self->hash, JL_UPLOAD_HASH_SIZE, hash);
  if (self->is_nameless)
    return TRUE;
  self->fd = -1;
  return close (fd) == 0 || jl_set_error_disk (error, errno, self->path);
}

/**
 * jl_upload_get_size:
 * @self: an upload
 *
 * Returns: how many bytes have come
 */
gsize
jl_upload_get_size (JlUpload *self)
{
  return self->size;
}

/**
 * jl_upload_get_path:
 * @self: an upload
 *
 * Returns: (transfer none): where its file is
 */
const char *
jl_upload_get_path (JlUpload *self)
{
  return self->path;
}
