// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-archive-writer.h"

#include "jl-archive-manifest.h"
#include "jl-error.h"
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

#define CHUNK (256 * 1024)
#define NO_RECORDS -1

struct _JlArchiveWriter {
  char *path;              /* owned: when it is whole */
  char *part;              /* owned: until then */
  struct archive *archive; /* owned */
  FILE *file;              /* owned, nullable: that is being written */
  GString *files;          /* owned: the manifest's list */
};

static gboolean
set_file_error (GError **error, const char *path, int code)
{
  if (code == ENOSPC || code == EDQUOT)
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_STORAGE_FULL, _ ("there is no space left for files"));
  else
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "%s: %s", path, g_strerror (code));
  return FALSE;
}

static gboolean
set_archive_error (JlArchiveWriter *self, GError **error)
{
  int code = archive_errno (self->archive);

  return set_file_error (error, self->part, code > 0 ? code : EIO);
}

static gboolean
choose_format (JlArchiveWriter *self, GError **error)
{
  if (g_str_has_suffix (self->path, ".zip"))
    return archive_write_set_format_zip (self->archive) == ARCHIVE_OK ||
           set_archive_error (self, error);
  if (g_str_has_suffix (self->path, ".tar.zst"))
    return (archive_write_set_format_pax_restricted (self->archive) == ARCHIVE_OK &&
            archive_write_add_filter_zstd (self->archive) == ARCHIVE_OK) ||
           set_archive_error (self, error);
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_INVALID,
               _ ("%s: the name must end with .tar.zst or .zip"),
               self->path);
  return FALSE;
}

/**
 * jl_archive_writer_new:
 * @path: ends with `.tar.zst` or `.zip`; replaced when the archive is whole
 * @error: INVALID, STORAGE_FULL, INTERNAL
 *
 * Returns: (transfer full): an archive without files
 */
JlArchiveWriter *
jl_archive_writer_new (const char *path, GError **error)
{
  g_autoptr (JlArchiveWriter) self = g_new0 (JlArchiveWriter, 1);

  self->path = g_strdup (path);
  self->part = g_strconcat (path, ".part", NULL);
  self->files = g_string_new (NULL);
  self->archive = archive_write_new ();
  if (!choose_format (self, error))
    return NULL;
  if (archive_write_open_filename (self->archive, self->part) != ARCHIVE_OK) {
    set_archive_error (self, error);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * jl_archive_writer_free:
 * @self: (transfer full) (nullable): an archive; one that is not finished is removed
 */
void
jl_archive_writer_free (JlArchiveWriter *self)
{
  if (self == NULL)
    return;

  if (self->file != NULL)
    fclose (self->file);
  if (self->archive != NULL) {
    archive_write_free (self->archive);
    g_unlink (self->part);
  }
  g_string_free (self->files, TRUE);
  g_free (self->path);
  g_free (self->part);
  g_free (self);
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
    set_file_error (error, name, errno);
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

  sodium_bin2hex (text, sizeof text, hash, crypto_hash_sha256_BYTES);
  g_string_append (self->files, self->files->len == 0 ? "\n    {\"name\":" : ",\n    {\"name\":");
  jl_json_append_string (self->files, name);
  g_string_append (self->files, ",\"size\":");
  jl_json_append_integer (self->files, size);
  g_string_append_printf (self->files, ",\"sha256\":\"%s\"", text);
  if (n_records != NO_RECORDS) {
    g_string_append (self->files, ",\"records\":");
    jl_json_append_integer (self->files, n_records);
  }
  g_string_append_c (self->files, '}');
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
  return size == 0 || set_file_error (error, self->part, EIO);
}

static gboolean
add (JlArchiveWriter *self, const char *name, FILE *file, gint64 n_records, GError **error)
{
  guchar hash[crypto_hash_sha256_BYTES];
  struct archive_entry *entry;
  gint64 size;
  gboolean is_added;

  if (fflush (file) != 0 || fseeko (file, 0, SEEK_END) != 0)
    return set_file_error (error, name, errno);
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
  if (strcmp (name, JL_ARCHIVE_MANIFEST) != 0)
    list_file (self, name, size, hash, n_records);
  return TRUE;
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
    return set_file_error (error, name, errno);
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
    return set_file_error (error, path, errno);
  is_added = add (self, name, file, NO_RECORDS, error);
  fclose (file);
  return is_added;
}

static gboolean
keep (JlArchiveWriter *self, GError **error)
{
  int fd = g_open (self->part, O_RDONLY | O_CLOEXEC, 0);
  gboolean is_kept = fd >= 0 && fsync (fd) == 0 && g_rename (self->part, self->path) == 0;
  int code = errno;

  if (fd >= 0)
    close (fd);
  return is_kept || set_file_error (error, self->path, code);
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
  g_autofree char *manifest =
      g_strdup_printf ("{%s\n  \"files\": [%s\n  ]\n}\n", about, self->files->str);

  if (!jl_archive_writer_add_text (self, JL_ARCHIVE_MANIFEST, manifest, error))
    return FALSE;
  if (archive_write_close (self->archive) != ARCHIVE_OK)
    return set_archive_error (self, error);
  archive_write_free (g_steal_pointer (&self->archive));
  return keep (self, error);
}
