// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The corpus of tests/fixtures/search/readings.tsv in a real FTS5 index, asked in every way a
 * person may type. Beside the queries that the file names, each row's own reading says which rows
 * a typed pinyin or initials may find: neither fewer nor others.
 */
#include "jl-search-match.h"
#include "jl-test-fts.h"
#include "jl-tokenizer.h"

#include <string.h>

typedef struct {
  char *word;
  char *pinyin;
  GPtrArray *rests; /* owned, (element-type utf8): the pinyin from each syllable on */
  char *initials;
  char **refused;
} Row;

typedef struct {
  JlTestFts *fts;
  GPtrArray *rows; /* owned, (element-type Row); a row's number is its rowid */
} Fixture;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->word);
  g_free (row->pinyin);
  g_ptr_array_unref (row->rests);
  g_free (row->initials);
  g_strfreev (row->refused);
  g_free (row);
}

/* Goes on, so that one run shows all that is wrong. */
static void fail (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
fail (const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_test_message ("%s", text);
  g_test_fail ();
}

static void
add_pinyin (Row *row, const char *text)
{
  g_auto (GStrv) syllables = g_strsplit (text, " ", -1);

  row->pinyin = g_strjoinv ("", syllables);
  row->rests = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; syllables[i] != NULL; i++)
    g_ptr_array_add (row->rests, g_strjoinv ("", syllables + i));
}

static void
load_rows (Fixture *self)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("JIELI_TEST_FIXTURES"), "search", "readings.tsv", NULL);
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (GString) tokens = g_string_new (NULL);
    g_auto (GStrv) fields = NULL;
    Row *row;

    if (lines[i][0] == '\0' || lines[i][0] == '#')
      continue;
    fields = g_strsplit (lines[i], "\t", -1);
    g_assert_cmpuint (g_strv_length (fields), >=, 3);
    row = g_new0 (Row, 1);
    row->word = g_strdup (fields[0]);
    add_pinyin (row, fields[1]);
    row->initials = g_strdup (fields[2]);
    row->refused = g_strsplit (fields[3] != NULL ? fields[3] : "", " ", -1);
    g_ptr_array_add (self->rows, row);
    jl_tokenizer_add_names (tokens, row->word);
    jl_test_fts_insert (self->fts, self->rows->len - 1, tokens->str);
  }
}

static void
set_up (Fixture *self, gconstpointer user_data)
{
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->fts = jl_test_fts_new ();
  load_rows (self);
}

static void
tear_down (Fixture *self, gconstpointer user_data)
{
  g_ptr_array_unref (self->rows);
  jl_test_fts_free (self->fts);
}

/* Which rows the text finds, by their numbers. */
static GHashTable *
search (Fixture *self, const char *text)
{
  g_autofree char *match = jl_search_match_new (text, NULL);

  return jl_test_fts_find (self->fts, match);
}

static gboolean
finds (Fixture *self, const char *text, guint number)
{
  g_autoptr (GHashTable) found = search (self, text);

  return g_hash_table_contains (found, GINT_TO_POINTER (number));
}

/* Whether the row's syllables, from one of them on, begin with what was typed. */
static gboolean
is_read (const Row *row, const char *typed)
{
  for (guint i = 0; i < row->rests->len; i++) {
    if (g_str_has_prefix (row->rests->pdata[i], typed))
      return TRUE;
  }
  return FALSE;
}

static gboolean
has_word (const Row *row, const char *typed)
{
  return strstr (row->word, typed) != NULL;
}

static gboolean
has_initials (const Row *row, const char *typed)
{
  return strstr (row->initials, typed) != NULL;
}

static void
test_size (Fixture *self, gconstpointer user_data)
{
  guint n_refused = 0;

  for (guint i = 0; i < self->rows->len; i++)
    n_refused += ((Row *)self->rows->pdata[i])->refused[0] != NULL;
  g_assert_cmpuint (self->rows->len, >=, 300);
  g_assert_cmpuint (n_refused, >=, 90);
}

/* Exactly the rows that have the characters. */
static void
test_characters (Fixture *self, gconstpointer user_data)
{
  for (guint i = 0; i < self->rows->len; i++) {
    const Row *row = self->rows->pdata[i];
    g_autoptr (GHashTable) found = search (self, row->word);

    for (guint j = 0; j < self->rows->len; j++) {
      if (g_hash_table_contains (found, GINT_TO_POINTER (j)) !=
          has_word (self->rows->pdata[j], row->word))
        fail ("%s: wrong about %s", row->word, ((Row *)self->rows->pdata[j])->word);
    }
  }
}

/* Pinyin as it is typed, from two letters on to the last: the row is there all the time, and no
 * row is there that is not read so, be it by initials. */
static void
test_pinyin (Fixture *self, gconstpointer user_data)
{
  for (guint i = 0; i < self->rows->len; i++) {
    const Row *row = self->rows->pdata[i];

    for (gsize n = 2; n <= strlen (row->pinyin); n++) {
      g_autofree char *typed = g_strndup (row->pinyin, n);
      g_autoptr (GHashTable) found = search (self, typed);

      for (guint j = 0; j < self->rows->len; j++) {
        const Row *other = self->rows->pdata[j];
        gboolean is_there = g_hash_table_contains (found, GINT_TO_POINTER (j));

        if (i == j && !is_there)
          fail ("%s does not find %s", typed, row->word);
        if (is_there && !is_read (other, typed) && !has_initials (other, typed))
          fail ("%s finds %s", typed, other->word);
      }
    }
  }
}

static void
test_initials (Fixture *self, gconstpointer user_data)
{
  for (guint i = 0; i < self->rows->len; i++) {
    const Row *row = self->rows->pdata[i];
    g_autoptr (GHashTable) found = search (self, row->initials);

    g_assert_cmpuint (strlen (row->initials), ==, row->rests->len);
    if (!g_hash_table_contains (found, GINT_TO_POINTER (i)))
      fail ("%s does not find %s", row->initials, row->word);
    for (guint j = 0; j < self->rows->len; j++) {
      const Row *other = self->rows->pdata[j];

      if (g_hash_table_contains (found, GINT_TO_POINTER (j)) &&
          !has_initials (other, row->initials) && !is_read (other, row->initials))
        fail ("%s finds %s", row->initials, other->word);
    }
  }
}

static void
test_refused (Fixture *self, gconstpointer user_data)
{
  for (guint i = 0; i < self->rows->len; i++) {
    const Row *row = self->rows->pdata[i];

    for (guint j = 0; row->refused[j] != NULL; j++) {
      if (row->refused[j][0] != '\0' && finds (self, row->refused[j], i))
        fail ("%s finds %s", row->refused[j], row->word);
    }
  }
}

/* The words of the story. */
static void
test_sofa (Fixture *self, gconstpointer user_data)
{
  static const char *const queries[] = { "沙发",       "沙發",      "shafa",  "shaf", "SHAFA",
                                         "ｓｈａｆａ", "sf",        "三人位", "srw",  "srwsf",
                                         "三 沙",      "sanrenwei", "sha fa", "沙",   "shāfā",
                                         "s f",        "三人 sf" };
  static const char *const others[] = { "沙盘", "沙发床", "shafachuang", "sfc", "人三", "sfs" };

  g_assert_cmpstr (((Row *)self->rows->pdata[0])->word, ==, "三人位沙发");
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++) {
    if (!finds (self, queries[i], 0))
      fail ("%s finds nothing", queries[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    if (finds (self, others[i], 0))
      fail ("%s finds the sofa", others[i]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/search/corpus/size", test_size);
  ADD ("/search/corpus/characters", test_characters);
  ADD ("/search/corpus/pinyin", test_pinyin);
  ADD ("/search/corpus/initials", test_initials);
  ADD ("/search/corpus/refused", test_refused);
  ADD ("/search/corpus/sofa", test_sofa);
  return g_test_run ();
}
