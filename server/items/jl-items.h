// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-accounts.h"
#include "jl-import.h"
#include "jl-item.h"
#include "jl-ledger.h"
#include "jl-picture-files.h"
#include "jl-route.h"

G_BEGIN_DECLS

/*
 * The capability "items": goods from intake to their end, their photos and reservations, what
 * residents look for, and the ledger that each sale is settled in.
 */
extern const JlCapability jl_items_capability;

/* `jielid import items` */
extern const JlImportKind jl_items_import;

void jl_items_configure (const char *data_dir);

extern const JlKind jl_item_kind;
extern const JlKind jl_item_counter_kind;
extern const JlKind jl_reservation_kind;
extern const JlKind jl_want_kind;
extern const JlKind jl_ledger_account_kind;
extern const JlKind jl_ledger_transaction_kind;

/* For JlArchiveImport: makes an organisation's totals true (jl-item-settle.c). */
extern const JlCommand jl_item_settle_command;
gboolean jl_items_skip_labels (JlWriter *writer, GError **error);
gboolean jl_items_list_photos (JlConnection *connection,
                               JlPhotoFunc func,
                               gpointer user_data,
                               GError **error);

/* Taken from view, and in view again: decided by server/moderation (jl-item-moderation.c). */
gboolean jl_item_moderate (JlTransaction *transaction,
                           JlRecord *item,
                           JlModeration moderation,
                           GError **error);
gboolean jl_want_moderate (JlTransaction *transaction,
                           JlRecord *want,
                           JlModeration moderation,
                           GError **error);
gboolean jl_item_is_hidden (JlRecord *item);
/* What is held about a person here. */
extern const JlPersonPart jl_items_person_parts[];

gboolean jl_items_check_photos (JlConnection *connection,
                                const char *data_dir,
                                GPtrArray *problems,
                                GError **error);

G_END_DECLS
