// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-spelling.h"

static void
test_new (void)
{
  static const struct {
    const char *name, *spelling;
  } cases[] = {
    { "沙发", "sha fa" }, { "长安区", "chang an qu" }, /* zhang by itself */
    { "U盘", "u pan" },   { "MP3 播放器", "mp3 bo fang qi" }, { "（其他）", "qi ta" }, { "", "" },
    { "——", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *spelling = jl_spelling_new (cases[i].name);

    g_assert_cmpstr (spelling, ==, cases[i].spelling);
  }
}

static void
test_matches (void)
{
  static const struct {
    const char *spelling, *letters;
    gboolean anywhere, from_start;
  } cases[] = {
    { "bu yi sha fa", "shafa", TRUE, FALSE },
    { "bu yi sha fa", "sf", TRUE, FALSE },
    { "bu yi sha fa", "shaf", TRUE, FALSE },
    { "bu yi sha fa", "sfa", TRUE, FALSE },
    { "bu yi sha fa", "bysf", TRUE, TRUE },
    { "bu yi sha fa", "buyi", TRUE, TRUE },
    { "bu yi sha fa", "sha'fa", TRUE, FALSE },
    { "bu yi sha fa", "sha fa", TRUE, FALSE },
    { "bu yi sha fa", "shafan", FALSE, FALSE },
    { "bu yi sha fa", "af", FALSE, FALSE }, /* from inside a syllable */
    { "bu yi sha fa", "bs", FALSE, FALSE }, /* syllables left out */
    { "xi an", "xian", TRUE, TRUE },
    { "xi an", "", FALSE, FALSE },
    { "xi an", " '", FALSE, FALSE },
    { "", "x", FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s: %s", cases[i].spelling, cases[i].letters);
    g_assert_cmpint (
        jl_spelling_matches (cases[i].spelling, cases[i].letters, FALSE), ==, cases[i].anywhere);
    g_assert_cmpint (
        jl_spelling_matches (cases[i].spelling, cases[i].letters, TRUE), ==, cases[i].from_start);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/common/spelling/new", test_new);
  g_test_add_func ("/common/spelling/matches", test_matches);
  return g_test_run ();
}
