// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-sheet-rows.h"

#include "jl-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAGIC "JlRows2"
/* Where every so many rows begin is written down behind them all. */
#define STRIDE 256
#define BUFFER_SIZE (256 * 1024)
/* What all rows may hold: a small file can repeat one long text a million times. */
#define MAX_BYTES (G_GINT64_CONSTANT (512) * 1024 * 1024)

/* At the beginning; written once more when all rows are there. */
typedef struct {
  char magic[8];
  gint64 n_rows;
  gint64 index; /* where the places are; they end the file */
} Head;

/* Before each row: its texts follow, each with its zero; sealed if the rows have a key. */
typedef struct {
  guint64 line;
  guint32 n_cells;
  guint32 size;
} RowHead;

struct _JlSheetRows {
  FILE *file; /* owned */
  gint64 n_rows;
  gint64 n_bytes;
  gint64 n_read;
  gint64 index;
  GArray *places;   /* owned, (element-type gint64): of the first of every STRIDE rows */
  GByteArray *text; /* owned: of the row that was read last */
  GByteArray *seal; /* owned: of that row as it is in the file, if it is sealed */
  GPtrArray *cells; /* owned, borrowed texts */
  gboolean is_sealed;
  guint8 key[JL_SHEET_KEY_BYTES]; /* if they are sealed */
};

static JlSheetRows *
rows_new (int fd, const char *mode)
{
  JlSheetRows *self = g_new0 (JlSheetRows, 1);

  self->file = fdopen (fd, mode);
  setvbuf (self->file, NULL, _IOFBF, BUFFER_SIZE);
  self->places = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->text = g_byte_array_new ();
  self->seal = g_byte_array_new ();
  self->cells = g_ptr_array_new ();
  return self;
}

static gboolean
set_file_error (GError **error)
{
  int code = errno;

  if (code == ENOSPC || code == EDQUOT)
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_STORAGE_FULL, _ ("there is no space left for files"));
  else
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "rows: %s", g_strerror (code));
  return FALSE;
}

/**
 * jl_sheet_rows_new:
 * @path: (nullable): a new file; %NULL: one that goes with the rows
 * @error: STORAGE_FULL, INTERNAL
 *
 * Returns: (transfer full): no rows yet
 */
JlSheetRows *
jl_sheet_rows_new (const char *path, GError **error)
{
  const Head head = { .magic = MAGIC };
  g_autofree char *name = path == NULL ? NULL : g_strdup (path);
  g_autoptr (JlSheetRows) self = NULL;
  int fd = -1;

  if (path != NULL)
    fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  else if ((fd = g_file_open_tmp ("jieli-rows-XXXXXX", &name, NULL)) >= 0)
    g_unlink (name);
  if (fd < 0) {
    set_file_error (error);
    return NULL;
  }
  self = rows_new (fd, "w+");
  if (fwrite (&head, sizeof head, 1, self->file) != 1) {
    set_file_error (error);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * jl_sheet_rows_open:
 * @path: a file that jl_sheet_rows_finish() was done with
 * @error: NOT_FOUND, INTERNAL
 *
 * Returns: (transfer full): its rows, before the first
 */
JlSheetRows *
jl_sheet_rows_open (const char *path, GError **error)
{
  g_autoptr (JlSheetRows) self = NULL;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  Head head;

  if (fd < 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_NOT_FOUND, "%s: %s", path, g_strerror (errno));
    return NULL;
  }
  self = rows_new (fd, "r");
  if (fread (&head, sizeof head, 1, self->file) != 1 ||
      memcmp (head.magic, MAGIC, sizeof head.magic) != 0) {
    g_set_error (error, JL_ERROR, JL_ERROR_INTERNAL, "%s does not hold rows", path);
    return NULL;
  }
  self->n_rows = head.n_rows;
  self->index = head.index;
  return g_steal_pointer (&self);
}

/**
 * jl_sheet_rows_free:
 * @self: (transfer full) (nullable): rows
 */
void
jl_sheet_rows_free (JlSheetRows *self)
{
  if (self == NULL)
    return;

  fclose (self->file);
  g_array_unref (self->places);
  g_byte_array_unref (self->text);
  g_byte_array_unref (self->seal);
  g_ptr_array_unref (self->cells);
  sodium_memzero (self->key, sizeof self->key);
  g_free (self);
}

/**
 * jl_sheet_rows_set_key:
 * @self: rows of which none was written or read yet
 * @key: (nullable): %JL_SHEET_KEY_BYTES bytes; %NULL: they lie in plain text
 *
 * Has the texts of the rows sealed in their file, each row by itself.
 */
void
jl_sheet_rows_set_key (JlSheetRows *self, const guint8 *key)
{
  self->is_sealed = key != NULL;
  if (key != NULL)
    memcpy (self->key, key, sizeof self->key);
}

/* Returns: whether the texts of @row are in the file. */
static gboolean
write_texts (JlSheetRows *self, const JlSheetRow *row, gsize size)
{
  if (!self->is_sealed) {
    for (guint i = 0; i < row->n_cells; i++)
      if (fwrite (row->cells[i], strlen (row->cells[i]) + 1, 1, self->file) != 1)
        return FALSE;
    return TRUE;
  }
  g_byte_array_set_size (self->text, 0);
  for (guint i = 0; i < row->n_cells; i++)
    g_byte_array_append (
        self->text, (const guint8 *)row->cells[i], (guint)strlen (row->cells[i]) + 1);
  g_byte_array_set_size (self->seal, (guint)size + JL_SHEET_SEAL_BYTES);
  jl_sheet_seal (self->key, self->n_rows, self->text->data, size, self->seal->data);
  return fwrite (self->seal->data, self->seal->len, 1, self->file) == 1;
}

/* Into the text of the row that is read. */
static gboolean
read_texts (JlSheetRows *self, gsize size)
{
  g_byte_array_set_size (self->text, (guint)size);
  if (!self->is_sealed)
    return size == 0 || fread (self->text->data, size, 1, self->file) == 1;
  g_byte_array_set_size (self->seal, (guint)size + JL_SHEET_SEAL_BYTES);
  return fread (self->seal->data, self->seal->len, 1, self->file) == 1 &&
         jl_sheet_unseal (
             self->key, self->n_read, self->seal->data, self->seal->len, self->text->data);
}

/**
 * jl_sheet_rows_append:
 * @self: rows that are being written
 * @row: the next one
 * @error: INVALID when there is too much, STORAGE_FULL, INTERNAL
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_sheet_rows_append (JlSheetRows *self, const JlSheetRow *row, GError **error)
{
  RowHead head = { .line = row->line, .n_cells = row->n_cells };
  gint64 place;
  gsize size = 0;

  for (guint i = 0; i < row->n_cells; i++)
    size += strlen (row->cells[i]) + 1;
  self->n_bytes += size;
  if (size > G_MAXINT32 || self->n_bytes > MAX_BYTES) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_INVALID, _ ("The file holds too much: divide it into several"));
    return FALSE;
  }
  head.size = (guint32)size;
  if (self->n_rows % STRIDE == 0) {
    place = ftello (self->file);
    g_array_append_val (self->places, place);
  }
  if (fwrite (&head, sizeof head, 1, self->file) != 1)
    return set_file_error (error);
  if (!write_texts (self, row, size))
    return set_file_error (error);
  self->n_rows++;
  return TRUE;
}

/**
 * jl_sheet_rows_finish:
 * @self: rows that are all there
 * @error: STORAGE_FULL, INTERNAL
 *
 * Brings them to the disk, and goes back to the first.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_sheet_rows_finish (JlSheetRows *self, GError **error)
{
  const Head head = { .magic = MAGIC, .n_rows = self->n_rows, .index = ftello (self->file) };

  self->index = head.index;
  if (self->places->len > 0 &&
      fwrite (self->places->data, sizeof (gint64), self->places->len, self->file) !=
          self->places->len)
    return set_file_error (error);
  rewind (self->file);
  if (fwrite (&head, sizeof head, 1, self->file) != 1 || fflush (self->file) != 0 ||
      fdatasync (fileno (self->file)) != 0)
    return set_file_error (error);
  return TRUE;
}

static gboolean
is_torn (GError **error)
{
  g_set_error_literal (error, JL_ERROR, JL_ERROR_INTERNAL, "rows: the file is torn");
  return FALSE;
}

/**
 * jl_sheet_rows_skip:
 * @self: rows that can be read
 * @n: how many, the headings included
 * @error: INTERNAL
 *
 * Goes to the row that so many others precede, without reading them; beyond the last, to the end.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_sheet_rows_skip (JlSheetRows *self, gint64 n, GError **error)
{
  gint64 row = MIN (n, self->n_rows);
  gint64 place = self->index;
  JlSheetRow skipped;

  if (row < self->n_rows &&
      (fseeko (self->file, self->index + row / STRIDE * (gint64)sizeof place, SEEK_SET) != 0 ||
       fread (&place, sizeof place, 1, self->file) != 1))
    return is_torn (error);
  if (fseeko (self->file, place, SEEK_SET) != 0)
    return set_file_error (error);
  self->n_read = row < self->n_rows ? row - row % STRIDE : row;
  while (self->n_read < row)
    if (!jl_sheet_rows_next (self, &skipped, error))
      return error != NULL && *error == NULL ? is_torn (error) : FALSE;
  return TRUE;
}

/**
 * jl_sheet_rows_next:
 * @self: rows that can be read
 * @row: (out caller-allocates): the next one; its texts are good until the one after it
 * @error: INTERNAL
 *
 * Returns: %FALSE after the last, or with @error set
 */
gboolean
jl_sheet_rows_next (JlSheetRows *self, JlSheetRow *row, GError **error)
{
  RowHead head;
  const char *text, *end;

  if (self->n_read == self->n_rows)
    return FALSE;
  if (fread (&head, sizeof head, 1, self->file) != 1)
    return ferror (self->file) ? set_file_error (error) : is_torn (error);
  if (head.size > G_MAXINT32 || !read_texts (self, head.size))
    return is_torn (error);
  self->n_read++;
  g_ptr_array_set_size (self->cells, 0);
  text = (const char *)self->text->data;
  end = text + head.size;
  for (guint i = 0; i < head.n_cells; i++) {
    const char *zero = text < end ? memchr (text, '\0', end - text) : NULL;

    if (zero == NULL)
      return is_torn (error);
    g_ptr_array_add (self->cells, (gpointer)text);
    text = zero + 1;
  }
  *row = (JlSheetRow){ head.line, head.n_cells, (const char *const *)self->cells->pdata };
  return TRUE;
}

/**
 * jl_sheet_rows_get_n_rows:
 * @self: rows
 *
 * Returns: how many there are, the headings included
 */
gint64
jl_sheet_rows_get_n_rows (JlSheetRows *self)
{
  return self->n_rows;
}
