// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-sheet-read.h"

#include "jl-csv.h"
#include "jl-error.h"
#include "jl-xlsx-reader.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

/* Zip, and the "compound file" of old xls and of xlsx with a password. */
#define ZIP_MAGIC "PK\x03\x04"
#define OLE_MAGIC "\xD0\xCF\x11\xE0"
#define MAGIC_SIZE 4

typedef struct {
  JlSheetRows *rows; /* borrowed */
  GError *error;     /* owned, nullable */
} Spooling;

static gboolean
row_cb (const JlSheetRow *row, gpointer user_data)
{
  Spooling *self = user_data;

  if (row->n_cells > JL_SHEET_MAX_COLUMNS) {
    g_set_error_literal (
        &self->error, JL_ERROR, JL_ERROR_INVALID, _ ("The table has too many columns"));
    return FALSE;
  }
  return jl_sheet_rows_append (self->rows, row, &self->error);
}

static gboolean
read_magic (const char *path, char magic[MAGIC_SIZE], GError **error)
{
  FILE *file = fopen (path, "re");

  if (file == NULL) {
    g_set_error (error, JL_ERROR, JL_ERROR_NOT_FOUND, "%s: %s", path, g_strerror (errno));
    return FALSE;
  }
  memset (magic, 0, MAGIC_SIZE);
  if (fread (magic, 1, MAGIC_SIZE, file) < MAGIC_SIZE)
    memset (magic, 0, MAGIC_SIZE);
  fclose (file);
  return TRUE;
}

static gboolean
read_csv (const char *path, Spooling *spooling, JlEncoding *encoding, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *data = NULL;
  g_autofree char *text = NULL;
  gsize size, text_size;

  /* Not mapped: somebody may save or cut the file while it is read. */
  if (!g_file_get_contents (path, &data, &size, &local_error)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, local_error->message);
    return FALSE;
  }
  text = jl_encoding_to_utf8 (data, size, encoding, &text_size, error);
  return text != NULL && jl_csv_foreach (text, text_size, row_cb, spooling, error);
}

/**
 * jl_sheet_read:
 * @path: a file: CSV or xlsx, which its first bytes tell
 * @rows: takes its rows, and is finished then
 * @facts: (inout): what is known of it
 * @error: NOT_FOUND; INVALID when it cannot be read or has no headings; STORAGE_FULL, INTERNAL
 *
 * Reads the whole file, before anything is done with what it says.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_sheet_read (const char *path, JlSheetRows *rows, JlSheetFacts *facts, GError **error)
{
  Spooling spooling = { .rows = rows };
  char magic[MAGIC_SIZE];
  gboolean is_read;

  if (!read_magic (path, magic, error))
    return FALSE;
  if (memcmp (magic, OLE_MAGIC, MAGIC_SIZE) == 0) {
    g_set_error_literal (error,
                         JL_ERROR,
                         JL_ERROR_INVALID,
                         _ ("This is an old xls file, or one with a password: save it as xlsx "
                            "without password, or as “CSV UTF-8”"));
    return FALSE;
  }
  facts->format = memcmp (magic, ZIP_MAGIC, MAGIC_SIZE) == 0 ? JL_SHEET_XLSX : JL_SHEET_CSV;
  is_read = facts->format == JL_SHEET_XLSX ? jl_xlsx_foreach (path, row_cb, &spooling, error)
                                           : read_csv (path, &spooling, &facts->encoding, error);
  if (is_read && spooling.error != NULL) {
    g_propagate_error (error, spooling.error);
    return FALSE;
  }
  g_clear_error (&spooling.error);
  if (is_read && jl_sheet_rows_get_n_rows (rows) == 0) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_INVALID, _ ("The file is empty: it has no headings"));
    return FALSE;
  }
  return is_read && jl_sheet_rows_finish (rows, error);
}
