// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-spreadsheet.h"

#include <glib/gi18n-lib.h>

#define READ_ONLY(name_, type_)                                                                    \
  {                                                                                                \
    .name = (name_), .type = (type_), .flags = JL_FIELD_READ_ONLY                                  \
  }

const JlEnum jl_import_state_enum = {
  .names =
      (const char *const[]){
          "checking", "ready", "running", "finished", "cancelled", "broken", NULL },
  .labels = (const char *const[]){ N_ ("Being checked"),
                                   N_ ("Checked"),
                                   N_ ("Being taken in"),
                                   N_ ("Finished"),
                                   N_ ("Cancelled"),
                                   N_ ("Ended by a problem"),
                                   NULL },
};

const JlEnum jl_text_encoding_enum = {
  .names = (const char *const[]){ "utf-8", "gbk", NULL },
  .labels = (const char *const[]){ N_ ("UTF-8"), N_ ("GBK (older programs)"), NULL },
};

static const JlField column_fields[] = {
  [JL_IMPORT_COLUMN_HEADING] = { .name = "heading",
                                 .type = JL_FIELD_TEXT,
                                 .flags = JL_FIELD_READ_ONLY,
                                 .doc = "As the file has it." },
  [JL_IMPORT_COLUMN_MEMBER] = { .name = "member",
                                .type = JL_FIELD_TEXT,
                                .flags = JL_FIELD_READ_ONLY,
                                .doc = "What the column holds, as reasons name it." },
};
JL_ASSERT_FIELDS (JL_IMPORT_COLUMN, column_fields);
const JlRecordTable jl_import_column_table =
    JL_RECORD_TABLE ("import_column", "JlImportColumn", column_fields);

static const JlField import_fields[] = {
  [JL_IMPORT_JOB_ID] = READ_ONLY ("id", JL_FIELD_ID),
  [JL_IMPORT_JOB_KIND] = READ_ONLY ("kind", JL_FIELD_TEXT),
  [JL_IMPORT_JOB_FILE_NAME] = READ_ONLY ("file_name", JL_FIELD_TEXT),
  [JL_IMPORT_JOB_ENCODING] = { .name = "encoding",
                               .type = JL_FIELD_ENUM,
                               .values = &jl_text_encoding_enum,
                               .flags = JL_FIELD_READ_ONLY,
                               .doc = "What the file was read as." },
  [JL_IMPORT_JOB_STATE] = { .name = "state",
                            .type = JL_FIELD_ENUM,
                            .values = &jl_import_state_enum,
                            .flags = JL_FIELD_READ_ONLY },
  [JL_IMPORT_JOB_ROWS] = { .name = "rows",
                           .type = JL_FIELD_INTEGER,
                           .flags = JL_FIELD_READ_ONLY,
                           .doc = "Of the file, without headings and empty rows." },
  [JL_IMPORT_JOB_DONE] = { .name = "done",
                           .type = JL_FIELD_INTEGER,
                           .flags = JL_FIELD_READ_ONLY,
                           .doc = "Of these, in this state: checked, or taken in and refused." },
  [JL_IMPORT_JOB_TAKEN] = { .name = "taken",
                            .type = JL_FIELD_INTEGER,
                            .flags = JL_FIELD_READ_ONLY,
                            .doc = "Taken in; while it is checked, those that would be." },
  [JL_IMPORT_JOB_PARTLY] = { .name = "partly",
                             .type = JL_FIELD_INTEGER,
                             .flags = JL_FIELD_READ_ONLY,
                             .doc = "Of those taken: not in all that the row asks for." },
  [JL_IMPORT_JOB_REFUSED] = READ_ONLY ("refused", JL_FIELD_INTEGER),
  [JL_IMPORT_JOB_PROBLEM] = { .name = "problem",
                              .type = JL_FIELD_TEXT,
                              .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                              .doc = "Why it is broken." },
  [JL_IMPORT_JOB_TAKEN_BEFORE] = { .name = "taken_before",
                                   .type = JL_FIELD_TIME,
                                   .flags = JL_FIELD_READ_ONLY | JL_FIELD_NULLABLE,
                                   .doc = "When the same file was imported already." },
  [JL_IMPORT_JOB_COLUMNS] = { .name = "columns",
                              .type = JL_FIELD_LIST,
                              .record = &jl_import_column_table,
                              .flags = JL_FIELD_READ_ONLY },
  [JL_IMPORT_JOB_CREATED_AT] = READ_ONLY ("created_at", JL_FIELD_TIME),
  [JL_IMPORT_JOB_UPDATED_AT] = READ_ONLY ("updated_at", JL_FIELD_TIME),
};
JL_ASSERT_FIELDS (JL_IMPORT_JOB, import_fields);
const JlRecordTable jl_import_job_table =
    JL_RECORD_TABLE ("import_job", "JlImportJobRecord", import_fields);

static const JlField import_query_fields[] = {
  [JL_IMPORT_QUERY_KIND] = { .name = "kind",
                             .type = JL_FIELD_TEXT,
                             .min = 1,
                             .max = 30,
                             .doc = "What the rows are; items if absent." },
  [JL_IMPORT_QUERY_NAME] = { .name = "name",
                             .type = JL_FIELD_TEXT,
                             .min = 1,
                             .max = 200,
                             .doc = "What the file is called." },
  [JL_IMPORT_QUERY_ENCODING] = { .name = "encoding",
                                 .type = JL_FIELD_ENUM,
                                 .values = &jl_text_encoding_enum,
                                 .doc = "Of a CSV file that could be either; recognised if "
                                        "absent." },
};
JL_ASSERT_FIELDS (JL_IMPORT_QUERY, import_query_fields);
const JlRecordTable jl_import_query_table =
    JL_RECORD_TABLE ("import_query", "JlImportQuery", import_query_fields);

const JlEnum jl_row_result_enum = {
  .names = (const char *const[]){ "unknown", "taken", "partly", "refused", NULL },
  .labels =
      (const char *const[]){
          N_ ("Not checked yet"), N_ ("Good"), N_ ("Taken in, but not all"), N_ ("Refused"), NULL },
};

static const JlField reason_fields[] = {
  [JL_ROW_REASON_MEMBER] = { .name = "member",
                             .type = JL_FIELD_TEXT,
                             .flags = JL_FIELD_READ_ONLY,
                             .doc = "Which cell is at fault; empty: the row." },
  [JL_ROW_REASON_CODE] = READ_ONLY ("code", JL_FIELD_TEXT),
  [JL_ROW_REASON_TEXT] = READ_ONLY ("text", JL_FIELD_TEXT),
};
JL_ASSERT_FIELDS (JL_ROW_REASON, reason_fields);
const JlRecordTable jl_row_reason_table =
    JL_RECORD_TABLE ("row_reason", "JlRowReason", reason_fields);

static const JlField row_fields[] = {
  [JL_IMPORT_ROW_LINE] = READ_ONLY ("line", JL_FIELD_INTEGER),
  [JL_IMPORT_ROW_CELLS] = { .name = "cells",
                            .type = JL_FIELD_LIST,
                            .element = JL_FIELD_TEXT,
                            .flags = JL_FIELD_READ_ONLY,
                            .doc = "Long ones are cut." },
  [JL_IMPORT_ROW_RESULT] = { .name = "result",
                             .type = JL_FIELD_ENUM,
                             .values = &jl_row_result_enum,
                             .flags = JL_FIELD_READ_ONLY },
  [JL_IMPORT_ROW_REASONS] = { .name = "reasons",
                              .type = JL_FIELD_LIST,
                              .record = &jl_row_reason_table,
                              .flags = JL_FIELD_READ_ONLY },
};
JL_ASSERT_FIELDS (JL_IMPORT_ROW, row_fields);
const JlRecordTable jl_import_row_table = JL_RECORD_TABLE ("import_row", "JlImportRow", row_fields);

const JlEnum jl_spreadsheet_format_enum = {
  .names = (const char *const[]){ "xlsx", "csv", NULL },
  .labels = (const char *const[]){ N_ ("Excel workbook (xlsx)"), N_ ("Text (CSV)"), NULL },
};

static const JlField order_fields[] = {
  [JL_EXPORT_ORDER_FORMAT] = { .name = "format",
                               .type = JL_FIELD_ENUM,
                               .values = &jl_spreadsheet_format_enum,
                               .flags = JL_FIELD_REQUIRED },
  [JL_EXPORT_ORDER_ENCODING] = { .name = "encoding",
                                 .type = JL_FIELD_ENUM,
                                 .values = &jl_text_encoding_enum,
                                 .doc = "Of CSV; UTF-8 with a byte order mark if absent." },
};
JL_ASSERT_FIELDS (JL_EXPORT_ORDER, order_fields);
const JlRecordTable jl_export_order_table =
    JL_RECORD_TABLE ("export_order", "JlExportOrder", order_fields);

static const JlField export_fields[] = {
  [JL_EXPORT_ID] = READ_ONLY ("id", JL_FIELD_ID),
  [JL_EXPORT_FORMAT] = { .name = "format",
                         .type = JL_FIELD_ENUM,
                         .values = &jl_spreadsheet_format_enum,
                         .flags = JL_FIELD_READ_ONLY },
  [JL_EXPORT_FILE_NAME] = READ_ONLY ("file_name", JL_FIELD_TEXT),
  [JL_EXPORT_ROWS] = READ_ONLY ("rows", JL_FIELD_INTEGER),
  [JL_EXPORT_CREATED_AT] = READ_ONLY ("created_at", JL_FIELD_TIME),
};
JL_ASSERT_FIELDS (JL_EXPORT, export_fields);
const JlRecordTable jl_export_table = JL_RECORD_TABLE ("export", "JlExport", export_fields);
