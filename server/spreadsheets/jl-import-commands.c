// SPDX-License-Identifier: GPL-3.0-or-later
/* Imports begin, start and end by operational commands: what their rows become is journalled. */
#include "jl-spreadsheets-private.h"

#include "jl-error.h"
#include "jl-id.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

/* That an organisation may have at once which are not ended. */
#define MAX_OPEN 20

/**
 * jl_import_make_mark: (skip)
 * @id: of an import
 * @state: what is done with it: its rows are checked, or taken in
 * @mark: (out): under which it is counted
 */
void
jl_import_make_mark (gint64 id, JlImportState state, guint8 mark[JL_IMPORT_DIGEST_SIZE])
{
  g_autofree char *text = g_strdup_printf (
      "import %" G_GINT64_FORMAT " %s", id, jl_enum_get_name (&jl_import_state_enum, state));

  crypto_generichash (mark, JL_IMPORT_DIGEST_SIZE, (const guint8 *)text, strlen (text), NULL, 0);
}

static gboolean
reply_job (JlTransaction *transaction, JlCall *call, guint status, gint64 id, GError **error)
{
  g_autoptr (JlRecord) job = jl_import_job_load (
      jl_transaction_get_connection (transaction), call->caller, id, NULL, error);

  if (job == NULL)
    return FALSE;
  jl_transaction_reply_json (transaction, status, jl_record_to_json (job, JL_VIEW_OWN));
  return TRUE;
}

static gboolean
check_room (JlTransaction *transaction, const JlCaller *caller, GError **error)
{
  static const char sql[] = "SELECT count(*) FROM import_job WHERE organisation = ?1 AND "
                            "state IN ('checking', 'ready', 'running')";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, caller->organisation);
  if (!jl_statement_step (statement, error))
    return FALSE;
  if (jl_statement_get_integer (statement, 0) < MAX_OPEN)
    return TRUE;
  g_set_error (error,
               JL_ERROR,
               JL_ERROR_QUOTA,
               _ ("Your organisation has %d imports that are not ended: end one first"),
               MAX_OPEN);
  return FALSE;
}

static gboolean
import_create (JlTransaction *transaction, JlCall *call, GError **error)
{
  static const char sql[] =
      "INSERT INTO import_job (id, organisation, account, kind, file_name, encoding, language, "
      "folder, digest, mark, columns, rows, state, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, "
      "?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 'checking', ?13, ?13)";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  const char *kind, *name, *encoding, *language, *folder, *digest, *columns;
  gint64 id = jl_transaction_new_id (transaction);
  guint8 mark[JL_IMPORT_DIGEST_SIZE];
  gint64 n_rows;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (call->prepared);

  if (statement == NULL || !check_room (transaction, call->caller, error))
    return FALSE;
  if (!g_variant_dict_lookup (&dict, "kind", "&s", &kind) ||
      !g_variant_dict_lookup (&dict, "file_name", "&s", &name) ||
      !g_variant_dict_lookup (&dict, "encoding", "&s", &encoding) ||
      !g_variant_dict_lookup (&dict, "language", "&s", &language) ||
      !g_variant_dict_lookup (&dict, "folder", "&s", &folder) ||
      !g_variant_dict_lookup (&dict, "digest", "&s", &digest) ||
      !g_variant_dict_lookup (&dict, "columns", "&s", &columns) ||
      !g_variant_dict_lookup (&dict, "rows", "x", &n_rows)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_INVALID, _ ("There is no file"));
    return FALSE;
  }
  jl_import_make_mark (id, JL_IMPORT_CHECKING, mark);
  jl_statement_bind_integer (statement, 1, id);
  jl_statement_bind_integer (statement, 2, call->caller->organisation);
  jl_statement_bind_integer (statement, 3, call->caller->account);
  jl_statement_bind_text (statement, 4, kind);
  jl_statement_bind_text (statement, 5, name);
  jl_statement_bind_text (statement, 6, encoding);
  jl_statement_bind_text (statement, 7, language);
  jl_statement_bind_text (statement, 8, folder);
  jl_statement_bind_blob (statement, 9, digest, strlen (digest));
  jl_statement_bind_blob (statement, 10, mark, sizeof mark);
  jl_statement_bind_text (statement, 11, columns);
  jl_statement_bind_integer (statement, 12, n_rows);
  jl_statement_bind_integer (statement, 13, jl_transaction_get_now (transaction));
  return jl_statement_run (statement, error) && reply_job (transaction, call, 201, id, error);
}

/* Its rows were read; from now on they are checked. */
const JlCommand jl_import_create_command = {
  .name = "import.create",
  .roles = JL_SPREADSHEETS_ROLES,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = import_create,
};

/* One that has ended stays so, e.g. when it was cancelled while its last rows were taken in. */
static gboolean
set_state (
    JlTransaction *transaction, gint64 id, JlImportState state, const char *problem, GError **error)
{
  static const char sql[] = "UPDATE import_job SET state = ?2, problem = ?3, updated_at = ?4, "
                            "mark = coalesce (?5, mark) WHERE id = ?1 AND "
                            "state IN ('checking', 'ready', 'running')";
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);
  guint8 mark[JL_IMPORT_DIGEST_SIZE];

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, id);
  jl_statement_bind_text (statement, 2, jl_enum_get_name (&jl_import_state_enum, (int)state));
  jl_statement_bind_text (statement, 3, problem);
  jl_statement_bind_integer (statement, 4, jl_transaction_get_now (transaction));
  if (state == JL_IMPORT_RUNNING) {
    jl_import_make_mark (id, state, mark);
    jl_statement_bind_blob (statement, 5, mark, sizeof mark);
  } else {
    jl_statement_bind_null (statement, 5);
  }
  return jl_statement_run (statement, error);
}

static gboolean
import_start (JlTransaction *transaction, JlCall *call, GError **error)
{
  gint64 id = call->ids[0];
  g_autoptr (JlRecord) job = jl_import_job_load (
      jl_transaction_get_connection (transaction), call->caller, id, NULL, error);
  const JlImportKind *kind;

  if (job == NULL)
    return FALSE;
  kind = jl_spreadsheets_find_kind (jl_record_get_text (job, JL_IMPORT_JOB_KIND));
  if (kind == NULL || !jl_caller_may (call->caller, kind->roles)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_FORBIDDEN, _ ("Your role may not do this"));
    return FALSE;
  }
  if (jl_record_get_integer (job, JL_IMPORT_JOB_STATE) != JL_IMPORT_READY) {
    jl_set_error_field (error,
                        JL_ERROR_CONFLICT,
                        "state",
                        _ ("An import is started once, when it has been checked"));
    return FALSE;
  }
  return set_state (transaction, id, JL_IMPORT_RUNNING, NULL, error) &&
         reply_job (transaction, call, 200, id, error);
}

/* From now on its rows are taken in. */
const JlCommand jl_import_start_command = {
  .name = "import.start",
  .roles = JL_SPREADSHEETS_ROLES,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = import_start,
};

static gboolean
import_cancel (JlTransaction *transaction, JlCall *call, GError **error)
{
  gint64 id = call->ids[0];
  g_autoptr (JlRecord) job = jl_import_job_load (
      jl_transaction_get_connection (transaction), call->caller, id, NULL, error);

  if (job == NULL)
    return FALSE;
  if (jl_record_get_integer (job, JL_IMPORT_JOB_STATE) > JL_IMPORT_RUNNING) {
    jl_set_error_field (error, JL_ERROR_CONFLICT, "state", _ ("This import has ended already"));
    return FALSE;
  }
  return set_state (transaction, id, JL_IMPORT_CANCELLED, NULL, error) &&
         reply_job (transaction, call, 200, id, error);
}

/* What was taken in stays. */
const JlCommand jl_import_cancel_command = {
  .name = "import.cancel",
  .roles = JL_SPREADSHEETS_ROLES,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = import_cancel,
};

enum { SETTLING_ID, SETTLING_STATE, SETTLING_PROBLEM, SETTLING_N_FIELDS };
static const JlField settling_fields[] = {
  [SETTLING_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_REQUIRED },
  [SETTLING_STATE] = { .name = "state",
                       .type = JL_FIELD_ENUM,
                       .values = &jl_import_state_enum,
                       .flags = JL_FIELD_REQUIRED },
  [SETTLING_PROBLEM] = { .name = "problem", .type = JL_FIELD_TEXT, .flags = JL_FIELD_MULTILINE },
};
JL_ASSERT_FIELDS (SETTLING, settling_fields);
const JlRecordTable jl_import_settling_table =
    JL_RECORD_TABLE ("import_settling", "JlImportSettling", settling_fields);

static gboolean
import_settle (JlTransaction *transaction, JlCall *call, GError **error)
{
  if (!set_state (transaction,
                  jl_record_get_integer (call->input, SETTLING_ID),
                  (JlImportState)jl_record_get_integer (call->input, SETTLING_STATE),
                  jl_record_get_text (call->input, SETTLING_PROBLEM),
                  error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

/* The queue is done with it. */
const JlCommand jl_import_settle_command = {
  .name = "import.settle",
  .roles = JL_ROLE_SYSTEM,
  .flags = JL_COMMAND_OPERATIONAL,
  .input = &jl_import_settling_table,
  .execute = import_settle,
};
