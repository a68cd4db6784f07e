// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

/* A record that has every type of field and every flag, for the tests of records. */

typedef enum { COLOUR_RED, COLOUR_GREEN, COLOUR_BLUE } Colour;
static const JlEnum colour_enum = {
  .names = (const char *const[]){ "red", "green", "blue", NULL },
  .labels = (const char *const[]){ "Red", "Green", "Blue", NULL },
};

enum { PART_ID, PART_NAME, PART_CODE, PART_OWNER, PART_HIDDEN, PART_PARTS, PART_N_FIELDS };
extern const JlRecordTable part_table;
static const JlField part_fields[] = {
  [PART_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [PART_NAME] = { .name = "name",
                  .type = JL_FIELD_TEXT,
                  .min = 1,
                  .max = 5,
                  .flags = JL_FIELD_REQUIRED },
  [PART_CODE] = { .name = "code", .type = JL_FIELD_TEXT, .flags = JL_FIELD_CREATE_ONLY },
  [PART_OWNER] = { .name = "owner",
                   .type = JL_FIELD_TEXT,
                   .flags = JL_FIELD_PERSONAL,
                   .view = JL_VIEW_OWN },
  [PART_HIDDEN] = { .name = "hidden", .type = JL_FIELD_INTEGER, .view = JL_VIEW_STORED },
  [PART_PARTS] = { .name = "parts", .type = JL_FIELD_LIST, .record = &part_table, .max = 2 },
};
JL_ASSERT_FIELDS (PART, part_fields);
const JlRecordTable part_table = JL_RECORD_TABLE ("part", "JlTestPart", part_fields);

enum {
  THING_ID,
  THING_TITLE,
  THING_NOTES,
  THING_COUNT,
  THING_ANY_NUMBER,
  THING_PRICE_FEN,
  THING_ACTIVE,
  THING_DAY,
  THING_SEEN_AT,
  THING_COLOUR,
  THING_TINT,
  THING_SHOP,
  THING_PARTS,
  THING_TAGS,
  THING_LINKS,
  THING_MAIN_PART,
  THING_SPARE_PART,
  THING_ATTRIBUTES,
  THING_KIND,
  THING_MARGIN_FEN,
  THING_DIGEST,
  THING_CAPTCHA,
  THING_PHONE,
  THING_PASSWORD,
  THING_VERSION,
  THING_N_FIELDS
};
static const JlField thing_fields[] = {
  [THING_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [THING_TITLE] = { .name = "title",
                    .type = JL_FIELD_TEXT,
                    .min = 2,
                    .max = 10,
                    .flags = JL_FIELD_REQUIRED,
                    .doc = "What it is called." },
  [THING_NOTES] = { .name = "notes",
                    .type = JL_FIELD_TEXT,
                    .max = 200,
                    .flags = JL_FIELD_MULTILINE | JL_FIELD_NULLABLE },
  [THING_COUNT] = { .name = "count", .type = JL_FIELD_INTEGER, .min = -5, .max = 100 },
  [THING_ANY_NUMBER] = { .name = "any_number", .type = JL_FIELD_INTEGER },
  [THING_PRICE_FEN] = { .name = "price_fen",
                        .type = JL_FIELD_MONEY,
                        .max = 100000,
                        .flags = JL_FIELD_NULLABLE },
  [THING_ACTIVE] = { .name = "active", .type = JL_FIELD_BOOLEAN },
  [THING_DAY] = { .name = "day", .type = JL_FIELD_DATE, .flags = JL_FIELD_NULLABLE },
  [THING_SEEN_AT] = { .name = "seen_at", .type = JL_FIELD_TIME },
  [THING_COLOUR] = { .name = "colour", .type = JL_FIELD_ENUM, .values = &colour_enum },
  [THING_TINT] = { .name = "tint",
                   .type = JL_FIELD_ENUM,
                   .values = &colour_enum,
                   .flags = JL_FIELD_NULLABLE },
  [THING_SHOP] = { .name = "shop", .type = JL_FIELD_ID },
  [THING_PARTS] = { .name = "parts",
                    .type = JL_FIELD_LIST,
                    .record = &part_table,
                    .min = 1,
                    .max = 3 },
  [THING_TAGS] = { .name = "tags",
                   .type = JL_FIELD_LIST,
                   .element = JL_FIELD_TEXT,
                   .element_max = 4,
                   .max = 3 },
  [THING_LINKS] = { .name = "links", .type = JL_FIELD_LIST, .element = JL_FIELD_ID },
  [THING_MAIN_PART] = { .name = "main_part", .type = JL_FIELD_RECORD, .record = &part_table },
  [THING_SPARE_PART] = { .name = "spare_part",
                         .type = JL_FIELD_RECORD,
                         .record = &part_table,
                         .flags = JL_FIELD_NULLABLE },
  [THING_ATTRIBUTES] = { .name = "attributes", .type = JL_FIELD_OBJECT, .max = 3 },
  [THING_KIND] = { .name = "kind", .type = JL_FIELD_TEXT, .flags = JL_FIELD_CREATE_ONLY },
  [THING_MARGIN_FEN] = { .name = "margin_fen", .type = JL_FIELD_MONEY, .view = JL_VIEW_OWN },
  [THING_DIGEST] = { .name = "digest", .type = JL_FIELD_TEXT, .view = JL_VIEW_STORED },
  [THING_CAPTCHA] = { .name = "captcha", .type = JL_FIELD_TEXT, .flags = JL_FIELD_WRITE_ONLY },
  [THING_PHONE] = { .name = "phone",
                    .type = JL_FIELD_TEXT,
                    .flags = JL_FIELD_PERSONAL,
                    .view = JL_VIEW_OWN },
  [THING_PASSWORD] = { .name = "password", .type = JL_FIELD_TEXT, .flags = JL_FIELD_SECRET },
  [THING_VERSION] = { .name = "version", .type = JL_FIELD_INTEGER, .flags = JL_FIELD_READ_ONLY },
};
JL_ASSERT_FIELDS (THING, thing_fields);
static const JlRecordTable thing_table = JL_RECORD_TABLE ("thing", "JlTestThing", thing_fields);

#define ID_TEXT "00000000000Z1"
#define OTHER_ID_TEXT "7ZZZZZZZZZZZZ"

/* What a client that knows everything would send to create one. */
#define FULL_REQUEST                                                                               \
  "{\"title\":\"沙发\",\"notes\":\"a\\nb\",\"count\":-5,\"any_number\":-9223372036854775808,"    \
  "\"price_fen\":100000,\"active\":true,\"day\":\"2026-11-23\","                                   \
  "\"seen_at\":\"2026-11-23T08:00:00.123Z\",\"colour\":\"blue\",\"tint\":null,"                    \
  "\"shop\":\"" ID_TEXT "\",\"parts\":[{\"name\":\"leg\",\"code\":\"x\",\"owner\":\"王\","        \
  "\"hidden\":7},{\"name\":\"五个字符啊\",\"parts\":[{\"name\":\"in\"}]}],"                   \
  "\"tags\":[\"旧\",\"abcd\"],\"links\":[\"" OTHER_ID_TEXT "\"],"                                  \
  "\"main_part\":{\"name\":\"m\",\"owner\":\"o\"},\"spare_part\":null,"                            \
  "\"attributes\":{\"z\":1.5,\"a\":[true,null],\"m\":{\"x\":\"\\\"\"}},\"kind\":\"k\","            \
  "\"margin_fen\":-12,\"digest\":\"d\",\"captcha\":\"c\",\"phone\":\"13800000000\","               \
  "\"password\":\"s3cret\"}"

static inline JlRecord *
parse_record (const JlRecordTable *table, const char *text, JlReadMode mode, GError **error)
{
  g_autoptr (JsonNode) node = jl_json_parse (text, -1, error);

  return node == NULL ? NULL : jl_record_read_json (table, node, mode, error);
}
