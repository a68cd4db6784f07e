// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-spelling.h"

#include "jl-readings.h"

#include <string.h>

static void
append_character (GString *spelling, gunichar c, const JlReading *reading, gboolean *in_word)
{
  gboolean is_letter = c < 0x80 && g_ascii_isalnum ((char)c);

  if (spelling->len > 0 && !(is_letter && *in_word) && (is_letter || reading->n_syllables > 0))
    g_string_append_c (spelling, ' ');
  if (is_letter)
    g_string_append_c (spelling, g_ascii_tolower ((char)c));
  else if (reading->n_syllables > 0)
    g_string_append (spelling, jl_readings_get_syllable (reading->syllables[0]));
  *in_word = is_letter;
}

/**
 * jl_spelling_new:
 * @name: what people call something, simplified characters, UTF-8
 *
 * Spells a name as it is read there: 长安区 is `chang an qu`. Latin words and numbers stay, other
 * characters fall out.
 *
 * Returns: (transfer full): its syllables, with spaces between
 */
char *
jl_spelling_new (const char *name)
{
  GString *spelling = g_string_new (NULL);
  glong n_chars = 0;
  g_autofree gunichar *chars = g_utf8_to_ucs4_fast (name, -1, &n_chars);
  g_autofree JlReading *readings = g_new0 (JlReading, n_chars + 1);
  gboolean in_word = FALSE;

  jl_readings_look_up (chars, (guint)n_chars, readings);
  for (glong i = 0; i < n_chars; i++)
    append_character (spelling, chars[i], &readings[i], &in_word);
  return g_string_free (spelling, FALSE);
}

/* Each syllable gives at least its first letter; what follows it may be left away. */
static gboolean
matches_here (const char *spelling, const char *letters)
{
  const char *next = strchr (spelling, ' ');

  for (gsize i = 0; letters[i] != '\0'; i++) {
    if (i > 0 && next != NULL && matches_here (next + 1, letters + i))
      return TRUE;
    if (spelling[i] != letters[i])
      return FALSE;
  }
  return TRUE;
}

/**
 * jl_spelling_matches:
 * @spelling: from jl_spelling_new()
 * @letters: what somebody has typed, in lower case; `'` and spaces between syllables are allowed
 * @from_start: whether the first syllable must be among them
 *
 * Whether @letters stand for syllables of @spelling that follow each other, each typed in full or
 * by its first letters: `shafa`, `sf` and `shaf` find 布艺沙发.
 *
 * Returns: %FALSE also for no letters
 */
gboolean
jl_spelling_matches (const char *spelling, const char *letters, gboolean from_start)
{
  g_autoptr (GString) typed = g_string_new (NULL);

  for (const char *p = letters; *p != '\0'; p++) {
    if (*p != ' ' && *p != '\'')
      g_string_append_c (typed, *p);
  }
  if (typed->len == 0)
    return FALSE;
  for (const char *p = spelling; p != NULL; p = strchr (p, ' ')) {
    if (*p == ' ')
      p++;
    if (matches_here (p, typed->str))
      return TRUE;
    if (from_start)
      return FALSE;
  }
  return FALSE;
}
