// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-item-states.h"
#include "jl-error.h"

#include <glib/gi18n-lib.h>

/* Row: the state that is; column: the state that is to be. A state never becomes itself: whoever
 * asks for that is late, and should be told. */

#define N_CUSTODIES (JL_CUSTODY_DISPOSED + 1)
static const guint8 custodies[N_CUSTODIES][N_CUSTODIES] = {
  [JL_CUSTODY_EXPECTED] = { [JL_CUSTODY_HELD] = TRUE },
  [JL_CUSTODY_HELD] = { [JL_CUSTODY_HANDED_OVER] = TRUE,
                        [JL_CUSTODY_RETURNED] = TRUE,
                        [JL_CUSTODY_LOST] = TRUE,
                        [JL_CUSTODY_DISPOSED] = TRUE },
  /* What was lent comes back, and so does what a buyer gives back. */
  [JL_CUSTODY_HANDED_OVER] = { [JL_CUSTODY_HELD] = TRUE },
  /* The owner may bring it once more. */
  [JL_CUSTODY_RETURNED] = { [JL_CUSTODY_HELD] = TRUE },
  /* Found again. */
  [JL_CUSTODY_LOST] = { [JL_CUSTODY_HELD] = TRUE },
};

#define N_OFFERS (JL_OFFER_CONCLUDED + 1)
static const guint8 offers[N_OFFERS][N_OFFERS] = {
  [JL_OFFER_DRAFT] = { [JL_OFFER_PUBLISHED] = TRUE, [JL_OFFER_WITHDRAWN] = TRUE },
  [JL_OFFER_PUBLISHED] = { [JL_OFFER_RESERVED] = TRUE,
                           [JL_OFFER_WITHDRAWN] = TRUE,
                           [JL_OFFER_EXPIRED] = TRUE,
                           [JL_OFFER_CONCLUDED] = TRUE },
  [JL_OFFER_RESERVED] = { [JL_OFFER_PUBLISHED] = TRUE,
                          [JL_OFFER_WITHDRAWN] = TRUE,
                          [JL_OFFER_CONCLUDED] = TRUE },
  [JL_OFFER_WITHDRAWN] = { [JL_OFFER_PUBLISHED] = TRUE },
  /* The thing still stands in the shop, and is sold over the counter. */
  [JL_OFFER_EXPIRED] = { [JL_OFFER_PUBLISHED] = TRUE,
                         [JL_OFFER_WITHDRAWN] = TRUE,
                         [JL_OFFER_CONCLUDED] = TRUE },
  /* It came back; whether it is offered again is for the organisation to decide. */
  [JL_OFFER_CONCLUDED] = { [JL_OFFER_WITHDRAWN] = TRUE },
};

#define N_SETTLEMENTS (JL_SETTLEMENT_REVERSED + 1)
static const guint8 settlements[N_SETTLEMENTS][N_SETTLEMENTS] = {
  [JL_SETTLEMENT_NONE] = { [JL_SETTLEMENT_DUE] = TRUE, [JL_SETTLEMENT_SETTLED] = TRUE },
  /* It came back before it was paid. */
  [JL_SETTLEMENT_DUE] = { [JL_SETTLEMENT_SETTLED] = TRUE, [JL_SETTLEMENT_NONE] = TRUE },
  /* What was paid for lending stays paid, and the next one borrows. */
  [JL_SETTLEMENT_SETTLED] = { [JL_SETTLEMENT_REVERSED] = TRUE, [JL_SETTLEMENT_NONE] = TRUE },
  /* It came back, was paid back, and is sold once more. */
  [JL_SETTLEMENT_REVERSED] = { [JL_SETTLEMENT_DUE] = TRUE, [JL_SETTLEMENT_SETTLED] = TRUE },
};

/**
 * jl_custody_may_become:
 * @from: where an item is
 * @to: where it is to be
 *
 * Returns: whether an item may go from @from to @to
 */
gboolean
jl_custody_may_become (JlCustody from, JlCustody to)
{
  g_return_val_if_fail (from < N_CUSTODIES && to < N_CUSTODIES, FALSE);
  return custodies[from][to];
}

/**
 * jl_offer_may_become:
 * @from: what is offered about an item
 * @to: what is to be
 *
 * Returns: whether the offer may go from @from to @to
 */
gboolean
jl_offer_may_become (JlOffer from, JlOffer to)
{
  g_return_val_if_fail (from < N_OFFERS && to < N_OFFERS, FALSE);
  return offers[from][to];
}

/**
 * jl_settlement_may_become:
 * @from: what money is due for an item
 * @to: what is to be
 *
 * Returns: whether the settlement may go from @from to @to
 */
gboolean
jl_settlement_may_become (JlSettlement from, JlSettlement to)
{
  g_return_val_if_fail (from < N_SETTLEMENTS && to < N_SETTLEMENTS, FALSE);
  return settlements[from][to];
}

static gboolean
change_state (JlRecord *item, guint field, int to, gboolean allowed, GError **error)
{
  const JlField *description = &jl_item_table.fields[field];
  int from = (int)jl_record_get_integer (item, field);

  if (!allowed) {
    jl_set_error_field (error,
                        JL_ERROR_CONFLICT,
                        description->name,
                        _ ("“%s” cannot become “%s”"),
                        _ (jl_enum_get_label (description->values, from)),
                        _ (jl_enum_get_label (description->values, to)));
    return FALSE;
  }
  jl_record_set_integer (item, field, to);
  return TRUE;
}

/**
 * jl_item_set_custody:
 * @item: an item
 * @to: where it is now
 * @error: CONFLICT with the field `custody`
 *
 * Returns: %FALSE with @error set and @item unchanged if it cannot be there
 */
gboolean
jl_item_set_custody (JlRecord *item, JlCustody to, GError **error)
{
  JlCustody from = jl_record_get_integer (item, JL_ITEM_CUSTODY);

  return change_state (item, JL_ITEM_CUSTODY, to, jl_custody_may_become (from, to), error);
}

/**
 * jl_item_set_offer:
 * @item: an item
 * @to: what is offered about it now
 * @error: CONFLICT with the field `offer`
 *
 * Returns: %FALSE with @error set and @item unchanged if that cannot be
 */
gboolean
jl_item_set_offer (JlRecord *item, JlOffer to, GError **error)
{
  JlOffer from = jl_record_get_integer (item, JL_ITEM_OFFER);

  return change_state (item, JL_ITEM_OFFER, to, jl_offer_may_become (from, to), error);
}

/**
 * jl_item_set_settlement:
 * @item: an item
 * @to: what money is due for it now
 * @error: CONFLICT with the field `settlement`
 *
 * Returns: %FALSE with @error set and @item unchanged if that cannot be
 */
gboolean
jl_item_set_settlement (JlRecord *item, JlSettlement to, GError **error)
{
  JlSettlement from = jl_record_get_integer (item, JL_ITEM_SETTLEMENT);

  return change_state (item, JL_ITEM_SETTLEMENT, to, jl_settlement_may_become (from, to), error);
}
