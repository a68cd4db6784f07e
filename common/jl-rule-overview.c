// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-rule-overview.h"

#include <glib/gi18n-lib.h>

const JlEnum jl_certainty_enum = {
  .names = (const char *const[]){ "verified", "press", "memory", "proposal", NULL },
  .labels =
      (const char *const[]){
          N_ ("Text read"), N_ ("From the press"), N_ ("From memory"), N_ ("Our proposal"), NULL },
};
const JlEnum jl_rule_state_enum = {
  .names = (const char *const[]){ "in_force", "to_come", "past", NULL },
  .labels = (const char *const[]){ N_ ("In force"), N_ ("To come"), N_ ("Past"), NULL },
};

#define COUNT_FIELD(name_, doc_)                                                                   \
  {                                                                                                \
    .name = (name_), .type = JL_FIELD_INTEGER, .flags = JL_FIELD_READ_ONLY, .doc = (doc_)          \
  }
static const JlField rules_file_fields[] = {
  [JL_RULES_FILE_NAME] = { .name = "name",
                           .type = JL_FIELD_TEXT,
                           .max = 60,
                           .flags = JL_FIELD_READ_ONLY,
                           .doc = "For GET /rules/{name}." },
  [JL_RULES_FILE_VERSION] = { .name = "version",
                              .type = JL_FIELD_DATE,
                              .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                              .doc = "As the file states it; null for tables that state none." },
  [JL_RULES_FILE_DIGEST] = { .name = "digest",
                             .type = JL_FIELD_TEXT,
                             .max = 64,
                             .flags = JL_FIELD_READ_ONLY,
                             .doc = "SHA-256 of the file." },
  [JL_RULES_FILE_IN_FORCE] = COUNT_FIELD ("in_force", "Rows that hold today."),
  [JL_RULES_FILE_TO_COME] = COUNT_FIELD ("to_come", "Rows that will hold."),
  [JL_RULES_FILE_PAST] = COUNT_FIELD ("past", "Rows that no longer hold."),
  [JL_RULES_FILE_VERIFIED] = COUNT_FIELD ("verified", "Of those in force: whose text was read."),
  [JL_RULES_FILE_PRESS] = COUNT_FIELD ("press", "Of those in force: known from the press."),
  [JL_RULES_FILE_MEMORY] = COUNT_FIELD ("memory", "Of those in force: not looked up."),
  [JL_RULES_FILE_PROPOSAL] = COUNT_FIELD ("proposal", "Of those in force: no law, our own."),
};
JL_ASSERT_FIELDS (JL_RULES_FILE, rules_file_fields);
const JlRecordTable jl_rules_file_table =
    JL_RECORD_TABLE ("rules_file", "JlRulesFileOverview", rules_file_fields);

static const JlField rule_overview_fields[] = {
  [JL_RULE_OVERVIEW_CODE] = { .name = "code",
                              .type = JL_FIELD_TEXT,
                              .max = 60,
                              .flags = JL_FIELD_READ_ONLY },
  [JL_RULE_OVERVIEW_NAME] = { .name = "name",
                              .type = JL_FIELD_TEXT,
                              .max = 200,
                              .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                              .doc = "In the language that was asked for." },
  [JL_RULE_OVERVIEW_STATE] = { .name = "state",
                               .type = JL_FIELD_ENUM,
                               .values = &jl_rule_state_enum,
                               .flags = JL_FIELD_READ_ONLY },
  [JL_RULE_OVERVIEW_SOURCE] = { .name = "source",
                                .type = JL_FIELD_TEXT,
                                .max = 200,
                                .flags = JL_FIELD_READ_ONLY },
  [JL_RULE_OVERVIEW_CERTAINTY] = { .name = "certainty",
                                   .type = JL_FIELD_ENUM,
                                   .values = &jl_certainty_enum,
                                   .flags = JL_FIELD_READ_ONLY },
  [JL_RULE_OVERVIEW_VALID_FROM] = { .name = "valid_from",
                                    .type = JL_FIELD_DATE,
                                    .flags = JL_FIELD_READ_ONLY },
  [JL_RULE_OVERVIEW_VALID_TO] = { .name = "valid_to",
                                  .type = JL_FIELD_DATE,
                                  .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE },
  [JL_RULE_OVERVIEW_CONTENT] = { .name = "content",
                                 .type = JL_FIELD_OBJECT,
                                 .max = 100,
                                 .flags = JL_FIELD_READ_ONLY,
                                 .doc = "The row's other members, as they stand in the file." },
};
JL_ASSERT_FIELDS (JL_RULE_OVERVIEW, rule_overview_fields);
const JlRecordTable jl_rule_overview_table =
    JL_RECORD_TABLE ("rule", "JlRuleOverview", rule_overview_fields);
