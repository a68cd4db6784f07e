// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What an import did not take, as a CSV file beside the imported one: line, result, member, code,
 * reason. It is made when there is something to say.
 */
typedef struct _JlImportReport JlImportReport;

/* Its columns. */
enum {
  JL_REPORT_LINE,
  JL_REPORT_RESULT,
  JL_REPORT_MEMBER,
  JL_REPORT_CODE,
  JL_REPORT_REASON,
  JL_REPORT_N_CELLS
};

JlImportReport *jl_import_report_new (const char *path, gint64 size, const guint8 *key);
void jl_import_report_free (JlImportReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlImportReport, jl_import_report_free)

void jl_import_report_add (JlImportReport *self,
                           guint64 line,
                           const char *result,
                           const GError *reasons);
gboolean jl_import_report_save (JlImportReport *self, GError **error);
gint64 jl_import_report_get_size (JlImportReport *self);

char *jl_import_report_read (const char *path, const guint8 *key, gsize *size);

G_END_DECLS
