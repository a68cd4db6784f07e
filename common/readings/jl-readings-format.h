// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/*
 * The table of readings as compile-readings.c writes and jl-readings.c reads it. All numbers are
 * little-endian; nothing is aligned.
 *
 *   u32 magic, n_syllables, n_chars, n_words
 *   n_syllables × char[8]       NUL-padded, sorted: those with one prefix are neighbours
 *   n_chars × 16 bytes          sorted by character:
 *     u16 character
 *     u16 simplified            the character that stands for it in the index, 0: itself
 *     u16 syllable[4]           its common readings, the most common first, then NONE
 *     u32 first_word            number of the first word that starts with it
 *   n_words × u32 offset        into the pool; words sorted by their characters
 *   pool, for each word:
 *     u8 length, u8 n_variants  0 variants: the characters' own readings
 *     u16 character[length]
 *     u16 syllable[n_variants][length]
 */
#define JL_READINGS_MAGIC 0x3144524Au /* JRD1 */
#define JL_READINGS_NONE 0xFFFFu

#define JL_READINGS_MAX_WORD 8     /* characters */
#define JL_READINGS_MAX_VARIANTS 4 /* readings of one character or word */
#define JL_READINGS_MAX_SYLLABLE 6 /* letters: zhuang */

#define JL_READINGS_HEADER_SIZE 16
#define JL_READINGS_SYLLABLE_SIZE 8
#define JL_READINGS_CHAR_SIZE 16
