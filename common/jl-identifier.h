// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Identifiers that people type or scan. Each jl_*_parse() takes the text as it came (full-width,
 * with spaces or hyphens, lower case), and returns the one form that is stored and compared. Names
 * of companies' codes are in jl-uscc.h, of books and goods in jl-article-number.h.
 */

/* Longer input is no identifier. */
#define JL_IDENTIFIER_MAX_BYTES 128

char *jl_identifier_normalize (const char *text);

char jl_luhn_compute (const char *digits, gsize length);
gboolean jl_luhn_is_valid (const char *digits);

char *jl_imei_parse (const char *text, gboolean *checked, GError **error);

char *jl_mobile_parse (const char *text, GError **error);
char *jl_mobile_mask (const char *mobile);

gboolean jl_resident_id_is_valid (const char *text);

G_END_DECLS
