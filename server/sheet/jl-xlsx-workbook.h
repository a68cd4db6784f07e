// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-xlsx-package.h"

G_BEGIN_DECLS

/**
 * JlXlsxWorkbook:
 * @sheet: (owned): the part of the first sheet that is not hidden
 * @strings: (owned) (element-type utf8): what cells share
 * @date_styles: (owned) (element-type gboolean): by style: whether it shows a date
 * @since_1904: how days are counted
 *
 * What a sheet's cells refer to.
 */
typedef struct {
  char *sheet;
  GStringChunk *chunk; /* owned: behind @strings */
  GPtrArray *strings;
  GArray *date_styles;
  gboolean since_1904;
} JlXlsxWorkbook;

JlXlsxWorkbook *jl_xlsx_workbook_new (JlXlsxPackage *package, GError **error);
void jl_xlsx_workbook_free (JlXlsxWorkbook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlXlsxWorkbook, jl_xlsx_workbook_free)

G_END_DECLS
