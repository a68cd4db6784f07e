// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Spreadsheets keep a date as a number, and that it is one in the cell's number format. */
gboolean jl_xlsx_format_is_date (guint id, const char *code);
char *jl_xlsx_number_to_text (double number);
char *jl_xlsx_date_to_text (double serial, gboolean since_1904);

G_END_DECLS
