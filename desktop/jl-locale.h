// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void jl_locale_init (void);
void jl_locale_set_language (const char *language);
const char *jl_locale_get_short (void);
const char *jl_locale_get_tag (void);

G_END_DECLS
