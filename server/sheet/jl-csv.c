// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-csv.h"

#include "jl-error.h"

#include <csv.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
/* After so many bytes it is looked whether somebody has said stop. */
#define CHUNK (64 * 1024)

typedef struct {
  JlSheetRowFunc func;
  gpointer user_data;
  GByteArray *text; /* owned: the cells of the row, each with its zero */
  GArray *offsets;  /* owned, gsize: where each begins */
  GPtrArray *cells; /* owned, borrowed texts */
  guint64 line;     /* where the row begins */
  guint64 n_inner;  /* line breaks within its cells */
  guint n_cells;    /* of the row, */
  gsize n_bytes;    /* and what they hold */
  gboolean is_stopped;
} Reading;

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->text, g_byte_array_unref);
  g_clear_pointer (&self->offsets, g_array_unref);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

/* CR before LF is taken for a space at the end of the last cell. */
static int
is_space (unsigned char c)
{
  return c == CSV_SPACE || c == CSV_TAB || c == CSV_CR;
}

static int
is_line_end (unsigned char c)
{
  return c == CSV_LF;
}

static void
cell_cb (void *bytes, size_t size, void *user_data)
{
  Reading *self = user_data;
  gsize offset = self->text->len;
  const char *break_at = bytes;

  while (size > 0 &&
         (break_at = memchr (break_at, '\n', (char *)bytes + size - break_at)) != NULL) {
    self->n_inner++;
    break_at++;
  }
  self->n_cells++;
  self->n_bytes += size;
  g_array_append_val (self->offsets, offset);
  /* With the zero that CSV_APPEND_NULL has put behind it. */
  g_byte_array_append (self->text, bytes, size + 1);
}

/* Spreadsheets write the commas of an empty row. */
static gboolean
is_blank (const Reading *self)
{
  return self->n_bytes == 0;
}

/* What jl_csv_append_text() put before a text so that no spreadsheet takes it for a formula. */
static const char *
skip_guard (const char *text)
{
  return text[0] == '\'' && text[1] != '\0' && strchr (JL_CSV_FORMULA_SIGNS, text[1]) != NULL
             ? text + 1
             : text;
}

static void
give_row (Reading *self)
{
  JlSheetRow row = { .line = self->line, .n_cells = self->n_cells };

  g_ptr_array_set_size (self->cells, 0);
  for (guint i = 0; i < self->offsets->len; i++)
    g_ptr_array_add (
        self->cells,
        (gpointer)skip_guard ((char *)self->text->data + g_array_index (self->offsets, gsize, i)));
  row.cells = (const char *const *)self->cells->pdata;
  self->is_stopped = !self->func (&row, self->user_data);
}

/* @end: the byte that ended the row, -1 at the end of the file */
static void
row_cb (int end, void *user_data)
{
  Reading *self = user_data;

  if (!self->is_stopped && !is_blank (self))
    give_row (self);
  self->line += 1 + self->n_inner;
  self->n_inner = 0;
  self->n_cells = 0;
  self->n_bytes = 0;
  g_array_set_size (self->offsets, 0);
  g_byte_array_set_size (self->text, 0);
}

static gboolean
parse_all (struct csv_parser *parser, Reading *self, const char *data, gsize size)
{
  for (gsize at = 0; at < size && !self->is_stopped; at += CHUNK) {
    gsize n = MIN (CHUNK, size - at);

    if (csv_parse (parser, data + at, n, cell_cb, row_cb, self) != n)
      return FALSE;
  }
  return self->is_stopped || csv_fini (parser, cell_cb, row_cb, self) == 0;
}

static gsize
skip_mark (const char *data, gsize size)
{
  return size >= strlen (BYTE_ORDER_MARK) &&
                 memcmp (data, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0
             ? strlen (BYTE_ORDER_MARK)
             : 0;
}

static gboolean
read_file (Reading *self, const char *data, gsize size, GError **error)
{
  struct csv_parser parser;
  gsize mark = skip_mark (data, size);
  gboolean is_good;

  self->text = g_byte_array_new ();
  self->offsets = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->cells = g_ptr_array_new ();
  self->line = 1;
  /* Cannot fail: it takes no memory. */
  csv_init (&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL | CSV_APPEND_NULL);
  csv_set_space_func (&parser, is_space);
  csv_set_term_func (&parser, is_line_end);
  is_good = parse_all (&parser, self, data + mark, size - mark);
  csv_free (&parser);
  if (!is_good)
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 _ ("Line %" PRIu64 ": the quotes are wrong: a cell with quotes stands in quotes, "
                    "and those within it are doubled"),
                 self->line);
  return is_good;
}

/**
 * jl_csv_foreach:
 * @data: the file
 * @size: its size
 * @func: called for each row that is not empty, the headings first
 * @user_data: for @func
 * @error: INVALID with the line whose quotes are wrong; rows before it were read
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_csv_foreach (
    const char *data, gsize size, JlSheetRowFunc func, gpointer user_data, GError **error)
{
  g_auto (Reading) self = { .func = func, .user_data = user_data };

  return read_file (&self, data, size, error);
}

/**
 * jl_csv_append_cell:
 * @out: a row
 * @text: what the cell holds
 *
 * Adds a cell in quotes, after a comma if it is not the first of its line.
 */
void
jl_csv_append_cell (GString *out, const char *text)
{
  gsize size = strlen (text);
  gsize at;

  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append_c (out, ',');
  at = out->len;
  g_string_set_size (out, at + 2 * size + 2);
  g_string_set_size (out, at + csv_write (out->str + at, 2 * size + 2, text, size));
}

/**
 * jl_csv_append_text:
 * @out: a row
 * @text: what somebody wrote
 *
 * As jl_csv_append_cell(), but what a spreadsheet would take for a formula gets an apostrophe
 * before it; reading it again takes that away.
 */
void
jl_csv_append_text (GString *out, const char *text)
{
  g_autofree char *guarded = NULL;

  if (*text == '\0' || strchr (JL_CSV_FORMULA_SIGNS, *text) == NULL) {
    jl_csv_append_cell (out, text);
    return;
  }
  guarded = g_strconcat ("'", text, NULL);
  jl_csv_append_cell (out, guarded);
}
