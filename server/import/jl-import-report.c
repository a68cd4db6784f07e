// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-import-report.h"

#include "jl-csv.h"
#include "jl-error.h"
#include "jl-sheet-seal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* With the mark by which Excel knows that Chinese is to be read as UTF-8. */
#define HEADINGS "\xEF\xBB\xBFline,result,member,code,reason\r\n"

struct _JlImportReport {
  char *path;        /* owned */
  int fd;            /* owned, -1: not open yet */
  gint64 size;       /* of what is safe on the disk, or counts of what is there */
  GString *text;     /* owned: what is not written yet */
  const guint8 *key; /* borrowed, nullable */
};

/**
 * jl_import_report_new:
 * @path: the file
 * @size: how much of it is about rows that are done with; the rest is written again
 * @key: (nullable): what it is sealed under, which outlives it; %NULL: it is plain CSV
 *
 * Returns: (transfer full): the report
 */
JlImportReport *
jl_import_report_new (const char *path, gint64 size, const guint8 *key)
{
  JlImportReport *self = g_new0 (JlImportReport, 1);

  self->path = g_strdup (path);
  self->fd = -1;
  self->size = size;
  self->key = key;
  self->text = g_string_new (NULL);
  /* One of an earlier file of this name would be taken for this one's. */
  if (size == 0)
    g_unlink (path);
  return self;
}

/**
 * jl_import_report_free:
 * @self: (transfer full) (nullable): a report; what was not saved is forgotten
 */
void
jl_import_report_free (JlImportReport *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);
  g_string_free (self->text, TRUE);
  g_free (self->path);
  g_free (self);
}

static void
add_line (JlImportReport *self,
          guint64 line,
          const char *result,
          const char *member,
          const char *code,
          const char *reason)
{
  g_string_append_printf (self->text, "%" PRIu64, line);
  jl_csv_append_cell (self->text, result);
  jl_csv_append_text (self->text, member == NULL ? "" : member);
  jl_csv_append_cell (self->text, code);
  jl_csv_append_text (self->text, reason);
  g_string_append (self->text, "\r\n");
}

/**
 * jl_import_report_add:
 * @self: a report
 * @line: of the imported file
 * @result: what became of the row
 * @reasons: a JL_ERROR
 *
 * Adds a line for each reason.
 */
void
jl_import_report_add (JlImportReport *self, guint64 line, const char *result, const GError *reasons)
{
  GPtrArray *list = jl_error_get_reasons (reasons);

  if (list == NULL || list->len == 0) {
    add_line (self,
              line,
              result,
              jl_error_get_field (reasons),
              jl_error_code_get_name (reasons->code),
              reasons->message);
    return;
  }
  for (guint i = 0; i < list->len; i++) {
    const JlReason *reason = list->pdata[i];

    add_line (self, line, result, reason->field, reason->code, reason->detail);
  }
}

static gboolean
refuse (JlImportReport *self, GError **error)
{
  g_set_error (
      error, JL_ERROR, jl_error_code_from_errno (errno), "%s: %s", self->path, g_strerror (errno));
  return FALSE;
}

/* A run that was killed may have written more than its last commit knows of. */
static gboolean
open_file (JlImportReport *self, GError **error)
{
  gint64 end;

  self->fd = g_open (self->path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (self->fd < 0)
    return refuse (self, error);
  end = lseek (self->fd, 0, SEEK_END);
  self->size = MIN (self->size, end);
  if (ftruncate (self->fd, self->size) != 0 || lseek (self->fd, 0, SEEK_END) < 0)
    return refuse (self, error);
  if (self->size == 0)
    g_string_prepend (self->text, HEADINGS);
  return TRUE;
}

/* What is to be written, as it stands in the file: behind its length, for the place where it is. */
static void
seal_text (JlImportReport *self)
{
  guint32 size = (guint32)(self->text->len + JL_SHEET_SEAL_BYTES);
  g_autofree guint8 *piece = g_malloc (size);

  jl_sheet_seal (self->key, self->size, (const guint8 *)self->text->str, self->text->len, piece);
  g_string_truncate (self->text, 0);
  g_string_append_len (self->text, (const char *)&size, sizeof size);
  g_string_append_len (self->text, (const char *)piece, size);
}

/**
 * jl_import_report_save:
 * @self: a report
 * @error: STORAGE_FULL, INTERNAL
 *
 * Brings what was added to the disk, before the rows that it is about are committed.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_import_report_save (JlImportReport *self, GError **error)
{
  gsize done = 0;

  if (self->text->len == 0)
    return TRUE;
  if (self->fd < 0 && !open_file (self, error))
    return FALSE;
  if (self->key != NULL)
    seal_text (self);
  while (done < self->text->len) {
    gssize n = write (self->fd, self->text->str + done, self->text->len - done);

    if (n < 0 && errno != EINTR)
      return refuse (self, error);
    done += MAX (n, 0);
  }
  if (fdatasync (self->fd) != 0)
    return refuse (self, error);
  self->size += self->text->len;
  g_string_truncate (self->text, 0);
  return TRUE;
}

/**
 * jl_import_report_get_size:
 * @self: a report
 *
 * Returns: bytes that are saved
 */
gint64
jl_import_report_get_size (JlImportReport *self)
{
  return self->size;
}

/**
 * jl_import_report_read:
 * @path: a report's file
 * @key: (nullable): what it is sealed under
 * @size: (out): of the text
 *
 * A piece that is torn is about rows which are not done yet: it ends the report.
 *
 * Returns: (transfer full) (nullable): the report as CSV; %NULL: there is none
 */
char *
jl_import_report_read (const char *path, const guint8 *key, gsize *size)
{
  g_autofree char *content = NULL;
  GString *text;
  gsize place = 0;
  gsize end;
  guint32 piece;

  if (!g_file_get_contents (path, &content, &end, NULL))
    return NULL;
  if (key == NULL) {
    *size = end;
    return g_steal_pointer (&content);
  }
  text = g_string_new (NULL);
  for (; place + sizeof piece <= end; place += sizeof piece + piece) {
    const guint8 *sealed = (const guint8 *)content + place + sizeof piece;
    gsize before = text->len;

    memcpy (&piece, content + place, sizeof piece);
    if (piece < JL_SHEET_SEAL_BYTES || piece > end - place - sizeof piece)
      break;
    g_string_set_size (text, before + piece - JL_SHEET_SEAL_BYTES);
    if (!jl_sheet_unseal (key, (gint64)place, sealed, piece, (guint8 *)text->str + before)) {
      g_string_truncate (text, before);
      break;
    }
  }
  *size = text->len;
  return g_string_free (text, FALSE);
}
