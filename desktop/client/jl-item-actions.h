// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-action.h"
#include "jl-item.h"

G_BEGIN_DECLS

/* What clerks do with items and reservations. Each answers with the record as it is then. */

JlAction *jl_item_action_get (const char *id);
JlAction *jl_item_action_create (JlRecord *item);
JlAction *jl_item_action_edit (JlRecord *item, JlRecord *changes);
JlAction *jl_item_action_add_photo (const char *id);
JlAction *jl_item_action_do (JlRecord *item, const char *verb);
JlAction *jl_item_action_sell (JlRecord *item, JlRecord *sale);

JlAction *jl_reservation_action_cancel (JlRecord *reservation);
JlAction *jl_reservation_action_contact (JlRecord *reservation);

G_END_DECLS
