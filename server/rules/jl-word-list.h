// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Many words looked for at once in what people write. Each word belongs to an owner (a number). An
 * exception is a longer word of the same owner in which the word means something else: 烟灰缸 is no
 * 香烟. A word that overlaps an exception does not count.
 */
typedef struct _JlWordList JlWordList;

typedef struct {
  guint owner;
  const char *word; /* borrowed from the list: as it was added */
} JlWordMatch;

JlWordList *jl_word_list_new (void);
void jl_word_list_free (JlWordList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JlWordList, jl_word_list_free)

gboolean jl_word_list_add (JlWordList *self, const char *word, guint owner, gboolean exception);
GArray *jl_word_list_match (const JlWordList *self, const char *text);

char *jl_word_fold (const char *text);

G_END_DECLS
