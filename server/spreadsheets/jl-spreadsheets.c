// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-spreadsheets-private.h"

#include "jl-export.h"

static const JlImportKind *const *import_kinds;

/**
 * jl_spreadsheets_configure:
 * @kinds: what can be imported; ends with %NULL, outlives the process
 * @keys: (nullable): the service's, under which lists of people are sealed
 */
void
jl_spreadsheets_configure (const JlImportKind *const *kinds, JlKeys *keys)
{
  import_kinds = kinds;
  jl_import_key_configure (keys);
}

/**
 * jl_spreadsheets_find_kind: (skip)
 * @name: e.g. `items`
 *
 * Returns: (transfer none) (nullable): how such rows are taken in
 */
const JlImportKind *
jl_spreadsheets_find_kind (const char *name)
{
  for (guint i = 0; import_kinds != NULL && import_kinds[i] != NULL; i++)
    if (g_strcmp0 (import_kinds[i]->name, name) == 0)
      return import_kinds[i];
  return NULL;
}

static const JlKind *const kinds[] = { NULL };

static const JlCommand *const commands[] = {
  &jl_import_create_command, &jl_import_start_command,
  &jl_import_cancel_command, &jl_import_settle_command,
  &jl_export_create_command, &jl_import_purge_command,
  &jl_export_purge_command,  NULL,
};

static const JlDue dues[] = {
  { .command = &jl_import_purge_command, .purge = &jl_import_job_purge },
  { .command = &jl_export_purge_command, .purge = &jl_export_job_purge },
  { NULL },
};

static const JlSchema schema = {
  .name = "spreadsheets",
  .kinds = kinds,
  .commands = commands,
  .dues = dues,
};

static const JlRoute routes[] = {
  { .method = "POST",
    .path = "/imports",
    .roles = JL_SPREADSHEETS_ROLES,
    .flags = JL_ROUTE_UPLOAD | JL_ROUTE_NAMELESS | JL_ROUTE_PRIVATE,
    .query = &jl_import_query_table,
    .output = &jl_import_job_table,
    .status = 201,
    .command = &jl_import_create_command,
    .prepare = jl_import_receive,
    .summary = "Send a table, CSV or xlsx, as the body: its rows are checked, nothing is kept." },
  { .method = "GET",
    .path = "/imports",
    .roles = JL_SPREADSHEETS_ROLES,
    .flags = JL_ROUTE_LIST | JL_ROUTE_PRIVATE,
    .output = &jl_import_job_table,
    .read = jl_import_jobs_list,
    .summary = "My organisation's imports." },
  { .method = "GET",
    .path = "/imports/{id}",
    .roles = JL_SPREADSHEETS_ROLES,
    .flags = JL_ROUTE_PRIVATE,
    .output = &jl_import_job_table,
    .read = jl_import_job_get,
    .summary = "How far an import has come." },
  { .method = "GET",
    .path = "/imports/{id}/rows",
    .roles = JL_SPREADSHEETS_ROLES,
    .flags = JL_ROUTE_LIST | JL_ROUTE_PRIVATE,
    .output = &jl_import_row_table,
    .read = jl_import_rows_list,
    .summary = "The rows of an import, and what became of each, or would." },
  { .method = "GET",
    .path = "/imports/{id}/report",
    .roles = JL_SPREADSHEETS_ROLES,
    .flags = JL_ROUTE_PRIVATE,
    .read = jl_import_report_get,
    .summary = "Why rows were not taken in, as CSV." },
  { .method = "POST",
    .path = "/imports/{id}/start",
    .roles = JL_SPREADSHEETS_ROLES,
    .flags = JL_ROUTE_PRIVATE,
    .output = &jl_import_job_table,
    .command = &jl_import_start_command,
    .summary = "Take the rows of an import in that has been checked." },
  { .method = "POST",
    .path = "/imports/{id}/cancel",
    .roles = JL_SPREADSHEETS_ROLES,
    .flags = JL_ROUTE_PRIVATE,
    .output = &jl_import_job_table,
    .command = &jl_import_cancel_command,
    .summary = "End an import; rows that were taken in stay." },
  { .method = "GET",
    .path = "/exports/{id}",
    .roles = JL_SPREADSHEETS_ROLES,
    .flags = JL_ROUTE_PRIVATE,
    .read = jl_export_file_get,
    .summary = "A table that was made for my organisation." },
  { NULL },
};

const JlCapability jl_spreadsheets_capability = {
  .name = "spreadsheets",
  .schema = &schema,
  .routes = routes,
};
