// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-item.h"

G_BEGIN_DECLS

/* What the organisation that keeps an item can do with it. */
typedef enum {
  JL_ITEM_CAN_EDIT,
  JL_ITEM_CAN_PUBLISH,
  JL_ITEM_CAN_WITHDRAW,
  JL_ITEM_CAN_HAND_OVER,
  JL_ITEM_CAN_SELL,
  JL_ITEM_CAN_RETURN,
  JL_ITEM_CAN_TAKE_BACK,
  JL_ITEM_CAN_RECEIVE,
  JL_ITEM_CAN_LOSE,
} JlItemStep;

gboolean jl_item_steps_include (JlRecord *item, JlItemStep step);
gboolean jl_item_steps_get_next (JlRecord *item, JlItemStep *step);
gboolean jl_item_is_away (JlRecord *item);
gboolean jl_item_is_hidden (JlRecord *item);

G_END_DECLS
