// SPDX-License-Identifier: GPL-3.0-or-later
/* A file that somebody sent is read here, in a worker: what a stranger made never reaches the
 * writer, which only sees the rows. */
#include "jl-spreadsheets-private.h"

#include "jl-error.h"
#include "jl-exchange-folder.h"
#include "jl-file-sync.h"
#include "jl-id.h"
#include "jl-json.h"
#include "jl-sheet-read.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const JlImportKind *
read_kind (JlRequest *request, GError **error)
{
  const char *name = jl_record_get_text (request->query, JL_IMPORT_QUERY_KIND);
  const JlImportKind *kind = jl_spreadsheets_find_kind (name == NULL ? "items" : name);

  if (kind == NULL || kind->roles == 0) {
    jl_set_error_field (error, JL_ERROR_INVALID, "kind", _ ("Such rows cannot be taken in"));
    return NULL;
  }
  if (!jl_caller_may (request->caller, kind->roles)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("Your role may not do this"));
    return NULL;
  }
  return kind;
}

static void
append_column (GString *json, const char *heading, const char *member)
{
  g_string_append (json, json->len == 0 ? "[{" : ",{");
  g_string_append (json, "\"heading\":");
  jl_json_append_string (json, heading);
  g_string_append (json, ",\"member\":");
  jl_json_append_string (json, member == NULL ? "" : member);
  g_string_append_c (json, '}');
}

/* What the headings mean, or that they mean nothing, which is said at once. */
static char *
describe_columns (JlRequest *request,
                  const JlImportKind *kind,
                  const char *path,
                  const JlImportKey *key,
                  GError **error)
{
  char organisation[JL_ID_TEXT_SIZE];
  const JlImportSetting setting = { .connection = request->connection,
                                    .rules = request->context,
                                    .today = jl_time_get_china_date (request->now),
                                    .organisation = organisation,
                                    .only = request->caller->organisation,
                                    .language = request->language };
  g_autoptr (JlSheetRows) rows = jl_sheet_rows_open (path, error);
  g_autoptr (GString) json = g_string_new (NULL);
  gpointer importer;
  JlSheetRow headings;

  if (rows == NULL)
    return NULL;
  jl_sheet_rows_set_key (rows, key->bytes);
  if (!jl_sheet_rows_next (rows, &headings, error))
    return NULL;
  jl_id_to_text (request->caller->organisation, organisation);
  importer = kind->begin (&setting, &headings, error);
  if (importer == NULL)
    return NULL;
  for (guint i = 0; i < headings.n_cells; i++)
    append_column (json, headings.cells[i], kind->get_member (importer, i));
  kind->end (importer);
  g_string_append_c (json, ']');
  return g_string_free (g_steal_pointer (&json), FALSE);
}

static JlEncoding
get_encoding (JlRequest *request)
{
  if (!jl_record_has (request->query, JL_IMPORT_QUERY_ENCODING))
    return JL_ENCODING_UNKNOWN;
  return jl_record_get_integer (request->query, JL_IMPORT_QUERY_ENCODING) == JL_TEXT_GBK
             ? JL_ENCODING_GBK
             : JL_ENCODING_UTF8;
}

static char *
digest_upload (const char *path)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);

  if (file != NULL)
    g_checksum_update (checksum,
                       (const guchar *)g_mapped_file_get_contents (file),
                       (gssize)g_mapped_file_get_length (file));
  return g_strdup (g_checksum_get_string (checksum));
}

static GVariant *
describe (JlRequest *request,
          const JlImportKind *kind,
          const char *folder,
          const char *path,
          const JlImportKey *key,
          GError **error)
{
  g_autoptr (JlSheetRows) rows = jl_sheet_rows_new (path, error);
  JlSheetFacts facts = { .encoding = get_encoding (request) };
  g_autofree char *columns = NULL;
  g_autofree char *digest = NULL;
  const char *name = jl_record_get_text (request->query, JL_IMPORT_QUERY_NAME);
  GVariantDict dict;

  if (rows == NULL)
    return NULL;
  jl_sheet_rows_set_key (rows, key->bytes);
  if (!jl_sheet_read (request->upload_path, rows, &facts, error) || !jl_file_sync (path, error))
    return NULL;
  if (jl_sheet_rows_get_n_rows (rows) < 2) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_INVALID, _ ("The file has headings, and no rows below them"));
    return NULL;
  }
  columns = describe_columns (request, kind, path, key, error);
  if (columns == NULL)
    return NULL;
  digest = digest_upload (request->upload_path);
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "kind", "s", kind->name);
  g_variant_dict_insert (&dict, "folder", "s", folder);
  g_variant_dict_insert (&dict, "columns", "s", columns);
  g_variant_dict_insert (&dict, "digest", "s", digest);
  g_variant_dict_insert (&dict, "file_name", "s", name == NULL ? "" : name);
  g_variant_dict_insert (&dict, "language", "s", request->language);
  g_variant_dict_insert (&dict, "rows", "x", jl_sheet_rows_get_n_rows (rows) - 1);
  g_variant_dict_insert (
      &dict, "encoding", "s", facts.encoding == JL_ENCODING_GBK ? "gbk" : "utf-8");
  return g_variant_dict_end (&dict);
}

/**
 * jl_import_receive: (skip)
 * @request: POST /imports
 * @error: INVALID when the file cannot be read, FORBIDDEN
 *
 * Reads the file into rows.
 *
 * Returns: (transfer floating): for jl_import_create_command
 */
GVariant *
jl_import_receive (JlRequest *request, GError **error)
{
  const JlImportKind *kind = read_kind (request, error);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_auto (JlImportKey) key = { 0 };
  GVariant *prepared = NULL;

  if (kind == NULL)
    return NULL;
  if (request->caller->organisation == 0 || request->upload_path == NULL) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("Your role may not do this"));
    return NULL;
  }
  folder = jl_exchange_folder_new (request->data_dir, error);
  if (folder == NULL)
    return NULL;
  path = jl_exchange_folder_get_path (request->data_dir, folder, JL_EXCHANGE_ROWS);
  if (jl_import_key_make (kind, request->data_dir, folder, &key, error))
    prepared = describe (request, kind, folder, path, &key, error);
  if (prepared == NULL)
    jl_exchange_folder_remove (request->data_dir, folder);
  return prepared;
}
