// SPDX-License-Identifier: GPL-3.0-or-later
/* A whole file by a program that holds the folder: the command line. */
#include "jl-import.h"

#include "jl-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define CHUNK (256 * 1024)

/* The same file for another organisation is another import. */
static gboolean
digest_file (const JlImportJob *job,
             const char *path,
             guint8 digest[JL_IMPORT_DIGEST_SIZE],
             GError **error)
{
  const char *organisation = job->setting.organisation;
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  crypto_generichash_state state;
  FILE *file = fopen (path, "re");
  gsize n;

  if (file == NULL) {
    g_set_error (error, JL_ERROR, JL_ERROR_NOT_FOUND, "%s: %s", path, g_strerror (errno));
    return FALSE;
  }
  crypto_generichash_init (&state, NULL, 0, JL_IMPORT_DIGEST_SIZE);
  crypto_generichash_update (&state, (const guint8 *)job->kind->name, strlen (job->kind->name) + 1);
  if (organisation != NULL)
    crypto_generichash_update (&state, (const guint8 *)organisation, strlen (organisation));
  crypto_generichash_update (&state, (const guint8 *)"", 1);
  while ((n = fread (chunk, 1, CHUNK, file)) > 0)
    crypto_generichash_update (&state, chunk, n);
  fclose (file);
  crypto_generichash_final (&state, digest, JL_IMPORT_DIGEST_SIZE);
  return TRUE;
}

/* Somebody may save or cut the file while it is read. */
static JlSheetRows *
read_file (const JlImportJob *job, const JlImportFile *file, JlImportMark *mark, GError **error)
{
  g_autoptr (JlSheetRows) rows = jl_sheet_rows_new (NULL, error);
  JlSheetFacts facts = { .encoding = file->encoding };
  guint8 digest[JL_IMPORT_DIGEST_SIZE];

  if (rows == NULL || !digest_file (job, file->path, mark->digest, error) ||
      !jl_sheet_read (file->path, rows, &facts, error) ||
      !digest_file (job, file->path, digest, error))
    return NULL;
  if (memcmp (digest, mark->digest, sizeof digest) != 0) {
    g_set_error_literal (
        error, JL_ERROR, JL_ERROR_CONFLICT, _ ("The file was changed while it was read"));
    return NULL;
  }
  return g_steal_pointer (&rows);
}

/* Its first rows are taken in already, and nobody can tell which of the new ones they are. */
static gboolean
check_unchanged (const JlImportJob *job,
                 const JlImportFile *file,
                 const JlImportMark *mark,
                 GError **error)
{
  gint64 n_rows = 0;

  if (file->anew)
    return TRUE;
  if (!jl_import_mark_find_other (job->setting.connection, mark, &n_rows, error))
    return FALSE;
  if (n_rows > 0)
    g_set_error (error,
                 JL_ERROR,
                 JL_ERROR_CONFLICT,
                 _ ("The file was changed since its import was interrupted after %" PRId64
                    " rows, which are taken in. Put back what it was to go on, or take those rows "
                    "out of it and import it with --anew"),
                 n_rows);
  return n_rows == 0;
}

static gboolean
run_all (const JlImportJob *job, JlSheetRows *rows, JlImportMark *mark, GError **error)
{
  g_autoptr (JlImportRun) run = jl_import_run_new (job, rows, mark, error);
  gboolean is_finished = FALSE;

  while (run != NULL && !is_finished && (job->stop == NULL || *job->stop == 0))
    if (!jl_import_run_step (run, 0, &is_finished, error))
      return FALSE;
  return run != NULL;
}

/**
 * jl_import_file:
 * @job: what to import
 * @file: from where
 * @mark: (out caller-allocates): how far it has come, in this run and earlier ones; it is finished
 *   when @finished_at is set
 * @error: NOT_FOUND when the file cannot be opened, INVALID when it cannot be read or its headings
 *   mean nothing, CONFLICT when it was changed since it was begun, and what ends the service's work
 *
 * Takes in what earlier runs have not. Rows that are refused are told of in the report, and do not
 * keep the others waiting.
 *
 * Returns: %FALSE with @error set; rows that were committed before stay
 */
gboolean
jl_import_file (const JlImportJob *job,
                const JlImportFile *file,
                JlImportMark *mark,
                GError **error)
{
  g_autofree char *name = g_canonicalize_filename (file->path, NULL);
  JlSheetRows *rows;
  gboolean is_done;

  *mark = (JlImportMark){ .name = name };
  rows = read_file (job, file, mark, error);
  /* A trial is of the whole file, whatever is taken in already. */
  if (rows == NULL ||
      (!job->dry_run && (!jl_import_mark_load (job->setting.connection, mark, error) ||
                         !check_unchanged (job, file, mark, error)))) {
    jl_sheet_rows_free (rows);
    mark->name = NULL;
    return FALSE;
  }
  if (mark->finished_at != 0) {
    jl_sheet_rows_free (rows);
    is_done = TRUE;
  } else {
    is_done = run_all (job, rows, mark, error);
  }
  mark->name = NULL;
  return is_done;
}
