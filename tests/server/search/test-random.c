// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Random texts through tokenizer, query and FTS5, for a second. Whatever comes: no fault, an
 * expression that FTS5 takes, and a text is found by a part of itself. The seed is printed by GLib
 * and given again with --seed.
 */
#include "jl-search-match.h"
#include "jl-test-fts.h"
#include "jl-tokenizer.h"

#include <string.h>

#define SECONDS 1.0

static void
append_bytes (GString *text)
{
  for (gint32 i = g_test_rand_int_range (1, 12); i > 0; i--)
    g_string_append_c (text, g_test_rand_int_range (1, 256));
}

static void
append_han (GString *text)
{
  for (gint32 i = g_test_rand_int_range (1, 8); i > 0; i--)
    g_string_append_unichar (text, g_test_rand_int_range (0x4E00, 0xA000));
}

static void
append_characters (GString *text)
{
  for (gint32 i = g_test_rand_int_range (1, 8); i > 0; i--) {
    gunichar c = g_test_rand_int_range (1, 0x110000);

    g_string_append_unichar (text, g_unichar_validate (c) ? c : ' ');
  }
}

static void
append_letters (GString *text)
{
  for (gint32 i = g_test_rand_int_range (1, 20); i > 0; i--)
    g_string_append_c (text, "aeiounghzscxlv'.0123 \"*()^:-"[g_test_rand_int_range (0, 28)]);
}

static char *
make_text (guint n_parts)
{
  static void (*const parts[]) (
      GString *) = { append_bytes, append_han, append_characters, append_letters };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_parts; i++)
    parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))](text);
  return g_string_free (text, FALSE);
}

static void
test_no_fault (void)
{
  g_autoptr (GTimer) timer = g_timer_new ();
  g_autoptr (JlTestFts) fts = jl_test_fts_new ();

  for (int i = 0; g_timer_elapsed (timer, NULL) < SECONDS; i++) {
    g_autofree char *names = make_text (g_test_rand_int_range (0, 20));
    g_autofree char *body = make_text (g_test_rand_int_range (0, 20));
    g_autofree char *query = make_text (g_test_rand_int_range (0, 6));
    g_autofree char *match = jl_search_match_new (query, NULL);
    g_autoptr (GString) tokens = g_string_new (NULL);
    g_autoptr (GHashTable) found = NULL;

    jl_tokenizer_add_names (tokens, names);
    jl_tokenizer_add_body (tokens, body);
    jl_test_fts_insert (fts, i, tokens->str);
    g_assert_cmpuint (strlen (match), <, 16384);
    found = jl_test_fts_find (fts, match);
  }
}

/* Any two or more neighbouring characters of a text find it. */
static void
test_finds_itself (void)
{
  g_autoptr (GTimer) timer = g_timer_new ();
  g_autoptr (JlTestFts) fts = jl_test_fts_new ();

  for (int i = 0; g_timer_elapsed (timer, NULL) < SECONDS / 2; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GString) tokens = g_string_new (NULL);
    g_autofree char *part = NULL;
    g_autofree char *match = NULL;
    glong length, start;

    append_han (text);
    append_han (text);
    length = g_utf8_strlen (text->str, -1);
    start = g_test_rand_int_range (0, length - 1);
    part = g_utf8_substring (text->str, start, g_test_rand_int_range (start + 2, length + 1));
    match = jl_search_match_new (part, NULL);
    jl_tokenizer_add_body (tokens, text->str);
    jl_test_fts_insert (fts, i, tokens->str);
    g_assert_true (jl_test_fts_has (fts, match, i));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/search/random/no-fault", test_no_fault);
  g_test_add_func ("/search/random/finds-itself", test_finds_itself);
  return g_test_run ();
}
