// SPDX-License-Identifier: GPL-3.0-or-later
/* How an item's story ends: handed over, sold, returned to its owner, lost, or it comes back. Shops
 * sell first and hand over later as well as the other way round. */
#include "jl-items-private.h"

#include "jl-error.h"

#include <glib/gi18n-lib.h>

/* The offer ends with somebody having it; whoever waited is told. */
static gboolean
conclude (JlTransaction *transaction, JlRecord *item, GError **error)
{
  if (!jl_item_check_in_view (item, error) ||
      !jl_item_set_offer (item, JL_OFFER_CONCLUDED, error) ||
      !jl_line_end (
          transaction, item, JL_RESERVATION_FULFILLED, JL_NOTICE_RESERVATION_ENDED, error))
    return FALSE;
  jl_record_set_integer (item, JL_ITEM_CONCLUDED_AT, jl_transaction_get_now (transaction));
  jl_record_set_null (item, JL_ITEM_EXPIRES_AT);
  return TRUE;
}

static gboolean
is_concluded (JlRecord *item)
{
  return jl_record_get_integer (item, JL_ITEM_OFFER) == JL_OFFER_CONCLUDED;
}

static gboolean
put_and_reply (JlTransaction *transaction, JlRecord *item, GError **error)
{
  if (!jl_transaction_put (transaction, &jl_item_kind, item, error))
    return FALSE;
  jl_transaction_reply (transaction, 200, &jl_item_kind, item);
  return TRUE;
}

static gboolean
item_hand_over (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlRecord *item = call->target;
  JlSettlement settlement = jl_record_get_integer (item, JL_ITEM_SETTLEMENT);

  if (!jl_item_set_custody (item, JL_CUSTODY_HANDED_OVER, error) ||
      (!is_concluded (item) && !conclude (transaction, item, error)))
    return FALSE;
  if (jl_record_get_integer (item, JL_ITEM_MODE) == JL_MODE_SELL &&
      settlement != JL_SETTLEMENT_SETTLED &&
      !jl_item_set_settlement (item, JL_SETTLEMENT_DUE, error))
    return FALSE;
  return put_and_reply (transaction, item, error);
}

const JlCommand jl_item_hand_over_command = {
  .name = "item.hand-over",
  .roles = JL_ROLES_STAFF,
  .flags = JL_COMMAND_OWN_TARGET,
  .target = &jl_item_kind,
  .execute = item_hand_over,
};

/* What was paid: as the request says, else what was asked. -1 on failure. */
static gint64
get_amount (JlRecord *item, JlRecord *sale, GError **error)
{
  JlMode mode = jl_record_get_integer (item, JL_ITEM_MODE);
  gint64 amount = jl_record_has (sale, JL_SALE_PRICE_FEN)
                      ? jl_record_get_integer (sale, JL_SALE_PRICE_FEN)
                      : jl_record_get_integer (item, JL_ITEM_PRICE_FEN);

  if (mode == JL_MODE_SELL && amount == 0) {
    jl_set_error_field (error, JL_ERROR_INVALID, "price_fen", _ ("Say what was paid"));
    return -1;
  }
  if (mode == JL_MODE_GIVE && amount > 0) {
    jl_set_error_field (
        error, JL_ERROR_INVALID, "price_fen", _ ("What is given away has no price"));
    return -1;
  }
  if (amount > 0 && !jl_record_has (sale, JL_SALE_PAYMENT)) {
    jl_set_error_field (error, JL_ERROR_INVALID, "payment", _ ("Say how it was paid"));
    return -1;
  }
  return amount;
}

/* Money can be recorded for what is on offer, and for what was handed over before it was paid. */
static gboolean
check_sellable (JlRecord *item, GError **error)
{
  if (!is_concluded (item) || jl_record_get_integer (item, JL_ITEM_SETTLEMENT) == JL_SETTLEMENT_DUE)
    return TRUE;
  jl_set_error_field (
      error, JL_ERROR_CONFLICT, "offer", _ ("This is concluded already, and nothing is due"));
  return FALSE;
}

static gboolean
item_record_sale (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlRecord *item = call->target;
  JlPayment payment = jl_record_get_integer (call->input, JL_SALE_PAYMENT);
  gint64 amount;

  if (!check_sellable (item, error))
    return FALSE;
  amount = get_amount (item, call->input, error);
  if (amount < 0 || (!is_concluded (item) && !conclude (transaction, item, error)))
    return FALSE;
  jl_record_set_integer (item, JL_ITEM_SOLD_FEN, amount);
  if (amount > 0 && (!jl_item_set_settlement (item, JL_SETTLEMENT_SETTLED, error) ||
                     !jl_ledger_post_sale (transaction, item, payment, amount, error)))
    return FALSE;
  return put_and_reply (transaction, item, error);
}

const JlCommand jl_item_record_sale_command = {
  .name = "item.record-sale",
  .roles = JL_ROLES_STAFF,
  .flags = JL_COMMAND_OWN_TARGET,
  .input = &jl_sale_table,
  .target = &jl_item_kind,
  .execute = item_record_sale,
};

/* It leaves the keeping without having been sold; its offer, if there is one, ends. */
static gboolean
leave_keeping (JlTransaction *transaction, JlRecord *item, JlCustody custody, GError **error)
{
  if (is_concluded (item)) {
    jl_set_error_field (
        error, JL_ERROR_CONFLICT, "offer", _ ("This is concluded, somebody is to have it"));
    return FALSE;
  }
  if (!jl_item_set_custody (item, custody, error) ||
      (jl_item_is_listed (item) && !jl_item_withdraw (transaction, item, error)))
    return FALSE;
  return put_and_reply (transaction, item, error);
}

static gboolean
item_return (JlTransaction *transaction, JlCall *call, GError **error)
{
  return leave_keeping (transaction, call->target, JL_CUSTODY_RETURNED, error);
}

const JlCommand jl_item_return_command = {
  .name = "item.return",
  .roles = JL_ROLES_STAFF,
  .flags = JL_COMMAND_OWN_TARGET,
  .target = &jl_item_kind,
  .execute = item_return,
};

static gboolean
item_lose (JlTransaction *transaction, JlCall *call, GError **error)
{
  return leave_keeping (transaction, call->target, JL_CUSTODY_LOST, error);
}

const JlCommand jl_item_lose_command = {
  .name = "item.lose",
  .roles = JL_ROLES_STAFF,
  .flags = JL_COMMAND_OWN_TARGET,
  .target = &jl_item_kind,
  .execute = item_lose,
};

static gboolean
item_receive (JlTransaction *transaction, JlCall *call, GError **error)
{
  if (is_concluded (call->target)) {
    jl_set_error_field (
        error, JL_ERROR_CONFLICT, "offer", _ ("Take it back from the one who has it"));
    return FALSE;
  }
  return jl_item_set_custody (call->target, JL_CUSTODY_HELD, error) &&
         put_and_reply (transaction, call->target, error);
}

/* What was expected is brought, what was returned is brought again, what was lost is found. */
const JlCommand jl_item_receive_command = {
  .name = "item.receive",
  .roles = JL_ROLES_STAFF,
  .flags = JL_COMMAND_OWN_TARGET,
  .target = &jl_item_kind,
  .execute = item_receive,
};

/* Money that was paid is paid back, unless it was for lending; money that was due is not due any
 * more. */
static gboolean
undo_settlement (JlTransaction *transaction, JlRecord *item, GError **error)
{
  switch (jl_record_get_integer (item, JL_ITEM_SETTLEMENT)) {
  case JL_SETTLEMENT_SETTLED:
    if (jl_record_get_integer (item, JL_ITEM_MODE) == JL_MODE_LEND)
      return jl_item_set_settlement (item, JL_SETTLEMENT_NONE, error);
    return jl_item_set_settlement (item, JL_SETTLEMENT_REVERSED, error) &&
           jl_ledger_reverse_sale (transaction, item, error);
  case JL_SETTLEMENT_DUE:
    return jl_item_set_settlement (item, JL_SETTLEMENT_NONE, error);
  default:
    return TRUE;
  }
}

static gboolean
item_take_back (JlTransaction *transaction, JlCall *call, GError **error)
{
  JlRecord *item = call->target;

  if (!is_concluded (item)) {
    jl_set_error_field (error, JL_ERROR_CONFLICT, "offer", _ ("Nobody has this"));
    return FALSE;
  }
  if (!jl_item_set_offer (item, JL_OFFER_WITHDRAWN, error) ||
      (jl_record_get_integer (item, JL_ITEM_CUSTODY) != JL_CUSTODY_HELD &&
       !jl_item_set_custody (item, JL_CUSTODY_HELD, error)) ||
      !undo_settlement (transaction, item, error))
    return FALSE;
  jl_record_set_null (item, JL_ITEM_CONCLUDED_AT);
  jl_record_set_null (item, JL_ITEM_SOLD_FEN);
  return put_and_reply (transaction, item, error);
}

/* A buyer gives it back (消费者权益保护法 art. 25: within seven days of a distance sale), a sale
 * was recorded by mistake, or what was lent comes home. It can be published again. */
const JlCommand jl_item_take_back_command = {
  .name = "item.take-back",
  .roles = JL_ROLES_STAFF,
  .flags = JL_COMMAND_OWN_TARGET,
  .target = &jl_item_kind,
  .execute = item_take_back,
};
