// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * The records of the capability "items": the item from intake to its end, its photos, reservations,
 * and wants. Where a thing is (custody), what is offered about it (offer) and what money is due
 * (settlement) are three separate states; server/items has their transition tables.
 */

typedef enum { JL_MODE_SELL, JL_MODE_SWAP, JL_MODE_GIVE, JL_MODE_LEND } JlMode;
extern const JlEnum jl_mode_enum;

typedef enum {
  JL_CUSTODY_EXPECTED,    /* announced, not yet brought */
  JL_CUSTODY_HELD,        /* in the organisation's keeping */
  JL_CUSTODY_HANDED_OVER, /* with the one who bought, swapped, was given or borrowed it */
  JL_CUSTODY_RETURNED,    /* back with the one who brought it */
  JL_CUSTODY_LOST,
  JL_CUSTODY_DISPOSED, /* handed to a recycler */
} JlCustody;
extern const JlEnum jl_custody_enum;

typedef enum {
  JL_OFFER_DRAFT,
  JL_OFFER_PUBLISHED,
  JL_OFFER_RESERVED,
  JL_OFFER_WITHDRAWN,
  JL_OFFER_EXPIRED,
  JL_OFFER_CONCLUDED, /* sold, swapped, given or lent */
} JlOffer;
extern const JlEnum jl_offer_enum;

typedef enum {
  JL_SETTLEMENT_NONE, /* no money is due */
  JL_SETTLEMENT_DUE,
  JL_SETTLEMENT_SETTLED,
  JL_SETTLEMENT_REVERSED,
} JlSettlement;
extern const JlEnum jl_settlement_enum;

/* Whether those who look after the platform have taken something from view (server/moderation). */
typedef enum {
  JL_MODERATION_NONE,
  JL_MODERATION_HIDDEN,
  JL_MODERATION_APPEALED, /* hidden, and whose it is objects */
  JL_MODERATION_UPHELD,   /* hidden, and the objection was rejected */
} JlModeration;
extern const JlEnum jl_moderation_enum;

#define JL_ITEM_MAX_PHOTOS 12

enum {
  JL_PHOTO_ID,
  JL_PHOTO_CAPTION,
  JL_PHOTO_WIDTH,
  JL_PHOTO_HEIGHT,
  JL_PHOTO_COLOUR,
  JL_PHOTO_BYTES,
  JL_PHOTO_CONTENT,
  JL_PHOTO_N_FIELDS
};
extern const JlRecordTable jl_photo_table;

enum {
  JL_ITEM_ID,
  JL_ITEM_LABEL_CODE,
  JL_ITEM_ORGANISATION,
  JL_ITEM_ORGANISATION_NAME,
  JL_ITEM_COMMUNITY,
  JL_ITEM_DISTRICT,
  JL_ITEM_CATEGORY,
  JL_ITEM_CATEGORY_GROUP,
  JL_ITEM_TITLE,
  JL_ITEM_DESCRIPTION,
  JL_ITEM_MODE,
  JL_ITEM_PRICE_FEN,
  JL_ITEM_GRADE,
  JL_ITEM_ATTRIBUTES,
  JL_ITEM_PRIVATE_ATTRIBUTES,
  JL_ITEM_PHOTOS,
  JL_ITEM_CUSTODY,
  JL_ITEM_OFFER,
  JL_ITEM_SETTLEMENT,
  JL_ITEM_RESERVATION,
  JL_ITEM_RESERVED_UNTIL,
  JL_ITEM_WAITING,
  JL_ITEM_PUBLICATION,
  JL_ITEM_PUBLISHED_AT,
  JL_ITEM_EXPIRES_AT,
  JL_ITEM_CONCLUDED_AT,
  JL_ITEM_SOLD_FEN,
  JL_ITEM_SAFE_USE_UNTIL,
  JL_ITEM_REVIEW,
  JL_ITEM_NOTE,
  JL_ITEM_RULES_VERSION,
  JL_ITEM_MODERATION,
  JL_ITEM_VERSION,
  JL_ITEM_CREATED_AT,
  JL_ITEM_UPDATED_AT,
  JL_ITEM_N_FIELDS
};
extern const JlRecordTable jl_item_table;

typedef enum {
  JL_RESERVATION_WAITING,
  JL_RESERVATION_ACTIVE,
  JL_RESERVATION_FULFILLED,
  JL_RESERVATION_CANCELLED,
  JL_RESERVATION_EXPIRED,
} JlReservationState;
extern const JlEnum jl_reservation_state_enum;

enum {
  JL_RESERVATION_ID,
  JL_RESERVATION_ORGANISATION,
  JL_RESERVATION_ITEM,
  JL_RESERVATION_ITEM_TITLE,
  JL_RESERVATION_LABEL_CODE,
  JL_RESERVATION_PERSON,
  JL_RESERVATION_STATE,
  JL_RESERVATION_PLACE,
  JL_RESERVATION_EXPIRES_AT,
  JL_RESERVATION_EXTENSIONS,
  JL_RESERVATION_REMIND_AT,
  JL_RESERVATION_NICKNAME,
  JL_RESERVATION_PHONE,
  JL_RESERVATION_VERSION,
  JL_RESERVATION_CREATED_AT,
  JL_RESERVATION_UPDATED_AT,
  JL_RESERVATION_N_FIELDS
};
extern const JlRecordTable jl_reservation_table;

enum {
  JL_WANT_ID,
  JL_WANT_ORGANISATION,
  JL_WANT_PERSON,
  JL_WANT_TEXT,
  JL_WANT_CATEGORY,
  JL_WANT_DISTRICT,
  JL_WANT_MAX_PRICE_FEN,
  JL_WANT_OPEN,
  JL_WANT_MATCH_TOKEN,
  JL_WANT_EXPIRES_AT,
  JL_WANT_MODERATION,
  JL_WANT_VERSION,
  JL_WANT_CREATED_AT,
  JL_WANT_UPDATED_AT,
  JL_WANT_N_FIELDS
};
extern const JlRecordTable jl_want_table;

/*
 * What is counted for an organisation's items: the labels given out and the room its photos take.
 * Apart from the organisation, whose version would rise with every item.
 */
enum {
  JL_ITEM_COUNTER_ID,
  JL_ITEM_COUNTER_ORGANISATION,
  JL_ITEM_COUNTER_LABELS,
  JL_ITEM_COUNTER_PHOTO_BYTES,
  JL_ITEM_COUNTER_VERSION,
  JL_ITEM_COUNTER_CREATED_AT,
  JL_ITEM_COUNTER_UPDATED_AT,
  JL_ITEM_COUNTER_N_FIELDS
};
extern const JlRecordTable jl_item_counter_table;

typedef enum {
  JL_PAYMENT_CASH,
  JL_PAYMENT_WECHAT,
  JL_PAYMENT_ALIPAY,
  JL_PAYMENT_CARD,
  JL_PAYMENT_OTHER,
} JlPayment;
extern const JlEnum jl_payment_enum;

/* POST /items/{id}/sale */
enum { JL_SALE_PRICE_FEN, JL_SALE_PAYMENT, JL_SALE_N_FIELDS };
extern const JlRecordTable jl_sale_table;

/* One step of GET /items/{id}/history. */
enum {
  JL_STEP_AT,
  JL_STEP_COMMAND,
  JL_STEP_ACTOR,
  JL_STEP_ORGANISATION_NAME,
  JL_STEP_VERSION,
  JL_STEP_CUSTODY,
  JL_STEP_OFFER,
  JL_STEP_SETTLEMENT,
  JL_STEP_CHANGES,
  JL_STEP_N_FIELDS
};
extern const JlRecordTable jl_step_table;

G_END_DECLS
