// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-nwipe-scan.h"

#include <string.h>

/* Digits alone, and no more than fit: sscanf() does not say what it makes of more. */
static gboolean
take_number (const char **text, guint64 *number)
{
  const char *at = *text;

  *number = 0;
  for (; g_ascii_isdigit (*at); at++) {
    guint digit = (guint)(*at - '0');

    if (*number > (G_MAXUINT64 - digit) / 10)
      return FALSE;
    *number = *number * 10 + digit;
  }
  if (at == *text)
    return FALSE;
  *text = at;
  return TRUE;
}

/* Up to where @pattern goes on, or to the end when it does not. */
static gboolean
take_text (const char **text, const char *pattern, JlNwipeHole *hole)
{
  gsize length = strcspn (pattern, "%");
  const char *end = *text;

  if (length == 0)
    end += strlen (end);
  while (length > 0 && *end != '\0' && strncmp (end, pattern, length) != 0)
    end++;
  if (length > 0 && *end == '\0')
    return FALSE;
  hole->text = *text;
  hole->length = (gsize)(end - *text);
  *text = end;
  return TRUE;
}

/**
 * jl_nwipe_scan:
 * @text: a line
 * @pattern: the line as its format has it, with `%u` for numbers and `%s` for texts, which end
 *   where the pattern goes on
 * @holes: (out): what stands there, in order
 *
 * Returns: whether the whole of @text is as @pattern says
 */
gboolean
jl_nwipe_scan (const char *text, const char *pattern, JlNwipeHole holes[JL_NWIPE_MAX_HOLES])
{
  guint n = 0;

  while (*pattern != '\0') {
    if (pattern[0] != '%') {
      if (*text++ != *pattern++)
        return FALSE;
      continue;
    }
    g_return_val_if_fail (n < JL_NWIPE_MAX_HOLES, FALSE);
    pattern += 2;
    if (pattern[-1] == 'u' ? !take_number (&text, &holes[n].number)
                           : !take_text (&text, pattern, &holes[n]))
      return FALSE;
    n++;
  }
  return *text == '\0';
}

/**
 * jl_nwipe_hole_dup:
 * @hole: a text
 *
 * Returns: (transfer full): it, in valid UTF-8, without control characters and spaces around
 */
char *
jl_nwipe_hole_dup (const JlNwipeHole *hole)
{
  char *text = g_utf8_make_valid (hole->text, (gssize)hole->length);

  for (char *at = text; *at != '\0'; at++)
    if ((guchar)*at < ' ' || *at == 0x7f)
      *at = ' ';
  return g_strstrip (text);
}
