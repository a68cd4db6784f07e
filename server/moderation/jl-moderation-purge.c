// SPDX-License-Identifier: GPL-3.0-or-later
/* What goes when its time of keeping is over (data/rules/retention.json, jl-purge.h). */
#include "jl-moderation-private.h"

const JlPurge jl_report_purge = {
  .record = "moderation_report",
  .table = "moderation_report AS report",
  .is_over = "report.state <> 'open' AND report.answered_at < ?1",
  .held = "EXISTS (SELECT 1 FROM hold WHERE released_at IS NULL AND hold.subject IN "
          "(report.subject, report.concerned, report.organisation))",
  .has_id_of_time = TRUE,
};

/* What is hidden stays explained for as long as it is there. */
const JlPurge jl_hiding_purge = {
  .record = "moderation_hiding",
  .table = "moderation_hiding AS hiding",
  .is_over = "hiding.updated_at < ?1 AND (hiding.state = 'lifted' OR NOT EXISTS "
             "(SELECT 1 FROM item WHERE id = hiding.subject UNION ALL "
             "SELECT 1 FROM want WHERE id = hiding.subject))",
  .held = "EXISTS (SELECT 1 FROM hold WHERE released_at IS NULL AND hold.subject IN "
          "(hiding.subject, hiding.person, hiding.organisation))",
  .has_id_of_time = TRUE,
};

const JlPurge jl_operator_act_purge = {
  .record = "operator_act",
  .table = "(SELECT journal AS id, department FROM operator_act) AS act",
  .is_over = "(SELECT at FROM journal WHERE seq = act.id) < ?1",
  .held = "EXISTS (SELECT 1 FROM hold WHERE released_at IS NULL AND hold.subject = "
          "act.department)",
};

static gboolean
report_purge (JlTransaction *transaction, JlCall *call, GError **error)
{
  return jl_purge_execute (transaction, &jl_report_purge, &jl_report_kind, call->target, error);
}

static gboolean
hiding_purge (JlTransaction *transaction, JlCall *call, GError **error)
{
  return jl_purge_execute (transaction, &jl_hiding_purge, &jl_hiding_kind, call->target, error);
}

static gboolean
act_purge (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlStatement) statement =
      jl_connection_prepare (jl_transaction_get_connection (transaction),
                             "DELETE FROM operator_act WHERE journal = ?1",
                             error);

  if (statement == NULL ||
      !jl_purge_check (transaction, &jl_operator_act_purge, call->ids[0], error))
    return FALSE;
  jl_statement_bind_integer (statement, 1, call->ids[0]);
  if (!jl_statement_run (statement, error) ||
      !jl_purge_note (transaction, &jl_operator_act_purge, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_report_purge_command = {
  .name = "report.purge",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_report_kind,
  .execute = report_purge,
};
const JlCommand jl_hiding_purge_command = {
  .name = "hiding.purge",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_hiding_kind,
  .execute = hiding_purge,
};
const JlCommand jl_operator_act_purge_command = {
  .name = "operator-act.purge",
  .roles = JL_ROLE_SYSTEM,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = act_purge,
};
