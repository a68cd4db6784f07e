// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-keys.h"
#include "jl-purge.h"
#include "jl-spreadsheet.h"
#include "jl-spreadsheets.h"

G_BEGIN_DECLS

/* Staff have goods, administrators organisations and people. */
#define JL_SPREADSHEETS_ROLES (JL_ROLES_STAFF | JL_ROLE_ADMINISTRATOR)

const JlImportKind *jl_spreadsheets_find_kind (const char *name);

/* jl-import-job.c */
JlRecord *jl_import_job_load (
    JlConnection *connection, const JlCaller *caller, gint64 id, char **folder, GError **error);
JlResponse *jl_import_job_get (JlRequest *request, GError **error);
JlResponse *jl_import_jobs_list (JlRequest *request, GError **error);

/* jl-import-receive.c */
GVariant *jl_import_receive (JlRequest *request, GError **error);

/* jl-import-commands.c */
extern const JlCommand jl_import_create_command, jl_import_start_command, jl_import_cancel_command,
    jl_import_settle_command;
void jl_import_make_mark (gint64 id, JlImportState state, guint8 mark[JL_IMPORT_DIGEST_SIZE]);
extern const JlRecordTable jl_import_settling_table;

/* jl-import-key.c; bytes: what the files are sealed under, NULL: nothing */
typedef struct {
  const guint8 *bytes; /* storage's, or NULL */
  guint8 storage[JL_SHEET_KEY_BYTES];
} JlImportKey;
void jl_import_key_configure (JlKeys *service_keys);
gboolean jl_import_key_make (const JlImportKind *kind,
                             const char *data_dir,
                             const char *folder,
                             JlImportKey *key,
                             GError **error);
gboolean jl_import_key_read (const JlImportKind *kind,
                             const char *data_dir,
                             const char *folder,
                             JlImportKey *key,
                             GError **error);
void jl_import_key_clear (JlImportKey *key);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JlImportKey, jl_import_key_clear)

/* jl-import-rows.c */
JlResponse *jl_import_rows_list (JlRequest *request, GError **error);
JlResponse *jl_import_report_get (JlRequest *request, GError **error);

/* jl-spreadsheets-purge.c */
extern const JlPurge jl_import_job_purge, jl_export_job_purge;
extern const JlCommand jl_import_purge_command, jl_export_purge_command;

/* jl-export-file.c */
JlResponse *jl_export_file_get (JlRequest *request, GError **error);

G_END_DECLS
