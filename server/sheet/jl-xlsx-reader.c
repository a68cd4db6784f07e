// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-xlsx-reader.h"

#include "jl-error.h"
#include "jl-xlsx-format.h"
#include "jl-xlsx-workbook.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SHEET_PART (G_GINT64_CONSTANT (256) * 1024 * 1024)
#define MAX_CELL (128 * 1024)
/* The last row that spreadsheets know. */
#define MAX_LINE 1048576

/* What the `t` of a cell says of its value. */
typedef enum { CELL_NUMBER, CELL_SHARED, CELL_BOOLEAN, CELL_TEXT } CellType;

typedef struct {
  const JlXlsxWorkbook *workbook; /* borrowed */
  JlSheetRowFunc func;
  gpointer user_data;
  GPtrArray *cells; /* owned, (element-type utf8) owned: of the row */
  guint n_filled;   /* of those: up to the last that is not empty */
  guint width;      /* of the headings */
  guint64 line;
  guint column; /* of the cell, from 0 */
  guint next;   /* column of a cell that does not say which it is */
  CellType type;
  guint style;
  GString *value; /* owned */
  gboolean in_value;
  guint n_phonetic;
} Reader;

static void
reader_clear (Reader *self)
{
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  if (self->value != NULL)
    g_string_free (self->value, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static void
stop (JlXlsxReading *reading, const char *message)
{
  jl_xlsx_reading_stop (reading, g_error_new_literal (JL_ERROR, JL_ERROR_INVALID, message));
}

/* `AB12` is column 27 counted from 0; the rest of it is the row's. */
static gboolean
read_column (const char *reference, guint *column)
{
  guint n = 0;
  const char *at = reference;

  for (; g_ascii_isalpha (*at) && at < reference + 3; at++)
    n = n * 26 + (guint)(g_ascii_toupper (*at) - 'A' + 1);
  *column = n - 1;
  return n > 0 && g_ascii_isdigit (*at);
}

static CellType
read_type (const char *text)
{
  if (text == NULL || strcmp (text, "n") == 0)
    return CELL_NUMBER;
  if (strcmp (text, "s") == 0)
    return CELL_SHARED;
  return strcmp (text, "b") == 0 ? CELL_BOOLEAN : CELL_TEXT;
}

static void
start_row (Reader *self, JlXlsxReading *reading, const char **attributes)
{
  const char *text = jl_xlsx_get_attribute (attributes, "r");
  guint64 line = text == NULL ? self->line + 1 : g_ascii_strtoull (text, NULL, 10);

  /* What is said of a row is found by its line: each has its own, and they rise. */
  if (line <= self->line || line > MAX_LINE)
    stop (reading, _ ("This xlsx file is not made as it should be"));
  self->line = line;
  g_ptr_array_set_size (self->cells, 0);
  self->n_filled = 0;
  self->next = 0;
}

static void
start_cell (Reader *self, JlXlsxReading *reading, const char **attributes)
{
  const char *reference = jl_xlsx_get_attribute (attributes, "r");
  const char *style = jl_xlsx_get_attribute (attributes, "s");

  self->column = self->next;
  if (reference != NULL && !read_column (reference, &self->column))
    stop (reading, _ ("This xlsx file is not made as it should be"));
  self->next = self->column + 1;
  self->type = read_type (jl_xlsx_get_attribute (attributes, "t"));
  self->style = style == NULL ? 0 : (guint)strtoul (style, NULL, 10);
  g_string_truncate (self->value, 0);
}

static void
start_cb (gpointer data, JlXlsxReading *reading, const char *name, const char **attributes)
{
  Reader *self = data;

  if (strcmp (name, "row") == 0)
    start_row (self, reading, attributes);
  else if (strcmp (name, "c") == 0)
    start_cell (self, reading, attributes);
  else if (strcmp (name, "rPh") == 0)
    self->n_phonetic++;
  else if (strcmp (name, "v") == 0 || strcmp (name, "t") == 0)
    self->in_value = self->n_phonetic == 0;
}

static gboolean
is_date (const Reader *self)
{
  const GArray *styles = self->workbook->date_styles;

  return self->style < styles->len && g_array_index (styles, gboolean, self->style);
}

static char *
number_to_text (const Reader *self)
{
  char *end = NULL;
  double number = g_ascii_strtod (self->value->str, &end);

  if (end == self->value->str || *end != '\0')
    return g_strdup (self->value->str);
  return is_date (self) ? jl_xlsx_date_to_text (number, self->workbook->since_1904)
                        : jl_xlsx_number_to_text (number);
}

static char *
shared_to_text (const Reader *self)
{
  guint64 index = g_ascii_strtoull (self->value->str, NULL, 10);
  const GPtrArray *strings = self->workbook->strings;

  return index < strings->len ? g_strdup (strings->pdata[index]) : NULL;
}

/* NULL: it refers to what is not there. */
static char *
get_text (const Reader *self)
{
  switch (self->type) {
  case CELL_NUMBER:
    return number_to_text (self);
  case CELL_SHARED:
    return shared_to_text (self);
  case CELL_BOOLEAN:
    return g_strdup (strcmp (self->value->str, "1") == 0 ? "true" : "false");
  default:
    return g_strdup (self->value->str);
  }
}

static void
put_cell (Reader *self, char *text)
{
  while (self->cells->len <= self->column)
    g_ptr_array_add (self->cells, g_strdup (""));
  g_free (self->cells->pdata[self->column]);
  self->cells->pdata[self->column] = text;
  self->n_filled = MAX (self->n_filled, self->column + 1);
}

static void
end_cell (Reader *self, JlXlsxReading *reading)
{
  g_autofree char *text = NULL;

  if (self->value->len == 0)
    return;
  text = get_text (self);
  if (text == NULL) {
    stop (reading, _ ("This xlsx file is not made as it should be"));
    return;
  }
  g_strstrip (text);
  if (*text == '\0')
    return;
  if (self->column >= JL_SHEET_MAX_COLUMNS) {
    stop (reading, _ ("The table has too many columns"));
    return;
  }
  put_cell (self, g_steal_pointer (&text));
}

/* Cells after the last that is filled are there all the same, as many as there are headings. */
static void
end_row (Reader *self, JlXlsxReading *reading)
{
  JlSheetRow row = { .line = self->line };

  if (self->n_filled == 0)
    return;
  if (self->width == 0)
    self->width = self->n_filled;
  row.n_cells = MAX (self->n_filled, self->width);
  while (self->cells->len < row.n_cells)
    g_ptr_array_add (self->cells, g_strdup (""));
  row.cells = (const char *const *)self->cells->pdata;
  if (!self->func (&row, self->user_data))
    jl_xlsx_reading_stop (reading, NULL);
}

static void
end_cb (gpointer data, JlXlsxReading *reading, const char *name)
{
  Reader *self = data;

  if (strcmp (name, "row") == 0)
    end_row (self, reading);
  else if (strcmp (name, "c") == 0)
    end_cell (self, reading);
  else if (strcmp (name, "rPh") == 0)
    self->n_phonetic -= self->n_phonetic > 0;
  else if (strcmp (name, "v") == 0 || strcmp (name, "t") == 0)
    self->in_value = FALSE;
}

static void
text_cb (gpointer data, JlXlsxReading *reading, const char *text, int size)
{
  Reader *self = data;

  if (!self->in_value)
    return;
  g_string_append_len (self->value, text, size);
  if (self->value->len > MAX_CELL)
    stop (reading, _ ("A cell holds more than a spreadsheet can show"));
}

/**
 * jl_xlsx_foreach:
 * @path: an xlsx file
 * @func: called for each row that is not empty, the headings first
 * @user_data: for @func
 * @error: INVALID when it is no such file; rows before what is wrong were read
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_xlsx_foreach (const char *path, JlSheetRowFunc func, gpointer user_data, GError **error)
{
  g_autoptr (JlXlsxPackage) package = jl_xlsx_package_new (path);
  g_autoptr (JlXlsxWorkbook) workbook = jl_xlsx_workbook_new (package, error);
  g_auto (Reader) self = { .workbook = workbook, .func = func, .user_data = user_data };
  const JlXlsxPart part = { &self, start_cb, end_cb, text_cb };

  if (workbook == NULL)
    return FALSE;
  self.cells = g_ptr_array_new_with_free_func (g_free);
  self.value = g_string_new (NULL);
  return jl_xlsx_package_read (package, workbook->sheet, TRUE, MAX_SHEET_PART, &part, error);
}
