// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Build tool: compile-readings OUTPUT DICTIONARY SUPPLEMENT
 *
 * Makes the table that jl-readings.c reads (its form: jl-readings-format.h) from the dictionary of
 * an input method (lines `word TAB readings TAB weight` after a line of three dots) and from our
 * own supplement (lines `word TAB readings TAB source`), whose rows win over the dictionary's.
 */
#include "jl-readings-format.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

/* A reading that makes up less than this share of a character's most common one is left out:
 * 车 is read ju on a chessboard only. */
#define MIN_CHAR_SHARE 0.01
/* The same for a word that is read in two ways, as 同行. */
#define MIN_WORD_SHARE 0.1
/* Our supplement's rows take the place of the dictionary's. */
#define OWN_WEIGHT G_MAXINT64

typedef struct {
  gint64 weight;
  guint n;                                     /* syllables */
  const char *syllables[JL_READINGS_MAX_WORD]; /* interned */
} Reading;

typedef struct {
  gunichar2 chars[JL_READINGS_MAX_WORD];
  guint n_chars;
  GArray *readings; /* owned, (element-type Reading), by falling weight */
} Word;

typedef struct {
  GHashTable *words;     /* owned: UTF-8 text → Word */
  GHashTable *syllables; /* owned: interned text → number + 1 in the sorted list */
  GHashTable *in_words;  /* owned: set of characters that some word of two or more has */
  GPtrArray *names;      /* owned: the syllables, sorted */
  gunichar2 simplified[G_MAXUINT16 + 1];
} Compiler;

static void
word_free (gpointer data)
{
  Word *word = data;

  g_array_unref (word->readings);
  g_free (word);
}

static gboolean
is_han (gunichar c)
{
  return c <= G_MAXUINT16 && g_unichar_get_script (c) == G_UNICODE_SCRIPT_HAN;
}

/* Interjections such as 嗯 (ng) have syllables that would cut every typed word in pieces. */
static gboolean
is_syllable (const char *text)
{
  return strlen (text) <= JL_READINGS_MAX_SYLLABLE && strpbrk (text, "aeiouv") != NULL &&
         strspn (text, "abcdefghijklmnopqrstuvwxyz") == strlen (text);
}

static gboolean
parse_reading (const char *text, guint n_chars, Reading *reading)
{
  g_auto (GStrv) syllables = g_strsplit (text, " ", -1);

  if (g_strv_length (syllables) != n_chars)
    return FALSE;
  for (guint i = 0; i < n_chars; i++) {
    if (!is_syllable (syllables[i]))
      return FALSE;
    reading->syllables[i] = g_intern_string (syllables[i]);
  }
  reading->n = n_chars;
  return TRUE;
}

static Word *
get_word (Compiler *self, const char *text)
{
  Word *word = g_hash_table_lookup (self->words, text);

  if (word == NULL) {
    word = g_new0 (Word, 1);
    word->readings = g_array_new (FALSE, TRUE, sizeof (Reading));
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
      word->chars[word->n_chars++] = g_utf8_get_char (p);
    for (guint i = 0; word->n_chars > 1 && i < word->n_chars; i++)
      g_hash_table_add (self->in_words, GUINT_TO_POINTER (word->chars[i]));
    g_hash_table_insert (self->words, g_strdup (text), word);
  }
  return word;
}

static gboolean
is_usable_word (const char *text)
{
  glong length = g_utf8_strlen (text, -1);

  if (length < 1 || length > JL_READINGS_MAX_WORD)
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (!is_han (g_utf8_get_char (p)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_line (Compiler *self, char **fields, gboolean is_own)
{
  Reading reading = { 0 };
  Word *word;

  if (!is_usable_word (fields[0]) ||
      !parse_reading (fields[1], g_utf8_strlen (fields[0], -1), &reading))
    return FALSE;
  reading.weight = is_own ? OWN_WEIGHT : (fields[2] ? g_ascii_strtoll (fields[2], NULL, 10) : 0);

  word = get_word (self, fields[0]);
  if (is_own && word->readings->len > 0 &&
      g_array_index (word->readings, Reading, 0).weight != OWN_WEIGHT)
    g_array_set_size (word->readings, 0);
  g_array_append_val (word->readings, reading);
  return TRUE;
}

/* A line of the dictionary that cannot be used (Latin, an interjection) is passed over; one of our
 * own supplement is a mistake that stops the build. */
static void
read_file (Compiler *self, const char *path, gboolean is_own)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean in_body = is_own;

  if (!g_file_get_contents (path, &contents, NULL, &error)) {
    g_printerr ("%s\n", error->message);
    exit (1);
  }
  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) fields = NULL;

    if (!in_body || lines[i][0] == '\0' || lines[i][0] == '#') {
      in_body = in_body || g_str_equal (lines[i], "...");
      continue;
    }
    fields = g_strsplit (lines[i], "\t", -1);
    if ((g_strv_length (fields) < 2 || !add_line (self, fields, is_own)) && is_own) {
      g_printerr ("%s:%u: not a word with one syllable a character\n", path, i + 1);
      exit (1);
    }
  }
}

static int
compare_readings (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const Reading *)a)->weight, y = ((const Reading *)b)->weight;

  return (x < y) - (x > y);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Sorts the readings of each word, drops rare ones, and collects the syllables that are left. */
static void
settle_readings (Compiler *self)
{
  g_autoptr (GHashTable) used = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->words);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Word *word = value;
    double share = word->n_chars == 1 ? MIN_CHAR_SHARE : MIN_WORD_SHARE;
    double least;
    guint n = 1;

    g_array_sort (word->readings, compare_readings);
    least = g_array_index (word->readings, Reading, 0).weight * share;
    while (n < MIN (word->readings->len, JL_READINGS_MAX_VARIANTS) &&
           g_array_index (word->readings, Reading, n).weight >= least)
      n++;
    g_array_set_size (word->readings, n);
    for (guint i = 0; i < n; i++) {
      for (guint j = 0; j < word->n_chars; j++)
        g_hash_table_add (used, (gpointer)g_array_index (word->readings, Reading, i).syllables[j]);
    }
  }

  self->names = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, used);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    g_ptr_array_add (self->names, value);
  g_ptr_array_sort (self->names, compare_names);
  for (guint i = 0; i < self->names->len; i++)
    g_hash_table_insert (self->syllables, self->names->pdata[i], GUINT_TO_POINTER (i + 1));
}

/* Which simplified character stands for each traditional one, by ICU. A character that our
 * simplified dictionary uses in words, such as 乾 of 乾隆, stays itself. */
static void
make_simplified (Compiler *self)
{
  static const UChar id[] = u"Traditional-Simplified";
  UErrorCode status = U_ZERO_ERROR;
  UTransliterator *transliterator;

  transliterator = utrans_openU (id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
  if (U_FAILURE (status)) {
    g_printerr ("ICU: %s\n", u_errorName (status));
    exit (1);
  }
  for (guint c = 0x3400; c <= 0xFAFF; c++) {
    UChar text[8] = { c, 0 };
    int32_t length = 1, limit = 1;

    if (!is_han (c) || g_hash_table_contains (self->in_words, GUINT_TO_POINTER (c)))
      continue;
    status = U_ZERO_ERROR;
    utrans_transUChars (transliterator, text, &length, G_N_ELEMENTS (text), 0, &limit, &status);
    if (U_SUCCESS (status) && length == 1 && text[0] != c)
      self->simplified[c] = text[0];
  }
  utrans_close (transliterator);
}

static void
put16 (GByteArray *out, guint value)
{
  guint16 le = GUINT16_TO_LE (value);

  g_byte_array_append (out, (const guint8 *)&le, sizeof le);
}

static void
put32 (GByteArray *out, guint value)
{
  guint32 le = GUINT32_TO_LE (value);

  g_byte_array_append (out, (const guint8 *)&le, sizeof le);
}

static guint
get_syllable (Compiler *self, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->syllables, name)) - 1;
}

static Word *
get_char (Compiler *self, gunichar2 c)
{
  char text[8] = { 0 };

  g_unichar_to_utf8 (c, text);
  return g_hash_table_lookup (self->words, text);
}

/* Whether the characters' own readings already say how the word is read. */
static gboolean
is_plain (Compiler *self, const Word *word)
{
  if (word->readings->len > 1)
    return FALSE;
  for (guint i = 0; i < word->n_chars; i++) {
    Word *character = get_char (self, word->chars[i]);

    if (character == NULL || character->readings->len > 1 ||
        g_array_index (character->readings, Reading, 0).syllables[0] !=
            g_array_index (word->readings, Reading, 0).syllables[i])
      return FALSE;
  }
  return TRUE;
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  const Word *x = *(Word *const *)a, *y = *(Word *const *)b;

  for (guint i = 0; i < MIN (x->n_chars, y->n_chars); i++) {
    if (x->chars[i] != y->chars[i])
      return x->chars[i] < y->chars[i] ? -1 : 1;
  }
  return (int)x->n_chars - (int)y->n_chars;
}

static void
write_word (Compiler *self, const Word *word, GByteArray *pool)
{
  guint n_variants = is_plain (self, word) ? 0 : word->readings->len;

  put16 (pool, word->n_chars | n_variants << 8);
  for (guint i = 0; i < word->n_chars; i++)
    put16 (pool, word->chars[i]);
  for (guint i = 0; i < n_variants; i++) {
    for (guint j = 0; j < word->n_chars; j++)
      put16 (pool, get_syllable (self, g_array_index (word->readings, Reading, i).syllables[j]));
  }
}

static GPtrArray *
list_words (Compiler *self)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->words);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Word *word = value;

    if (word->n_chars > 1)
      g_ptr_array_add (list, word);
  }
  g_ptr_array_sort (list, compare_words);
  return list;
}

/* The rows of all characters that have a reading or a simplified form. */
static guint
write_chars (Compiler *self, GPtrArray *words, GByteArray *chars)
{
  guint n = 0, first = 0;

  for (guint c = 0x3000; c <= 0xFAFF; c++) {
    Word *word = is_han (c) ? get_char (self, c) : NULL;
    guint next = first;

    while (next < words->len && ((Word *)words->pdata[next])->chars[0] == c)
      next++;
    if (word == NULL && self->simplified[c] == 0 && next == first)
      continue;
    put16 (chars, c);
    put16 (chars, self->simplified[c]);
    for (guint i = 0; i < JL_READINGS_MAX_VARIANTS; i++)
      put16 (chars,
             word != NULL && i < word->readings->len
                 ? get_syllable (self, g_array_index (word->readings, Reading, i).syllables[0])
                 : JL_READINGS_NONE);
    put32 (chars, first);
    first = next;
    n++;
  }
  g_assert (first == words->len);
  return n;
}

static GByteArray *
compile (Compiler *self)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GByteArray) chars = g_byte_array_new ();
  g_autoptr (GByteArray) index = g_byte_array_new ();
  g_autoptr (GByteArray) pool = g_byte_array_new ();
  g_autoptr (GPtrArray) words = list_words (self);
  guint n_chars = write_chars (self, words, chars);

  for (guint i = 0; i < words->len; i++) {
    put32 (index, pool->len);
    write_word (self, words->pdata[i], pool);
  }
  put32 (out, JL_READINGS_MAGIC);
  put32 (out, self->names->len);
  put32 (out, n_chars);
  put32 (out, words->len);
  for (guint i = 0; i < self->names->len; i++) {
    char name[JL_READINGS_SYLLABLE_SIZE] = { 0 };

    g_strlcpy (name, self->names->pdata[i], sizeof name);
    g_byte_array_append (out, (const guint8 *)name, sizeof name);
  }
  g_byte_array_append (out, chars->data, chars->len);
  g_byte_array_append (out, index->data, index->len);
  g_byte_array_append (out, pool->data, pool->len);
  return out;
}

int
main (int argc, char **argv)
{
  Compiler self = { 0 };
  g_autoptr (GByteArray) out = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 4) {
    g_printerr ("usage: compile-readings OUTPUT DICTIONARY SUPPLEMENT\n");
    return 2;
  }
  self.words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, word_free);
  self.syllables = g_hash_table_new (NULL, NULL);
  self.in_words = g_hash_table_new (NULL, NULL);
  read_file (&self, argv[2], FALSE);
  read_file (&self, argv[3], TRUE);
  settle_readings (&self);
  make_simplified (&self);
  out = compile (&self);
  if (!g_file_set_contents (argv[1], (const char *)out->data, out->len, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  g_hash_table_unref (self.words);
  g_hash_table_unref (self.syllables);
  g_hash_table_unref (self.in_words);
  g_ptr_array_unref (self.names);
  return 0;
}
