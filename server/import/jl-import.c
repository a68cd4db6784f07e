// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-import.h"

#include "jl-error.h"
#include "jl-import-report.h"

#include <glib/gi18n-lib.h>

struct _JlImportRun {
  JlImportJob job;
  JlSheetRows *rows;  /* owned */
  JlImportMark *mark; /* borrowed */
  JlImportProgress progress;
  guint n_headings;
  JlBulk *bulk;           /* owned */
  JlImportReport *report; /* owned */
  gpointer importer;      /* owned: of the kind */
  gint64 end;             /* of the step, monotonic microseconds */
};

/**
 * jl_import_run_free:
 * @self: (transfer full) (nullable): a run; what it has not committed never happened
 */
void
jl_import_run_free (JlImportRun *self)
{
  if (self == NULL)
    return;

  if (self->importer != NULL)
    self->job.kind->end (self->importer);
  jl_bulk_free (self->bulk);
  jl_import_report_free (self->report);
  jl_sheet_rows_free (self->rows);
  g_free (self);
}

/* A row that is not there is an error too: the file was longer when this was begun. */
static gboolean
read_row (JlImportRun *self, JlSheetRow *row, GError **error)
{
  GError *local_error = NULL;

  if (jl_sheet_rows_next (self->rows, row, &local_error))
    return TRUE;
  if (local_error == NULL)
    local_error = g_error_new_literal (JL_ERROR, JL_ERROR_INTERNAL, "rows: some are missing");
  g_propagate_error (error, local_error);
  return FALSE;
}

static gboolean
begin (JlImportRun *self, GError **error)
{
  const JlImportJob *job = &self->job;
  JlSheetRow row;

  if (!read_row (self, &row, error))
    return FALSE;
  self->n_headings = row.n_cells;
  self->importer = job->kind->begin (&job->setting, &row, error);
  if (self->importer == NULL)
    return FALSE;
  /* The headings are the row before the first. */
  if (!jl_sheet_rows_skip (self->rows, self->mark->n_rows + 1, error))
    return FALSE;
  self->report = jl_import_report_new (job->report_path, self->mark->report_size, job->key);
  self->bulk = job->beside ? jl_bulk_new_beside (job->writer) : jl_bulk_new (job->writer, error);
  if (self->bulk != NULL)
    jl_bulk_set_caller (self->bulk, job->caller);
  return self->bulk != NULL;
}

/**
 * jl_import_run_new:
 * @job: what to import; what it points to outlives the run
 * @rows: (transfer full): the file's rows, before the first
 * @mark: (inout): how far earlier runs have come; outlives the run
 * @error: INVALID when the headings mean nothing
 *
 * Returns: (transfer full): a run that goes on where @mark is
 */
JlImportRun *
jl_import_run_new (const JlImportJob *job, JlSheetRows *rows, JlImportMark *mark, GError **error)
{
  g_autoptr (JlImportRun) self = g_new0 (JlImportRun, 1);

  self->job = *job;
  self->job.setting.is_trial = job->dry_run;
  self->rows = rows;
  self->mark = mark;
  self->progress = (JlImportProgress){ .n_rows = jl_sheet_rows_get_n_rows (rows) - 1,
                                       .n_done = mark->n_rows,
                                       .n_before = mark->n_rows };
  return begin (self, error) ? g_steal_pointer (&self) : NULL;
}

/* The report first: a row that is done with is in it. */
static gboolean
commit (JlImportRun *self, GError **error)
{
  if (!jl_import_report_save (self->report, error))
    return FALSE;
  if (self->job.dry_run)
    jl_bulk_roll_back (self->bulk);
  if (self->job.dry_run && !self->job.beside)
    return TRUE;
  self->mark->report_size = jl_import_report_get_size (self->report);
  return jl_bulk_store_mark (self->bulk, self->mark, error) && jl_bulk_commit (self->bulk, error);
}

static gboolean
take_row (JlImportRun *self, const JlSheetRow *row, GError **error)
{
  g_autoptr (GError) reasons = NULL;
  JlImportOutcome outcome = JL_IMPORT_REFUSED;

  if (row->n_cells != self->n_headings)
    g_set_error (&reasons,
                 JL_ERROR,
                 JL_ERROR_INVALID,
                 _ ("The row has %u cells, and there are %u headings"),
                 row->n_cells,
                 self->n_headings);
  else
    outcome = self->job.kind->take (self->importer, self->bulk, row, &reasons);

  switch (outcome) {
  case JL_IMPORT_FAILED:
    g_propagate_error (error, g_steal_pointer (&reasons));
    return FALSE;
  case JL_IMPORT_REFUSED:
    jl_import_report_add (self->report, row->line, "refused", reasons);
    self->mark->n_refused++;
    break;
  case JL_IMPORT_PARTLY:
    jl_import_report_add (self->report, row->line, "partly", reasons);
    self->mark->n_partly++;
    self->mark->n_taken++;
    break;
  default:
    if (reasons != NULL)
      jl_import_report_add (self->report, row->line, "taken", reasons);
    self->mark->n_taken++;
  }
  self->mark->n_rows++;
  self->progress.n_done++;
  if (self->job.progress != NULL)
    self->job.progress (&self->progress, self->job.user_data);
  return TRUE;
}

static gboolean
should_pause (const JlImportRun *self)
{
  return jl_bulk_is_full (self->bulk) || (self->job.stop != NULL && *self->job.stop != 0) ||
         (self->end != 0 && g_get_monotonic_time () >= self->end);
}

/**
 * jl_import_run_step:
 * @self: a run that is not finished
 * @micros: how long it may take, 0: until a transaction is full; a row is taken in any case
 * @is_finished: (out): whether all rows are done with
 * @error: what ends the service's work; UNAUTHENTICATED or FORBIDDEN when the caller may not any
 *   more
 *
 * Takes in rows and commits them, with how far it has come.
 *
 * Returns: %FALSE with @error set; rows that were committed before stay
 */
gboolean
jl_import_run_step (JlImportRun *self, gint64 micros, gboolean *is_finished, GError **error)
{
  JlSheetRow row;
  gboolean is_last = self->progress.n_done == self->progress.n_rows;

  self->end = micros == 0 ? 0 : g_get_monotonic_time () + micros;
  while (!is_last) {
    if (!read_row (self, &row, error) || !take_row (self, &row, error))
      return FALSE;
    is_last = self->progress.n_done == self->progress.n_rows;
    if (should_pause (self))
      break;
  }
  if (is_last)
    self->mark->finished_at = jl_writer_get_time (self->job.writer);
  if (!commit (self, error))
    return FALSE;
  *is_finished = is_last;
  return TRUE;
}
