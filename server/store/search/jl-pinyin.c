// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-pinyin.h"

#include "jl-readings.h"

#include <string.h>

#define MAX_SYLLABLE 6

/* What the search for splits needs on its way. */
typedef struct {
  const char *letters;
  guint length;
  /* Bit n: the letters from here on can be read as exactly n syllables. */
  guint64 counts[JL_PINYIN_MAX_LETTERS + 1];
  JlPinyinSplit *splits; /* borrowed */
  guint n_splits, max_splits;
} Search;

/**
 * jl_pinyin_normalize:
 * @letters: folded letters
 *
 * Returns: (transfer full): the same with ü as the table of readings spells it: lüe as lue, jü as
 *   ju, lü as lv
 */
char *
jl_pinyin_normalize (const char *letters)
{
  char *result = g_strdup (letters);

  for (char *p = strchr (result, 'v'); p != NULL; p = strchr (p + 1, 'v')) {
    char before = p > result ? p[-1] : '\0';

    if (before != '\0' &&
        (strchr ("jqxy", before) != NULL || (strchr ("ln", before) != NULL && p[1] == 'e')))
      *p = 'u';
  }
  return result;
}

/**
 * jl_pinyin_is_syllable:
 * @letters: letters
 * @length: how many of them
 *
 * Returns: whether they are exactly one syllable
 */
gboolean
jl_pinyin_is_syllable (const char *letters, gsize length)
{
  guint first, end;

  return length > 0 && jl_readings_find_syllables (letters, length, &first, &end) &&
         strlen (jl_readings_get_syllable (first)) == length;
}

static gboolean
is_beginning (const char *letters, gsize length)
{
  guint first, end;

  return jl_readings_find_syllables (letters, length, &first, &end);
}

static void
find_counts (Search *self)
{
  for (int i = (int)self->length - 1; i >= 0; i--) {
    guint left = self->length - i;

    if (left <= MAX_SYLLABLE && is_beginning (self->letters + i, left))
      self->counts[i] = 1 << 1;
    for (guint n = 1; n <= MIN (MAX_SYLLABLE, left - 1); n++) {
      if (self->counts[i + n] != 0 && jl_pinyin_is_syllable (self->letters + i, n))
        self->counts[i] |= self->counts[i + n] << 1;
    }
  }
}

/* Adds the splits of the letters from @start on into exactly @n_left syllables, after those that
 * are in @split. No way is taken that does not lead to the end: see find_counts(). */
static void
find_splits (Search *self, JlPinyinSplit *split, guint start, guint n_left)
{
  guint left = self->length - start;

  if (n_left == 1) {
    split->ends[split->n] = self->length;
    self->splits[self->n_splits] = *split;
    self->splits[self->n_splits++].n++;
    return;
  }
  for (guint n = MIN (MAX_SYLLABLE, left - 1); n > 0 && self->n_splits < self->max_splits; n--) {
    if ((self->counts[start + n] & G_GUINT64_CONSTANT (1) << (n_left - 1)) == 0 ||
        !jl_pinyin_is_syllable (self->letters + start, n))
      continue;
    split->ends[split->n++] = start + n;
    find_splits (self, split, start + n, n_left - 1);
    split->n--;
  }
}

/**
 * jl_pinyin_split:
 * @letters: normalised letters, see jl_pinyin_normalize()
 * @splits: (out caller-allocates) (array length=max_splits): the ways
 * @max_splits: how many at most
 *
 * Finds how the letters can be read as syllables: the ways with the fewest, then those with one
 * more (xian, then xi an), longer syllables first. All but the last are whole. The work is bounded
 * whatever the letters are.
 *
 * Returns: how many ways were found
 */
guint
jl_pinyin_split (const char *letters, JlPinyinSplit *splits, guint max_splits)
{
  Search self = { .letters = letters, .splits = splits, .max_splits = max_splits };
  guint fewest;

  self.length = strlen (letters);
  if (self.length == 0 || self.length > JL_PINYIN_MAX_LETTERS)
    return 0;
  find_counts (&self);
  if (self.counts[0] == 0)
    return 0;
  fewest = g_bit_nth_lsf (self.counts[0], -1);
  for (guint n = fewest; n <= MIN (fewest + 1, JL_PINYIN_MAX_SYLLABLES); n++) {
    JlPinyinSplit split = { 0 };

    if ((self.counts[0] & G_GUINT64_CONSTANT (1) << n) != 0 && self.n_splits < max_splits)
      find_splits (&self, &split, 0, n);
  }
  return self.n_splits;
}
