// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * How Chinese characters are read, without tones, word by word: 长 is chang in 长安 and zhang in
 * 校长. The table lies in the program's read-only data: loading it costs nothing, and all
 * processes share it.
 */

#define JL_READING_MAX_VARIANTS 4

/**
 * JlReading:
 * @syllables: numbers of the syllables that this character may be read as here
 * @n_syllables: 0 for a character without a known reading
 * @starts_word: whether a word begins here
 */
typedef struct {
  guint16 syllables[JL_READING_MAX_VARIANTS];
  guint8 n_syllables;
  gboolean starts_word;
} JlReading;

void jl_readings_look_up (const gunichar *chars, guint n_chars, JlReading *readings);
gunichar jl_readings_simplify (gunichar c);

guint jl_readings_get_n_syllables (void);
const char *jl_readings_get_syllable (guint number);
gboolean jl_readings_find_syllables (const char *prefix, gsize length, guint *first, guint *end);
guint32 jl_readings_get_checksum (void);

G_END_DECLS
