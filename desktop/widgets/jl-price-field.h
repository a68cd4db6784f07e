// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-form-field.h"

G_BEGIN_DECLS

/* A field for an amount of yuan, as people type it: `1,234.5`, `¥80`, `８０元`. */
JlFormField *jl_price_field_new (const char *path, const char *label);
gboolean jl_price_field_get_fen (JlFormField *self, gint64 *fen);

G_END_DECLS
