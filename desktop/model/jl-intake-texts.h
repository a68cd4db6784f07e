// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jl-goods.h"
#include "jl-item.h"

G_BEGIN_DECLS

/*
 * What stands in the fields of the intake form: texts as a person left them, by the path of the
 * member they are for: `title`, `price_fen` (in yuan), `mode`, `attributes.seats`. Empty ones are
 * absent. They may be half typed and wrong, and there may be attributes of a category that was
 * chosen before.
 */
GHashTable *jl_intake_texts_new (void);
GHashTable *jl_intake_texts_copy (GHashTable *texts);
GHashTable *jl_intake_texts_from_item (JlRecord *item);
const char *jl_intake_texts_get (GHashTable *texts, const char *path);
void jl_intake_texts_set (GHashTable *texts, const char *path, const char *text);

JlRecord *jl_intake_texts_read (GHashTable *texts, JlGoods *goods, GError **error);
gboolean jl_intake_texts_check (
    JlGoods *goods, const char *category, const char *path, const char *text, GError **error);

/**
 * JlIntakeDifference:
 * @path: of the member
 * @base: as it was when this person began
 * @mine: as this person has it now
 * @theirs: as somebody else left it meanwhile
 * @clash: whether both changed it
 *
 * A member that somebody else changed meanwhile.
 */
typedef struct {
  char *path;
  char *base;
  char *mine;
  char *theirs;
  gboolean clash;
} JlIntakeDifference;

GPtrArray *jl_intake_texts_compare (GHashTable *base, GHashTable *mine, GHashTable *theirs);

JlRecord *jl_intake_list_changes (JlRecord *base, JlRecord *item);

G_END_DECLS
