// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-consent.h"

#include <glib/gi18n-lib.h>

const JlEnum jl_consent_audience_enum = {
  .names = (const char *const[]){ "resident", "staff", NULL },
  .labels = (const char *const[]){ N_ ("Residents"), N_ ("Who works for an organisation"), NULL },
};

#define MAX_TEXT 4000

static const JlField text_fields[] = {
  [JL_CONSENT_TEXT_AUDIENCE] = { .name = "audience",
                                 .type = JL_FIELD_ENUM,
                                 .values = &jl_consent_audience_enum,
                                 .flags = JL_FIELD_READ_ONLY },
  [JL_CONSENT_TEXT_VERSION] = { .name = "text_version",
                                .type = JL_FIELD_INTEGER,
                                .flags = JL_FIELD_READ_ONLY },
  [JL_CONSENT_TEXT_TITLE] = { .name = "title",
                              .type = JL_FIELD_TEXT,
                              .max = 200,
                              .flags = JL_FIELD_READ_ONLY },
  [JL_CONSENT_TEXT_TEXT] = { .name = "text",
                             .type = JL_FIELD_TEXT,
                             .max = MAX_TEXT,
                             .flags = JL_FIELD_READ_ONLY | JL_FIELD_MULTILINE,
                             .doc = "A paragraph a line." },
  [JL_CONSENT_TEXT_WITHDRAWAL] = { .name = "withdrawal",
                                   .type = JL_FIELD_TEXT,
                                   .max = MAX_TEXT,
                                   .flags = JL_FIELD_READ_ONLY | JL_FIELD_MULTILINE,
                                   .doc = "What follows when somebody withdraws their consent." },
  [JL_CONSENT_TEXT_MINIMUM_AGE] = { .name = "minimum_age",
                                    .type = JL_FIELD_INTEGER,
                                    .flags = JL_FIELD_READ_ONLY,
                                    .doc = "Years. Whoever is younger cannot agree to it." },
  [JL_CONSENT_TEXT_VALID_FROM] = { .name = "valid_from",
                                   .type = JL_FIELD_DATE,
                                   .flags = JL_FIELD_READ_ONLY },
  [JL_CONSENT_TEXT_IN_FORCE] = { .name = "in_force",
                                 .type = JL_FIELD_BOOLEAN,
                                 .flags = JL_FIELD_READ_ONLY,
                                 .doc = "Whether it is what people agree to today." },
};
JL_ASSERT_FIELDS (JL_CONSENT_TEXT, text_fields);
const JlRecordTable jl_consent_text_table =
    JL_RECORD_TABLE ("consent_text", "JlConsentText", text_fields);

static const JlField consent_fields[] = {
  [JL_CONSENT_ID] = { .name = "id", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_CONSENT_ORGANISATION] = { .name = "organisation",
                                .type = JL_FIELD_ID,
                                .flags = JL_FIELD_READ_ONLY,
                                .doc = "Where the person joined." },
  [JL_CONSENT_PERSON] = { .name = "person", .type = JL_FIELD_ID, .flags = JL_FIELD_READ_ONLY },
  [JL_CONSENT_AUDIENCE] = { .name = "audience",
                            .type = JL_FIELD_ENUM,
                            .values = &jl_consent_audience_enum,
                            .flags = JL_FIELD_READ_ONLY },
  [JL_CONSENT_VERSION_OF_TEXT] = { .name = "text_version",
                                   .type = JL_FIELD_INTEGER,
                                   .flags = JL_FIELD_READ_ONLY,
                                   .doc = "Of GET /consents/texts, with the same audience." },
  [JL_CONSENT_WITHDRAWN_AT] = { .name = "withdrawn_at",
                                .type = JL_FIELD_TIME,
                                .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE },
  JL_RECORD_COMMON_FIELDS (JL_CONSENT),
};
JL_ASSERT_FIELDS (JL_CONSENT, consent_fields);
const JlRecordTable jl_consent_table = JL_RECORD_TABLE ("consent", "JlConsent", consent_fields);

static const JlField giving_fields[] = {
  [JL_CONSENT_GIVING_TEXT_VERSION] = { .name = "text_version",
                                       .type = JL_FIELD_INTEGER,
                                       .min = 1,
                                       .max = 10000,
                                       .flags = JL_FIELD_REQUIRED,
                                       .doc = "Of the text that was read." },
  [JL_CONSENT_GIVING_OF_AGE] = { .name = "of_age",
                                 .type = JL_FIELD_BOOLEAN,
                                 .flags = JL_FIELD_REQUIRED,
                                 .doc = "Whether they say that they are as old as the text asks. "
                                        "No date of birth is stored." },
};
JL_ASSERT_FIELDS (JL_CONSENT_GIVING, giving_fields);
const JlRecordTable jl_consent_giving_table =
    JL_RECORD_TABLE ("consent_giving", "JlConsentGiving", giving_fields);
