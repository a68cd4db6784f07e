// SPDX-License-Identifier: GPL-3.0-or-later
/* What goes when its time of keeping is over. Files go before (jl-import-queue.c), or with the
 * next sweep, which finds that nobody knows their folder any more. */
#include "jl-spreadsheets-private.h"

#define HELD_ORGANISATION                                                                          \
  "EXISTS (SELECT 1 FROM hold WHERE released_at IS NULL AND subject = job.organisation)"

const JlPurge jl_import_job_purge = {
  .record = "import_job",
  .table = "import_job AS job",
  .is_over = "state NOT IN ('checking', 'running') AND updated_at < ?1",
  .held = HELD_ORGANISATION,
};

const JlPurge jl_export_job_purge = {
  .record = "export_job",
  .table = "export_job AS job",
  .is_over = "created_at < ?1",
  .held = HELD_ORGANISATION,
};

static gboolean
run (JlTransaction *transaction, const char *sql, gint64 id, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction), sql, error);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, id);
  return jl_statement_run (statement, error);
}

static gboolean
import_purge (JlTransaction *transaction, JlCall *call, GError **error)
{
  static const char forget[] =
      "DELETE FROM import WHERE digest = (SELECT mark FROM import_job WHERE id = ?1)";
  static const char remove[] = "DELETE FROM import_job WHERE id = ?1";
  gint64 id = call->ids[0];

  if (!jl_purge_check (transaction, &jl_import_job_purge, id, error) ||
      !run (transaction, forget, id, error) || !run (transaction, remove, id, error) ||
      !jl_purge_note (transaction, &jl_import_job_purge, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

static gboolean
export_purge (JlTransaction *transaction, JlCall *call, GError **error)
{
  static const char remove[] = "DELETE FROM export_job WHERE id = ?1";

  if (!jl_purge_check (transaction, &jl_export_job_purge, call->ids[0], error) ||
      !run (transaction, remove, call->ids[0], error) ||
      !jl_purge_note (transaction, &jl_export_job_purge, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_import_purge_command = {
  .name = "import.purge",
  .roles = JL_ROLE_SYSTEM,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = import_purge,
};
const JlCommand jl_export_purge_command = {
  .name = "export.purge",
  .roles = JL_ROLE_SYSTEM,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = export_purge,
};
