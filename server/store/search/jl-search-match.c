// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-search-match.h"

#include "jl-fold.h"
#include "jl-pinyin.h"
#include "jl-readings.h"
#include "jl-runs.h"
#include "jl-tokenizer.h"

#include <string.h>

/* The ways to read one typed word as pinyin that are looked for. */
#define MAX_SPLITS 6
/* All alternatives of a query together: each is one look-up in the index. Words after that are
 * taken as Latin words and initials only. */
#define MAX_TERMS 160
/* Nobody types more initials than that; letters beyond are a word. */
#define MAX_INITIALS 8

/* Everything that must be there, joined by AND. */
typedef struct {
  GString *expression; /* owned */
  GHashTable *seen;    /* owned: conditions that are in already */
  guint n_terms;
} Query;

/* Several conditions of which one is enough. */
typedef struct {
  GPtrArray *terms; /* owned, (element-type utf8): expressions */
  GHashTable *seen; /* borrowed keys */
} Alternatives;

static void
alternatives_init (Alternatives *self)
{
  self->terms = g_ptr_array_new_with_free_func (g_free);
  self->seen = g_hash_table_new (g_str_hash, g_str_equal);
}

static void
alternatives_clear (Alternatives *self)
{
  g_hash_table_unref (self->seen);
  g_ptr_array_unref (self->terms);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Alternatives, alternatives_clear)

static void
alternatives_take (Alternatives *self, char *expression)
{
  if (expression == NULL || g_hash_table_contains (self->seen, expression)) {
    g_free (expression);
    return;
  }
  g_hash_table_add (self->seen, expression);
  g_ptr_array_add (self->terms, expression);
}

/* All of @self joined by @glue; with parentheses, so that it can stand in any expression.
 * NULL if there is none. */
static char *
alternatives_join (const Alternatives *self, const char *glue)
{
  GString *joined;

  if (self->terms->len == 0)
    return NULL;
  if (self->terms->len == 1)
    return g_strdup (self->terms->pdata[0]);
  joined = g_string_new ("(");
  for (guint i = 0; i < self->terms->len; i++) {
    g_string_append (joined, i > 0 ? glue : "");
    g_string_append (joined, self->terms->pdata[i]);
  }
  g_string_append_c (joined, ')');
  return g_string_free (joined, FALSE);
}

static void
query_take (Query *self, char *expression)
{
  if (expression == NULL || g_hash_table_contains (self->seen, expression)) {
    g_free (expression);
    return;
  }
  if (self->expression->len > 0)
    g_string_append (self->expression, " AND ");
  g_string_append (self->expression, expression);
  g_hash_table_add (self->seen, expression);
}

/* One token, in quotes. Tokens are made of letters, digits and our own marks, so that
 * nothing of the query's syntax can be in them. */
static char *
make_term (Query *query, char mark, const char *text, gssize length)
{
  query->n_terms++;
  return mark == '\0'
             ? g_strdup_printf ("\"%.*s\"", length < 0 ? (int)strlen (text) : (int)length, text)
             : g_strdup_printf (
                   "\"%c%.*s\"", mark, length < 0 ? (int)strlen (text) : (int)length, text);
}

static char *
make_beginning (Query *query, const char *text)
{
  const char *end = text;

  for (guint n = 0; *end != '\0' && n < JL_TOKEN_MAX_BEGINNING; n++)
    end = g_utf8_next_char (end);
  return make_term (query, JL_TOKEN_BEGINNING, text, end - text);
}

static char *
make_number (Query *query, const char *text)
{
  if (strlen (text) < JL_TOKEN_MIN_NUMBER_BEGINNING || strchr (text, '.') != NULL)
    return make_term (query, '\0', text, -1);
  return make_beginning (query, text);
}

/* The last syllable of a split in all ways to finish it, each together with the one before it,
 * which stands before it in the letters too. One letter has a token of its own. */
static void
add_last_syllable (Query *query,
                   Alternatives *endings,
                   const char *before,
                   gsize n_before,
                   const char *last,
                   gsize n_last)
{
  guint first = 0, end = 0;

  if (n_last == 1 && n_before > 0) {
    alternatives_take (endings, make_term (query, JL_TOKEN_SYLLABLES, before, n_before + 1));
    return;
  }
  if (!jl_readings_find_syllables (last, n_last, &first, &end))
    return;
  for (guint i = first; i < end; i++) {
    g_autofree char *syllables =
        g_strdup_printf ("%.*s%s", (int)n_before, before, jl_readings_get_syllable (i));

    alternatives_take (endings, make_term (query, JL_TOKEN_SYLLABLES, syllables, -1));
  }
}

/* One way to read the letters: every two neighbouring syllables. Up to two syllables are one
 * alternative each, of which different splits share some. */
static void
add_split (Query *query, Alternatives *ways, const char *letters, const JlPinyinSplit *split)
{
  g_auto (Alternatives) pairs = { 0 };
  g_auto (Alternatives) endings = { 0 };
  guint start = 0;

  alternatives_init (&pairs);
  alternatives_init (&endings);
  for (guint i = 0; i + 2 < split->n; i++) {
    alternatives_take (
        &pairs, make_term (query, JL_TOKEN_SYLLABLES, letters + start, split->ends[i + 1] - start));
    start = split->ends[i];
  }
  if (split->n == 1) {
    add_last_syllable (query, ways, "", 0, letters, split->ends[0]);
    return;
  }
  add_last_syllable (query,
                     split->n == 2 ? ways : &endings,
                     letters + start,
                     split->ends[split->n - 2] - start,
                     letters + split->ends[split->n - 2],
                     split->ends[split->n - 1] - split->ends[split->n - 2]);
  alternatives_take (&pairs, alternatives_join (&endings, " OR "));
  if (split->n > 2)
    alternatives_take (ways, alternatives_join (&pairs, " AND "));
}

static gboolean
are_initials (const char *letters)
{
  gsize length = strlen (letters);

  return length <= MAX_INITIALS && strspn (letters, "abcdefghjklmnopqrstwxyz") == length;
}

static void
add_initials (Query *query, Alternatives *ways, const char *letters)
{
  gsize length = strlen (letters);
  g_auto (Alternatives) triples = { 0 };

  alternatives_init (&triples);
  if (length <= 3) {
    alternatives_take (ways, make_term (query, JL_TOKEN_INITIALS, letters, -1));
    return;
  }
  for (gsize i = 0; i + 3 <= length; i++)
    alternatives_take (&triples, make_term (query, JL_TOKEN_INITIALS, letters + i, 3));
  alternatives_take (ways, alternatives_join (&triples, " AND "));
}

static gboolean
ends_with_syllable (const char *letters, const JlPinyinSplit *split)
{
  guint start = split->n > 1 ? split->ends[split->n - 2] : 0;

  return jl_pinyin_is_syllable (letters + start, split->ends[split->n - 1] - start);
}

/* The ways to read the letters as pinyin, of which the last syllable may be unfinished: bang is
 * also the beginning of ban gong. Returns whether some way leaves nothing unfinished. */
static gboolean
add_pinyin (Query *query, Alternatives *ways, const char *letters)
{
  JlPinyinSplit splits[MAX_SPLITS];
  guint n_splits = jl_pinyin_split (letters, splits, MAX_SPLITS);
  gboolean is_whole = FALSE;

  for (guint i = 0; i < n_splits && query->n_terms < MAX_TERMS; i++) {
    add_split (query, ways, letters, &splits[i]);
    is_whole |= ends_with_syllable (letters, &splits[i]);
  }
  return is_whole;
}

/* A word of letters alone: the beginning of a Latin word, or pinyin, or initials. */
static char *
make_letters (Query *query, const char *text)
{
  g_autofree char *letters = jl_pinyin_normalize (text);
  g_auto (Alternatives) ways = { 0 };
  gboolean is_whole = FALSE;

  alternatives_init (&ways);
  alternatives_take (&ways, make_beginning (query, text));
  /* One letter is an initial and no more: half of all syllables begin with some letter. */
  if (letters[0] != '\0' && letters[1] != '\0')
    is_whole = add_pinyin (query, &ways, letters);
  /* shafa is nobody's s.h.a.f.a; but ha, de, ca are syllables and initials. */
  if (are_initials (letters) && (strlen (letters) <= 3 || !is_whole))
    add_initials (query, &ways, letters);
  return alternatives_join (&ways, " OR ");
}

/* Letters and digits that touch, as typed or taken apart: iphone13 finds iPhone 13 too. */
static char *
make_group (Query *query, const gunichar *chars, const GArray *runs, guint first, guint end)
{
  g_auto (Alternatives) ways = { 0 };
  g_auto (Alternatives) parts = { 0 };
  g_autoptr (GString) whole = g_string_new (NULL);

  alternatives_init (&ways);
  alternatives_init (&parts);
  for (guint i = first; i < end; i++) {
    const JlRun *run = &g_array_index (runs, JlRun, i);
    gsize start = whole->len;

    jl_run_append_text (run, chars, G_MAXUINT, whole);
    if (run->kind == JL_RUN_NUMBER)
      alternatives_take (&parts, make_number (query, whole->str + start));
    else if (end == first + 1)
      return make_letters (query, whole->str);
    else
      alternatives_take (&parts, make_beginning (query, whole->str + start));
  }
  if (end > first + 1)
    alternatives_take (&ways, make_beginning (query, whole->str));
  alternatives_take (&ways, alternatives_join (&parts, " AND "));
  return alternatives_join (&ways, " OR ");
}

static char *
make_chars (Query *query, const gunichar *chars, guint n)
{
  g_autofree char *text = g_ucs4_to_utf8 (chars, n, NULL, NULL, NULL);

  return make_term (query, '\0', text, -1);
}

/* 65寸: the number with the character, or both apart. Takes @group, the condition for the letters
 * or digits before @run. */
static void
add_counted (
    Query *query, const gunichar *chars, const JlRun *before, const JlRun *run, char *group)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (Alternatives) ways = { 0 };
  g_auto (Alternatives) both = { 0 };

  alternatives_init (&ways);
  alternatives_init (&both);
  jl_run_append_text (before, chars, JL_TOKEN_MAX_BEGINNING, text);
  g_string_append_unichar (text, chars[run->start]);
  alternatives_take (&ways, make_term (query, '\0', text->str, -1));
  alternatives_take (&both, group);
  alternatives_take (&both, make_chars (query, chars + run->start, 1));
  alternatives_take (&ways, alternatives_join (&both, " AND "));
  query_take (query, alternatives_join (&ways, " OR "));
}

static void
add_han (Query *query, const gunichar *chars, const JlRun *run)
{
  if (run->end == run->start + 1)
    query_take (query, make_chars (query, chars + run->start, 1));
  for (guint i = run->start; i + 1 < run->end; i++)
    query_take (query, make_chars (query, chars + i, 2));
}

/* One character right behind letters or digits. */
static gboolean
is_counted (const GArray *runs, guint number)
{
  const JlRun *run;

  if (number >= runs->len)
    return FALSE;
  run = &g_array_index (runs, JlRun, number);
  return run->kind == JL_RUN_HAN && run->end == run->start + 1 && run->gap == JL_GAP_NONE;
}

static void
add_text (Query *query, const char *text)
{
  g_autoptr (GArray) folded = jl_fold_text (text, -1, JL_SEARCH_MATCH_MAX_CHARS);
  const gunichar *chars = (const gunichar *)folded->data;
  g_autoptr (GArray) runs = jl_runs_new (chars, folded->len);

  for (guint i = 0; i < runs->len;) {
    const JlRun *run = &g_array_index (runs, JlRun, i);
    g_autofree char *group = NULL;
    guint end;

    if (run->kind == JL_RUN_HAN) {
      add_han (query, chars, run);
      i++;
      continue;
    }
    end = jl_runs_find_group (runs, i);
    group = make_group (query, chars, runs, i, end);
    if (is_counted (runs, end)) {
      run = &g_array_index (runs, JlRun, end);
      add_counted (query, chars, run - 1, run, g_steal_pointer (&group));
      end++;
    } else {
      query_take (query, g_steal_pointer (&group));
    }
    i = end;
  }
}

/**
 * jl_search_match_new:
 * @text: (nullable): what somebody typed, any bytes; %NULL for whatever has @facets
 * @facets: (nullable) (array zero-terminated=1): what a document must have besides, as it was
 *   given to jl_tokenizer_add_facet(); %NULL for none
 *
 * Makes the expression of a query that jl_search_expression_parse() takes apart (and SQLite's FTS5
 * as well, which the tests compare with). All words must be there, in any order: Chinese by every
 * two neighbouring characters, numbers and Latin words by their beginning, letters also as pinyin
 * (the last syllable may be unfinished) and as initials. Nothing of what was typed is taken for
 * query syntax. Of a long text only the first %JL_SEARCH_MATCH_MAX_CHARS characters count.
 *
 * Returns: (transfer full): the expression; %JL_SEARCH_MATCH_NOTHING if @text holds nothing to look
 *   for, which is no error and finds no document
 */
char *
jl_search_match_new (const char *text, const char *const *facets)
{
  Query query = { 0 };
  char *expression;

  query.expression = g_string_new (NULL);
  query.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (text != NULL)
    add_text (&query, text);
  if (query.expression->len == 0 && (text != NULL || facets == NULL || facets[0] == NULL))
    g_string_append (query.expression, JL_SEARCH_MATCH_NOTHING);
  for (guint i = 0; facets != NULL && facets[i] != NULL; i++)
    query_take (&query,
                jl_tokenizer_is_facet (facets[i])
                    ? make_term (&query, JL_TOKEN_FACET, facets[i], -1)
                    : g_strdup (JL_SEARCH_MATCH_NOTHING));

  expression = g_string_free (query.expression, FALSE);
  g_hash_table_unref (query.seen);
  return expression;
}
