// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-export.h"

#include "jl-error.h"
#include "jl-exchange-folder.h"
#include "jl-file-sync.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

static JlEncoding
get_encoding (JlRecord *order)
{
  return jl_record_get_integer (order, JL_EXPORT_ORDER_ENCODING) == JL_TEXT_GBK ? JL_ENCODING_GBK
                                                                                : JL_ENCODING_UTF8;
}

static GVariant *
make (JlRequest *request,
      const char *name,
      const char *folder,
      const char *path,
      JlExportWrite write,
      GError **error)
{
  gboolean is_xlsx =
      jl_record_get_integer (request->input, JL_EXPORT_ORDER_FORMAT) == JL_SPREADSHEET_XLSX;
  g_autoptr (JlSheetWriter) writer = jl_sheet_writer_new (
      path, is_xlsx ? JL_SHEET_XLSX : JL_SHEET_CSV, get_encoding (request->input), error);
  char day[JL_DATE_TEXT_SIZE];
  g_autofree char *file_name = NULL;
  GVariantDict dict;

  if (writer == NULL || !write (request, writer, error) || !jl_sheet_writer_finish (writer, error))
    return NULL;
  jl_date_to_text (jl_time_get_china_date (request->now), day);
  file_name = g_strdup_printf ("%s-%s.%s", name, day, is_xlsx ? "xlsx" : "csv");
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "folder", "s", folder);
  g_variant_dict_insert (&dict, "file_name", "s", file_name);
  g_variant_dict_insert (&dict, "format", "s", is_xlsx ? "xlsx" : "csv");
  g_variant_dict_insert (&dict, "rows", "x", jl_sheet_writer_get_n_rows (writer) - 1);
  return g_variant_dict_end (&dict);
}

/**
 * jl_export_make:
 * @request: a POST whose input is of jl_export_order_table
 * @name: of the file, as people should find it; the day is added
 * @write: gives the rows, the headings first
 * @error: as @write; STORAGE_FULL, INTERNAL
 *
 * Returns: (transfer floating): for jl_export_create_command
 */
GVariant *
jl_export_make (JlRequest *request, const char *name, JlExportWrite write, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  GVariant *prepared;

  if (request->caller->organisation == 0) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("Your role may not do this"));
    return NULL;
  }
  folder = jl_exchange_folder_new (request->data_dir, error);
  if (folder == NULL)
    return NULL;
  path = jl_exchange_folder_get_path (request->data_dir, folder, JL_EXCHANGE_TABLE);
  prepared = make (request, name, folder, path, write, error);
  if (prepared == NULL)
    jl_exchange_folder_remove (request->data_dir, folder);
  return prepared;
}

static gboolean
export_create (JlTransaction *transaction, JlCall *call, GError **error)
{
  static const char sql[] = "INSERT INTO export_job (id, organisation, account, format, file_name, "
                            "folder, rows, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  g_autoptr (JlRecord) export = jl_record_new (&jl_export_table);
  gint64 id = jl_transaction_new_id (transaction);
  gint64 now = jl_transaction_get_now (transaction);
  const char *folder, *name, *format;
  gint64 n_rows;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (call->prepared);

  if (statement == NULL)
    return FALSE;
  if (!g_variant_dict_lookup (&dict, "folder", "&s", &folder) ||
      !g_variant_dict_lookup (&dict, "file_name", "&s", &name) ||
      !g_variant_dict_lookup (&dict, "format", "&s", &format) ||
      !g_variant_dict_lookup (&dict, "rows", "x", &n_rows)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, _ ("There is no file"));
    return FALSE;
  }
  jl_statement_bind_integer (statement, 1, id);
  jl_statement_bind_integer (statement, 2, call->caller->organisation);
  jl_statement_bind_integer (statement, 3, call->caller->account);
  jl_statement_bind_text (statement, 4, format);
  jl_statement_bind_text (statement, 5, name);
  jl_statement_bind_text (statement, 6, folder);
  jl_statement_bind_integer (statement, 7, n_rows);
  jl_statement_bind_integer (statement, 8, now);
  if (!jl_statement_run (statement, error))
    return FALSE;
  jl_record_set_integer (export, JL_EXPORT_ID, id);
  jl_record_set_integer (
      export, JL_EXPORT_FORMAT, jl_enum_from_name (&jl_spreadsheet_format_enum, format));
  jl_record_set_text (export, JL_EXPORT_FILE_NAME, name);
  jl_record_set_integer (export, JL_EXPORT_ROWS, n_rows);
  jl_record_set_integer (export, JL_EXPORT_CREATED_AT, now);
  jl_transaction_reply_json (transaction, 201, jl_record_to_json (export, JL_VIEW_OWN));
  return TRUE;
}

/* The file is there; from now on it can be fetched. */
const JlCommand jl_export_create_command = {
  .name = "export.create",
  .roles = JL_ROLES_STAFF,
  .flags = JL_COMMAND_OPERATIONAL,
  .input = &jl_export_order_table,
  .execute = export_create,
};
