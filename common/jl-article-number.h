// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Numbers on books, periodicals and goods. A number says what kind of article something is, never
 * which copy: books before 1987 have none (only a 统一书号), and one ISBN may stand on several
 * volumes.
 */

/**
 * JlEanKind:
 *
 * What was printed. The prefix of an EAN tells who gave the number, not where the goods come from.
 */
typedef enum { JL_EAN_13, JL_EAN_8, JL_EAN_UPC_A } JlEanKind;

char *jl_ean_parse (const char *text, JlEanKind *kind, GError **error);

char *jl_isbn_parse (const char *text, GError **error);
char *jl_isbn_to_isbn10 (const char *isbn);

char *jl_issn_parse (const char *text, GError **error);
char *jl_issn_to_barcode (const char *issn, guint variant);

G_END_DECLS
