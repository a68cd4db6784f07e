// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-person-request.h"

#include <glib/gi18n-lib.h>

static const JlField search_fields[] = {
  [JL_PERSON_SEARCH_WHO] = { .name = "who",
                             .type = JL_FIELD_TEXT,
                             .min = 2,
                             .max = 40,
                             .flags = JL_FIELD_REQUIRED | JL_FIELD_PERSONAL,
                             .doc = "Their mobile number or username, whole." },
};
JL_ASSERT_FIELDS (JL_PERSON_SEARCH, search_fields);
const JlRecordTable jl_person_search_table =
    JL_RECORD_TABLE ("person_search", "JlPersonSearch", search_fields);

const JlEnum jl_export_format_enum = {
  .names = (const char *const[]){ "json", "html", NULL },
  .labels = (const char *const[]){ N_ ("For programs"), N_ ("To read"), NULL },
};

const JlEnum jl_export_reason_enum = {
  .names = (const char *const[]){ "request", "authority", NULL },
  .labels = (const char *const[]){ N_ ("Written request"), N_ ("Asked for by an authority"), NULL },
};

static const JlField order_fields[] = {
  [JL_PERSON_EXPORT_REASON] = { .name = "reason",
                                .type = JL_FIELD_ENUM,
                                .values = &jl_export_reason_enum,
                                .flags = JL_FIELD_REQUIRED },
  [JL_PERSON_EXPORT_FORMAT] = { .name = "format",
                                .type = JL_FIELD_ENUM,
                                .values = &jl_export_format_enum,
                                .doc = "json: the answer has `data`; html: it has `page`." },
};
JL_ASSERT_FIELDS (JL_PERSON_EXPORT, order_fields);
const JlRecordTable jl_person_export_table =
    JL_RECORD_TABLE ("person_export", "JlPersonExport", order_fields);

static const JlField answer_fields[] = {
  [JL_PERSON_ANSWER_DATA] = { .name = "data",
                              .type = JL_FIELD_OBJECT,
                              .max = 100,
                              .doc = "A list for each kind of record, and when it was made." },
  [JL_PERSON_ANSWER_PAGE] = { .name = "page",
                              .type = JL_FIELD_TEXT,
                              .flags = JL_FIELD_MULTILINE,
                              .doc = "The same as a page of HTML, to be read." },
};
JL_ASSERT_FIELDS (JL_PERSON_ANSWER, answer_fields);
const JlRecordTable jl_person_answer_table =
    JL_RECORD_TABLE ("person_answer", "JlPersonAnswer", answer_fields);

const JlEnum jl_erasure_reason_enum = {
  .names = (const char *const[]){ "own", "request", "death", "minor", "mistake", NULL },
  .labels = (const char *const[]){ N_ ("Asked for by themselves"),
                                   N_ ("Written request"),
                                   N_ ("Death"),
                                   N_ ("Too young to have agreed"),
                                   N_ ("Stored by mistake"),
                                   NULL },
};

static const JlField erasure_fields[] = {
  [JL_ERASURE_REASON] = { .name = "reason",
                          .type = JL_FIELD_ENUM,
                          .values = &jl_erasure_reason_enum,
                          .flags = JL_FIELD_REQUIRED,
                          .doc = "Why. No free text: it would be kept." },
};
JL_ASSERT_FIELDS (JL_ERASURE, erasure_fields);
const JlRecordTable jl_erasure_table = JL_RECORD_TABLE ("erasure", "JlErasure", erasure_fields);
