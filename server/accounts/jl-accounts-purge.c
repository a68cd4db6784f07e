// SPDX-License-Identifier: GPL-3.0-or-later
/* What goes when its time of keeping is over (data/rules/retention.json, jl-purge.h). */
#include "jl-accounts-private.h"

const JlPurge jl_notice_purge = {
  .record = "notice",
  .table = "notice",
  .is_over = "created_at < ?1",
  .held = "EXISTS (SELECT 1 FROM hold WHERE released_at IS NULL AND "
          "subject IN (notice.item, notice.person, notice.organisation))",
  .has_id_of_time = TRUE,
};

const JlPurge jl_invitation_purge = {
  .record = "invitation",
  .table = "invitation",
  .is_over = "(expires_at < ?1 OR (uses_left = 0 AND updated_at < ?1))",
  .held = "EXISTS (SELECT 1 FROM hold WHERE released_at IS NULL AND "
          "subject = invitation.organisation)",
  .has_id_of_time = TRUE,
};

const JlPurge jl_look_purge = {
  .record = "phone_look",
  .table = "person_look",
  .is_over = "at < ?1",
  .held = "EXISTS (SELECT 1 FROM hold WHERE released_at IS NULL AND "
          "subject IN (person_look.person, person_look.organisation))",
};

/* After the person has left, or it was withdrawn, or another text took its place. */
const JlPurge jl_consent_purge = {
  .record = "consent",
  .table = "consent",
  .is_over = "min (coalesce (withdrawn_at, ?1), "
             "coalesce ((SELECT erased_at FROM person WHERE person.id = consent.person), ?1), "
             "coalesce ((SELECT min (created_at) FROM consent AS later WHERE later.person = "
             "consent.person AND later.id > consent.id), ?1)) < ?1",
  .held = "EXISTS (SELECT 1 FROM hold WHERE released_at IS NULL AND "
          "subject IN (consent.person, consent.organisation))",
  .has_id_of_time = TRUE,
};

static gboolean
notice_purge (JlTransaction *transaction, JlCall *call, GError **error)
{
  return jl_purge_execute (transaction, &jl_notice_purge, &jl_notice_kind, call->target, error);
}

static gboolean
invitation_purge (JlTransaction *transaction, JlCall *call, GError **error)
{
  return jl_purge_execute (
      transaction, &jl_invitation_purge, &jl_invitation_kind, call->target, error);
}

static gboolean
consent_purge (JlTransaction *transaction, JlCall *call, GError **error)
{
  return jl_purge_execute (transaction, &jl_consent_purge, &jl_consent_kind, call->target, error);
}

static gboolean
look_purge (JlTransaction *transaction, JlCall *call, GError **error)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (
      jl_transaction_get_connection (transaction), "DELETE FROM person_look WHERE id = ?1", error);

  if (statement == NULL || !jl_purge_check (transaction, &jl_look_purge, call->ids[0], error))
    return FALSE;
  jl_statement_bind_integer (statement, 1, call->ids[0]);
  if (!jl_statement_run (statement, error) || !jl_purge_note (transaction, &jl_look_purge, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_notice_purge_command = {
  .name = "notice.purge",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_notice_kind,
  .execute = notice_purge,
};
const JlCommand jl_invitation_purge_command = {
  .name = "invitation.purge",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_invitation_kind,
  .execute = invitation_purge,
};
const JlCommand jl_consent_purge_command = {
  .name = "consent.purge",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_consent_kind,
  .execute = consent_purge,
};
const JlCommand jl_look_purge_command = {
  .name = "look.purge",
  .roles = JL_ROLE_SYSTEM,
  .flags = JL_COMMAND_OPERATIONAL,
  .execute = look_purge,
};
