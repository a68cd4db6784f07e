// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/**
 * JlItemsChanged:
 * @position: where
 * @removed: how many records went
 * @added: how many came
 * @user_data: of jl_list_diff()
 */
typedef void (*JlItemsChanged) (guint position, guint removed, guint added, gpointer user_data);

void
jl_list_diff (GPtrArray *records, GPtrArray *fresh, JlItemsChanged changed, gpointer user_data);
gboolean jl_list_keep_tail (GPtrArray *records, GPtrArray *fresh);
guint jl_list_append_new (GPtrArray *records, GPtrArray *page);
void jl_list_update_record (JlRecord *record, JlRecord *fresh);

G_END_DECLS
