// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-readings.h"

#include "jl-readings-format.h"
#include "jl-readings-resource.h"

#include <gio/gio.h>
#include <string.h>

G_STATIC_ASSERT (JL_READING_MAX_VARIANTS == JL_READINGS_MAX_VARIANTS);

/* The parts of the table; all borrowed from the program's read-only data. */
typedef struct {
  gsize size;
  const guint8 *data;
  guint n_syllables;
  guint n_chars;
  guint n_words;
  const char *syllables;
  const guint8 *chars;
  const guint8 *words; /* offsets into the pool */
  const guint8 *pool;
} Table;

/* One row of the table of characters, decoded. */
typedef struct {
  gunichar2 simplified;
  guint16 syllables[JL_READINGS_MAX_VARIANTS];
  guint first_word, end_word;
} CharRow;

static guint16
get16 (const guint8 *data)
{
  return data[0] | data[1] << 8;
}

static guint32
get32 (const guint8 *data)
{
  return get16 (data) | (guint32)get16 (data + 2) << 16;
}

/* FNV-1a: not against an adversary, only to tell one built table from another. */
static guint32
make_checksum (const guint8 *data, gsize size)
{
  guint32 hash = 2166136261u;

  for (gsize i = 0; i < size; i++)
    hash = (hash ^ data[i]) * 16777619u;
  return hash;
}

static const Table *
get_table (void)
{
  static Table table;
  static gsize is_ready;

  if (g_once_init_enter (&is_ready)) {
    /* The resource is not compressed, so these bytes are the program's own data: giving the
     * GBytes back leaves them where they are. */
    g_autoptr (GBytes) bytes = g_resource_lookup_data (jl_readings_get_resource (),
                                                       "/cn/jieli/search/readings.bin",
                                                       G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                       NULL);

    table.data = g_bytes_get_data (bytes, &table.size);
    g_assert (get32 (table.data) == JL_READINGS_MAGIC);
    table.n_syllables = get32 (table.data + 4);
    table.n_chars = get32 (table.data + 8);
    table.n_words = get32 (table.data + 12);
    table.syllables = (const char *)table.data + JL_READINGS_HEADER_SIZE;
    table.chars = (const guint8 *)table.syllables + table.n_syllables * JL_READINGS_SYLLABLE_SIZE;
    table.words = table.chars + table.n_chars * JL_READINGS_CHAR_SIZE;
    table.pool = table.words + table.n_words * 4;
    g_once_init_leave (&is_ready, 1);
  }
  return &table;
}

static gboolean
find_char (const Table *table, gunichar c, CharRow *row)
{
  guint low = 0, high = table->n_chars;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    const guint8 *data = table->chars + middle * JL_READINGS_CHAR_SIZE;
    gunichar here = get16 (data);

    if (here == c) {
      row->simplified = get16 (data + 2);
      for (guint i = 0; i < JL_READINGS_MAX_VARIANTS; i++)
        row->syllables[i] = get16 (data + 4 + 2 * i);
      row->first_word = get32 (data + 12);
      row->end_word =
          middle + 1 < table->n_chars ? get32 (data + JL_READINGS_CHAR_SIZE + 12) : table->n_words;
      return TRUE;
    }
    if (here < c)
      low = middle + 1;
    else
      high = middle;
  }
  return FALSE;
}

static const guint8 *
get_word (const Table *table, guint number)
{
  return table->pool + get32 (table->words + number * 4);
}

/* The first word in [low, high) whose character at @position is not below @c; the words agree
 * before @position, and a word that ends there sorts first. */
static guint
find_bound (const Table *table, guint low, guint high, guint position, gunichar c)
{
  while (low < high) {
    guint middle = low + (high - low) / 2;
    const guint8 *word = get_word (table, middle);

    if (word[0] <= position || get16 (word + 2 + 2 * position) < c)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The longest word that @chars begins with, NULL if none; narrows the range of candidates one
 * character after the other. */
static const guint8 *
find_longest_word (const Table *table, const CharRow *row, const gunichar *chars, guint n_chars)
{
  const guint8 *longest = NULL;
  guint low = row->first_word, high = row->end_word;

  for (guint i = 1; i < MIN (n_chars, JL_READINGS_MAX_WORD) && low < high; i++) {
    low = find_bound (table, low, high, i, chars[i]);
    high = find_bound (table, low, high, i, chars[i] + 1);
    if (low < high && get_word (table, low)[0] == i + 1)
      longest = get_word (table, low);
  }
  return longest;
}

static void
add_syllable (JlReading *reading, guint16 syllable)
{
  for (guint i = 0; i < reading->n_syllables; i++) {
    if (reading->syllables[i] == syllable)
      return;
  }
  if (syllable != JL_READINGS_NONE && reading->n_syllables < JL_READING_MAX_VARIANTS)
    reading->syllables[reading->n_syllables++] = syllable;
}

static void
read_word (const guint8 *word, JlReading *readings)
{
  guint length = word[0], n_variants = word[1];
  const guint8 *syllables = word + 2 + 2 * length;

  for (guint i = 0; i < n_variants; i++) {
    for (guint j = 0; j < length; j++)
      add_syllable (&readings[j], get16 (syllables + 2 * (i * length + j)));
  }
}

/**
 * jl_readings_look_up:
 * @chars: folded characters, see jl_fold_text()
 * @n_chars: how many
 * @readings: (out caller-allocates) (array length=n_chars): how each is read
 *
 * Reads a run of characters: from the left the longest word of the dictionary, which decides the
 * reading of its characters; a character in no word gets all its common readings.
 */
void
jl_readings_look_up (const gunichar *chars, guint n_chars, JlReading *readings)
{
  const Table *table = get_table ();
  guint word_end = 0;

  memset (readings, 0, n_chars * sizeof *readings);
  for (guint i = 0; i < n_chars; i++) {
    const guint8 *word;
    CharRow row;

    if (!find_char (table, chars[i], &row)) {
      readings[i].starts_word = i >= word_end;
      continue;
    }
    word = find_longest_word (table, &row, chars + i, n_chars - i);
    readings[i].starts_word = word != NULL || i >= word_end;
    if (word != NULL && i >= word_end) {
      word_end = i + word[0];
      read_word (word, readings + i);
    }
    if (readings[i].n_syllables == 0) {
      for (guint j = 0; j < JL_READINGS_MAX_VARIANTS; j++)
        add_syllable (&readings[i], row.syllables[j]);
    }
  }
}

/**
 * jl_readings_simplify:
 * @c: a character
 *
 * Returns: the simplified character that stands for @c in the index; @c itself for all others
 */
gunichar
jl_readings_simplify (gunichar c)
{
  CharRow row;

  if (!find_char (get_table (), c, &row) || row.simplified == 0)
    return c;
  return row.simplified;
}

/**
 * jl_readings_get_n_syllables:
 *
 * Returns: how many syllables there are, about 400
 */
guint
jl_readings_get_n_syllables (void)
{
  return get_table ()->n_syllables;
}

/**
 * jl_readings_get_syllable:
 * @number: below jl_readings_get_n_syllables()
 *
 * Returns: (transfer none): the syllable in letters, `lv` for lü
 */
const char *
jl_readings_get_syllable (guint number)
{
  const Table *table = get_table ();

  g_return_val_if_fail (number < table->n_syllables, "");
  return table->syllables + number * JL_READINGS_SYLLABLE_SIZE;
}

static guint
find_syllable (const Table *table, const char *prefix, gsize length, gboolean is_end)
{
  guint low = 0, high = table->n_syllables;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    int order = strncmp (table->syllables + middle * JL_READINGS_SYLLABLE_SIZE, prefix, length);

    if (order < 0 || (is_end && order == 0))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/**
 * jl_readings_find_syllables:
 * @prefix: letters
 * @length: how many of them
 * @first: (out): the first syllable that begins with these letters, which is the one that they
 *   spell in full if there is one
 * @end: (out): the first after @first that does not
 *
 * Returns: %FALSE if no syllable begins so
 */
gboolean
jl_readings_find_syllables (const char *prefix, gsize length, guint *first, guint *end)
{
  const Table *table = get_table ();

  if (length > JL_READINGS_MAX_SYLLABLE)
    return FALSE;
  *first = find_syllable (table, prefix, length, FALSE);
  *end = find_syllable (table, prefix, length, TRUE);
  return *first < *end;
}

/**
 * jl_readings_get_checksum:
 *
 * Returns: a number that differs between two tables; an index made with another one is made anew
 */
guint32
jl_readings_get_checksum (void)
{
  const Table *table = get_table ();

  return make_checksum (table->data, table->size);
}
