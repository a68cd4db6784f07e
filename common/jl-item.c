// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-item.h"

#include <glib/gi18n-lib.h>

/* No price of this trade is higher; a price above is a slip of the finger. */
#define MAX_PRICE_FEN (G_GINT64_CONSTANT (10000000) * 100)

const JlEnum jl_mode_enum = {
  .names = (const char *const[]){ "sell", "swap", "give", "lend", NULL },
  .labels =
      (const char *const[]){ N_ ("For sale"), N_ ("Swap"), N_ ("Give away"), N_ ("Lend"), NULL },
};

const JlEnum jl_custody_enum = {
  .names =
      (const char *const[]){
          "expected", "held", "handed_over", "returned", "lost", "disposed", NULL },
  .labels = (const char *const[]){ N_ ("Expected"),
                                   N_ ("In keeping"),
                                   N_ ("Handed over"),
                                   N_ ("Returned to owner"),
                                   N_ ("Lost"),
                                   N_ ("Handed to recycler"),
                                   NULL },
};

const JlEnum jl_offer_enum = {
  .names =
      (const char *const[]){
          "draft", "published", "reserved", "withdrawn", "expired", "concluded", NULL },
  .labels = (const char *const[]){ N_ ("Draft"),
                                   N_ ("Published"),
                                   N_ ("Reserved"),
                                   N_ ("Withdrawn"),
                                   N_ ("Expired"),
                                   N_ ("Concluded"),
                                   NULL },
};

const JlEnum jl_moderation_enum = {
  .names = (const char *const[]){ "none", "hidden", "appealed", "upheld", NULL },
  .labels = (const char *const[]){ N_ ("In view"),
                                   N_ ("Hidden"),
                                   N_ ("Hidden, appealed"),
                                   N_ ("Hidden, appeal rejected"),
                                   NULL },
};

const JlEnum jl_settlement_enum = {
  .names = (const char *const[]){ "none", "due", "settled", "reversed", NULL },
  .labels =
      (const char *const[]){
          N_ ("Nothing due"), N_ ("Payment due"), N_ ("Settled"), N_ ("Reversed"), NULL },
};

const JlEnum jl_reservation_state_enum = {
  .names = (const char *const[]){ "waiting", "active", "fulfilled", "cancelled", "expired", NULL },
  .labels = (const char *const[]){ N_ ("Waiting in line"),
                                   N_ ("Kept for you"),
                                   N_ ("Collected"),
                                   N_ ("Cancelled"),
                                   N_ ("Expired"),
                                   NULL },
};

const JlEnum jl_payment_enum = {
  .names = (const char *const[]){ "cash", "wechat", "alipay", "card", "other", NULL },
  .labels =
      (const char *const[]){
          N_ ("Cash"), N_ ("WeChat Pay"), N_ ("Alipay"), N_ ("Bank card"), N_ ("Other"), NULL },
};

static const JlField photo_fields[] = {
  [JL_PHOTO_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_REQUIRED },
  [JL_PHOTO_CAPTION] = { .name = "caption", .type = JL_FIELD_TEXT, .max = 200 },
  [JL_PHOTO_WIDTH] = { .name = "width", .type = JL_FIELD_INTEGER, .flags = JL_FIELD_READ_ONLY },
  [JL_PHOTO_HEIGHT] = { .name = "height", .type = JL_FIELD_INTEGER, .flags = JL_FIELD_READ_ONLY },
  [JL_PHOTO_COLOUR] = { .name = "colour",
                        .type = JL_FIELD_TEXT,
                        .max = 7,
                        .flags = JL_FIELD_READ_ONLY,
                        .doc = "Average colour as #rrggbb, to show until the photo arrives." },
  [JL_PHOTO_BYTES] = { .name = "bytes",
                       .type = JL_FIELD_INTEGER,
                       .flags = JL_FIELD_READ_ONLY,
                       .doc = "All sizes together, counted against the quota." },
  [JL_PHOTO_CONTENT] = { .name = "content",
                         .type = JL_FIELD_TEXT,
                         .max = 64,
                         .flags = JL_FIELD_READ_ONLY,
                         .view = JL_VIEW_STORED,
                         .doc = "Name of the files: digest of the content." },
};
JL_ASSERT_FIELDS (JL_PHOTO, photo_fields);
const JlRecordTable jl_photo_table = JL_RECORD_TABLE ("photo", "JlPhoto", photo_fields);

static const JlField item_fields[] = {
  [JL_ITEM_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_ITEM_LABEL_CODE] = { .name = "label_code",
                           .type = JL_FIELD_TEXT,
                           .max = 20,
                           .flags = JL_FIELD_CREATE_ONLY,
                           .doc = "Printed on the label. Given by the service if the request has "
                                  "none; "
                                  "a pre-printed label of the organisation may be named." },
  [JL_ITEM_ORGANISATION] = { .name = "organisation",
                             .type = JL_FIELD_ID,
                             .flags = JL_FIELD_READ_ONLY },
  [JL_ITEM_ORGANISATION_NAME] = { .name = "organisation_name",
                                  .type = JL_FIELD_TEXT,
                                  .max = 60,
                                  .flags = JL_FIELD_READ_ONLY },
  [JL_ITEM_COMMUNITY] = { .name = "community",
                          .type = JL_FIELD_TEXT,
                          .min = 12,
                          .max = 12,
                          .flags = JL_FIELD_NULLABLE,
                          .doc = "Division code of the community; the organisation's own if "
                                 "absent. Null when that is wider than a community." },
  [JL_ITEM_DISTRICT] = { .name = "district",
                         .type = JL_FIELD_TEXT,
                         .min = 6,
                         .max = 6,
                         .flags = JL_FIELD_READ_ONLY,
                         .doc = "Division code of the district that the community lies in." },
  [JL_ITEM_CATEGORY] = { .name = "category",
                         .type = JL_FIELD_TEXT,
                         .min = 1,
                         .max = 40,
                         .flags = JL_FIELD_REQUIRED },
  [JL_ITEM_CATEGORY_GROUP] = { .name = "category_group",
                               .type = JL_FIELD_TEXT,
                               .max = 40,
                               .flags = JL_FIELD_READ_ONLY,
                               .view = JL_VIEW_STORED,
                               .doc = "The category at the top, for lists of everything in it." },
  [JL_ITEM_TITLE] = { .name = "title",
                      .type = JL_FIELD_TEXT,
                      .min = 1,
                      .max = 60,
                      .flags = JL_FIELD_REQUIRED },
  [JL_ITEM_DESCRIPTION] = { .name = "description",
                            .type = JL_FIELD_TEXT,
                            .max = 2000,
                            .flags = JL_FIELD_MULTILINE },
  [JL_ITEM_MODE] = { .name = "mode",
                     .type = JL_FIELD_ENUM,
                     .values = &jl_mode_enum,
                     .flags = JL_FIELD_REQUIRED },
  [JL_ITEM_PRICE_FEN] = { .name = "price_fen",
                          .type = JL_FIELD_MONEY,
                          .max = MAX_PRICE_FEN,
                          .flags = JL_FIELD_NULLABLE },
  [JL_ITEM_GRADE] = { .name = "grade",
                      .type = JL_FIELD_TEXT,
                      .max = 20,
                      .flags = JL_FIELD_NULLABLE },
  [JL_ITEM_ATTRIBUTES] = { .name = "attributes", .type = JL_FIELD_OBJECT, .max = 40 },
  [JL_ITEM_PRIVATE_ATTRIBUTES] = { .name = "private_attributes",
                                   .type = JL_FIELD_OBJECT,
                                   .max = 40,
                                   .flags = JL_FIELD_READ_ONLY,
                                   .view = JL_VIEW_OWN,
                                   .doc = "Sent in attributes, kept apart because only the "
                                          "organisation may see them: IMEI, serial numbers." },
  [JL_ITEM_PHOTOS] = { .name = "photos",
                       .type = JL_FIELD_LIST,
                       .record = &jl_photo_table,
                       .max = JL_ITEM_MAX_PHOTOS,
                       .doc = "Photos are added by POST /items/{id}/photos; here they are "
                              "ordered, "
                              "captioned, left out." },
  [JL_ITEM_CUSTODY] = { .name = "custody",
                        .type = JL_FIELD_ENUM,
                        .values = &jl_custody_enum,
                        .flags = JL_FIELD_CREATE_ONLY,
                        .doc = "Held if absent; expected for what was announced and not yet "
                               "brought. Only these two can be named." },
  [JL_ITEM_OFFER] = { .name = "offer",
                      .type = JL_FIELD_ENUM,
                      .values = &jl_offer_enum,
                      .flags = JL_FIELD_READ_ONLY },
  [JL_ITEM_SETTLEMENT] = { .name = "settlement",
                           .type = JL_FIELD_ENUM,
                           .values = &jl_settlement_enum,
                           .flags = JL_FIELD_READ_ONLY },
  [JL_ITEM_RESERVATION] = { .name = "reservation",
                            .type = JL_FIELD_ID,
                            .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                            .view = JL_VIEW_OWN,
                            .doc = "The active reservation." },
  [JL_ITEM_RESERVED_UNTIL] = { .name = "reserved_until",
                               .type = JL_FIELD_TIME,
                               .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE },
  [JL_ITEM_WAITING] = { .name = "waiting",
                        .type = JL_FIELD_INTEGER,
                        .flags = JL_FIELD_READ_ONLY,
                        .doc = "How many wait in line behind the active reservation." },
  [JL_ITEM_PUBLICATION] = { .name = "publication",
                            .type = JL_FIELD_ID,
                            .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                            .view = JL_VIEW_STORED,
                            .doc = "New with each publication, so that its order is that of the "
                                   "newest first." },
  [JL_ITEM_PUBLISHED_AT] = { .name = "published_at",
                             .type = JL_FIELD_TIME,
                             .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE },
  [JL_ITEM_EXPIRES_AT] = { .name = "expires_at",
                           .type = JL_FIELD_TIME,
                           .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE },
  [JL_ITEM_CONCLUDED_AT] = { .name = "concluded_at",
                             .type = JL_FIELD_TIME,
                             .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE },
  [JL_ITEM_SOLD_FEN] = { .name = "sold_fen",
                         .type = JL_FIELD_MONEY,
                         .max = MAX_PRICE_FEN,
                         .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                         .view = JL_VIEW_OWN },
  [JL_ITEM_SAFE_USE_UNTIL] = { .name = "safe_use_until",
                               .type = JL_FIELD_DATE,
                               .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                               .doc = "The last day of safe use of an appliance by the "
                                      "standards." },
  [JL_ITEM_REVIEW] = { .name = "review",
                       .type = JL_FIELD_LIST,
                       .element = JL_FIELD_TEXT,
                       .element_max = 40,
                       .max = 100,
                       .flags = JL_FIELD_READ_ONLY,
                       .view = JL_VIEW_OWN,
                       .doc = "Codes of goods that somebody should look at; set by publication." },
  [JL_ITEM_NOTE] = { .name = "note",
                     .type = JL_FIELD_TEXT,
                     .max = 500,
                     .flags = JL_FIELD_MULTILINE,
                     .view = JL_VIEW_OWN,
                     .doc = "For colleagues only." },
  [JL_ITEM_RULES_VERSION] = { .name = "rules_version",
                              .type = JL_FIELD_TEXT,
                              .max = 64,
                              .flags = JL_FIELD_READ_ONLY,
                              .view = JL_VIEW_OWN,
                              .doc = "The rules its publication was decided under." },
  [JL_ITEM_MODERATION] = { .name = "moderation",
                           .type = JL_FIELD_ENUM,
                           .values = &jl_moderation_enum,
                           .flags = JL_FIELD_READ_ONLY,
                           .view = JL_VIEW_OWN,
                           .doc = "Anything but none: hidden from everybody else; "
                                  "GET /moderation/hidings says why." },
  JL_RECORD_COMMON_FIELDS (JL_ITEM),
};
JL_ASSERT_FIELDS (JL_ITEM, item_fields);
const JlRecordTable jl_item_table = JL_RECORD_TABLE ("item", "JlItem", item_fields);

static const JlField reservation_fields[] = {
  [JL_RESERVATION_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_RESERVATION_ORGANISATION] = { .name = "organisation",
                                    .type = JL_FIELD_ID,
                                    .flags = JL_FIELD_READ_ONLY },
  [JL_RESERVATION_ITEM] = { .name = "item", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_RESERVATION_ITEM_TITLE] = { .name = "item_title",
                                  .type = JL_FIELD_TEXT,
                                  .max = 60,
                                  .flags = JL_FIELD_READ_ONLY },
  [JL_RESERVATION_LABEL_CODE] = { .name = "label_code",
                                  .type = JL_FIELD_TEXT,
                                  .max = 20,
                                  .flags = JL_FIELD_READ_ONLY },
  [JL_RESERVATION_PERSON] = { .name = "person",
                              .type = JL_FIELD_ID,
                              .flags = JL_FIELD_READ_ONLY,
                              .view = JL_VIEW_OWN },
  [JL_RESERVATION_STATE] = { .name = "state",
                             .type = JL_FIELD_ENUM,
                             .values = &jl_reservation_state_enum,
                             .flags = JL_FIELD_READ_ONLY },
  [JL_RESERVATION_PLACE] = { .name = "place",
                             .type = JL_FIELD_INTEGER,
                             .flags = JL_FIELD_READ_ONLY,
                             .doc = "Place in the waiting line, from 1; 0 when not waiting." },
  [JL_RESERVATION_EXPIRES_AT] = { .name = "expires_at",
                                  .type = JL_FIELD_TIME,
                                  .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE },
  [JL_RESERVATION_EXTENSIONS] = { .name = "extensions",
                                  .type = JL_FIELD_INTEGER,
                                  .flags = JL_FIELD_READ_ONLY,
                                  .doc = "How often its end was put off." },
  [JL_RESERVATION_REMIND_AT] = { .name = "remind_at",
                                 .type = JL_FIELD_TIME,
                                 .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                                 .view = JL_VIEW_STORED,
                                 .doc = "When the person is told that it ends soon." },
  [JL_RESERVATION_NICKNAME] = { .name = "nickname",
                                .type = JL_FIELD_TEXT,
                                .max = 20,
                                .flags = JL_FIELD_READ_ONLY | JL_FIELD_PERSONAL,
                                .view = JL_VIEW_OWN },
  [JL_RESERVATION_PHONE] = { .name = "phone",
                             .type = JL_FIELD_TEXT,
                             .max = 20,
                             .flags = JL_FIELD_READ_ONLY | JL_FIELD_PERSONAL,
                             .view = JL_VIEW_OWN,
                             .doc = "Masked; POST /reservations/{id}/contact tells it in full." },
  JL_RECORD_COMMON_FIELDS (JL_RESERVATION),
};
JL_ASSERT_FIELDS (JL_RESERVATION, reservation_fields);
const JlRecordTable jl_reservation_table =
    JL_RECORD_TABLE ("reservation", "JlReservation", reservation_fields);

static const JlField want_fields[] = {
  [JL_WANT_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_WANT_ORGANISATION] = { .name = "organisation",
                             .type = JL_FIELD_ID,
                             .flags = JL_FIELD_READ_ONLY },
  [JL_WANT_PERSON] = { .name = "person",
                       .type = JL_FIELD_ID,
                       .flags = JL_FIELD_READ_ONLY,
                       .view = JL_VIEW_OWN },
  [JL_WANT_TEXT] = { .name = "text",
                     .type = JL_FIELD_TEXT,
                     .min = 1,
                     .max = 60,
                     .flags = JL_FIELD_REQUIRED },
  [JL_WANT_CATEGORY] = { .name = "category",
                         .type = JL_FIELD_TEXT,
                         .max = 40,
                         .flags = JL_FIELD_NULLABLE },
  [JL_WANT_DISTRICT] = { .name = "district",
                         .type = JL_FIELD_TEXT,
                         .min = 6,
                         .max = 6,
                         .flags = JL_FIELD_NULLABLE },
  [JL_WANT_MAX_PRICE_FEN] = { .name = "max_price_fen",
                              .type = JL_FIELD_MONEY,
                              .max = MAX_PRICE_FEN,
                              .flags = JL_FIELD_NULLABLE },
  [JL_WANT_OPEN] = { .name = "open", .type = JL_FIELD_BOOLEAN, .flags = JL_FIELD_READ_ONLY },
  [JL_WANT_MATCH_TOKEN] = { .name = "match_token",
                            .type = JL_FIELD_TEXT,
                            .max = 80,
                            .flags = JL_FIELD_READ_ONLY,
                            .view = JL_VIEW_STORED,
                            .doc = "The search token that an item must have to be looked at." },
  [JL_WANT_EXPIRES_AT] = { .name = "expires_at",
                           .type = JL_FIELD_TIME,
                           .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE },
  [JL_WANT_MODERATION] = { .name = "moderation",
                           .type = JL_FIELD_ENUM,
                           .values = &jl_moderation_enum,
                           .flags = JL_FIELD_READ_ONLY,
                           .view = JL_VIEW_OWN,
                           .doc = "Anything but none: hidden from everybody else; "
                                  "GET /moderation/hidings says why." },
  JL_RECORD_COMMON_FIELDS (JL_WANT),
};
JL_ASSERT_FIELDS (JL_WANT, want_fields);
const JlRecordTable jl_want_table = JL_RECORD_TABLE ("want", "JlWant", want_fields);

static const JlField item_counter_fields[] = {
  [JL_ITEM_COUNTER_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_ITEM_COUNTER_ORGANISATION] = { .name = "organisation",
                                     .type = JL_FIELD_ID,
                                     .flags = JL_FIELD_READ_ONLY },
  [JL_ITEM_COUNTER_LABELS] = { .name = "labels",
                               .type = JL_FIELD_INTEGER,
                               .flags = JL_FIELD_READ_ONLY,
                               .doc = "The number on the last label that was given out." },
  [JL_ITEM_COUNTER_PHOTO_BYTES] = { .name = "photo_bytes",
                                    .type = JL_FIELD_INTEGER,
                                    .flags = JL_FIELD_READ_ONLY,
                                    .doc = "What its photos take of the organisation's quota." },
  JL_RECORD_COMMON_FIELDS (JL_ITEM_COUNTER),
};
JL_ASSERT_FIELDS (JL_ITEM_COUNTER, item_counter_fields);
const JlRecordTable jl_item_counter_table =
    JL_RECORD_TABLE ("item_counter", "JlItemCounter", item_counter_fields);

static const JlField sale_fields[] = {
  [JL_SALE_PRICE_FEN] = { .name = "price_fen",
                          .type = JL_FIELD_MONEY,
                          .max = MAX_PRICE_FEN,
                          .doc = "What was paid; the asking price if absent." },
  [JL_SALE_PAYMENT] = { .name = "payment",
                        .type = JL_FIELD_ENUM,
                        .values = &jl_payment_enum,
                        .doc = "Needed when something was paid." },
};
JL_ASSERT_FIELDS (JL_SALE, sale_fields);
const JlRecordTable jl_sale_table = JL_RECORD_TABLE ("sale", "JlSale", sale_fields);

static const JlField step_fields[] = {
  [JL_STEP_AT] = { .name = "at", .type = JL_FIELD_TIME, .flags = JL_FIELD_READ_ONLY },
  [JL_STEP_COMMAND] = { .name = "command",
                        .type = JL_FIELD_TEXT,
                        .max = 60,
                        .flags = JL_FIELD_READ_ONLY },
  [JL_STEP_ACTOR] = { .name = "actor",
                      .type = JL_FIELD_TEXT,
                      .max = 60,
                      .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                      .view = JL_VIEW_OWN,
                      .doc = "Who did it: a name for staff, a nickname for residents, null for the "
                             "service." },
  [JL_STEP_ORGANISATION_NAME] = { .name = "organisation_name",
                                  .type = JL_FIELD_TEXT,
                                  .max = 60,
                                  .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE },
  [JL_STEP_VERSION] = { .name = "version", .type = JL_FIELD_INTEGER, .flags = JL_FIELD_READ_ONLY },
  [JL_STEP_CUSTODY] = { .name = "custody",
                        .type = JL_FIELD_ENUM,
                        .values = &jl_custody_enum,
                        .flags = JL_FIELD_READ_ONLY },
  [JL_STEP_OFFER] = { .name = "offer",
                      .type = JL_FIELD_ENUM,
                      .values = &jl_offer_enum,
                      .flags = JL_FIELD_READ_ONLY },
  [JL_STEP_SETTLEMENT] = { .name = "settlement",
                           .type = JL_FIELD_ENUM,
                           .values = &jl_settlement_enum,
                           .flags = JL_FIELD_READ_ONLY },
  [JL_STEP_CHANGES] = { .name = "changes",
                        .type = JL_FIELD_LIST,
                        .element = JL_FIELD_TEXT,
                        .element_max = 40,
                        .max = 40,
                        .flags = JL_FIELD_READ_ONLY,
                        .view = JL_VIEW_OWN,
                        .doc = "Names of the members that changed." },
};
JL_ASSERT_FIELDS (JL_STEP, step_fields);
const JlRecordTable jl_step_table = JL_RECORD_TABLE ("step", "JlStep", step_fields);
