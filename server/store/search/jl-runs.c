// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-runs.h"

typedef enum {
  CLASS_SPACE,
  CLASS_OTHER,
  CLASS_LETTER,
  CLASS_DIGIT,
  CLASS_HAN,
} CharClass;

static CharClass
classify (gunichar c)
{
  if (c >= 0x4E00 && c <= 0x9FFF)
    return CLASS_HAN;
  if (c < 0x80)
    return g_ascii_isdigit (c)   ? CLASS_DIGIT
           : g_ascii_isalpha (c) ? CLASS_LETTER
           : c == ' '            ? CLASS_SPACE
                                 : CLASS_OTHER;
  /* Kana with its length mark, which belongs to no script. */
  if (c >= 0x3040 && c <= 0x30FF)
    return CLASS_HAN;
  if (!g_unichar_isalnum (c) && !g_unichar_ismark (c))
    return CLASS_OTHER;

  switch (g_unichar_get_script (c)) {
  case G_UNICODE_SCRIPT_HAN:
  case G_UNICODE_SCRIPT_HANGUL:
  case G_UNICODE_SCRIPT_BOPOMOFO:
    return CLASS_HAN;
  default:
    return CLASS_LETTER;
  }
}

static gboolean
is_apostrophe (gunichar c)
{
  return c == '\'' || c == 0x2019;
}

/* Whether the character at @i, of another class, still belongs to a run of @class. */
static gboolean
is_inside (const gunichar *chars, guint n_chars, guint i, CharClass class)
{
  gboolean is_mark = (class == CLASS_LETTER && is_apostrophe (chars[i])) ||
                     (class == CLASS_DIGIT && chars[i] == '.');

  return is_mark && i + 1 < n_chars && classify (chars[i + 1]) == class;
}

/**
 * jl_runs_new:
 * @chars: (array length=n_chars): folded characters, see jl_fold_text()
 * @n_chars: how many
 *
 * Returns: (transfer full) (element-type JlRun): the runs of letters, digits and Chinese
 */
GArray *
jl_runs_new (const gunichar *chars, guint n_chars)
{
  static const JlRunKind kinds[] = {
    [CLASS_LETTER] = JL_RUN_LETTERS,
    [CLASS_DIGIT] = JL_RUN_NUMBER,
    [CLASS_HAN] = JL_RUN_HAN,
  };
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (JlRun));
  JlRun run = { .gap = JL_GAP_OTHER };

  for (guint i = 0; i < n_chars;) {
    CharClass class = classify (chars[i]);

    if (class == CLASS_SPACE || class == CLASS_OTHER) {
      run.gap = class == CLASS_OTHER ? JL_GAP_OTHER : MAX (run.gap, JL_GAP_SPACES);
      i++;
      continue;
    }
    run.kind = kinds[class];
    run.start = i++;
    while (i < n_chars && (classify (chars[i]) == class || is_inside (chars, n_chars, i, class)))
      i++;
    run.end = i;
    g_array_append_val (runs, run);
    run.gap = JL_GAP_NONE;
  }
  return runs;
}

/**
 * jl_run_append_text:
 * @run: a run
 * @chars: the text that it is part of
 * @max_chars: how many characters at most
 * @text: (inout): where to append them, without apostrophes
 */
void
jl_run_append_text (const JlRun *run, const gunichar *chars, guint max_chars, GString *text)
{
  for (guint i = run->start; i < run->end && i - run->start < max_chars; i++) {
    if (!is_apostrophe (chars[i]))
      g_string_append_unichar (text, chars[i]);
  }
}

/**
 * jl_runs_find_group:
 * @runs: (element-type JlRun): the runs of a text
 * @first: number of a run of letters or digits
 *
 * Letters and digits that touch, as in `iPhone13`, are one group.
 *
 * Returns: number of the first run after the group
 */
guint
jl_runs_find_group (const GArray *runs, guint first)
{
  guint end = first + 1;

  while (end < runs->len && g_array_index (runs, JlRun, end).kind != JL_RUN_HAN &&
         g_array_index (runs, JlRun, end).gap == JL_GAP_NONE)
    end++;
  return end;
}
