// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-import.h"

#include "jl-error.h"
#include "jl-import-report.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

typedef struct {
  const JlImportJob *job; /* borrowed */
  char *data;             /* owned: the whole file */
  gsize size;
  JlImportMark *mark; /* borrowed */
  JlImportProgress progress;
  guint n_headings;
  gint64 row;             /* that comes next, the headings not counted */
  JlBulk *bulk;           /* owned */
  JlImportReport *report; /* owned */
  gpointer importer;      /* owned: of the kind */
  GError *error;          /* owned, nullable: what ended it */
} Run;

static void
run_clear (Run *self)
{
  if (self->importer != NULL)
    self->job->kind->end (self->importer);
  g_clear_pointer (&self->bulk, jl_bulk_free);
  g_clear_pointer (&self->report, jl_import_report_free);
  g_clear_pointer (&self->data, g_free);
  g_clear_error (&self->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static gboolean
open_file (Run *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  /* Not mapped: somebody may save or cut the file while it is read. */
  if (!g_file_get_contents (self->job->path, &self->data, &self->size, &local_error)) {
    g_set_error_literal (error, JL_ERROR, JL_ERROR_NOT_FOUND, local_error->message);
    return FALSE;
  }
  return jl_csv_check_text (self->data, self->size, error);
}

/* The same file for another organisation is another import. */
static void
digest_file (Run *self)
{
  const char *organisation = self->job->setting.organisation;
  crypto_generichash_state state;

  crypto_generichash_init (&state, NULL, 0, JL_IMPORT_DIGEST_SIZE);
  crypto_generichash_update (
      &state, (const guint8 *)self->job->kind->name, strlen (self->job->kind->name) + 1);
  if (organisation != NULL)
    crypto_generichash_update (&state, (const guint8 *)organisation, strlen (organisation));
  crypto_generichash_update (&state, (const guint8 *)"", 1);
  crypto_generichash_update (&state, (const guint8 *)self->data, self->size);
  crypto_generichash_final (&state, self->mark->digest, JL_IMPORT_DIGEST_SIZE);
}

/* Before anything is taken in: whether the whole file can be read, and how long it is. */
static gboolean
survey (Run *self, GError **error)
{
  gint64 n = 0;

  if (!jl_csv_count (self->data, self->size, &n, error))
    return FALSE;
  if (n == 0) {
    g_set_error (
        error, JL_ERROR, JL_ERROR_INVALID, _ ("%s is empty: it has no headings"), self->job->path);
    return FALSE;
  }
  self->progress.n_rows = n - 1;
  return TRUE;
}

static gboolean
begin (Run *self, GError **error)
{
  const JlImportJob *job = self->job;

  if (!open_file (self, error) || !survey (self, error))
    return FALSE;
  digest_file (self);
  /* A trial is of the whole file, whatever is taken in already. */
  if (!job->dry_run && !jl_import_mark_load (job->setting.connection, self->mark, error))
    return FALSE;
  self->progress.n_before = self->progress.n_done = self->mark->n_rows;
  if (self->mark->finished_at != 0)
    return TRUE;
  self->report = jl_import_report_new (job->report_path, self->mark->report_size);
  self->bulk = jl_bulk_new (job->writer, error);
  return self->bulk != NULL;
}

/* The report first: a row that is done with is in it. */
static gboolean
commit (Run *self, GError **error)
{
  if (!jl_import_report_save (self->report, error))
    return FALSE;
  if (self->job->dry_run) {
    jl_bulk_roll_back (self->bulk);
    return TRUE;
  }
  self->mark->report_size = jl_import_report_get_size (self->report);
  return jl_bulk_store_mark (self->bulk, self->mark, error) && jl_bulk_commit (self->bulk, error);
}

static gboolean
take_row (Run *self, const JlCsvRow *row, GError **error)
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
    outcome = self->job->kind->take (self->importer, self->bulk, row, &reasons);

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
    self->mark->n_taken++;
  }
  self->mark->n_rows++;
  return !jl_bulk_is_full (self->bulk) || commit (self, error);
}

static gboolean
should_stop (const Run *self)
{
  return self->job->stop != NULL && *self->job->stop != 0;
}

static gboolean
row_cb (const JlCsvRow *row, gpointer user_data)
{
  Run *self = user_data;

  if (self->importer == NULL) {
    self->n_headings = row->n_cells;
    self->importer = self->job->kind->begin (&self->job->setting, row, &self->error);
    return self->importer != NULL;
  }
  if (self->row++ < self->progress.n_before)
    return TRUE;
  if (should_stop (self) || !take_row (self, row, &self->error))
    return FALSE;
  self->progress.n_done++;
  if (self->job->progress != NULL)
    self->job->progress (&self->progress);
  return TRUE;
}

static gboolean
take_all (Run *self, GError **error)
{
  if (!jl_csv_foreach (self->data, self->size, row_cb, self, error))
    return FALSE;
  if (self->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&self->error));
    return FALSE;
  }
  if (self->mark->n_rows == self->progress.n_rows)
    self->mark->finished_at = jl_writer_get_time (self->job->writer);
  return commit (self, error);
}

/**
 * jl_import_run:
 * @job: what to import
 * @mark: (out caller-allocates): how far it has come, in this run and earlier ones; it is finished
 *   when @finished_at is set
 * @error: NOT_FOUND when the file cannot be opened, INVALID when it cannot be read or its headings
 *   mean nothing, and what ends the service's work
 *
 * Takes in what earlier runs have not. Rows that are refused are told of in the report, and do not
 * keep the others waiting.
 *
 * Returns: %FALSE with @error set; rows that were committed before stay
 */
gboolean
jl_import_run (const JlImportJob *job, JlImportMark *mark, GError **error)
{
  g_auto (Run) self = { .job = job, .mark = mark };

  *mark = (JlImportMark){ 0 };
  return begin (&self, error) && (mark->finished_at != 0 || take_all (&self, error));
}
