// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-bulk.h"
#include "jl-csv.h"
#include "jl-rules.h"

G_BEGIN_DECLS

/*
 * Takes the rows of a file in, each by the commands that a person's requests become. How far it has
 * come is committed with the rows, so that an import that was interrupted, by whatever, goes on
 * after the last row that it is done with.
 */

/**
 * JlImportOutcome:
 * @JL_IMPORT_TAKEN: all that the row asks for was done
 * @JL_IMPORT_PARTLY: it was taken, but not all that it asks for was possible
 * @JL_IMPORT_REFUSED: it is not right
 * @JL_IMPORT_FAILED: the service cannot go on; nothing is said about the row
 */
typedef enum {
  JL_IMPORT_TAKEN,
  JL_IMPORT_PARTLY,
  JL_IMPORT_REFUSED,
  JL_IMPORT_FAILED,
} JlImportOutcome;

/**
 * JlImportSetting:
 * @connection: the writer's, to look things up in
 * @rules: the rules
 * @today: the day in China
 * @organisation: (nullable): whose the rows are, unless they say it themselves
 * @language: of reasons
 */
typedef struct {
  JlConnection *connection;
  const JlRules *rules;
  JlDate today;
  const char *organisation;
  const char *language;
} JlImportSetting;

/**
 * JlImportKind:
 * @name: what is imported, e.g. `items`
 * @begin: reads the headings: (transfer full): what @take works with, or %NULL with INVALID
 * @take: takes one row in; @error says why not, but for %JL_IMPORT_TAKEN
 * @end: frees what @begin gave
 */
typedef struct {
  const char *name;
  gpointer (*begin) (const JlImportSetting *setting, const JlCsvRow *headings, GError **error);
  JlImportOutcome (*take) (gpointer importer, JlBulk *bulk, const JlCsvRow *row, GError **error);
  void (*end) (gpointer importer);
} JlImportKind;

/**
 * JlImportProgress:
 * @n_rows: in the file
 * @n_done: of them, those that earlier runs had done included
 * @n_before: those that earlier runs had done
 */
typedef struct {
  gint64 n_rows;
  gint64 n_done;
  gint64 n_before;
} JlImportProgress;

/**
 * JlImportJob:
 * @kind: what is imported
 * @writer: a writer for which nobody waits
 * @setting: what @kind needs; its connection is the writer's
 * @path: the file
 * @report_path: where to say what was not taken
 * @dry_run: nothing is kept; all rows are tried
 * @stop: (nullable): becomes non-zero when it should end soon, e.g. by a signal
 * @progress: (nullable): called after each row
 */
typedef struct {
  const JlImportKind *kind;
  JlWriter *writer;
  JlImportSetting setting;
  const char *path;
  const char *report_path;
  gboolean dry_run;
  const volatile int *stop;
  void (*progress) (const JlImportProgress *progress);
} JlImportJob;

gboolean jl_import_run (const JlImportJob *job, JlImportMark *mark, GError **error);

G_END_DECLS
