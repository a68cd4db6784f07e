// SPDX-License-Identifier: GPL-3.0-or-later
#include "jl-etag.h"

#include <string.h>

static const char *const view_names[] = {
  [JL_VIEW_PUBLIC] = "public",
  [JL_VIEW_OWN] = "own",
};

/**
 * jl_etag_new:
 * @tag: with a version, public or own
 *
 * Returns: (transfer full): `"<version>.<view>"`, quotes included; `"<version>.<view>.<renewal>"`
 *   where the same version is shown otherwise than before
 */
char *
jl_etag_new (const JlEtag *tag)
{
  g_return_val_if_fail (tag->version > 0 && tag->view < G_N_ELEMENTS (view_names), NULL);

  if (tag->renewal > 0)
    return g_strdup_printf ("\"%" G_GINT64_FORMAT ".%s.%" G_GINT64_FORMAT "\"",
                            tag->version,
                            view_names[tag->view],
                            tag->renewal);
  return g_strdup_printf ("\"%" G_GINT64_FORMAT ".%s\"", tag->version, view_names[tag->view]);
}

/**
 * jl_etag_equal:
 * @a: a tag
 * @b: another
 *
 * Returns: whether both say the same of what a client has; a tag without version equals none
 */
gboolean
jl_etag_equal (const JlEtag *a, const JlEtag *b)
{
  return a->version > 0 && a->version == b->version && a->view == b->view &&
         a->renewal == b->renewal;
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

/* `own` or `own.3`: the view, and how often it was renewed. */
static gboolean
parse_view (const char *text, gsize length, JlEtag *tag)
{
  for (guint i = 0; i < G_N_ELEMENTS (view_names); i++) {
    gsize name = strlen (view_names[i]);
    char *after;

    if (length < name || strncmp (text, view_names[i], name) != 0)
      continue;
    tag->view = i;
    tag->renewal = 0;
    if (length == name)
      return TRUE;
    if (text[name] != '.' || !g_ascii_isdigit (text[name + 1]))
      return FALSE;
    tag->renewal = g_ascii_strtoll (text + name + 1, &after, 10);
    return after == text + length;
  }
  return FALSE;
}

/**
 * jl_etag_parse_if_none_match:
 * @header: the value of If-None-Match
 * @tag: (out): the one of the highest version in it that is one of ours; untouched if none is
 *
 * Reads what the client already has. Tags that are not of the form of jl_etag_new() are passed
 * over, as RFC 9110 section 13.1.2 wants of tags that do not match.
 *
 * Returns: %FALSE if none is ours
 */
gboolean
jl_etag_parse_if_none_match (const char *header, JlEtag *tag)
{
  const char *p = header;
  gint64 best = 0;

  while (*p != '\0') {
    const char *rest;
    gsize rest_length;
    JlEtag found = { 0 };

    while (*p == ' ' || *p == '\t' || *p == ',')
      p++;
    if (*p == '\0' || !parse_one (&p, &found.version, &rest, &rest_length))
      break;
    if (found.version > best && parse_view (rest, rest_length, &found)) {
      best = found.version;
      *tag = found;
    }
  }
  return best > 0;
}
