// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-connection.h"

G_BEGIN_DECLS

#define JL_IMPORT_DIGEST_SIZE 32

/**
 * JlImportMark:
 * @digest: of the file and of what it is imported into
 * @name: (nullable): where the file is, while it is not finished
 * @n_rows: rows of the file that are done with
 * @n_taken: of those, taken
 * @n_partly: of those taken, not in all that the row asked for
 * @n_refused: not taken
 * @report_size: bytes of the report about them
 * @finished_at: when the last row was done with, milliseconds UTC; 0: not yet
 *
 * How far the import of a file has come.
 */
typedef struct {
  guint8 digest[JL_IMPORT_DIGEST_SIZE];
  const char *name;
  gint64 n_rows;
  gint64 n_taken;
  gint64 n_partly;
  gint64 n_refused;
  gint64 report_size;
  gint64 finished_at;
} JlImportMark;

gboolean jl_import_mark_load (JlConnection *connection, JlImportMark *mark, GError **error);
gboolean jl_import_mark_find_other (JlConnection *connection,
                                    const JlImportMark *mark,
                                    gint64 *n_rows,
                                    GError **error);
gboolean jl_import_mark_store (JlConnection *connection, const JlImportMark *mark, GError **error);

G_END_DECLS
