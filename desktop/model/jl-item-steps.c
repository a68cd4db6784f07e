// SPDX-License-Identifier: GPL-3.0-or-later
/* Which steps make sense for an item as it is. The service decides; these keep people from being
 * refused. */
#include "jl-item-steps.h"

static JlOffer
get_offer (JlRecord *item)
{
  return jl_record_get_integer (item, JL_ITEM_OFFER);
}

static JlCustody
get_custody (JlRecord *item)
{
  return jl_record_get_integer (item, JL_ITEM_CUSTODY);
}

static gboolean
is_offered (JlRecord *item)
{
  return get_offer (item) == JL_OFFER_PUBLISHED || get_offer (item) == JL_OFFER_RESERVED;
}

static gboolean
is_concluded (JlRecord *item)
{
  return get_offer (item) == JL_OFFER_CONCLUDED;
}

/* Handed over, and still to be paid. */
static gboolean
is_due (JlRecord *item)
{
  return jl_record_get_integer (item, JL_ITEM_SETTLEMENT) == JL_SETTLEMENT_DUE;
}

/**
 * jl_item_is_hidden:
 * @item: an item
 *
 * Returns: whether it was taken from view, so that it can be neither offered nor sold
 */
gboolean
jl_item_is_hidden (JlRecord *item)
{
  return jl_record_get_integer (item, JL_ITEM_MODERATION) != JL_MODERATION_NONE;
}

/**
 * jl_item_is_away:
 * @item: an item
 *
 * Returns: whether nobody can have it at present, whatever its offer says: it has not come yet, has
 *   gone back to its owner, or is lost
 */
gboolean
jl_item_is_away (JlRecord *item)
{
  JlCustody custody = get_custody (item);

  return !is_concluded (item) && custody != JL_CUSTODY_HELD && custody != JL_CUSTODY_HANDED_OVER;
}

/**
 * jl_item_steps_include:
 * @item: an item of one's own organisation
 * @step: what somebody wants to do
 *
 * Returns: whether it makes sense now
 */
gboolean
jl_item_steps_include (JlRecord *item, JlItemStep step)
{
  JlOffer offer = get_offer (item);
  JlCustody custody = get_custody (item);
  gboolean held = custody == JL_CUSTODY_HELD;

  switch (step) {
  case JL_ITEM_CAN_EDIT:
    return !is_concluded (item);
  case JL_ITEM_CAN_PUBLISH:
    return held && !jl_item_is_hidden (item) && !is_offered (item) && !is_concluded (item);
  case JL_ITEM_CAN_WITHDRAW:
    return is_offered (item);
  case JL_ITEM_CAN_HAND_OVER:
    return held && ((is_offered (item) && !jl_item_is_hidden (item)) || is_concluded (item));
  case JL_ITEM_CAN_SELL:
    /* What has expired still stands in the shop, and is sold over the counter. */
    return (is_concluded (item) && is_due (item)) ||
           (!jl_item_is_hidden (item) &&
            (is_offered (item) || (held && offer == JL_OFFER_EXPIRED)));
  case JL_ITEM_CAN_RETURN:
    return held && !is_offered (item) && !is_concluded (item);
  case JL_ITEM_CAN_TAKE_BACK:
    return is_concluded (item) && (held || custody == JL_CUSTODY_HANDED_OVER);
  case JL_ITEM_CAN_RECEIVE:
    return jl_item_is_away (item) && custody != JL_CUSTODY_DISPOSED;
  case JL_ITEM_CAN_LOSE:
    return held && !is_concluded (item);
  default:
    g_return_val_if_reached (FALSE);
  }
}

/**
 * jl_item_steps_get_next:
 * @item: an item of one's own organisation
 * @step: (out): how its story usually goes on
 *
 * Returns: whether there is such a step
 */
gboolean
jl_item_steps_get_next (JlRecord *item, JlItemStep *step)
{
  /* The first that makes sense. What is given, swapped or lent is handed over, and that is all. */
  static const JlItemStep selling[] = {
    JL_ITEM_CAN_RECEIVE, JL_ITEM_CAN_PUBLISH, JL_ITEM_CAN_SELL, JL_ITEM_CAN_HAND_OVER
  };
  static const JlItemStep other[] = {
    JL_ITEM_CAN_RECEIVE, JL_ITEM_CAN_PUBLISH, JL_ITEM_CAN_HAND_OVER, JL_ITEM_CAN_SELL
  };
  const JlItemStep *order =
      jl_record_get_integer (item, JL_ITEM_MODE) == JL_MODE_SELL ? selling : other;

  G_STATIC_ASSERT (G_N_ELEMENTS (selling) == G_N_ELEMENTS (other));
  for (guint i = 0; i < G_N_ELEMENTS (selling); i++)
    if (jl_item_steps_include (item, order[i])) {
      *step = order[i];
      return TRUE;
    }
  return FALSE;
}
