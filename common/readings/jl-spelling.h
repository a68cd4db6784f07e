// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a name is spelled in pinyin, for lists that people choose from by typing. */
char *jl_spelling_new (const char *name);
gboolean jl_spelling_matches (const char *spelling, const char *letters, gboolean from_start);

G_END_DECLS
