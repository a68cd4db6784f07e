// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  JL_RUN_LETTERS, /* of any alphabet; an apostrophe between letters belongs to them */
  JL_RUN_NUMBER,  /* ASCII digits, with a point between digits */
  JL_RUN_HAN,     /* what is written without spaces: Chinese, kana, hangul */
} JlRunKind;

/**
 * JlRun:
 * @start: index of the first character
 * @end: index after the last one
 * @gap: what lies between this run and the one before
 *
 * A stretch of one kind of characters in a folded text.
 */
typedef struct {
  JlRunKind kind;
  guint start, end;
  enum { JL_GAP_NONE, JL_GAP_SPACES, JL_GAP_OTHER } gap;
} JlRun;

GArray *jl_runs_new (const gunichar *chars, guint n_chars);
void jl_run_append_text (const JlRun *run, const gunichar *chars, guint max_chars, GString *text);
guint jl_runs_find_group (const GArray *runs, guint first);

G_END_DECLS
