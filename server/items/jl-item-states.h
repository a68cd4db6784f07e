// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-item.h"

G_BEGIN_DECLS

/*
 * The three states of an item and which may follow which. Commands change states only through
 * these functions.
 */
gboolean jl_custody_may_become (JlCustody from, JlCustody to);
gboolean jl_offer_may_become (JlOffer from, JlOffer to);
gboolean jl_settlement_may_become (JlSettlement from, JlSettlement to);

gboolean jl_item_set_custody (JlRecord *item, JlCustody to, GError **error);
gboolean jl_item_set_offer (JlRecord *item, JlOffer to, GError **error);
gboolean jl_item_set_settlement (JlRecord *item, JlSettlement to, GError **error);

G_END_DECLS
