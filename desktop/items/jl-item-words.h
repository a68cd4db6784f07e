// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-item.h"
#include "jl-workspace.h"

G_BEGIN_DECLS

/* What the parts of an item are called for people. */
char *jl_item_words_dup_fen (gint64 fen);
char *jl_item_words_dup_price (JlRecord *item);
char *jl_item_words_dup_category (JlWorkspace *workspace, JlRecord *item);
char *jl_item_words_dup_grade (JlWorkspace *workspace, JlRecord *item);
char *jl_item_words_dup_place (JlWorkspace *workspace, JlRecord *item);
JlRecord *jl_item_words_get_photo (JlRecord *item);
const char *jl_item_words_get_command (const char *command);
const char *jl_item_words_get_field (const char *name);

G_END_DECLS
