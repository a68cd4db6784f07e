// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-tokenizer.h"

#include "jl-fold.h"
#include "jl-readings.h"
#include "jl-runs.h"

#include <string.h>
#include <unicode/uchar.h>

/* Raised with every change of what tokens a text gives; search files are then made anew. */
#define TOKENIZER_VERSION 1

/* More of a text than a person writes is not searched. */
#define MAX_CHARS 20000

/**
 * jl_tokenizer_get_version:
 *
 * Two versions that are equal make the same tokens of the same text.
 *
 * Returns: (transfer full): the version of our rules, of the table of readings, and of Unicode
 */
char *
jl_tokenizer_get_version (void)
{
  char unicode[U_MAX_VERSION_STRING_LENGTH];
  UVersionInfo version;

  /* That of the library that runs, not of the one it was built with. */
  u_getUnicodeVersion (version);
  u_versionToString (version, unicode);
  return g_strdup_printf ("%d-%08x-%s", TOKENIZER_VERSION, jl_readings_get_checksum (), unicode);
}

static void
end_token (GString *tokens)
{
  g_string_append_c (tokens, ' ');
}

/* All beginnings of @text from @shortest characters on, as far as they are kept. */
static void
add_beginnings (GString *tokens, const char *text, guint shortest)
{
  const char *end = text;

  for (guint n = 1; *end != '\0' && n <= JL_TOKEN_MAX_BEGINNING; n++) {
    end = g_utf8_next_char (end);
    if (n < shortest)
      continue;
    g_string_append_c (tokens, JL_TOKEN_BEGINNING);
    g_string_append_len (tokens, text, end - text);
    end_token (tokens);
  }
}

static void
add_number (GString *tokens, const char *text)
{
  const char *stripped = text + strspn (text, "0");

  if (strlen (text) < JL_TOKEN_MIN_NUMBER_BEGINNING || strchr (text, '.') != NULL) {
    g_string_append (tokens, text);
    end_token (tokens);
    return;
  }
  add_beginnings (tokens, text, JL_TOKEN_MIN_NUMBER_BEGINNING);
  /* Who looks for label YH-000123 types 123. */
  if (stripped > text && *stripped != '\0')
    add_number (tokens, stripped);
}

/* Letters and digits that touch: each part, and the beginnings of the whole. Returns the number
 * of the first run after them. */
static guint
add_group (GString *tokens, const gunichar *chars, const GArray *runs, guint first)
{
  guint end = jl_runs_find_group (runs, first);
  g_autoptr (GString) whole = g_string_new (NULL);
  guint first_length = 0;

  for (guint i = first; i < end; i++) {
    const JlRun *run = &g_array_index (runs, JlRun, i);
    gsize start = whole->len;

    jl_run_append_text (run, chars, MAX_CHARS, whole);
    if (i == first)
      first_length = g_utf8_strlen (whole->str, -1);
    if (run->kind == JL_RUN_NUMBER)
      add_number (tokens, whole->str + start);
    else
      add_beginnings (tokens, whole->str + start, 1);
  }
  if (end > first + 1)
    add_beginnings (tokens, whole->str, first_length + 1);
  return end;
}

/* 65寸, L型: one character is too little to look for without what it counts. */
static void
add_counted (GString *tokens, const gunichar *chars, const JlRun *before, const JlRun *run)
{
  if (run->gap == JL_GAP_OTHER || before->kind == JL_RUN_HAN ||
      (run->gap == JL_GAP_SPACES && before->kind != JL_RUN_NUMBER) ||
      before->end - before->start > JL_TOKEN_MAX_BEGINNING)
    return;
  jl_run_append_text (before, chars, JL_TOKEN_MAX_BEGINNING, tokens);
  g_string_append_unichar (tokens, chars[run->start]);
  end_token (tokens);
}

static void
add_han (GString *tokens, const gunichar *chars, const JlRun *run, gboolean is_name)
{
  for (guint i = run->start; i < run->end; i++) {
    if (is_name || run->end == run->start + 1) {
      g_string_append_unichar (tokens, chars[i]);
      end_token (tokens);
    }
    if (i + 1 < run->end) {
      g_string_append_unichar (tokens, chars[i]);
      g_string_append_unichar (tokens, chars[i + 1]);
      end_token (tokens);
    }
  }
}

static const char *
get_syllable (const JlReading *reading, guint i)
{
  return jl_readings_get_syllable (reading->syllables[i]);
}

static void
add_pair (GString *tokens, const char *syllable, const char *next)
{
  g_string_append_c (tokens, JL_TOKEN_SYLLABLES);
  g_string_append (tokens, syllable);
  g_string_append_c (tokens, next[0]);
  end_token (tokens);
  if (next[1] == '\0')
    return;
  g_string_append_c (tokens, JL_TOKEN_SYLLABLES);
  g_string_append (tokens, syllable);
  g_string_append (tokens, next);
  end_token (tokens);
}

static void
add_syllables (GString *tokens, const JlReading *reading, const JlReading *next)
{
  for (guint i = 0; i < reading->n_syllables; i++) {
    g_string_append_c (tokens, JL_TOKEN_SYLLABLES);
    g_string_append (tokens, get_syllable (reading, i));
    end_token (tokens);
    for (guint j = 0; next != NULL && j < next->n_syllables; j++)
      add_pair (tokens, get_syllable (reading, i), get_syllable (next, j));
  }
}

/* The initials of @n_left characters from @reading on, each in all its readings, after those that
 * are in @initials already. */
static void
add_initials (GString *tokens, const JlReading *reading, guint n_left, char *initials, guint n)
{
  if (n_left == 0) {
    g_string_append_c (tokens, JL_TOKEN_INITIALS);
    g_string_append_len (tokens, initials, n);
    end_token (tokens);
    return;
  }
  for (guint i = 0; i < reading->n_syllables; i++) {
    initials[n] = get_syllable (reading, i)[0];
    add_initials (tokens, reading + 1, n_left - 1, initials, n + 1);
  }
}

static void
add_readings (GString *tokens, const gunichar *chars, const JlRun *run)
{
  guint n = run->end - run->start;
  g_autofree JlReading *readings = g_new (JlReading, n);
  char initials[3];

  jl_readings_look_up (chars + run->start, n, readings);
  for (guint i = 0; i < n; i++) {
    add_syllables (tokens, &readings[i], i + 1 < n ? &readings[i + 1] : NULL);
    add_initials (tokens, &readings[i], 1, initials, 0);
    if (i + 2 <= n && readings[i].starts_word)
      add_initials (tokens, &readings[i], 2, initials, 0);
    if (i + 3 <= n)
      add_initials (tokens, &readings[i], 3, initials, 0);
  }
}

static void
add_text (GString *tokens, const char *text, gboolean is_name)
{
  g_autoptr (GArray) folded = jl_fold_text (text, -1, MAX_CHARS);
  const gunichar *chars = (const gunichar *)folded->data;
  g_autoptr (GArray) runs = jl_runs_new (chars, folded->len);

  for (guint i = 0; i < runs->len;) {
    const JlRun *run = &g_array_index (runs, JlRun, i);

    if (run->kind != JL_RUN_HAN) {
      i = add_group (tokens, chars, runs, i);
      continue;
    }
    if (i > 0)
      add_counted (tokens, chars, run - 1, run);
    add_han (tokens, chars, run, is_name);
    if (is_name)
      add_readings (tokens, chars, run);
    i++;
  }
}

/**
 * jl_tokenizer_add_names:
 * @tokens: (inout): where to append the tokens, each followed by a space
 * @names: what a thing is called and where it is: title, category, brand, community, label code;
 *   separated by newlines
 *
 * Names are found by everything: characters, words, numbers, pinyin, initials. A word that
 * appears twice gives its tokens twice.
 */
void
jl_tokenizer_add_names (GString *tokens, const char *names)
{
  add_text (tokens, names, TRUE);
}

/**
 * jl_tokenizer_add_body:
 * @tokens: (inout): where to append the tokens
 * @body: what else is said of it
 *
 * A body is found by two characters, words and numbers, and not by pinyin: in a hundred characters
 * almost any two initials occur somewhere.
 */
void
jl_tokenizer_add_body (GString *tokens, const char *body)
{
  add_text (tokens, body, FALSE);
}

/**
 * jl_tokenizer_is_facet:
 * @facet: any text
 *
 * Returns: whether it is of `a-z0-9:_.-` only and not empty, so that it can be a facet
 */
gboolean
jl_tokenizer_is_facet (const char *facet)
{
  return *facet != '\0' &&
         strspn (facet, "abcdefghijklmnopqrstuvwxyz0123456789:_.-") == strlen (facet);
}

/**
 * jl_tokenizer_add_facet:
 * @tokens: (inout): where to append the token
 * @facet: e.g. `c:sofa`, see jl_tokenizer_is_facet()
 *
 * A facet is not found by typing, only by asking for it: see jl_search_match_new().
 */
void
jl_tokenizer_add_facet (GString *tokens, const char *facet)
{
  g_return_if_fail (strspn (facet, "abcdefghijklmnopqrstuvwxyz0123456789:_.-") == strlen (facet));

  g_string_append_c (tokens, JL_TOKEN_FACET);
  g_string_append (tokens, facet);
  end_token (tokens);
}
