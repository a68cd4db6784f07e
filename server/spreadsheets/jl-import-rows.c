// SPDX-License-Identifier: GPL-3.0-or-later
/* What is in a file, and what becomes of it: row by row, or as a table to be kept. */
#include "jl-spreadsheets-private.h"

#include "jl-csv.h"
#include "jl-error.h"
#include "jl-exchange-folder.h"
#include "jl-import-report.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of a cell that is shown: characters. */
#define MAX_SHOWN 200
#define REPORT_TYPE "text/csv; charset=utf-8"

typedef struct {
  GHashTable *records; /* line → JlRecord, borrowed */
  gint64 last_line;
} Joining;

static gboolean
is_trial (JlRecord *job)
{
  gint64 state = jl_record_get_integer (job, JL_IMPORT_JOB_STATE);

  return state == JL_IMPORT_CHECKING || state == JL_IMPORT_READY;
}

/* The report of what its rows went through last. One that was cancelled or is broken while it was
 * checked has that one only. */
static char *
get_report_path (const char *data_dir, const char *folder, JlRecord *job)
{
  g_autofree char *report = jl_exchange_folder_get_path (data_dir, folder, JL_EXCHANGE_REPORT);

  return is_trial (job) || !g_file_test (report, G_FILE_TEST_EXISTS)
             ? jl_exchange_folder_get_path (data_dir, folder, JL_EXCHANGE_CHECK)
             : g_steal_pointer (&report);
}

static gboolean
read_key (JlRequest *request, JlRecord *job, const char *folder, JlImportKey *key, GError **error)
{
  return jl_import_key_read (
      jl_spreadsheets_find_kind (jl_record_get_text (job, JL_IMPORT_JOB_KIND)),
      request->data_dir,
      folder,
      key,
      error);
}

static GPtrArray *
list_cells (const JlSheetRow *row)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < row->n_cells; i++) {
    const char *text = row->cells[i];

    if (g_utf8_strlen (text, -1) <= MAX_SHOWN) {
      g_ptr_array_add (cells, g_strdup (text));
    } else {
      g_autofree char *beginning = g_utf8_substring (text, 0, MAX_SHOWN - 1);

      g_ptr_array_add (cells, g_strconcat (beginning, "…", NULL));
    }
  }
  return cells;
}

static JlRecord *
make_row (const JlSheetRow *row, gboolean is_done)
{
  JlRecord *record = jl_record_new (&jl_import_row_table);
  g_autoptr (GPtrArray) cells = list_cells (row);
  g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func (g_object_unref);

  jl_record_set_integer (record, JL_IMPORT_ROW_LINE, (gint64)row->line);
  jl_record_set_list (record, JL_IMPORT_ROW_CELLS, cells);
  jl_record_set_integer (record, JL_IMPORT_ROW_RESULT, is_done ? JL_ROW_TAKEN : JL_ROW_UNKNOWN);
  jl_record_set_list (record, JL_IMPORT_ROW_REASONS, reasons);
  return record;
}

static void
add_reason (JlRecord *row, const JlSheetRow *line)
{
  g_autoptr (JlRecord) reason = jl_record_new (&jl_row_reason_table);
  GPtrArray *before = jl_record_get_list (row, JL_IMPORT_ROW_REASONS);
  g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func (g_object_unref);
  int result;

  jl_record_set_text (reason, JL_ROW_REASON_MEMBER, line->cells[JL_REPORT_MEMBER]);
  jl_record_set_text (reason, JL_ROW_REASON_CODE, line->cells[JL_REPORT_CODE]);
  jl_record_set_text (reason, JL_ROW_REASON_TEXT, line->cells[JL_REPORT_REASON]);
  for (guint i = 0; i < before->len; i++)
    g_ptr_array_add (reasons, g_object_ref (before->pdata[i]));
  g_ptr_array_add (reasons, g_object_ref (reason));
  result = jl_enum_from_name (&jl_row_result_enum, line->cells[JL_REPORT_RESULT]);
  jl_record_set_integer (row, JL_IMPORT_ROW_RESULT, result < 0 ? JL_ROW_REFUSED : result);
  jl_record_set_list (row, JL_IMPORT_ROW_REASONS, reasons);
}

static gboolean
reason_cb (const JlSheetRow *line, gpointer user_data)
{
  Joining *self = user_data;
  gint64 number = g_ascii_strtoll (line->cells[JL_REPORT_LINE], NULL, 10);
  JlRecord *row =
      line->n_cells != JL_REPORT_N_CELLS ? NULL : g_hash_table_lookup (self->records, &number);

  if (row != NULL)
    add_reason (row, line);
  return number <= self->last_line;
}

/* What the report says of @rows. It may be longer than what is committed, and its last line torn:
 * then that is about rows which are not done yet. */
static void
join_reasons (GPtrArray *rows, const char *report_path, const JlImportKey *key)
{
  g_autoptr (GHashTable) records =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Joining joining = { .records = records };
  gsize size = 0;
  g_autofree char *text = jl_import_report_read (report_path, key->bytes, &size);

  if (text == NULL)
    return;
  for (guint i = 0; i < rows->len; i++) {
    JlRecord *row = rows->pdata[i];
    gint64 line = jl_record_get_integer (row, JL_IMPORT_ROW_LINE);

    joining.last_line = line;
    if (jl_record_get_integer (row, JL_IMPORT_ROW_RESULT) != JL_ROW_UNKNOWN)
      g_hash_table_insert (records, g_memdup2 (&line, sizeof line), row);
  }
  jl_csv_foreach (text, size, reason_cb, &joining, NULL);
}

/* @first: from 0. One row more than is shown tells whether there is a next page. */
static GPtrArray *
read_rows (JlSheetRows *rows, JlRecord *job, gint64 first, guint limit, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 n_done = jl_record_get_integer (job, JL_IMPORT_JOB_DONE);
  GError *local_error = NULL;
  JlSheetRow row;

  /* The headings are the row before the first. */
  if (!jl_sheet_rows_skip (rows, first + 1, error))
    return NULL;
  for (gint64 i = first; i <= first + limit && jl_sheet_rows_next (rows, &row, &local_error); i++)
    g_ptr_array_add (list, make_row (&row, i < n_done));
  if (local_error != NULL) {
    g_propagate_error (error, local_error);
    return NULL;
  }
  return g_steal_pointer (&list);
}

/**
 * jl_import_rows_list: (skip)
 * @request: GET /imports/{id}/rows
 * @error: NOT_FOUND
 *
 * What is in the file, and what became of it, or would.
 *
 * Returns: (transfer full): a page of the rows
 */
JlResponse *
jl_import_rows_list (JlRequest *request, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *report = NULL;
  g_autofree char *next = NULL;
  g_autoptr (JlRecord) job =
      jl_import_job_load (request->connection, request->caller, request->ids[0], &folder, error);
  g_autoptr (JlSheetRows) rows = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_auto (JlListBuilder) builder = { 0 };
  g_auto (JlImportKey) key = { 0 };
  gint64 first = 0;

  if (job == NULL ||
      (request->cursor != NULL && !jl_cursor_parse (request->cursor, 1, &first, error)))
    return NULL;
  first = CLAMP (first, 0, jl_record_get_integer (job, JL_IMPORT_JOB_ROWS));
  path = jl_exchange_folder_get_path (request->data_dir, folder, JL_EXCHANGE_ROWS);
  report = get_report_path (request->data_dir, folder, job);
  rows = jl_sheet_rows_open (path, error);
  if (rows == NULL || !read_key (request, job, folder, &key, error))
    return NULL;
  jl_sheet_rows_set_key (rows, key.bytes);
  list = read_rows (rows, job, first, request->limit, error);
  if (list == NULL)
    return NULL;
  join_reasons (list, report, &key);
  jl_list_builder_init (&builder);
  for (guint i = 0; i < MIN (list->len, request->limit); i++) {
    g_autofree char *json = jl_record_to_json (list->pdata[i], JL_VIEW_OWN);

    jl_list_builder_append (&builder, json, strlen (json));
  }
  first += request->limit;
  if (list->len > request->limit)
    next = jl_cursor_new (1, &first);
  return jl_list_builder_finish (&builder, next);
}

/**
 * jl_import_report_get: (skip)
 * @request: GET /imports/{id}/report
 * @error: NOT_FOUND, CONFLICT when nothing is to be reported
 *
 * Returns: (transfer full): why rows were not taken, as CSV
 */
JlResponse *
jl_import_report_get (JlRequest *request, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *report = NULL;
  g_autoptr (JlRecord) job =
      jl_import_job_load (request->connection, request->caller, request->ids[0], &folder, error);
  g_auto (JlImportKey) key = { 0 };
  char *text;
  gsize size;

  if (job == NULL)
    return NULL;
  report = get_report_path (request->data_dir, folder, job);
  if (!g_file_test (report, G_FILE_TEST_EXISTS)) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_NOT_FOUND, _ ("Nothing was refused: there is no report"));
    return NULL;
  }
  if (!read_key (request, job, folder, &key, error))
    return NULL;
  if (key.bytes == NULL)
    return jl_response_new_file (report, REPORT_TYPE);
  text = jl_import_report_read (report, key.bytes, &size);
  return jl_response_new_bytes (g_bytes_new_take (text, text == NULL ? 0 : size), REPORT_TYPE);
}
