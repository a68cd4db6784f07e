// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-bulk.h"
#include "jl-rules.h"
#include "jl-sheet-read.h"

G_BEGIN_DECLS

/*
 * Takes the rows of a file in, each by the commands that a person's requests become. How far it has
 * come is committed with the rows, so that an import that was interrupted, by whatever, goes on
 * after the last row that it is done with.
 */

/**
 * JlImportOutcome:
 * @JL_IMPORT_TAKEN: all that the row asks for was done, now or before
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
 * @only: no other organisation's rows may be in it; 0: any
 * @language: of reasons
 * @is_trial: nothing will be kept
 */
typedef struct {
  JlConnection *connection;
  const JlRules *rules;
  JlDate today;
  const char *organisation;
  gint64 only;
  const char *language;
  gboolean is_trial;
} JlImportSetting;

/**
 * JlImportKind:
 * @name: what is imported, e.g. `items`
 * @holds_persons: the rows and the report name people: they are sealed, and not kept longer than a
 *   day
 * @roles: who may import such through the API, 0: nobody; the command line may always
 * @begin: reads the headings: (transfer full): what @take works with, or %NULL with INVALID
 * @take: takes one row in; @error says why not, and of one that was taken what its sender should
 *   know, if there is anything
 * @get_member: what a column holds, as reasons name it; %NULL for a column without heading
 * @end: frees what @begin gave
 */
typedef struct {
  const char *name;
  gboolean holds_persons;
  JlRoleSet roles;
  gpointer (*begin) (const JlImportSetting *setting, const JlSheetRow *headings, GError **error);
  JlImportOutcome (*take) (gpointer importer, JlBulk *bulk, const JlSheetRow *row, GError **error);
  const char *(*get_member) (gpointer importer, guint column);
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
 * @writer: where to
 * @setting: what @kind needs; its connection is the writer's
 * @caller: (nullable): in whose name; %NULL: the service's own
 * @report_path: where to say what was not taken
 * @key: (nullable): what the report is sealed under
 * @dry_run: nothing is kept; all rows are tried
 * @beside: others wait for the writer: a step is short, and how far a trial has come is kept too
 * @stop: (nullable): becomes non-zero when it should end soon, e.g. by a signal
 * @progress: (nullable): called after each row
 * @user_data: for @progress
 */
typedef struct {
  const JlImportKind *kind;
  JlWriter *writer;
  JlImportSetting setting;
  const JlCaller *caller;
  const char *report_path;
  const guint8 *key;
  gboolean dry_run;
  gboolean beside;
  const volatile int *stop;
  void (*progress) (const JlImportProgress *progress, gpointer user_data);
  gpointer user_data;
} JlImportJob;

/* Rows that were read before, step by step. */
typedef struct _JlImportRun JlImportRun;

JlImportRun *
jl_import_run_new (const JlImportJob *job, JlSheetRows *rows, JlImportMark *mark, GError **error);
void jl_import_run_free (JlImportRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlImportRun, jl_import_run_free)

gboolean
jl_import_run_step (JlImportRun *self, gint64 micros, gboolean *is_finished, GError **error);

/**
 * JlImportFile:
 * @path: CSV or xlsx
 * @encoding: of CSV, if it is known
 * @anew: it may differ from what an interrupted import of this path has begun with
 */
typedef struct {
  const char *path;
  JlEncoding encoding;
  gboolean anew;
} JlImportFile;

gboolean jl_import_file (const JlImportJob *job,
                         const JlImportFile *file,
                         JlImportMark *mark,
                         GError **error);

G_END_DECLS
