// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-sheet-writer.h"

#include "jl-csv.h"
#include "jl-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

/* What a spreadsheet can hold. */
#define MAX_XLSX_ROWS 1048576
#define MAX_XLSX_TEXT 32767
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define COLUMN_WIDTH 14

struct _JlSheetWriter {
  JlEncoding encoding;
  gint64 n_rows;
  guint n_cells; /* of the row */

  FILE *file;   /* owned, nullable: CSV */
  GString *row; /* owned */

  lxw_workbook *workbook; /* owned until it is closed, nullable: xlsx */
  lxw_worksheet *sheet;   /* borrowed */
  lxw_format *bold;       /* borrowed */
};

static gboolean
set_file_error (GError **error, int code)
{
  if (code == ENOSPC || code == EDQUOT)
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_STORAGE_FULL, _ ("there is no space left for files"));
  else
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "table: %s", g_strerror (code));
  return FALSE;
}

static gboolean
open_xlsx (JlSheetWriter *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = folder };

  self->workbook = workbook_new_opt (path, &options);
  self->sheet = self->workbook == NULL ? NULL : workbook_add_worksheet (self->workbook, NULL);
  if (self->sheet == NULL)
    return set_file_error (error, errno);
  self->bold = workbook_add_format (self->workbook);
  format_set_bold (self->bold);
  worksheet_freeze_panes (self->sheet, 1, 0);
  worksheet_set_column (self->sheet, 0, JL_SHEET_MAX_COLUMNS - 1, COLUMN_WIDTH, NULL);
  return TRUE;
}

static gboolean
open_csv (JlSheetWriter *self, const char *path, GError **error)
{
  self->file = fopen (path, "wxe");
  if (self->file == NULL)
    return set_file_error (error, errno);
  /* By this mark Excel knows that it is not in the system's own encoding. */
  if (self->encoding == JL_ENCODING_UTF8)
    fputs (BYTE_ORDER_MARK, self->file);
  return TRUE;
}

/**
 * jl_sheet_writer_new:
 * @path: a new file
 * @format: what it becomes
 * @encoding: of CSV
 * @error: STORAGE_FULL, INTERNAL
 *
 * Returns: (transfer full): a table without rows
 */
JlSheetWriter *
jl_sheet_writer_new (const char *path, JlSheetFormat format, JlEncoding encoding, GError **error)
{
  g_autoptr (JlSheetWriter) self = g_new0 (JlSheetWriter, 1);

  self->encoding = encoding;
  self->row = g_string_new (NULL);
  if (!(format == JL_SHEET_XLSX ? open_xlsx (self, path, error) : open_csv (self, path, error)))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * jl_sheet_writer_free:
 * @self: (transfer full) (nullable): a table
 */
void
jl_sheet_writer_free (JlSheetWriter *self)
{
  if (self == NULL)
    return;

  if (self->workbook != NULL)
    lxw_workbook_free (self->workbook);
  if (self->file != NULL)
    fclose (self->file);
  g_string_free (self->row, TRUE);
  g_free (self);
}

/* Longer than a spreadsheet shows: cut, so that the file can be opened. */
static void
write_xlsx_text (JlSheetWriter *self, const char *text)
{
  lxw_format *format = self->n_rows == 0 ? self->bold : NULL;
  g_autofree char *shorter = NULL;

  if (*text == '\0')
    return;
  if (g_utf8_strlen (text, -1) > MAX_XLSX_TEXT)
    text = shorter = g_utf8_substring (text, 0, MAX_XLSX_TEXT);
  worksheet_write_string (
      self->sheet, (lxw_row_t)self->n_rows, (lxw_col_t)self->n_cells, text, format);
}

/**
 * jl_sheet_writer_add_text:
 * @self: a table
 * @text: the row's next cell
 */
void
jl_sheet_writer_add_text (JlSheetWriter *self, const char *text)
{
  if (self->file != NULL)
    jl_csv_append_text (self->row, text);
  else if (self->n_rows < MAX_XLSX_ROWS)
    write_xlsx_text (self, text);
  self->n_cells++;
}

/**
 * jl_sheet_writer_add_number:
 * @self: a table
 * @text: the row's next cell: a number, or nothing
 */
void
jl_sheet_writer_add_number (JlSheetWriter *self, const char *text)
{
  if (self->file != NULL)
    jl_csv_append_cell (self->row, text);
  else if (*text != '\0' && self->n_rows < MAX_XLSX_ROWS)
    worksheet_write_number (self->sheet,
                            (lxw_row_t)self->n_rows,
                            (lxw_col_t)self->n_cells,
                            g_ascii_strtod (text, NULL),
                            NULL);
  self->n_cells++;
}

/* What GBK lacks is written as a question mark: a clerk who asks for GBK has a program that knows
 * no better. */
static gboolean
write_row (JlSheetWriter *self, GError **error)
{
  g_autofree char *converted = NULL;
  const char *text = self->row->str;
  gsize size = self->row->len;

  if (self->encoding == JL_ENCODING_GBK) {
    converted =
        g_convert_with_fallback (text, (gssize)size, "GBK", "UTF-8", "?", NULL, &size, NULL);
    text = converted != NULL ? converted : "";
    size = converted != NULL ? size : 0;
  }
  return fwrite (text, 1, size, self->file) == size || set_file_error (error, errno);
}

/**
 * jl_sheet_writer_end_row:
 * @self: a table
 * @error: TOO_LARGE when xlsx cannot hold more rows; STORAGE_FULL, INTERNAL
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_sheet_writer_end_row (JlSheetWriter *self, GError **error)
{
  self->n_cells = 0;
  if (self->file == NULL && self->n_rows == MAX_XLSX_ROWS) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_TOO_LARGE, _ ("These are too many rows for xlsx: use CSV"));
    return FALSE;
  }
  self->n_rows++;
  if (self->file == NULL)
    return TRUE;
  g_string_append (self->row, "\r\n");
  if (!write_row (self, error))
    return FALSE;
  g_string_truncate (self->row, 0);
  return TRUE;
}

/**
 * jl_sheet_writer_finish:
 * @self: a table with all its rows
 * @error: STORAGE_FULL, INTERNAL
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_sheet_writer_finish (JlSheetWriter *self, GError **error)
{
  if (self->file != NULL)
    return fflush (self->file) == 0 || set_file_error (error, errno);
  if (workbook_close (g_steal_pointer (&self->workbook)) != LXW_NO_ERROR)
    return set_file_error (error, errno != 0 ? errno : EIO);
  return TRUE;
}

/**
 * jl_sheet_writer_get_n_rows:
 * @self: a table
 *
 * Returns: how many rows it has, the headings included
 */
gint64
jl_sheet_writer_get_n_rows (JlSheetWriter *self)
{
  return self->n_rows;
}
