// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-accounts.h"
#include "jl-item-states.h"
#include "jl-items.h"
#include "jl-purge.h"
#include "jl-rules.h"

G_BEGIN_DECLS

/* jl-item-organisation.c: the organisation that an item belongs to, and what it counts */
JlRecord *
jl_item_get_organisation (JlTransaction *transaction, gint64 organisation, GError **error);
extern const JlCommand jl_item_rename_command;
gboolean jl_item_find_renaming (JlConnection *connection, gint64 now, gint64 after, gint64 *id);
JlOrganisationKind jl_item_get_organisation_kind (JlRecord *organisation);
JlRecord *jl_item_get_counter (JlTransaction *transaction, gint64 organisation, GError **error);
gboolean jl_item_count_photo_bytes (JlTransaction *transaction,
                                    JlRecord *organisation,
                                    gint64 change,
                                    GError **error);
JlDate jl_item_get_today (JlTransaction *transaction);

/* jl-item-label.c */
gboolean jl_item_take_label (JlTransaction *transaction,
                             JlRecord *organisation,
                             JlRecord *item,
                             GError **error);
gint64 jl_item_settle_last_number (
    JlTransaction *transaction, gint64 organisation, gint64 known, gint64 *shown, GError **error);
extern const JlCommand jl_label_reserve_command, jl_label_skip_command;
extern const JlRecordTable jl_label_order_table;
extern const JlRecordTable jl_label_block_table;

/* jl-item-content.c: what is said of an item, against the rules */
gboolean jl_item_settle_content (
    const JlRules *rules, JlRecord *item, JlRecord *organisation, JlDate today, GError **error);

/* jl-item-gates.c */
gboolean jl_item_is_listed (JlRecord *item);
gboolean
jl_item_check_publishable (const JlRules *rules, JlRecord *item, JlDate today, GError **error);

/* jl-item-cards.c */
JlResponse *jl_items_make_cards (JlRequest *request, GError **error);

/* jl-item-draft.c */
extern const JlCommand jl_item_create_command, jl_item_edit_command;

/* jl-item-offer.c */
extern const JlCommand jl_item_publish_command, jl_item_withdraw_command, jl_item_expire_command;
gboolean jl_item_withdraw (JlTransaction *transaction, JlRecord *item, GError **error);
gboolean jl_item_find_expired (JlConnection *connection, gint64 now, gint64 after, gint64 *id);
gboolean
jl_items_find_due (JlConnection *connection, const char *sql, gint64 now, gint64 after, gint64 *id);

/* jl-reservation-line.c */
GPtrArray *jl_line_load (JlTransaction *transaction, gint64 item, GError **error);
gboolean jl_line_activate (JlTransaction *transaction,
                           JlRecord *item,
                           JlRecord *reservation,
                           gint64 until,
                           GError **error);
gboolean jl_line_close (JlTransaction *transaction,
                        JlRecord *reservation,
                        JlReservationState state,
                        GError **error);
gboolean jl_line_close_up (JlTransaction *transaction, JlRecord *item, GError **error);
gboolean jl_line_end (JlTransaction *transaction,
                      JlRecord *item,
                      JlReservationState state,
                      JlNoticeCause cause,
                      GError **error);

/* jl-reservation.c */
extern const JlCommand jl_item_reserve_command, jl_reservation_cancel_command,
    jl_reservation_extend_command, jl_reservation_expire_command, jl_reservation_remind_command;
gboolean
jl_reservation_find_expired (JlConnection *connection, gint64 now, gint64 after, gint64 *id);
gboolean
jl_reservation_find_to_remind (JlConnection *connection, gint64 now, gint64 after, gint64 *id);

/* jl-item-conclusion.c */
extern const JlCommand jl_item_hand_over_command, jl_item_record_sale_command,
    jl_item_return_command, jl_item_lose_command, jl_item_receive_command,
    jl_item_take_back_command;

/* jl-ledger-post.c */
gboolean jl_ledger_post_sale (
    JlTransaction *transaction, JlRecord *item, JlPayment payment, gint64 amount, GError **error);
gboolean jl_ledger_reverse_sale (JlTransaction *transaction, JlRecord *item, GError **error);

/* jl-catalogue.c */
extern const JlRecordTable jl_category_answer_table, jl_categories_answer_table,
    jl_categories_query_table, jl_divisions_answer_table, jl_divisions_query_table;
JlResponse *jl_categories_list (JlRequest *request, GError **error);
JlResponse *jl_category_get (JlRequest *request, GError **error);
JlResponse *jl_divisions_list (JlRequest *request, GError **error);

/* jl-item-photos.c */
GPtrArray *jl_item_copy_photos (JlRecord *item);
GVariant *jl_item_photo_prepare (JlRequest *request, GError **error);
extern const JlCommand jl_item_add_photo_command;
extern const JlRecordTable jl_photo_query_table;
JlResponse *jl_photo_get (JlRequest *request, GError **error);

/* jl-item-list.c */
extern const JlRecordTable jl_item_query_table;
JlResponse *jl_items_list (JlRequest *request, GError **error);

/* jl-item-export.c */
GVariant *jl_item_export_make (JlRequest *request, GError **error);

/* jl-item-moderation.c */
JlResponse *jl_item_get (JlRequest *request, GError **error);
gboolean jl_item_check_in_view (JlRecord *item, GError **error);
gboolean jl_item_is_decided_by (JlRequest *request, gint64 organisation);

/* jl-item-history.c */
JlResponse *jl_item_history (JlRequest *request, GError **error);

/* jl-reservation-list.c */
extern const JlRecordTable jl_reservation_query_table, jl_contact_table;
JlResponse *jl_reservations_list (JlRequest *request, GError **error);
JlResponse *jl_reservation_get (JlRequest *request, GError **error);
extern const JlCommand jl_reservation_contact_command;

/* jl-items-purge.c */
extern const JlPurge jl_item_purge, jl_draft_purge, jl_reservation_purge, jl_want_purge,
    jl_photo_purge;
extern const JlCommand jl_item_purge_command, jl_draft_purge_command, jl_reservation_purge_command,
    jl_want_purge_command, jl_photo_purge_command;

/* jl-want.c */
extern const JlCommand jl_want_create_command, jl_want_close_command, jl_want_expire_command;
gboolean jl_want_find_expired (JlConnection *connection, gint64 now, gint64 after, gint64 *id);
extern const JlRecordTable jl_want_query_table;
JlResponse *jl_wants_list (JlRequest *request, GError **error);

/* jl-want-match.c */
char *jl_want_choose_token (const char *text);
gboolean jl_wants_match (JlTransaction *transaction, JlRecord *item, GError **error);

/* jl-items-check.c */
void jl_items_check (JlConnection *connection, JlCheck *check);
gboolean jl_items_sum_photo_bytes (JlConnection *connection,
                                   gint64 organisation,
                                   gint64 *bytes,
                                   GError **error);

gboolean jl_reservations_release (JlTransaction *transaction, gint64 person, GError **error);
gboolean jl_reservations_leave_lines (JlTransaction *transaction, gint64 person, GError **error);
gboolean jl_wants_release (JlTransaction *transaction, gint64 person, GError **error);

G_END_DECLS
