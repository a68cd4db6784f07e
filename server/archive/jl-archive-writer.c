// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-archive-writer.h"

#include "jl-archive-manifest.h"
#include "jl-archive-progress.h"
#include "jl-error.h"
#include "jl-file-sync.h"
#include "jl-json.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#define CHUNK (256 * 1024)
#define NO_RECORDS -1

/* So much is packed before it is brought to the disk, and can be relied upon. */
#define STRETCH (1024 * 1024)
#define LEVEL 3

struct _JlArchiveWriter {
  char *path;                  /* owned: when it is whole */
  char *part;                  /* owned: until then */
  struct archive *archive;     /* owned */
  JlArchiveProgress *progress; /* owned */
  ZSTD_CCtx *packer;           /* owned, nullable: of a tar */
  int fd;                      /* owned: of @part */
  gsize n_packed;              /* bytes since the last were relied upon */
  guchar *packed;              /* owned: room for what the packer gives */
  FILE *file;                  /* owned, nullable: that is being written */
};

static gboolean
set_archive_error (JlArchiveWriter *self, GError **error)
{
  int code = archive_errno (self->archive);

  return jl_set_error_disk (error, code > 0 ? code : EIO, self->part);
}

static gboolean
write_all (int fd, const guchar *bytes, gsize size)
{
  for (gssize n; size > 0; bytes += n, size -= (gsize)n) {
    n = write (fd, bytes, size);
    if (n < 0 && errno != EINTR)
      return FALSE;
    n = MAX (n, 0);
  }
  return TRUE;
}

/* A frame that is ended stands for itself, so that what follows can be written by another run. */
static gboolean
pack (JlArchiveWriter *self, const void *bytes, gsize size, ZSTD_EndDirective directive)
{
  ZSTD_inBuffer in = { bytes, size, 0 };
  gsize left;

  do {
    ZSTD_outBuffer out = { self->packed, CHUNK, 0 };

    left = ZSTD_compressStream2 (self->packer, &out, &in, directive);
    if (ZSTD_isError (left)) {
      errno = ENOMEM;
      return FALSE;
    }
    if (!write_all (self->fd, self->packed, out.pos))
      return FALSE;
  } while (in.pos < in.size || (directive == ZSTD_e_end && left > 0));
  self->n_packed += size;
  return TRUE;
}

static la_ssize_t
write_cb (struct archive *archive, void *writer, const void *bytes, size_t size)
{
  JlArchiveWriter *self = writer;

  if (self->packer != NULL ? pack (self, bytes, size, ZSTD_e_continue)
                           : write_all (self->fd, bytes, size))
    return (la_ssize_t)size;
  archive_set_error (archive, errno, "%s", g_strerror (errno));
  return -1;
}

/* What was added so far is on the disk, and another run goes on behind it. */
static gboolean
rely (JlArchiveWriter *self, GError **error)
{
  off_t size;

  if (self->packer == NULL)
    return TRUE;
  if (!pack (self, "", 0, ZSTD_e_end) || fdatasync (self->fd) != 0)
    return jl_set_error_disk (error, errno, self->part);
  self->n_packed = 0;
  size = lseek (self->fd, 0, SEEK_CUR);
  return jl_archive_progress_save (self->progress, size, error);
}

static gboolean
choose_format (JlArchiveWriter *self, GError **error)
{
  if (g_str_has_suffix (self->path, ".zip"))
    return archive_write_set_format_zip (self->archive) == ARCHIVE_OK ||
           set_archive_error (self, error);
  if (g_str_has_suffix (self->path, ".tar.zst")) {
    self->packer = ZSTD_createCCtx ();
    ZSTD_CCtx_setParameter (self->packer, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter (self->packer, ZSTD_c_checksumFlag, 1);
    return archive_write_set_format_pax_restricted (self->archive) == ARCHIVE_OK ||
           set_archive_error (self, error);
  }
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_INVALID,
               _ ("%s: the name must end with .tar.zst or .zip"),
               self->path);
  return FALSE;
}

/* A tar goes on behind what an interrupted run has brought to the disk. */
static gboolean
open_part (JlArchiveWriter *self, const char *progress_path, const char *about, GError **error)
{
  g_autofree char *line = g_strdup_printf ("%s %s", about, self->path);
  gint64 size;

  self->fd = g_open (self->part, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (self->fd < 0)
    return jl_set_error_disk (error, errno, self->part);
  if (self->packer == NULL || lseek (self->fd, 0, SEEK_END) == 0)
    g_unlink (progress_path);
  self->progress = jl_archive_progress_open (progress_path, line, &size, error);
  if (self->progress == NULL)
    return FALSE;
  if (size > lseek (self->fd, 0, SEEK_END)) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_CONFLICT,
                 _ ("%s was changed since it was interrupted: remove it to begin anew"),
                 self->part);
    return FALSE;
  }
  if (ftruncate (self->fd, size) != 0 || lseek (self->fd, size, SEEK_SET) < 0)
    return jl_set_error_disk (error, errno, self->part);
  /* Each thing that is written comes to us as it is, so that a frame can end behind it. */
  archive_write_set_bytes_per_block (self->archive, 0);
  return archive_write_open2 (self->archive, self, NULL, write_cb, NULL, NULL) == ARCHIVE_OK ||
         set_archive_error (self, error);
}

/**
 * jl_archive_writer_new:
 * @path: ends with `.tar.zst` or `.zip`; replaced when the archive is whole
 * @progress_path: where to keep how far it has come
 * @about: of what it is: one line; a tar that was interrupted goes on if this is the same
 * @error: INVALID, CONFLICT, STORAGE_FULL, INTERNAL
 *
 * Returns: (transfer full): an archive
 */
JlArchiveWriter *
jl_archive_writer_new (const char *path,
                       const char *progress_path,
                       const char *about,
                       GError **error)
{
  g_autoptr (JlArchiveWriter) self = g_new0 (JlArchiveWriter, 1);

  self->path = g_canonicalize_filename (path, NULL);
  self->part = g_strconcat (self->path, ".part", NULL);
  self->packed = g_malloc (CHUNK);
  self->fd = -1;
  self->archive = archive_write_new ();
  if (!choose_format (self, error) || !open_part (self, progress_path, about, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * jl_archive_writer_free:
 * @self: (transfer full) (nullable): an archive; a tar that is not finished stays, to go on with
 */
void
jl_archive_writer_free (JlArchiveWriter *self)
{
  if (self == NULL)
    return;

  if (self->file != NULL)
    fclose (self->file);
  if (self->archive != NULL) {
    /* Its end is not written. */
    archive_write_fail (self->archive);
    archive_write_free (self->archive);
    if (self->packer == NULL)
      g_unlink (self->part);
  }
  if (self->fd >= 0)
    close (self->fd);
  ZSTD_freeCCtx (self->packer);
  jl_archive_progress_free (self->progress);
  g_free (self->packed);
  g_free (self->path);
  g_free (self->part);
  g_free (self);
}

/**
 * jl_archive_writer_has:
 * @self: an archive
 * @name: of a file
 *
 * Returns: whether it is in the archive, of an earlier run
 */
gboolean
jl_archive_writer_has (JlArchiveWriter *self, const char *name)
{
  return jl_archive_progress_has (self->progress, name);
}

/**
 * jl_archive_writer_begin:
 * @self: an archive
 * @error: STORAGE_FULL, INTERNAL
 *
 * Returns: (transfer none): takes what is in the next file, until jl_archive_writer_end()
 */
FILE *
jl_archive_writer_begin (JlArchiveWriter *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  /* Beside the archive: in /tmp there may be no room for it. */
  g_autofree char *name = g_build_filename (folder, ".jieli-part-XXXXXX", NULL);
  int fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0) {
    jl_set_error_disk (error, errno, name);
    return NULL;
  }
  g_unlink (name);
  self->file = fdopen (fd, "w+");
  return self->file;
}

static void
list_file (JlArchiveWriter *self,
           const char *name,
           gint64 size,
           const guchar hash[crypto_hash_sha256_BYTES],
           gint64 n_records)
{
  char text[2 * crypto_hash_sha256_BYTES + 1];
  g_autoptr (GString) entry = g_string_new ("{\"name\":");

  sodium_bin2hex (text, sizeof text, hash, crypto_hash_sha256_BYTES);
  jl_json_append_string (entry, name);
  g_string_append (entry, ",\"size\":");
  jl_json_append_integer (entry, size);
  g_string_append_printf (entry, ",\"sha256\":\"%s\"", text);
  if (n_records != NO_RECORDS) {
    g_string_append (entry, ",\"records\":");
    jl_json_append_integer (entry, n_records);
  }
  g_string_append_c (entry, '}');
  jl_archive_progress_add (self->progress, name, entry->str);
}

static gboolean
copy_bytes (JlArchiveWriter *self,
            FILE *file,
            gint64 size,
            guchar hash[crypto_hash_sha256_BYTES],
            GError **error)
{
  g_autofree guchar *chunk = g_malloc (CHUNK);
  crypto_hash_sha256_state state;
  gsize n;

  crypto_hash_sha256_init (&state);
  while (size > 0 && (n = fread (chunk, 1, MIN (CHUNK, (gsize)size), file)) > 0) {
    crypto_hash_sha256_update (&state, chunk, n);
    if (archive_write_data (self->archive, chunk, n) != (la_ssize_t)n)
      return set_archive_error (self, error);
    size -= (gint64)n;
  }
  crypto_hash_sha256_final (&state, hash);
  return size == 0 || jl_set_error_disk (error, EIO, self->part);
}

static gboolean
add (JlArchiveWriter *self, const char *name, FILE *file, gint64 n_records, GError **error)
{
  guchar hash[crypto_hash_sha256_BYTES];
  struct archive_entry *entry;
  gint64 size;
  gboolean is_added;

  if (fflush (file) != 0 || fseeko (file, 0, SEEK_END) != 0)
    return jl_set_error_disk (error, errno, name);
  size = ftello (file);
  rewind (file);
  entry = archive_entry_new ();
  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, size);
  archive_entry_set_mtime (entry, g_get_real_time () / G_USEC_PER_SEC, 0);
  is_added =
      archive_write_header (self->archive, entry) == ARCHIVE_OK || set_archive_error (self, error);
  archive_entry_free (entry);
  if (!is_added || !copy_bytes (self, file, size, hash, error))
    return FALSE;
  if (archive_write_finish_entry (self->archive) != ARCHIVE_OK)
    return set_archive_error (self, error);
  if (strcmp (name, JL_ARCHIVE_MANIFEST) != 0)
    list_file (self, name, size, hash, n_records);
  return self->n_packed < STRETCH || rely (self, error);
}

/**
 * jl_archive_writer_end:
 * @self: an archive in which a file was begun
 * @name: of that file
 * @n_records: how many lines it has, -1: it has none
 * @error: STORAGE_FULL, INTERNAL
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_archive_writer_end (JlArchiveWriter *self, const char *name, gint64 n_records, GError **error)
{
  gboolean is_added = add (self, name, self->file, n_records, error);

  g_clear_pointer (&self->file, fclose);
  return is_added;
}

/**
 * jl_archive_writer_add_text:
 * @self: an archive
 * @name: of a file
 * @text: what is in it
 * @error: STORAGE_FULL, INTERNAL
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_archive_writer_add_text (JlArchiveWriter *self,
                            const char *name,
                            const char *text,
                            GError **error)
{
  FILE *file = jl_archive_writer_begin (self, error);

  if (file == NULL)
    return FALSE;
  if (fputs (text, file) < 0)
    return jl_set_error_disk (error, errno, name);
  return jl_archive_writer_end (self, name, NO_RECORDS, error);
}

/**
 * jl_archive_writer_add_file:
 * @self: an archive
 * @name: of a file in it
 * @path: what becomes of it
 * @error: STORAGE_FULL, INTERNAL
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_archive_writer_add_file (JlArchiveWriter *self,
                            const char *name,
                            const char *path,
                            GError **error)
{
  FILE *file = fopen (path, "re");
  gboolean is_added;

  if (file == NULL)
    return jl_set_error_disk (error, errno, path);
  is_added = add (self, name, file, NO_RECORDS, error);
  fclose (file);
  return is_added;
}

static gboolean
keep (JlArchiveWriter *self, GError **error)
{
  if ((self->packer != NULL && !pack (self, "", 0, ZSTD_e_end)) || fsync (self->fd) != 0)
    return jl_set_error_disk (error, errno, self->part);
  return jl_file_rename (self->part, self->path, error);
}

/**
 * jl_archive_writer_finish:
 * @self: an archive that has all its files
 * @about: members of the manifest beside its list of files: JSON, each with a comma behind it
 * @error: STORAGE_FULL, INTERNAL
 *
 * Adds the manifest, brings the archive to the disk and gives it its name.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_archive_writer_finish (JlArchiveWriter *self, const char *about, GError **error)
{
  g_autoptr (GString) files = g_string_new (NULL);
  g_autofree char *manifest = NULL;

  jl_archive_progress_append_entries (self->progress, files);
  manifest = g_strdup_printf ("{%s\n  \"files\": [%s\n  ]\n}\n", about, files->str);
  if (!jl_archive_writer_add_text (self, JL_ARCHIVE_MANIFEST, manifest, error))
    return FALSE;
  if (archive_write_close (self->archive) != ARCHIVE_OK)
    return set_archive_error (self, error);
  archive_write_free (g_steal_pointer (&self->archive));
  return keep (self, error);
}
