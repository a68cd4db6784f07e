// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-xlsx-workbook.h"

#include "jl-error.h"
#include "jl-xlsx-format.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SMALL_PART (8 * 1024 * 1024)
#define MAX_STRINGS_PART (128 * 1024 * 1024)
#define MAX_STRING (128 * 1024)

typedef struct {
  JlXlsxWorkbook *workbook; /* borrowed */
  char *sheet_id;           /* owned, nullable: of the first that is shown */
  char *strings_path;       /* owned, nullable */
  char *styles_path;        /* owned, nullable */
  GHashTable *formats;      /* owned: id → code */
  gboolean in_cell_formats;
  GString *text; /* owned: of the shared string that is read */
  gboolean in_text;
  guint n_phonetic; /* readings beside the text, which are not part of it */
} Loading;

static void
loading_clear (Loading *self)
{
  g_free (self->sheet_id);
  g_free (self->strings_path);
  g_free (self->styles_path);
  g_clear_pointer (&self->formats, g_hash_table_unref);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loading, loading_clear)

static gboolean
is_true (const char *text)
{
  return text != NULL && (strcmp (text, "1") == 0 || strcmp (text, "true") == 0);
}

static void
workbook_start_cb (gpointer data, JlXlsxReading *reading, const char *name, const char **attributes)
{
  Loading *self = data;
  const char *state = jl_xlsx_get_attribute (attributes, "state");

  if (strcmp (name, "workbookPr") == 0)
    self->workbook->since_1904 = is_true (jl_xlsx_get_attribute (attributes, "date1904"));
  if (strcmp (name, "sheet") == 0 && self->sheet_id == NULL &&
      (state == NULL || strcmp (state, "visible") == 0))
    self->sheet_id = g_strdup (jl_xlsx_get_attribute (attributes, "id"));
}

/* Targets are relative to xl/, or begin with a slash. */
static char *
resolve (const char *target)
{
  return *target == '/' ? g_strdup (target + 1) : g_strconcat ("xl/", target, NULL);
}

static void
relations_start_cb (gpointer data,
                    JlXlsxReading *reading,
                    const char *name,
                    const char **attributes)
{
  Loading *self = data;
  const char *id = jl_xlsx_get_attribute (attributes, "Id");
  const char *type = jl_xlsx_get_attribute (attributes, "Type");
  const char *target = jl_xlsx_get_attribute (attributes, "Target");

  if (strcmp (name, "Relationship") != 0 || id == NULL || type == NULL || target == NULL)
    return;
  if (g_str_has_suffix (type, "/worksheet") && g_strcmp0 (id, self->sheet_id) == 0 &&
      self->workbook->sheet == NULL)
    self->workbook->sheet = resolve (target);
  else if (g_str_has_suffix (type, "/sharedStrings") && self->strings_path == NULL)
    self->strings_path = resolve (target);
  else if (g_str_has_suffix (type, "/styles") && self->styles_path == NULL)
    self->styles_path = resolve (target);
}

static void
add_style (Loading *self, const char *format)
{
  guint id = format == NULL ? 0 : (guint)strtoul (format, NULL, 10);
  gboolean is_date =
      jl_xlsx_format_is_date (id, g_hash_table_lookup (self->formats, GUINT_TO_POINTER (id)));

  g_array_append_val (self->workbook->date_styles, is_date);
}

static void
styles_start_cb (gpointer data, JlXlsxReading *reading, const char *name, const char **attributes)
{
  Loading *self = data;
  const char *id = jl_xlsx_get_attribute (attributes, "numFmtId");
  const char *code = jl_xlsx_get_attribute (attributes, "formatCode");

  if (strcmp (name, "numFmt") == 0 && id != NULL && code != NULL)
    g_hash_table_insert (self->formats, GUINT_TO_POINTER (strtoul (id, NULL, 10)), g_strdup (code));
  else if (strcmp (name, "cellXfs") == 0)
    self->in_cell_formats = TRUE;
  else if (strcmp (name, "xf") == 0 && self->in_cell_formats)
    add_style (self, id);
}

static void
styles_end_cb (gpointer data, JlXlsxReading *reading, const char *name)
{
  Loading *self = data;

  if (strcmp (name, "cellXfs") == 0)
    self->in_cell_formats = FALSE;
}

static void
strings_start_cb (gpointer data, JlXlsxReading *reading, const char *name, const char **attributes)
{
  Loading *self = data;

  if (strcmp (name, "si") == 0)
    g_string_truncate (self->text, 0);
  else if (strcmp (name, "rPh") == 0)
    self->n_phonetic++;
  else if (strcmp (name, "t") == 0)
    self->in_text = self->n_phonetic == 0;
}

static void
strings_end_cb (gpointer data, JlXlsxReading *reading, const char *name)
{
  Loading *self = data;

  if (strcmp (name, "si") == 0)
    g_ptr_array_add (self->workbook->strings,
                     g_string_chunk_insert_const (self->workbook->chunk, self->text->str));
  else if (strcmp (name, "rPh") == 0)
    self->n_phonetic -= self->n_phonetic > 0;
  else if (strcmp (name, "t") == 0)
    self->in_text = FALSE;
}

static void
strings_text_cb (gpointer data, JlXlsxReading *reading, const char *text, int size)
{
  Loading *self = data;

  if (!self->in_text)
    return;
  g_string_append_len (self->text, text, size);
  if (self->text->len > MAX_STRING)
    jl_xlsx_reading_stop (
        reading,
        g_error_new_literal (
            JL_ERROR, JL_ERROR_INVALID, _ ("A cell holds more than a spreadsheet can show")));
}

static gboolean
load (Loading *self, JlXlsxPackage *package, GError **error)
{
  const JlXlsxPart workbook = { .self = self, .start = workbook_start_cb };
  const JlXlsxPart relations = { .self = self, .start = relations_start_cb };
  const JlXlsxPart styles = { self, styles_start_cb, styles_end_cb, NULL };
  const JlXlsxPart strings = { self, strings_start_cb, strings_end_cb, strings_text_cb };

  if (!jl_xlsx_package_read (package, "xl/workbook.xml", TRUE, MAX_SMALL_PART, &workbook, error) ||
      !jl_xlsx_package_read (
          package, "xl/_rels/workbook.xml.rels", TRUE, MAX_SMALL_PART, &relations, error))
    return FALSE;
  if (self->workbook->sheet == NULL) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_INVALID, _ ("The workbook has no sheet that is shown"));
    return FALSE;
  }
  return (self->styles_path == NULL ||
          jl_xlsx_package_read (
              package, self->styles_path, FALSE, MAX_SMALL_PART, &styles, error)) &&
         (self->strings_path == NULL ||
          jl_xlsx_package_read (
              package, self->strings_path, FALSE, MAX_STRINGS_PART, &strings, error));
}

/**
 * jl_xlsx_workbook_new: (skip)
 * @package: an xlsx file
 * @error: INVALID
 *
 * Returns: (transfer full): what its first sheet refers to
 */
JlXlsxWorkbook *
jl_xlsx_workbook_new (JlXlsxPackage *package, GError **error)
{
  g_autoptr (JlXlsxWorkbook) self = g_new0 (JlXlsxWorkbook, 1);
  g_auto (Loading) loading = { .workbook = self };

  self->chunk = g_string_chunk_new (64 * 1024);
  self->strings = g_ptr_array_new ();
  self->date_styles = g_array_new (FALSE, FALSE, sizeof (gboolean));
  loading.formats = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  loading.text = g_string_new (NULL);
  return load (&loading, package, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * jl_xlsx_workbook_free: (skip)
 * @self: (transfer full) (nullable): a workbook
 */
void
jl_xlsx_workbook_free (JlXlsxWorkbook *self)
{
  if (self == NULL)
    return;

  g_free (self->sheet);
  g_ptr_array_unref (self->strings);
  g_string_chunk_free (self->chunk);
  g_array_unref (self->date_styles);
  g_free (self);
}
