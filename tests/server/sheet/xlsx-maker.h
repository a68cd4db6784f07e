// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

/* Workbooks as spreadsheets write them, and as nobody should: each part as its text. */
typedef struct {
  const char *workbook; /* nullable: one visible sheet */
  const char *strings;  /* nullable: none */
  const char *styles;   /* nullable: none */
  const char *sheet;    /* the sheet's `sheetData` and what is behind it */
  gsize padding;        /* so many spaces before the end of the sheet */
} XlsxParts;

void xlsx_make (const char *path, const XlsxParts *parts);
