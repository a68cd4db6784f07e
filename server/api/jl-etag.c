// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-etag.h"

#include <string.h>

static const char *const view_names[] = {
  [JL_VIEW_PUBLIC] = "public",
  [JL_VIEW_OWN] = "own",
};

/**
 * jl_etag_new:
 * @version: of a record, positive
 * @view: public or own
 *
 * Returns: (transfer full): `"<version>.<view>"`, quotes included
 */
char *
jl_etag_new (gint64 version, JlView view)
{
  g_return_val_if_fail (version > 0 && view < G_N_ELEMENTS (view_names), NULL);

  return g_strdup_printf ("\"%" G_GINT64_FORMAT ".%s\"", version, view_names[view]);
}

/* One entity tag at *text, which is moved behind it. */
static gboolean
parse_one (const char **text, gint64 *version, const char **rest, gsize *rest_length)
{
  const char *p = *text;
  const char *end;
  char *after;

  if (p[0] == 'W' && p[1] == '/')
    p += 2;
  if (*p != '"')
    return FALSE;
  p++;
  end = strchr (p, '"');
  if (end == NULL)
    return FALSE;
  *text = end + 1;

  *version = 0;
  *rest = p;
  *rest_length = 0;
  if (g_ascii_isdigit (*p)) {
    guint64 value = g_ascii_strtoull (p, &after, 10);

    if (value > 0 && value <= G_MAXINT64 && (after == end || *after == '.')) {
      *version = (gint64)value;
      *rest = after == end ? end : after + 1;
      *rest_length = (gsize)(end - *rest);
    }
  }
  return TRUE;
}

/**
 * jl_etag_parse_if_match:
 * @header: the value of If-Match
 * @version: (out): the version in it
 *
 * Reads what an update was made upon. Only the integer counts: `"7.own"`, `W/"7.public"` and `"7"`
 * are all version 7. A list and `*` are refused, because an update is made upon one version.
 *
 * Returns: %FALSE if there is no version to be read
 */
gboolean
jl_etag_parse_if_match (const char *header, gint64 *version)
{
  const char *p = header;
  const char *rest;
  gsize rest_length;
  gint64 found;

  while (*p == ' ' || *p == '\t')
    p++;
  if (!parse_one (&p, &found, &rest, &rest_length) || found == 0)
    return FALSE;
  while (*p == ' ' || *p == '\t')
    p++;
  if (*p != '\0')
    return FALSE;
  *version = found;
  return TRUE;
}

/**
 * jl_etag_parse_if_none_match:
 * @header: the value of If-None-Match
 * @version: (out): the highest version in it that is one of ours
 * @view: (out): the view of that version
 *
 * Reads what the client already has. Tags that are not of the form `"<version>.<view>"` are passed
 * over, as RFC 9110 section 13.1.2 wants of tags that do not match.
 *
 * Returns: %FALSE if none is ours
 */
gboolean
jl_etag_parse_if_none_match (const char *header, gint64 *version, JlView *view)
{
  const char *p = header;
  gint64 best = 0;

  while (*p != '\0') {
    const char *rest;
    gsize rest_length;
    gint64 found;

    while (*p == ' ' || *p == '\t' || *p == ',')
      p++;
    if (*p == '\0' || !parse_one (&p, &found, &rest, &rest_length))
      break;
    for (guint i = 0; i < G_N_ELEMENTS (view_names); i++) {
      if (found > best && rest_length == strlen (view_names[i]) &&
          strncmp (rest, view_names[i], rest_length) == 0) {
        best = found;
        *version = found;
        *view = i;
      }
    }
  }
  return best > 0;
}
