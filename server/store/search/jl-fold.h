// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GArray *jl_fold_text (const char *text, gssize length, guint max_chars);

G_END_DECLS
