// SPDX-License-Identifier: GPL-3.0-or-later
/* Offering an item, and no longer. */
#include "jl-items-private.h"

#include "jl-error.h"
#include "jl-time.h"

#include <glib/gi18n-lib.h>

static gboolean
item_publish (JlTransaction *transaction, JlCall *call, GError **error)
{
  const JlRules *rules = jl_transaction_get_context (transaction);
  JlDate today = jl_item_get_today (transaction);
  gint64 now = jl_transaction_get_now (transaction);
  JlRecord *item = call->target;
  const JlListingTerms *terms;
  g_autoptr (JlRecord) organisation = jl_item_get_organisation (
      transaction, jl_record_get_integer (item, JL_ITEM_ORGANISATION), error);

  if (organisation == NULL)
    return FALSE;
  /* From reserved it becomes published when nobody has it reserved any more, and only then. */
  if (jl_item_is_listed (item)) {
    jl_set_error_field (error, JL_ERROR_CONFLICT, "offer", _ ("This is on offer already"));
    return FALSE;
  }
  if (!jl_item_check_in_view (item, error) ||
      !jl_item_set_offer (item, JL_OFFER_PUBLISHED, error) ||
      !jl_item_check_publishable (rules, item, today, error))
    return FALSE;

  terms = jl_rules_get_listing_terms (rules, jl_item_get_organisation_kind (organisation), today);
  jl_record_set_integer (item, JL_ITEM_PUBLICATION, jl_transaction_new_id (transaction));
  jl_record_set_integer (item, JL_ITEM_PUBLISHED_AT, now);
  jl_record_set_integer (item, JL_ITEM_EXPIRES_AT, now + terms->listing_days * JL_TIME_DAY);
  jl_record_set_text (item, JL_ITEM_RULES_VERSION, jl_transaction_get_rules_version (transaction));
  jl_record_set_text (
      item, JL_ITEM_ORGANISATION_NAME, jl_record_get_text (organisation, JL_ORGANISATION_NAME));
  if (!jl_transaction_put (transaction, &jl_item_kind, item, error) ||
      !jl_wants_match (transaction, item, error))
    return FALSE;
  jl_transaction_reply (transaction, 200, &jl_item_kind, item);
  return TRUE;
}

const JlCommand jl_item_publish_command = {
  .name = "item.publish",
  .roles = JL_ROLES_STAFF | JL_ROLE_SYSTEM,
  .flags = JL_COMMAND_OWN_TARGET,
  .target = &jl_item_kind,
  .execute = item_publish,
};

/**
 * jl_item_withdraw:
 * @transaction: a command's transaction
 * @item: an item of the command's home, which the caller puts
 * @error: CONFLICT when it is not on offer
 *
 * Takes the item from the lists; whoever reserved it is told.
 *
 * Returns: %FALSE with @error set
 */
gboolean
jl_item_withdraw (JlTransaction *transaction, JlRecord *item, GError **error)
{
  /* What is concluded is taken back (jl-item-conclusion.c), which is more than this. */
  if (jl_record_get_integer (item, JL_ITEM_OFFER) == JL_OFFER_CONCLUDED) {
    jl_set_error_field (error, JL_ERROR_CONFLICT, "offer", _ ("This is not on offer"));
    return FALSE;
  }
  if (!jl_item_set_offer (item, JL_OFFER_WITHDRAWN, error) ||
      !jl_line_end (
          transaction, item, JL_RESERVATION_CANCELLED, JL_NOTICE_RESERVATION_ENDED, error))
    return FALSE;
  jl_record_set_null (item, JL_ITEM_EXPIRES_AT);
  return TRUE;
}

static gboolean
item_withdraw (JlTransaction *transaction, JlCall *call, GError **error)
{
  if (!jl_item_withdraw (transaction, call->target, error) ||
      !jl_transaction_put (transaction, &jl_item_kind, call->target, error))
    return FALSE;
  jl_transaction_reply (transaction, 200, &jl_item_kind, call->target);
  return TRUE;
}

const JlCommand jl_item_withdraw_command = {
  .name = "item.withdraw",
  .roles = JL_ROLES_STAFF,
  .flags = JL_COMMAND_OWN_TARGET,
  .target = &jl_item_kind,
  .execute = item_withdraw,
};

static gboolean
item_expire (JlTransaction *transaction, JlCall *call, GError **error)
{
  if (!jl_item_set_offer (call->target, JL_OFFER_EXPIRED, error))
    return FALSE;
  jl_record_set_null (call->target, JL_ITEM_EXPIRES_AT);
  if (!jl_transaction_put (transaction, &jl_item_kind, call->target, error))
    return FALSE;
  jl_transaction_reply_empty (transaction);
  return TRUE;
}

const JlCommand jl_item_expire_command = {
  .name = "item.expire",
  .roles = JL_ROLE_SYSTEM,
  .target = &jl_item_kind,
  .execute = item_expire,
};

/**
 * jl_items_find_due:
 * @connection: the writer's
 * @sql: a literal that takes (now, after) and gives one id or NULL
 * @now: the time
 * @after: an id
 * @id: (out): what @sql gave
 *
 * Returns: whether something is due
 */
gboolean
jl_items_find_due (JlConnection *connection, const char *sql, gint64 now, gint64 after, gint64 *id)
{
  g_autoptr (JlStatement) statement = jl_connection_prepare (connection, sql, NULL);

  if (statement == NULL)
    return FALSE;
  jl_statement_bind_integer (statement, 1, now);
  jl_statement_bind_integer (statement, 2, after);
  if (!jl_statement_step (statement, NULL) || jl_statement_is_null (statement, 0))
    return FALSE;
  *id = jl_statement_get_integer (statement, 0);
  return TRUE;
}

/**
 * jl_item_find_expired:
 * @connection: the writer's
 * @now: the time
 * @after: an id
 * @id: (out): the first published item after @after whose time is over
 *
 * Returns: whether there is one
 */
gboolean
jl_item_find_expired (JlConnection *connection, gint64 now, gint64 after, gint64 *id)
{
  /* id + 0 keeps the database from going through all items in the order of their ids. */
  static const char sql[] = "SELECT min (id + 0) FROM item WHERE offer = 'published' "
                            "AND expires_at <= ?1 AND id + 0 > ?2";

  return jl_items_find_due (connection, sql, now, after, id);
}
