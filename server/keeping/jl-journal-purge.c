// SPDX-License-Identifier: GPL-3.0-or-later
/* What an entry of the journal said and did goes in the end; the entry stays in its chain. */
#include "jl-keeping-private.h"

#include "jl-journal.h"

const JlPurge jl_journal_purge = {
  .record = "journal_entry",
  .table = "(SELECT seq AS id, at, organisation FROM journal) AS entry",
  .is_over = "at < ?1 AND EXISTS (SELECT 1 FROM journal_body WHERE seq = entry.id)",
  .held = "EXISTS (SELECT 1 FROM hold WHERE released_at IS NULL AND "
          "(subject = entry.organisation OR EXISTS (SELECT 1 FROM change "
          "WHERE record = hold.subject AND change.journal = entry.id)))",
};

static gboolean
journal_purge (JlTransaction *transaction, JlCall *call, GError **error)
{
  if (!jl_purge_check (transaction, &jl_journal_purge, call->ids[0], error) ||
      !jl_journal_erase_body (jl_transaction_get_connection (transaction), call->ids[0], error) ||
      !jl_purge_note (transaction, &jl_journal_purge, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_journal_purge_command = {
  .name = "journal.purge",
  .roles = JL_ROLE_SYSTEM,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = journal_purge,
};
