// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-record.h"

G_BEGIN_DECLS

/*
 * Tables in and out: an import is a file that somebody sent. It is checked row by row first, with
 * nothing kept; then its sender looks at what was found and starts it, or leaves it.
 */

typedef enum {
  JL_IMPORT_CHECKING,  /* rows are tried, and nothing is kept */
  JL_IMPORT_READY,     /* all were tried: it can be started */
  JL_IMPORT_RUNNING,   /* rows are taken in */
  JL_IMPORT_FINISHED,  /* all rows are done with */
  JL_IMPORT_CANCELLED, /* somebody has ended it; rows that were taken in stay */
  JL_IMPORT_BROKEN,    /* it cannot go on, and says why */
} JlImportState;
extern const JlEnum jl_import_state_enum;

typedef enum { JL_TEXT_UTF8, JL_TEXT_GBK } JlTextEncoding;
extern const JlEnum jl_text_encoding_enum;

enum { JL_IMPORT_COLUMN_HEADING, JL_IMPORT_COLUMN_MEMBER, JL_IMPORT_COLUMN_N_FIELDS };
extern const JlRecordTable jl_import_column_table;

enum {
  JL_IMPORT_JOB_ID,
  JL_IMPORT_JOB_KIND,
  JL_IMPORT_JOB_FILE_NAME,
  JL_IMPORT_JOB_ENCODING,
  JL_IMPORT_JOB_STATE,
  JL_IMPORT_JOB_ROWS,
  JL_IMPORT_JOB_DONE,
  JL_IMPORT_JOB_TAKEN,
  JL_IMPORT_JOB_PARTLY,
  JL_IMPORT_JOB_REFUSED,
  JL_IMPORT_JOB_PROBLEM,
  JL_IMPORT_JOB_TAKEN_BEFORE,
  JL_IMPORT_JOB_COLUMNS,
  JL_IMPORT_JOB_CREATED_AT,
  JL_IMPORT_JOB_UPDATED_AT,
  JL_IMPORT_JOB_N_FIELDS
};
extern const JlRecordTable jl_import_job_table;

/* The query of POST /imports. */
enum {
  JL_IMPORT_QUERY_KIND,
  JL_IMPORT_QUERY_NAME,
  JL_IMPORT_QUERY_ENCODING,
  JL_IMPORT_QUERY_N_FIELDS
};
extern const JlRecordTable jl_import_query_table;

/* What became of a row, or would. */
typedef enum { JL_ROW_UNKNOWN, JL_ROW_TAKEN, JL_ROW_PARTLY, JL_ROW_REFUSED } JlRowResult;
extern const JlEnum jl_row_result_enum;

enum { JL_ROW_REASON_MEMBER, JL_ROW_REASON_CODE, JL_ROW_REASON_TEXT, JL_ROW_REASON_N_FIELDS };
extern const JlRecordTable jl_row_reason_table;
/* Code of a reason that is none: for a person of a list an invitation was made. Its text is the
 * code, the address where it is typed, its last day, and the organisation's name, with spaces
 * between. */
#define JL_ROW_REASON_INVITED "invited"

enum {
  JL_IMPORT_ROW_LINE,
  JL_IMPORT_ROW_CELLS,
  JL_IMPORT_ROW_RESULT,
  JL_IMPORT_ROW_REASONS,
  JL_IMPORT_ROW_N_FIELDS
};
extern const JlRecordTable jl_import_row_table;

/* An export is a file that was made for somebody. */
typedef enum { JL_SPREADSHEET_XLSX, JL_SPREADSHEET_CSV } JlSpreadsheetFormat;
extern const JlEnum jl_spreadsheet_format_enum;

enum { JL_EXPORT_ORDER_FORMAT, JL_EXPORT_ORDER_ENCODING, JL_EXPORT_ORDER_N_FIELDS };
extern const JlRecordTable jl_export_order_table;

enum {
  JL_EXPORT_ID,
  JL_EXPORT_FORMAT,
  JL_EXPORT_FILE_NAME,
  JL_EXPORT_ROWS,
  JL_EXPORT_CREATED_AT,
  JL_EXPORT_N_FIELDS
};
extern const JlRecordTable jl_export_table;

G_END_DECLS
