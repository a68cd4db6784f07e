// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JL_PINYIN_MAX_SYLLABLES 12
#define JL_PINYIN_MAX_LETTERS 40

/**
 * JlPinyinSplit:
 * @n: how many syllables, at least 1
 * @ends: index after the last letter of each
 *
 * One way to read typed letters as syllables; the last one may be unfinished.
 */
typedef struct {
  guint n;
  guint8 ends[JL_PINYIN_MAX_SYLLABLES];
} JlPinyinSplit;

char *jl_pinyin_normalize (const char *letters);
guint jl_pinyin_split (const char *letters, JlPinyinSplit *splits, guint max_splits);
gboolean jl_pinyin_is_syllable (const char *letters, gsize length);

G_END_DECLS
