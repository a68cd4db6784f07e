// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-archive-reader.h"

#include "jl-error.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define CHUNK (256 * 1024)
#define MAX_NAME 200
#define MAX_FILES (10 * 1000 * 1000)
/* Texts pack to a tenth or so; a hundredth is a bomb. */
#define MAX_RATIO 100
#define RATIO_COUNTS_FROM (G_GINT64_CONSTANT (64) * 1024 * 1024)

struct _JlArchiveReader {
  char *path;              /* owned */
  gint64 packed_size;      /* of the archive */
  struct archive *archive; /* owned */
  char *name;              /* owned, nullable: of the file that is being read */
  guint n_files;
  gint64 n_bytes; /* unpacked so far */
  char *chunk;    /* owned */
  gsize n_chunk;  /* bytes in it */
  gsize at;       /* of those that were taken as lines */
};

static void
set_damaged (JlArchiveReader *self, GError **error)
{
  const char *why = archive_error_string (self->archive);

  g_set_error (error,
               JL_ERROR,
               JL_ERROR_INVALID,
               _ ("%s is damaged, or no archive of a service: %s"),
               self->path,
               why == NULL ? "?" : why);
}

/**
 * jl_archive_reader_open:
 * @path: a tar packed with zstd, or a zip
 * @error: NOT_FOUND, INVALID
 *
 * Returns: (transfer full): the archive, before its first file
 */
JlArchiveReader *
jl_archive_reader_open (const char *path, GError **error)
{
  g_autoptr (JlArchiveReader) self = g_new0 (JlArchiveReader, 1);
  GStatBuf info;

  self->path = g_strdup (path);
  self->chunk = g_malloc (CHUNK);
  self->archive = archive_read_new ();
  if (g_stat (path, &info) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_NOT_FOUND, "%s: %s", path, g_strerror (errno));
    return NULL;
  }
  self->packed_size = info.st_size;
  archive_read_support_format_tar (self->archive);
  archive_read_support_format_zip (self->archive);
  archive_read_support_filter_zstd (self->archive);
  if (archive_read_open_filename (self->archive, path, CHUNK) != ARCHIVE_OK) {
    set_damaged (self, error);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * jl_archive_reader_free:
 * @self: (transfer full) (nullable): an archive
 */
void
jl_archive_reader_free (JlArchiveReader *self)
{
  if (self == NULL)
    return;

  archive_read_free (self->archive);
  g_free (self->path);
  g_free (self->name);
  g_free (self->chunk);
  g_free (self);
}

/* Letters, digits and what separates them; no part begins with a dot, so that none leads out. */
static gboolean
is_name (const char *name)
{
  gsize length = strlen (name);
  char before = '/';

  for (gsize i = 0; i < length; before = name[i++])
    if (!(g_ascii_isalnum (name[i]) || strchr ("-_.", name[i]) != NULL ||
          (name[i] == '/' && i > 0)) ||
        (before == '/' && strchr ("./", name[i]) != NULL))
      return FALSE;
  return length > 0 && length <= MAX_NAME && before != '/';
}

/**
 * jl_archive_reader_next:
 * @self: an archive
 * @name: (out) (transfer none): of its next file
 * @error: INVALID when the archive is damaged, or is none of a service
 *
 * Returns: %FALSE after the last, or with @error set
 */
gboolean
jl_archive_reader_next (JlArchiveReader *self, const char **name, GError **error)
{
  struct archive_entry *entry;
  const char *path;
  int result = archive_read_next_header (self->archive, &entry);

  self->n_chunk = self->at = 0;
  if (result == ARCHIVE_EOF)
    return FALSE;
  if (result != ARCHIVE_OK) {
    set_damaged (self, error);
    return FALSE;
  }
  path = archive_entry_pathname_utf8 (entry);
  if (path == NULL || !is_name (path) || archive_entry_filetype (entry) != AE_IFREG ||
      archive_entry_hardlink (entry) != NULL || ++self->n_files > MAX_FILES) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 _ ("%s has something in it that no service writes: “%s”"),
                 self->path,
                 path == NULL ? "?" : path);
    return FALSE;
  }
  g_free (self->name);
  self->name = g_strdup (path);
  *name = self->name;
  return TRUE;
}

/**
 * jl_archive_reader_read:
 * @self: an archive, at a file
 * @buffer: room
 * @size: how much
 * @error: INVALID when the archive is damaged, or holds absurdly much
 *
 * Returns: how many bytes of the file follow, 0 at its end, -1 with @error set
 */
gssize
jl_archive_reader_read (JlArchiveReader *self, gpointer buffer, gsize size, GError **error)
{
  la_ssize_t n = archive_read_data (self->archive, buffer, size);

  if (n < 0) {
    set_damaged (self, error);
    return -1;
  }
  self->n_bytes += n;
  if (self->n_bytes > RATIO_COUNTS_FROM && self->n_bytes / MAX_RATIO > self->packed_size) {
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 _ ("%s unpacks to far more than goods and records do: it is not read"),
                 self->path);
    return -1;
  }
  return n;
}

/**
 * jl_archive_reader_next_line:
 * @self: an archive, at a file of lines
 * @line: (inout): becomes the next one, without its end
 * @error: INVALID, also for a line without end
 *
 * Returns: %FALSE at the file's end, or with @error set
 */
gboolean
jl_archive_reader_next_line (JlArchiveReader *self, GString *line, GError **error)
{
  g_string_truncate (line, 0);
  for (;;) {
    const char *begin = self->chunk + self->at;
    const char *end = memchr (begin, '\n', self->n_chunk - self->at);
    gsize n = end == NULL ? self->n_chunk - self->at : (gsize)(end - begin);
    gssize n_read;

    g_string_append_len (line, begin, (gssize)n);
    self->at += n + (end != NULL);
    if (end != NULL)
      return TRUE;
    n_read = line->len > JL_ARCHIVE_MAX_LINE
                 ? 0
                 : jl_archive_reader_read (self, self->chunk, CHUNK, error);
    if (n_read < 0)
      return FALSE;
    if (n_read == 0 && line->len > 0)
      g_set_error (
          error, JL_ERROR, JL_ERROR_INVALID, _ ("%s: a line is torn or too long"), self->name);
    if (n_read == 0)
      return FALSE;
    self->n_chunk = (gsize)n_read;
    self->at = 0;
  }
}
